//! Which issuers the accounts of a provider have.

#[derive(Clone, PartialEq, Eq, Debug)]
pub enum IssuerRule {
    Exact(String),
    /// Of any directory, which the ID token names (`tid`): what the issuers begin with.
    AnyDirectory(&'static str),
    /// None can be read, so there are none.
    Nothing,
}

impl IssuerRule {
    /// The issuer of all accounts. None: each directory has its own.
    pub fn exact(&self) -> Option<&str> {
        match self {
            Self::Exact(issuer) => Some(issuer),
            Self::AnyDirectory(_) | Self::Nothing => None,
        }
    }

    /// The same, or what the issuers of all directories begin with.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Exact(issuer) => issuer,
            Self::AnyDirectory(beginning) => beginning,
            Self::Nothing => "",
        }
    }

    /// Whether an account can have this issuer.
    pub fn admits(&self, issuer: &str) -> bool {
        match self {
            Self::Exact(own) => own == issuer,
            Self::AnyDirectory(beginning) => issuer.starts_with(*beginning),
            Self::Nothing => false,
        }
    }

    /// Whether an account can have an issuer of both. Then one provider could sign in the people of the other.
    pub(super) fn overlaps(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Exact(issuer), rule) | (rule, Self::Exact(issuer)) => rule.admits(issuer),
            (Self::AnyDirectory(beginning), Self::AnyDirectory(other)) => beginning == other,
            (Self::Nothing, _) | (_, Self::Nothing) => false,
        }
    }
}
