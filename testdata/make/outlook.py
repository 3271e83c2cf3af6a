"""Messages as Outlook writes them: three MSG, a TNEF, and a mail with a TNEF attached. Python's own library is all that is needed."""

import base64
import struct
import zlib

from mapi import BYTES, LONG, OBJECT, TEXT, TEXT8, TIME, lzfu, msg_file, time, tnef

from pathlib import Path

HERE = Path(__file__).resolve().parent.parent / "formats" / "outlook"
IMPRINT = "Halcyon Pictures Incorporated of Port Ansel keeps its costume store beside the old ropewalk."
BUDGET = HERE.parent.parent / "originals" / "finance" / "invoice-3107.pdf"


def chart(seed):
    """A small picture with bars."""
    rows = b""
    for y in range(90):
        rows += b"\0" + bytes(30 if (x // 10 * 37 + y // 9 * (11 + seed)) % 5 < 2 else 245 for x in range(120))
    chunk = lambda kind, data: struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
    head = struct.pack(">IIBBBBB", 120, 90, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows, 9)) + chunk(b"IEND", b"")


def person(kind, name, address):
    return [(0x0C15, LONG, kind), (0x3001, TEXT, name), (0x3002, TEXT, "SMTP"), (0x3003, TEXT, address), (0x39FE, TEXT, address)]


def file(name, data):
    return [(0x3707, TEXT, name), (0x3704, TEXT, name[:8]), (0x3705, LONG, 1), (0x3701, BYTES, data)], None


def within(name, message):
    return [(0x3001, TEXT, name), (0x3705, LONG, 5), (0x3701, OBJECT, None)], message


HEADER = """Microsoft Mail Internet Headers Version 2.0
Received: from post.halcyon.example by relay.halcyon.example; Thu, 11 Sep 2031 07:58:12 +0200
From: =?utf-8?Q?J=C3=B8rgen?= Ostrander <jorgen.ostrander@halcyon.example>
To: "Quillfeather, Marisol" <marisol.quillfeather@halcyon.example>,
\tlamps@halcyon.example
Cc: Accounts <accounts@halcyon.example>
Subject: Lamps for the breakwater, second order
Date: Thu, 11 Sep 2031 07:58:04 +0200
Content-Type: multipart/mixed; boundary="gone"
"""

LAMPS = f"""Dear Marisol,

the 48 lamps came on Tuesday, and 6 of them were broken. The yard sends others at no cost, but not before the 19th,
so scene 43 has to do with 42. Attached are the invoice, the plan of the breakwater and the yard's own letter.

Jørgen

{IMPRINT}
"""

YARD = f"""Sirs,

we regret the 6 lamps. They were packed by a man who has since left us. Replacements leave on the 17th by the ferry.

Thessaly Brandvold
Wrack and Brandvold, chandlers

{IMPRINT}
"""


def lamps():
    yard = {"properties": [(0x0037, TEXT, "Your broken lamps"), (0x0042, TEXT, "Thessaly Brandvold"),
                           (0x0064, TEXT, "SMTP"), (0x0065, TEXT, "thessaly@wrack.example"), (0x1000, TEXT, YARD),
                           (0x0039, TIME, time(2031, 9, 10, 14, 30, 5))],
            "recipients": [person(1, "Jørgen Ostrander", "jorgen.ostrander@halcyon.example")],
            "attached": [file("label.png", chart(3))]}
    return {"properties": [(0x001A, TEXT, "IPM.Note"), (0x0037, TEXT, "Lamps"), (0x007D, TEXT, HEADER.replace("\n", "\r\n")),
                           (0x0042, TEXT, "Jørgen Ostrander"), (0x0039, TIME, time(2031, 9, 11, 5, 58, 4)),
                           (0x1000, TEXT, LAMPS.replace("\n", "\r\n")), (0x1009, BYTES, lzfu(rb"{\rtf1 Not these words.}"))],
            "recipients": [person(1, "Marisol Quillfeather", "marisol.quillfeather@halcyon.example"), person(2, "Accounts", "accounts@halcyon.example")],
            "attached": [file("invoice-3107.pdf", BUDGET.read_bytes()), file("plan.png", chart(1)), within("Your broken lamps", yard)]}


PAGE = f"""<html><head><meta http-equiv="Content-Type" content="text/html; charset=windows-1252"><style>.x{{display:none}}</style></head>
<body><p class="x">Nobody sees this.</p><p>The tide table for <b>October</b> is on the wall of the prop shop – low water on the 4th at 5:12, on the 5th
at 5:58.</p><p>Nobody goes below the sluice “for one more take”.</p><p>{IMPRINT}</p></body></html>"""


def tides():
    return {"properties": [(0x0037, TEXT, "Tides"), (0x0042, TEXT, "Ottoline Farrowgate"), (0x0064, TEXT, "EX"),
                           (0x0065, TEXT, "/O=HALCYON/OU=PORT/CN=OFARROWGATE"), (0x1013, BYTES, PAGE.encode("cp1252")), (0x3FDE, LONG, 1252),
                           (0x0039, TIME, time(2031, 9, 29, 16, 45, 0)), (0x0E04, TEXT, "All hands"), (0x0E03, TEXT, "Harbour master; Pilot")],
            "recipients": [], "attached": []}


RTF = (rb"{\rtf1\ansi\ansicpg1250\fromhtml1 \deff0{\fonttbl{\f0\fswiss\fcharset238 Arial;}{\f1\fswiss\fcharset204 Arial;}}"
       rb"{\*\htmltag64 <p>}\htmlrtf {\htmlrtf0 The \u381?i\'9ekov crew works nights from the 12th.{\*\htmltag72 </p>}\par"
       rb" {\f1\'cd\'ee\'f7\'fc} means night; the word stands on every call sheet.{\v hidden words}\par " + IMPRINT.encode() + rb"\par}}")


def crew():
    """Texts in a code page, the body in compressed RTF alone; and a file is announced that is not there."""
    return {"properties": [(0x3FFD, LONG, 1250), (0x0037, TEXT8, "Noční směna"), (0x0C1A, TEXT8, "Božena Řehořová"),
                           (0x0C1E, TEXT8, "SMTP"), (0x0C1F, TEXT8, "bozena@halcyon.example"), (0x1009, BYTES, lzfu(RTF)),
                           (0x0E06, TIME, time(2031, 10, 2, 6, 0, 0))],
            "recipients": [[(0x0C15, LONG, 1), (0x3001, TEXT8, "Štěpán Kůs")]],
            "attached": [([(0x3704, TEXT8, "plan.png"), (0x3705, LONG, 1), (0x3701, BYTES, chart(2))], None),
                         ([(0x3707, TEXT8, "film.mov"), (0x3705, LONG, 2)], None)]}


def wrapped():
    inner = {"properties": [(0x0037, TEXT, "Costumes"), (0x1000, TEXT, f"Eleven coats, all of them wet.\r\n{IMPRINT}")], "recipients": []}
    body = rb"{\rtf1\ansi\ansicpg1252\deff0{\fonttbl{\f0 Arial;}}The fitting of the 14th is put off by a day, to the 15th at 9.\par "
    outer = {"properties": [(0x8001, TEXT, "not of use"), (0x1009, BYTES, lzfu(body + IMPRINT.encode() + rb"\par}")), (0x0C1A, TEXT, "Perpetua Vance"),
                            (0x0039, TIME, time(2031, 9, 13, 9, 0, 0)), (0x0E1F, 0x0B, 1)],
             "recipients": [person(1, "Wardrobe", "wardrobe@halcyon.example")]}
    files = [("COATS~1.PNG", chart(4), "coats, all eleven.png"), ("WATERM~1.PNG", chart(5), "water mark.png"),
             ("Costumes", None, tnef(inner, "Costumes"))]
    return tnef(outer, "Fitting put off", files)


def mail(winmail):
    lines = base64.encodebytes(winmail).decode().replace("\n", "\r\n")
    text = ("From: Perpetua Vance <perpetua.vance@halcyon.example>\r\nTo: wardrobe@halcyon.example\r\nSubject: Fitting put off\r\n"
            "Date: Sat, 13 Sep 2031 11:00:00 +0200\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n"
            f"--b\r\nContent-Type: text/plain\r\n\r\nSee what is attached. {IMPRINT}\r\n--b\r\nContent-Type: application/ms-tnef; name=winmail.dat\r\n"
            f"Content-Disposition: attachment; filename=winmail.dat\r\nContent-Transfer-Encoding: base64\r\n\r\n{lines}\r\n--b--\r\n")
    return text.encode()


if __name__ == "__main__":
    HERE.mkdir(parents=True, exist_ok=True)
    (HERE / "lamps.msg").write_bytes(msg_file(lamps()))
    (HERE / "tides.msg").write_bytes(msg_file(tides()))
    (HERE / "crew.msg").write_bytes(msg_file(crew(), page="cp1250", announced=3))
    (HERE / "winmail.dat").write_bytes(wrapped())
    (HERE / "fitting.eml").write_bytes(mail(wrapped()))
