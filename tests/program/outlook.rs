//! Messages as Outlook writes them: MSG and TNEF, with all that is attached, and a ledger that reconciles.

use std::collections::BTreeMap;

use crate::common::mail::{documents, field, letters};
use crate::common::{Desk, png};
use verify_shot::model::text::{FieldKind, Text};

/// A file of `testdata/formats/outlook`.
fn sample(name: &str) -> Vec<u8> {
    std::fs::read(format!("{}/testdata/formats/outlook/{name}", env!("CARGO_MANIFEST_DIR"))).unwrap()
}

/// The index of a folder with these samples, each without its ending: what a file is comes from its content.
fn with(samples: &[&str]) -> (Desk, BTreeMap<(String, u32), Text>) {
    let desk = Desk::new();
    for name in samples {
        desk.write(&format!("leak/{}", name.split('.').next().unwrap()), &sample(name));
    }
    desk.expect(0, &["add", "leak", "--index", "i.db"]);
    let found = letters(&desk);
    (desk, found)
}

fn of<'a>(found: &'a BTreeMap<(String, u32), Text>, name: &str) -> &'a Text {
    found.get(&(name.into(), 1)).unwrap_or_else(|| panic!("{name} is not among {:?}", found.keys()))
}

#[test]
fn issue_3_a_message_of_outlook_has_the_header_with_which_it_came() {
    let (desk, found) = with(&["lamps.msg"]);
    let text = of(&found, "lamps");
    assert_eq!(field(text, FieldKind::From), "Jørgen Ostrander <jorgen.ostrander@halcyon.example>");
    let to = "Quillfeather, Marisol <marisol.quillfeather@halcyon.example>, lamps@halcyon.example";
    assert_eq!(field(text, FieldKind::To), to);
    assert_eq!(field(text, FieldKind::Cc), "Accounts <accounts@halcyon.example>");
    assert_eq!(field(text, FieldKind::Date), "Thu, 11 Sep 2031 07:58:04 +0200");
    assert_eq!(field(text, FieldKind::Subject), "Lamps for the breakwater, second order");
    assert!(text.body.starts_with("Dear Marisol,\n\nthe 48 lamps came on Tuesday"), "{:?}", text.body);
    assert!(!text.body.contains("Not these words"), "{:?}", text.body);
    let status = desk.status("i.db");
    assert_eq!((&status["attachments"], &status["attachments_refused"]), (&4.into(), &0.into()), "{status}");
}

#[test]
fn issue_3_what_is_attached_in_outlook_is_a_document_and_a_message_in_a_message_too() {
    let (desk, found) = with(&["lamps.msg"]);
    let expected = [
        ("lamps", 1, false),
        ("lamps/Your broken lamps", 1, true),
        ("lamps/Your broken lamps/label.png", 1, true),
        ("lamps/invoice-3107.pdf", 1, true),
        ("lamps/plan.png", 1, true),
    ];
    let documents = documents(&desk);
    assert_eq!(documents, expected.map(|(name, pages, attached)| (name.to_owned(), pages, attached)));
    let inner = of(&found, "lamps/Your broken lamps");
    assert_eq!(field(inner, FieldKind::From), "Thessaly Brandvold <thessaly@wrack.example>");
    assert_eq!(field(inner, FieldKind::To), "Jørgen Ostrander <jorgen.ostrander@halcyon.example>");
    assert_eq!(field(inner, FieldKind::Date), "Wed, 10 Sep 2031 14:30:05 +0000");
    assert_eq!(field(inner, FieldKind::Subject), "Your broken lamps");
    assert!(inner.body.starts_with("Sirs,\n\nwe regret the 6 lamps."), "{:?}", inner.body);
}

