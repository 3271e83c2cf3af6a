"""A writer of compound files (MS-CFB, version 3), as small as can be: folders are dicts, streams are bytes."""

import struct

SECTOR, MINI, SMALL = 512, 64, 4096
FREE, END, FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD


def compound(tree):
    """The bytes of a compound file that holds `tree`."""
    entries = [["Root Entry", 5, FREE, FREE, 0, 0]]       # name, kind, right, child, start, size
    contents = {}
    _enter(tree, 0, entries, contents)
    mini, minifat = b"", []
    sectors, fat = [], []

    def chain(data):
        """Lays bytes into sectors of their own and gives the first."""
        if not data:
            return END
        first, count = len(fat), -(-len(data) // SECTOR)
        for i in range(count):
            sectors.append(data[i * SECTOR:(i + 1) * SECTOR].ljust(SECTOR, b"\0"))
            fat.append(first + i + 1 if i + 1 < count else END)
        return first

    for number, data in contents.items():
        entries[number][5] = len(data)
        if not data:
            entries[number][4] = END
        elif len(data) < SMALL:
            first, count = len(minifat), -(-len(data) // MINI)
            minifat += [first + i + 1 for i in range(count - 1)] + [END]
            mini += data.ljust(count * MINI, b"\0")
            entries[number][4] = first
        else:
            entries[number][4] = chain(data)
    entries[0][4], entries[0][5] = chain(mini), len(mini)
    minifat_sectors = -(-len(minifat) * 4 // SECTOR)
    table = struct.pack(f"<{len(minifat)}I", *minifat).ljust(minifat_sectors * SECTOR, b"\xff")
    minifat_start = chain(table)
    directory = b"".join(_entry(*entry) for entry in entries)
    while len(directory) % SECTOR:
        directory += struct.pack("<64sHBBIII16sIQQIQ", b"", 0, 0, 0, FREE, FREE, FREE, b"", 0, 0, 0, 0, 0)
    directory_start = chain(directory)
    fat_count = 1
    while (len(fat) + fat_count) * 4 > fat_count * SECTOR:
        fat_count += 1
    fat_starts = list(range(len(fat), len(fat) + fat_count))
    assert fat_count <= 109, "larger files need a table of tables"
    fat += [FAT] * fat_count
    table = struct.pack(f"<{len(fat)}I", *fat).ljust(fat_count * SECTOR, b"\xff")
    sectors += [table[i * SECTOR:(i + 1) * SECTOR] for i in range(fat_count)]
    header = struct.pack("<8s16sHHHHH6sIIIIIIIII", bytes.fromhex("d0cf11e0a1b11ae1"), b"", 0x3E, 3, 0xFFFE, 9, 6, b"", 0, fat_count,
                         directory_start, 0, SMALL, minifat_start, minifat_sectors, END, 0)
    header += struct.pack("<109I", *(fat_starts + [FREE] * (109 - fat_count)))
    return header + b"".join(sectors)


def _enter(tree, parent, entries, contents):
    """Enters what a folder holds: its siblings as a list in their order, each to the right of the one before."""
    before = None
    for name in sorted(tree, key=lambda name: (len(name), name.upper())):
        number = len(entries)
        folder = isinstance(tree[name], dict)
        entries.append([name, 1 if folder else 2, FREE, FREE, 0, 0])
        if before is None:
            entries[parent][3] = number
        else:
            entries[before][2] = number
        before = number
        if folder:
            _enter(tree[name], number, entries, contents)
        else:
            contents[number] = tree[name]


def _entry(name, kind, right, child, start, size):
    units = name.encode("utf-16-le") + b"\0\0"
    return struct.pack("<64sHBBIII16sIQQIQ", units, len(units), kind, 1, FREE, right, child, b"", 0, 0, 0, start, size)
