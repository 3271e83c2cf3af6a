"""Draws docs/finding.png, the picture in the README: a shot and the page it shows, each with the difference boxed and
enlarged below. It takes all places from the program's own answer:

    cargo run --release -- --json testdata/shots/changed-digit-in-a-post/picture.jpg --originals testdata/originals \
        | python3 docs/finding.py

Needs Python 3.11 with Pillow and pypdfium2.
"""

import json
import sys
from pathlib import Path

import pypdfium2
from PIL import Image, ImageDraw

HEIGHT, ZOOMED, GAP = 820, 150, 24
RED = (214, 40, 40)
AROUND = 30, 7  # points round the difference that are enlarged, across and down


def panel(picture, box, around):
    """The picture above and the surroundings of the box below, one width, the box drawn in both."""
    zoom = picture.crop(around).resize((round(picture.width * HEIGHT / picture.height), ZOOMED), Image.LANCZOS)
    sx, sy = zoom.width / (around[2] - around[0]), zoom.height / (around[3] - around[1])
    inner = [(box[0] - around[0]) * sx, (box[1] - around[1]) * sy, (box[2] - around[0]) * sx, (box[3] - around[1]) * sy]
    ImageDraw.Draw(zoom).rectangle(inner, outline=RED, width=3)
    scale = HEIGHT / picture.height
    whole = picture.resize((zoom.width, HEIGHT), Image.LANCZOS)
    ImageDraw.Draw(whole).rectangle([v * scale for v in around], outline=RED, width=3)
    out = Image.new("RGB", (zoom.width, HEIGHT + GAP + ZOOMED), "white")
    out.paste(whole, (0, 0))
    out.paste(zoom, (0, HEIGHT + GAP))
    return out


def main():
    answer = json.loads(sys.stdin.readline())
    page = answer["pages"][0]
    place = page["differences"][0]["page_box"]
    place = [place[0] - 2, place[1] - 2, place[2] + 2, place[3] + 2]

    def seen(point, m=page["transform"]):
        x, y, w = (row[0] * point[0] + row[1] * point[1] + row[2] for row in m)
        return x / w, y / w

    shot = Image.open(answer["input"]).convert("RGB")
    scale = 3.0
    drawn = pypdfium2.PdfDocument(Path("testdata/originals") / page["document"])[page["page"] - 1]
    original = drawn.render(scale=scale).to_pil().convert("RGB")
    ratio = (shot.width / shot.height) / (original.width / original.height)
    panels = []
    for picture, at, stretch in (
        (shot, lambda x, y: seen((x, y)), ratio),
        (original, lambda x, y: (x * scale, y * scale), 1.0),
    ):
        box = [*at(place[0], place[1]), *at(place[2], place[3])]
        middle = (place[0] + place[2]) / 2
        across = AROUND[0] * stretch
        around = [*at(middle - across, place[1] - AROUND[1]), *at(middle + across, place[3] + AROUND[1])]
        panels.append(panel(picture, box, [round(v) for v in around]))
    out = Image.new("RGB", (sum(p.width for p in panels) + 3 * GAP, panels[0].height + 2 * GAP), (233, 236, 239))
    x = GAP
    for p in panels:
        out.paste(p, (x, GAP))
        x += p.width + GAP
    out.quantize(128).save("docs/finding.png", optimize=True)


main()
