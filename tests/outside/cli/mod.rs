//! The command line, on the built binary: every test in a directory of its own, with an empty environment. What has to
//! do with SQLite's files is in modules named `sqlite`, and is left out where the tests run on PostgreSQL.

mod administration;
mod audit;
mod beside;
mod check;
mod directory;
mod files;
mod health;
mod migrate;
mod moving;
mod usage;
mod user;
