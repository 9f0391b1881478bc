//! Another username, where the one that was derived from an email address is taken.

use super::new_account;
use crate::{
    entropy::Entropy,
    identity::{self, CanonicalUsername},
    store::{
        Conn, StoreError,
        users::{self, CANDIDATES, Names},
    },
};

/// The largest numbers that are tried. The first ones are short and likely to be free; the last ones are free however many
/// accounts have the same local part, so that one look at the database is enough.
const LIMITS: [u32; CANDIDATES] = [2, 3, 4, 5, 99, 9_999, 999_999, 999_999_999];

/// Puts a number behind the username that makes it a free one.
pub(in crate::accounts) async fn rename(
    conn: &mut Conn,
    names: &mut Names,
    entropy: &dyn Entropy,
) -> Result<(), StoreError> {
    let candidates = LIMITS.map(|limit| numbered(&names.username, limit, entropy));
    let keys = candidates.each_ref().map(|candidate| candidate.as_ref().map_or("", |name| name.key.as_str()));
    let taken = users::taken_among(conn, keys).await?;
    let free = candidates.into_iter().flatten().find(|candidate| !taken.contains(&candidate.key));
    if let Some(free) = free {
        new_account::rename(names, free);
    }
    Ok(())
}

/// The username with a number up to `limit`: that very number while it is small, else any.
fn numbered(username: &str, limit: u32, entropy: &dyn Entropy) -> Option<CanonicalUsername> {
    let number = if limit < 10 { limit } else { u32::from_be_bytes(entropy.bytes()) % limit };
    identity::username(&format!("{username}-{number}")).ok()
}
