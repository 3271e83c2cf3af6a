//! `--show`: evidence images in the terminal. Its capabilities are derived from environment variables: a query
//! may never be answered.

use std::io::{self, IsTerminal};

use crate::cli::output;
use crate::figure::canvas::Canvas;
use crate::figure::terminal_image::{Protocol, inline};

/// Largest width of an image, in columns.
const MOST_COLUMNS: usize = 160;
/// Width assumed if the terminal does not report one, in columns.
const COLUMNS: usize = 80;
/// Message if no image can be shown.
const INSTEAD: &str = "--show: the output goes to no terminal that is known to show pictures; --evidence FILE.png writes the picture to a file.";

/// A terminal that can show images.
#[derive(Clone, Copy)]
pub struct Terminal {
    protocol: Protocol,
    columns: usize,
    /// Width of these columns, in pixels.
    pixels: Option<usize>,
}

impl Terminal {
    /// The terminal to which results go. Returns `None`, with a message on stderr, if it shows no images.
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

    /// Escape sequence that draws the image. Returns `None`, with a message, if it cannot be encoded.
    pub fn shown(&self, sheet: &Canvas) -> Option<String> {
        let shown = inline(sheet, self.protocol, self.columns, self.pixels);
        shown.map_err(|e| output::problem(&format!("--show: the picture cannot be encoded: {e}."))).ok()
    }
}

/// Image protocol of a terminal with this environment. Returns `None` if it is not known to support any. Within
/// tmux and screen the variables are those of the outer terminal, which would not receive the image.
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