#[test]
fn issue_3_without_such_a_header_outlook_says_what_it_knows_and_html_gives_its_words() {
    let (_, found) = with(&["tides.msg"]);
    let text = of(&found, "tides");
    // An address within Exchange is none to anybody else.
    assert_eq!(field(text, FieldKind::From), "Ottoline Farrowgate");
    assert_eq!(field(text, FieldKind::To), "All hands");
    assert_eq!(field(text, FieldKind::Cc), "Harbour master; Pilot");
    assert_eq!(field(text, FieldKind::Date), "Mon, 29 Sep 2031 16:45:00 +0000");
    assert!(text.body.contains("prop shop – low water on the 4th at 5:12"), "{:?}", text.body);
    assert!(
        text.body.contains("“for one more take”") && !text.body.contains("Nobody sees"),
        "{:?}",
        text.body
    );
}

#[test]
fn issue_3_a_body_in_rtf_alone_and_texts_in_code_pages_give_their_letters() {
    let (desk, found) = with(&["crew.msg"]);
    let text = of(&found, "crew");
    assert_eq!(field(text, FieldKind::Subject), "Noční směna");
    assert_eq!(field(text, FieldKind::From), "Božena Řehořová <bozena@halcyon.example>");
    assert_eq!(field(text, FieldKind::To), "Štěpán Kůs");
    let expected = "The Žižkov crew works nights from the 12th.\nНочь means night; the word stands on every call sheet.\nHalcyon";
    assert!(text.body.starts_with(expected), "{:?}", text.body);
    assert!(!text.body.contains("hidden") && !text.body.contains("<p>"), "{:?}", text.body);
    // Three files are announced: one is read, one is elsewhere, one is not in the file.
    let status = desk.status("i.db");
    assert_eq!((&status["attachments"], &status["attachments_refused"]), (&3.into(), &2.into()), "{status}");
    let reasons: Vec<&str> =
        status["unread"].as_array().unwrap().iter().map(|u| u["reason"].as_str().unwrap()).collect();
    assert!(reasons.iter().any(|r| r.contains("a link to a file that is elsewhere")), "{reasons:?}");
    assert!(reasons.iter().any(|r| r.contains("3 attached files; 2 of them")), "{reasons:?}");
}

#[test]
fn issue_3_what_outlook_wraps_is_unwrapped_by_itself_and_within_a_mail() {
    let (desk, found) = with(&["winmail.dat", "fitting.eml"]);
    for name in ["winmail", "fitting/winmail.dat"] {
        let text = of(&found, name);
        assert_eq!(field(text, FieldKind::Subject), "Fitting put off");
        assert_eq!(field(text, FieldKind::From), "Perpetua Vance");
        assert_eq!(field(text, FieldKind::To), "Wardrobe <wardrobe@halcyon.example>");
        assert_eq!(field(text, FieldKind::Date), "Sat, 13 Sep 2031 09:00:00 +0000");
        let expected = "The fitting of the 14th is put off by a day, to the 15th at 9.\nHalcyon";
        assert!(text.body.starts_with(expected), "{:?}", text.body);
        let inner = of(&found, &format!("{name}/Costumes"));
        assert_eq!((field(inner, FieldKind::Subject), &inner.body[..11]), ("Costumes", "Eleven coat"));
    }
    let names: Vec<String> =
        documents(&desk).into_iter().map(|d| d.0).filter(|n| n.starts_with("winm")).collect();
    let expected = ["winmail", "winmail/Costumes", "winmail/coats, all eleven.png", "winmail/water mark.png"];
    assert_eq!(names, expected);
    assert_eq!(desk.status("i.db")["index"]["unread"], 0);
}

#[test]
fn issue_3_a_picture_attached_in_outlook_is_found_by_its_look() {
    let plan = png(21);
    let desk = Desk::new();
    let whole = sample("winmail.dat");
    let at = whole.windows(4).position(|w| w == b"\x89PNG").unwrap();
    let length = u32::from_le_bytes(whole[at - 4..at].try_into().unwrap()) as usize;
    // Another picture in its place, and its length said anew.
    let parts = [&whole[..at - 4], &(plan.len() as u32).to_le_bytes()[..], &plan, &whole[at + length..]];
    desk.write("leak/winmail.dat", &parts.concat());
    desk.write("shot.png", &plan);
    desk.expect(0, &["add", "leak", "--index", "i.db"]);
    let said = desk.expect(0, &["shot.png", "--index", "i.db", "--json"]);
    assert_eq!(said.lines()[0]["pages"][0]["document"], "winmail.dat/coats, all eleven.png");
}

