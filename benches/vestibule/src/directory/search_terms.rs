//! What to search for among the accounts whom `vestibule seed` makes up.

/// The product's own names, compiled here once more: what is searched for must be there.
#[path = "../../../../src/accounts/maintenance/seed_names.rs"]
#[allow(dead_code, reason = "not all lists are of use here")]
mod page_links;

pub use names::{DOMAINS, FIRST, LAST};

/// Two words that neither are nor begin anybody's.
pub const NO_MATCH: &str = "xqzt wvvx";
/// One of a first name and a last one, rare enough to be looked up: a handful have both.
pub const FEW_MATCHES: &str = "wilhelmina featherstonehaugh";
/// Each is of the addresses of a quarter, but nobody has two addresses.
pub const NO_COMMON_MATCH: &str = "org net";
/// The domain of a quarter's addresses.
pub const QUARTER: &str = "org";
/// What one in eight has a name with. No hexadecimal digit, or the mark in each username might begin with it.
pub const EIGHTH: &str = "s";
/// What the first two first names begin with and no other name does: in the order from Z to A all hits come last. At
/// the other end of the alphabet there is no such beginning that more than 10,000 of a million have.
pub const FIRST_OF_ALL: &str = "aa";

/// The word that one alone has among so many, or whom the words of very few others begin with: the number of the one in
/// the middle, which has as many digits as the highest one.
pub fn one_of(users: u64) -> String {
    (users / 2).to_string()
}

/// The share of accounts who have a name that begins so; a name whose first letters have accents does not count.
pub fn share(prefix: &str) -> f64 {
    let begins = |name: &&&str| name.to_lowercase().starts_with(prefix);
    let of = |names: &[&str]| names.iter().filter(begins).count() as f64 / names.len() as f64;
    1.0 - (1.0 - of(&FIRST)) * (1.0 - of(&LAST))
}
