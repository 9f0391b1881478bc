//! Replaces a taken username that was derived from an email address.

use super::new_account;
use crate::{
    entropy::Entropy,
    identity::{self, CanonicalUsername},
    store::{
        Conn, StoreError,
        users::{self, CANDIDATES, Names},
    },
};

/// The maximum number in each candidate. The first candidates are short and likely to be free. The last ones are random
/// in a large range and practically always free, so that a single query is enough.
const LIMITS: [u32; CANDIDATES] = [2, 3, 4, 5, 99, 9_999, 999_999, 999_999_999];

/// Appends a number to the username so that it is free.
pub(in crate::accounts) async fn rename(
    conn: &mut Conn,
    names: &mut Names,
    entropy: &dyn Entropy,
) -> Result<(), StoreError> {
    let candidates = LIMITS.map(|limit| numbered(&names.username, limit, entropy));
    // The statement has a fixed number of parameters. An invalid candidate is an empty key, which no account has.
    let keys = candidates.each_ref().map(|candidate| candidate.as_ref().map_or("", |name| name.key.as_str()));
    let taken = users::taken_among(conn, keys).await?;
    // The first free one, because the earlier candidates are shorter.
    let free = candidates.into_iter().flatten().find(|candidate| !taken.contains(&candidate.key));
    // Otherwise the name stays taken: the caller's insert fails, and the caller tries other random numbers.
    if let Some(free) = free {
        new_account::rename(names, free);
    }
    Ok(())
}

/// The username with `limit` itself appended if it has one digit, else with a random number below it.
fn numbered(username: &str, limit: u32, entropy: &dyn Entropy) -> Option<CanonicalUsername> {
    let number = if limit < 10 { limit } else { u32::from_be_bytes(entropy.bytes()) % limit };
    identity::username(&format!("{username}-{number}")).ok()
}
