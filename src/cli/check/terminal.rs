//! `--show`: the picture of the evidence in the terminal. What a terminal can is taken from the environment: asking it would
//! mean to wait for an answer that may not come.

use std::io::{self, IsTerminal};

use crate::cli::output;
use crate::figure::canvas::Canvas;
use crate::figure::terminal_image::{Protocol, inline};

/// Columns of a picture, at most, and where the terminal does not say how many it has.
const MOST_COLUMNS: usize = 160;
const COLUMNS: usize = 80;
/// What is said where no picture can be shown.
const INSTEAD: &str = "--show: the output goes to no terminal that is known to show pictures; --evidence FILE.png writes the picture to a file.";

/// A terminal that can show pictures.
#[derive(Clone, Copy)]
pub struct Terminal {
    protocol: Protocol,
    columns: usize,
    /// Width of these columns, in pixels.
    pixels: Option<usize>,
}

impl Terminal {
    /// The terminal that results go to; where it shows no pictures, that is said on stderr.
    pub fn here() -> Option<Self> {
        let variable = |name: &str| std::env::var(name).ok();
        let protocol = if io::stdout().is_terminal() { protocol(variable) } else { None };
        if protocol.is_none() {
            output::problem(INSTEAD);
        }
        let all = output::columns().unwrap_or(COLUMNS).max(1);
        let columns = all.min(MOST_COLUMNS);
        let size = rustix::termios::tcgetwinsize(io::stdout()).ok();
        let wide = size.map(|size| usize::from(size.ws_xpixel)).filter(|wide| *wide > 0);
        Some(Self { protocol: protocol?, columns, pixels: wide.map(|wide| wide * columns / all) })
    }

    /// What draws the picture there; none where it cannot be encoded, which is said.
    pub fn shown(&self, sheet: &Canvas) -> Option<String> {
        let shown = inline(sheet, self.protocol, self.columns, self.pixels);
        shown.map_err(|e| output::problem(&format!("--show: the picture cannot be encoded: {e}."))).ok()
    }
}

/// How a terminal with such an environment is told of a picture; none where it is not known to show any. Within tmux and
/// screen the variables are those of the terminal about them, which would not get the picture.
fn protocol(variable: impl Fn(&str) -> Option<String>) -> Option<Protocol> {
    let of = |name| variable(name).unwrap_or_default();
    let (term, program) = (of("TERM"), of("TERM_PROGRAM"));
    let is_within = variable("TMUX").is_some() || variable("STY").is_some();
    if is_within || ["dumb", "tmux", "screen"].iter().any(|begin| term.starts_with(begin)) {
        return None;
    }
    let is_one_of = |name: &str, all: &[&str]| all.contains(&name);
    if is_one_of(&term, &["xterm-kitty", "xterm-ghostty"])
        || program == "ghostty"
        || variable("KITTY_WINDOW_ID").is_some()
    {
        return Some(Protocol::Kitty);
    }
    if is_one_of(&program, &["iTerm.app", "WezTerm"]) || term == "wezterm" || of("LC_TERMINAL") == "iTerm2" {
        return Some(Protocol::Iterm);
    }
    let sixel = ["foot", "mlterm", "contour", "yaft"];
    (sixel.iter().any(|begin| term.starts_with(begin)) || term.ends_with("-sixel")).then_some(Protocol::Sixel)
}
