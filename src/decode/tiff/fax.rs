//! Pages compressed as faxes are sent (ITU-T T.4 and T.6; TIFF 6.0, sections 10 and 11): Group 3, with codes in one or
//! two dimensions, and those of Group 4 whose bits are stored in reverse order. The decoder of the other formats knows
//! none of these.

use std::io::Cursor;

use hayro_ccitt::{DecodeSettings, DecoderContext, EncodingMode};
use image::{DynamicImage, GrayImage};
use tiff::decoder::Decoder;
use tiff::tags::{PhotometricInterpretation, Tag};

use super::super::picture::TRUNCATED;
use super::explain;

// Values of the tag Compression.
const RUN_LENGTHS: u16 = 2;
const GROUP_3: u16 = 3;
const GROUP_4: u16 = 4;
/// Value of the tag FillOrder: the first pixel is the lowest bit of a byte.
const LOWEST_FIRST: u16 = 2;
// Bits of the tag T4Options.
const TWO_DIMENSIONS: u32 = 1;
const UNCOMPRESSED: u32 = 1 << 1;
const ALIGNED: u32 = 1 << 2;

const DAMAGED: &str = "It is a fax that was damaged on its way. Get the file again, or save it anew as PNG.";
const RARE: &str = "It is a fax of a rare kind that is not read here. Save it again as PNG.";

const WHITE: u8 = 255;

/// A page decoded from a fax.
pub struct Fax {
    /// Its image.
    pub image: DynamicImage,
    /// True if lines of it were damaged; these are white, in whole or from the damage on.
    pub is_damaged: bool,
}

/// How the strips of a page are compressed.
struct Way {
    settings: DecodeSettings,
    is_reversed: bool,
    is_inverted: bool,
}

/// The page at which the decoder is, if it is a fax that is decoded here.
pub fn page(
    decoder: &mut Decoder<Cursor<&Vec<u8>>>,
    bytes: &[u8],
    width: u32,
    height: u32,
) -> Result<Option<Fax>, String> {
    let Some(way) = way(decoder, width)? else { return Ok(None) };
    let strips = strips(decoder)?;
    let rows_a_strip = number(decoder, Tag::RowsPerStrip)?.unwrap_or(height).clamp(1, height);
    let mut rows = Rows { pixels: Vec::new(), width, is_inverted: way.is_inverted };
    let mut is_damaged = false;
    for (strip, (from, length)) in (0..height.div_ceil(rows_a_strip)).zip(strips) {
        let end = from.checked_add(length).map_or(bytes.len(), |end| end.min(bytes.len()));
        let data = bytes.get(from..end).ok_or(TRUNCATED)?;
        let settings =
            DecodeSettings { rows: rows_a_strip.min(height - strip * rows_a_strip), ..way.settings };
        let data =
            if way.is_reversed { data.iter().map(|b| b.reverse_bits()).collect() } else { data.to_vec() };
        is_damaged |= !rows.take(&data, settings)?;
    }
    let image = GrayImage::from_raw(width, height, rows.pixels).ok_or(TRUNCATED)?;
    Ok(Some(Fax { image: DynamicImage::ImageLuma8(image), is_damaged }))
}

fn way(decoder: &mut Decoder<Cursor<&Vec<u8>>>, width: u32) -> Result<Option<Way>, String> {
    let compression = decoder.find_tag_unsigned::<u16>(Tag::Compression).map_err(|e| explain(&e))?;
    let is_reversed = number(decoder, Tag::FillOrder)? == Some(LOWEST_FIRST.into());
    let options = number(decoder, Tag::Unknown(T4_OPTIONS))?.unwrap_or(0);
    let (encoding, rows_are_byte_aligned) = match compression {
        Some(RUN_LENGTHS) => (EncodingMode::Group3_1D, true),
        Some(GROUP_3) if options & TWO_DIMENSIONS != 0 => (EncodingMode::Group3_2D, options & ALIGNED != 0),
        Some(GROUP_3) => (EncodingMode::Group3_1D, options & ALIGNED != 0),
        Some(GROUP_4) if is_reversed => (EncodingMode::Group4, false),
        _ => return Ok(None),
    };
    let is_bilevel = number(decoder, Tag::BitsPerSample)?.unwrap_or(1) == 1
        && number(decoder, Tag::SamplesPerPixel)?.unwrap_or(1) == 1;
    let is_tiled = decoder.find_tag(Tag::TileWidth).map_err(|e| explain(&e))?.is_some();
    let is_uncompressed = compression == Some(GROUP_3) && options & UNCOMPRESSED != 0;
    if !is_bilevel || is_tiled || is_uncompressed {
        return Err(RARE.into());
    }
    let photometric = number(decoder, Tag::PhotometricInterpretation)?;
    Ok(Some(Way {
        settings: DecodeSettings {
            columns: width,
            rows: 0,
            end_of_block: true,
            end_of_line: false,
            rows_are_byte_aligned,
            encoding,
            strict: true,
        },
        is_reversed,
        is_inverted: photometric == Some(PhotometricInterpretation::BlackIsZero.to_u16().into()),
    }))
}

