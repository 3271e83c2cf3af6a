//! Thresholds of `text`, by the module that uses them.
//!
//! A sentence that begins with "Measured:" is the figure by which a threshold was set. `tests/thresholds.rs` lists
//! those without.

use std::ops::{Range, RangeInclusive};

// mod

/// Ratio of a page's score to the best one from which the page explains the picture equally well.
pub const EQUAL_SCORE_RATIO: f32 = 0.98;
/// Ratio of an alignment's score to the best one from which the page is scored.
pub const SCORED_AGREEMENT_RATIO: f32 = 0.5;

// score

/// Most terms of a page that are aligned, around the shingles that were found.
pub const ALIGNED_TERMS: usize = 12_000;
/// Shingles that count as one independent witness: neighbouring ones share two of three words.
pub const SHINGLES_PER_WITNESS: f64 = 2.0;
/// Probability that a run of three words, such as "as well as", stands in another text of the kind. Measured: up to 1
/// in 100 of the runs that were read, on the page of another document that had the most.
pub const CHANCE_SHINGLE_SHARE: f64 = 0.02;
/// Confidence of OCR from which a term counts as read, 0 to 100.
pub const READ_CONFIDENCE: f64 = 60.0;
/// Score of the alignment that a difference costs: as much as a matching word gains.
pub const DIFFERENCE_SCORE: f32 = 3.0;
/// Ratio by which the rank of a page is reduced if the picture does not show its look: a message, which has none, is
/// the better explanation.
pub const TYPESET_ANEW_RANK_RATIO: f32 = 0.9;
/// Terms that may be unread at the end of a text that is shown whole.
pub const UNREAD_END_TERMS: usize = 3;

// align/columns

/// Gap from which two words of a line may be of different columns, in heights of the higher word.
pub const PIECE_GAP_LETTERS: f64 = 1.8;
/// Least horizontal overlap of two pieces of one column, as a share of the narrower one.
pub const COLUMN_OVERLAP_SHARE: f64 = 0.5;

// align/local_alignment

/// Cost of a gap in the alignment. Mail programs omit and insert whole lines, so long gaps are cheap.
pub const GAP_OPEN_COST: f32 = 2.0;
/// Cost of each further term of a gap.
pub const GAP_TERM_COST: f32 = 0.08;

// align/mismatch

/// Confidence of OCR from which a word was read beyond doubt, 0 to 100.
pub const CERTAIN_CONFIDENCE: f64 = 93.0;
/// One in so many matching terms at each side of the text may lie outside its column: a word or two may match by
/// chance.
pub const COLUMN_OUTLIER_DIVISOR: usize = 50;

// align/term

/// Largest edit distance of two terms that may be one that was misread, as a share of the longer one's letters.
pub const SIMILAR_EDIT_SHARE: f32 = 0.45;
/// Fewest letters of two terms that may be one that was misread.
pub const SIMILAR_TERM_LETTERS: usize = 3;
/// Score of two equal terms.
pub const TERM_SCORE: f32 = 1.5;
/// Score that each letter of equal terms adds.
pub const LETTER_SCORE: f32 = 0.25;
/// Most letters that add to the score of equal terms.
pub const SCORED_LETTERS: usize = 8;
/// Ratio of the score of two terms that are equal but for letters that OCR confuses.
pub const FOLDED_SCORE_RATIO: f32 = 0.9;
/// Score of two terms that may be one that was misread.
pub const SIMILAR_SCORE: f32 = 0.4;
/// Score of two different terms.
pub const MISMATCH_SCORE: f32 = -1.2;

// passages/missed_ink

/// Least share of a word's box that its letters ink.
pub const WORD_INK_SHARE: f64 = 0.04;
/// Share of a line's height that is left out above and below: lines stand close together.
pub const LINE_TRIM_SHARE: f64 = 0.15;
/// Ratio of the room of each letter to the usual width of letters from which what was read is a fragment of what
/// stands there.
pub const FRAGMENT_WIDTH_RATIO: f64 = 1.8;
/// Distance from a neighbouring word at which missed ink may begin, in heights of letters.
pub const MISSED_INK_GAP_LETTERS: f64 = 0.3;

