//! Compressed RTF (MS-OXRTFCP): runs of letters told by where they stood before.

const HEADER: usize = 16;
const COMPRESSED: &[u8] = b"LZFu";
const PLAIN: &[u8] = b"MELA";
/// Letters that can be pointed back to.
const WINDOW: usize = 4096;
/// What stands in the window before the first letter.
const COMMON: &[u8] = b"{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern \\fscript \
    \\fdecor MS Sans SerifSymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0\\blue0\r\n\\par \\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx";

/// The RTF; none where it is neither kind. Of what is cut or damaged as much as can be made out: it grows to nine times
/// its length at most, so sizes that it claims are of no use.
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
            // The place where the next letter goes marks the end.
            if place == write {
                break 'all;
            }
            let back = (write + WINDOW - place) % WINDOW;
            for _ in 0..usize::from(second & 15) + 2 {
                // What stands before the window's first letter is nothing.
                let letter = out.len().checked_sub(back).map_or(0, |at| out[at]);
                out.push(letter);
            }
        }
    }
    out.split_off(COMMON.len())
}
