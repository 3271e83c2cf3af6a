//! Evaluates one page after the other: rendering, making pictures, checking, counting.

use std::path::Path;

use fastrand::Rng;

use super::degrade::{Shot, shot};
use super::edit_sites::{Piece, Places};
use super::edits::edited::Edited;
use super::edits::{OF_A_HEADING, OF_A_LOOK, turn};
use super::mail_layout::Letter;
use super::rerender::{Drawn, Sheet, bounds, draw};
use super::score::{Truth, outcome};
use super::tamper;
use super::tamper_text::{Reworded, Rewording, reworded};
use super::{Change, Event, Listener, Made, duplicates, sampling};
use crate::check::Checker;
use crate::error::Error;
use crate::figure::canvas::Canvas;
use crate::index::{self, Index, PageId, StoredPage};
use crate::load::Reader;
use crate::model::answer::PageRef;
use crate::model::geometry::{Homography, Rect};
use crate::model::trial::{Band, Cell, Edit, Kind, Pages, Trial, Way};

/// Range of JPEG quality for pictures of messages.
const QUALITY: (u8, u8) = (70, 92);
/// Kinds of edit sites, used alternately.
const PIECES: [Piece; 2] = [Piece::Letter, Piece::Word];
/// Selects the ways that are also used with the document hidden: page number plus index of the way, modulo the
/// number of ways. Only two per page, because unknown pictures take longest.
const HIDDEN: [usize; 2] = [0, 2];

/// Number of further edits of each page image: enough for a row of each in a usual trial, and it takes a quarter
/// longer than without.
const EDITS: usize = 2;
/// Number of further edits of each message.
const MAIL_EDITS: usize = 1;

/// Settings of the evaluation.
pub struct Course<'a> {
    /// Seed of all random choices.
    pub seed: u64,
    /// True if OCR is available.
    pub can_read: bool,
    /// Returns true if the evaluation must end.
    pub is_over: &'a (dyn Fn() -> bool + Sync),
    /// Receives each picture.
    pub listener: &'a Listener<'a>,
}

/// State of one thread.
pub struct Bench<'a> {
    checker: Checker,
    reader: Reader,
    course: &'a Course<'a>,
    trial: Trial,
    /// Number of pictures made of the current page.
    made: usize,
}

/// The current page.
struct Page {
    number: usize,
    stored: StoredPage,
    name: PageRef,
}

/// A picture to be checked.
struct Picture {
    kind: Kind,
    way: Way,
    edit: Option<Edit>,
    bytes: Vec<u8>,
    change: Option<Change>,
}

/// Content of a picture.
enum Subject<'a> {
    /// An edited page, which shows its edit.
    Edited(Edit, &'a Edited),
    /// The same page with the mark of the edit alone.
    MarkAlone(Edit, &'a Edited, &'a Canvas),
    /// The unchanged page, which shows this word, if it has any.
    Place(Option<Rect>),
}

/// Whether a named page is a duplicate of the picture's own page.
type Twin<'a> = dyn Fn(&Index, &PageRef) -> Result<bool, index::Error> + 'a;

impl<'a> Bench<'a> {
    /// A new state.
    pub fn new(checker: Checker, course: &'a Course) -> Self {
        Self { checker, reader: Reader::new(), course, trial: Trial::default(), made: 0 }
    }

    /// The counts.
    pub fn done(self) -> Trial {
        self.trial
    }

    /// Evaluates a page of the sample.
    ///
    /// # Errors
    ///
    /// If the index cannot be read, or the listener fails.
    pub fn page(&mut self, number: usize, id: PageId) -> Result<(), Error> {
        self.made = 0;
        self.try_page(number, id)?;
        (self.course.listener)(Event::Page)
    }

    fn try_page(&mut self, number: usize, id: PageId) -> Result<(), Error> {
        let read = self.checker.index().page(id);
        let stored = self.kept(read)?;
        let drawn = draw(self.checker.index(), &mut self.reader, &stored);
        let drawn = self.kept(drawn)?;
        let name = stored.name();
        let page = Page { number, stored, name };
        let mut pages = Pages { asked: 1, ..Pages::default() };
        match drawn {
            Drawn::Look(sheet) => {
                if sheet.is_anew {
                    pages.redrawn = 1
                } else {
                    pages.kept = 1
                }
                self.trial.pages.add(&pages);
                self.look(&page, &sheet)
            }
            Drawn::Mail(text) if self.course.can_read => {
                let mut lots = sampling::lots(self.course.seed, number);
                match Letter::of(&text, &mut lots) {
                    Some(letter) => self.mail(&page, &letter, &mut lots),
                    None => self.left_out(Pages { lost: 1, ..pages }),
                }
            }
            Drawn::Mail(_) => self.left_out(Pages { unreadable: 1, ..pages }),
            Drawn::Nothing => self.left_out(Pages { lost: 1, ..pages }),
        }
    }

