//! The scopes of OpenID Connect that mean something by themselves: the one list of their names.

use super::applications::Claim;

names! {
    /// A scope that is known here.
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

/// Those of OpenID Connect Core that give nothing here (section 5.4). A client that asks for one means what is written there.
const OTHERS: [&str; 2] = ["address", "phone"];

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

/// Whether a scope has a meaning, so that it cannot be one of an installation's own.
pub fn is_reserved_scope(name: &str) -> bool {
    OTHERS.contains(&name) || name.parse::<Scope>().is_ok()
}
