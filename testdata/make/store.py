"""A writer of stores of Outlook (MS-PST), as small as can be: nodes with properties and tables.

Stores are wide, with numbers of eight bytes, since Outlook 2003, and narrow before. Those that hold copies of what is on a
server (OST) are large since Outlook 2013: pages of 4 KiB, blocks of up to 64 KiB, squeezed. Microsoft has not described
that; this follows libpff's document ("64-bit 4k page") and what other readers take such stores to be.

A node is `(properties, subnodes)` or `(table, subnodes)` in bytes; see `store`.
"""

import struct
import zlib
from pathlib import Path

LONG, BOOLEAN, OBJECT, TEXT8, TEXT, TIME, BYTES = 0x03, 0x0B, 0x0D, 0x1E, 0x1F, 0x40, 0x102
LARGEST_IN_HEAP = 3580
#: How letters are disguised, as every store does that Outlook makes (MS-PST 5.1): each by another, and pairs that stand for each other.
TABLES = bytes.fromhex((Path(__file__).parent / "text" / "pst-table.hex").read_text())
FORTH, SWAPPED = TABLES[:256], TABLES[256:]
BACK = bytes(FORTH.index(letter) for letter in range(256))
LETTERS, TURNING = 1, 2


class Layout:
    """Where what is in a store of a kind (MS-PST 2.2.2), in bytes; `room` is for the entries of a page."""

    def __init__(self, wide, large):
        self.wide, self.large, self.word = wide, large, "Q" if wide else "I"
        self.page, self.room, self.full = (4096, 4056, 4072) if large else (512, 488, 496) if wide else (512, 496, 500)
        self.block, self.end, self.step = (65512, 24, 512) if large else (8176, 16 if wide else 12, 64)
        self.maps = 0x22000 if large else 0x4400
        self.start = self.maps + self.page * (1 if large else 2)


NARROW, WIDE, LARGE = Layout(False, False), Layout(True, False), Layout(True, True)


def crc(data):
    return zlib.crc32(data, 0xFFFFFFFF) ^ 0xFFFFFFFF


def turned(data, number):
    """The second disguise (MS-PST 5.2), which changes with the place and the block; it is undone as it is done."""
    key, out = (number ^ number >> 16) & 0xFFFF, bytearray()
    for letter in data:
        low, high = key & 0xFF, key >> 8
        letter = FORTH[(letter + low) & 0xFF]
        letter = SWAPPED[(letter + high) & 0xFF]
        out.append((BACK[(letter - high) & 0xFF] - low) & 0xFF)
        key = (key + 1) & 0xFFFF
    return bytes(out)


class Heap:
    """Pieces of bytes under numbers, in one block (MS-PST 2.3.1)."""

    def __init__(self, kind):
        self.kind, self.pieces = kind, []

    def put(self, data):
        self.pieces.append(data)
        return len(self.pieces) << 5

    def tree(self, key, records):
        """A tree of records (MS-PST 2.3.2), as one leaf; gives its number."""
        root = self.put(b"".join(records)) if records else 0
        size = len(records[0]) - key if records else 4
        return self.put(struct.pack("<BBBBI", 0xB5, key, size, 0, root))

    def bytes(self, root):
        body, ends = b"", []
        for piece in self.pieces:
            ends.append(12 + len(body))
            body += piece
        ends.append(12 + len(body))
        body += bytes(len(body) % 2)
        table = struct.pack("<HH", len(self.pieces), 0) + struct.pack(f"<{len(ends)}H", *ends)
        out = struct.pack("<HBBII", 12 + len(body), 0xEC, self.kind, root, 0) + body + table
        assert len(out) <= 65512, "a heap of several blocks is not written here"
        return out


