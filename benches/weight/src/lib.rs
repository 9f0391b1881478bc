//! `make weight`: prints what each feature, crate and module adds to the binary, the WebAssembly, the memory at rest and the start.
//!
//! `docs/internals/weight.md` explains the tables. The modules, from the outside in:
//!
//! | modules | purpose |
//! |---|---|
//! | [`run`] | the command line and all measurements |
//! | [`report`] with [`rows`], [`table`], [`document`] | the output |
//! | [`features`] | the table of features |
//! | [`start`] with [`callgrind`], [`memory`], [`server`] | the running server |
//! | [`parts`], [`wasm`] | the files for browsers |
//! | [`attribution`] with [`unwinding`], [`references`] and [`embedded_files`], [`sizes`], [`address_map`], [`image`] | the binary |
//! | [`owner`], [`modules`], [`names`] | the names of functions |

mod address_map;
mod attribution;
mod callgrind;
mod document;
mod embedded_files;
mod features;
mod image;
mod memory;
mod modules;
mod names;
mod owner;
mod parts;
mod references;
mod report;
mod rows;
pub mod run;
mod server;
mod sizes;
mod start;
mod table;
mod unwinding;
mod wasm;

use std::{
    error::Error,
    path::{Path, PathBuf},
};

/// Every error ends the program, so a message is sufficient.
pub type Result<T> = std::result::Result<T, Box<dyn Error>>;

/// Returns the folder of the repository.
fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}
