//! The program as its users run it: by its command line, on documents and pictures of `testdata` and on some that are made on the
//! spot. One program of tests, so that long ones run side by side, and the library is linked once.

mod book;
mod certainty;
mod command_line;
#[path = "../common/mod.rs"]
mod common;
mod containers;
mod contract;
mod desk;
mod dkim;
mod enclosed;
mod everyday;
mod faxes;
mod forgeries;
mod incoming;
mod mail;
mod metadata;
mod ocr;
mod office;
mod office_pages;
mod outlook;
mod publishing;
mod quotations;
mod resume;
mod screens;
mod settings;
mod several;
mod shots;
mod strangers;
mod terminal;
mod watching;
mod words;
