//! The pictures of people.

mod set;

pub use set::AvatarError;
