//! Classification of everything a picture shows: each piece of ink has exactly one class.

/// Amounts by class. Visual comparison: pixels of ink in the picture, of the page or of something else. Text
/// comparison: words shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Accounts {
    /// Agrees with the page.
    pub agrees: usize,
    /// Differs from the page.
    pub differs: usize,
    /// Is hidden by a cover.
    pub covered: usize,
    /// Is a stroke, a stamp or lettering over the page, or lies under one.
    pub marked: usize,
    /// Is too small or too unclear to decide.
    pub unclear: usize,
    /// Could not be read.
    pub not_read: usize,
}

impl Accounts {
    /// Amounts with their names, in the order of the report.
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

    /// Sum of all amounts.
    pub fn total(&self) -> usize {
        self.named().iter().map(|(_, amount)| amount).sum()
    }

    /// Adds the amounts of another page.
    pub fn add(&mut self, other: &Accounts) {
        self.agrees += other.agrees;
        self.differs += other.differs;
        self.covered += other.covered;
        self.marked += other.marked;
        self.unclear += other.unclear;
        self.not_read += other.not_read;
    }
}

/// Coverage of a whole picture.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Coverage {
    /// Ink in the parts compared visually, in pixels.
    pub ink: Accounts,
    /// Words in the parts compared as text.
    pub words: Accounts,
    /// Words in lines of running text outside every page.
    pub words_beside: usize,
}