/// Number of the tag T4Options, which the decoder has no name for.
const T4_OPTIONS: u16 = 292;

fn number(decoder: &mut Decoder<Cursor<&Vec<u8>>>, tag: Tag) -> Result<Option<u32>, String> {
    decoder.find_tag_unsigned(tag).map_err(|e| explain(&e))
}

/// Offsets and lengths of the strips.
fn strips(decoder: &mut Decoder<Cursor<&Vec<u8>>>) -> Result<Vec<(usize, usize)>, String> {
    let mut all = |tag| decoder.find_tag_unsigned_vec::<usize>(tag).map_err(|e| explain(&e));
    let offsets = all(Tag::StripOffsets)?.ok_or(RARE)?;
    let lengths = all(Tag::StripByteCounts)?.unwrap_or_default();
    // Some programs leave the lengths out: a strip ends by its own codes.
    Ok(offsets.into_iter().zip(lengths.into_iter().chain(std::iter::repeat(usize::MAX))).collect())
}

/// Rows decoded so far, one byte per pixel.
struct Rows {
    pixels: Vec<u8>,
    width: u32,
    is_inverted: bool,
}

impl Rows {
    /// Appends the rows of a strip. Returns false if lines of it are damaged.
    fn take(&mut self, data: &[u8], settings: DecodeSettings) -> Result<bool, String> {
        let before = self.pixels.len();
        let whole = before + settings.rows as usize * self.width as usize;
        let is_sound = hayro_ccitt::decode(data, self, &mut DecoderContext::new(settings)).is_ok();
        if is_sound && self.pixels.len() == whole {
            return Ok(true);
        }
        self.pixels.truncate(before);
        let lenient = DecodeSettings { strict: false, ..settings };
        let decoded = hayro_ccitt::decode(data, self, &mut DecoderContext::new(lenient));
        match (decoded, self.pixels.len()) {
            (Ok(_), length) if length == whole => Ok(false),
            (Ok(_), _) => Err(TRUNCATED.into()),
            (Err(_), _) => Err(DAMAGED.into()),
        }
    }
}

impl hayro_ccitt::Decoder for Rows {
    fn push_row(&mut self, changes: &[u32]) {
        let (start, width) = (self.pixels.len(), self.width as usize);
        let (white, black) = if self.is_inverted { (0, WHITE) } else { (WHITE, 0) };
        self.pixels.resize(start + width, white);
        for run in changes.chunks(2) {
            let from = run[0] as usize;
            let to = run.get(1).map_or(width, |&end| end as usize);
            self.pixels[start + from..start + to].fill(black);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Rows of eight pixels, the middle four of them black, decoded from these bits.
    fn decoded(bits: &str, rows: u32, rows_are_byte_aligned: bool) -> Result<bool, String> {
        let bits: Vec<u8> = bits.bytes().filter(|b| *b != b' ').map(|b| b - b'0').collect();
        let bytes: Vec<u8> = bits
            .chunks(8)
            .map(|byte| byte.iter().enumerate().fold(0, |all, (at, bit)| all | bit << (7 - at)))
            .collect();
        let settings = DecodeSettings {
            columns: 8,
            rows,
            end_of_block: true,
            end_of_line: false,
            rows_are_byte_aligned,
            encoding: EncodingMode::Group3_1D,
            strict: true,
        };
        let mut all = Rows { pixels: Vec::new(), width: 8, is_inverted: false };
        let is_sound = all.take(&bytes, settings)?;
        if is_sound {
            assert_eq!(all.pixels, [255, 255, 0, 0, 0, 0, 255, 255].repeat(rows as usize));
        }
        Ok(is_sound)
    }

    /// White 2, black 4, white 2; and the end of a line.
    const ROW: &str = "0111 011 0111";
    const END: &str = "000000000001";

    #[test]
    fn lines_may_have_ends_filled_or_not_or_none() {
        assert_eq!(decoded(&[ROW, ROW].concat(), 2, false), Ok(true));
        assert_eq!(decoded(&[END, ROW, END, ROW, END].concat(), 2, false), Ok(true));
        assert_eq!(decoded(&[END, ROW, "00000", END, ROW, "0", END].concat(), 2, false), Ok(true));
        assert_eq!(decoded(&[ROW, "00000", ROW, "00000"].concat(), 2, true), Ok(true));
    }

    #[test]
    fn attack_a_damaged_line_is_told_and_missing_ones_are_refused() {
        let damaged = [END, ROW, END, "0111 0111 000000011", END, ROW, END].concat();
        assert_eq!(decoded(&damaged, 3, false), Ok(false));
        assert!(decoded(&[END, ROW, END, ROW].concat(), 9, false).is_err());
        assert!(decoded("", 1, false).is_err());
    }
}
