"""Makes `testdata/metadata`: a page of the document set, and small pictures, whose files say something of themselves.
It needs Pillow with AVIF, and what `compressed.py` needs. The blocks are put together here, byte by byte.
"""

import io
import struct
import zlib
from pathlib import Path

from PIL import Image

from compressed import quarters

OUT = Path(__file__).resolve().parent.parent / "metadata"
PAGE = OUT.parent / "compressed" / "genuine.avif"
# A place in the open sea.
NORTH, WEST = ((61, 1), (30, 1), (0, 1)), ((20, 1), (15, 1), (0, 1))

XMP = (
    '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/">'
    '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="" '
    'xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/" '
    'xmp:CreatorTool="Cropmaster 7" xmp:ModifyDate="2031-09-09T08:00:00+02:00"><dc:title><rdf:Alt>'
    '<rdf:li xml:lang="x-default">Cost report, page 3</rdf:li></rdf:Alt></dc:title></rdf:Description>'
    '</rdf:RDF></x:xmpmeta><?xpacket end="w"?>'
).encode()


def text(words):
    return 2, words.encode() + b"\0"


def long(number):
    return 4, struct.pack(">I", number)


def fractions(parts):
    return 5, b"".join(struct.pack(">II", *part) for part in parts)


def directory(at, entries, next_one=0):
    """A directory of EXIF at an offset, with its values behind it."""
    unit = {2: 1, 4: 4, 5: 8, 7: 1}
    values, body = b"", b""
    behind = at + 2 + 12 * len(entries) + 4
    for tag, (kind, value) in sorted(entries.items()):
        if len(value) > 4:
            place, values = struct.pack(">I", behind + len(values)), values + value + b"\0" * (len(value) % 2)
        else:
            place = value.ljust(4, b"\0")
        body += struct.pack(">HHI", tag, kind, len(value) // unit[kind]) + place
    return struct.pack(">H", len(entries)) + body + struct.pack(">I", next_one) + values


def exif(thumbnail=None, size=None):
    notes = {
        0x9003: text("2031:09:08 16:04:00"),
        0x9004: text("2031:09:08 16:04:00"),
        0x9011: text("+02:00"),
        0x9012: text("+02:00"),
        0x9286: (7, b"ASCII\0\0\0from the lamp store"),
    }
    if size:
        notes |= {0xA002: long(size[0]), 0xA003: long(size[1])}
    place = {1: text("N"), 2: fractions(NORTH), 3: text("W"), 4: fractions(WEST)}
    main = {
        0x010E: text("Table of costs"),
        0x010F: text("Kestrel"),
        0x0110: text("Kestrel C2"),
        0x0131: text("Paintbox 3"),
        0x0132: text("2031:09:09 07:30:00"),
    }
    # Twice: the offsets are known once the lengths are.
    offsets = [0, 0, 0]
    for _ in range(2):
        parts = [directory(8, main | {0x8769: long(offsets[0]), 0x8825: long(offsets[1])}, offsets[2])]
        for part in (notes, place):
            offsets[len(parts) - 1] = 8 + sum(map(len, parts))
            parts.append(directory(offsets[len(parts) - 1], part))
        if thumbnail:
            offsets[2] = 8 + sum(map(len, parts))
            behind = offsets[2] + 2 + 2 * 12 + 4
            parts.append(directory(offsets[2], {0x0201: long(behind), 0x0202: long(len(thumbnail))}) + thumbnail)
    return b"MM\0*\0\0\0\x08" + b"".join(parts)


def as_jpeg(image, quality):
    file = io.BytesIO()
    image.save(file, "JPEG", quality=quality)
    return file.getvalue()


def segment(marker, content):
    return bytes((0xFF, marker)) + struct.pack(">H", len(content) + 2) + content


def chunk(kind, content):
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def manifest():
    """The beginning of a C2PA manifest: a description box within a box."""
    described = b"c2pa\0\x11\0\x10\x80\0\0\xaa\0\x38\x9b\x71\x03c2pa\0"
    inner = struct.pack(">I", len(described) + 8) + b"jumd" + described
    return struct.pack(">I", len(inner) + 8) + b"jumb" + inner


def jpegs():
    page = Image.open(PAGE).convert("RGB")
    plain = as_jpeg(page, 85)
    (OUT / "silent.jpg").write_bytes(plain)
    thumbnail = as_jpeg(page.resize((107, 160)), 60)
    notes = segment(0xE1, b"Exif\0\0" + exif(thumbnail, (3000, 4000)))
    notes += segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0" + XMP)
    notes += segment(0xEB, b"JP\0\1\0\0\0\1" + manifest())
    (OUT / "talkative.jpg").write_bytes(plain[:2] + notes + plain[2:])


def png():
    file = io.BytesIO()
    quarters().save(file, "PNG")
    plain = file.getvalue()
    texts = chunk(b"tEXt", b"Software\0Snapper 12") + chunk(b"tEXt", "Title\0Caf\xe9".encode("latin-1"))
    texts += chunk(b"zTXt", b"Comment\0\0" + zlib.compress(b"taken from the wall"))
    texts += chunk(b"iTXt", b"XML:com.adobe.xmp\0\1\0\0\0" + zlib.compress(XMP))
    texts += chunk(b"tIME", struct.pack(">HBBBBB", 2031, 9, 9, 6, 0, 0))
    (OUT / "snapper.png").write_bytes(plain[:-12] + texts + plain[-12:])


def others():
    notes, small = exif(), quarters()
    small.save(OUT / "kestrel.webp", exif=b"Exif\0\0" + notes, xmp=XMP, lossless=True)
    small.save(OUT / "kestrel.avif", exif=b"Exif\0\0" + notes, quality=90)
    tags = {271: "Kestrel", 272: "Kestrel C2", 305: "Paintbox 3", 306: "2031:09:09 07:30:00"}
    small.save(OUT / "kestrel.tif", tiffinfo=tags)


def main():
    OUT.mkdir(exist_ok=True)
    jpegs()
    png()
    others()


if __name__ == "__main__":
    main()
