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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{shared::ids::UserId, store::directory::Key};
    use proptest::prelude::*;
    use uuid::Uuid;

    proptest! {
        // A key that was read as one of another type would continue the list at another place.
        #[test]
        fn a_cursor_is_read_as_it_was_written(text: String, number: i64, id: u128, page: u64, is_after: bool) {
            let side = if is_after { Side::After } else { Side::Before };
            for key in [Key::Text(text), Key::Text(number.to_string()), Key::Integer(number)] {
                let cursor = Cursor { side, page, place: Place { key, id: UserId(Uuid::from_u128(id)) } };
                let json = serde_json::to_vec(&cursor).unwrap();
                prop_assert_eq!(serde_json::from_slice::<Cursor>(&json).unwrap(), cursor);
            }
        }
    }
}
