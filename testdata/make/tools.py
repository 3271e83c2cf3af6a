"""What every generator needs: paths, the browser, and pages drawn by PDFium."""

import os
import subprocess
import tempfile
from pathlib import Path

import numpy as np
import pymupdf
import pypdfium2
from PIL import Image

MAKE = Path(__file__).resolve().parent
ORIGINALS = MAKE.parent / "originals"
SHOTS = MAKE.parent / "shots"
BROWSER = os.environ.get("CHROMIUM", "chromium")
QUIET = [
    "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--font-render-hinting=none",
]


def browse(html, *flags):
    """Opens a string of HTML in a headless browser with the given flags."""
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder) / "page.html"
        page.write_text(html, encoding="utf-8")
        subprocess.run([BROWSER, *QUIET, f"--user-data-dir={folder}/user", *flags, page.as_uri()],
                       check=True, capture_output=True, timeout=120)


def print_pdf(html, path):
    """Prints a string of HTML to a PDF; paper size and margins come from its `@page` rule."""
    path.parent.mkdir(parents=True, exist_ok=True)
    browse(html, "--no-pdf-header-footer", f"--print-to-pdf={path}")


def screenshot(html, width, height, scale=1.0):
    """The browser's picture of a page, `width` x `height` CSS pixels at `scale` device pixels each."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "shot.png"
        browse(html, f"--screenshot={path}", f"--window-size={width},{height}", f"--force-device-scale-factor={scale}")
        return Image.open(path).convert("RGB")


def draw(document, page, width=None, scale=None):
    """A page of an original as PDFium draws it (or, for a picture, its own pixels), `width` pixels wide.

    `document` is a path under `originals` or a path of its own; `page` counts from 1.
    """
    path = ORIGINALS / document
    if path.suffix == ".pdf":
        pdf = pypdfium2.PdfDocument(path)
        leaf = pdf[page - 1]
        return leaf.render(scale=scale or width / leaf.get_width()).to_pil().convert("RGB")
    picture = Image.open(path)
    picture.seek(page - 1)
    picture = picture.convert("RGB")
    if width and width != picture.width:
        picture = picture.resize((width, round(picture.height * width / picture.width)), Image.LANCZOS)
    return picture


def set_anew(html, page, width):
    """A page of HTML as it looks after it was printed to PDF and drawn."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "page.pdf"
        print_pdf(html, path)
        return draw(path, page, width)


def words(document, page, width):
    """The words of a PDF page with their boxes in pixels of the page drawn `width` wide: [(text, x0, y0, x1, y1)]."""
    leaf = pymupdf.open(ORIGINALS / document)[page - 1]
    k = width / leaf.rect.width
    return [(w[4], w[0] * k, w[1] * k, w[2] * k, w[3] * k) for w in leaf.get_text("words")]


def difference_box(a, b, threshold=24):
    """The box round all pixels in which two pictures of one size differ."""
    delta = np.abs(np.asarray(a.convert("L"), int) - np.asarray(b.convert("L"), int)) > threshold
    ys, xs = np.nonzero(delta)
    return [int(xs.min()), int(ys.min()), int(xs.max()) + 1, int(ys.max()) + 1]