#[test]
fn issue_3_what_is_cut_is_said_and_the_rest_is_read() {
    let desk = Desk::new();
    let whole = sample("winmail.dat");
    desk.write("leak/cut.dat", &whole[..whole.len() - 100]);
    desk.write("leak/cut.msg", &sample("lamps.msg")[..9000]);
    desk.run(&["add", "leak", "--index", "i.db"]);
    let status = desk.status("i.db");
    let unread = status["unread"].as_array().unwrap();
    let said = |name: &str| {
        let of = unread.iter().filter(|u| u["document"].as_str().unwrap().starts_with(name));
        of.map(|u| u["reason"].as_str().unwrap()).collect::<Vec<_>>().join(" ")
    };
    assert!(said("cut.dat").contains("ends in the middle"), "{status}");
    assert!(said("cut.msg").contains("ends too early"), "{status}");
    assert_eq!(letters(&desk).len(), 1);
}

#[test]
fn issue_3_an_old_office_file_is_no_message_and_its_refusal_says_what_to_do() {
    let desk = Desk::new();
    let other = sample("tides.msg");
    let name: Vec<u8> = "__properties_version1.0".bytes().flat_map(|b| [b, 0]).collect();
    let mut other = other;
    while let Some(at) = other.windows(name.len()).position(|w| w == name) {
        other[at] = b'W';
    }
    desk.write("leak/budget.doc", &other);
    desk.run(&["add", "leak", "--index", "i.db"]);
    let status = desk.status("i.db");
    assert!(status["unread"][0]["reason"].as_str().unwrap().contains("old Office file"), "{status}");
}

#[test]
fn issue_3_a_store_gives_every_message_and_names_those_that_it_cannot_give() {
    let (desk, found) = with(&["harbour.pst"]);
    let status = desk.status("i.db");
    let lost: Vec<(u64, &str)> = status["unread"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|u| Some((u["page"].as_u64()?, u["reason"].as_str()?)))
        .collect();
    // 26 messages in two folders, one of them damaged, and one that a folder lists alone.
    assert_eq!(found.keys().filter(|(name, _)| name == "harbour").count(), 25);
    assert_eq!(lost.len(), 2, "{status}");
    assert!(lost[0].0 == 17 && lost[0].1.contains("damaged"), "{lost:?}");
    assert!(lost[1].0 == 27 && lost[1].1.contains("A folder lists it"), "{lost:?}");
    for number in (1..=26).filter(|n| *n != 17) {
        let text = &found[&("harbour".into(), number)];
        assert_eq!(field(text, FieldKind::Subject), format!("Watch {number}"));
        let said = if number == 11 {
            "Watch 11 is kept".into()
        } else {
            format!("Watch {number}: {} boats", 3 * number)
        };
        assert!(text.body.starts_with(&said), "{:?}", text.body);
    }
    let text = &found[&("harbour".into(), 4)];
    assert_eq!(field(text, FieldKind::From), "Marisol Quillfeather <marisol.quillfeather@halcyon.example>");
    assert_eq!(field(text, FieldKind::To), "Jørgen Ostrander <jorgen.ostrander@halcyon.example>");
    assert_eq!(field(text, FieldKind::Cc), "Harbour office <harbour@halcyon.example>");
    assert_eq!(field(text, FieldKind::Date), "Thu, 4 Sep 2031 06:30:00 +0000");
    // A body of several blocks is whole.
    assert!(found[&("harbour".into(), 8)].body.ends_with("Entry 699: bearing 303 degrees, lamp 27 lit."));
}

