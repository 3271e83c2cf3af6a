"""Genuine copies: the page as it is, in every dress in which it travels."""

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFont

import edits
import frames
import strangers
from cases import case, expect, whole
from pictures import photographed
from tools import ORIGINALS, draw

AIRSHIP, CONTRACT, COSTS = "memos/airship.pdf", "contracts/director.pdf", "finance/cost-report-9.pdf"
REEL, SCRIPT, SLIDES = "newsletter/reel-47.pdf", "scripts/glass-harbour-41-45.pdf", "slides/autumn-slate.pdf"


def match(picture, note, document, page, region=None, **more):
    """A picture that must be found, with no difference named."""
    return picture, expect("match", note, document, page, region=region or whole(picture), **more)


@case("whole-page")
def whole_page():
    page = draw(AIRSHIP, 1, 1240).convert("L")
    return match(page, "A page drawn at 150 dpi by another rasteriser.", AIRSHIP, 1)


@case("identical-file", "jpg")
def identical_file():
    path = ORIGINALS / "photos/call-sheet.jpg"
    return path, expect("identical", "The original's own bytes.", "photos/call-sheet.jpg", 1, region=whole(Image.open(path)))


@case("identical-pixels", "webp", lossless=True, quality=100, method=6)
def identical_pixels():
    page = draw("notes/lamp-room.png", 1)
    return page, expect("identical", "The original PNG saved anew as lossless WebP.", "notes/lamp-room.png", 1, region=whole(page))


@case("scaled-page", "jpg", quality=84)
def scaled_page():
    return match(draw(CONTRACT, 2, 1500).resize((760, 984), Image.LANCZOS), "A contract page made smaller.", CONTRACT, 2)


@case("crop-of-half")
def crop_of_half():
    page = draw(COSTS, 1, 1200)
    return match(page.crop((20, 40, 1180, 800)), "The upper half of a table.", COSTS, 1)


@case("crop-of-an-eighth", "jpg", quality=86)
def crop_of_an_eighth():
    page = draw(CONTRACT, 3, 1275)
    return match(page.crop((120, 375, 1160, 625)), "Two clauses under their heading, 12 per cent of the page.", CONTRACT, 3)


@case("jpeg-three-generations", "jpg", quality=62)
def three_generations():
    page = edits.recompress(draw(CONTRACT, 1, 1080), 78)
    page = edits.recompress(page.resize((980, 1268), Image.BICUBIC), 70)
    return match(page.resize((1080, 1398), Image.BICUBIC), "Saved, shrunk, saved, enlarged, saved.", CONTRACT, 1)


@case("dark-mode-on-a-phone")
def dark_mode():
    shot, box = frames.phone(draw(SCRIPT, 1, 1400), offset=-60)
    return match(shot, "A reader on a phone that turns the colours round.", SCRIPT, 1, box)


@case("sepia", "jpg", quality=80)
def sepia():
    return match(edits.sepia(draw(REEL, 1, 1080)), "A newsletter page with a brown tint.", REEL, 1)


@case("post-light", "jpg", quality=84)
def post_light():
    shot, boxes = frames.post([draw("mailout/rundschreiben.pdf", 1, 1600)], "light", "Reel Talk North", "@reeltalknorth",
                              "So they printed posters WITHOUT the goose. It says so right here, they only hoped that nobody reads German.")
    return match(shot, "A post on a light timeline.", "mailout/rundschreiben.pdf", 1, boxes[0])


@case("post-dark", "jpg", quality=84)
def post_dark():
    page = draw(COSTS, 2, 1600)
    shot, boxes = frames.post([page], "dark", "Follow The Crown", "@followthecrown", "Page two of the leaked cost report. Look at the fog horn. LOOK AT IT.", height=560)
    return match(shot, "A post on a dark timeline, the page cut off at the bottom by the frame.", COSTS, 2, boxes[0])


@case("post-of-four-pictures", "jpg", quality=84)
def post_of_four():
    pictures = [strangers.landscape(900, 900), draw(REEL, 2, 1100), strangers.other_studio_page(1000), strangers.interface_screen()]
    shot, boxes = frames.post(pictures, "light", "Kingfisher Watch", "@kfwatch", "What a week: a sunset, the studio paper, a rival's memo and my inbox.", radius=4, scale=2.0)
    note = "One of four pictures is a page of the set, the others are not. Its letters are 4 to 5 pixels high: to doubt is fair."
    return shot, expect(["match", "inconclusive"], note, REEL, 2, region=boxes[1])


@case("two-pages-scrolled")
def two_pages_scrolled():
    shot, boxes = frames.viewer([draw(CONTRACT, n, 1600) for n in (2, 3)], "director.pdf", width=800, scroll=560)
    pages = [{"document": CONTRACT, "page": n, "region": b} for n, b in zip((2, 3), boxes)]
    return match(shot, "The end of one page and the beginning of the next.", CONTRACT, 2, boxes[0], pages=pages)


@case("viewer-window")
def viewer_window():
    pages = [draw(SLIDES, n, 1600) for n in (2, 3, 4)]
    shot, boxes = frames.viewer(pages, "autumn-slate.pdf", width=820, scroll=390, window=(1180, 760))
    seen = [{"document": SLIDES, "page": n, "region": b} for n, b in zip((2, 3, 4), boxes) if b]
    return match(shot, "A chart in a viewer, with its neighbours above and below.", SLIDES, 3, boxes[1], pages=seen)


