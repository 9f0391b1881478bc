//! Where a list goes on. A cursor is bound to its list, and opens no other.

use super::query::Query;
use crate::{accounts::Accounts, store::directory::Place};
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Cursor {
    pub side: Side,
    /// The number of the page that begins or ends there, as it was when the cursor was made.
    pub page: u64,
    pub place: Place,
}

/// On which side of the place the page lies, in the order of the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Side {
    Before,
    After,
}

impl Accounts {
    pub(super) fn seal_cursor(&self, query: &Query, cursor: &Cursor) -> String {
        self.seal(&purpose(query), cursor)
    }

    /// None for what was not made here, or for another list.
    pub(super) fn open_cursor(&self, query: &Query, cursor: &str) -> Option<Cursor> {
        self.open_sealed(&purpose(query), cursor)
    }
}

fn purpose(query: &Query) -> String {
    format!("cursor 1 {}", query.name())
}
