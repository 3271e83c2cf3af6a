"""Pictures of mail: genuine messages in the programs that show them, forged ones, and strangers.

Run by itself it makes the messages and then all cases, or those whose names are given.
"""

import sys
from dataclasses import replace

import edits
import frames
import mailset
import mailviews as views
from cases import case, expect, hidden, save, whole
from mailset import CANTEEN, COATS, DINNER, FERRY_APRIL, HORNS, LAMPS, NIGHT, POSTERS, WEEK, Mail, at

FOLDER = "mail/"


def match(shown, note, document, page=1, **more):
    """A picture of a genuine message."""
    shot, boxes = shown
    region = more.pop("region", None) or boxes["mail"][0]
    return shot, expect("match", note, FOLDER + document, page, region=region, **more)


def altered(shown, note, document, page=1, **more):
    """A picture of a message that was changed where the marks are."""
    shot, boxes = shown
    return shot, expect("altered", note, FOLDER + document, page, region=boxes["mail"][0], changed=boxes["marks"], **more)


def doubted(shown, note, document):
    """A picture of a message that was changed where a program may have written, so that a doubt is enough."""
    shot, boxes = shown
    return shot, expect(["altered", "inconclusive"], note, FOLDER + document, 1, region=boxes["mail"][0])


def change(mail, old, new, field="text"):
    """The message with other words in one place, marks round them as `new` has it."""
    words = getattr(mail, field)
    if words.count(old) != 1:
        raise ValueError(f"{old} is {words.count(old)} times in {field}")
    return replace(mail, **{field: words.replace(old, new)})


def posted(shown, look, *said, scale=1.8):
    """The picture in a post on a timeline; its boxes moved to where they are then."""
    picture, boxes = shown
    shot, (frame,) = frames.post([picture], look, *said, scale=scale)
    k, m = (frame[2] - frame[0]) / picture.width, (frame[3] - frame[1]) / picture.height
    return shot, {kind: [[round(frame[0] + b[0] * k), round(frame[1] + b[1] * m), round(frame[0] + b[2] * k), round(frame[1] + b[3] * m)] for b in found] for kind, found in boxes.items()}


@case("mail-webmail")
def webmail():
    return match(views.webmail(NIGHT), "A message in a browser's mail program, lines broken as they were sent.", "night-shoot.eml")


@case("mail-desktop")
def desktop():
    return match(views.desktop(LAMPS, attachment="order-318.pdf"), "A message with its head in rows, in a program of the old school.", "lamp-order.eml")


@case("mail-phone", "jpg", quality=86)
def phone():
    return match(views.phone(DINNER), "A message on a telephone, accents and curly marks in it.", "dinner.eml")


@case("mail-dark")
def dark():
    return match(views.dark(HORNS), "Light letters on a dark ground.", "fog-horns.eml")


@case("mail-monospace")
def monospace():
    return match(views.archive(WEEK), "A list's archive in one typewriter face, with a table of sums.", "week-36.eml")


@case("mail-crop-of-a-paragraph")
def crop_of_paragraph():
    shot, boxes = views.webmail(LAMPS, width=680, scale=1.6, font="'Open Sans'")
    first, last = boxes["paragraphs"][2], boxes["paragraphs"][3]
    piece = shot.crop((first[0] - 14, first[1] - 8, last[2] + 14, last[3] + 8))
    return match((piece, boxes), "Two paragraphs of a message, no head, no foot.", "lamp-order.eml", region=whole(piece))


@case("mail-in-a-post", "jpg", quality=84)
def in_post():
    shown = posted(views.card(CANTEEN), "dark", "Nine Spoons", "@ninespoons", "It was never about the coffee. It was always about the spoons. Read the fourth paragraph, slowly.")
    return match(shown, "A message of HTML alone, its hidden first words not drawn, in a post on a dark timeline.", "canteen.eml")


@case("mail-jpeg-small", "jpg", quality=60)
def jpeg_small():
    return match(views.webmail(COATS, width=560, scale=1, font="'Liberation Sans'", size=12), "Capitals of nine pixels, much compressed.", "coats.eml")


@case("mail-german")
def german():
    return match(views.printout(POSTERS), "A German message made ready to print, justified.", "plakate.eml")


@case("mail-thread-reply")
def thread_reply():
    last = mailset.thread()[-1]
    return match(views.desktop(last, text=views.quoted_body(last)), "The last message of a thread with all the others quoted in it.", "thread.mbox", 5)


@case("mail-near-twin", "jpg", quality=86)
def near_twin():
    return match(views.webmail(FERRY_APRIL, width=820, scale=1.4, font="Inter"), "One of two messages that differ in the fee and the date alone; both can be read.", "ferry-april.eml")


