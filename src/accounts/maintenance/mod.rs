//! Maintenance of the whole database: deleting expired data, and seeding it with made-up users.

mod seed;
mod seed_names;
mod sweep;

pub use sweep::Swept;
