"""Makes `testdata/compressed`: a page of the document set, and the same page with one digit changed, as other programs
write AVIF, HEIC and JPEG XL. It needs avifenc of libavif, heif-enc of libheif, cjxl of libjxl, and Pillow with
pillow-heif.
"""

import subprocess
import tempfile
from pathlib import Path

import pillow_heif
from PIL import Image, ImageDraw

from forged import COSTS, letter_boxes
from tools import draw

OUT = Path(__file__).resolve().parent.parent / "compressed"
WIDTH = 1000
# The lower half of the page, with the total.
FROM, TO = 0.45, 0.95


def pages():
    """A part of a page, and the same with the first digit of the total replaced by one that was copied beside it."""
    genuine = draw(COSTS, 3, WIDTH)
    total = letter_boxes(COSTS, 3, "3,017,975", WIDTH)
    changed = genuine.copy()
    seven, first = ([round(v) for v in total[i]] for i in (6, 0))
    changed.paste(changed.crop(seven), tuple(first[:2]))
    part = (0, round(FROM * genuine.height), WIDTH, round(TO * genuine.height))
    return genuine.crop(part), changed.crop(part)


def quarters():
    """Red, green over blue, white: each quarter tells where it is."""
    image = Image.new("RGB", (64, 32), (250, 250, 250))
    pen = ImageDraw.Draw(image)
    pen.rectangle((0, 0, 31, 15), fill=(220, 20, 20))
    pen.rectangle((32, 0, 63, 15), fill=(20, 220, 20))
    pen.rectangle((0, 16, 31, 31), fill=(20, 20, 220))
    return image


def holed():
    """The quarters, the white one of them invisible and the green one half."""
    image = quarters().convert("RGBA")
    image.paste((250, 250, 250, 0), (32, 16, 64, 32))
    image.paste((20, 220, 20, 128), (32, 0, 64, 16))
    return image


def run(image, name, *command):
    """Writes an image by a command, in which IN and OUT stand for the files."""
    with tempfile.TemporaryDirectory() as folder:
        png = Path(folder) / "picture.png"
        image.save(png)
        files = {"IN": str(png), "OUT": str(OUT / name)}
        subprocess.run([files.get(word, word) for word in command], check=True, capture_output=True)


def avif(image, name, *flags):
    run(image, name, "avifenc", "-j", "1", "-s", "4", *flags, "IN", "OUT")


def heic(image, name, *flags):
    run(image, name, "heif-enc", *flags, "-o", "OUT", "IN")


def jxl(image, name, *flags):
    run(image, name, "cjxl", "IN", "OUT", *flags)


def main():
    OUT.mkdir(exist_ok=True)
    for kind, image in zip(("genuine", "changed"), pages()):
        avif(image, f"{kind}.avif", "--min", "16", "--max", "30")
        heic(image, f"{kind}.heic", "-q", "60")
        jxl(image, f"{kind}.jxl", "-d", "2")
    small = quarters()
    best = ["--min", "0", "--max", "4", "-y", "444"]
    avif(small, "turned.avif", *best, "--irot", "1", "--imir", "1")
    avif(small, "ten-bits.avif", *best, "-d", "10", "-r", "limited")
    avif(small, "shared-colours.avif", "--min", "0", "--max", "4", "-y", "420")
    avif(small.convert("L"), "grey.avif", "--min", "0", "--max", "4", "-y", "400")
    avif(holed(), "holed.avif", *best, "--minalpha", "0", "--maxalpha", "0")
    heic(holed(), "holed.heic", "-q", "95", "-p", "chroma=444")
    pillow_heif.options.SAVE_HDR_TO_12_BIT = False
    deep = bytes(v for p in small.get_flattened_data() for c in p for v in (c * 257).to_bytes(2, "little"))
    pillow_heif.from_bytes("RGB;16", small.size, deep).save(OUT / "ten-bits.heic", quality=95, chroma=444)
    # The orientation 6, a quarter turn with the clock, becomes a property of the file.
    exif = Image.Exif()
    exif[0x112] = 6
    pillow_heif.from_pillow(small).save(OUT / "turned.heic", quality=95, chroma=444, exif=exif.tobytes())
    jxl(holed(), "holed.jxl", "-d", "0")
    jxl(small.convert("L"), "grey.jxl", "-d", "0")
    frames = [small, small.rotate(180)]
    with tempfile.TemporaryDirectory() as folder:
        gif = Path(folder) / "moving.gif"
        frames[0].save(gif, save_all=True, append_images=frames[1:], duration=500, loop=0)
        subprocess.run(["cjxl", str(gif), str(OUT / "moving.jxl"), "-d", "0"], check=True, capture_output=True)


main()
