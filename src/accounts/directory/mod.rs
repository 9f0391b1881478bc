//! Everyone, for administrators: a page at a time, as a file, and many changed at once.

mod bulk_request;
mod change_many;
mod confirm;
mod cursor;
mod export;
mod index;
mod list;
mod plan;
mod query;

pub use export::UserExport;
pub use list::ListUsersError;
pub(super) use plan::LastTotals;
