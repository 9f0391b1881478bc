//! Sets of scopes: what a client asks for, and what it gets.

use crate::own_fields::OwnScope;
pub use crate::shared::scopes::Scope;
use std::collections::BTreeSet;
use std::fmt;

/// A set of scopes. It may be empty: then it is OAuth alone.
#[derive(Clone, PartialEq, Eq, Debug, Default, Hash)]
pub struct Scopes {
    /// A bit for each [`Scope`].
    known: u8,
    /// Those of fields of one's own. In what a client asks for also names that are none: they are left out where it is decided what
    /// it gets.
    own: BTreeSet<OwnScope>,
}

fn bit(scope: Scope) -> u8 {
    1 << scope as u8
}

impl Scopes {
    /// Reads names separated by spaces. What can be no scope here is left out (OpenID Connect Core, section 3.1.2.1).
    pub fn parse(text: &str) -> Self {
        let mut scopes = Self::default();
        for name in text.split(' ') {
            if let Ok(scope) = name.parse::<Scope>() {
                scopes.known |= bit(scope);
            } else if let Ok(own) = OwnScope::parse(name) {
                scopes.own.insert(own);
            }
        }
        scopes
    }

    pub fn contains(&self, scope: Scope) -> bool {
        self.known & bit(scope) != 0
    }

    /// Whether all of the others are among these.
    pub fn cover(&self, others: &Self) -> bool {
        others.known & !self.known == 0 && others.own.is_subset(&self.own)
    }

    /// Those that are in both.
    pub fn common(&self, others: &Self) -> Self {
        Self { known: self.known & others.known, own: self.own.intersection(&others.own).cloned().collect() }
    }

    /// Those that are in any of both.
    pub fn and(&self, others: &Self) -> Self {
        Self { known: self.known | others.known, own: self.own.union(&others.own).cloned().collect() }
    }

    #[must_use]
    pub fn without(mut self, scope: Scope) -> Self {
        self.known &= !bit(scope);
        self
    }

    pub fn is_empty(&self) -> bool {
        self.known == 0 && self.own.is_empty()
    }

    /// Those that mean something by themselves.
    pub fn known(&self) -> impl Iterator<Item = Scope> {
        Scope::ALL.into_iter().filter(move |scope| self.contains(*scope))
    }

    /// All of them, those of one's own last.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.known().map(|scope| scope.as_str()).chain(self.own.iter().map(OwnScope::as_str))
    }
}

impl From<Scope> for Scopes {
    fn from(scope: Scope) -> Self {
        Self { known: bit(scope), own: BTreeSet::new() }
    }
}

impl From<OwnScope> for Scopes {
    fn from(own: OwnScope) -> Self {
        Self { known: 0, own: BTreeSet::from([own]) }
    }
}

impl FromIterator<Scope> for Scopes {
    fn from_iter<I: IntoIterator<Item = Scope>>(scopes: I) -> Self {
        scopes.into_iter().map(Self::from).collect()
    }
}

/// What is in any of several sets.
impl FromIterator<Self> for Scopes {
    fn from_iter<I: IntoIterator<Item = Self>>(sets: I) -> Self {
        sets.into_iter().fold(Self::default(), |all, set| all.and(&set))
    }
}

/// As in requests, tokens and rows.
impl fmt::Display for Scopes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.names().collect::<Vec<_>>().join(" "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_can_be_no_scope_is_left_out() {
        for (text, kept) in [
            ("", ""),
            ("openid", "openid"),
            ("email  phone openid email OPENID", "openid email"),
            ("groups offline_access profile", "profile groups offline_access"),
            ("shop:billing billing openid a/b billing", "openid billing shop:billing"),
        ] {
            assert_eq!(Scopes::parse(text).to_string(), kept);
        }
        let (all, some) = (Scopes::parse("openid email"), Scopes::parse("email groups"));
        assert!(all.cover(&Scopes::parse("email")) && !all.cover(&some) && all.cover(&Scopes::default()));
        assert_eq!(all.common(&some).to_string(), "email");
        assert!(all.without(Scope::Email).without(Scope::OpenId).is_empty());
    }

    #[test]
    fn scopes_of_ones_own_are_scopes_like_the_others() {
        let (all, some) = (Scopes::parse("openid billing plan"), Scopes::parse("profile plan"));
        assert!(all.cover(&Scopes::parse("openid plan")) && !all.cover(&Scopes::parse("other")) && !all.cover(&some));
        assert_eq!(all.common(&some).to_string(), "plan");
        assert_eq!(all.and(&some).to_string(), "openid profile billing plan");
        assert!(!all.without(Scope::OpenId).is_empty());
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_as_the_same_scopes(
            text in "([a-z_]{0,4}|openid|profile|email|groups|offline_access| ){0,9}",
        ) {
            let scopes = Scopes::parse(&text);
            prop_assert_eq!(Scopes::parse(&scopes.to_string()), scopes);
        }
    }
}
