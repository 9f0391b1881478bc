//! Scopes: what a client asks for.

use crate::shared::applications::Claim;
use std::fmt;

names! {
    /// A scope that is known here. Others are ignored (OpenID Connect Core, section 3.1.2.1).
    #[derive(Hash)]
    pub enum Scope {
        OpenId = "openid",
        Profile = "profile",
        Email = "email",
        Groups = "groups",
        /// Access that goes on after the session.
        OfflineAccess = "offline_access",
    }
}

impl Scope {
    /// What the application has to be allowed to learn before a client gets anything for this scope.
    pub fn claim(self) -> Option<Claim> {
        match self {
            Self::Profile => Some(Claim::Name),
            Self::Email => Some(Claim::Email),
            Self::Groups => Some(Claim::Groups),
            Self::OpenId | Self::OfflineAccess => None,
        }
    }
}

set_of! {
    Scope:
    /// A set of scopes. It may be empty: then it is OAuth alone.
    pub struct Scopes;
}

impl Scopes {
    /// Reads names separated by spaces. Unknown ones are left out.
    pub fn parse(text: &str) -> Self {
        text.split(' ').filter_map(|name| name.parse::<Scope>().ok()).collect()
    }

    /// Whether all of the others are among these.
    pub fn cover(self, others: Self) -> bool {
        others.0 & !self.0 == 0
    }

    /// Those that are in both.
    pub fn common(self, others: Self) -> Self {
        Self(self.0 & others.0)
    }

    pub fn without(self, scope: Scope) -> Self {
        Self(self.0 & !(1 << scope as u8))
    }
}

/// As in requests, tokens and rows.
impl fmt::Display for Scopes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.iter().map(Scope::as_str).collect::<Vec<_>>().join(" "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn unknown_scopes_are_left_out() {
        for (text, kept) in [
            ("", ""),
            ("openid", "openid"),
            ("email  phone openid email OPENID", "openid email"),
            ("groups offline_access profile", "profile groups offline_access"),
        ] {
            assert_eq!(Scopes::parse(text).to_string(), kept);
        }
        let (all, some) = (Scopes::parse("openid email"), Scopes::parse("email groups"));
        assert!(all.cover(Scopes::parse("email")) && !all.cover(some) && all.cover(Scopes::default()));
        assert_eq!(all.common(some).to_string(), "email");
        assert!(all.without(Scope::Email).without(Scope::OpenId).is_empty());
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
