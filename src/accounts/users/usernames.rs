//! Who chooses usernames (`docs/decisions/0049-who-chooses-usernames.md`), and those that are made from an email address instead.

use super::names::with_keys;
use crate::accounts::{Action, Caller, Users};
use crate::entropy::Entropy;
use crate::identity::{self, CanonicalEmail, CanonicalUsername, is_reserved};
use crate::language::message;
use crate::shared::{Problem, Timestamp, UserId};
use crate::store::users::{self, CANDIDATES, Names};
use crate::store::{Conn, StoreError};
use uuid::Uuid;

/// The maximum number in each candidate for a free username. The first candidates are short and likely to be free. The last ones
/// are random in a large range and practically always free, so that a single query is enough.
const LIMITS: [u32; CANDIDATES] = [2, 3, 4, 5, 99, 9_999, 999_999, 999_999_999];

/// Which usernames somebody may choose.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(in crate::accounts) enum UsernameRights {
    /// Any, for every account that they may change.
    All,
    /// Any that is not reserved.
    Unreserved,
    /// One that is not reserved, for a new account. An existing one keeps its own.
    FirstOnly,
}

impl Users {
    pub(in crate::accounts) fn username_rights(&self, caller: &Caller) -> UsernameRights {
        if caller.may(Action::ManageUsernames) {
            UsernameRights::All
        } else if self.settings().administrators_rename {
            UsernameRights::FirstOnly
        } else {
            UsernameRights::Unreserved
        }
    }
}

impl UsernameRights {
    /// Whether a new account may have this name.
    pub fn allow(self, username: &CanonicalUsername) -> bool {
        self == Self::All || !is_reserved(&username.key)
    }

    /// Parses the username of a new account.
    pub fn parse(self, raw: &str) -> Result<CanonicalUsername, Problem> {
        let username = identity::username(raw)?;
        if self.allow(&username) { Ok(username) } else { Err(reserved(&username)) }
    }

    /// Parses the username that an account with the name `current` is to have. It may keep that one, whatever it is.
    pub fn parse_another(self, raw: &str, current: &str) -> Result<CanonicalUsername, Problem> {
        let username = identity::username(raw)?;
        if username.username.as_str() == current {
            return Ok(username);
        }
        if self == Self::FirstOnly {
            return Err(Problem::new("not_allowed", message::user_change_username_fixed()));
        }
        // Another spelling of the current name is the same name.
        let is_own = username.key == identity::key(current);
        if is_own || self.allow(&username) { Ok(username) } else { Err(reserved(&username)) }
    }
}

fn reserved(username: &CanonicalUsername) -> Problem {
    Problem::new("reserved", message::user_change_username_reserved(username.username.to_string()))
}

/// A username from the local part of an address, without the characters that are invalid in a username, and with a
/// suffix if it is too short or reserved. It was not chosen, so even those who may give reserved names give none with it.
pub(super) fn derived_from(email: &CanonicalEmail) -> CanonicalUsername {
    made_of(email.email.local_part()).unwrap_or_else(anybody)
}

/// The username of somebody of whom nothing is known that one could be made of.
fn anybody() -> CanonicalUsername {
    UsernameRights::Unreserved.parse("user").unwrap_or_else(|_| unreachable!("`user` is a valid username"))
}

/// A username of the characters of a text that are valid in one. None if there are too few.
fn made_of(text: &str) -> Option<CanonicalUsername> {
    // Before anything is left out: one character can become several, and an accent a part of its letter.
    let text = identity::normalized(text);
    // Leaves room for a number, which is appended if the username is taken.
    let allowed: String = text.chars().take(60).filter(|c| c.is_alphanumeric() || ".-_".contains(*c)).collect();
    let suffixed = format!("{allowed}-user");
    let mut candidates = [allowed, suffixed].into_iter().filter(|candidate| !candidate.starts_with("-user"));
    candidates.find_map(|candidate| UsernameRights::Unreserved.parse(&candidate).ok())
}

