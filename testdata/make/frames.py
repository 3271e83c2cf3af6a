"""Where pictures of pages are seen: a post on a timeline, a document viewer, a phone. Real browser screenshots of invented programs."""

import base64
import io

from tools import screenshot

LOOKS = {
    "light": dict(back="#fff", text="#14171c", dim="#667380", line="#e3e7eb"),
    "dark": dict(back="#12161d", text="#e8ebef", dim="#8391a0", line="#2a323d"),
}


def data_uri(picture):
    """A picture as a PNG inside an address."""
    buffer = io.BytesIO()
    picture.save(buffer, "PNG")
    return "data:image/png;base64," + base64.b64encode(buffer.getvalue()).decode()


def icons(colour):
    """Four plain signs under a post."""
    shapes = ["M3 5h18v11H10l-5 4v-4H3z", "M5 8h11l-3-3M19 15H8l3 3", "M12 20 4 12a5 5 0 0 1 8-6 5 5 0 0 1 8 6z", "M12 3v12M8 7l4-4 4 4M5 14v6h14v-6"]
    return "".join(f'<svg width="20" height="20" viewBox="0 0 24 24" style="margin-right:92px" fill="none" stroke="{colour}" stroke-width="2"><path d="{s}"/></svg>' for s in shapes)


def post(pictures, look, name, handle, text, height=None, radius=14, scale=1.8):
    """A post of 600 CSS pixels width with one picture, or four in a square of 510.

    Gives the screenshot and, for each picture, the box that it fills, in pixels of the screenshot.
    """
    c = LOOKS[look]
    x, y, w = 72, 132, 510
    if len(pictures) == 1:
        h = height or round(w * pictures[0].height / pictures[0].width)
        boxes = [(x, y, w, h)]
    else:
        h, half = w, (w - 4) // 2
        boxes = [(x + i % 2 * (half + 4), y + i // 2 * (half + 4), half, half) for i in range(4)]
    images = "".join(
        f'<img src="{data_uri(p)}" style="position:absolute;left:{a}px;top:{b}px;width:{d}px;height:{e}px;object-fit:cover;object-position:top;border-radius:{radius}px">'
        for p, (a, b, d, e) in zip(pictures, boxes))
    foot = y + h + 14
    total = foot + 150
    html = f"""<!doctype html><meta charset="utf-8"><style>body{{margin:0;background:{c['back']};color:{c['text']};font:16px/1.4 Inter;width:600px;height:{total}px;overflow:hidden;position:relative}}
    .at{{position:absolute;left:72px;width:510px}}.dim{{color:{c['dim']}}}</style>
    <div style="position:absolute;left:16px;top:18px;width:44px;height:44px;border-radius:22px;background:linear-gradient(135deg,#d98b4a,#5a3d7a)"></div>
    <div class="at" style="top:16px"><b>{name}</b> <span class="dim">{handle} · 3 h</span></div>
    <div class="at" style="top:42px;height:84px;overflow:hidden">{text}</div>{images}
    <div class="at" style="top:{foot}px">{icons(c['dim'])}</div>
    <div style="position:absolute;top:{foot + 40}px;width:600px;border-top:1px solid {c['line']}"></div>
    <div style="position:absolute;left:16px;top:{foot + 58}px;width:44px;height:44px;border-radius:22px;background:#4a7a6a"></div>
    <div class="at" style="top:{foot + 56}px"><b>Harbour Gossip</b> <span class="dim">@quaywall · 2 h</span><br>Is that the memo everyone in the canteen is talking about? Ask the accountants, they were told to burn the older ones.</div>"""
    shot = screenshot(html, 600, total, scale)
    return shot, [[round(a * scale), round(b * scale), round((a + d) * scale), round((b + e) * scale)] for a, b, d, e in boxes]


def viewer(pages, title, width=760, scroll=0, window=(1180, 860), scale=1.0):
    """A document viewer with pages one under the other, `width` CSS pixels wide, scrolled down by `scroll`.

    Gives the screenshot and the visible box of each page (None where it is out of sight), in pixels of the screenshot.
    """
    left, top, gap = (window[0] + 150 - width) // 2, 56, 14
    parts, boxes, y = [], [], gap - scroll
    for page in pages:
        h = round(width * page.height / page.width)
        parts.append(f'<img src="{data_uri(page)}" style="position:absolute;left:{left - 150}px;top:{y}px;width:{width}px;height:{h}px;box-shadow:0 1px 5px #0006">')
        y0, y1 = max(top, top + y), min(window[1], top + y + h)
        boxes.append([round(v * scale) for v in (left, y0, left + width, y1)] if y1 > y0 else None)
        y += h + gap
    thumbs = "".join(f'<img src="{data_uri(p)}" style="width:92px;margin:14px 29px 0;opacity:.9">' for p in pages)
    html = f"""<!doctype html><meta charset="utf-8"><style>body{{margin:0;background:#cfd3d8;font:13px Inter;width:{window[0]}px;height:{window[1]}px;overflow:hidden;position:relative}}
    .bar{{position:absolute;left:0;right:0;top:0;height:{top}px;background:#39424e;color:#eef;display:flex;align-items:center;gap:26px;padding-left:22px}}
    .bar i{{width:16px;height:2px;background:#eef;box-shadow:0 -5px #eef,0 5px #eef}}.bar u{{text-decoration:none;background:#2a313b;padding:6px 12px;border-radius:4px}}</style>
    <div style="position:absolute;left:0;top:{top}px;bottom:0;width:150px;background:#e9ebee;overflow:hidden">{thumbs}</div>
    <div style="position:absolute;left:150px;right:0;top:{top}px;bottom:0;overflow:hidden">{''.join(parts)}</div>
    <div class="bar"><i></i><span>{title}</span><span style="flex:1"></span><u>1 / {len(pages)}</u><u>–</u><u>{width * 100 // 816} %</u><u>+</u><span style="width:20px"></span></div>"""
    return screenshot(html, *window, scale), boxes


def phone(page, invert=True, offset=0):
    """A phone's reader, 390 x 844 CSS pixels, the page filling its width; in dark mode the page's colours are turned round."""
    width, top, bottom = 390, 92, 790
    h = round(width * page.height / page.width)
    turned = "filter:invert(.91) hue-rotate(180deg);" if invert else ""
    back, ink = ("#101114", "#dfe2e6") if invert else ("#f4f5f7", "#16181c")
    scale = 1080 / 390
    html = f"""<!doctype html><meta charset="utf-8"><style>body{{margin:0;background:{back};color:{ink};font:15px Roboto;width:390px;height:844px;overflow:hidden;position:relative}}div{{position:absolute}}</style>
    <div style="left:22px;top:14px;font-weight:500">21:47</div><div style="right:22px;top:16px;width:24px;height:11px;border:1.5px solid {ink};border-radius:3px"></div>
    <div style="left:20px;top:52px">‹ &nbsp; Shared document</div>
    <div style="left:0;top:{top}px;width:390px;height:{bottom - top}px;overflow:hidden"><img src="{data_uri(page)}" style="position:absolute;left:0;top:{-offset}px;width:{width}px;{turned}"></div>
    <div style="left:130px;top:824px;width:130px;height:5px;border-radius:3px;background:{ink}"></div>"""
    box = [0, top - min(offset, 0), 390, min(bottom, top - offset + h)]
    return screenshot(html, 390, 844, scale), [round(v * scale) for v in box]
