//! The formats of files: one line each, from which its name, its number and what kind it is follow.

/// What kind of file a format is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Pages that the file itself lays out.
    Pages,
    /// A picture, of which the first page or every frame can be checked.
    Picture,
    /// Messages: words without a look.
    Mail {
        /// Whether it has the bytes that were sent, which signatures are made of.
        is_as_sent: bool,
        /// Whether it holds any number of them, and is read without being taken into memory.
        is_container: bool,
    },
    /// A file of an office program: how its pages look is the program's business.
    Office {
        /// What it holds.
        of: OfficeKind,
        /// Whether its words are read here; else an office program has to draw it.
        is_read: bool,
    },
}

/// What the file of an office program holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OfficeKind {
    /// A text.
    Text,
    /// A workbook: each sheet is a page.
    Workbook,
    /// A presentation: each slide is a page.
    Presentation,
}

const MESSAGE: Kind = Kind::Mail { is_as_sent: true, is_container: false };
const MAILBOX: Kind = Kind::Mail { is_as_sent: true, is_container: true };
const MESSAGE_REWRITTEN: Kind = Kind::Mail { is_as_sent: false, is_container: false };
const STORE: Kind = Kind::Mail { is_as_sent: false, is_container: true };

const fn read(of: OfficeKind) -> Kind {
    Kind::Office { of, is_read: true }
}

const fn drawn(of: OfficeKind) -> Kind {
    Kind::Office { of, is_read: false }
}

