use super::*;
use crate::model::signature::{KeyName, Signature};
use crate::model::unsettled::{Cause, Unsettled};

fn page() -> Page {
    Page {
        number: 3,
        size: (595.2, 841.9),
        picture: Some(Picture { width: 5, height: 2, rgb: (0..30).collect() }),
        words: vec![Word { text: "Größe".into(), bounds: Rect::new(1.0, 2.0, 3.5, 4.5) }],
        unsettled: vec![Unsettled { bounds: Rect::new(1.0, 2.0, 3.5, 4.5), cause: Cause::Undrawn }],
        text: None,
        signatures: Vec::new(),
    }
}

fn letter() -> Page {
    let subject = Field { kind: FieldKind::Subject, text: "Größe".into() };
    let text = Text { fields: vec![subject], body: "One\ntwo\n".into() };
    let claim = Err("it is made in a way that is not known here".into());
    let signatures = vec![Signature { key: KeyName::new("halcyon.example", "s1"), claim }];
    Page {
        number: 4,
        size: (1.0, 1.0),
        picture: None,
        words: Vec::new(),
        unsettled: Vec::new(),
        text: Some(text),
        signatures,
    }
}

fn sent(event: &Event) -> Vec<u8> {
    let mut bytes = Vec::new();
    send_event(&mut bytes, event).unwrap();
    bytes
}

fn events() -> [Event; 11] {
    [
        Event::Opened { format: Format::Tiff, pages: 12 },
        Event::Page(page()),
        Event::Page(letter()),
        Event::Attachment(Attachment { page: 4, name: "Plan.pdf".into(), content: Ok(b"%PDF-".to_vec()) }),
        Event::Attachment(Attachment { page: 4, name: "Film".into(), content: Err("Too large.".into()) }),
        Event::Unread(Unread { page: Some(2), reason: "No.".into() }),
        Event::Unread(Unread { page: None, reason: String::new() }),
        Event::Looked(1 << 40),
        Event::Reached(70_000),
        Event::Shown(Shown { ground: Ground::Dark, at_ms: limits::MAX_ANIMATION_MS }),
        Event::Says(FileMetadata {
            camera: Some("Kestrel\u{1b}".into()),
            jpeg_quality: Some(85),
            ..Default::default()
        }),
    ]
}

#[test]
fn what_is_sent_arrives() {
    for event in events() {
        assert_eq!(receive_event(&mut &sent(&event)[..]).unwrap(), Some(event));
    }
    let mut end = Vec::new();
    send_end(&mut end).unwrap();
    assert_eq!(receive_event(&mut &end[..]).unwrap(), None);
    let request = Request { ask: Ask::Shot, wanted: Wanted { first: 2, last: 9, dpi: 200 } };
    let mut bytes = Vec::new();
    send_request(&mut bytes, request, b"file").unwrap();
    let mut input = &bytes[..];
    assert_eq!(receive_request(&mut input).unwrap(), Some((request, b"file".to_vec())));
    assert_eq!(receive_request(&mut input).unwrap(), None);
}

#[test]
fn a_ground_that_is_none_and_a_time_beyond_a_day_are_refused() {
    let told = |ground: u32, at_ms: u32| {
        let mut bytes = Vec::new();
        send(&mut bytes, SHOWN, &[ground.to_le_bytes(), at_ms.to_le_bytes()].concat(), &[]).unwrap();
        receive_event(&mut &bytes[..])
    };
    assert!(told(1, limits::MAX_ANIMATION_MS).is_ok());
    assert!(told(2, 0).is_err() && told(0, limits::MAX_ANIMATION_MS + 1).is_err());
}

#[test]
fn what_no_file_says_is_refused() {
    for said in ["", "7", r#"{"jpeg_quality":101}"#, r#"{"place":{"latitude":91,"longitude":0}}"#] {
        let (mut head, mut bytes) = (Vec::new(), Vec::new());
        put_text(&mut head, said);
        send(&mut bytes, SAYS, &head, &[]).unwrap();
        assert!(receive_event(&mut &bytes[..]).is_err(), "{said}");
    }
}

#[test]
fn a_message_cut_anywhere_is_an_error() {
    for event in events() {
        let bytes = sent(&event);
        for end in 0..bytes.len() {
            assert!(receive_event(&mut &bytes[..end]).is_err(), "{event:?} cut at {end}");
        }
    }
}

#[test]
fn a_message_with_any_byte_changed_is_an_error_or_within_bounds() {
    for event in events() {
        let bytes = sent(&event);
        for at in 0..bytes.len() {
            for value in [0x00, 0x01, 0x7f, 0x80, 0xff] {
                let mut changed = bytes.clone();
                changed[at] = value;
                if let Ok(Some(Event::Page(page))) = receive_event(&mut &changed[..]) {
                    assert!(page.picture.is_some() || page.text.is_some());
                    if let Some(picture) = page.picture {
                        assert_eq!(picture.rgb.len(), 3 * picture.width * picture.height);
                    }
                    assert!(page.size.0 > 0.0 && page.size.1 > 0.0);
                }
            }
        }
    }
}

#[test]
fn lengths_that_lie_take_no_memory() {
    let mut bytes = sent(&Event::Page(page()));
    bytes[5..9].copy_from_slice(&u32::MAX.to_le_bytes());
    assert!(receive_event(&mut &bytes[..]).is_err());
    let mut bytes = sent(&Event::Page(page()));
    bytes[9..13].copy_from_slice(&u32::MAX.to_le_bytes());
    assert!(receive_event(&mut &bytes[..]).is_err());
}
