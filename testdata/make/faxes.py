"""Makes the faxes of `testdata/reading`: a page of the document set as a fax machine sends it, and a small drawing in every
way of storing one. It needs Pillow with libtiff, which shares nothing with the program's decoder.
"""

from pathlib import Path

from PIL import Image, ImageDraw

from tools import draw

OUT = Path(__file__).resolve().parent.parent / "reading"
# Dots per inch of a fax in standard mode.
ACROSS, DOWN = 204, 98
# Numbers of tags.
FILL_ORDER, OPTIONS = 266, 292
LOWEST_FIRST = 2
TWO_DIMENSIONS, ALIGNED = 1, 4


def coarse():
    """Page 1 of the long memo; its rows lie twice as far apart as its columns."""
    page = draw("memos/airship.pdf", 1, scale=ACROSS / 72).convert("L")
    page = page.resize((page.width, round(page.height * DOWN / ACROSS)), Image.BOX)
    return page.point(lambda v: 255 if v > 150 else 0).convert("1", dither=Image.NONE)


def drawing():
    """A black block and a stroke from corner to corner; no side is a whole number of bytes."""
    image = Image.new("1", (203, 61), 1)
    pen = ImageDraw.Draw(image)
    pen.rectangle((20, 10, 90, 30), fill=0)
    pen.line((0, 0, 202, 60), fill=0)
    return image


def main():
    coarse().save(OUT / "fax_coarse.tif", compression="group3", dpi=(ACROSS, DOWN))
    small = drawing()
    small.save(OUT / "fax_plain.tif", compression="raw")
    for name, compression, tags in [
        ("g3", "group3", {}),
        ("g3_aligned", "group3", {OPTIONS: ALIGNED}),
        ("g3_two_dimensions", "group3", {OPTIONS: TWO_DIMENSIONS}),
        ("g3_two_dimensions_aligned", "group3", {OPTIONS: TWO_DIMENSIONS | ALIGNED}),
        ("g3_lowest_first", "group3", {FILL_ORDER: LOWEST_FIRST}),
        ("g4_lowest_first", "group4", {FILL_ORDER: LOWEST_FIRST}),
        ("run_lengths", "tiff_ccitt", {}),
    ]:
        small.save(OUT / f"fax_{name}.tif", compression=compression, tiffinfo=tags)


if __name__ == "__main__":
    main()
