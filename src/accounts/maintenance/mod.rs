//! Maintenance of the whole database: deleting expired data, also at once after the clock was moved, and seeding it with
//! made-up users.

mod catch_up;
mod seed;
mod seed_names;
mod sweep;

pub use sweep::Swept;
