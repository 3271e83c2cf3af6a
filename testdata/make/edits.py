"""What people do to a picture before it goes round: edits as one makes them in a simple picture editor, each with the box that it touched."""

import io

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFilter, ImageFont

BOLD = "/usr/share/fonts/truetype/dejavu/DejaVuSans-Bold.ttf"


def recompress(picture, quality, form="JPEG"):
    """A picture saved with loss and opened again."""
    buffer = io.BytesIO()
    picture.save(buffer, form, quality=quality)
    return Image.open(buffer).convert("RGB")


def box_of(words, first, last=None, grow=3, rows=False):
    """The box in whole pixels round the words numbered `first` to `last` of a list of (text, x0, y0, x1, y1).

    Words that do not stand on one line are an error unless `rows` is set.
    """
    part = words[first:(last or first) + 1]
    if not rows and max(w[2] for w in part) > min(w[4] for w in part):
        raise ValueError(f"not on one line: {[w[0] for w in part]}")
    return [int(min(w[1] for w in part)) - grow, int(min(w[2] for w in part)) - grow // 2,
            int(max(w[3] for w in part)) + grow + 1, int(max(w[4] for w in part)) + grow // 2 + 1]


def find(words, *texts):
    """The index at which these words follow one another."""
    spelt = [w[0] for w in words]
    return next(i for i in range(len(spelt)) if spelt[i:i + len(texts)] == list(texts))


def bar(picture, box, colour=(0, 0, 0)):
    """A filled box."""
    ImageDraw.Draw(picture).rectangle([box[0], box[1], box[2] - 1, box[3] - 1], fill=colour)


def pixelate(picture, box, cell=9):
    """A box made of coarse squares."""
    part = picture.crop(box)
    small = part.resize((max(1, part.width // cell), max(1, part.height // cell)), Image.BOX)
    picture.paste(small.resize(part.size, Image.NEAREST), box[:2])


def blur(picture, box, radius=6):
    """A box blurred until nothing can be read."""
    picture.paste(picture.crop(box).filter(ImageFilter.GaussianBlur(radius)), box[:2])


def highlight(picture, box, colour=(255, 238, 60)):
    """A marker pen: paper takes the colour, ink stays."""
    part = np.asarray(picture.crop(box), float) * (np.array(colour) / 255)
    picture.paste(Image.fromarray(part.astype(np.uint8)), box[:2])


def ring_and_arrow(picture, box, colour=(222, 24, 30), width=6):
    """An ellipse round a box and an arrow that points at it; gives the boxes of both."""
    draw = ImageDraw.Draw(picture)
    x0, y0, x1, y1 = box[0] - 22, box[1] - 16, box[2] + 22, box[3] + 16
    draw.ellipse([x0, y0, x1, y1], outline=colour, width=width)
    tip, tail = (x1 + 8, (y0 + y1) // 2 + 10), (x1 + 150, (y0 + y1) // 2 + 110)
    draw.line([tail, tip], fill=colour, width=width)
    draw.polygon([tip, (tip[0] + 32, tip[1] + 6), (tip[0] + 12, tip[1] + 30)], fill=colour)
    return [x0, y0, x1 + 1, y1 + 1], [tip[0], tip[1] - 2, tail[0] + 4, tail[1] + 4]


def pen(picture, boxes, seed, colour=(15, 15, 18)):
    """Words struck out with a shaky black pen."""
    rng = np.random.default_rng(seed)
    draw = ImageDraw.Draw(picture)
    for x0, y0, x1, y1 in boxes:
        for k in range(2):
            xs = np.arange(x0, x1 + 8, 8)
            ys = y0 + (y1 - y0) * (0.4 + 0.25 * k) + np.cumsum(rng.normal(0, 0.7, len(xs)))
            draw.line([(int(a), float(b)) for a, b in zip(xs, ys)], fill=colour, width=4, joint="curve")


def sticker(picture, centre, radius):
    """A round yellow face; gives its box."""
    draw = ImageDraw.Draw(picture)
    x, y, r = *centre, radius
    draw.ellipse([x - r, y - r, x + r, y + r], fill=(252, 205, 50), outline=(196, 140, 20), width=4)
    for side in (-1, 1):
        draw.ellipse([x + side * r * 0.4 - r * 0.13, y - r * 0.4, x + side * r * 0.4 + r * 0.13, y - r * 0.05], fill=(70, 45, 10))
    draw.arc([x - r * 0.55, y - r * 0.45, x + r * 0.55, y + r * 0.6], 20, 160, fill=(70, 45, 10), width=7)
    return [x - r, y - r, x + r + 1, y + r + 1]


def watermark(picture, text, opacity=0.16, degrees=32):
    """Large grey letters across the whole page; gives the picture and their box."""
    layer = Image.new("L", picture.size, 0)
    face = ImageFont.truetype(BOLD, picture.width // 8)
    ImageDraw.Draw(layer).text((picture.width / 2, picture.height / 2), text, 255, font=face, anchor="mm")
    layer = layer.rotate(degrees, Image.BICUBIC)
    grey = Image.new("RGB", picture.size, (90, 90, 90))
    return Image.composite(grey, picture, layer.point(lambda v: int(v * opacity))), list(layer.getbbox())


def tiled(picture, text, opacity=0.28, degrees=24):
    """The same words over all of it, row by row, aslant."""
    sheet = Image.new("L", (2 * picture.width, 2 * picture.height), 0)
    draw, size = ImageDraw.Draw(sheet), picture.width // 20
    for y in range(0, sheet.height, 5 * size):
        for x in range(0, sheet.width, 10 * size):
            draw.text((x, y), text, fill=round(255 * opacity), font=ImageFont.truetype(BOLD, size))
    left, top = picture.width // 2, picture.height // 2
    mask = sheet.rotate(degrees, resample=Image.BICUBIC).crop((left, top, left + picture.width, top + picture.height))
    picture.paste((118, 118, 118), (0, 0), mask)


def printed_and_scanned(picture, seed, degrees=0.7, specks=420):
    """A print on a flatbed: a little askew, soft, grainy, strewn with dust."""
    rng = np.random.default_rng(seed)
    turn = cv2.getRotationMatrix2D((picture.width / 2, picture.height / 2), degrees, 1)
    page = cv2.warpAffine(np.asarray(picture.convert("L")), turn, picture.size, flags=cv2.INTER_CUBIC, borderValue=255)
    page = cv2.GaussianBlur(page.astype(np.float32), (0, 0), 0.7)
    page = 236 - 0.84 * (255 - page) + rng.normal(0, 4, page.shape)
    page[rng.integers(0, page.shape[0], specks), rng.integers(0, page.shape[1], specks)] = 60
    return Image.fromarray(np.clip(page, 0, 255).astype(np.uint8)).convert("RGB"), turn


def sepia(picture):
    """The brown tint of a photo program."""
    tone = np.array([[0.393, 0.769, 0.189], [0.349, 0.686, 0.168], [0.272, 0.534, 0.131]])
    warm = np.asarray(picture, float) @ tone.T
    return Image.fromarray(np.clip(warm * 0.74, 0, 255).astype(np.uint8))


def screen_photo(picture, size, corners, seed):
    """A picture shown on a screen of red, green and blue stripes and photographed at an angle.

    The stripes meet the camera's own grid (moire); lamp light, the lens, the sensor's noise follow. `corners` are where
    the picture's corners come to lie, clockwise from the top left.
    """
    rng = np.random.default_rng(seed)
    k = 3
    lit = np.repeat(np.repeat(np.asarray(picture), k, 0), k, 1)
    stripes = np.full((k, k, 3), 0.45)
    for channel in range(3):
        stripes[:, channel, channel] = 1.0
    stripes[k - 1] *= 0.8
    lit = (lit * np.tile(stripes, (picture.height, picture.width, 1))).astype(np.uint8)
    flat = np.float32([(0, 0), (lit.shape[1], 0), (lit.shape[1], lit.shape[0]), (0, lit.shape[0])])
    lens = cv2.getPerspectiveTransform(flat, np.float32(corners) * 2)
    seen = cv2.warpPerspective(lit, lens, (size[0] * 2, size[1] * 2), flags=cv2.INTER_LINEAR, borderValue=(22, 22, 25)).astype(np.float32)
    seen = cv2.resize(cv2.GaussianBlur(seen, (0, 0), 1.1), size, interpolation=cv2.INTER_AREA)
    y, x = np.mgrid[0:size[1], 0:size[0]]
    light = 1.55 - 0.6 * np.hypot(x / size[0] - 0.35, y / size[1] - 0.4)
    glare = 42 * np.exp(-(((x - size[0] * 0.8) / 170) ** 2 + ((y - size[1] * 0.22) / 240) ** 2))
    seen = (seen * light[..., None] + glare[..., None]) * np.array([0.97, 1.0, 1.06])
    seen += rng.normal(0, 5, seen.shape)
    return Image.fromarray(np.clip(seen, 0, 255).astype(np.uint8))


def bent(photo, most):
    """A photograph of a sheet that does not lie flat: its lines are arched, by `most` pixels in the middle, and its sides swing."""
    y, x = np.mgrid[0:photo.height, 0:photo.width].astype(np.float32)
    across, down = x / photo.width, y / photo.height
    arch = most * np.sin(np.pi * across) * np.cos(2 * down)
    swing = 0.5 * most * np.sin(2 * np.pi * down)
    seen = cv2.remap(np.asarray(photo), x + swing, y + arch, cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)
    return Image.fromarray(seen)


def on_a_story(piece, degrees, size=(1080, 1920)):
    """A picture with rounded corners, turned clockwise on a coloured story, and the box about it."""
    w, h = piece.size
    rise = np.linspace(0, 1, size[1])[:, None, None]
    ground = np.array([126, 88, 160]) * (1 - rise) + np.array([232, 140, 96]) * rise
    story = Image.fromarray(np.broadcast_to(ground, (size[1], size[0], 3)).round().astype(np.uint8))
    mask = Image.new("L", piece.size, 0)
    ImageDraw.Draw(mask).rounded_rectangle([0, 0, w - 1, h - 1], 22, fill=255)
    turn = cv2.getRotationMatrix2D((w / 2, h / 2), -degrees, 0.94)
    turn[:, 2] += [size[0] / 2 - w / 2, size[1] / 2 - h / 2]
    laid = [Image.fromarray(cv2.warpAffine(np.asarray(p), turn, size, flags=cv2.INTER_CUBIC)) for p in (piece, mask)]
    story.paste(laid[0], (0, 0), laid[1])
    ImageDraw.Draw(story).text((60, 120), "look at THIS", font=ImageFont.truetype(BOLD, 58), fill=(255, 255, 255))
    corners = [turn @ np.array([x, y, 1]) for x in (0, w) for y in (0, h)]
    xs, ys = [c[0] for c in corners], [c[1] for c in corners]
    return story, [round(min(xs)), round(min(ys)), round(max(xs)), round(max(ys))]


def padded_turn(piece):
    """A picture turned by a quarter within its own bounds, what that leaves open filled with its outermost pixels; the box of what is no filling."""
    w, h = piece.size
    turn = cv2.getRotationMatrix2D((w / 2, h / 2), 90, 1)
    turned = cv2.warpAffine(np.asarray(piece), turn, (w, h), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)
    return Image.fromarray(turned), [0, (h - w) // 2, w, (h + w) // 2]
