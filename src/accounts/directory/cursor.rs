//! Sealed pagination cursors. A cursor is bound to its list and rejected with any other filter or order.

use super::query::Query;
use crate::{accounts::Accounts, store::directory::Place};
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Cursor {
    pub side: Side,
    /// The page number to show, as it was when the cursor was created.
    pub page: u64,
    pub place: Place,
}

/// Whether the page is before or after the place, in the order of the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Side {
    Before,
    After,
}

impl Accounts {
    pub(super) fn seal_cursor(&self, query: &Query, cursor: &Cursor) -> String {
        self.seal(&purpose(query), cursor)
    }

    /// None if the cursor is invalid or belongs to another list.
    pub(super) fn open_cursor(&self, query: &Query, cursor: &str) -> Option<Cursor> {
        self.open_sealed(&purpose(query), cursor)
    }
}

fn purpose(query: &Query) -> String {
    format!("cursor 1 {}", query.fingerprint())
}
