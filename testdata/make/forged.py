"""Forgeries of one place: made with a brush in the picture, or set anew and printed."""

import pymupdf

import edits
import memos
from cases import case, expect, whole
from pictures import typed_box
from tools import ORIGINALS, difference_box, draw, set_anew, words

AIRSHIP, CONTRACT, COSTS = "memos/airship.pdf", "contracts/director.pdf", "finance/cost-report-9.pdf"
WIDTH = 1240


def altered(genuine, picture, note, document, page, **more):
    """A picture that must be called altered where it differs from the genuine one."""
    return picture, expect("altered", note, document, page, region=whole(picture), changed=[difference_box(genuine, picture)], **more)


def letter_boxes(document, page, word, width):
    """The boxes of a word's letters in pixels: the word's first occurrence on the page."""
    leaf = pymupdf.open(ORIGINALS / document)[page - 1]
    k = width / leaf.rect.width
    for block in leaf.get_text("rawdict")["blocks"]:
        for span in (s for line in block.get("lines", []) for s in line["spans"]):
            text = "".join(c["c"] for c in span["chars"])
            at = text.find(word)
            if at >= 0:
                return [[v * k for v in c["bbox"]] for c in span["chars"][at:at + len(word)]]
    raise ValueError(f"{word} is not on page {page} of {document}")


@case("changed-digit", "jpg", quality=84)
def changed_digit():
    genuine = draw(COSTS, 3, WIDTH)
    total = letter_boxes(COSTS, 3, "3,017,975", WIDTH)
    page = genuine.copy()
    seven, first = total[6], total[0]
    patch = page.crop((round(seven[0]), round(seven[1]), round(seven[2]), round(seven[3])))
    page.paste(patch, (round(first[0]), round(first[1])))
    return altered(genuine, page, "A digit of the total replaced by another that was copied from beside it.", COSTS, 3, readings=[["3,017,975", "9,017,975"]])


@case("changed-word")
def changed_word():
    body = memos.AIRSHIP.replace("on the twenty-eighth. I", "on the twenty-fourth. I")
    genuine = draw(AIRSHIP, 2, WIDTH)
    page = set_anew(airship(body), 2, WIDTH)
    return altered(genuine, page, "The memo printed anew with another date in its last paragraph.", AIRSHIP, 2, readings=[["twenty-eighth.", "twenty-fourth."]])


def airship(body):
    """The memo on the airship with another text."""
    return memos.memo("The investment committee", "Hesper Quayle-Tam", "21 October 2031", "Insurance of the airship", body)


@case("added-word", "jpg", quality=84)
def added_word():
    body = memos.AIRSHIP.replace("whether the animal is necessary.", "whether the animal is not necessary.")
    genuine = draw(AIRSHIP, 1, 1100)
    page = set_anew(airship(body), 1, 1100)
    return altered(genuine, page, "A 'not' set into the last line of a paragraph.", AIRSHIP, 1, readings=[["necessary.", "not necessary."]])


@case("missing-word", "jpg", quality=84)
def missing_word():
    genuine, spelt = draw(CONTRACT, 2, WIDTH), words(CONTRACT, 2, WIDTH)
    at = edits.find(spelt, "will", "not", "improvise") + 1
    _, x0, y0, _, y1 = spelt[at]
    following = [w for w in spelt[at + 1:] if abs(w[2] - y0) < 3]
    page = genuine.copy()
    rest = page.crop((round(following[0][1]) - 1, round(y0), round(following[-1][3]) + 3, round(y1)))
    edits.bar(page, [round(x0) - 1, round(y0), round(following[-1][3]) + 3, round(y1)], (255, 255, 255))
    page.paste(rest, (round(x0) - 1, round(y0)))
    return altered(genuine, page, "A 'not' taken out and the rest of the line moved up.", CONTRACT, 2)


@case("moved-patch-in-a-scan", "jpg", quality=84)
def moved_patch():
    genuine = draw("letters/pilot.tif", 2)
    page = genuine.copy()
    page.paste(page.crop(typed_box("300", 2)), typed_box("two boats", 2)[:2])
    return altered(genuine, page, "The typed '300' copied over a word further down, paper and all.", "letters/pilot.tif", 2)


def white_row(a, b, start):
    """The first row from `start` down that lies in the middle of a white strip of both pictures."""
    for y in range(start, a.height):
        if all(p.convert("L").crop((0, y - 6, p.width, y + 6)).getextrema()[0] > 250 for p in (a, b)):
            return y
    raise ValueError("no common white row")


@case("halves-of-two-pages-joined")
def halves_joined():
    page, foot = draw(CONTRACT, 1, WIDTH), draw(CONTRACT, 3, WIDTH)
    cut = white_row(page, foot, 860)
    page.paste(foot.crop((0, cut, WIDTH, page.height)), (0, cut))
    return page, expect("altered", "The head of one page on the foot of another: two genuine halves, one page that never was.", CONTRACT, 1,
                        also_ok=[[CONTRACT, 3]], region=whole(page))


@case("number-that-no-memo-has")
def new_number():
    genuine = draw("memos/stage-two-second.pdf", 1, 1100)
    page = set_anew(memos.rates_memo("9,350"), 1, 1100)
    others = [[f"memos/stage-two-{n}.pdf", 1] for n in ("first", "third")]
    return altered(genuine, page, "The memo on its own template with a rate that none of the three has.", "memos/stage-two-second.pdf", 1, also_ok=others)


@case("sum-pasted-over-another", "jpg", quality=84)
def sum_pasted():
    genuine = draw("finance/invoice-3107.pdf", 1, WIDTH)
    page = genuine.copy()
    spelt = words("finance/invoice-3107.pdf", 1, WIDTH)
    box = edits.box_of(spelt, edits.find(spelt, "1,035.00"), grow=1)
    page.paste(page.crop(edits.box_of(spelt, edits.find(spelt, "2,555.00"), grow=1)).resize((box[2] - box[0], box[3] - box[1])), box[:2])
    return altered(genuine, page, "One sum of an invoice replaced by another of the same sheet.", "finance/invoice-3107.pdf", 1, readings=[["1,035.00", "2,555.00"]])
