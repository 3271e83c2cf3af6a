"""Mail: messages in the encodings that are met, two near twins, one with a PDF, one inside another, and a thread in a mailbox."""

import base64
import io
import quopri
import textwrap
from dataclasses import dataclass
from datetime import datetime
from email.charset import BASE64, QP, Charset
from email.header import Header
from html import escape

from reportlab import rl_config
from reportlab.lib.pagesizes import A5
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from tools import ORIGINALS

rl_config.invariant = 1
pdfmetrics.registerFont(TTFont("Mail", "/usr/share/fonts/truetype/liberation/LiberationSans-Regular.ttf"))


@dataclass(frozen=True)
class Mail:
    """A message: who, to whom, when, about what, and its words. Paragraphs stand apart by an empty line."""
    name: str
    address: str
    to: str
    to_address: str
    date: datetime
    subject: str
    text: str

    def paragraphs(self):
        return self.text.split("\n\n")


def wrapped(text, width=72):
    """Paragraphs broken into lines as programs for plain text do it; those of several lines stay as they are."""
    return "\n\n".join(p if "\n" in p else textwrap.fill(p, width, break_on_hyphens=False) for p in text.strip().split("\n\n"))


def at(year, month, day, hour, minute):
    return datetime(year, month, day, hour, minute)


NIGHT = Mail("Zephrina Wicklebow", "zephrina.wicklebow@halcyon.example", "Night unit", "night-unit@halcyon.example", at(2031, 9, 8, 16, 4),
             "Night shoot at the breakwater, boats and times", wrapped("""
Dear all,

Thursday's night shoot stays as planned. The weather office gives us a dry sky until three and fog after that, which is the wrong way round for the script, so we begin with scene 43 and keep the close shots for the end.

Boats leave from the east steps:

17:15  camera, light, and whoever carries the lamps
17:40  cast and wardrobe
18:05  sound, with nothing that rattles
18:30  extras, in two trips of 31 people each

Ottoline Marrable has the passenger list, and nobody boards without telling her. The harbour office counts us when we come back and charges 90 crowns for each person who is missing, or for each one too many.

There is soup at eleven. It is paid for by the production, but the bowls are not, and last time we lost 14 of them to the sea.

Please bring dry socks. The café on the quay closes at ten – it will not open again for us, I have asked.

Zephrina"""))

POSTERS = Mail("Tjark Nebelhorn", "t.nebelhorn@nord.halcyon.example", "Ilsebrand Quast", "i.quast@nord.halcyon.example", at(2031, 11, 11, 8, 20),
               "Plakate für Grauhaven", """
Liebes Fräulein Quast,

die neuen Plakate sind heute früh mit dem Güterzug angekommen: 640 Stück, davon 85 mit geknickter Ecke. Die Schäden habe ich dem Bahnhofsvorsteher gezeigt, er hat sie gezählt und unterschrieben.

Bitte schicken Sie je zwölf große Plakate an die Häuser in Grauhaven und je sechs an die Inselbahn. Die kleineren Kinos bekommen zunächst nur die Fassung ohne Gans, weil dort die Beschwerden am lautesten waren. Wer ausdrücklich die Gans wünscht, erhält sie gegen Vorkasse von 3,50 Kronen.

Die Übergröße für den Wasserturm hängen wir erst am 19. November auf. Vorher muss der Maler Jörn Süderbrook das Gerüst prüfen; er möchte dafür 120 Kronen und einen windstillen Tag.

Für Rückfragen bin ich bis Freitag über das Büro zu erreichen. Danach fahre ich für eine Woche auf die Insel, wo es keinen Fernsprecher gibt, aber angeblich sehr gute Brötchen.

Mit herzlichen Grüßen
Tjark Nebelhorn""".strip())

