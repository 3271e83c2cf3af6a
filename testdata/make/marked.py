"""Genuine pages on which something was covered or marked: circumstances, never differences."""

import edits
from cases import case, expect, hidden, whole
from pictures import typed_box
from tools import draw, words

AIRSHIP, CONTRACT, COSTS = "memos/airship.pdf", "contracts/director.pdf", "finance/cost-report-9.pdf"
WIDTH = 1200


def marked(picture, note, document, page, places, verdict="match", **more):
    """A picture that must be found, with these places reported."""
    return picture, expect(verdict, note, document, page, region=whole(picture), hidden=places, **more)


@case("redaction-bars")
def redaction_bars():
    page, spelt = draw(CONTRACT, 1, WIDTH), words(CONTRACT, 1, WIDTH)
    name, fee, late = (edits.find(spelt, *t) for t in [("Corvin", "Saltmarrow"), ("186,000", "crowns"), ("70,000", "in")])
    boxes = [edits.box_of(spelt, name, name + 1), edits.box_of(spelt, fee, fee + 1), edits.box_of(spelt, late)]
    for box in boxes:
        edits.bar(page, box)
    return marked(page, "Black bars over a name and two sums.", CONTRACT, 1, [hidden("redaction", box=b) for b in boxes])


@case("white-out-on-grey-paper", "jpg", quality=84)
def white_out_grey():
    page = draw("letters/pilot.tif", 1)
    boxes = [[b[0] - 6, b[1] - 3, b[2] + 6, b[3] + 2] for b in (typed_box("You write that the public", 1), typed_box("he may have it", 1))]
    for box in boxes:
        edits.bar(page, box, (255, 255, 255))
    return marked(page, "White boxes over words of a scan, plain to see on its grey paper.", "letters/pilot.tif", 1, [hidden("redaction", box=b) for b in boxes])


@case("white-out-on-white-paper")
def white_out_white():
    page, spelt = draw(CONTRACT, 3, WIDTH), words(CONTRACT, 3, WIDTH)
    at = edits.find(spelt, "no", "more", "than", "four", "minutes")
    box = edits.box_of(spelt, at, at + 4)
    edits.bar(page, box, (255, 255, 255))
    return marked(page, "A white box on white paper: covered words and missing words look the same, so either answer will do.", CONTRACT, 3,
                  [hidden("redaction", box=box)], verdict=["match", "altered"])


@case("pixelated-words")
def pixelated():
    page, spelt = draw(AIRSHIP, 1, WIDTH), words(AIRSHIP, 1, WIDTH)
    sender = edits.find(spelt, "Hesper", "Quayle-Tam")
    boxes = [edits.box_of(spelt, edits.find(spelt, "Saltmarrow,")), edits.box_of(spelt, sender, sender + 1)]
    for box in boxes:
        edits.pixelate(page, box)
    return marked(page, "Two names made of squares.", AIRSHIP, 1, [hidden("blur", "redaction", box=b) for b in boxes])


@case("blurred-words", "jpg", quality=84)
def blurred():
    page, spelt = draw(COSTS, 1, WIDTH), words(COSTS, 1, WIDTH)
    first, last = edits.find(spelt, "1201"), edits.find(spelt, "Coach") + 7
    box = edits.box_of(spelt, first, last, rows=True)
    edits.blur(page, box, 7)
    return marked(page, "The rows of one account blurred.", COSTS, 1, [hidden("blur", box=box)])


@case("yellow-highlight")
def highlighted():
    page, spelt = draw(CONTRACT, 2, WIDTH), words(CONTRACT, 2, WIDTH)
    at = edits.find(spelt, "Animals", "are", "handled")
    box = edits.box_of(spelt, at, at + 8)
    edits.highlight(page, box)
    return marked(page, "A yellow marker over a line.", CONTRACT, 2, [hidden("highlight", "mark", box=box)])


@case("red-ring-and-arrow", "jpg", quality=84)
def ring_and_arrow():
    page, spelt = draw(COSTS, 2, WIDTH), words(COSTS, 2, WIDTH)
    at = edits.find(spelt, "Fog", "horn,")
    boxes = edits.ring_and_arrow(page, edits.box_of(spelt, at, at + 3))
    return marked(page, "A red ring round one figure and an arrow that points at it.", COSTS, 2, [hidden("mark", box=b) for b in boxes])


@case("black-pen-strokes", "jpg", quality=84)
def pen_strokes():
    page, spelt = draw(AIRSHIP, 2, WIDTH), words(AIRSHIP, 2, WIDTH)
    at = edits.find(spelt, "heirs", "ask", "500")
    more = edits.find(spelt, "hopeful", "face.")
    boxes = [edits.box_of(spelt, at, at + 4), edits.box_of(spelt, more, more + 1)]
    edits.pen(page, boxes, 4)
    return marked(page, "Words struck out by hand.", AIRSHIP, 2, [hidden("mark", "redaction", box=b) for b in boxes])


@case("sticker", "jpg", quality=84)
def with_sticker():
    page = draw("mailout/deltio-typou.pdf", 1, WIDTH)
    box = edits.sticker(page, (820, 900), 110)
    return marked(page, "A yellow face stuck on the page.", "mailout/deltio-typou.pdf", 1, [hidden("mark", "redaction", box=box)])


@case("watermark-across", "jpg", quality=84)
def with_watermark():
    page, box = edits.watermark(draw(CONTRACT, 4, WIDTH), "LEAKED COPY")
    return marked(page, "Large grey words across the whole page.", CONTRACT, 4, [hidden("mark", box=box)])


@case("watermark-tiled", "jpg", quality=84)
def watermark_tiled():
    page = draw(CONTRACT, 2, WIDTH)
    edits.tiled(page, "leaks.example")
    return marked(page, "A site's name in pale letters all over the page.", CONTRACT, 2, [])
