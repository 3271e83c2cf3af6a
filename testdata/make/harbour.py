"""Stores of Outlook: one of the older kind, and one with 26 messages in two folders, one of them damaged, and one more that a folder lists and the store does not have.

A number above a page's worth is the point: nodes lie on several pages of a tree, and a reader that takes the first for all stops early.
"""

import struct
from zlib import crc32

from mapi import lzfu, time
from outlook import HERE, IMPRINT, chart
from store import BOOLEAN, BYTES, LARGE, LONG, NARROW, OBJECT, TEXT, TEXT8, TIME, TURNING, properties, store, table

KEY = bytes(range(1, 17))
INBOX, SENT, GONE = 0x8082, 0x80A2, 0x200F84
DAMAGED = 17


def entry(node):
    return bytes(4) + KEY + struct.pack("<I", node)


def number(i):
    """The node of the message with this number."""
    return (0x10000 + i) << 5 | 4


def folder(name, count, below=(), rows=()):
    own = properties([(0x3001, TEXT, name), (0x3602, LONG, count), (0x3603, LONG, 0), (0x360A, BOOLEAN, bool(below))])
    children = table([(0x3001, TEXT), (0x3602, LONG)], [(node, {0x3001: title, 0x3602: 0}) for node, title in below])
    contents = table([(0x0037, TEXT)], [(node, {0x0037: subject}) for node, subject in rows])
    return own, children, contents, table([(0x0037, TEXT)], [])


def recipients(*people):
    columns = [(0x0C15, LONG), (0x3001, TEXT), (0x3002, TEXT), (0x3003, TEXT), (0x39FE, TEXT)]
    rows = [(i, {0x0C15: kind, 0x3001: name, 0x3002: "SMTP", 0x3003: address, 0x39FE: address}) for i, (kind, name, address) in enumerate(people)]
    return table(columns, rows)


def message(subject, body, sender, to, sent, attached=(), more=()):
    values = [(0x001A, TEXT, "IPM.Note"), (0x0037, TEXT, "\x01\x01" + subject), (0x0039, TIME, sent), (0x0C1A, TEXT, sender[0]), (0x0C1E, TEXT, "SMTP"),
              (0x0C1F, TEXT, sender[1]), (0x0E07, LONG, 1), (0x0E08, LONG, 1000), (0x0E17, LONG, 0), (0x3007, TIME, sent), (0x3008, TIME, sent),
              (0x300B, BYTES, subject.encode()[:16]), *more]
    if body:
        values.append((0x1000, TEXT, body.replace("\n", "\r\n")))
    below = {0x692: recipients(*to)}
    if attached:
        below[0x671] = table([(0x3704, TEXT), (0x3705, LONG)], [((i + 0x400) << 5 | 5, {0x3704: name, 0x3705: method}) for i, (name, method, _) in enumerate(attached)])
        below.update({(i + 0x400) << 5 | 5: node for i, (_, _, node) in enumerate(attached) if node})
    return properties(values, below)


def file(name, data):
    return name, 1, properties([(0x0E20, LONG, len(data)), (0x3705, LONG, 1), (0x370B, LONG, -1), (0x3707, TEXT, name), (0x3701, BYTES, data)])


def within(name, inner):
    node = 0x401 << 5 | 0x1F
    return name, 5, properties([(0x0E20, LONG, 1000), (0x3705, LONG, 5), (0x370B, LONG, -1), (0x3001, TEXT, name), (0x3701, OBJECT, (node, 1000))], {node: inner})


VANG, LUND = ("Jørgen Ostrander", "jorgen.ostrander@halcyon.example"), ("Marisol Quillfeather", "marisol.quillfeather@halcyon.example")