DINNER = Mail("Solveig Ånderling", "solveig.anderling@halcyon.example", "Marda Vennick", "marda.vennick@halcyon.example", at(2031, 6, 12, 11, 38),
              "Dinner at the Café Zéphyr: who sits where", """
Dear Marda,

the Café Zéphyr has given us the long room for the evening of the 27th. It holds 48 at one table, or 60 at several, and the owner, Madame Évrard-Pell, asks which we prefer before she moves the piano.

I have placed the underwriters as far from Captain Saltmarrow as the room allows. The composer sits beside the door, because he leaves early, and Mr Tamberlane sits beside the composer, because he does not. Nobody sits next to the goose, which has been invited for one hour and comes with its own handler.

The menu is soup, pike “à la façon de la maison” and a pudding of pears. The price is 34 crowns a head without wine. With wine the café would rather not name a price in writing.

May I send the cards on Monday? The printer needs four days, and the envelopes are already here – all 200 of them, in the wrong blue.

Yours,
Solveig""".strip())

COATS = Mail("Clemence Hatherwick", "wardrobe@halcyon.example", "Bartold Nimmery", "bartold.nimmery@halcyon.example", at(2031, 10, 6, 9, 51),
             "Forty coats, two lost, one found", """
Dear Bartold,

the count of the winter coats is finished. We sent out 40 and have 38, and of those 38 one is not ours: it is better made and has a railway ticket to Saint Osk in its pocket.

The two that are missing were last worn by the pilots in scene 29. One pilot remembers hanging his on the anchor. The other remembers nothing, but he remembers it very politely.

A new coat costs 145 crowns with buttons and 118 without. I would like to order two without, since we have 600 buttons from the ballroom film which nobody has claimed.

The hats are complete. The gloves are complete as well, if one does not insist on pairs.

I need your signature by Wednesday noon, because the tailor leaves for the coast on the evening train and takes his scissors with him.

Clemence Hatherwick
Wardrobe, second floor""".strip())

CANTEEN = Mail("The canteen", "canteen@halcyon.example", "Everybody on the lot", "everybody@halcyon.example", at(2031, 9, 25, 14, 30),
               "What the canteen will do in October", """
The new stove is here. It has six flames instead of four, and the inspector has lit each of them twice. From the first of October there will be two hot dishes a day, one of them without fish.

Lunch is served from 12:00 to 14:15. The second sitting is reserved for those who were on the water in the morning, and the yellow card is proof of that. A wet sleeve is not.

A plate costs 3 crowns 20, a bowl 1 crown 90, and bread is free for as long as it stays in the room. The price of coffee is unchanged for the ninth year, and so is the coffee.

We miss 212 spoons. Whoever brings back ten of them gets one pudding, and no questions will be asked by anybody except Mrs Ludgrove, who asks them of everyone.

The kitchen is closed on the 15th, when the chimney is swept.

Your canteen""".strip())
PREHEADER = "Dumplings, a new stove and the matter of the spoons. Read on before Thursday."

HORNS = Mail("Dunstan Peverwick", "dunstan.peverwick@halcyon.example", "Hesper Quayle-Tam", "hesper.quayle-tam@halcyon.example", at(2031, 11, 20, 17, 26),
             "Fog horns: which one we may use", """
Hesper,

I have now listened to all eleven fog horns in the library, some of them twice, and the neighbours send their regards.

Numbers 1 to 4 were recorded at Lower Ambrel before the tower was rebuilt. They are clean, they belong to us, and they run for 26 seconds each. Number 5 is a cow.

Numbers 6 to 9 came with the estate of the old pilot. The heirs allow us to use them in one film for 75 crowns, but they want the horn named in the credits, by its full name, which has nine words.

The last two are the best ones. Nobody knows who made them or when, and the label says only "Tuesday". I would leave them in the drawer until your office has found out.

For the mix on the 30th I shall take number 3. It is a little too cheerful, so we play it slower.

Dunstan""".strip())

