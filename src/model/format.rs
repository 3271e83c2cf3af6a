//! Formats of files: one line each, with name, number and kind.

/// Kind of a format.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Pages with a layout of their own.
    Pages,
    /// Picture, whose first page or frames can be checked.
    Picture,
    /// Messages: words without a look.
    Mail {
        /// True if the file has the message as it was sent, so that signatures can be checked.
        is_as_sent: bool,
        /// True if a file holds any number of messages and is not read into memory.
        is_container: bool,
    },
    /// Office file: the look of its pages depends on the office program.
    Office {
        /// Kind of document.
        of: OfficeKind,
        /// True if its words are decoded here. Otherwise an office program has to render it.
        is_read: bool,
    },
}

/// Kind of an office file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OfficeKind {
    /// Text document.
    Text,
    /// Workbook: each sheet is a page.
    Workbook,
    /// Presentation: each slide is a page.
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

/// Defines the enum and its table from the same lines, so that neither can be incomplete.
macro_rules! formats {
    ($($(#[$doc:meta])* $format:ident, $name:literal, $kind:expr;)*) => {
        /// Format of a file, detected from its content.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Format {
            $($(#[$doc])* $format,)*
        }

        /// Every format, by its number.
        const FORMATS: &[(Format, &str, Kind)] = &[$((Format::$format, $name, $kind),)*];
    };
}

// The order gives the numbers sent between processes, and the names are stored in the index: neither may change.
formats! {
    /// Portable Document Format: pages in points.
    Pdf, "PDF", Kind::Pages;
    /// Portable Network Graphics (PNG).
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
    /// Mailbox (mbox): each message is a page.
    Mbox, "MBOX", MAILBOX;
    /// One message as saved by Outlook.
    Msg, "MSG", MESSAGE_REWRITTEN;
    /// Outlook's wrapper of a sent message (TNEF): `winmail.dat`.
    Tnef, "TNEF", MESSAGE_REWRITTEN;
    /// Rich Text Format: words only, as for all office formats.
    Rtf, "RTF", read(OfficeKind::Text);
    /// Word document.
    Docx, "DOCX", read(OfficeKind::Text);
    /// Excel workbook: each sheet is a page.
    Xlsx, "XLSX", read(OfficeKind::Workbook);
    /// PowerPoint presentation: each slide is a page.
    Pptx, "PPTX", read(OfficeKind::Presentation);
    /// OpenDocument text.
    Odt, "ODT", read(OfficeKind::Text);
    /// OpenDocument spreadsheet: each sheet is a page.
    Ods, "ODS", read(OfficeKind::Workbook);
    /// OpenDocument presentation: each slide is a page.
    Odp, "ODP", read(OfficeKind::Presentation);
    /// Outlook store, PST or OST: each message is a page.
    Pst, "PST", STORE;
    /// Word document up to 2003: recognised but not decoded, as for the two below.
    Doc, "DOC", drawn(OfficeKind::Text);
    /// Excel workbook up to 2003.
    Xls, "XLS", drawn(OfficeKind::Workbook);
    /// PowerPoint presentation up to 2003.
    Ppt, "PPT", drawn(OfficeKind::Presentation);
    /// AVIF: one picture in AV1.
    Avif, "AVIF", Kind::Picture;
    /// HEIC, as phones save pictures: one picture in HEVC.
    Heic, "HEIC", Kind::Picture;
    /// JPEG XL.
    JpegXl, "JPEG XL", Kind::Picture;
}

impl Format {
    /// Every format, in the order of the numbers.
    pub fn all() -> impl Iterator<Item = Format> {
        FORMATS.iter().map(|(format, ..)| *format)
    }

    /// Short name stored in the index and shown to people.
    pub fn name(self) -> &'static str {
        FORMATS[self as usize].1
    }

    /// Kind of the format.
    pub fn kind(self) -> Kind {
        FORMATS[self as usize].2
    }

    /// Number of the format, sent between processes of the same program.
    pub fn number(self) -> u32 {
        self as u32
    }

    /// Format with this number. Returns `None` if there is none.
    pub fn numbered(number: u32) -> Option<Self> {
        FORMATS.get(number as usize).map(|(format, ..)| *format)
    }

    /// Kind of document. Returns `None` if it is not an office format.
    pub fn office(self) -> Option<OfficeKind> {
        match self.kind() {
            Kind::Office { of, .. } => Some(of),
            _ => None,
        }
    }

    /// True for office formats.
    pub fn is_office(self) -> bool {
        self.office().is_some()
    }

    /// True for office formats that are not decoded here.
    pub fn is_only_drawn(self) -> bool {
        matches!(self.kind(), Kind::Office { is_read: false, .. })
    }

    /// Ending of the name of a picture's file. Returns `None` for other formats.
    pub fn ending(self) -> Option<String> {
        self.is_picture().then(|| match self {
            Format::Jpeg => "jpg".to_owned(),
            Format::JpegXl => "jxl".to_owned(),
            other => other.name().to_lowercase(),
        })
    }

    /// True for pictures, whose first page or frame can be checked.
    pub fn is_picture(self) -> bool {
        self.kind() == Kind::Picture
    }

    /// True for formats with messages.
    pub fn is_mail(self) -> bool {
        matches!(self.kind(), Kind::Mail { .. })
    }

    /// True for formats with messages as they were sent.
    pub fn is_mail_as_sent(self) -> bool {
        matches!(self.kind(), Kind::Mail { is_as_sent: true, .. })
    }

    /// True if files of this format hold any number of messages and are not read into memory.
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
             13 XLSX, 14 PPTX, 15 ODT, 16 ODS, 17 ODP, 18 PST, 19 DOC, 20 XLS, 21 PPT, \
             22 AVIF, 23 HEIC, 24 JPEG XL"
        );
    }

    #[test]
    fn kinds_are_told_apart() {
        let named = |is: fn(Format) -> bool| {
            Format::all().filter(|format| is(*format)).map(Format::name).collect::<Vec<_>>().join(" ")
        };
        assert_eq!(named(Format::is_picture), "PNG JPEG WebP GIF BMP TIFF AVIF HEIC JPEG XL");
        assert_eq!(named(Format::is_office), "RTF DOCX XLSX PPTX ODT ODS ODP DOC XLS PPT");
        assert_eq!(named(Format::is_only_drawn), "DOC XLS PPT");
        assert_eq!(named(Format::is_mail), "mail MBOX MSG TNEF PST");
        assert_eq!(named(Format::is_mail_as_sent), "mail MBOX");
        assert_eq!(named(Format::is_container), "MBOX PST");
    }
}
