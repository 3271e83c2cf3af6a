//! Messages of other words in the manner of real ones, without end.
//!
//! A simulated message takes its length, its headers and its last lines (a signature, a list's footer) from a real one.
//! Between them each word is drawn from those that follow the word before it in real messages (a Markov chain of order
//! one, Shannon 1948), so words are as frequent as in real text and most runs of three are new. Digits are drawn anew.
//! Some messages quote one of those before it, as answers do.

use std::collections::HashMap;

use verify_shot::model::text::Text;

use super::press::Numbers;

/// Lines at the end of a message that are kept as they are.
const FOOTER: usize = 3;
/// One message of so many quotes another.
const QUOTES: usize = 3;
/// Messages that may be quoted: the last ones.
const QUOTABLE: usize = 500;

/// Writes messages.
pub struct Scribe {
    models: Vec<Text>,
    follows: HashMap<String, Vec<String>>,
    written: Vec<String>,
    numbers: Numbers,
}

impl Scribe {
    /// Writes after these; the same messages in the same order every time.
    pub fn new(models: Vec<Text>) -> Self {
        assert!(!models.is_empty(), "there must be messages");
        let mut follows: HashMap<String, Vec<String>> = HashMap::new();
        for model in &models {
            let words: Vec<&str> = model.body.split_whitespace().collect();
            for pair in words.windows(2) {
                follows.entry(pair[0].into()).or_default().push(pair[1].into());
            }
        }
        Self { models, follows, written: Vec::new(), numbers: Numbers(0x9e37_79b9_7f4a_7c15) }
    }

    /// The next message.
    pub fn message(&mut self) -> Text {
        let model = self.models[self.numbers.below(self.models.len())].clone();
        let mut fields = model.fields;
        fields.iter_mut().for_each(|field| field.text = self.renumbered(&field.text));
        let lines: Vec<&str> = model.body.lines().collect();
        let footer = lines[lines.len().saturating_sub(FOOTER)..].join("\n");
        let mut body = self.run_on(model.body.split_whitespace().count());
        self.written.push(body.clone());
        if self.numbers.below(QUOTES) == 0 {
            let last = self.written.len().min(QUOTABLE);
            let quoted = &self.written[self.written.len() - 1 - self.numbers.below(last)];
            body = format!("{body}\n\n{quoted}");
        }
        if self.written.len() > 2 * QUOTABLE {
            self.written.drain(..QUOTABLE);
        }
        Text { fields, body: format!("{body}\n{footer}\n") }
    }

    /// So many words, each drawn from those that follow the one before.
    fn run_on(&mut self, words: usize) -> String {
        let (mut text, mut last) = (String::new(), String::new());
        for _ in 0..words {
            let next = match self.follows.get(&last) {
                Some(next) => next[self.numbers.below(next.len())].clone(),
                None => self.begin(),
            };
            text += &self.renumbered(&next);
            text.push(' ');
            last = next;
        }
        text
    }

    /// A first word.
    fn begin(&mut self) -> String {
        let model = &self.models[self.numbers.below(self.models.len())];
        model.body.split_whitespace().next().unwrap_or("Hello").to_owned()
    }

    fn renumbered(&mut self, text: &str) -> String {
        let digit = |numbers: &mut Numbers| char::from(b'0' + numbers.below(10) as u8);
        text.chars().map(|c| if c.is_ascii_digit() { digit(&mut self.numbers) } else { c }).collect()
    }
}
