//! The texts of these pages: those that all pages have, and their own, which are in `locales/*.administrators.ftl` and come to a
//! browser with the code of these pages. This module is private, so what other pages say cannot be one of them.

pub use crate::language::say::*;
use crate::language::{Argument, composed, text};

include!(concat!(env!("OUT_DIR"), "/administrators.rs"));
