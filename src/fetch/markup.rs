//! Metadata of a web page, and the text of a post in HTML. No tree is built, because a hostile page can nest
//! its elements arbitrarily deep.

use std::cell::RefCell;

use html5ever::tendril::StrTendril;
use html5ever::tokenizer::states::RawKind;
use html5ever::tokenizer::{
    BufferQueue, Tag, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts,
};

use crate::limits;

/// Named values of a page's `meta` elements, in order: property or name in lower case, and content.
pub fn meta(html: &[u8]) -> Vec<(String, String)> {
    let mut found = Vec::new();
    tokens(html, |token| {
        if let Token::TagToken(tag) = token
            && tag.kind == TagKind::StartTag
            && &*tag.name == "meta"
        {
            let value = |name: &str| {
                tag.attrs.iter().find(|a| &*a.name.local == name).map(|a| a.value.trim().to_owned())
            };
            if let (Some(name), Some(content)) =
                (value("property").or_else(|| value("name")), value("content"))
            {
                found.push((name.to_ascii_lowercase(), content));
            }
        }
    });
    found
}

/// Text of an HTML fragment, one paragraph or line per line.
pub fn words(html: &str) -> String {
    let mut text = String::new();
    tokens(html.as_bytes(), |token| match token {
        Token::CharacterTokens(letters) => text.push_str(letters),
        Token::TagToken(Tag { name, kind, .. }) => match (&**name, kind) {
            ("br", _) | ("p" | "div" | "li", TagKind::EndTag) => text.push('\n'),
            _ => {}
        },
        _ => {}
    });
    text.trim().to_owned()
}

fn tokens(html: &[u8], take: impl FnMut(&Token)) {
    let html = &html[..html.len().min(limits::MAX_HTML_BYTES)];
    let input = BufferQueue::default();
    input.push_back(StrTendril::from(&*String::from_utf8_lossy(html)));
    let tokenizer = Tokenizer::new(Sink(RefCell::new(take)), TokenizerOpts::default());
    // The tokenizer pauses only for scripts to be executed, and none is.
    while !input.is_empty() {
        let _ = tokenizer.feed(&input);
    }
    tokenizer.end();
}

struct Sink<F>(RefCell<F>);

impl<F: FnMut(&Token)> TokenSink for Sink<F> {
    type Handle = ();

    fn process_token(&self, token: Token, _: u64) -> TokenSinkResult<()> {
        (self.0.borrow_mut())(&token);
        let Token::TagToken(Tag { kind: TagKind::StartTag, name, .. }) = token else {
            return TokenSinkResult::Continue;
        };
        // The content of these elements is text, whatever it looks like.
        match &*name {
            "script" => TokenSinkResult::RawData(RawKind::ScriptData),
            "style" | "xmp" | "iframe" | "noembed" | "noframes" => TokenSinkResult::RawData(RawKind::Rawtext),
            "title" | "textarea" => TokenSinkResult::RawData(RawKind::Rcdata),
            _ => TokenSinkResult::Continue,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_meta_elements_count() {
        let page = br#"<!doctype html><head><title><meta name=a content=1></title>
            <script>"<meta name=b content=2>"</script><style><meta name=c content=3></style>
            <!-- <meta name=d content=4> --><META PROPERTY="Og:Image" CONTENT=" /a.png?x=1&amp;y=2 ">
            <meta name=e><meta charset=utf-8>"#;
        assert_eq!(meta(page), [("og:image".to_owned(), "/a.png?x=1&y=2".to_owned())]);
        assert_eq!(meta(b"\xff\xfe<meta name=x content='\xff'>"), [("x".to_owned(), "\u{fffd}".to_owned())]);
    }

    #[test]
    fn attack_a_page_nested_a_million_deep() {
        let page = "<div><p><b>".repeat(300_000) + "<meta name=x content=y>";
        assert_eq!(meta(page.as_bytes()), [("x".to_owned(), "y".to_owned())]);
    }

    #[test]
    fn words_without_their_marks() {
        let post = r#"<p>A &amp; b<br>c</p><p><a href="https://example.org">example</a></p><script>no</"#;
        assert_eq!(words(post), "A & b\nc\nexample\nno</");
        assert_eq!(words("plain"), "plain");
    }
}
