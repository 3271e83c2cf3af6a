//! Whether a JPEG is all there: its decoder fills what is missing with grey and says nothing.

/// Whether the file reaches its end-of-image marker (ITU-T T.81, annex B), walking from marker to marker.
pub fn is_complete(bytes: &[u8]) -> bool {
    let mut at = 2;
    while let Some(found) = next_marker(bytes, at) {
        let (marker, after) = found;
        at = match marker {
            END_OF_IMAGE => return true,
            // These stand alone: restarts between the coded data, and the start of the image.
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

/// The next marker at or after `at` and where it ends; coded data and fill bytes are passed over.
fn next_marker(bytes: &[u8], at: usize) -> Option<(u8, usize)> {
    let mut i = at;
    loop {
        i += bytes.get(i..)?.iter().position(|&b| b == 0xff)?;
        match *bytes.get(i + 1)? {
            // A coded 0xff is followed by a zero; before a marker stand any number of 0xff.
            0x00 => i += 2,
            0xff => i += 1,
            marker => return Some((marker, i + 2)),
        }
    }
}
