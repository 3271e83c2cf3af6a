"""Where mail is read: invented programs of seven looks, as real browser screenshots.

In a message's words ⟦ and ⟧ stand round what was altered or is to be covered; they are not drawn, and the box of what
lies between them is told.
"""

import json
import re
import subprocess
import tempfile
from html import escape, unescape
from pathlib import Path

from tools import BROWSER, QUIET, screenshot

MEASURE = """<script>
const box = e => { const r = e.getBoundingClientRect(); return [r.left, r.top, r.right, r.bottom] }, all = s => [...document.querySelectorAll(s)].map(box);
const out = document.createElement('pre');
out.id = 'boxes';
out.textContent = JSON.stringify({height: document.body.scrollHeight, mail: all('.mail'), marks: all('.mark'), paragraphs: all('.body p')});
document.body.append(out);
</script>"""


def measured(html, width):
    """The height of a page in CSS pixels and the boxes in it, as the browser lays it out."""
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder) / "page.html"
        page.write_text(html + MEASURE, encoding="utf-8")
        said = subprocess.run([BROWSER, *QUIET, f"--user-data-dir={folder}/user", f"--window-size={width},1200", "--dump-dom", page.as_uri()],
                              check=True, capture_output=True, timeout=120, text=True).stdout
    return json.loads(unescape(re.search(r'<pre id="boxes">(.*?)</pre>', said, re.S).group(1)))


def drawn(html, width, scale):
    """A page `width` CSS pixels wide and as high as it needs; its boxes in pixels of the picture."""
    found = measured(html, width)
    shot = screenshot(html, width, round(found.pop("height")), scale)
    return shot, {k: [[round(v * scale) for v in b] for b in boxes] for k, boxes in found.items()}


def marked(text):
    """Words as HTML, with what stands in the marks as an element of its own."""
    return escape(text, quote=False).replace("⟦", '<span class="mark">').replace("⟧", "</span>").replace("\n", "<br>")


def body(mail, table="'Liberation Mono'"):
    """The paragraphs of a message; columns set with spaces stay columns."""
    rows = []
    for p in mail.paragraphs():
        columns = f' style="font-family:{table};white-space:pre"' if re.search(r"\S {2,}\S", p) else ""
        rows.append(f"<p{columns}>{marked(p)}</p>")
    return '<div class="body">' + "".join(rows) + "</div>"


def quoted_body(mail):
    """The same for a message with quotations: each line as it is, a blank one for a blank one."""
    return '<div class="body"><p style="white-space:pre">' + marked(mail.text) + "</p></div>"


def page(width, style, content):
    return f"""<!doctype html><meta charset="utf-8"><style>*{{box-sizing:border-box}}body{{margin:0;width:{width}px;position:relative}}.mail{{display:flow-root}}p{{margin:0 0 1.1em}}.body p:last-child{{margin-bottom:0}}{style}</style><body>{content}"""


def initials(name):
    return "".join(w[0] for w in re.sub("[⟦⟧]", "", name).split()[-2:]).upper()


def sign(path, colour, size=18):
    return f'<svg width="{size}" height="{size}" viewBox="0 0 24 24" fill="none" stroke="{colour}" stroke-width="2"><path d="{path}"/></svg>'


REPLY, STAR, BIN, MENU = "M10 6 4 12l6 6M4 12h10a6 6 0 0 1 6 6", "M12 3l3 6 6 1-4.5 4.5 1 6.5-5.5-3-5.5 3 1-6.5L3 10l6-1z", "M4 7h16M9 7V4h6v3M6 7l1 13h10l1-13", "M4 6h16M4 12h16M4 18h16"