WEEK = Mail("Orlo Quillfeather", "orlo.quillfeather@halcyon.example", "Bartold Nimmery", "bartold.nimmery@halcyon.example", at(2031, 9, 9, 18, 12),
            "Week 36, what was spent", wrapped("""
Bartold,

here is week 36. The lines add up, I did them twice and Ilka did them once.

Account                   Budget      Spent       Left
------------------------------------------------------
12  Direction             14,200     13,950        250
20  Sets                  61,750     58,420      3,330
22  Wardrobe               9,480     10,105       -625
30  Camera                22,300     21,875        425
32  Sound                  6,140      5,960        180
41  Boats and ferry       17,900     18,260       -360
------------------------------------------------------
Total                    131,770    128,570      3,200

Wardrobe is over by 625 because of the uniforms, which had to be dyed a second time. Boats are over by 360; that is the night on which the ferry came back for the goose.

The bond company will see these figures on Friday. If something in them surprises you, let it surprise you before then.

Orlo"""))

FERRY = """
Dear Ms Vennick,

the harbour office confirms that the ferry Merrow is at your disposal for one working day in the coming month, from first light until the evening lamp is lit.

The fee for the day is {fee} crowns. It includes the skipper, two hands and coal for six hours. It does not include damage to the railing, which we have painted green so that new scratches can be seen.

Cameras may be fixed to the deck with clamps, not with screws. Animals travel below. If the fog bell rings, the ferry belongs to the harbour again until it stops, and the time is not made up.

Please pay at the counter on the quay, between nine and noon, and bring this letter with you.

Yours faithfully,
Godwin Pellerbeck
Harbour Office, Lower Ambrel"""


def ferry(fee, date):
    """The harbour office's letter with one fee and one date."""
    return Mail("Godwin Pellerbeck", "office@lowerambrel-harbour.example", "Marda Vennick", "marda.vennick@halcyon.example", date,
                "Hire of the ferry Merrow", wrapped(FERRY.replace("{fee}", fee)))


FERRY_MARCH, FERRY_APRIL = ferry("1,240", at(2031, 3, 24, 10, 15)), ferry("1,420", at(2031, 4, 23, 10, 15))

LAMPS = Mail("Anselm Corrigale", "anselm.corrigale@halcyon.example", "Orlo Quillfeather", "orlo.quillfeather@halcyon.example", at(2031, 9, 10, 13, 47),
             "Order for the lamp store, nine items", """
Dear Orlo,

attached is the order for the lamp store. It has nine items and comes to 1,862 crowns, delivery included, if we take everything from the same house.

The carbons are the urgent part. We burn 24 a night at the breakwater and have 110 left, which brings us to Friday and not one hour further. The rest may wait until the barge comes round on the 18th.

I have struck out the second generator. The one that we own was repaired on Monday by Mr Osgarth, who found a nest in it, and it has run for eleven hours since without a cough. The nest is in my office and is not empty, so please knock.

The glass for the hand lanterns is dearer than last year, 2 crowns 75 apiece, but it no longer turns green when it gets warm.

If you sign today, the boy can take the paper along on his bicycle at four.

Anselm Corrigale
Light""".strip())
ORDER = [("Carbons, 9 mm, box of 50", 6, 4800), ("Carbons, 11 mm, box of 50", 4, 6100), ("Glass for hand lanterns", 80, 275), ("Wicks, roll", 12, 450),
         ("Lamp oil, can of 20 litres", 15, 2200), ("Cable, reel of 100 metres", 3, 9600), ("Fuses, 30 ampere, box", 10, 840),
         ("Gloves, leather, pair", 18, 1300), ("Delivery by barge", 1, 12000)]

GOOSE = Mail("Araminta Fenwhistle", "araminta.fenwhistle@halcyon.example", "Bartold Nimmery", "bartold.nimmery@halcyon.example", at(2031, 7, 1, 10, 5),
             "The goose needs a paper", wrapped("""
Dear Bartold,

the town clerk of Port Ambrel has written again. An animal that works for more than five days needs a paper, and the goose has worked for seven. The paper costs 16 crowns a year, with a stamp of 2 crowns 40, and must be carried by whoever carries the goose.

I have filled in the form as far as I could. Under profession I wrote actress; under religion I left a blank. The clerk also asks for a photograph from the left, which is her better side in any case.

Could you sign below as her employer?

Araminta Fenwhistle"""))

