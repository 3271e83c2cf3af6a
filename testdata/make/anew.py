"""Pages whose words were set anew: a look that no page has, over words that one has."""

import re
from html import unescape

import mailviews as views
import memos
from cases import case, expect

READER = "background:#f4ecd8;color:#433422;font:18px/1.65 Gelasio,'Liberation Serif',serif;padding:28px 34px"


def plain(html):
    """The words of some HTML, a paragraph a line."""
    return [unescape(re.sub(r"\s+", " ", re.sub("<[^>]+>", "", p)).strip()) for p in html.split("</p>") if p.strip()]


def reader(paragraphs, width=560, scale=1.5):
    """Paragraphs in a browser's reading view."""
    rows = "".join(f"<p>{views.marked(p)}</p>" for p in paragraphs)
    return views.drawn(views.page(width, f".mail{{{READER}}}", f'<div class="mail"><div class="body">{rows}</div></div>'), width, scale)


@case("reading-view", "jpg", quality=84)
def reading_view():
    shot, boxes = reader(plain(memos.AIRSHIP)[:3])
    return shot, expect("inconclusive", "Three paragraphs of a memo in a browser's reading view: the words are the memo's, the look is not.", "memos/airship.pdf", 1, region=boxes["mail"][0])


@case("reading-view-changed-sum", "jpg", quality=84)
def reading_view_changed():
    text = memos.AIRSHIP.replace("38,400 on", "⟦88,400⟧ on")
    shot, boxes = reader(plain(text)[3:5])
    return shot, expect("inconclusive", "Two further paragraphs, a sum in them changed.", "memos/airship.pdf", 1, region=boxes["mail"][0])