@case("mail-redacted")
def redacted():
    shot, boxes = views.webmail(change(DINNER, "Captain Saltmarrow", "⟦Captain Saltmarrow⟧"), width=760, scale=1.4)
    x0, y0, x1, y1 = boxes["marks"][0]
    bar = [x0 - 2, y0, x1 + 2, y1]
    edits.bar(shot, bar)
    return match((shot, boxes), "A black bar over a name.", "dinner.eml", hidden=[hidden("redaction", box=bar)])


INBOX = [("Gate", "Lorry 22 has no driver", "10:40"), ("Paint shop", "Re: Re: Re: green", "10:12"), (COATS.name, COATS.subject, "09:51"), ("Night porter", "One key too many", "08:30"),
         ("Choir", "Tenors, again", "08:02"), ("Laboratory", "Prints are dry", "Sun"), ("Unit bus", "New timetable", "Sun"), ("Bank", "Number of chairs", "Sat"), ("Music", "Glass, second set", "Sat")]


@case("mail-web-chrome", "webp", quality=80, method=4)
def web_chrome():
    return match(views.window(COATS, INBOX), "A whole window: buttons, folders, and the subjects of other messages beside the open one.", "coats.eml")


@case("mail-changed-number")
def changed_number():
    return altered(views.archive(change(WEEK, "58,420", "⟦53,420⟧")), "One digit in a column of sums, which no longer add up.", "week-36.eml", readings=[["58", "53"]])


@case("mail-changed-name", "jpg", quality=86)
def changed_name():
    return altered(views.webmail(change(NIGHT, "Ottoline Marrable", "⟦Perpetua Dunmallow⟧"), width=800, scale=1.4, font="Inter", size=14), "Another person is said to hold the list.", "night-shoot.eml", readings=[["Ottoline", "Perpetua"], ["Marrable", "Dunmallow"]])


@case("mail-changed-sender")
def changed_sender():
    forged = replace(CANTEEN, name="⟦Marda Vennick", address="marda.vennick@halcyon.example⟧")
    return altered(views.desktop(forged), "The words are genuine, but another person is said to have sent them.", "canteen.eml")


@case("mail-negated")
def negated():
    return altered(views.webmail(change(CANTEEN, "kitchen is closed", "kitchen is ⟦not⟧ closed"), width=640, scale=1.5, font="'Open Sans'"), "A 'not' set into one sentence.", "canteen.eml")


@case("mail-added-sentence", "jpg", quality=86)
def added_sentence():
    more = "26 seconds each. ⟦The harbour office has the only copy and wants it back by Friday.⟧ Number 5"
    return altered(views.phone(change(HORNS, "26 seconds each. Number 5", more)), "A sentence that was never written, in the middle of a paragraph.", "fog-horns.eml")


@case("mail-missing-line")
def missing_line():
    """The box is that of the two lines that now touch."""
    rows = ["17:40  cast and wardrobe", "18:05  sound, with nothing that rattles", "18:30  extras, in two trips of 31 people each"]
    return altered(views.webmail(change(NIGHT, "\n".join(rows), f"⟦{rows[0]}\n{rows[2]}⟧"), width=780, scale=1.25), "One line of a list was left out; the box is that of the two lines that now touch.", "night-shoot.eml")


@case("mail-changed-number-in-a-post", "jpg", quality=84)
def changed_number_in_post():
    shown = views.card(change(COATS, "145 crowns", "⟦745⟧ crowns"), look="dark")
    said = "Button Watch", "@buttonwatch", "Seven hundred and forty-five crowns. For a coat. With buttons, granted."
    return altered(posted(shown, "dark", *said, scale=2.0), "A sum was changed before the message was posted on a dark timeline.", "coats.eml")


@case("mail-changed-greeting")
def changed_greeting():
    return altered(views.webmail(change(HORNS, "Hesper,\n", "⟦Ottilie⟧,\n"), width=760, scale=1.4), "Another person is greeted in the first word of the text.", "fog-horns.eml", readings=[["Hesper", "Ottilie"]])


@case("mail-changed-signature", "jpg", quality=86)
def changed_signature():
    return altered(views.desktop(change(COATS, "second floor", "second ⟦stairs⟧")), "The last word of the text is another; below it are the mail program's own.", "coats.eml")


@case("mail-changed-name-below")
def changed_name_below():
    """The last line is one word, which a mail program may have written."""
    forged = change(HORNS, "\nDunstan", "\n⟦Gwendal⟧")
    return doubted(views.phone(forged), "Another person signs, in a line of one word.", "fog-horns.eml")


@case("mail-changed-subject")
def changed_subject():
    """The subject stands above the sender here, and is another one as a whole."""
    return doubted(views.webmail(replace(COATS, subject="Bribes for the harbour master"), width=780, scale=1.4), "Another subject over genuine words.", "coats.eml")


