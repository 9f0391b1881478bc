//! Profile pictures.

mod set;

pub use set::AvatarError;