    fn left_out(&mut self, pages: Pages) -> Result<(), Error> {
        self.trial.pages.add(&pages);
        Ok(())
    }

    /// Pictures of a page with a look: each way unchanged and edited, two ways with its document hidden.
    fn look(&mut self, page: &Page, sheet: &Sheet) -> Result<(), Error> {
        let mut lots = sampling::lots(self.course.seed, page.number);
        let places = Places::of(sheet);
        for (i, way) in Way::OF_A_LOOK.into_iter().enumerate() {
            // Include a word: a crop of blank paper shows no page.
            let about = lots.choice(&places.all).map(|place| place.bounds.rect());
            self.show(page, sheet, Kind::Genuine, way, Subject::Place(about), &mut lots)?;
            let pieces = if (page.number + i).is_multiple_of(2) { PIECES } else { [PIECES[1], PIECES[0]] };
            match pieces.iter().find_map(|piece| tamper::find(&places, *piece, &mut lots)) {
                Some(exchange) => {
                    let edited = Edited::by(&exchange, &sheet.canvas);
                    let subject = Subject::Edited(Edit::Exchanged, &edited);
                    self.show(page, sheet, Kind::Changed, way, subject, &mut lots)?
                }
                None => self.trial.count_not_made(Edit::Exchanged),
            }
            if HIDDEN.contains(&((page.number + i) % Way::OF_A_LOOK.len())) {
                self.show(page, sheet, Kind::Absent, way, Subject::Place(about), &mut lots)?;
            }
        }
        self.edits(page, sheet, &places)
    }

    /// Pictures of a page with further edits, each in another way. A mark is shown without a change, too.
    fn edits(&mut self, page: &Page, sheet: &Sheet, places: &Places) -> Result<(), Error> {
        let mut lots = sampling::lots_of_edits(self.course.seed, page.number);
        for (i, (edit, made)) in turn(&OF_A_LOOK, page.number, EDITS).enumerate() {
            let way = Way::OF_A_LOOK[(page.number + i) % Way::OF_A_LOOK.len()];
            let Some(edited) = made(places, &sheet.canvas, &mut lots) else {
                self.trial.count_not_made(*edit);
                continue;
            };
            self.show(page, sheet, Kind::Changed, way, Subject::Edited(*edit, &edited), &mut lots)?;
            if let Some(alone) = &edited.mark_alone {
                let subject = Subject::MarkAlone(*edit, &edited, alone);
                self.show(page, sheet, Kind::Genuine, way, subject, &mut lots)?;
            }
        }
        Ok(())
    }

    fn show(
        &mut self,
        page: &Page,
        sheet: &Sheet,
        kind: Kind,
        way: Way,
        subject: Subject,
        lots: &mut Rng,
    ) -> Result<(), Error> {
        if (self.course.is_over)() {
            return Ok(());
        }
        let (canvas, edit, place) = match subject {
            Subject::Edited(edit, edited) => (&edited.canvas, Some(edit), Some(edited.shown)),
            Subject::MarkAlone(edit, edited, alone) => (alone, Some(edit), Some(edited.shown)),
            Subject::Place(place) => (&sheet.canvas, None, place),
        };
        let Some(Shot { bytes, to_picture, shown }) = shot(way, canvas, place.as_ref(), lots) else {
            self.skip();
            return Ok(());
        };
        let change = match subject {
            Subject::Edited(_, edited) => Some(changed(edited, &to_picture)),
            Subject::MarkAlone(..) | Subject::Place(_) => None,
        };
        let whole = bounds(&sheet.canvas);
        let part =
            Homography::scale_shift(1.0 / whole.width(), 1.0 / whole.height(), 0.0, 0.0).apply_rect(&shown);
        let stored = &page.stored;
        let twin = |index: &Index, named: &PageRef| duplicates::looks_the_same(index, named, stored, &part);
        self.check(page, Picture { kind, way, edit, bytes, change }, &twin)
    }