def webmail(mail, width=860, scale=1.5, text=None, back="#ffffff", ink="#1f2328", dim="#6a737d", line="#e4e7eb", font="Roboto", size=15):
    """A message open in a browser: subject, round badge, sender, date at the right."""
    style = f"""body{{background:{back};color:{ink};font:{size}px/1.5 {font};padding:22px 30px 30px}}h1{{font:400 {size * 1.5}px/1.3 {font};margin:0 0 18px}}
    .who{{display:flex;align-items:center;gap:14px;margin-bottom:22px}}.badge{{width:42px;height:42px;border-radius:21px;background:#5a7aa8;color:#fff;display:flex;align-items:center;justify-content:center;font-size:16px;flex:none}}
    .dim{{color:{dim};font-size:{size - 2}px}}.foot{{margin-top:26px;padding-top:16px;border-top:1px solid {line};display:flex;gap:12px}}.foot span{{border:1px solid {dim};border-radius:18px;padding:6px 20px;color:{dim};font-size:{size - 1}px}}"""
    content = f"""<div class="mail"><h1>{marked(mail.subject)}</h1><div class="who"><div class="badge">{initials(mail.name)}</div>
    <div style="flex:1;line-height:1.4"><b>{marked(mail.name)}</b> <span class="dim">&lt;{marked(mail.address)}&gt;</span><br><span class="dim">to {marked(mail.to)}</span></div>
    <span class="dim">{mail.date:%a, %-d %b %Y, %H:%M}</span>{sign(STAR, dim)}{sign(REPLY, dim)}</div>{text or body(mail)}</div>
    <div class="foot"><span>Reply</span><span>Forward</span></div>"""
    return drawn(page(width, style, content), width, scale)


def dark(mail, width=720, scale=1.5):
    """The same program after sunset."""
    return webmail(mail, width, scale, back="#16181d", ink="#d9dde3", dim="#8d97a3", line="#2c3138", font="'Open Sans'")


def desktop(mail, width=760, scale=1.25, attachment=None, text=None):
    """A program of the old school: grey bar, rows of the head, a white sheet."""
    rows = [("From", f"{mail.name} <{mail.address}>"), ("To", f"{mail.to} <{mail.to_address}>"), ("Date", f"{mail.date:%d.%m.%Y %H:%M}"), ("Subject", mail.subject)]
    table = "".join(f"<tr><td>{k}:</td><td>{marked(v)}</td></tr>" for k, v in rows)
    chip = f'<div class="chip">{sign("M8 12l6-6a3 3 0 0 1 4 4l-8 8a5 5 0 0 1-7-7l8-8", "#555", 14)} 1 attachment: {attachment} <i>36 KB</i></div>' if attachment else ""
    style = """body{background:#dfe2e6;color:#111;font:14px/1.45 'Liberation Sans'}.bar{display:flex;gap:6px;padding:8px 10px;background:linear-gradient(#f4f5f6,#d5d9dd);border-bottom:1px solid #a9b0b8;font-size:12px}
    .bar span{border:1px solid #b4bac1;border-radius:3px;background:#fafbfc;padding:4px 12px}table{border-collapse:collapse;margin:10px 12px;font-size:13px}td{padding:1.5px 8px 1.5px 0}td:first-child{color:#5c6670;text-align:right}
    tr:last-child td:last-child{font-weight:bold}.chip{margin:0 12px 10px;font-size:12px;background:#eef0f2;border:1px solid #c0c6cc;padding:4px 8px;display:inline-flex;gap:6px}.body{background:#fff;border-top:1px solid #a9b0b8;padding:16px 18px 26px}"""
    content = f"""<div class="bar"><span>Answer</span><span>Answer all</span><span>Pass on</span><span>File</span><span>Delete</span></div><div class="mail"><table>{table}</table>{chip}{text or body(mail)}</div>"""
    return drawn(page(width, style, content), width, scale)


def plain(mail, width=820, scale=1.25):
    """A program that sets buttons, heading and text in one type."""
    rows = "".join(f"<div>{k}: {marked(v)}</div>" for k, v in [("From", f"{mail.name} <{mail.address}>"), ("To", f"{mail.to} <{mail.to_address}>"), ("Subject", mail.subject)])
    style = "body{background:#fff;color:#111;font:15px/1.4 'Open Sans';padding:8px 14px 30px}.head{margin:14px 0 18px}"
    content = f"""<div>Reply | Forward | Archive | Junk | Delete</div><div class="mail"><div class="head">{rows}</div>{body(mail)}</div>"""
    return drawn(page(width, style, content), width, scale)


