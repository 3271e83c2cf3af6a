"""Pictures in which no page of the set is to be seen, or none that can be told."""

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

import memos
from cases import case, expect
from tools import draw, screenshot, set_anew

NEVER = ["not_found", "inconclusive"]
RIVAL = """
<p>The owners of the lot were here on Tuesday. From May we pay for the small stage by the hour, 210 thalers, light included,
and the caretaker goes home at nine whether or not we have finished. Whoever needs him longer pays him himself.</p>
<p>The camera store has found both of the missing tripods. They had been standing in the lobby since the winter party, with coats
on them. I ask everybody to look at a coat stand twice before hanging anything on it.</p>
<p>For the parrot picture we look for a house with a round window which may be broken, and a family that would not mind. The
location office pays forty a day and the glazier. Hints, please, to room eleven.</p>
<p>There will be no meeting next week, because there is nothing to say that could not be said in the corridor.</p>
<p style="margin-top:16pt">G. Thistlewood-Bray</p>"""
NEW_MEMO = """
<p>The scenery store has to be empty by the end of the month. What nobody has claimed by then goes to the amateur theatre at Saint
Osk, which has a lorry and fewer scruples than we have.</p>
<p>On the list are eleven doors without walls, a staircase of nineteen steps, two thrones, the front half of a locomotive and
some 600 metres of painted forest. The forest is damp. The locomotive is to be lifted by four people and not to be climbed.</p>
<p>Claims go to the store in writing and name the production that pays for the van. The thrones are not a pair.</p>
<p style="margin-top:16pt">O. Quillfeather</p>"""


def nothing(picture, note, verdict=NEVER):
    """A picture for which no page may be named."""
    return picture, expect(verdict, note)


def other_studio_page(width):
    """A memo of another studio: another name, another colour, the same kind of sheet."""
    html = memos.memo("Everybody with a key", "Gwendal Thistlewood-Bray", "22 April 2031", "Stage hours, tripods, a window", RIVAL)
    html = html.replace("HALCYON PICTURES", "BRASS OWL FILMS").replace("Halcyon Pictures", "Brass Owl Films").replace("#1d3c5a", "#5a3a1d")
    return set_anew(html.replace("Kingfisher Lot · Stage Road 9 · Port Ambrel", "Tannery Yard · Upper Mill · Grauhaven"), 1, width)


def landscape(width, height):
    """Evening hills over water, with grain like a photograph's."""
    rng = np.random.default_rng(8)
    y = np.linspace(0, 1, height)[:, None, None]
    sky = np.array([250, 176, 96]) * y + np.array([64, 92, 150]) * (1 - y)
    picture = Image.fromarray(np.broadcast_to(sky, (height, width, 3)).astype(np.uint8))
    pen = ImageDraw.Draw(picture)
    pen.ellipse([width * 0.62, height * 0.4, width * 0.72, height * 0.4 + width * 0.1], fill=(255, 232, 170))
    for layer in range(5):
        t = np.arange(0, width + 9, 8)
        crest = height * (0.5 + 0.08 * layer) + sum(np.sin(t / width * f + rng.uniform(0, 6)) * height * 0.05 / f * 4 for f in (3, 7, 13, 29))
        shade = tuple(int(c * (1 - 0.19 * layer)) for c in (112, 110, 128))
        pen.polygon([(0, height), *zip(t.tolist(), crest.tolist()), (width, height)], fill=shade)
    for _ in range(260):
        a, b = rng.uniform(0, width), height * rng.uniform(0.9, 1)
        pen.line([(a, b), (a + rng.uniform(8, 60), b)], fill=(196, 150, 110), width=2)
    grain = np.asarray(picture.filter(ImageFilter.GaussianBlur(1.2)), float) + rng.normal(0, 7, (height, width, 3))
    return Image.fromarray(np.clip(grain, 0, 255).astype(np.uint8))