/// A username that somebody can be offered who comes from a provider: one that is valid and free. It is made of the first of these
/// names that has the characters for one, with a number if it is taken.
pub(in crate::accounts) async fn proposed(
    conn: &mut Conn,
    names: [Option<&str>; 3],
    entropy: &dyn Entropy,
    now: Timestamp,
) -> Result<String, StoreError> {
    // Of a sign-in name that looks like an address, what is before the domain.
    let local = |text: &str| text.split('@').next().unwrap_or_default().trim().replace(char::is_whitespace, ".");
    let made = names.into_iter().flatten().find_map(|name| made_of(&local(name))).unwrap_or_else(anybody);
    let mut names = with_keys(Names { username: made.username.to_string(), ..Names::default() });
    if users::taken(conn, &names, UserId(Uuid::nil()), now).await?.username {
        number_username(conn, &mut names, entropy).await?;
    }
    Ok(names.username)
}

/// Appends a number to a derived username that is taken, so that it is free.
pub(in crate::accounts) async fn number_username(
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
        *names = with_keys(Names { username: free.username.to_string(), ..std::mem::take(names) });
    }
    Ok(())
}

/// The username with `limit` itself appended if it has one digit, else with a random number below it.
fn numbered(username: &str, limit: u32, entropy: &dyn Entropy) -> Option<CanonicalUsername> {
    let number = if limit < 10 { limit } else { u32::from_be_bytes(entropy.bytes()) % limit };
    identity::username(&format!("{username}-{number}")).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use UsernameRights::{All, FirstOnly, Unreserved};

    fn code(parsed: Result<CanonicalUsername, Problem>) -> Option<String> {
        parsed.err().map(|problem| problem.code.to_string())
    }

    #[test]
    fn a_username_is_made_of_what_is_valid_in_one() {
        let made = |text: &str| made_of(text).map(|name| name.username.to_string());
        for (text, expected) in [
            ("maren", Some("maren")),
            ("mx", Some("mx-user")),
            ("admin", Some("admin-user")),
            ("Ädä.<b>", Some("Ädä.b")),
            ("ma\u{202e}ren", Some("maren")),
            // An accent that is a character of its own.
            ("e\u{301}mile", Some("émile")),
            // Of two scripts.
            ("m\u{430}ren", None),
            ("", None),
            ("<>", None),
        ] {
            assert_eq!(made(text).as_deref(), expected, "{text}");
        }
        // The second one is eighteen letters and spaces in its normal form.
        for long in ["a", "\u{fdfa}"] {
            let made = made(&long.repeat(200)).expect("a username");
            assert!(identity::username(&format!("{made}-999999999")).is_ok(), "{made}");
        }
    }

    #[test]
    fn a_new_account_has_a_reserved_name_only_from_those_who_may_choose_all() {
        for rights in [Unreserved, FirstOnly] {
            assert_eq!(code(rights.parse("Ａdmin")).as_deref(), Some("reserved"), "{rights:?}");
            assert_eq!(code(rights.parse("ada")), None, "{rights:?}");
        }
        assert_eq!(code(All.parse("Ａdmin")), None);
    }

    #[test]
    fn an_account_keeps_its_name_and_gets_another_one_only_from_those_who_may_rename() {
        // current, new, and the codes of the errors
        for (current, new, unreserved, first_only) in [
            ("ada", "ada", None, None),
            ("ada", "lovelace", None, Some("not_allowed")),
            ("ada", "Ada", None, Some("not_allowed")),
            ("ada", "ROOT", Some("reserved"), Some("not_allowed")),
            ("admin", "admin", None, None),
            ("admin", "Admin", None, Some("not_allowed")),
            ("admin", "root", Some("reserved"), Some("not_allowed")),
            ("ada", "a b", Some("not_allowed"), Some("not_allowed")),
        ] {
            assert_eq!(code(Unreserved.parse_another(new, current)).as_deref(), unreserved, "{current} {new}");
            assert_eq!(code(FirstOnly.parse_another(new, current)).as_deref(), first_only, "{current} {new}");
        }
        assert_eq!(code(All.parse_another("root", "ada")), None);
    }
}
