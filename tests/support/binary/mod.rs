//! Runs the built binary: its working directory, a server process, and a connection to it.

#![allow(dead_code, unused_imports, reason = "each test binary uses a part of it")]

mod connection;
mod place;
mod server;

pub use connection::{Answer, Connection};
pub use place::{PASSWORD, Place, RunOutput, binary, block_on};
pub use server::Server;