/// Makes the type and its table from the same lines, so that neither can lack one.
macro_rules! formats {
    ($($(#[$doc:meta])* $format:ident, $name:literal, $kind:expr;)*) => {
        /// What a file is, told from its content.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Format {
            $($(#[$doc])* $format,)*
        }

        /// Every format by its number.
        const FORMATS: &[(Format, &str, Kind)] = &[$((Format::$format, $name, $kind),)*];
    };
}

// The order gives the numbers that go over the pipes, and the names are kept in the index: neither ever changes.
formats! {
    /// Portable Document Format: pages in points.
    Pdf, "PDF", Kind::Pages;
    /// Portable Network Graphics.
    Png, "PNG", Kind::Picture;
    /// JPEG, of any colour model.
    Jpeg, "JPEG", Kind::Picture;
    /// WebP.
    WebP, "WebP", Kind::Picture;
    /// GIF: its first frame.
    Gif, "GIF", Kind::Picture;
    /// Windows bitmap.
    Bmp, "BMP", Kind::Picture;
    /// TIFF: every page.
    Tiff, "TIFF", Kind::Picture;
    /// One mail message: words without a look.
    Mail, "mail", MESSAGE;
    /// A mailbox of messages, each a page.
    Mbox, "MBOX", MAILBOX;
    /// One message as Outlook saves it.
    Msg, "MSG", MESSAGE_REWRITTEN;
    /// What Outlook puts round a message that it sends to others: `winmail.dat`.
    Tnef, "TNEF", MESSAGE_REWRITTEN;
    /// Rich Text Format: words alone, as of all formats of office programs.
    Rtf, "RTF", read(OfficeKind::Text);
    /// A text of Word.
    Docx, "DOCX", read(OfficeKind::Text);
    /// A workbook of Excel: each sheet a page.
    Xlsx, "XLSX", read(OfficeKind::Workbook);
    /// A presentation of PowerPoint: each slide a page.
    Pptx, "PPTX", read(OfficeKind::Presentation);
    /// A text of OpenDocument.
    Odt, "ODT", read(OfficeKind::Text);
    /// A workbook of OpenDocument: each sheet a page.
    Ods, "ODS", read(OfficeKind::Workbook);
    /// A presentation of OpenDocument: each slide a page.
    Odp, "ODP", read(OfficeKind::Presentation);
    /// A store of Outlook, PST or OST: each message a page.
    Pst, "PST", STORE;
    /// A text of Word up to 2003: not read here, as of the two below.
    Doc, "DOC", drawn(OfficeKind::Text);
    /// A workbook of Excel up to 2003.
    Xls, "XLS", drawn(OfficeKind::Workbook);
    /// A presentation of PowerPoint up to 2003.
    Ppt, "PPT", drawn(OfficeKind::Presentation);
}

impl Format {
    /// Every format, by its number.
    pub fn all() -> impl Iterator<Item = Format> {
        FORMATS.iter().map(|(format, ..)| *format)
    }

    /// The short name that is kept in the index and shown to people.
    pub fn name(self) -> &'static str {
        FORMATS[self as usize].1
    }

    /// What kind of file it is.
    pub fn kind(self) -> Kind {
        FORMATS[self as usize].2
    }

    /// Its number, by which processes of the same program name it.
    pub fn number(self) -> u32 {
        self as u32
    }

    /// The format with this number.
    pub fn numbered(number: u32) -> Option<Self> {
        FORMATS.get(number as usize).map(|(format, ..)| *format)
    }

    /// What it holds, where it is the file of an office program.
    pub fn office(self) -> Option<OfficeKind> {
        match self.kind() {
            Kind::Office { of, .. } => Some(of),
            _ => None,
        }
    }

    /// Whether it is the file of an office program.
    pub fn is_office(self) -> bool {
        self.office().is_some()
    }

    /// Whether it is the file of an office program whose words are not read here.
    pub fn is_only_drawn(self) -> bool {
        matches!(self.kind(), Kind::Office { is_read: false, .. })
    }

    /// Whether it is a picture, of which the first page or frame can be checked.
    pub fn is_picture(self) -> bool {
        self.kind() == Kind::Picture
    }

    /// Whether it holds messages.
    pub fn is_mail(self) -> bool {
        matches!(self.kind(), Kind::Mail { .. })
    }

    /// Whether it holds messages as they were sent.
    pub fn is_mail_as_sent(self) -> bool {
        matches!(self.kind(), Kind::Mail { is_as_sent: true, .. })
    }

    /// Whether a file of this kind holds any number of messages, and is read without being taken into memory.
    pub fn is_container(self) -> bool {
        matches!(self.kind(), Kind::Mail { is_container: true, .. })
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_format_has_a_name_and_a_number_of_its_own() {
        let names: BTreeSet<String> = Format::all().map(|format| format.name().to_lowercase()).collect();
        assert_eq!(names.len(), FORMATS.len());
        for format in Format::all() {
            assert_eq!(Format::numbered(format.number()), Some(format));
        }
        assert_eq!(Format::numbered(FORMATS.len() as u32), None);
    }

    #[test]
    fn names_and_numbers_are_those_that_they_ever_were() {
        let said: Vec<String> =
            Format::all().map(|format| format!("{} {}", format.number(), format.name())).collect();
        assert_eq!(
            said.join(", "),
            "0 PDF, 1 PNG, 2 JPEG, 3 WebP, 4 GIF, 5 BMP, 6 TIFF, 7 mail, 8 MBOX, 9 MSG, 10 TNEF, 11 RTF, 12 DOCX, \
             13 XLSX, 14 PPTX, 15 ODT, 16 ODS, 17 ODP, 18 PST, 19 DOC, 20 XLS, 21 PPT"
        );
    }

    #[test]
    fn kinds_are_told_apart() {
        let named = |is: fn(Format) -> bool| {
            Format::all().filter(|format| is(*format)).map(Format::name).collect::<Vec<_>>().join(" ")
        };
        assert_eq!(named(Format::is_picture), "PNG JPEG WebP GIF BMP TIFF");
        assert_eq!(named(Format::is_office), "RTF DOCX XLSX PPTX ODT ODS ODP DOC XLS PPT");
        assert_eq!(named(Format::is_only_drawn), "DOC XLS PPT");
        assert_eq!(named(Format::is_mail), "mail MBOX MSG TNEF PST");
        assert_eq!(named(Format::is_mail_as_sent), "mail MBOX");
        assert_eq!(named(Format::is_container), "MBOX PST");
    }
}
