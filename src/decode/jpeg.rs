//! Completeness check for JPEG: the decoder silently fills missing data with grey.

/// True if the file reaches its end-of-image marker (ITU-T T.81, annex B), following the markers.
pub fn is_complete(bytes: &[u8]) -> bool {
    let mut at = 2;
    while let Some(found) = next_marker(bytes, at) {
        let (marker, after) = found;
        at = match marker {
            END_OF_IMAGE => return true,
            // Markers without a length: restart markers in the coded data, and start of image.
            0x01 | 0xd0..=0xd8 => after,
            _ => match bytes.get(after..after + 2) {
                Some(length) => after + usize::from(u16::from_be_bytes([length[0], length[1]])).max(2),
                None => return false,
            },
        };
    }
    false
}

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
