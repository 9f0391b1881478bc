//! Maintenance of the whole database: deleting expired data, also at once after the clock was moved, trying to write after a
//! refused write, and seeding it with made-up users.

mod catch_up;
mod refused_writes;
mod seed;
mod seed_names;
mod sweep;

pub(super) use refused_writes::retry_writes;
pub use sweep::Swept;
