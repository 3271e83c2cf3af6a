//! External renderers: LibreOffice renders office files, and Poppler renders PDFs a second time.
//!
//! Each is a process of its own with limits: in Bubblewrap, otherwise in Linux namespaces, otherwise without
//! isolation. A shell sets the limits on itself before it executes the program, so nothing runs without them.
//! The process group is killed when the program has ended or timed out.

pub mod libreoffice;
pub mod poppler;