def phone(mail, width=400, scale=2.0):
    """A telephone's mail program, scrolled together to one long picture."""
    style = """body{background:#fff;color:#16181c;font:16px/1.42 Inter;padding-bottom:34px}.top{display:flex;justify-content:space-between;padding:14px 22px 10px;font-weight:600;font-size:15px}.nav{display:flex;justify-content:space-between;padding:6px 18px 12px;color:#2a62c9}
    .head{padding:12px 18px;border-top:1px solid #e6e8eb;border-bottom:1px solid #e6e8eb;font-size:14px;line-height:1.45}.head b{font-size:16px}.dim{color:#737b85}h1{font:700 21px/1.25 Inter;margin:16px 18px 14px}.body{padding:0 18px}
    .home{position:absolute;bottom:8px;left:130px;width:140px;height:5px;border-radius:3px;background:#16181c}"""
    content = f"""<div class="top"><span>9:26</span><span style="width:26px;height:13px;border:1.5px solid;border-radius:4px;margin-top:4px"></span></div><div class="nav"><span>‹ Inbox</span><span>{sign(BIN, "#2a62c9")} &nbsp; {sign(REPLY, "#2a62c9")}</span></div>
    <div class="mail"><div class="head"><b>{marked(mail.name)}</b><br><span class="dim">To: {marked(mail.to)}<br>{mail.date:%-d %B %Y at %H:%M}</span></div><h1>{marked(mail.subject)}</h1>{body(mail)}</div><div class="home"></div>"""
    return drawn(page(width, style, content), width, scale)


def archive(mail, width=800, scale=1.0):
    """A list's archive: one typewriter face for head and words."""
    rows = [("Date", f"{mail.date:%a, %d %b %Y %H:%M:00}"), ("From", f"{mail.name} <{mail.address}>"), ("To", f"{mail.to} <{mail.to_address}>"), ("Subject", mail.subject)]
    head = "".join(f"<div><b>{k + ':':9}</b>{marked(v)}</div>" for k, v in rows)
    style = """body{background:#fbfaf4;color:#1c1c1c;font:14px/1.35 'DejaVu Sans Mono';padding:16px 24px 22px}a{color:#1a3fa0;text-decoration:underline}.nav{margin-bottom:14px;font-size:13px}
    .head{white-space:pre;border-bottom:1px dashed #999;padding-bottom:10px;margin-bottom:14px}p{margin-bottom:1.35em}.body{padding-bottom:4px}.foot{border-top:1px dashed #999;margin-top:18px;padding-top:8px;font-size:13px}"""
    content = f"""<div class="nav">[<a>previous</a>] [<a>next</a>] [<a>by date</a>] [<a>by thread</a>]</div><div class="mail"><div class="head">{head}</div>{body(mail, "inherit")}</div><div class="foot">lists.halcyon.example, kept by the night porter</div>"""
    return drawn(page(width, style, content), width, scale)


def printout(mail, width=640, scale=1.5, names=("Von", "An", "Gesendet", "Betreff")):
    """A message made ready to print: rules, a serif face, justified."""
    rows = zip(names, (f"{mail.name} <{mail.address}>", mail.to, f"{mail.date:%d.%m.%Y %H:%M}", mail.subject))
    head = "".join(f"<div><b>{k}:</b> {marked(v)}</div>" for k, v in rows)
    style = """body{background:#fff;color:#000;font:15px/1.5 'Liberation Serif';padding:30px 40px 44px}.user{font:bold 17px 'Liberation Serif';border-bottom:3px solid #000;padding-bottom:6px;margin-bottom:12px}.head{margin-bottom:22px}.body{text-align:justify}"""
    return drawn(page(width, style, f'<div class="user">{mail.to}</div><div class="mail"><div class="head">{head}</div>{body(mail)}</div>'), width, scale)