#[test]
fn issue_3_what_is_attached_in_a_store_is_below_the_number_of_its_message() {
    let (desk, found) = with(&["harbour.pst"]);
    let below: Vec<_> = documents(&desk).into_iter().filter(|(_, _, attached)| *attached).collect();
    let expected = [
        ("harbour/3/attachment", 0, true),
        ("harbour/3/log.txt", 0, true),
        ("harbour/3/watch.png", 1, true),
        ("harbour/5/Of the night before", 1, true),
        ("harbour/5/Of the night before/fog.png", 1, true),
    ];
    assert_eq!(below, expected.map(|(name, pages, attached)| (name.to_owned(), pages, attached)));
    let inner = of(&found, "harbour/5/Of the night before");
    assert_eq!(field(inner, FieldKind::Date), "Mon, 1 Sep 2031 04:00:00 +0000");
    assert!(inner.body.starts_with("The fog came at 2:10."), "{:?}", inner.body);
    let status = desk.status("i.db");
    assert_eq!((&status["attachments"], &status["attachments_refused"]), (&5.into(), &2.into()), "{status}");
    let reasons = status["unread"].to_string();
    assert!(reasons.contains("The message lists it, and it is not in the store"), "{reasons}");
}

#[test]
fn issue_3_a_store_of_outlook_2013_gives_what_one_of_the_kind_before_it_gives() {
    // It has a password, too: Outlook asks for that where the store holds its checksum, and encrypts nothing (MS-PST 2.4.3).
    let (desk, found) = with(&["harbour.ost"]);
    let (older, expected) = with(&["harbour.pst"]);
    let both: BTreeMap<_, _> = found.iter().filter(|((name, n), _)| name != "harbour" || *n < 27).collect();
    assert_eq!(both, expected.iter().collect());
    // The message behind these is to more people than a block of the older kinds can number, and the list comes last.
    let text = &found[&("harbour".into(), 27)];
    assert!(field(text, FieldKind::To).ends_with(", Hand 699 <699@h.example>, Hand 700 <700@h.example>"));
    let lost = |desk: &Desk| {
        let status = desk.status("i.db");
        let pages = status["unread"].as_array().unwrap().iter().filter_map(|u| u["page"].as_u64());
        pages.collect::<Vec<_>>()
    };
    assert_eq!((lost(&desk), lost(&older)), (vec![17, 28], vec![17, 27]));
    let noise = desk.expect(0, &["list", "harbour/27/noise.bin", "--index", "i.db", "--json"]);
    assert_eq!(noise.lines()[0]["bytes"], 200_000);
    let digest = "42ac518c";
    assert!(noise.lines()[0]["sha256"].as_str().unwrap().starts_with(digest), "{}", noise.out);
}

#[test]
fn issue_3_a_store_of_a_kind_that_is_not_read_says_how_to_get_at_its_messages() {
    let desk = Desk::new();
    let mut store = sample("harbour.pst");
    store[10] = 37;
    desk.write("leak/a.ost", &store);
    desk.run(&["add", "leak", "--index", "i.db"]);
    let status = desk.status("i.db");
    assert!(
        status["unread"][0]["reason"].as_str().unwrap().contains("Export it from Outlook as PST"),
        "{status}"
    );
}

#[test]
fn issue_3_a_store_of_the_older_kind_gives_its_messages_in_their_code_page() {
    let (desk, found) = with(&["logbook.pst"]);
    assert_eq!(found.len(), 3);
    let text = &found[&("logbook".into(), 2)];
    assert_eq!(field(text, FieldKind::From), "Göran Ås");
    assert_eq!(field(text, FieldKind::To), "Märta Öhrn");
    assert_eq!(field(text, FieldKind::Date), "Tue, 2 Nov 1999 22:05:00 +0000");
    assert!(text.body.starts_with("Line 1: nothing seen") && text.body.contains("Line 500: nothing"));
    assert!(text.body.contains("The café on the quay closed at 2 – nobody minded.\nHalcyon"));
    assert_eq!(desk.status("i.db")["index"]["unread"], 0);
}
