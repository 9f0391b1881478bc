//! Copy, backup and restore of databases. tests/inside/postgres/recovery.rs copies between the engines.

mod audit;
mod avatars;
mod backup;
mod copy;
mod tables;
