//! `/applications` and `/applications/{name}`: what stands behind Vestibule, for administrators.

mod connect;
mod create;
mod deletion;
mod details;
mod fields;
mod list;
mod page;
mod words;

pub use list::ApplicationsPage;
pub use page::ApplicationPage;
