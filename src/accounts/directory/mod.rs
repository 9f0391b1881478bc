//! The user directory, for administrators: paged lists, exports and bulk changes.

mod backfill;
mod bulk_request;
mod change_many;
mod confirm;
mod cursor;
mod export;
mod group_names;
mod list;
mod plan;
mod query;

pub use export::UserExport;
pub use list::ListUsersError;
pub(super) use plan::LastTotals;
