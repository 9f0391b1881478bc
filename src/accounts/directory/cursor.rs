//! Where a list goes on. A cursor holds a name or an address, so it is sealed, not merely signed; and it is bound to its
//! list, so that it opens no other.

use super::{Accounts, request::Query};
use crate::store::directory::Place;
use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use serde::{Deserialize, Serialize};

/// No cursor of ours is longer.
const LONGEST: usize = 2000;

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
    pub(super) fn seal_cursor(&self, query: &Query, cursor: Cursor) -> String {
        let text = serde_json::to_vec(&cursor).unwrap_or_else(|_| unreachable!("texts and numbers are JSON"));
        let sealed = self.keyring().seal(&context(query), &text, self.entropy().bytes());
        BASE64_URL_SAFE_NO_PAD.encode(sealed)
    }

    /// None for what was not made here, or for another list.
    pub(super) fn open_cursor(&self, query: &Query, cursor: &str) -> Option<Cursor> {
        let sealed = Some(cursor).filter(|cursor| cursor.len() <= LONGEST)?;
        let sealed = BASE64_URL_SAFE_NO_PAD.decode(sealed).ok()?;
        serde_json::from_slice(&self.keyring().open_sealed(&context(query), &sealed)?).ok()
    }
}

fn context(query: &Query) -> Vec<u8> {
    format!("cursor 1 {}", query.name()).into_bytes()
}
