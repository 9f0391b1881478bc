//! The built binary: a place to run it in, a server of it, and a connection to that.

#![allow(dead_code, unused_imports, reason = "each test binary uses a part of it")]

mod connection;
mod place;
mod server;

pub use connection::{Answer, Connection};
pub use place::{PASSWORD, Place, Ran, block_on};
pub use server::Server;
