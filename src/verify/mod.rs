//! The way of one picture: recall, registration, comparison, judgement.
