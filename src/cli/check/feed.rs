//! `--from -` for programs: what is listed on standard input is answered as it comes, so that a script can keep one process
//! fed.

use std::io::{self, BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::thread;
use std::time::Duration;

use super::batch::Course;
use super::inputs::{self, Input};
use super::printer::Printer;
use super::{Setting, Written, answer_all, give_up, own, plan, tell_emptiness};
use crate::check::Checker;
use crate::cli::args::{CheckArgs, threads};
use crate::cli::exit::Exit;
use crate::cli::interrupt::Interrupt;
use crate::cli::logbook::Logbook;
use crate::cli::output;
use crate::error::Error;
use crate::limits::MAX_LIST_BYTES;

/// Interval at which Ctrl-C is polled while nothing comes.
const LOOK: Duration = Duration::from_millis(200);
/// Most names that are read ahead.
const AHEAD: usize = 1000;

/// Names on standard input, each as soon as it is read.
type Names = Receiver<io::Result<PathBuf>>;

/// True if answers can be given as names come: nothing is made of all of them together.
pub fn is_asked(args: &CheckArgs) -> bool {
    let is_of_all = [&args.html, &args.evidence, &args.resume].into_iter().any(Option::is_some);
    let is_listed = args.from.as_deref() == Some(Path::new("-")) && args.inputs.is_empty();
    is_listed && !is_of_all && !args.show && !args.form.chosen.is_conversation()
}

/// Answers until standard input ends, or Ctrl-C is pressed.
pub fn run(args: &CheckArgs, setting: &Setting, interrupt: &Interrupt) -> Result<Exit, Error> {
    let Setting { settings, index } = setting;
    let printer = Printer::new(args.form.chosen, &args.only);
    interrupt.ask_first();
    let names = names();
    let builder = || Checker::builder(index).languages(args.lang.as_deref()).places(args.exif_place);
    let mut checkers = match Checker::for_threads(threads(args.threads), builder) {
        Ok(checkers) => checkers,
        Err(e) => {
            let error = index.failed(e);
            let named = names.iter().collect::<io::Result<Vec<_>>>();
            let inputs =
                inputs::of_names(&Error::path(Path::new("-"), named)?, own(args, index), &args.exclude)?;
            give_up(&inputs, index, &error, &printer, Logbook::of(&args.log, args.lang.as_deref())?)?;
            return Err(error);
        }
    };
    tell_emptiness(&checkers, index);
    printer.begin()?;
    let logbook = || Logbook::of(&args.log, args.lang.as_deref());
    let is_printed_alone = super::is_printed_alone(args, logbook()?.is_some());
    let course = Course { settings, in_order: !args.unordered, interrupt, is_printed_alone };
    let (mut exit, mut is_nothing) = (Exit::Done, true);
    while let Some(named) = some(&names, interrupt)? {
        let mut inputs = inputs::of_names(&named, own(args, index), &args.exclude)?;
        if named.is_empty() {
            if !is_nothing {
                break;
            }
            inputs.push(Input::Refused("-".into(), inputs::NAMES_NOTHING.into()));
        }
        is_nothing = false;
        let plan = plan(args, &inputs, index)?;
        let written = Written { printer: &printer, dossier: None, logbook: logbook()?, is_lacking: false };
        let told = answer_all(&inputs, &mut checkers, &plan, written, &course)?;
        exit = exit.merge(told.exit(args.exit_zero));
        if is_printed_alone && output::is_gone() {
            return Ok(Exit::Interrupted);
        }
        if named.is_empty() || exit == Exit::Interrupted {
            return Ok(exit);
        }
    }
    Ok(if interrupt.is_asked() { Exit::Interrupted } else { exit })
}

/// Reads standard input on a thread of its own: a pipe cannot be asked whether something came.
fn names() -> Names {
    let (sender, names) = sync_channel(AHEAD);
    thread::spawn(move || {
        if let Err(e) = read(&sender) {
            // Nobody may listen any more.
            let _ = sender.send(Err(e));
        }
    });
    names
}

fn read(sender: &SyncSender<io::Result<PathBuf>>) -> io::Result<()> {
    let mut input = BufReader::new(io::stdin().lock());
    // What comes first shows how names end.
    let end = if input.fill_buf()?.contains(&0) { 0 } else { b'\n' };
    let (mut line, mut is_first) = (Vec::new(), true);
    loop {
        line.clear();
        if (&mut input).take(MAX_LIST_BYTES).read_until(end, &mut line)? == 0 {
            return Ok(());
        }
        line.pop_if(|last| *last == end);
        let name = if end == 0 { inputs::plain_name(&line) } else { inputs::name_of_line(&line, is_first) };
        is_first = false;
        if let Some(name) = name
            && sender.send(Ok(name)).is_err()
        {
            return Ok(());
        }
    }
}

/// The next name, with all that came together with it; empty at the end. Returns `None` after Ctrl-C.
fn some(names: &Names, interrupt: &Interrupt) -> Result<Option<Vec<PathBuf>>, Error> {
    let first = loop {
        match names.recv_timeout(LOOK) {
            Ok(name) => break name,
            Err(RecvTimeoutError::Disconnected) => return Ok(Some(Vec::new())),
            Err(RecvTimeoutError::Timeout) if interrupt.is_asked() => return Ok(None),
            Err(RecvTimeoutError::Timeout) => {}
        }
    };
    let all = std::iter::once(first).chain(names.try_iter()).take(AHEAD).collect::<io::Result<_>>();
    Error::path(Path::new("-"), all).map(Some)
}
