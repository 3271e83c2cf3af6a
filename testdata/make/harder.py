"""Further shots: hard but fair."""

import numpy as np
from PIL import Image, ImageOps

import edits
import forged
import frames
import memos
from cases import case, expect, hidden, whole
from copies import AIRSHIP, CONTRACT, COSTS, REEL, SCRIPT, SLIDES, match
from tools import difference_box, draw, set_anew, words


WIDE = 1300


def framed(box, page, frame):
    """Where a box of a page lies when the page fills the width of a frame, cut off at the frame's foot."""
    k = (frame[2] - frame[0]) / page.width
    x0, y0, x1, y1 = (v * k for v in box)
    return [round(frame[0] + x0), round(frame[1] + y0), round(frame[0] + x1), round(min(frame[1] + y1, frame[3]))]


@case("crop-of-a-table", "jpg", quality=84)
def crop_of_table():
    page = draw(COSTS, 2, 1275)
    return match(page.crop((560, 330, 1240, 700)), "Figures only: no label, no head, no margin.", COSTS, 2)


@case("crop-of-the-chart", "jpg", quality=84)
def crop_of_chart():
    page = draw(SLIDES, 3, 1400)
    return match(page.crop((90, 170, 1010, 660)), "The left part of a chart without its title.", SLIDES, 3)


@case("dark-crop-in-a-post", "jpg", quality=84)
def dark_crop_in_post():
    piece = ImageOps.invert(draw(SCRIPT, 2, 1300)).crop((120, 60, 1230, 760))
    shot, boxes = frames.post([piece], "dark", "Wet Straw", "@wetstraw", "third draft, scene 43. they blow out the lanterns. i am NOT crying", radius=26)
    return match(shot, "A piece of a page in dark mode, in a dark post with rounded corners.", SCRIPT, 2, boxes[0])


@case("low-quality-webp", "webp", quality=18, method=4)
def low_quality_webp():
    return match(draw(REEL, 2, 1080), "A page that lost much to compression, letters still to be told apart.", REEL, 2)


@case("two-pages-side-by-side", "jpg", quality=84)
def side_by_side():
    left, right = draw(CONTRACT, 1, 820), draw(CONTRACT, 3, 820)
    shot = Image.new("RGB", (1720, left.height + 60), (82, 86, 92))
    boxes = []
    for page, x in ((left, 30), (right, 870)):
        shot.paste(page, (x, 30))
        boxes.append([x, 30, x + page.width, 30 + page.height])
    pages = [{"document": CONTRACT, "page": n, "region": b} for n, b in zip((1, 3), boxes)]
    return match(shot, "Two pages that do not follow one another, side by side.", CONTRACT, 1, boxes[0], pages=pages)


@case("invoice-crop-with-its-number", "jpg", quality=84)
def invoice_crop():
    page = draw("finance/invoice-3108.pdf", 1, 1240).crop((90, 180, 1150, 720))
    return match(page, "The head of one of three invoices that differ in their number alone; the number is visible.", "finance/invoice-3108.pdf", 1)


@case("redacted-and-highlighted-in-a-post", "jpg", quality=85)
def redacted_in_post():
    page, spelt = draw(AIRSHIP, 1, 1400), words(AIRSHIP, 1, 1400)
    sender, potato = edits.find(spelt, "Hesper", "Quayle-Tam"), edits.find(spelt, "would", "rather", "film")
    bar = edits.box_of(spelt, sender, sender + 1)
    pen = edits.box_of(spelt, potato, potato + 4)
    edits.bar(page, bar)
    edits.highlight(page, pen)
    shot, boxes = frames.post([page], "light", "The Potato Question", "@potatoes", "He would rather film WHAT?", scale=2.0)
    places = [hidden("redaction", box=framed(bar, page, boxes[0])), hidden("highlight", "mark", box=framed(pen, page, boxes[0]))]
    return match(shot, "A bar and a yellow marker on a page inside a post.", AIRSHIP, 1, boxes[0], hidden=places)


@case("changed-digit-in-a-post", "jpg", quality=84)
def changed_digit_in_post():
    genuine = draw(AIRSHIP, 1, 1400)
    page = set_anew(forged.airship(memos.AIRSHIP.replace("2,310,000", "2,810,000")), 1, 1400)
    piece = page.crop((80, 180, 1320, 1180))
    shot, boxes = frames.post([piece], "dark", "Gondola Truth", "@gondolatruth", "Two point eight million. For a balloon.", scale=2.0)
    x0, y0, x1, y1 = difference_box(genuine, page)
    changed = framed([x0 - 80, y0 - 180, x1 - 80, y1 - 180], piece, boxes[0])
    return shot, expect("altered", "One digit of the sum insured was changed before the memo was posted.", AIRSHIP, 1, region=boxes[0], changed=[changed], readings=[["2,310,000", "2,810,000"]])


@case("signatures-only", "jpg", quality=84)
def signatures():
    page = draw(CONTRACT, 7, 1400)
    return match(page.crop((150, 420, 1330, 780)), "Two signatures and the lines under them.", CONTRACT, 7)


@case("drawing-crop", "jpg", quality=76)
def drawing_crop():
    page = draw("boards/scene-41.webp", 1).crop((470, 60, 1380, 480)).resize((1092, 504), Image.BICUBIC)
    return match(page, "Two frames of a storyboard, enlarged.", "boards/scene-41.webp", 1)


@case("handwriting-crop", "jpg", quality=80)
def handwriting_crop():
    page = draw("notes/lamp-room.png", 1).crop((100, 330, 1080, 760)).resize((784, 344), Image.BICUBIC)
    return match(page, "Seven lines of a note by hand, made smaller.", "notes/lamp-room.png", 1)


