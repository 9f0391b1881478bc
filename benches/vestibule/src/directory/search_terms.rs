//! The search terms for the accounts that `vestibule seed` creates.

/// The names of the product, included as a source file, so that the search terms match the seeded accounts.
#[path = "../../../../src/seed/names.rs"]
#[allow(dead_code, reason = "not all lists are used here")]
mod names;

pub use names::{DOMAINS, FIRST, LAST};

/// Two words that are not a prefix of any word.
pub const NO_MATCH: &str = "xqzt wvvx";
/// A rare first name and a rare last name, which only a handful of accounts have both.
pub const FEW_MATCHES: &str = "wilhelmina featherstonehaugh";
/// Each of the two words is in a quarter of the addresses, but no address has both.
pub const NO_COMMON_MATCH: &str = "org net";
/// The top-level domain of a quarter of the addresses.
pub const QUARTER: &str = "org";
/// A prefix of a name of every eighth account. It is not a hexadecimal digit, because the random marker in each username could
/// start with one.
pub const EIGHTH: &str = "s";
/// The prefix of the first two first names and of no other name, so that in the order from Z to A all matches come last. At the
/// other end of the alphabet no prefix is common enough: a search counts up to 10,000 matches of a million accounts.
pub const FIRST_OF_ALL: &str = "aa";

/// A word that matches one account only: the number of the account in the middle, which has as many digits as the last one.
pub fn one_of(users: u64) -> String {
    (users / 2).to_string()
}

/// The share of accounts with a name that starts with `prefix`. Accents are not removed, so accented names do not match.
pub fn share(prefix: &str) -> f64 {
    let begins = |name: &&&str| name.to_lowercase().starts_with(prefix);
    let of = |names: &[&str]| names.iter().filter(begins).count() as f64 / names.len() as f64;
    1.0 - (1.0 - of(&FIRST)) * (1.0 - of(&LAST))
}
