"""Messages as MAPI keeps them, written as MSG (MS-OXMSG) and as TNEF (MS-OXTNEF). A message is a dict:

    {"properties": [(number, kind, value)], "recipients": [properties], "attached": [(properties, message or None)]}
"""

import struct
from datetime import datetime, timezone

from compound import compound

LONG, BOOLEAN, TEXT8, TEXT, TIME, BYTES, OBJECT = 0x03, 0x0B, 0x1E, 0x1F, 0x40, 0x102, 0x0D


def time(*parts):
    """A time in UTC as MAPI counts it: steps of 100 ns since 1601."""
    return int((datetime(*parts, tzinfo=timezone.utc) - datetime(1601, 1, 1, tzinfo=timezone.utc)).total_seconds()) * 10**7


def _bytes(kind, value, page="cp1252"):
    if kind == TEXT:
        return value.encode("utf-16-le")
    return value.encode(page) if kind == TEXT8 else value


def _storage(properties, head, page):
    """The streams of a list of properties; `head` stands before those of a fixed size."""
    tree, fixed = {}, head
    for number, kind, value in properties:
        if kind in (TEXT8, TEXT, BYTES):
            data = _bytes(kind, value, page)
            tree[f"__substg1.0_{number:04X}{kind:04X}"] = data
            size = len(data) + {TEXT8: 1, TEXT: 2}.get(kind, 0)
            fixed += struct.pack("<HHIII", kind, number, 6, size, 0)
        elif kind == OBJECT:
            fixed += struct.pack("<HHIII", kind, number, 6, 0xFFFFFFFF, 1)
        else:
            fixed += struct.pack("<HHIq", kind, number, 6, value)
    tree["__properties_version1.0"] = fixed
    return tree


def msg(message, page="cp1252", inner=False, announced=None):
    """The tree of a message in an MSG; of the whole file, unless it is an attached one."""
    recipients, attached = message["recipients"], message["attached"]
    count = len(attached) if announced is None else announced
    head = struct.pack("<8xIIII", len(recipients), len(attached), len(recipients), count) + (b"" if inner else bytes(8))
    tree = _storage(message["properties"], head, page)
    if not inner:
        tree["__nameid_version1.0"] = {f"__substg1.0_000{n}0102": b"" for n in (2, 3, 4)}
    for i, recipient in enumerate(recipients):
        tree[f"__recip_version1.0_#{i:08X}"] = _storage(recipient, bytes(8), page)
    for i, (properties, within) in enumerate(attached):
        part = _storage(properties, bytes(8), page)
        if within is not None:
            part[f"__substg1.0_3701{OBJECT:04X}"] = msg(within, page, inner=True)
        tree[f"__attach_version1.0_#{i:08X}"] = part
    return tree


def msg_file(message, **how):
    return compound(msg(message, **how))


def _padded(data):
    return data + bytes(-len(data) % 4)


def _listed(properties, page="cp1252"):
    out = struct.pack("<I", len(properties))
    for number, kind, value in properties:
        out += struct.pack("<HH", kind, number)
        if number >= 0x8000:
            name = "Halcyon-Reel".encode("utf-16-le") + b"\0\0"
            out += bytes(16) + struct.pack("<II", 1, len(name)) + _padded(name)
        if kind in (TEXT8, TEXT, BYTES, OBJECT):
            data = _bytes(kind, value, page) + {TEXT8: b"\0", TEXT: b"\0\0"}.get(kind, b"")
            out += struct.pack("<II", 1, len(data)) + _padded(data)
        elif kind == LONG:
            out += struct.pack("<i", value)
        elif kind == BOOLEAN:
            out += struct.pack("<Hxx", value)
        else:
            out += struct.pack("<q", value)
    return out


def tnef(message, subject, files=()):
    """A TNEF of a message. Each of `files` is a short name, bytes, and the long name; or None for the bytes, and a message within."""
    out = struct.pack("<IH", 0x223E9F78, 0x4711)

    def attribute(level, number, data):
        nonlocal out
        out += struct.pack("<BII", level, number, len(data)) + data + struct.pack("<H", sum(data) & 0xFFFF)

    attribute(1, 0x00089006, struct.pack("<I", 0x00010000))
    attribute(1, 0x00069007, struct.pack("<II", 1252, 0))
    attribute(1, 0x00078008, b"IPM.Microsoft Mail.Note\0")
    attribute(1, 0x00018004, subject.encode("cp1252") + b"\0")
    rows = struct.pack("<I", len(message["recipients"])) + b"".join(_listed(row) for row in message["recipients"])
    attribute(1, 0x00069004, rows)
    attribute(1, 0x00069003, _listed(message["properties"]))
    for short, data, more in files:
        attribute(2, 0x00069002, struct.pack("<HIHHH", 1, 0xFFFFFFFF, 0, 0, 0) + bytes(2))
        attribute(2, 0x00018010, short.encode("cp1252") + b"\0")
        if data is not None:
            attribute(2, 0x0006800F, data)
            attribute(2, 0x00069005, _listed([(0x3707, TEXT, more), (0x3705, LONG, 1)]))
        else:
            within = bytes.fromhex("0703020000000000c000000000000046") + more
            attribute(2, 0x00069005, _listed([(0x3001, TEXT, short), (0x3705, LONG, 5), (0x3701, OBJECT, within)]))
    return out


COMMON = (rb"{\rtf1\ansi\mac\deff0\deftab720{\fonttbl;}{\f0\fnil \froman \fswiss \fmodern \fscript \fdecor MS Sans SerifSymbolArialTimes New Roman"
          b"Courier{\\colortbl\\red0\\green0\\blue0\r\n\\par \\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx")


def lzfu(rtf):
    """Compressed RTF (MS-OXRTFCP): runs of letters that stood before are told by their place."""
    window, at, out = bytearray(COMMON), 0, b""
    while True:
        flags, run = 0, b""
        for bit in range(8):
            if at == len(rtf):
                flags |= 1 << bit
                run += struct.pack(">H", len(window) % 4096 << 4)
                out += bytes([flags]) + run
                return struct.pack("<II4sI", len(out) + 12, len(rtf), b"LZFu", _crc(out)) + out
            length = next((n for n in range(min(17, len(rtf) - at), 1, -1)
                           if window.rfind(rtf[at:at + n], max(0, len(window) - 4000)) >= 0), 1)
            if length > 1:
                place = window.rfind(rtf[at:at + length], max(0, len(window) - 4000))
                flags |= 1 << bit
                run += struct.pack(">H", place % 4096 << 4 | length - 2)
            else:
                run += rtf[at:at + 1]
            window += rtf[at:at + length]
            at += length
        out += bytes([flags]) + run


def _crc(data):
    import zlib
    return zlib.crc32(data, 0xFFFFFFFF) ^ 0xFFFFFFFF
