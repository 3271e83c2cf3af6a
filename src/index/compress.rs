//! Lossless compression of what the index keeps, and its way back, never beyond a size that is known beforehand.

use std::io::Read;

/// Brotli's quality: beyond it a page takes twice the time to save half a hundredth of its bytes.
const QUALITY: i32 = 7;
/// Brotli's window, as a power of two: a whole page fits in.
const WINDOW: i32 = 22;

/// Bytes squeezed with Brotli (RFC 7932).
pub fn squeeze(plain: &[u8]) -> Vec<u8> {
    let params = brotli::enc::BrotliEncoderParams {
        quality: QUALITY,
        lgwin: WINDOW,
        size_hint: plain.len(),
        ..Default::default()
    };
    let mut squeezed = Vec::new();
    brotli::BrotliCompress(&mut &plain[..], &mut squeezed, &params).expect("writing to memory does not fail");
    squeezed
}

/// The first of the bytes that were squeezed; none where there are not so many, or they are damaged.
pub fn first<const N: usize>(squeezed: &[u8]) -> Option<[u8; N]> {
    let mut plain = [0; N];
    brotli::Decompressor::new(squeezed, 1 << 8).read_exact(&mut plain).ok()?;
    Some(plain)
}

/// The bytes that were squeezed; none where they are damaged or more than `at_most`.
pub fn unsqueeze(squeezed: &[u8], at_most: usize) -> Option<Vec<u8>> {
    let mut plain = Vec::new();
    let mut reader = brotli::Decompressor::new(squeezed, 1 << 16).take(at_most as u64 + 1);
    reader.read_to_end(&mut plain).ok()?;
    (plain.len() <= at_most).then_some(plain)
}
