//! Who draws what this program cannot? LibreOffice draws office files, and Poppler draws PDFs a second time.
//!
//! Each is a process of its own with limits: in Bubblewrap, otherwise in namespaces of the system, otherwise unshielded. A shell sets
//! the limits on itself before it becomes the program, so nothing runs without them. The process group is killed when the program has
//! ended or its time is over.

pub mod libreoffice;
pub mod poppler;
