//! Whole databases: copied, backed up, put back. The tests of tests/inside/postgres do it between the engines.

mod audit;
mod avatars;
mod backup;
mod copy;
mod tables;
