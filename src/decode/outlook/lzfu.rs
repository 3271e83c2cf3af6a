//! Compressed RTF (MS-OXRTFCP): an LZ77 variant with a preset dictionary.

// Size of the header, and values of its compression type.
const HEADER: usize = 16;
const COMPRESSED: &[u8] = b"LZFu";
const PLAIN: &[u8] = b"MELA";
/// Size of the dictionary, in bytes.
const WINDOW: usize = 4096;
/// Initial content of the dictionary.
const COMMON: &[u8] = b"{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern \\fscript \
    \\fdecor MS Sans SerifSymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0\\blue0\r\n\\par \\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx";

/// Decompresses RTF. Returns `None` if it is of neither kind. Of truncated or damaged data it returns as much
/// as can be decoded. The output has at most nine times the input's length, so the sizes in the header are not
/// needed.
pub fn plain(bytes: &[u8]) -> Option<Vec<u8>> {
    let kind = bytes.get(8..12)?;
    let packed = bytes.get(HEADER..)?;
    match kind {
        kind if kind == PLAIN => Some(packed.to_vec()),
        kind if kind == COMPRESSED => Some(unpacked(packed)),
        _ => None,
    }
}

fn unpacked(packed: &[u8]) -> Vec<u8> {
    let mut out = COMMON.to_vec();
    let mut input = packed.iter().copied();
    'all: while let Some(kinds) = input.next() {
        for bit in 0..8 {
            let Some(first) = input.next() else { break 'all };
            if kinds >> bit & 1 == 0 {
                out.push(first);
                continue;
            }
            let Some(second) = input.next() else { break 'all };
            let place = usize::from(first) << 4 | usize::from(second) >> 4;
            let write = out.len() % WINDOW;
            // A reference to the write position marks the end.
            if place == write {
                break 'all;
            }
            let back = (write + WINDOW - place) % WINDOW;
            for _ in 0..usize::from(second & 15) + 2 {
                // Before the first byte of the output, the window is treated as zeros.
                let letter = out.len().checked_sub(back).map_or(0, |at| out[at]);
                out.push(letter);
            }
        }
    }
    out.split_off(COMMON.len())
}
