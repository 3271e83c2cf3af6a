"""Originals that are pictures: typed letter (TIFF), telex (1-bit PNG), photographed call sheet (JPEG), hand-written note (PNG), storyboard (WebP)."""

import math

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFilter, ImageFont

from tools import MAKE, ORIGINALS

FONTS = "/usr/share/fonts/truetype/"
INK = 40
LETTER = dict(pages=["typed-letter", "typed-letter-2"], turns=(0.7, -0.45), size=(1240, 1754), pitch=(15.6, 38), margin=(120, 130))


def font(name, size):
    """A font by its path under the system's TrueType folder."""
    return ImageFont.truetype(f"{FONTS}{name}.ttf", size)


def typewritten(text, size, seed, face="liberation/LiberationMono-Regular", size_of_type=26, pitch=(15.6, 38), margin=(110, 120)):
    """Text struck letter by letter: each a little off its place, some hit harder; a grey array, 255 is paper."""
    rng = np.random.default_rng(seed)
    letters = font(face, size_of_type)
    page = np.full((size[1], size[0]), 255.0)
    for row, line in enumerate(text.splitlines()):
        for column, letter in enumerate(line):
            if letter == " ":
                continue
            cell = Image.new("L", (44, 56), 0)
            ImageDraw.Draw(cell).text((10, 6), letter, 255, font=letters)
            shift = np.float32([[1, 0, rng.normal(0, 0.5)], [0, 1, rng.normal(0, 0.8)]])
            struck = cv2.warpAffine(np.asarray(cell), shift, (44, 56)) / 255 * rng.uniform(150, 225)
            x, y = round(margin[0] + column * pitch[0]), margin[1] + row * pitch[1]
            page[y:y + 56, x:x + 44] = np.minimum(page[y:y + 56, x:x + 44], 255 - struck)
    return page


def scanned(page, seed, degrees, paper=214):
    """A page on a flatbed: grey paper with fibres, soft ink, a slight turn, a shadow at one edge, dust."""
    rng = np.random.default_rng(seed)
    height, width = page.shape
    fibres = cv2.GaussianBlur(rng.normal(0, 1, page.shape), (0, 0), 6) * 28
    ink = cv2.GaussianBlur(page, (0, 0), 0.8) / 255
    grey = INK + (paper + fibres - INK) * ink
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1)
    grey = cv2.warpAffine(grey, turn, (width, height), borderMode=cv2.BORDER_REPLICATE)
    grey *= 1 - 0.25 * np.exp(-np.arange(width) / 14)[None, :]
    for x, y in rng.integers(0, (width - 4, height - 4), (60, 2)):
        grey[y:y + rng.integers(1, 4), x:x + rng.integers(1, 4)] *= 0.7
    grey += rng.normal(0, 2.2, page.shape)
    return Image.fromarray((np.clip(grey, 0, 255) / 4).round().astype(np.uint8) * 4)


def signature(draw, x, y, seed, ink=(25, 30, 90), length=9, size=26, width=4):
    """Loops like a signature, from a drifting Lissajous curve."""
    rng = np.random.default_rng(seed)
    t = np.linspace(0, length, 400)
    wobble = np.interp(t, np.arange(length + 1), rng.uniform(0.25, 1.2, length + 1))
    xs = x + t * size * 1.1 + np.sin(t * 6.1) * size * 0.45 * wobble
    ys = y - np.abs(np.sin(t * 3.3 + rng.uniform(0, 3))) * size * wobble - np.cos(t * 1.3) * 6
    draw.line([(float(a), float(b)) for a, b in zip(xs, ys)], fill=ink, width=width, joint="curve")


def letter(path):
    """Two pages of a typed letter, 150 dpi, grey."""
    pages = []
    for number, source in enumerate(LETTER["pages"]):
        struck = typewritten((MAKE / f"text/{source}.txt").read_text(), LETTER["size"], 31 + number, pitch=LETTER["pitch"], margin=LETTER["margin"])
        page = Image.fromarray(struck.astype(np.uint8))
        if number == 1:
            signature(ImageDraw.Draw(page), 690, 925, 5, ink=60)
        pages.append(scanned(np.asarray(page, float), 7 + number, LETTER["turns"][number]))
    pages[0].save(path, save_all=True, append_images=pages[1:], compression="tiff_lzw", dpi=(150, 150))


def typed_box(text, page):
    """The box of some words on a page (from 1) of the typed letter, in pixels, from the machine's pitch and the page's turn."""
    rows = (MAKE / f"text/{LETTER['pages'][page - 1]}.txt").read_text().splitlines()
    row = next(i for i, line in enumerate(rows) if text in line)
    x = LETTER["margin"][0] + LETTER["pitch"][0] * rows[row].index(text) + 9
    y = LETTER["margin"][1] + LETTER["pitch"][1] * row + 4
    turn = cv2.getRotationMatrix2D((LETTER["size"][0] / 2, LETTER["size"][1] / 2), LETTER["turns"][page - 1], 1)
    x, y = turn @ (x, y, 1)
    return [round(x), round(y), round(x + LETTER["pitch"][0] * len(text)), round(y + 32)]