// passages/gaps

/// Confidence of OCR from which a word that the page does not have is a word and no speck, 0 to 100.
pub const ADDED_WORD_CONFIDENCE: f64 = 50.0;
/// Confidence of OCR from which another word that was read leaves a doubt, whatever the glyphs show, 0 to 100.
pub const OTHER_WORD_CONFIDENCE: f64 = 60.0;
/// Ratio of an added word's height to that of its neighbours beyond which it is a word and no speck.
pub const ADDED_WORD_HEIGHT_RATIO: f64 = 0.4;
/// Largest distance of two lines between which missing words are a difference, in pitches of
/// `MISSING_WORDS_PITCH_LETTERS`.
pub const MISSING_WORDS_LINES: f64 = 2.3;
/// Distance of two neighbouring lines between which words may be missing, in heights of letters.
pub const MISSING_WORDS_PITCH_LETTERS: f64 = 1.6;
/// Least mean width of letters, in heights of letters.
pub const NARROW_LETTER_WIDTH: f64 = 0.35;
/// How far a redaction bar may cover the words beside it, in heights of letters.
pub const BAR_OVERLAP_LETTERS: f64 = 0.6;
/// Largest ratio of the room of redaction bars to what the words beneath need at least.
pub const BAR_ROOM_RATIO: f64 = 4.0;
/// Most letters as which OCR reads one punctuation mark.
pub const MARK_LETTERS: usize = 2;
/// Ratio, as numerator and denominator, of the letters that were read of several words up to which the others were
/// lost by OCR.
pub const LOST_LETTERS_RATIO: (usize, usize) = (3, 4);
/// Distance of two neighbouring lines, in heights of letters, if a text of one line does not show it.
pub const LINE_PITCH_LETTERS: f64 = 1.8;
/// Gap from which words of one line are of different columns, in heights of letters.
pub const COLUMN_GAP_LETTERS: f64 = 4.0;

// passages/redaction_bars

/// Largest difference of the rows of a redaction bar, and twice that of neighbouring pixels, in grey levels.
pub const BAR_GREY_STEP: u8 = 10;
/// Least width and height of a redaction bar, in heights of letters.
pub const BAR_LEAST_SIZE_LETTERS: (f64, f64) = (1.5, 0.6);
/// Largest height of a redaction bar, in heights of letters.
pub const BAR_HEIGHT_LETTERS: f64 = 14.0;
/// Largest distance of the ends of two rows of one redaction bar, in heights of letters: corners are round, and JPEG
/// frays edges.
pub const BAR_END_OFFSET_LETTERS: f64 = 0.4;
/// Least difference of a redaction bar from what lies above and below it, in grey levels.
pub const BAR_CONTRAST: u8 = 30;
/// Distance above and below a redaction bar at which its contrast is measured, in heights of letters.
pub const BAR_SURROUND_LETTERS: f64 = 0.35;

// passages/boundaries

/// Largest distance of a greeting or a signature from the next line of its text, in heights of letters: an empty line
/// may stand between.
pub const BOUNDARY_LINE_DISTANCE_LETTERS: f64 = 4.6;
/// Largest indent of such a line from the text's column, in heights of letters.
pub const BOUNDARY_INDENT_LETTERS: f64 = 1.0;
/// Ratio of the height of a word of the text to the usual one: icons and headlines are no words of the text.
pub const BOUNDARY_HEIGHT_RATIO: Range<f64> = 0.5..1.9;
/// Most terms of a greeting or a signature.
pub const BOUNDARY_TERMS: usize = 8;

// passages/reread

