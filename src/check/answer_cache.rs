//! Answers that are used again: the caller keeps them, and this says which of them last.

use std::sync::Arc;

use crate::model::answer::{Answer, Verdict};

/// A cache of earlier answers, given by the same program about pages of the same index.
pub trait AnswerCache: Send + Sync {
    /// The answer for the picture with this SHA-256, in hexadecimal digits. Returns `None` if there is none.
    fn recall(&self, sha256: &str) -> Option<Answer>;
    /// Stores an answer.
    fn keep(&self, answer: &Answer);
}

/// The cache of answers, and how it is used.
pub struct Cache {
    /// Where answers are kept.
    pub answers: Arc<dyn AnswerCache>,
    /// Whether pictures are needed beside the answers.
    pub with_pictures: bool,
    /// Whether the index keeps the look or the words of every page. If not, answers depend on files in folders, too.
    pub is_whole: bool,
}

impl Cache {
    /// Whether the answer may be used again. A picture that could not be read may be readable later, and an original
    /// that was not found may be there again.
    pub fn is_lasting(&self, answer: &Answer) -> bool {
        match answer.finding.verdict {
            Verdict::NotChecked => false,
            Verdict::Inconclusive => self.is_whole,
            _ => true,
        }
    }
}