def telex(path):
    """A strip of telex paper, black and white only, with drop-outs."""
    rng = np.random.default_rng(17)
    page = typewritten((MAKE / "text/telex.txt").read_text(), (1300, 1080), 3, face="dejavu/DejaVuSansMono-Bold", size_of_type=32, pitch=(20, 44), margin=(90, 60))
    page = cv2.GaussianBlur(page, (0, 0), 1.1) + rng.normal(0, 26, page.shape)
    Image.fromarray(np.where(page > 140, 255, 0).astype(np.uint8)).convert("1").save(path, optimize=True)


def photographed(page, corners, size, seed, table=(96, 70, 52)):
    """A colour page laid on a table and seen from above at an angle, with lamp light and sensor noise."""
    rng = np.random.default_rng(seed)
    height, width = page.shape[:2]
    wood = np.full((size[1], size[0], 3), table, float)
    wood += np.sin(np.arange(size[1]) / 9 + 2 * np.sin(np.arange(size[1]) / 70))[:, None, None] * 9
    flat = np.float32([(0, 0), (width, 0), (width, height), (0, height)])
    lens = cv2.getPerspectiveTransform(flat, np.float32(corners))
    seen = cv2.warpPerspective(page, lens, size, flags=cv2.INTER_AREA)
    mask = cv2.warpPerspective(np.ones((height, width), np.float32), lens, size)[..., None]
    shadow = cv2.GaussianBlur(mask, (0, 0), 18)[..., None]
    picture = wood * (1 - 0.5 * shadow) * (1 - mask) + seen * mask
    y, x = np.mgrid[0:size[1], 0:size[0]]
    light = 1.06 - 0.42 * np.hypot(x - size[0] * 0.3, y - size[1] * 0.2) / math.hypot(*size)
    picture = cv2.GaussianBlur(picture * light[..., None], (0, 0), 0.7) + rng.normal(0, 3, picture.shape)
    return Image.fromarray(np.clip(picture, 0, 255).astype(np.uint8))


def call_sheet(path):
    """A call sheet photographed on a table."""
    page = Image.new("RGB", (1200, 1560), (246, 243, 234))
    draw = ImageDraw.Draw(page)
    for row, line in enumerate((MAKE / "text/call-sheet.txt").read_text().splitlines()):
        face = "DejaVuSansMono-Bold" if row < 2 else "DejaVuSansMono"
        draw.text((80, 110 + row * 58), line, (30, 30, 34), font=font(f"dejavu/{face}", 31))
    draw.line([(80, 245), (1120, 245)], fill=(30, 30, 34), width=3)
    draw.ellipse([860, 1180, 1100, 1410], outline=(150, 110, 70), width=9)
    page = page.filter(ImageFilter.GaussianBlur(0.6))
    photographed(np.asarray(page, float), [(160, 120), (1120, 90), (1190, 1440), (90, 1400)], (1280, 1600), 12).save(path, quality=84)


def scribbled(draw, x, y, word, rng, size):
    """One written word: joined strokes, an arch, a loop or a tall stem for each letter. Gives the x where it ends."""
    points, stems = [(x, y)], []
    for letter in word:
        tall = letter in "bdfhklt" or letter.isupper()
        deep = letter in "gjpqy"
        rise = size * (2.1 if tall else 1.0) * rng.uniform(0.85, 1.1)
        drop = size * 1.0 if deep else 0
        wide = size * (1.5 if letter in "mw" else 0.9) * rng.uniform(0.85, 1.15)
        shape = [(0.25, -rise), (0.45, -rise * 0.9), (0.5, drop), (0.75, -size * 0.35), (1.0, -size * rng.uniform(0, 0.2))]
        if letter in "aceo":
            shape = [(0.8, -rise), (0.2, -rise * 0.8), (0.15, -size * 0.1), (0.75, -size * 0.2), (1.0, -size * 0.3)]
        points += [(x + wide * a, y + b) for a, b in shape]
        if letter in "ij":
            stems.append((x + wide * 0.4, y - size * 1.5))
        x += wide
    curve = np.array(points)
    dense = np.stack([np.interp(np.linspace(0, len(curve) - 1, len(curve) * 8), np.arange(len(curve)), curve[:, k]) for k in (0, 1)], 1)
    dense = np.stack([np.convolve(np.pad(dense[:, k], 4, mode="edge"), np.ones(9) / 9, "valid") for k in (0, 1)], 1)
    draw.line([tuple(map(float, p)) for p in dense], fill=(28, 40, 110), width=4, joint="curve")
    for a, b in stems:
        draw.ellipse([a - 2.5, b - 2.5, a + 2.5, b + 2.5], fill=(28, 40, 110))
    return x