/// Deviations of the paper's noise from which a pixel is ink, in standard deviations.
pub const INK_NOISE_SIGMAS: f64 = 6.0;
/// Least strength of ink, in grey levels: JPEG leaves up to this on flat paper.
pub const INK_STRENGTH: f64 = 14.0;
/// How far the ink of a word that was read reaches out of its box, in heights of the word: OCR draws boxes tight, and
/// encoders leave rings around letters.
pub const READ_WORD_MARGIN: f64 = 0.3;
/// Confidence of OCR from which a word that was read explains its ink, 0 to 100.
pub const WORD_EXPLAINS_INK_CONFIDENCE: f64 = 30.0;
/// Confidence of OCR from which punctuation marks that were read explain their ink, 0 to 100: a pale word may be read
/// as a mark or two.
pub const MARKS_EXPLAIN_INK_CONFIDENCE: f64 = 60.0;
/// Ratio of a box's height to the usual one from which it is no box of a word.
pub const WORD_BOX_HEIGHT_RATIO: f64 = 4.0;
/// Ratio of the height of letters of a leftover line to the usual one for the line to be text.
pub const LEFTOVER_LETTER_RATIO: Range<f64> = 0.4..2.5;
/// Fewest pieces of ink, as high as letters, of a leftover line that is text: icons, bullets and rules have fewer.
pub const LEFTOVER_PIECES: usize = 3;
/// Mean width of the pieces of a leftover line that is text, in heights of its letters, whether letters touch or not.
pub const LEFTOVER_PIECE_WIDTH: Range<f64> = 0.25..2.5;
/// Margin around a line that is read again, in heights of its letters.
pub const REREAD_MARGIN_LETTERS: f64 = 1.0;
/// Confidence of OCR from which a word that is read again counts, 0 to 100. It was chosen without a measurement; what
/// is left of the ink of words that were read before is read as words, too, at 50 and more.
pub const REREAD_CONFIDENCE: f64 = 80.0;
/// Share of a line or a word that must be covered by words that were read for the two to be in the same place.
pub const REREAD_COVER_SHARE: f64 = 0.5;
/// Least vertical overlap of two boxes on one line, as a share of the lower one.
pub const SAME_LINE_OVERLAP_SHARE: f64 = 0.5;
/// Share of a word read again from which a word read at first stands in its place. The boxes that OCR draws reach
/// less far into the next word.
pub const READ_TWICE_COVER_SHARE: f64 = 0.3;
/// Ratio of the strength of ink to that of usual words up to which it is pale. OCR drops pale ink; ink as strong as
/// the rest is returned, or is the rim of what was returned. Measured: ink of grey 150 on white has 0.4 of the
/// strength of black.
pub const PALE_INK_RATIO: f64 = 0.6;
/// Share of a leftover line covered by a word read at first beyond which the line is a rest of that word.
pub const LEFTOVER_RIM_SHARE: f64 = 0.1;
/// Largest distance of neighbouring lines of one column, in heights of letters.
pub const COLUMN_LINE_DISTANCE_LETTERS: f64 = 2.3;
/// Most leftover lines that are read again: a picture full of what cannot be read has no text.
pub const REREAD_LINES: usize = 60;

// header/sender

/// Largest distance over which a header goes on to the line above, in heights of the line.
pub const HEADER_LINE_REACH: f64 = 3.0;
/// Confidence of OCR from which a word of the header counts, 0 to 100.
pub const HEADER_WORD_CONFIDENCE: f64 = 70.0;
/// Capitalised words of a header from which somebody is named there.
pub const SENDER_NAME_WORDS: usize = 2;

// header/datetime

/// Terms before or after a day among which its year, its time or its day of the week stands.
pub const DATE_PART_REACH_TERMS: usize = 5;

// header/calendar

/// Fewest letters of an abbreviated name of a month or a day of the week.
pub const CALENDAR_NAME_LETTERS: usize = 3;

// header/fields

/// Matching terms of a field from which it is shown.
pub const SHOWN_FIELD_TERMS: usize = 2;
/// Ratio of a term's height to the usual one beyond which it is an icon; headlines are smaller.
pub const ICON_HEIGHT_RATIO: f64 = 2.5;
/// Largest gap of two words of one field, in heights of letters.
pub const FIELD_GAP_LETTERS: f64 = 1.2;
/// Capitalised words not in the header from which a line says something else; behind a field label one is enough.
pub const UNKNOWN_LINE_NAMES: usize = 2;
/// Words of any kind not in the header from which a line says something else; behind a field label
/// `UNKNOWN_LINE_NAMES` are enough.
pub const UNKNOWN_LINE_WORDS: usize = 3;
/// Fewest letters of a word that names somebody.
pub const NAME_LETTERS: usize = 3;