    /// Pictures of a message: unchanged, reworded in every way, and with its document hidden.
    fn mail(&mut self, page: &Page, letter: &Letter, lots: &mut Rng) -> Result<(), Error> {
        self.trial.pages.add(&Pages { asked: 1, mail: 1, ..Pages::default() });
        let twin = |index: &Index, named: &PageRef| duplicates::reads_the_same(index, named, letter);
        for kind in [Kind::Genuine, Kind::Absent] {
            self.write(page, letter, kind, None, &twin, lots)?;
        }
        for how in Rewording::ALL {
            let done = reworded(letter, how, lots);
            self.write_edited(page, how.edit(), done, &twin, lots)?;
        }
        let mut lots = sampling::lots_of_edits(self.course.seed, page.number);
        for (edit, made) in turn(&OF_A_HEADING, page.number, MAIL_EDITS) {
            let done = made(letter, &mut lots);
            self.write_edited(page, *edit, done, &twin, &mut lots)?;
        }
        Ok(())
    }

    fn write_edited(
        &mut self,
        page: &Page,
        edit: Edit,
        done: Option<Reworded>,
        twin: &Twin,
        lots: &mut Rng,
    ) -> Result<(), Error> {
        let Some(done) = done else {
            self.trial.count_not_made(edit);
            return Ok(());
        };
        let (bounds, letter) = (done.bounds, done.letter.letter());
        let change = Change { bounds, letter, was: Some(done.was), now: Some(done.now) };
        self.write(page, &done.letter, Kind::Changed, Some((edit, change)), twin, lots)
    }

    fn write(
        &mut self,
        page: &Page,
        letter: &Letter,
        kind: Kind,
        change: Option<(Edit, Change)>,
        twin: &Twin,
        lots: &mut Rng,
    ) -> Result<(), Error> {
        if (self.course.is_over)() {
            return Ok(());
        }
        let (edit, change) = change.unzip();
        match letter.drawn().jpeg_at(lots.u8(QUALITY.0..=QUALITY.1)) {
            Ok(bytes) => self.check(page, Picture { kind, way: Way::Mail, edit, bytes, change }, twin),
            Err(_) => {
                self.skip();
                Ok(())
            }
        }
    }

    /// Counts a picture that could not be made.
    fn skip(&mut self) {
        self.trial.pages.unmade += 1;
    }

    fn check(&mut self, page: &Page, picture: Picture, twin: &Twin) -> Result<(), Error> {
        let Picture { kind, way, edit, bytes, change } = picture;
        let hidden = (kind == Kind::Absent).then_some(page.stored.id);
        let done = self.checker.without_document_of(hidden);
        self.kept(done)?;
        let answer = self.checker.answer_bytes(Path::new("picture"), bytes.clone()).answer;
        let done = self.checker.without_document_of(None);
        self.kept(done)?;
        let truth = Truth { kind, page: &page.name, change: change.as_ref().map(|change| change.bounds) };
        let index = self.checker.index();
        let outcome = outcome(&answer.finding, &truth, &mut |named| twin(index, named));
        let outcome = self.kept(outcome)?;
        let band = change.as_ref().map(|change| Band::of(change.letter));
        self.trial.count(Cell { kind, way, edit, band, outcome });
        self.made += 1;
        (self.course.listener)(Event::Picture(&Made {
            number: page.number + 1,
            part: self.made,
            page: &page.name,
            kind,
            way,
            edit,
            bytes: &bytes,
            change: change.as_ref(),
            answer: &answer,
            outcome,
        }))
    }

    /// Adds the index path to an error.
    fn kept<T>(&self, result: Result<T, index::Error>) -> Result<T, Error> {
        result.map_err(Error::index(Path::new(&self.checker.summary().path)))
    }
}

/// The change of an edit, in the frame of the picture.
fn changed(edited: &Edited, to_picture: &Homography) -> Change {
    Change {
        bounds: to_picture.apply_rect(&edited.bounds),
        letter: f64::from(edited.letter) * to_picture.scale_at(edited.bounds.centre()),
        was: edited.was.clone(),
        now: edited.now.clone(),
    }
}
