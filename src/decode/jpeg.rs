//! Completeness check for JPEG: the decoder silently fills missing data with grey. Following ITU-T T.81, annexes B and G.

/// True if the file reaches its end-of-image marker, following the markers.
pub fn is_complete(bytes: &[u8]) -> bool {
    segments(bytes).any(|(marker, _)| marker == END_OF_IMAGE)
}

/// True if every coefficient of every colour has been sent in full once the scan ends in which the file does.
pub fn is_in_last_scan(bytes: &[u8]) -> bool {
    let mut colours: Vec<Sent> = Vec::new();
    for (marker, content) in segments(bytes) {
        match marker {
            _ if is_frame(marker) => colours = frame(content).unwrap_or_default(),
            START_OF_SCAN if scan(content, &mut colours).is_none() => return false,
            _ => {}
        }
    }
    !colours.is_empty() && colours.iter().all(|colour| colour.bits_left.iter().all(|&bits| bits == 0))
}

/// Whether a segment is the header of a frame. Tables and a reserved marker lie between those of frames.
pub fn is_frame(marker: u8) -> bool {
    matches!(marker, 0xc0..=0xcf) && !matches!(marker, 0xc4 | 0xc8 | 0xcc)
}

/// Coefficients of a block of pixels.
const COEFFICIENTS: usize = 64;
/// Bits left of a coefficient of which nothing has been sent: more than any has.
const ALL: u8 = u8::MAX;

/// What has been sent of one colour.
struct Sent {
    name: u8,
    bits_left: [u8; COEFFICIENTS],
}

/// The colours of a frame, from its header: precision, height, width, their number, and three bytes for each.
fn frame(header: &[u8]) -> Option<Vec<Sent>> {
    let names = header.get(6..)?.chunks_exact(3).map(|colour| colour[0]);
    Some(names.map(|name| Sent { name, bits_left: [ALL; COEFFICIENTS] }).collect())
}

/// Notes what a scan sends, from its header: the number of colours, two bytes for each, the first and the last
/// coefficient, and the bits that are left of them, in the lower half of a byte.
fn scan(header: &[u8], colours: &mut [Sent]) -> Option<()> {
    let named = header.get(1..1 + 2 * usize::from(*header.first()?))?;
    let [first, last, bits, ..] = header[1 + named.len()..] else { return None };
    let range = usize::from(first)..usize::from(last) + 1;
    for name in named.chunks_exact(2).map(|colour| colour[0]) {
        for colour in colours.iter_mut().filter(|colour| colour.name == name) {
            colour.bits_left.get_mut(range.clone())?.fill(bits & 0x0f);
        }
    }
    Some(())
}

/// Markers of the file with the content of their segments, up to the end of the image or of the file.
pub fn segments(bytes: &[u8]) -> impl Iterator<Item = (u8, &[u8])> {
    let mut at = Some(2);
    std::iter::from_fn(move || {
        let (marker, after) = next_marker(bytes, at?)?;
        let end = match marker {
            // Markers without a length: restart markers in the coded data, start and end of image.
            0x01 | 0xd0..=0xd9 => after,
            _ => {
                let length = bytes.get(after..after + 2)?;
                after + usize::from(u16::from_be_bytes([length[0], length[1]])).max(2)
            }
        };
        at = (marker != END_OF_IMAGE).then_some(end);
        Some((marker, bytes.get(after + 2..end).unwrap_or_default()))
    })
}

/// Marker in front of the coded data of a scan.
pub const START_OF_SCAN: u8 = 0xda;
const END_OF_IMAGE: u8 = 0xd9;

/// The next marker at or after `at`, and its end; coded data and fill bytes are skipped.
fn next_marker(bytes: &[u8], at: usize) -> Option<(u8, usize)> {
    let mut i = at;
    loop {
        i += bytes.get(i..)?.iter().position(|&b| b == 0xff)?;
        match *bytes.get(i + 1)? {
            // In coded data, 0xff is followed by a zero; any number of 0xff may precede a marker.
            0x00 => i += 2,
            0xff => i += 1,
            marker => return Some((marker, i + 2)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Start of image and a frame of one colour.
    const FRAME: [u8; 15] = [0xff, 0xd8, 0xff, 0xc2, 0, 11, 8, 0, 8, 0, 8, 1, 1, 0x11, 0];

    fn file(scans: &[[u8; 3]]) -> Vec<u8> {
        let mut file = FRAME.to_vec();
        for &[first, last, bits] in scans {
            file.extend([0xff, START_OF_SCAN, 0, 8, 1, 1, 0, first, last, bits, 0x12, 0x34]);
        }
        file
    }

    #[test]
    fn the_last_scan_is_the_one_that_leaves_no_bit() {
        for (scans, is_last) in [
            (&[[0, 63, 0]][..], true),
            (&[[0, 0, 1], [1, 63, 2], [1, 63, 0x21], [0, 0, 0x10], [1, 63, 0x10]], true),
            (&[[0, 0, 1], [1, 63, 2], [1, 63, 0x21], [0, 0, 0x10]], false),
            (&[[0, 0, 0]], false),
            (&[[0, 200, 0]], false),
            (&[], false),
        ] {
            assert_eq!(is_in_last_scan(&file(scans)), is_last, "{scans:?}");
        }
        let whole = [file(&[[0, 63, 0]]), vec![0xff, END_OF_IMAGE]].concat();
        assert!(is_complete(&whole) && !is_complete(&file(&[[0, 63, 0]])));
    }
}
