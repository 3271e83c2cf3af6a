"""The screenplay: marks at the start of a line of `text/harbour-scene.txt` say what the line is."""

import textwrap

from reportlab import rl_config
from reportlab.lib.pagesizes import letter
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from tools import MAKE, ORIGINALS

rl_config.invariant = 1
pdfmetrics.registerFont(TTFont("Typed", "/usr/share/fonts/truetype/liberation/LiberationMono-Regular.ttf"))
ACTION, SPEECH, ASIDE, NAME = (108, 60), (180, 35), (216, 25), (252, 30)


def lines(source):
    """The script as lines to be typed: (indent in points, text, scene number or '')."""
    typed, scene, speaking = [], "", False
    for line in source.splitlines():
        if line.startswith("# "):
            scene = line[2:]
        elif line.startswith("> "):
            typed += [(0, "", "")] * 2 + [(ACTION[0], line[2:], scene), (0, "", "")]
        elif line.startswith("@ "):
            typed.append((NAME[0], line[2:], ""))
            speaking = True
        elif speaking and line.startswith("("):
            typed.append((ASIDE[0], line, ""))
        else:
            indent, width = SPEECH if speaking else ACTION
            typed += [(indent, part, "") for part in textwrap.wrap(line, width)] + [(0, "", "")]
            speaking = False
    return typed


def make():
    """Types the scenes, 54 lines a page."""
    path = ORIGINALS / "scripts/glass-harbour-41-45.pdf"
    path.parent.mkdir(parents=True, exist_ok=True)
    pdf = Canvas(str(path), pagesize=letter)
    typed = lines((MAKE / "text/harbour-scene.txt").read_text(encoding="utf-8"))
    for page, start in enumerate(range(0, len(typed), 52), 58):
        pdf.setFont("Typed", 12)
        pdf.drawRightString(540, 744, f"{page}.")
        pdf.drawString(108, 744, "THE GLASS HARBOUR - third draft")
        for i, (indent, text, scene) in enumerate(typed[start:start + 52]):
            y = 708 - 12 * i
            pdf.drawString(indent, y, text)
            if scene:
                pdf.drawString(60, y, scene)
                pdf.drawString(535, y, scene)
        pdf.showPage()
    pdf.save()


if __name__ == "__main__":
    make()