// header/recipients

/// Letters of an address for each one that may be misread.
pub const ADDRESS_LETTERS_PER_ERROR: usize = 3;

// header/header_block

/// Largest distance to a line above that begins with a field label for the header to go on with it, in heights of
/// usual letters.
pub const LABELLED_LINE_REACH_LETTERS: f64 = 16.0;
/// Largest distance to a line above that has words of the message's header for the header to go on with it, in
/// heights of usual letters.
pub const KNOWN_LINE_REACH_LETTERS: f64 = 8.0;
/// Largest distance to a headline above for the header to go on with it, in heights of usual letters. The words of a
/// post stand farther off, or are larger than headlines.
pub const HEADLINE_REACH_LETTERS: f64 = 3.3;
/// Ratio of the x-height of a headline to the usual one.
pub const HEADLINE_X_HEIGHT_RATIO: Range<f64> = 1.3..1.9;
/// Fewest words of the message's header in such a line; they are half of its words, too.
pub const KNOWN_LINE_WORDS: usize = 2;
/// Words, read with confidence, that no header has from which a line without a field label is of a text: above a
/// reply stands its own header.
pub const FOREIGN_LINE_WORDS: usize = 3;

// unmatched/line_agreement

/// Share of a line's terms that match from which the line is the page's.
pub const OWN_LINE_SHARE: f64 = 0.4;
/// Words not in any header from which a line that begins with "to" or "from", without a colon, is a sentence.
pub const SENTENCE_WORDS: usize = 3;

// unmatched/typesetting

/// Ratio of a line's x-height to that of the text for it to be typeset like the text.
pub const SAME_TYPE_RATIO: Range<f64> = 0.85..1.18;
/// Largest distance of the beginning of a line that is typeset like the text from the text's left edge, in heights of
/// letters.
pub const SAME_TYPE_INDENT_LETTERS: f64 = 1.0;
/// Largest distance of lines that follow each other or a text that has not ended, in heights of letters.
pub const OPEN_TEXT_REACH_LETTERS: f64 = 8.0;
/// Largest distance of a line that follows a text that has ended, in heights of letters.
pub const ENDED_TEXT_REACH_LETTERS: f64 = 3.0;
/// Largest distance of a further paragraph from the text, in pitches of its lines. Behind an empty line the distance
/// is two pitches less the height of letters, some 1.4; a footer stands farther off.
pub const PARAGRAPH_GAP_PITCHES: f64 = 1.6;
/// Distance within which only the text itself stands, in pitches of its lines.
pub const TIGHT_LINE_PITCHES: f64 = 1.25;
/// Fewest words of an unmatched line that follows the text without a gap.
pub const TIGHT_LINE_WORDS: usize = 2;
/// Fewest words of an unmatched line next to the text.
pub const NEXT_LINE_WORDS: usize = 3;
/// Fewest words of an unmatched line elsewhere.
pub const FAR_LINE_WORDS: usize = 4;
/// Fewest words of all unmatched lines elsewhere for them not to be the mail program's own.
pub const FAR_LINES_WORDS: usize = 8;

// unmatched/unmatched_lines

/// Fewest terms of an unmatched line of text.
pub const TEXT_LINE_TERMS: usize = 3;
/// Ratio of the height of an unmatched line to that of the text's words.
pub const TEXT_LINE_HEIGHT_RATIO: Range<f64> = 0.7..1.45;

// glyphs/alphabet

/// Most examples of a letter that are kept.
pub const GLYPH_EXAMPLES: usize = 10;
/// Largest distance of a letter from where its width puts it, in columns of a crop.
pub const GLYPH_REACH_COLUMNS: i32 = 5;
/// Cost of each column by which neighbouring letters stand closer or wider than they should, squared, in misfit.
pub const GLYPH_STRAIN_COST: f32 = 0.004;
/// Largest such difference, in columns of a crop: two letters never share one place.
pub const GLYPH_STRAIN_COLUMNS: usize = 3;

