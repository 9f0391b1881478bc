//! The audit log: recording and reading events.

mod event;
mod list;
mod request;

pub(super) use event::{Actor, Event, log};
pub(super) use list::EventPages;
pub use list::{AuditError, AuditExport};
