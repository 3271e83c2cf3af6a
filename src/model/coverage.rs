//! What became of everything that a picture shows: each piece of ink has exactly one account.

/// Amounts by account. By look they are pixels of ink in the picture, of the page or of something else; by words they are
/// words shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Accounts {
    /// Agrees with the page.
    pub agrees: usize,
    /// Differs from it.
    pub differs: usize,
    /// Lies under something that hides it.
    pub covered: usize,
    /// Is a stroke, a stamp or lettering laid over the page, or lies under one.
    pub marked: usize,
    /// Is too small or too unclear to tell.
    pub unclear: usize,
    /// Could not be read.
    pub not_read: usize,
}

impl Accounts {
    /// The accounts with their names, in the order in which they are said.
    pub fn named(&self) -> [(&'static str, usize); 6] {
        [
            ("agrees", self.agrees),
            ("differs", self.differs),
            ("covered", self.covered),
            ("marked", self.marked),
            ("unclear", self.unclear),
            ("not_read", self.not_read),
        ]
    }

    /// All of it.
    pub fn total(&self) -> usize {
        self.named().iter().map(|(_, amount)| amount).sum()
    }

    /// Adds what another page has.
    pub fn add(&mut self, other: &Accounts) {
        self.agrees += other.agrees;
        self.differs += other.differs;
        self.covered += other.covered;
        self.marked += other.marked;
        self.unclear += other.unclear;
        self.not_read += other.not_read;
    }
}

/// The accounts of a whole picture.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Coverage {
    /// Ink in the parts that were compared by their look, in pixels.
    pub ink: Accounts,
    /// Words in the parts that were compared by their words.
    pub words: Accounts,
    /// Words in lines of running text outside every page.
    pub words_beside: usize,
}
