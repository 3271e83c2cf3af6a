//! Section of one answer in the HTML report.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use maud::{Markup, html};

use super::Place;
use super::width_class;
use crate::figure::canvas::Canvas;
use crate::figure::side_by_side::{self, Pair};
use crate::model::answer::{Answer, Difference, PageAnswer};
use crate::model::original::{Look, Original};
use crate::model::raster::Picture;
use crate::model::text::Text;
use crate::report::{escape, evaluation, file_text, messages, reasons, text};

/// Largest width and height of a whole view, in pixels.
const WHOLE: (f64, f64) = (780.0, 1000.0);
/// Largest width and height of an enlarged place, in pixels.
const ENLARGED: (f64, f64) = (780.0, 360.0);
/// Most enlarged places per page; the list names all.
const MOST_PAIRS: usize = 30;

/// Section of an answer; `originals` has the displayable content of each of its pages, in their order.
pub fn section(
    place: &Place,
    answer: &Answer,
    picture: Option<&Picture>,
    originals: &[Option<Original>],
) -> String {
    let finding = &answer.finding;
    let (verdict, headline) = (finding.verdict, messages::headline(finding));
    let pages = finding.pages.iter().zip(originals.iter().map(Option::as_ref));
    let said = html! {
        article id=(format!("answer-{place}")) class=(format!("answer {}", verdict.code())) {
            h2 {
                span class="sign" aria-hidden="true" { (messages::sign(verdict)) }
                (escape::html(&headline)) "."
            }
            @if let Some(below) = messages::below_headline(finding) { p { strong { (below) "." } } }
            @for why in &finding.why { p { (escape::html(&reasons::sentence(why, answer.size))) } }
            @if let Some(picture) = picture {
                @for (page, original) in pages.clone() {
                    (differences(page, original, answer, picture))
                }
                @for (n, (page, original)) in pages.clone().enumerate() {
                    (shown(&format!("{place}-{n}"), page, original, picture))
                }
                @if finding.pages.is_empty() {
                    @if let Some(alone) = side_by_side::whole(picture, None, None, WHOLE) {
                        figure { (image(&alone.picture, "The picture that was checked")) figcaption { "The picture" } }
                    }
                }
            }
            (facts(answer))
            @for (page, original) in pages { (page_facts(page, original, answer)) }
        }
    };
    said.into_string()
}

/// What is known of the picture as a whole.
fn facts(answer: &Answer) -> Markup {
    let finding = &answer.finding;
    let verdict = finding.verdict;
    html! {
        h3 { "The facts" }
        dl {
            dt { "Verdict" } dd { (messages::verdict(verdict)) ": " (messages::advice(verdict)) }
            @if let (Some(certain), Some(compared)) = (messages::certain(finding), messages::compared(finding)) {
                dt { "Which page" } dd { (escape::html(&text::capitalised(&messages::pages(finding)))) ": " (certain) }
                dt { "What differs" } dd { (compared) }
            }
            dt { "Picture" } dd { (escape::html(&answer.input)) }
            @if let Some(origin) = &answer.fetched {
                dt { "Fetched" }
                dd { (escape::html(&format!("{}{}, {}", origin.url, messages::which(origin), origin.at))) }
                @if let Some(post) = &origin.post {
                    dt { "Post" } dd { (escape::html(&post.link)) }
                    @if let Some(author) = &post.author { dt { "Author" } dd { (escape::html(author)) } }
                    @if let Some(time) = &post.time { dt { "Posted" } dd { (escape::html(time)) } }
                    @if let Some(text) = &post.text { dt { "It says" } dd { (escape::html_lines(text)) } }
                }
            }
            @if let Some(file) = &answer.file {
                @for sentence in file_text::sentences(file) { dt { "File" } dd { (escape::html(&sentence)) } }
            }
            @if let Some((w, h)) = answer.size { dt { "Size" } dd { (w) " x " (h) " pixels" } }
            @if let Some(sha256) = &answer.sha256 { dt { "SHA-256" } dd { code { (escape::html(sha256)) } } }
            @if let Some(cited) = &answer.cited { dt { "Trial" } dd { (text::capitalised(&evaluation::cited(cited))) } }
            @for also in &finding.also {
                dt { "Also" } dd { (escape::html(&messages::also(also, finding))) }
            }
        }
    }
}

/// What is known of a page that is shown.
fn page_facts(page: &PageAnswer, original: Option<&Original>, answer: &Answer) -> Markup {
    html! {
        h4 { (escape::html(&text::capitalised(&messages::shown(page)))) }
        dl {
            dt { "Shown in" } dd { (text::shown_in(&page.region, answer.size)) }
            dt { "Compared" } dd { (text::compared(page, &answer.finding)) }
            dt { "Evidence" } dd { (text::evidence(page)) }
            @if let Some(original) = original {
                dt { "Original's file" } dd { "SHA-256 " code { (escape::html(&original.sha256)) } }
            }
            @for hidden in &page.hidden { dt { "Covered" } dd { (text::hidden(hidden, answer.size)) } }
            @if let Some(program) = &page.drawn_by { dt { "Drawn by" } dd { (escape::html(&messages::drawn(program))) } }
            @for signed in &page.signatures { dt { "Signature" } dd { (escape::html(&messages::signed(signed))) } }
        }
    }
}