@case("mail-changed-day", "jpg", quality=88)
def changed_day():
    return doubted(views.archive(replace(COATS, date=at(2029, 2, 3, 7, 15))), "Another day, two years before.", "coats.eml")


@case("mail-added-last-line")
def added_last_line():
    """Below the name, as a further line of the letter."""
    return doubted(views.desktop(change(COATS, "second floor", "second floor\n⟦Please burn the ledger tonight⟧")), "A line was set below the signature.", "coats.eml")


@case("mail-added-first-sentence", "jpg", quality=88)
def added_first_sentence():
    """Above the greeting, where a mail program writes nothing."""
    forged = change(HORNS, "Hesper,\n", "⟦Burn this letter when you have read it.⟧\n\nHesper,\n")
    return doubted(views.webmail(forged, width=800, scale=1.3), "A sentence was set above the greeting.", "fog-horns.eml")


@case("mail-changed-first-word")
def changed_first_word():
    """The subject stands above the other fields here, and below them in the message."""
    return altered(views.card(change(LAMPS, "Dear Orlo", "⟦Lamp⟧ Orlo")), "The first word of the text is another, which the subject has.", "lamp-order.eml")


@case("mail-changed-recipient")
def changed_recipient():
    return doubted(views.desktop(replace(HORNS, to=HORNS.to.replace("Hesper", "Horns"))), "The recipient's first name is a word of the subject.", "fog-horns.eml")


@case("mail-added-line-of-its-own-words", "jpg", quality=88)
def added_line_of_its_own_words():
    """Where the picture ends, before the text does; its words are the message's, most of them of its header."""
    text = HORNS.text[: HORNS.text.index("Numbers 6")].rstrip()
    forged = replace(HORNS, text=text + "\nWe may use horns, Hesper Quayle-Tam")
    return doubted(views.desktop(forged, width=700), "A line of the message's own words was set in below its second paragraph.", "fog-horns.eml")


INVENTED = """
Orlo,

this stays between the two of us. The barge will not carry lamps on its next round but forty crates from the brewery, and the skipper has been told to call them ballast.

Whoever asks at the quay gets a bottle and a wave. Enter the whole amount under weather, as we did with the fireworks, and let nobody from the bond company count the crates before Sunday.

I have the second key. Burn this when the kettle boils.

Anselm"""

STRANGER = Mail("Gwendal Thistlewood-Bray", "gwendal@brassowl.example", "All tenants of the yard", "yard@brassowl.example", at(2031, 8, 14, 9, 5), "Pigeons in the small stage", """
Good morning,

the pigeons are back. There are nine of them above the lighting bridge, and during yesterday's love scene they could be heard in every take but one, in which the leading man sneezed.

The fire brigade will lend us its long ladder on Saturday for 65 thalers. I need two people without a fear of heights and one without a fear of pigeons. Breakfast is provided before the climb, not after it.

Until then the windows on the south side stay shut, however warm it gets. Anyone who feeds the birds will be asked to take them home.

Gwendal Thistlewood-Bray
Brass Owl Films""".strip())


@case("mail-under-buttons")
def under_buttons():
    """Buttons of the program stand above the heading in the letters of the text."""
    return match(views.plain(LAMPS), "A message under a row of words to press.", "lamp-order.eml")


@case("mail-address-as-subject")
def address_as_subject():
    return doubted(views.plain(replace(LAMPS, subject="bribes@harbour.example")), "An address that the message does not have, as its subject.", "lamp-order.eml")


@case("mail-made-up")
def made_up():
    shot, _ = views.desktop(replace(LAMPS, text=INVENTED.strip()))
    return shot, expect(["altered", "inconclusive", "not_found"], "The genuine head of a message over words that nobody sent.")


@case("mail-reply-that-quotes")
def reply_that_quotes():
    """The message quoted is in the set, the reply is not."""
    said = "Clemence, I have the two coats. They went over the border on Thursday with the money in the lining, as we agreed, and nobody asked for a ticket. Tell the tailor he was never here."
    quoted = f"-----Original Message-----\nFrom: {COATS.name}\nSent: Monday, October 6, 2031 9:51 AM\nTo: {COATS.to}\nSubject: {COATS.subject}"
    reply = Mail("Ottfried Lammerskill", "ottfried@lammerskill.example", COATS.name, COATS.address, at(2031, 10, 7, 22, 14), f"RE: {COATS.subject}", f"{said}\n\n{quoted}\n\n{COATS.text}")
    shot, _ = views.archive(reply)
    return shot, expect(["altered", "inconclusive", "not_found"], "An invented reply above a genuine message that it quotes.")


@case("mail-not-in-the-set")
def not_in_set():
    shot, _ = views.webmail(STRANGER, width=760, scale=1.4)
    return shot, expect(["not_found", "inconclusive"], "A message of another studio, in the same program as those of the set.")


if __name__ == "__main__":
    mailset.make()
    save(sys.argv[1:])
