//! Escaping: all text from outside (names, words, reasons) passes here before it reaches a terminal, a program
//! or an HTML page.
//!
//! File names and words of documents are untrusted: they may contain terminal escape codes that overwrite the
//! display, bidirectional controls, and zero-width characters.

use maud::PreEscaped;

/// Escapes text for a terminal: control and invisible characters become `\u{…}`.
pub fn text(outside: &str) -> String {
    outside.chars().flat_map(|c| if steers(c) { c.escape_unicode().collect() } else { vec![c] }).collect()
}

/// Escapes text of several lines laid out by the program itself: line breaks are kept.
pub fn lines(outside: &str) -> String {
    outside.split('\n').map(text).collect::<Vec<_>>().join("\n")
}

/// Escapes text for HTML, including quoted attributes: like [`text`], and special characters become references.
pub fn html(outside: &str) -> PreEscaped<String> {
    PreEscaped(referenced(&text(outside)))
}

/// Escapes several lines of text for HTML: line breaks are kept.
pub fn html_lines(outside: &str) -> PreEscaped<String> {
    PreEscaped(referenced(&lines(outside)))
}

fn referenced(safe: &str) -> String {
    let mut page = String::with_capacity(safe.len());
    for c in safe.chars() {
        match c {
            '&' => page.push_str("&amp;"),
            '<' => page.push_str("&lt;"),
            '>' => page.push_str("&gt;"),
            '"' => page.push_str("&quot;"),
            '\'' => page.push_str("&#39;"),
            c => page.push(c),
        }
    }
    page
}

/// Escapes a table cell so that a spreadsheet takes it for no formula: the characters that may begin one get an
/// apostrophe before them, also after white space and after a semicolon. In locales with decimal commas
/// programs split cells at semicolons and ignore quotes inside a cell.
pub fn cell(outside: &str) -> String {
    let safe = text(outside);
    safe.split(';').map(no_formula).collect::<Vec<_>>().join(";")
}

fn no_formula(piece: &str) -> String {
    let is_formula =
        piece.trim_start().starts_with(['=', '+', '-', '@', '\u{ff1d}', '\u{ff0b}', '\u{ff0d}', '\u{ff20}']);
    if is_formula { format!("'{piece}") } else { piece.to_owned() }
}

/// Rewrites JSON so that control and invisible characters become `\uXXXX`; its meaning is unchanged.
pub fn json(json: &str) -> String {
    let mut safe = String::with_capacity(json.len());
    for c in json.chars() {
        if steers(c) {
            let mut units = [0; 2];
            c.encode_utf16(&mut units).iter().for_each(|unit| safe.push_str(&format!("\\u{unit:04x}")));
        } else {
            safe.push(c);
        }
    }
    safe
}

/// True if a character controls the display or is invisible (Unicode 16: controls, format characters, line and
/// paragraph separators, tags, variation selectors, blank fillers).
fn steers(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{ad}' | '\u{34f}' | '\u{600}'..='\u{605}' | '\u{61c}' | '\u{6dd}' | '\u{70f}' | '\u{890}'..='\u{891}'
            | '\u{8e2}' | '\u{115f}'..='\u{1160}' | '\u{17b4}'..='\u{17b5}' | '\u{180b}'..='\u{180f}'
            | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{2800}' | '\u{3164}'
            | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}' | '\u{110bd}' | '\u{110cd}'
            | '\u{13430}'..='\u{1345f}' | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}'
            | '\u{e0000}'..='\u{e0fff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn attack_escape_codes() {
        assert_eq!(text("a\x1b[2Jb\x1b]0;t\x07"), "a\\u{1b}[2Jb\\u{1b}]0;t\\u{7}");
        assert_eq!(text("\u{9b}31m\u{90}q\u{9c}"), "\\u{9b}31m\\u{90}q\\u{9c}");
    }

    #[test]
    fn attack_a_name_that_rewrites_its_line() {
        assert_eq!(
            text("x.pdf\r  Matches page 1\n\u{8}\u{7f}"),
            "x.pdf\\u{d}  Matches page 1\\u{a}\\u{8}\\u{7f}"
        );
        assert_eq!(text("a\u{2028}b\u{2029}c\u{85}d"), "a\\u{2028}b\\u{2029}c\\u{85}d");
    }

    #[test]
    fn attack_letters_in_another_order() {
        for turn in
            ['\u{202a}', '\u{202b}', '\u{202d}', '\u{202e}', '\u{2066}', '\u{2067}', '\u{2068}', '\u{200f}']
        {
            assert_eq!(text(&format!("x{turn}fdp")), format!("x\\u{{{:x}}}fdp", turn as u32));
        }
    }

    #[test]
    fn attack_letters_that_nobody_sees() {
        for hidden in
            ['\u{200b}', '\u{200c}', '\u{200d}', '\u{2060}', '\u{feff}', '\u{ad}', '\u{3164}', '\u{e0041}']
        {
            assert!(!text(&format!("a{hidden}b")).contains(hidden));
        }
    }

    #[test]
    fn attack_json_on_a_terminal() {
        let shown = serde_json::to_string("a\u{202e}b\u{9b}c\u{7f}\u{e0041}\"\n").unwrap();
        let safe = json(&shown);
        assert!(safe.is_ascii(), "{safe}");
        assert_eq!(serde_json::from_str::<String>(&safe).unwrap(), "a\u{202e}b\u{9b}c\u{7f}\u{e0041}\"\n");
    }

    #[test]
    fn letters_of_every_script_stay() {
        let said = "Größe, naïve, Ελληνικά, Київ, 機密, مذكرة, תזכיר, ज्ञापन, 🎬";
        assert_eq!(text(said), said);
        assert_eq!(lines("a\nb\u{202e}"), "a\nb\\u{202e}");
    }
}
