//! What was said, and how can it be proved later? The log, its stamps, the archive of pictures, and their audit.

pub mod archive;
pub mod audit;
pub mod log;
pub mod stamp;