/// The differences of a page, each enlarged: what is asked first.
fn differences(page: &PageAnswer, original: Option<&Original>, answer: &Answer, picture: &Picture) -> Markup {
    let (look, words) = (original.and_then(Original::look), original.and_then(Original::words));
    let of_page = match answer.finding.pages.len() {
        0 | 1 => String::new(),
        _ => format!(", {}", messages::shown(page)),
    };
    html! {
        @for (i, difference) in page.differences.iter().enumerate() {
            h3 class="difference" { "Difference " (i + 1) (escape::html(&of_page)) }
            (place(i + 1, page, (look, words), difference, picture))
        }
    }
}

/// A page and the picture side by side, and one over the other.
fn shown(id: &str, page: &PageAnswer, original: Option<&Original>, picture: &Picture) -> Markup {
    let name = messages::shown(page);
    let look = original.and_then(Original::look);
    let words = original.and_then(Original::words);
    let whole = side_by_side::whole(picture, Some(page), look, WHOLE);
    html! {
        h3 { (escape::html(&text::capitalised(&name))) }
        @if let Some(Pair { picture, page: of_page }) = whole.map(Pair::even) {
            h4 { "Side by side" }
            p class="where" {
                "Dashed frame: the part that is shown. Solid box with a number: a difference. Strokes: covered or marked. \
                 Originals are drawn in grey, as the index keeps them."
            }
            div class="sides" {
                figure {
                    figcaption { "The picture" }
                    (image(&picture, &format!("The picture, with {} marked in it", marked(page))))
                }
                figure {
                    figcaption { "The original" @if of_page.is_some() { ", in the same scale" } }
                    @if let Some(of_page) = of_page {
                        (image(&of_page, &format!("{}, with {} marked in it", text::capitalised(&name), marked(page))))
                    } @else if let Some(words) = words {
                        (letter(words))
                    } @else {
                        p { "The original is not shown here." }
                    }
                }
            }
        }
        @if look.is_some() { (overlay(id, page, look, picture)) }
    }
}

/// Picture over original, with a draggable divider.
fn overlay(id: &str, page: &PageAnswer, look: Option<&Look>, picture: &Picture) -> Markup {
    let pair = side_by_side::pair(picture, page, look, &page.region, None, WHOLE);
    let Some(Pair { picture, page: Some(original) }) = pair else { return html! {} };
    let name = format!("see-{id}");
    html! {
        div class="looking" {
            h4 { "One over the other" }
            fieldset {
                legend { "Show (or draw the edge at its lower right corner)" }
                label { input type="radio" name=(name) checked; " both" }
                label { input type="radio" name=(name) class="see-picture"; " the picture" }
                label { input type="radio" name=(name) class="see-original"; " the original" }
            }
            div class=(format!("compare {}", width_class(picture.width))) {
                (image(&original, "The same part of the original"))
                div class="over" { (image(&picture, "The part of the picture that shows the page")) }
            }
        }
    }
}

/// A difference, enlarged, with both readings.
fn place(
    n: usize,
    page: &PageAnswer,
    (look, words): (Option<&Look>, Option<&Text>),
    d: &Difference,
    picture: &Picture,
) -> Markup {
    let pair = (n <= MOST_PAIRS)
        .then(|| side_by_side::pair(picture, page, look, &d.bounds, Some(n), ENLARGED))
        .flatten();
    let quoted =
        |words: &Option<String>| words.as_ref().map_or(String::new(), |words| format!(": \"{words}\""));
    html! {
        p { (escape::html(&text::difference(d, page, Some((picture.width as u32, picture.height as u32))))) "." }
        @if let Some(pair) = pair {
            div class="sides" {
                figure {
                    figcaption { "In the picture" (escape::html(&quoted(&d.shown))) }
                    (image(&pair.picture, &format!("Place {n} of the picture, enlarged")))
                }
                figure {
                    figcaption { "In the original" (escape::html(&quoted(&d.original))) }
                    @if let Some(of_page) = &pair.page {
                        (image(of_page, &format!("Place {n} of the original, enlarged")))
                    } @else if words.is_some() && d.original.is_none() {
                        p { "Nothing stands here." }
                    }
                }
            }
        }
    }
}

/// A message as plain text, scrollable by keyboard.
fn letter(words: &Text) -> Markup {
    html! {
        pre class="letter" tabindex="0" aria-label="The words of the message" {
            (escape::html_lines(&words.written()))
        }
    }
}

fn marked(page: &PageAnswer) -> String {
    let differences = messages::counted(page.differences.len(), "difference");
    let hidden = messages::counted(page.hidden.len(), "covered place");
    format!("the part shown, {differences} and {hidden}")
}

/// Embedded image; only its description if it cannot be encoded.
fn image(canvas: &Canvas, described: &str) -> Markup {
    let source = canvas.jpeg().map(|bytes| format!("data:image/jpeg;base64,{}", STANDARD.encode(bytes)));
    html! {
        @if let Ok(source) = source {
            img src=(source) width=(canvas.width) height=(canvas.height) alt=(escape::html(described));
        } @else {
            p { (escape::html(described)) ": it cannot be shown." }
        }
    }
}