def _place(heap, subnodes, kind, value):
    """Where a value is: itself, a piece of the heap, or a node below."""
    if kind in (LONG, BOOLEAN):
        return value & 0xFFFFFFFF
    data = {TEXT: lambda: value.encode("utf-16-le"), TEXT8: lambda: value.encode("cp1252"), TIME: lambda: struct.pack("<q", value)}.get(kind, lambda: value)()
    if kind == OBJECT:
        data = struct.pack("<II", *value)
    if not data:
        return 0
    if len(data) <= LARGEST_IN_HEAP:
        return heap.put(data)
    node = (len(subnodes) + 0x400) << 5 | 0x1F
    subnodes[node] = (data, {})
    return node


def properties(values, subnodes=None):
    """A node of properties: `[(number, kind, value)]`."""
    heap, below = Heap(0xBC), dict(subnodes or {})
    records = [struct.pack("<HHI", number, kind, _place(heap, below, kind, value)) for number, kind, value in sorted(values, key=lambda v: v[0])]
    root = heap.tree(2, records)
    return heap.bytes(root), below


def table(columns, rows, wide=True):
    """A node that is a table: `[(number, kind)]`, and of each row its number and its values."""
    heap, below = Heap(0x7C), {}
    columns = sorted(columns)
    count, marks = len(columns) + 2, (len(columns) + 2 + 7) // 8
    described = [(number, kind, 8 + 4 * i, 4, i + 2) for i, (number, kind) in enumerate(columns)] + [(0x67F2, LONG, 0, 4, 0), (0x67F3, LONG, 4, 4, 1)]
    end = 4 * count
    matrix = b""
    for row, values in rows:
        there = 0xC0000000
        cells = struct.pack("<II", row, 1)
        for i, (number, kind) in enumerate(columns):
            value = values.get(number)
            if value is not None:
                there |= 0x80000000 >> (i + 2)
            cells += struct.pack("<I", 0 if value is None else _place(heap, below, kind, value))
        matrix += cells + struct.pack(">I", there)[:marks]
    index = heap.tree(4, [struct.pack("<II" if wide else "<IH", row, i) for i, (row, _) in sorted(enumerate(rows), key=lambda r: r[1][0])])
    where = _place(heap, below, BYTES, matrix)
    head = struct.pack("<BB4HIII", 0x7C, count, end, end, end, end + marks, index, where, 0)
    head += b"".join(struct.pack("<HHHBB", kind, number, place, size, bit) for number, kind, place, size, bit in described)
    root = heap.put(head)
    return heap.bytes(root), below