// glyphs/widths

/// Fewest letters of a word from which widths are estimated.
pub const WIDTH_SAMPLE_LETTERS: usize = 4;

// glyphs/spelling

/// Most words that are laid out to learn how well letters fit.
pub const MISFIT_SAMPLE_WORDS: usize = 80;
/// Fewest words from which the limit of the misfit is computed.
pub const MISFIT_LEAST_WORDS: usize = 8;
/// Quantile of the worst misfits of these words that is the limit.
pub const MISFIT_LIMIT_QUANTILE: f64 = 0.9;
/// Largest ratio of the misfit of the page's spelling to that of what was read for the page's to be shown all the
/// same.
pub const SAME_FIT_RATIO: f32 = 1.25;
/// Ratio of the misfit of the page's spelling to that of what was read beyond which the page's is not shown.
pub const OTHER_FIT_RATIO: f32 = 1.8;
/// Misfit of a letter beyond which its word is not where it was looked for, in limits.
pub const LOST_WORD_LIMITS: f32 = 3.0;
/// Misfit up to which a letter is certainly what it was read as, in limits.
pub const CERTAIN_LETTER_LIMITS: f32 = 0.6;
/// Misfit of the page's letters beyond which a word is another one though letters of what was read are not known, in
/// limits.
pub const UNKNOWN_LETTER_LIMITS: f32 = 1.5;
/// Largest ratio of the limit to the median misfit: a word that was cropped badly fits badly.
pub const MISFIT_LIMIT_RATIO: f32 = 3.0;
/// Further allowance for the limit beyond that ratio to the median, in misfit.
pub const MISFIT_LIMIT_ALLOWANCE: f32 = 0.05;
/// Confidence of OCR from which another word that was read is shown if glyphs do not decide, 0 to 100.
pub const OTHER_READING_CONFIDENCE: f64 = 75.0;
/// Least edit distance of two spellings of different words; it is half of the longer one's letters, too.
pub const OTHER_WORD_EDITS: usize = 3;
/// How far around a box its word is searched, in heights of the box.
pub const WORD_SEARCH_MARGIN: f64 = 0.5;
/// Shares of the spare width at which the word may begin.
pub const WORD_SHIFTS: [f64; 5] = [0.0, 0.25, 0.5, 0.75, 1.0];
/// Rows of a crop by which a word may stand lower than its line.
pub const BASELINE_ROWS: RangeInclusive<i32> = -1..=1;
/// Rows of a crop by which a word may stand lower than its line if it alone shows where the line is.
pub const LONE_BASELINE_ROWS: RangeInclusive<i32> = -6..=6;
/// Heights of letters that are tried, as ratios of that of the line.
pub const LETTER_HEIGHT_RATIOS: [f64; 3] = [0.94, 1.0, 1.06];
/// Widths of the word that are tried, as ratios of that of its box.
pub const WORD_WIDTH_RATIOS: [f64; 3] = [0.94, 1.0, 1.06];
/// Number of times that letters are laid out and learnt.
pub const GLYPH_LEARNING_PASSES: usize = 3;

// glyphs/glyph_crops

/// Height of a tall letter in a crop, in rows.
pub const TALL_LETTER_ROWS: f64 = 18.0;
/// Rows of a crop above the baseline.
pub const CROP_ROWS_ABOVE_BASELINE: usize = 21;
/// Rows of a crop.
pub const CROP_ROWS: usize = 28;
/// Largest ratio of the heights of lines of one size of type.
pub const ONE_SIZE_RATIO: f64 = 1.16;
/// Least contrast of ink and paper in a crop, in grey levels.
pub const CROP_CONTRAST: f32 = 24.0;
/// Height of tall letters beyond which a line has a baseline, in pixels of the raster that was read.
pub const TALL_LETTER_PIXELS: f64 = 4.0;