GOOSE_ON = Mail("Bartold Nimmery", "bartold.nimmery@halcyon.example", "Marda Vennick", "marda.vennick@halcyon.example", at(2031, 7, 1, 15, 22),
                "Fwd: The goose needs a paper", wrapped("""
Marda,

see below. I have signed, but the clerk wants somebody who is head of something, and on this lot that is you. If you would rather not, Orlo can be head of the goose until Friday, when he leaves for the coast with the cash box.

The fee is paid from petty cash, receipt 318. The goose knows nothing of all this.

Bartold"""))

ZEPHRINA, BARTOLD = ("Zephrina Wicklebow", NIGHT.address), ("Bartold Nimmery", COATS.to_address)
CORVIN, ILKA = ("Corvin Saltmarrow", "corvin.saltmarrow@halcyon.example"), ("Ilka Brambledon", "ilka.brambledon@halcyon.example")
TURNS = [
    (ZEPHRINA, BARTOLD, at(2031, 5, 5, 9, 12), """
Bartold, Corvin,

the skipper offers us the ferry for scene 47 on two days, Tuesday or
Thursday. On Tuesday the tide is high at 14:20, on Thursday at 16:05.
He wants to know by tomorrow evening, and 200 crowns either way.

Zephrina"""),
    (CORVIN, ZEPHRINA, at(2031, 5, 5, 11, 40), """
Thursday. The light comes from behind the breakwater at four, and
the rope has to break against the light.

From Tuesday on I am in the cutting room anyway, and Ilka has the
only key.

Corvin"""),
    (BARTOLD, CORVIN, at(2031, 5, 5, 12, 3), """
Thursday costs us the orchestra, which is booked for Stage One from
three. I can move them to Wednesday for 180 crowns, if somebody tells
the two harpists. So it would be 380 in all and not 200.

B."""),
    (ILKA, BARTOLD, at(2031, 5, 5, 16, 31), """
I can hand over the key on Wednesday evening. For the rope I need the
long lens and 90 metres of free water, so no boats between the steps
and the buoy, please.

Ilka"""),
    (ZEPHRINA, ILKA, at(2031, 5, 6, 8, 55), """
Then Thursday it is. I have paid the skipper, told the harpists (one
of them cried, but she says it was the onion), and asked the harbour
for the stretch between the steps and the buoy from 15:30 to 17:00.

Boats leave at 14:45. Corvin, please bring the rope.

Zephrina"""),
]


def thread():
    """The messages of the thread; each holds the one before it, every line after "> "."""
    mails = []
    for (name, address), (to, to_address), date, text in TURNS:
        text, subject = text.strip(), "The ferry on Tuesday"
        if mails:
            last = mails[-1]
            quoted = "\n".join(f"> {line}" for line in last.text.split("\n"))
            text += f"\n\n{last.name} wrote on {last.date:%-d %B %Y, %H:%M}:\n{quoted}"
            subject = "Re: " + subject
        mails.append(Mail(name, address, to, to_address, date, subject, text))
    return mails


def encoded(words, charset):
    """A header's words: bare where ASCII holds them, else after RFC 2047, in base64 where they are UTF-8."""
    kind = Charset(charset)
    kind.header_encoding = BASE64 if charset == "utf-8" else QP
    return words if words.isascii() else Header(words, kind, header_name="Subject").encode()


def zone(date):
    return "+0200" if 4 <= date.month <= 10 else "+0100"


