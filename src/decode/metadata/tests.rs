//! Files of each format, whole, damaged and hostile.

