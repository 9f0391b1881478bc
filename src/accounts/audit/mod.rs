//! The audit trail: recording events, and reading them.

mod event;
mod list;
mod request;

pub(super) use event::{Actor, Event, log};
pub(super) use list::EventPages;
pub use list::{AuditError, AuditExport};