def card(mail, width=480, scale=2.0, look="light"):
    """The sheet of a message without its program, as it is cut out to be shown around."""
    back, ink, dim, line = ("#fff", "#202124", "#5f6670", "#dde1e5") if look == "light" else ("#1e2126", "#e4e6ea", "#9aa2ac", "#373c44")
    style = f"body{{background:{back};color:{ink};font:15px/1.48 Carlito;padding:20px 24px}}h1{{font:700 19px/1.3 Carlito;margin:0 0 10px}}.head{{color:{dim};font-size:13px;border-bottom:1px solid {line};padding-bottom:10px;margin-bottom:14px}}.head b{{color:{ink};font-size:15px}}"
    content = f'<div class="mail"><h1>{marked(mail.subject)}</h1><div class="head"><b>{marked(mail.name)}</b> &lt;{marked(mail.address)}&gt;<br>{mail.date:%A, %-d %B %Y, %H:%M} · to {marked(mail.to)}</div>{body(mail)}</div>'
    return drawn(page(width, style, content), width, scale)


def window(mail, others, width=1000, scale=1.25):
    """A mail program's whole window: search, folders, the list of `others` (sender, subject, time) and the open message."""
    rows = "".join(f'<div class="row{" on" if subject == mail.subject else ""}"><b>{name}</b><i>{time}</i><br>{subject}</div>' for name, subject, time in others)
    folders = "".join(f"<div>{name}</div>" for name in ("<b>Inbox (14)</b>", "Starred", "Later", "Sent", "Drafts (3)", "Harbour", "Accounts", "Goose", "Bin"))
    style = """body{background:#eef1f5;color:#1d2329;font:13px/1.5 Inter}.bar{height:50px;background:#2d4a46;display:flex;align-items:center;gap:16px;padding:0 16px}.bar span{background:#3f605b;color:#c9d8d5;border-radius:6px;padding:6px 14px;width:340px}.bar u{margin-left:auto;width:28px;height:28px;border-radius:14px;background:#d98b4a}
    .all{display:flex}.folders{width:130px;padding:16px;line-height:2.3;color:#4c5862;flex:none}.write{background:#2d4a46;color:#fff!important;border-radius:14px;text-align:center;line-height:2.2;margin-bottom:10px}
    .list{width:230px;background:#f8f9fb;border-left:1px solid #d8dde3;border-right:1px solid #d8dde3;flex:none}.row{padding:10px 12px;border-bottom:1px solid #e3e7eb;font-size:12px;color:#4c5862}.row b{color:#1d2329}.row i{float:right;font-style:normal}.on{background:#dbe8e5}
    .open{flex:1;background:#fff;padding:14px 24px 24px}.tools{display:flex;gap:8px;margin-bottom:16px}.tools span{border:1px solid #c8ced5;border-radius:5px;padding:4px 12px;color:#4c5862;font-size:12px}h1{font:600 19px/1.3 Inter;margin:0 0 10px}.dim{color:#6b7680;font-size:12px}.head{margin-bottom:16px}.body{font-size:14px}"""
    content = f"""<div class="bar">{sign(MENU, "#e8f0ee")}<span>Search mail</span><u></u></div><div class="all"><div class="folders"><div class="write">Write</div>{folders}</div><div class="list">{rows}</div>
    <div class="open"><div class="tools"><span>Reply</span><span>Reply to all</span><span>Forward</span><span>Archive</span><span>Delete</span></div><div class="mail"><h1>{marked(mail.subject)}</h1>
    <div class="head"><b>{marked(mail.name)}</b> <span class="dim">{marked(mail.address)}<br>to {marked(mail.to)} · {mail.date:%-d %b %Y, %H:%M}</span></div>{body(mail)}</div></div></div>"""
    return drawn(page(width, style, content), width, scale)
