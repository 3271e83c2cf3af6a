//! `format=flowed` (RFC 3676): lines that end in a space continue on the next one.

/// Joins the lines of each paragraph; with `delsp` the trailing space of a line is removed.
pub fn joined(text: &str, delsp: bool) -> String {
    let mut out = String::with_capacity(text.len());
    // Quote depth of the paragraph that continues.
    let mut open: Option<usize> = None;
    for line in text.lines() {
        let depth = line.bytes().take_while(|&b| b == b'>').count();
        let line = &line[depth..];
        let line = line.strip_prefix(' ').unwrap_or(line);
        let signature = line == "-- ";
        if open != Some(depth) || signature {
            start(&mut out, depth);
        }
        let flows = line.ends_with(' ') && !signature;
        out.push_str(if flows && delsp { &line[..line.len() - 1] } else { line });
        open = flows.then_some(depth);
    }
    out
}

fn start(out: &mut String, depth: usize) {
    if !out.is_empty() {
        out.push('\n');
    }
    if depth > 0 {
        out.extend(std::iter::repeat_n('>', depth));
        out.push(' ');
    }
}
