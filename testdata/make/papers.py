"""Documents with a page to themselves: contract, newsletter, German mail-out, and a Greek press note from another producer."""

import pymupdf

from tools import MAKE, ORIGINALS, print_pdf


def greek(html, path):
    """Lays HTML out with MuPDF on A4, in DejaVu Serif, subset."""
    fonts = pymupdf.Archive("/usr/share/fonts/truetype/dejavu")
    style = "@font-face{font-family:dejavu;src:url(DejaVuSerif.ttf)}" \
            "@font-face{font-family:dejavu;font-weight:bold;src:url(DejaVuSerif-Bold.ttf)}" \
            "@font-face{font-family:dejavu;font-style:italic;src:url(DejaVuSerif-Italic.ttf)}"
    pdf = pymupdf.open()
    page = pdf.new_page(width=595, height=842)
    page.insert_htmlbox(pymupdf.Rect(70, 80, 525, 780), html, css=style, archive=fonts)
    pdf.subset_fonts()
    path.parent.mkdir(parents=True, exist_ok=True)
    pdf.save(path, garbage=4, deflate=True)


def make():
    """Prints all four."""
    for source, target in [("contract", "contracts/director.pdf"), ("newsletter", "newsletter/reel-47.pdf"), ("mailout-de", "mailout/rundschreiben.pdf")]:
        print_pdf((MAKE / f"html/{source}.html").read_text(encoding="utf-8"), ORIGINALS / target)
    greek((MAKE / "html/press-el.html").read_text(encoding="utf-8"), ORIGINALS / "mailout/deltio-typou.pdf")


if __name__ == "__main__":
    make()
