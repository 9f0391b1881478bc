//! What is done to the database as a whole: clearing away, and filling it with made-up people.

mod seed;
mod seed_names;
mod sweep;

pub use sweep::Swept;
