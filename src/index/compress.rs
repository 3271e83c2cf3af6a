//! Lossless compression of stored values, and decompression with a size limit.

use std::io::Read;

/// Brotli quality: higher ones take twice the time per page to save 0.5 % of its bytes.
const QUALITY: i32 = 7;
/// log2 of Brotli's window size: a whole page fits in.
const WINDOW: i32 = 22;

/// Compresses bytes with Brotli (RFC 7932).
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

/// First `N` decompressed bytes. Returns `None` if there are fewer or the data is damaged.
pub fn first<const N: usize>(squeezed: &[u8]) -> Option<[u8; N]> {
    let mut plain = [0; N];
    brotli::Decompressor::new(squeezed, 1 << 8).read_exact(&mut plain).ok()?;
    Some(plain)
}

/// Decompresses bytes. Returns `None` if the data is damaged or has more than `at_most` bytes.
pub fn unsqueeze(squeezed: &[u8], at_most: usize) -> Option<Vec<u8>> {
    let mut plain = Vec::new();
    let mut reader = brotli::Decompressor::new(squeezed, 1 << 16).take(at_most as u64 + 1);
    reader.read_to_end(&mut plain).ok()?;
    (plain.len() <= at_most).then_some(plain)
}
