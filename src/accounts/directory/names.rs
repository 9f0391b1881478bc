//! Lists of accounts whose names were given, and of people alone.

use crate::identity;
use crate::language::message;
use crate::shared::Problem;
use crate::shared::directory::{PEOPLE, names_in};
use std::collections::BTreeSet;

/// The maximum number of names, and of characters of all of them.
const MAX_NAMES: usize = 100;
const MAX_CHARS: usize = 4000;

/// The keys of usernames and addresses, each once.
pub(super) fn keys(text: &str) -> Result<Vec<String>, Problem> {
    let all: BTreeSet<_> = names_in(text).split(' ').filter(|name| !name.is_empty()).map(identity::key).collect();
    if all.len() > MAX_NAMES || text.chars().count() > MAX_CHARS {
        return Err(Problem::new("too_long", message::users_names_too_many(MAX_NAMES as u64)));
    }
    Ok(all.into_iter().collect())
}

/// The value of `accounts`.
pub(super) fn people(text: &str) -> Result<(), Problem> {
    if text == PEOPLE { Ok(()) } else { Err(Problem::new("unknown", message::users_accounts_not_valid())) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_in_any_form_and_each_once() {
        assert_eq!(keys("Ada, maren@example.org\nADA"), Ok(vec!["ada".to_owned(), "maren@example.org".to_owned()]));
        assert_eq!(keys(" ,").map(|keys| keys.len()), Ok(0));
        let many = |count: usize| (0..count).map(|number| format!("user{number} ")).collect::<String>();
        assert_eq!(keys(&many(MAX_NAMES)).map(|keys| keys.len()), Ok(MAX_NAMES));
        assert!(keys(&many(MAX_NAMES + 1)).is_err() && keys(&"a".repeat(MAX_CHARS + 1)).is_err());
        assert!(people("people").is_ok() && people("programs").is_err());
    }
}