def head(mail, fields, charset="utf-8"):
    """The header lines of a message, `fields` last."""
    mark = f"{mail.date:%Y%m%d%H%M}.{sum(mail.subject.encode()) % 9973}@{mail.address.split('@')[1]}"
    rows = [f"Message-ID: <{mark}>", f"Date: {mail.date:%a, %d %b %Y %H:%M:00} {zone(mail.date)}", f"From: {encoded(mail.name, charset)} <{mail.address}>",
            f"To: {encoded(mail.to, charset)} <{mail.to_address}>", f"Subject: {encoded(mail.subject, charset)}", "MIME-Version: 1.0"]
    return "\n".join(rows + [f"{k}: {v}" for k, v in fields.items()]) + "\n\n"


def text_part(kind, transfer, charset="utf-8"):
    return {"Content-Type": f"text/{kind}; charset={charset}", "Content-Transfer-Encoding": transfer}


def quoted_printable(text, charset):
    return quopri.encodestring(text.encode(charset)).decode("ascii")


def in_lines(data):
    """Base64 in lines of 76."""
    return "\n".join(textwrap.wrap(base64.b64encode(data).decode(), 76)) + "\n"


def flowed(text):
    """Format=flowed: a line that ends with a space goes on in the next one."""
    def soft(paragraph):
        return paragraph if "\n" in paragraph else " \n".join(textwrap.wrap(paragraph, 70, break_on_hyphens=False))
    return "\n\n".join(soft(p) for p in text.split("\n\n")) + "\n"


def as_html(paragraphs):
    return "\n".join("<p>" + escape(p, quote=False).replace("\n", "<br>\n") + "</p>" for p in paragraphs)


def parts(kind, boundary, *pieces):
    """The body of a multipart message: (fields, text) for each piece."""
    rows = [f"--{boundary}\n" + "".join(f"{k}: {v}\n" for k, v in fields.items()) + "\n" + text.rstrip("\n") + "\n" for fields, text in pieces]
    return {"Content-Type": f'multipart/{kind}; boundary="{boundary}"'}, "".join(rows) + f"--{boundary}--\n"


def canteen_html():
    """A message of HTML alone; its first words are for the list of messages and not to be seen in it."""
    rows = as_html(CANTEEN.paragraphs()).replace("<p>", '<p style="margin:0 0 16px">')
    return f"""<!DOCTYPE html>
<html><head><meta charset="utf-8"><title>{CANTEEN.subject}</title>
<style>body {{ background: #f6f1e7 }} .sheet {{ font: 16px/1.5 Verdana, sans-serif; color: #333 }}</style></head>
<body>
<div style="display:none;max-height:0;overflow:hidden;font-size:1px;color:#f6f1e7;opacity:0">{PREHEADER}&#847;&zwnj;&nbsp;&#847;&zwnj;&nbsp;</div>
<table role="presentation" width="100%" cellpadding="0" cellspacing="0"><tr><td align="center">
<table role="presentation" width="600"><tr><td class="sheet">
{rows}
</td></tr></table>
</td></tr></table>
</body></html>
"""


def order_pdf():
    """The order of the lamp store: one small page, every sum right."""
    buffer = io.BytesIO()
    pdf = Canvas(buffer, pagesize=A5)
    pdf.setTitle("Order 318, lamp store")
    pdf.setFont("Mail", 15)
    pdf.drawString(40, 540, "Halcyon Pictures, lamp store")
    pdf.setFont("Mail", 10)
    pdf.drawString(40, 522, "Order of 10 September 2031, for the house of Tilbrook and Daughters")
    y = 490
    columns = [(40, "Item"), (250, "Pieces"), (310, "Each"), (380, "Crowns")]

    def row(*cells):
        pdf.drawString(columns[0][0], y, cells[0])
        for (x, _), cell in zip(columns[1:], cells[1:]):
            pdf.drawRightString(x, y, cell)

    row(*(title for _, title in columns))
    pdf.line(40, y - 5, 380, y - 5)
    for item, count, price in ORDER:
        y -= 20
        row(item, str(count), f"{price / 100:,.2f}", f"{count * price / 100:,.2f}")
    y -= 26
    pdf.line(40, y + 15, 380, y + 15)
    row("Total", "", "", f"{sum(c * p for _, c, p in ORDER) / 100:,.2f}")
    pdf.drawString(40, y - 50, "Carbons by Friday, all else with the barge on the 18th.")
    pdf.drawString(40, y - 90, "Signed: ______________________")
    pdf.save()
    return buffer.getvalue()