def interface_screen():
    """A mail program's list of messages: words and lines, but no page."""
    rows = [("Canteen", "Thursday: dumplings", "Second sitting at one, bring the yellow card", "12:04"), ("Night porter", "Keys", "Whose are the three on the red string", "11:51"),
            ("Wardrobe", "Left boot", "It has been seen near the tank", "11:20"), ("Paint shop", "Re: Re: green", "We cannot make it greener than that", "10:58"),
            ("Bank", "Your visit", "Kindly confirm the number of chairs", "10:31"), ("Music", "Glass players", "Two have cut themselves, nothing serious", "09:47"),
            ("Gate", "Lorry 14", "Blocks the way since seven, smells of herring", "09:15"), ("Laboratory", "Daily prints", "Ready, please bring your own cans", "08:40"),
            ("Choir", "Stage One", "The tenors have the other score", "08:02"), ("Unit bus", "Timetable", "Leaves when the driver arrives", "07:36")]
    body = "".join(f'<tr><td><i></i></td><td><b>{a}</b></td><td>{b} <span>— {c}</span></td><td>{d}</td></tr>' for a, b, c, d in rows)
    return screenshot(f"""<!doctype html><meta charset="utf-8"><style>body{{margin:0;font:14px Roboto;width:1100px;height:720px;overflow:hidden;background:#f3f5f8;color:#222}}
    .side{{position:absolute;left:0;top:0;bottom:0;width:190px;background:#26384f;color:#dfe7f0;padding:24px 20px;line-height:2.4}}.side b{{background:#e0913a;color:#111;padding:8px 18px;border-radius:18px}}
    table{{position:absolute;left:230px;top:76px;width:840px;border-collapse:collapse;background:#fff}}td{{padding:15px 12px;border-bottom:1px solid #e2e6eb;white-space:nowrap}}span{{color:#78828e}}i{{display:block;width:13px;height:13px;border:1.5px solid #9aa5b1;border-radius:3px}}
    input{{position:absolute;left:270px;top:18px;width:600px;height:36px;border:0;border-radius:18px;padding:0 18px;font:14px Roboto;background:#fff}}</style>
    <div class="side"><b>Write</b><br>Inbox (10)<br>Starred<br>Later<br>Sent<br>Drafts (3)<br>Bin</div><input value="Search in messages"><table>{body}</table>""", 1100, 720, 1.25)


@case("other-studio")
def other_studio():
    return nothing(other_studio_page(1100), "A memo of another studio with the same kind of look.")


@case("same-template-other-memo")
def same_template():
    html = memos.memo("All departments", "Orlo Quillfeather, Production Accounts", "6 June 2031", "Clearing the scenery store", NEW_MEMO)
    return nothing(set_anew(html, 1, 1100), "The studio's own letterhead with a text that is not in the set.", ["altered", "inconclusive", "not_found"])


@case("interface-without-a-page")
def interface():
    return nothing(interface_screen(), "A list of messages on a screen.")


@case("table-of-random-numbers")
def random_table():
    rng = np.random.default_rng(77)
    cells = "".join("<tr>" + "".join(f"<td>{v:,}</td>" for v in row) + "</tr>" for row in rng.integers(10, 900000, (44, 7)))
    style = "body{margin:50px;font:13px 'Liberation Sans';width:900px}table{width:100%;border-collapse:collapse}td{text-align:right;padding:3px 8px}tr:nth-child(9n){font-weight:bold;background:#e8eef4}"
    return nothing(screenshot(f'<!doctype html><meta charset="utf-8"><style>{style}</style><table>{cells}</table>', 1000, 1150), "Figures in columns that belong to no document.")


@case("noise", "jpg", quality=70)
def noise():
    return nothing(Image.fromarray(np.random.default_rng(1).integers(0, 256, (520, 400), np.uint8)), "Noise.")


@case("wall-of-one-word")
def wall():
    text = "harbour " * 700
    style = "body{margin:60px;font:19px/1.5 'Liberation Serif';width:880px;text-align:justify}"
    return nothing(screenshot(f'<!doctype html><meta charset="utf-8"><style>{style}</style>{text}', 1000, 1300), "One word, again and again.")


@case("blank-page")
def blank():
    return nothing(Image.new("RGB", (1000, 1294), "white"), "Nothing, though the set has a blank page too.")


@case("landscape-picture", "jpg", quality=82)
def landscape_picture():
    return nothing(landscape(1200, 800), "A picture like a photograph.")


@case("unreadable-thumbnail", "jpg", quality=60)
def thumbnail():
    return nothing(draw("memos/airship.pdf", 1, 1240).resize((124, 175), Image.LANCZOS), "A page of the set, too small to tell a letter.", ["inconclusive", "not_found"])