def messages():
    log = "".join(f"Entry {i}: bearing {(i * 37) % 360} degrees, lamp {i % 48} lit.\n" for i in range(1, 700))
    for i in range(1, 27):
        sender, other = (VANG, LUND) if i % 2 else (LUND, VANG)
        to = [(1, *other), (2, "Harbour office", "harbour@halcyon.example")]
        body = f"Watch {i}: {i * 3} boats passed the breakwater, {i % 5} of them without a light.\n\n{IMPRINT}\n"
        attached, more = [], []
        if i == 3:
            attached = [file("watch.png", chart(6)), file("log.txt", log.encode()), ("gone.png", 1, None)]
        if i == 5:
            inner = message("Of the night before", f"The fog came at 2:10.\n{IMPRINT}", LUND, to[:1], time(2031, 9, 1, 4, 0, 0), [file("fog.png", chart(7))])
            attached = [within("Of the night before", inner)]
        if i == 8:
            body += log
        if i == 11:
            body, more = "", [(0x1009, BYTES, lzfu((r"{\rtf1\ansi Watch 11 is kept in another form.\par " + IMPRINT + "}").encode()))]
        yield i, message(f"Watch {i}", body, sender, to, time(2031, 9, i, 6, 30, 0), attached, more)


def everybody():
    """A message to so many that their names take more numbers than a heap of the older kinds has, and with a file of several large blocks."""
    people = [(1, f"Hand {i}", f"{i}@h.example") for i in range(1, 701)]
    noise = b"".join(crc32(b"%d" % i).to_bytes(4, "little") for i in range(50_000))
    return message("Watch 28", f"All hands on deck.\n\n{IMPRINT}\n", VANG, people, time(2031, 9, 28, 6, 30, 0), [file("noise.bin", noise)])


def harbour(large=False):
    rows = [(number(i), f"Watch {i}") for i in range(1, 27)] + [(GONE, "Watch 27")]
    rows += [(number(28), "Watch 28")] if large else []
    folders = {0x122: (folder("", 0, [(0x8022, "Top")]), 0x122), 0x8022: (folder("Top", 0, [(INBOX, "Inbox"), (SENT, "Sent")]), 0x122),
               INBOX: (folder("Inbox", 14, rows=[row for i, row in enumerate(rows) if i % 2 == 0]), 0x8022),
               SENT: (folder("Sent", 13, rows=[row for i, row in enumerate(rows) if i % 2 == 1]), 0x8022)}
    nodes = {0x21: (properties([(0x0FF9, BYTES, KEY), (0x3001, TEXT, "Harbour"), (0x35DF, LONG, 0x89), (0x35E0, BYTES, entry(0x8022)), (0x35E3, BYTES, entry(0x8022)),
                                (0x35E7, BYTES, entry(0x8022)), (0x67FF, LONG, 0x5EA1ED if large else 0)]), 0)}
    for node, (parts, parent) in folders.items():
        for kind, part in zip((0x02, 0x0D, 0x0E, 0x0F), parts):
            nodes[node & ~0x1F | kind] = (part, parent if kind == 2 else 0)
    nodes.update({number(i): (node, INBOX if i % 2 else SENT) for i, node in messages()})
    nodes.update({number(28): (everybody(), SENT)} if large else {})
    damaged = b"Sea water got in." * 40, {}
    nodes[number(DAMAGED)] = (damaged, nodes[number(DAMAGED)][1])
    return nodes


def logbook():
    """A store of the older kind, with texts in a code page: three messages that no folder lists, the second as long as three blocks."""
    nodes = {0x21: (properties([(0x0FF9, BYTES, KEY), (0x3001, TEXT8, "Logbook"), (0x35E0, BYTES, entry(0x8022))]), 0)}
    for i in range(1, 4):
        log = "".join(f"Line {n}: nothing seen, nothing heard.\r\n" for n in range(1, 501)) if i == 2 else ""
        people = table([(0x0C15, LONG), (0x3001, TEXT8)], [(0, {0x0C15: 1, 0x3001: "Märta Öhrn"})], wide=False)
        values = [(0x0037, TEXT8, f"Log {i}"), (0x0039, TIME, time(1999, 11, i, 22, 5, 0)), (0x0C1A, TEXT8, "Göran Ås"), (0x3FFD, LONG, 1252),
                  (0x1000, TEXT8, f"{log}The café on the quay closed at {i} – nobody minded.\r\n{IMPRINT}\r\n")]
        nodes[number(i)] = (properties(values, {0x692: people}), 0)
    return nodes


if __name__ == "__main__":
    (HERE / "logbook.pst").write_bytes(store(logbook(), NARROW, TURNING))
    (HERE / "harbour.pst").write_bytes(store(harbour()))
    (HERE / "harbour.ost").write_bytes(store(harbour(large=True), LARGE))
