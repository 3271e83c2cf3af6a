//! Several pictures at once: threads take inputs in turn, answers are told in the order of the inputs or as they come.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, sync_channel};
use std::thread;
use std::time::Duration;

use super::inputs::Input;
use crate::check::Checker;
use crate::cli::interrupt::Interrupt;
use crate::cli::out;
use crate::error::Error;

/// How often a batch looks whether it is to end.
const LOOK: Duration = Duration::from_millis(200);

/// Looks at the inputs, one checker a thread, until all are done or Ctrl-C asks to end: then what is in work is ended.
/// How many were told.
pub fn run<T: Send>(
    inputs: &[Input],
    checkers: Vec<Checker>,
    in_order: bool,
    interrupt: &Interrupt,
    look: &(dyn Fn(&mut Checker, usize, &Input) -> T + Sync),
    tell: impl FnMut(T) -> Result<(), Error>,
) -> Result<usize, Error> {
    let next = AtomicUsize::new(0);
    let is_over = || inputs.len() > 1 && interrupt.is_asked();
    thread::scope(|scope| {
        let (sender, receiver) = sync_channel(checkers.len());
        for mut checker in checkers {
            let (sender, next) = (sender.clone(), &next);
            scope.spawn(move || {
                while !is_over()
                    && let Some((i, input)) = take(inputs, next)
                {
                    if sender.send((i, look(&mut checker, i, input))).is_err() {
                        return;
                    }
                }
            });
        }
        drop(sender);
        tell_all(&receiver, in_order, &is_over, tell)
    })
}

fn tell_all<T>(
    receiver: &Receiver<(usize, T)>,
    in_order: bool,
    is_over: &dyn Fn() -> bool,
    mut tell: impl FnMut(T) -> Result<(), Error>,
) -> Result<usize, Error> {
    let (mut waiting, mut told, mut is_said) = (BTreeMap::new(), 0, false);
    loop {
        match receiver.recv_timeout(LOOK) {
            Ok((i, answer)) => {
                waiting.insert(i, answer);
            }
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => return Ok(told),
        }
        while let Some(first) = waiting.first_entry().filter(|first| !in_order || *first.key() == told) {
            tell(first.remove())?;
            told += 1;
        }
        if is_over() && !is_said {
            is_said = true;
            out::problem("Stopping behind the pictures in work; Ctrl-C again ends at once.");
        }
    }
}

fn take<'a>(inputs: &'a [Input], next: &AtomicUsize) -> Option<(usize, &'a Input)> {
    let i = next.fetch_add(1, Ordering::Relaxed);
    inputs.get(i).map(|input| (i, input))
}
