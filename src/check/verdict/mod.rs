//! What is the verdict? Every verdict on a page that was compared is made here.
//!
//! **One page** (`page_verdict`). Rules form a table with a measure and a bound each. They are applied from top to bottom, and the
//! first rule that is broken decides: too little shown, too much that differs, differences, too many letters too small, too much
//! noise (the smaller the letters, the less noise is allowed), too much covered, specks, doubtful places, handwriting. If no rule is
//! broken, the picture is a match. On several pages a difference outweighs doubt, and doubt outweighs a match.
//!
//! **Several pages** (`select`). The parts of the picture that a page explains are removed, and the rest is searched
//! again, until nothing more is explained. Among pages that claim the same part of the picture, the one that explains
//! it best is named, and those that explain it equally well are listed beside it. Then words that no page explains
//! are counted (`words_about`), because a page on the same form agrees in a strip. If no frame is seen, several such words in one
//! line, on the paper of the page or around it, make a match inconclusive; if many words are unexplained, an altered
//! page, too. Pages that overlap with no edge between them are not two pages shown together. Two pages that lie in
//! the same place, each shown in a different part, are joined, which is an alteration. Beside a photographed page lies a
//! desk, whose grain looks like rows of words: they count if OCR reads some of them.
//!
//! **Pages that programs draw differently** (`renderer_mismatch`). Another typeface with the same widths agrees nearly everywhere and
//! deviates in some letters, but no program draws other words. So on a page of an office file, an alteration stands only if each
//! difference was read as words that its line does not have. If the tiles show that the picture was drawn as the page was, that is the
//! answer. If not, pixels are ignored and the text decides, as for a page without an image. A text difference with no visual
//! counterpart is doubtful.
//!
//! **Places that a PDF leaves open** (`unsettled`). A typeface that is not embedded, a field without appearance, a place that two
//! programs draw differently: a difference there stands only if other words were read or a whole word is missing.
//!
//! **Words** (`text_verdict`). The rules for a page compared by its words.
//!
//! **Quotations** (`quotation_verdict`). The rules for words that are no picture.
//!
//! **Which page, and how far it was compared** (`certainty`). Two questions about a finding, beside its verdict. They change no
//! verdict.
//!
//! **Contradictions** (`contradiction`). An answer that comes from outside may say one thing and list another.
//!
//! **Several looks** (`looks`). Of a picture that moves or is transparent, the worst look decides.

pub mod certainty;
pub mod contradiction;
pub mod hypothesis;
pub mod looks;
pub mod page_verdict;
pub mod quotation_verdict;
pub mod renderer_mismatch;
pub mod rules;
pub mod select;
pub mod text_verdict;
pub mod thresholds;
pub mod unsettled;
pub mod words_about;
