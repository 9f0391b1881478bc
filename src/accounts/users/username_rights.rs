//! Who chooses usernames (`docs/decisions/0049-who-chooses-usernames.md`).

use crate::{
    accounts::{
        Accounts, Principal,
        policy::{self, Action},
    },
    identity::{self, CanonicalUsername, reserved::is_reserved},
    shared::fields::Problem,
};

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

impl Accounts {
    pub(in crate::accounts) fn username_rights(&self, who: &Principal) -> UsernameRights {
        if policy::allows(who, Action::ManageUsernames) {
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
            let message = "Only administrators can change usernames here. Ask one, or leave the username as it is.";
            return Err(Problem::new("not_allowed", message));
        }
        // Another spelling of the current name is the same name.
        let is_own = username.key == identity::key(current);
        if is_own || self.allow(&username) { Ok(username) } else { Err(reserved(&username)) }
    }
}

fn reserved(username: &CanonicalUsername) -> Problem {
    let message =
        format!("“{}” is reserved: only administrators give it to an account. Choose another one.", username.username);
    Problem::new("reserved", message)
}

#[cfg(test)]
mod tests {
    use super::*;
    use UsernameRights::{All, FirstOnly, Unreserved};

    fn code(parsed: Result<CanonicalUsername, Problem>) -> Option<String> {
        parsed.err().map(|problem| problem.code.to_string())
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