@case("photograph-of-a-screen", "jpg", quality=76)
def photograph_of_screen():
    page = draw(AIRSHIP, 1, 900).crop((0, 60, 900, 1200))
    corners = [(88, 70), (1170, 118), (1130, 1470), (52, 1520)]
    shot = edits.screen_photo(page, (1250, 1600), corners, 23)
    return match(shot, "A page on a screen, photographed from the left: perspective, moire, glare, noise.", AIRSHIP, 1, [52, 70, 1170, 1520])


def sheet_on_a_desk(page, right=0, grain=0):
    """A printed page on a dark desk, bent and seen at an angle, and the box about it; the desk goes on to the right, and has a grain."""
    corners, size = [(70, 60), (1190, 92), (1176, 1590), (48, 1560)], (1240 + right, 1640)
    flat = photographed(np.asarray(page, float), corners, size, 41, table=(58, 52, 50))
    if grain:
        sheet = cv2.fillConvexPoly(np.zeros(size[::-1], np.float32), np.int32(corners), 1)[..., None]
        spots = cv2.GaussianBlur(np.random.default_rng(6).normal(0, 1, size[::-1]), (0, 0), 3)[..., None]
        seen = np.asarray(flat, float) + (1 - sheet) * grain * spots / spots.std()
        flat = Image.fromarray(np.clip(seen, 0, 255).astype(np.uint8))
    return edits.bent(flat, 5), [48, 60, 1190, 1590]


@case("sheet-on-a-desk", "jpg", quality=86)
def sheet():
    shot, box = sheet_on_a_desk(draw(AIRSHIP, 1, 1100))
    return match(shot, "A printed page that does not lie flat, photographed with the desk about it.", AIRSHIP, 1, box)


@case("sheet-on-a-desk-note-at-its-edge", "jpg", quality=86)
def sheet_with_note():
    page = draw(AIRSHIP, 1, 1100)
    ImageDraw.Draw(page).text((14, 1370), "void", font=ImageFont.truetype(edits.BOLD, 19), fill=(30, 30, 34))
    shot, box = sheet_on_a_desk(page)
    note = "The same with a word printed in the outermost margin, where only the desk differs otherwise."
    return shot, expect(["altered", "inconclusive"], note, AIRSHIP, 1, region=box)


@case("sheet-on-a-grained-desk", "jpg", quality=86)
def sheet_on_grain():
    shot, box = sheet_on_a_desk(draw(AIRSHIP, 1, 1100), right=240, grain=22)
    return match(shot, "A printed page on a desk whose grain looks like rows of words.", AIRSHIP, 1, box)


@case("sheet-beside-an-invented-one", "jpg", quality=86)
def sheet_beside_another():
    flat, box = sheet_on_a_desk(draw(AIRSHIP, 1, 1100), right=900)
    note = Image.new("RGB", (760, 1200), (228, 226, 220))
    words = "The committee has agreed to\nsell the airship and to tell\nnobody before the spring.\nEverything that was said of\nit in the memorandum is void,\nand each copy of it is to be\nreturned to the second floor\nby Friday at noon. Who has\nread it is to forget what it\nsays of the engines, of the\nsum that was insured, and of\nthe pilot, who was never here\nand has never had a cabin."
    ImageDraw.Draw(note).multiline_text((60, 80), words, font=ImageFont.truetype(edits.BOLD, 30), fill=(40, 40, 44), spacing=26)
    flat.paste(note, (1290, 300))
    return flat, expect("inconclusive", "A genuine page, and a sheet beside it that no original explains.", AIRSHIP, 1, region=box)


@case("rotated-quarter-turn", "jpg", quality=86)
def rotated_quarter():
    return match(draw(COSTS, 3, 1100).transpose(Image.ROTATE_90), "A page that lies on its side.", COSTS, 3)


@case("rotated-three-degrees", "jpg", quality=84)
def rotated_three():
    page = draw(SCRIPT, 3, 1150).rotate(3, Image.BICUBIC, fillcolor=(255, 255, 255))
    return match(page, "A page put down carelessly.", SCRIPT, 3)


@case("stretched-wider", "jpg", quality=86)
def stretched():
    page = draw("mailout/rundschreiben.pdf", 1, 1100)
    return match(page.resize((1210, page.height), Image.BICUBIC), "Made ten per cent wider, not higher.", "mailout/rundschreiben.pdf", 1)


@case("near-twin")
def near_twin():
    twin = "memos/stage-two-second.pdf"
    return match(draw(twin, 1, 1100), "One of three memos that differ in one number; the number is visible.", twin, 1)


@case("near-twin-crop", "jpg", quality=84)
def near_twin_crop():
    page = draw("memos/night-work-lighting.pdf", 1, 1240).crop((100, 520, 1140, 1060))
    return match(page, "A piece of one of three memos that differ in one name; the name is visible.", "memos/night-work-lighting.pdf", 1)


@case("twins-cannot-be-told-apart", "jpg", quality=84)
def twins_alike():
    page = draw("memos/stage-two-first.pdf", 1, 1240).crop((100, 770, 1140, 1280))
    names = [[f"memos/stage-two-{n}.pdf", 1] for n in ("second", "third")]
    return match(page, "A piece that three memos have in common: any may be named, the others stand beside it.", "memos/stage-two-first.pdf", 1, also_ok=names)
