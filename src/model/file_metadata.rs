//! What the file of a picture says of itself: a circumstance, and never a proof, for anyone can write it.

use serde::{Deserialize, Serialize};

use crate::limits::{MAX_FILE_PROGRAMS, MAX_FILE_TEXT_BYTES};

/// What the file of a picture says of itself. Answers and the pipe of the child process share its JSON form.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct FileMetadata {
    /// Make and model of the camera.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub camera: Option<String>,
    /// Programs that wrote the file, each once.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub programs: Vec<String>,
    /// When the picture was taken: `2031-09-08T16:04:00`, with an offset from UTC if the file has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub taken: Option<String>,
    /// When it was digitised, in the same form.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub digitised: Option<String>,
    /// When the file was last changed, in the same form.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub modified: Option<String>,
    /// Its title.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// Its description.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// A comment of a program or a person.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
    /// True if it has a place.
    #[serde(skip_serializing_if = "is_false")]
    pub has_place: bool,
    /// The place, if it was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub place: Option<Place>,
    /// Width and height in pixels that the camera noted, if the picture has others.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub noted_size: Option<(u32, u32)>,
    /// Width and height of the thumbnail in pixels, if its shape is clearly another than that of the picture.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub thumbnail: Option<(u32, u32)>,
    /// Quality of a JPEG, 1 to 100, if it has the tables that the reference program has at that quality.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub jpeg_quality: Option<u8>,
    /// True if a JPEG has other tables.
    #[serde(skip_serializing_if = "is_false")]
    pub jpeg_own_tables: bool,
    /// Blocks beside the pixels, each once.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub blocks: Vec<Block>,
}

/// A place on the earth.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Place {
    /// Degrees north of the equator.
    pub latitude: f64,
    /// Degrees east of Greenwich.
    pub longitude: f64,
}

impl Place {
    /// The place, if the earth has it.
    pub fn of(latitude: f64, longitude: f64) -> Option<Self> {
        let is_there = latitude.abs() <= 90.0 && longitude.abs() <= 180.0;
        is_there.then_some(Self { latitude, longitude })
    }
}

/// A block of a file beside the pixels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Block {
    /// The header of plain JPEG files.
    Jfif,
    /// Notes of a camera (EXIF).
    Exif,
    /// Notes of programs in XML (XMP).
    Xmp,
    /// A block in the form of Photoshop, which many programs and services write.
    Photoshop,
    /// The mark of Adobe's JPEG encoder.
    Adobe,
    /// A manifest of C2PA (Content Credentials), which is not checked.
    C2pa,
}

impl FileMetadata {
    /// The same without the place itself.
    pub fn without_place(self) -> Self {
        Self { place: None, ..self }
    }

    /// True if it says more than how the pixels are stored.
    pub fn says_something(&self) -> bool {
        let Self { jpeg_quality: _, jpeg_own_tables: _, blocks, .. } = self;
        let how = Self {
            jpeg_quality: self.jpeg_quality,
            jpeg_own_tables: self.jpeg_own_tables,
            blocks: blocks.clone(),
            ..Self::default()
        };
        *self != how || blocks.contains(&Block::C2pa)
    }

    /// True if a reader of files could have said this: texts are short, and numbers within their range.
    pub fn is_possible(&self) -> bool {
        let times = [&self.taken, &self.digitised, &self.modified];
        let words = [&self.camera, &self.title, &self.description, &self.comment];
        let texts = times.into_iter().chain(words).flatten().chain(&self.programs);
        let is_place = |place: &Place| Place::of(place.latitude, place.longitude).is_some();
        texts.into_iter().all(|text| text.len() <= MAX_FILE_TEXT_BYTES)
            && self.programs.len() <= MAX_FILE_PROGRAMS
            && self.place.as_ref().is_none_or(is_place)
            && self.jpeg_quality.is_none_or(|quality| (1..=100).contains(&quality))
    }

    /// Adds a program, if it has a name that is not there yet.
    pub fn add_program(&mut self, name: Option<String>) {
        if let Some(name) = name.filter(|name| !self.programs.contains(name))
            && self.programs.len() < MAX_FILE_PROGRAMS
        {
            self.programs.push(name);
        }
    }

    /// Adds a block, if it is not there yet.
    pub fn add_block(&mut self, block: Block) {
        if !self.blocks.contains(&block) {
            self.blocks.push(block);
        }
    }
}

fn is_false(said: &bool) -> bool {
    !said
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn how_the_pixels_are_stored_is_nothing_that_a_file_says() {
        let stored = FileMetadata { jpeg_quality: Some(85), blocks: vec![Block::Jfif], ..Default::default() };
        assert!(!stored.says_something());
        assert!(FileMetadata { has_place: true, ..stored.clone() }.says_something());
        assert!(FileMetadata { blocks: vec![Block::C2pa], ..stored }.says_something());
    }

    #[test]
    fn what_no_reader_says_is_not_possible() {
        let said = FileMetadata { title: Some("x".repeat(MAX_FILE_TEXT_BYTES)), ..Default::default() };
        assert!(said.is_possible());
        let too_long = Some("x".repeat(MAX_FILE_TEXT_BYTES + 1));
        assert!(!FileMetadata { title: too_long, ..Default::default() }.is_possible());
        assert!(!FileMetadata { jpeg_quality: Some(0), ..Default::default() }.is_possible());
        let nowhere = Some(Place { latitude: 91.0, longitude: 0.0 });
        assert!(!FileMetadata { place: nowhere, ..Default::default() }.is_possible());
        assert_eq!(Place::of(f64::NAN, 0.0), None);
    }
}
