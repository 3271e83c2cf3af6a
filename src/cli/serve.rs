//! `verify-shot serve`: the page and the API.

use std::sync::{Mutex, PoisonError};

use super::args::{ServeArgs, threads};
use super::check::link_options;
use super::exit::Exit;
use super::interrupt::Interrupt;
use super::logbook::{Checked, Logbook};
use super::output;
use crate::error::Error;
use crate::serve::{self, Entering, Hooks, Settings, Token};

/// Serves until Ctrl-C.
pub fn run(args: &ServeArgs, interrupt: &Interrupt) -> Result<Exit, Error> {
    if !args.listen.is_loopback() && args.token_file.is_none() {
        return Err(Error::Request(format!(
            "--listen {}: others reach this address. Name a token that you give to them with --token-file, and put a \
             proxy with TLS before the server.",
            args.listen
        )));
    }
    let token = args.token_file.as_deref().map_or_else(Token::random, Token::read)?;
    let logbook = Logbook::of(&args.log, args.pictures.lang.as_deref())?;
    let settings = Settings {
        index: args.searched.paths(),
        languages: args.pictures.lang.clone(),
        has_places: args.pictures.exif_place,
        no_originals: args.pictures.no_originals,
        threads: threads(args.threads),
        listen: args.listen,
        port: args.port,
        names: args.name.clone(),
        keep: args.links.keep.clone(),
        links: link_options::settings(&args.links)?,
        log: logbook.as_ref().map(|logbook| logbook.path().to_owned()),
    };
    let logbook = Mutex::new(logbook);
    let locked = || logbook.lock().unwrap_or_else(PoisonError::into_inner);
    let enter = |entering: &Entering| {
        let Entering { name: input, answer, kept, remark } = *entering;
        let checked = Checked { input, answer, kept };
        locked().as_mut().map_or(Ok(()), |logbook| {
            logbook.enter_as(&checked, remark.by.as_deref(), remark.note.as_deref())
        })
    };
    let ready = |address: &str| {
        output::problem("serving; open this address in a browser. Ctrl-C ends it.");
        output::result(&format!("{address}\n"))
    };
    interrupt.ask_first();
    let is_over = || interrupt.is_asked();
    serve::run(settings, token, &Hooks { ready: &ready, enter: &enter, is_over: &is_over })?;
    locked().as_ref().and_then(Logbook::closing).iter().for_each(|said| output::problem(said));
    Ok(Exit::Interrupted)
}