def messages():
    """Each file of the folder and what it holds, lines ending in a bare line feed."""
    yield "night-shoot", head(NIGHT, text_part("plain", "8bit")) + NIGHT.text + "\n"
    yield "plakate", head(POSTERS, text_part("plain", "quoted-printable", "ISO-8859-1"), "iso-8859-1") + quoted_printable(POSTERS.text + "\n", "latin-1")
    yield "dinner", head(DINNER, text_part("plain", "base64")) + in_lines((DINNER.text + "\n").replace("\n", "\r\n").encode())
    page = f"<html><body style=\"font-family:Georgia,serif\">\n{as_html(COATS.paragraphs())}\n</body></html>\n"
    fields, body = parts("alternative", "=_coats_40", (text_part("plain", "7bit", "us-ascii"), wrapped(COATS.text)), (text_part("html", "quoted-printable"), quoted_printable(page, "utf-8")))
    yield "coats", head(COATS, fields) + body
    yield "canteen", head(CANTEEN, text_part("html", "quoted-printable")) + quoted_printable(canteen_html(), "utf-8")
    yield "fog-horns", head(HORNS, {"Content-Type": "text/plain; charset=us-ascii; format=flowed", "Content-Transfer-Encoding": "7bit"}) + flowed(HORNS.text)
    yield "week-36", head(WEEK, text_part("plain", "7bit", "us-ascii")) + WEEK.text + "\n"
    yield "ferry-march", head(FERRY_MARCH, text_part("plain", "7bit", "us-ascii")) + FERRY_MARCH.text + "\n"
    yield "ferry-april", head(FERRY_APRIL, text_part("plain", "7bit", "us-ascii")) + FERRY_APRIL.text + "\n"
    pdf = {"Content-Type": 'application/pdf; name="order-318.pdf"', "Content-Disposition": 'attachment; filename="order-318.pdf"', "Content-Transfer-Encoding": "base64"}
    fields, body = parts("mixed", "lamps-0910", (text_part("plain", "quoted-printable"), quoted_printable(LAMPS.text + "\n", "utf-8")), (pdf, in_lines(order_pdf())))
    yield "lamp-order", head(LAMPS, fields) + body
    goose = head(GOOSE, text_part("plain", "7bit", "us-ascii")) + GOOSE.text + "\n"
    yield "goose-paper", goose
    fields, body = parts("mixed", "goose-onward", (text_part("plain", "7bit", "us-ascii"), GOOSE_ON.text), ({"Content-Type": "message/rfc822", "Content-Disposition": "inline"}, goose))
    yield "goose-paper-forwarded", head(GOOSE_ON, fields) + body


def mailbox(mails):
    """A mailbox in the form mboxrd: a line that begins with "From ", after any number of ">", gets one more."""
    rows = []
    for mail in mails:
        lines = [(">" + line if line.lstrip(">").startswith("From ") else line) for line in mail.text.split("\n")]
        rows.append(f"From {mail.address} {mail.date:%a %b %e %H:%M:00 %Y}\n" + head(mail, text_part("plain", "7bit", "us-ascii")) + "\n".join(lines) + "\n\n")
    return "".join(rows)


def make():
    """Writes all messages and the mailbox."""
    folder = ORIGINALS / "mail"
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in messages():
        (folder / f"{name}.eml").write_bytes(text.replace("\n", "\r\n").encode())
    (folder / "thread.mbox").write_bytes(mailbox(thread()).encode("ascii"))


if __name__ == "__main__":
    make()