def note(path):
    """A hand-written note on ruled paper; the strokes follow words but are not meant to be read."""
    rng = np.random.default_rng(44)
    page = Image.new("RGB", (1080, 1400), (250, 247, 236))
    draw = ImageDraw.Draw(page)
    for y in range(150, 1400, 62):
        draw.line([(0, y), (1080, y)], fill=(178, 200, 222), width=2)
    draw.line([(120, 0), (120, 1400)], fill=(222, 140, 140), width=2)
    text = ("Dear Marda, the fourth one stands. It has turned for eleven nights and I no longer dream of it. "
            "Please tell them upstairs that the motor came from the carousel and was never bought, so it can not be in the budget. "
            "I took the grey horse too. Nobody rides it now. If the goose comes back, keep it out of the paint, it has opinions about green. "
            "The door to the lamp room sticks when it rains; lift and push, do not pull. Keys are where they always were.")
    x, y = 140.0, 210
    for word in text.split():
        if x + len(word) * 19 > 1040:
            x, y = 140.0 + rng.normal(0, 5), y + 62
        x = scribbled(draw, x, y + rng.normal(0, 1.5), word.strip(".,;"), rng, 19) + 17
    signature(draw, 640, y + 110, 9, ink=(28, 40, 110), length=7)
    page.filter(ImageFilter.GaussianBlur(0.5)).quantize(48).save(path, optimize=True)


def storyboard(path):
    """Six drawn frames with captions on one sheet."""
    rng = np.random.default_rng(6)
    page = Image.new("RGB", (1400, 1050), "white")
    draw = ImageDraw.Draw(page)
    draw.text((50, 24), "SCENE 41 / BREAKWATER", (20, 20, 20), font=font("dejavu/DejaVuSans-Bold", 26))
    captions = ["Wide. Forty-two lanterns and a gap.", "The ship. Nothing moves but us.", "Anselma counts.", "From the water: the line turns.", "Close: flame, breath, dark.", "Eleven seconds of this."]
    for k, caption in enumerate(captions):
        x, y = 50 + k % 3 * 440, 80 + k // 3 * 480
        frame(draw, rng, k, x, y)
        draw.rectangle([x, y, x + 410, y + 340], outline=(20, 20, 20), width=4)
        draw.text((x, y + 356), f"{k + 1}", (20, 20, 20), font=font("dejavu/DejaVuSans-Bold", 22))
        draw.text((x + 34, y + 357), caption, (40, 40, 40), font=font("dejavu/DejaVuSans", 19))
    page.save(path, quality=82)


def frame(draw, rng, k, x, y):
    """One frame of the storyboard, in pencil greys."""
    night = (60 + 10 * k,) * 3 if k < 5 else (8, 8, 10)
    draw.rectangle([x, y, x + 410, y + 340], fill=night)
    if k == 5:
        return
    horizon = y + 150 + int(rng.integers(0, 60))
    draw.rectangle([x, horizon, x + 410, y + 340], fill=tuple(c - 30 for c in night))
    for _ in range(90):
        a, b = int(rng.integers(0, 380)), int(rng.integers(0, 320))
        draw.line([(x + a, y + b), (x + a + 26, y + b + 3)], fill=tuple(c + int(rng.integers(-18, 22)) for c in night), width=2)
    if k in (1, 3):
        draw.polygon([(x + 130, horizon + 30), (x + 330, horizon + 30), (x + 300, horizon + 74), (x + 160, horizon + 74)], fill=(24, 24, 24))
        for mast in (180, 235, 285):
            draw.line([(x + mast, horizon + 30), (x + mast, horizon - 130)], fill=(24, 24, 24), width=6)
            draw.polygon([(x + mast, horizon - 120), (x + mast + 46, horizon - 10), (x + mast, horizon - 10)], fill=(205, 205, 200))
    if k in (0, 3):
        for i in range(14):
            a, b = x + 18 + i * 28, y + 250 + int(10 * math.sin(i))
            draw.line([(a, b), (a, b + 46)], fill=(15, 15, 15), width=7)
            draw.ellipse([a + 4, b + 8, a + 15, b + 21], fill=(248, 240, 190))
    if k in (2, 4):
        draw.ellipse([x + 130, y + 60, x + 270, y + 240], fill=(206, 200, 190), outline=(20, 20, 20), width=4)
        draw.pieslice([x + 118, y + 40, x + 282, y + 200], 180, 360, fill=(40, 36, 34))
        for eye in (172, 224):
            draw.ellipse([x + eye, y + 140, x + eye + 12, y + 148], fill=(20, 20, 20))
        draw.polygon([(x + 90, y + 340), (x + 160, y + 236), (x + 240, y + 236), (x + 320, y + 340)], fill=(50, 50, 56))


def make():
    """Draws all pictures."""
    for folder in ["letters", "photos", "notes", "boards"]:
        (ORIGINALS / folder).mkdir(parents=True, exist_ok=True)
    letter(ORIGINALS / "letters/pilot.tif")
    telex(ORIGINALS / "letters/telex.png")
    call_sheet(ORIGINALS / "photos/call-sheet.jpg")
    note(ORIGINALS / "notes/lamp-room.png")
    storyboard(ORIGINALS / "boards/scene-41.webp")


if __name__ == "__main__":
    make()
