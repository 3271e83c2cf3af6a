//! `format=flowed` (RFC 3676): lines that end in a space go on in the next.

/// The text with its paragraphs joined again; `delsp` says that the space at the end of a line is not of the text.
pub fn joined(text: &str, delsp: bool) -> String {
    let mut out = String::with_capacity(text.len());
    // The depth of quotation of a paragraph that goes on.
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
