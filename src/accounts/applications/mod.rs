//! Applications behind Vestibule: which ones there are, who may enter them, and what they learn about users.
//!
//! They are rows of the database, or defined in a file of the operator, which is read at the start. Where both define the same,
//! the file wins (`docs/decisions/0043-applications.md`).

mod admitting;
mod conflict;
mod create;
mod delete;
mod enter;
mod error;
mod list;
mod load;
mod memory;
mod problems;
mod replace;
mod request;
mod show;
mod stored;

pub(super) use enter::Entries;
pub use error::ApplicationError;
pub(super) use memory::ApplicationMemory;
pub use problems::application_problems;