@case("telex-on-tinted-ground", "jpg", quality=80)
def telex_tinted():
    page = ImageOps.colorize(draw("letters/telex.png", 1).convert("L").resize((975, 810), Image.LANCZOS), (74, 42, 30), (250, 232, 190))
    return match(page, "A black and white telex in brown on yellow, scaled by three quarters.", "letters/telex.png", 1)


@case("nearly-blank-page")
def nearly_blank():
    page = draw(CONTRACT, 5, 900)
    return page, expect(["match", "inconclusive", "not_found"], "One line on an empty page: to know it again is good, to doubt is fair.", CONTRACT, 5, region=whole(page))


@case("twin-with-its-number-covered")
def covered_twin():
    name = "memos/stage-two-third.pdf"
    page, spelt = draw(name, 1, 1150), words(name, 1, 1150)
    box = edits.box_of(spelt, edits.find(spelt, "4,850"))
    edits.bar(page, box)
    others = [[f"memos/stage-two-{n}.pdf", 1] for n in ("first", "second")]
    return match(page, "The only number in which three memos differ is under a bar: any of them may be named.", name, 1, also_ok=others, hidden=[hidden("redaction", box=box)])


@case("name-that-no-memo-has", "jpg", quality=84)
def new_name():
    genuine = draw("memos/night-work-camera.pdf", 1, 1240)
    page = set_anew(memos.overtime_memo("Osric Candlewick"), 1, 1240)
    x0, y0, x1, y1 = difference_box(genuine, page)
    changed = [x0 - 100, y0 - 480, x1 - 100, y1 - 480]
    piece = page.crop((100, 480, 1140, 1100))
    others = [[f"memos/night-work-{n}.pdf", 1] for n in ("lighting", "sound")]
    return piece, expect("altered", "A piece of the memo on night work with a name that none of the three has.", "memos/night-work-camera.pdf", 1,
                         also_ok=others, region=whole(piece), changed=[changed])


@case("scan-with-specks", "jpg", quality=80)
def scan_with_specks():
    page, _ = edits.printed_and_scanned(draw(CONTRACT, 3, WIDE), 5)
    return page, expect(["match", "inconclusive"], "A print that was scanned, with dust: a speck may be a full stop, so a doubt is fair.", CONTRACT, 3, region=whole(page))


@case("scan-with-specks-changed-word", "jpg", quality=80)
def scan_with_specks_changed():
    spelt = words(CONTRACT, 3, WIDE)
    page = draw(CONTRACT, 3, WIDE)
    at = edits.find(spelt, "no", "more", "than", "four", "minutes")
    four, no = edits.box_of(spelt, at + 3, grow=1), edits.box_of(spelt, at, grow=1)
    patch = page.crop(no)
    edits.bar(page, four, (255, 255, 255))
    page.paste(patch, (four[0], no[1]))
    scan, turn = edits.printed_and_scanned(page, 6)
    x, y = turn @ np.array([(four[0] + four[2]) / 2, (four[1] + four[3]) / 2, 1])
    w, h = four[2] - four[0], four[3] - four[1]
    changed = [round(x - w / 2) - 2, round(y - h / 2) - 2, round(x + w / 2) + 2, round(y + h / 2) + 2]
    return scan, expect("altered", "The same with a word pasted over another before it was printed.", CONTRACT, 3, region=whole(scan), changed=[changed])


@case("form-beside-a-memo")
def form_beside_memo():
    memo, form = draw(AIRSHIP, 1, 900), draw("forms/receipt-p6.pdf", 1, 900)
    shot = Image.new("RGB", (memo.width + form.width + 60, max(memo.height, form.height) + 40), (82, 86, 89))
    shot.paste(memo, (20, 20))
    shot.paste(form, (40 + memo.width, 20))
    boxes = [[20, 20, 20 + memo.width, 20 + memo.height], [40 + memo.width, 20, 40 + memo.width + form.width, 20 + form.height]]
    shown = [{"document": name, "page": 1, "region": box} for name, box in zip((AIRSHIP, "forms/receipt-p6.pdf"), boxes)]
    return match(shot, "A page of many words and a form of few beside each other.", AIRSHIP, 1, boxes[0], pages=shown)


STORY = (0, 230, 1000, 620)


@case("turned-on-a-story", "jpg", quality=82)
def turned_on_story():
    shot, box = edits.on_a_story(draw(SCRIPT, 1, 1000).crop(STORY), 3.5)
    return match(shot, "A piece of a page, turned by hand on a coloured story.", SCRIPT, 1, box)


@case("turned-on-a-story-changed-end", "jpg", quality=82)
def turned_on_story_changed():
    page, spelt = draw(SCRIPT, 1, 1000), words(SCRIPT, 1, 1000)
    last = max((i for i, w in enumerate(spelt) if STORY[1] < w[2] and w[4] < STORY[3]), key=lambda i: spelt[i][3])
    end, begin = edits.box_of(spelt, last - 1, last, grow=1), edits.box_of(spelt, last - 6, last - 5, grow=1)
    patch = page.crop(begin)
    edits.bar(page, end, (255, 255, 255))
    page.paste(patch, (end[0], begin[1]))
    shot, box = edits.on_a_story(page.crop(STORY), 3.5)
    return shot, expect(["altered", "inconclusive"], "The same with other words at the end of the one long line, beyond which a crop might have ended: a doubt is fair.", SCRIPT, 1, region=box)


@case("turned-and-padded", "jpg", quality=85)
def turned_and_padded():
    piece = draw(CONTRACT, 3, 1100).crop((150, 165, 990, 1040))
    shot, box = edits.padded_turn(piece)
    return match(shot, "A piece of a page turned by a quarter in a program that kept the picture's shape and filled what was left open with its last columns.", CONTRACT, 3, box)