class Store:
    """Blocks, and where they are."""

    def __init__(self, layout, disguise):
        self.body, self.blocks, self.next = bytearray(), {}, 4
        self.layout, self.word, self.disguise = layout, layout.word, disguise

    def trailer(self, start, mark, data, number, whole=0):
        """What stands behind a block or a page: `start`, a mark, a checksum and the number, and of a large block its size before it was squeezed."""
        about = struct.pack("<IQ", crc(data), number) if self.layout.wide else struct.pack("<II", number, crc(data))
        return start + struct.pack("<H", mark) + about + (struct.pack("<HHI", 0, whole, 0) if self.layout.large else b"")

    def _write(self, data, number):
        place, end, step, whole = self.layout.start + len(self.body), self.layout.end, self.layout.step, len(data)
        if self.layout.large:
            data = min(data, zlib.compress(data), key=len)
        size = -(-(len(data) + end) // step) * step
        mark = place ^ number
        mark = (mark >> 16 ^ mark) & 0xFFFF
        self.body += data.ljust(size - end, b"\0") + self.trailer(struct.pack("<H", len(data)), mark, data, number, whole)
        self.blocks[number] = (place, len(data), whole)
        return number

    def block(self, data, inner=False):
        number = self.next | (2 if inner else 0)
        self.next += 4
        plain = data if inner else turned(data, number) if self.disguise == TURNING else data.translate(FORTH)
        return self._write(plain, number)

    def data(self, data):
        most = self.layout.block
        if len(data) <= most:
            return self.block(data)
        parts = [self.block(data[at:at + most]) for at in range(0, len(data), most)]
        return self.block(struct.pack("<BBHI", 1, 1, len(parts), len(data)) + struct.pack(f"<{len(parts)}{self.word}", *parts), inner=True)

    def node(self, node):
        """Writes a node and all below it; gives where its bytes and its subnodes are."""
        data, below = node
        entries = [struct.pack(f"<3{self.word}", number, *self.node(inner)) for number, inner in sorted(below.items())]
        head = struct.pack("<BBH", 2, 0, len(entries)) + bytes(4 if self.layout.wide else 0)
        subs = self.block(head + b"".join(entries), inner=True) if entries else 0
        return self.data(data), subs

    def page(self, kind, content, number):
        self.body += bytes(-(self.layout.start + len(self.body)) % self.layout.page)
        place = self.layout.start + len(self.body)
        mark = place ^ number
        mark = (mark >> 16 ^ mark) & 0xFFFF
        self.body += content + self.trailer(bytes([kind, kind]), mark, content, number)
        return place

    def tree(self, kind, entries, size):
        """Writes a tree of entries sorted by number; gives the number and the place of its root."""
        room, counts = self.layout.room, "<HHBB10x" if self.layout.large else "<BBBB4x" if self.layout.wide else "<BBBB"
        most, level = room // size, 0
        while True:
            above = []
            for at in range(0, len(entries), most):
                part = entries[at:at + most]
                content = b"".join(entry for _, entry in part).ljust(room, b"\0") + struct.pack(counts, len(part), most, size, level)
                number, self.next = self.next, self.next + 4
                place = self.page(kind, content, number)
                above.append((part[0][0], struct.pack(f"<3{self.word}", part[0][0], number, place)))
            if len(above) == 1:
                return number, place
            size = 3 * struct.calcsize(self.word)
            entries, most, level = above, room // size, level + 1


def store(nodes, layout=WIDE, disguise=LETTERS):
    """The bytes of a store of `{number: (node, parent)}`."""
    out, wide = Store(layout, disguise), layout.wide
    entries = []
    for number, (node, parent) in sorted(nodes.items()):
        data, subs = out.node(node)
        entries.append((number, struct.pack(f"<3{out.word}I", number, data, subs, parent) + bytes(4 if wide else 0)))
    node_root = out.tree(0x81, entries, 32 if wide else 16)
    sizes = (lambda size, whole: struct.pack("<HHHH", size, whole, 2, 0)) if layout.large else lambda size, whole: struct.pack("<HH", size, 2) + bytes(4 if wide else 0)
    blocks = [(number, struct.pack(f"<2{out.word}", number, place) + sizes(size, whole)) for number, (place, size, whole) in sorted(out.blocks.items())]
    block_root = out.tree(0x80, blocks, 24 if wide else 12)
    root = struct.pack(f"<I8{out.word}BBH", 0, layout.start + len(out.body), layout.maps, 0, 0, *node_root, *block_root, 2, 0, 0)
    start = struct.pack("<HHHBBII", 0x4F53 if layout.large else 0x4D53, 36 if layout.large else 23 if wide else 14, 19, 1, 1, 0, 0)
    kinds, maps = struct.pack("<32I", *[0x400] * 32), b"\xff" * 256
    if wide:
        tail = start + struct.pack("<QQI", 0, out.next, 1) + kinds + bytes(8) + root + bytes(4) + maps + struct.pack("<BBHQ", 0x80, disguise, 0, out.next)
        header = b"!BDN" + struct.pack("<I", crc(tail[:471])) + tail + struct.pack("<I", crc(tail[:516])) + bytes(36)
    else:
        tail = start + struct.pack("<III", out.next, out.next, 1) + kinds + root + maps + struct.pack("<BBH", 0x80, disguise, 0) + bytes(48)
        header = b"!BDN" + struct.pack("<I", crc(tail[:471])) + tail
    assert len(header) == (564 if wide else 512)
    full = b"\xff" * layout.full
    kinds = (0x84,) if layout.large else (0x84, 0x83)
    pages = b"".join(full + out.trailer(bytes([kind, kind]), 0, full, layout.maps + i * layout.page) for i, kind in enumerate(kinds))
    return header.ljust(layout.maps, b"\0") + pages + bytes(out.body)
