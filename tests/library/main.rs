//! The library as a program that embeds it would use it: its index, its features, and what it makes of hostile text.

mod attacks;
mod damage;
mod features;
mod index;
mod legibility;
mod several;
