//! How somebody proves who they are: methods and levels. The kinds of factors that an account can have are in `factor_kinds.rs`.

#[cfg(test)]
mod tests;

use super::ids::TrustedBrowserId;
use super::sessions::DeviceKind;
use super::timestamp::Timestamp;
use crate::language::Message;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::fmt;

/// The maximum number of passkeys of an account.
pub const MAX_PASSKEYS: u32 = 20;

names! {
    /// A way to prove who one is.
    #[derive(PartialOrd, Ord, JsonSchema)]
    pub enum Method {
        Password = "password",
        /// A code of an authenticator app.
        Code = "code",
        RecoveryCode = "recovery_code",
        /// With user verification: it is both something that one has, and something that one knows or is.
        Passkey = "passkey",
        /// A sign-in at a provider.
        Provider = "provider",
        /// A second factor that was shown there, where that counts.
        ProviderFactor = "provider_factor",
        /// A code that was sent to the confirmed address.
        Mail = "mail",
    }
}

impl Method {
    /// Its value in the claim `amr` (RFC 8176, section 2), which is also stored. None is registered for recovery codes, providers
    /// and messages.
    pub(super) fn stored(self) -> &'static str {
        match self {
            Self::Password => "pwd",
            Self::Code => "otp",
            Self::RecoveryCode => "recovery",
            Self::Passkey => "hwk",
            Self::Provider => "fed",
            Self::ProviderFactor => "fed_mfa",
            Self::Mail => "mail",
        }
    }

    /// Whether a code is a second factor to it.
    fn is_first_factor(self) -> bool {
        match self {
            Self::Password | Self::Provider => true,
            Self::Code | Self::RecoveryCode | Self::Passkey | Self::ProviderFactor | Self::Mail => false,
        }
    }

    fn bit(self) -> u8 {
        1 << self as u8
    }
}

/// The methods of one proof.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Methods(u8);

impl Methods {
    pub fn contains(self, method: Method) -> bool {
        self.0 & method.bit() != 0
    }

    pub fn iter(self) -> impl Iterator<Item = Method> {
        Method::ALL.into_iter().filter(move |method| self.contains(*method))
    }

    /// What is stored. Names that only a newer version knows are left out.
    pub fn parse(stored: &str) -> Self {
        let known = |name| Method::ALL.into_iter().find(|method| method.stored() == name);
        stored.split(' ').filter_map(known).collect()
    }

    /// The claim `amr` (RFC 8176). `user`: the passkey has checked that it is its owner; `mfa`: there were several factors.
    pub fn amr(self) -> Vec<&'static str> {
        let mut values: Vec<_> = self.iter().map(Method::stored).collect();
        values.extend(self.contains(Method::Passkey).then_some("user"));
        values.extend((self.level() > Level::Password).then_some("mfa"));
        values
    }

    /// Those of either.
    #[must_use]
    pub fn and(self, others: Self) -> Self {
        Self(self.0 | others.0)
    }

    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Whether they prove more than a password, an account at a provider or a mailbox does: what an account that has a second factor
    /// is asked for. A code alone is enough, also where it makes no [`Level`] of its own.
    pub fn have_second_factor(self) -> bool {
        self.iter().any(|method| match method {
            Method::Code | Method::RecoveryCode | Method::Passkey | Method::ProviderFactor => true,
            Method::Password | Method::Provider | Method::Mail => false,
        })
    }

    /// Whether a code is a second factor to it.
    fn have_first_factor(self) -> bool {
        self.iter().any(Method::is_first_factor)
    }

    /// Those that count beside what is shown now, however long ago they were shown: what the session has begun with, to which a code is
    /// the second factor. A message keeps it for a code that follows: whoever needs one adds an app after it.
    #[must_use]
    pub fn first_factors_beside(self, new: Self) -> Self {
        let keeps_first = |method| match method {
            Method::Code | Method::RecoveryCode | Method::Mail => true,
            Method::Password | Method::Passkey | Method::Provider | Method::ProviderFactor => false,
        };
        let are_kept = new.iter().any(keeps_first);
        self.iter().filter(|method| are_kept && method.is_first_factor()).collect()
    }

    pub fn level(self) -> Level {
        self.iter().map(|method| self.level_by(method)).max().unwrap_or_default()
    }

    /// The level that one of them makes beside the others.
    fn level_by(self, method: Method) -> Level {
        let is_second = match method {
            Method::Passkey => return Level::Passkey,
            Method::Code | Method::RecoveryCode => self.have_first_factor(),
            Method::ProviderFactor => self.contains(Method::Provider),
            Method::Password | Method::Provider | Method::Mail => false,
        };
        if is_second { Level::SecondFactor } else { Level::Password }
    }

    /// The claim `acr` (OpenID Connect Core, section 2): that of the level, but one factor that is no password has its own.
    pub fn acr(self) -> &'static str {
        match self.level() {
            Level::Password if self.contains(Method::Password) => Level::Password.acr(),
            // What was shown at the provider may be older.
            Level::Password if self.contains(Method::Mail) => "urn:vestibule:acr:mail",
            Level::Password if self.contains(Method::Provider) => "urn:vestibule:acr:provider",
            level => level.acr(),
        }
    }
}

impl From<Method> for Methods {
    fn from(method: Method) -> Self {
        Self(method.bit())
    }
}

impl FromIterator<Method> for Methods {
    fn from_iter<I: IntoIterator<Item = Method>>(methods: I) -> Self {
        Self(methods.into_iter().fold(0, |bits, method| bits | method.bit()))
    }
}

/// As it is stored.
impl fmt::Display for Methods {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.iter().map(Method::stored).collect::<Vec<_>>().join(" "))
    }
}

/// How strong a proof is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Default)]
pub enum Level {
    /// One factor.
    #[default]
    Password,
    /// The password, and a code.
    SecondFactor,
    Passkey,
}

impl Level {
    pub const ALL: [Self; 3] = [Self::Password, Self::SecondFactor, Self::Passkey];

    /// The claim `acr` (OpenID Connect Core, section 2).
    pub fn acr(self) -> &'static str {
        match self {
            Self::Password => "urn:vestibule:acr:password",
            Self::SecondFactor => "urn:vestibule:acr:second-factor",
            Self::Passkey => "urn:vestibule:acr:passkey",
        }
    }

    /// What asks for it in the address at which an application asks for a proof, and in errors. None for what every session has.
    pub fn factor(self) -> Option<&'static str> {
        match self {
            Self::Password => None,
            Self::SecondFactor => Some("second"),
            Self::Passkey => Some("passkey"),
        }
    }
}

/// How and when the user of a session has last proved who they are. Default: never, as with an API token.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Proof {
    pub methods: Methods,
    pub at: Timestamp,
}

/// A sign-in that waits for a second factor.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "PendingSignIn")]
pub struct PendingView {
    /// Is sent with the second factor.
    pub pending_token: String,
    /// What can complete the sign-in.
    pub methods: Vec<Method>,
    /// In how many seconds it ends.
    pub expires_in: u64,
}

/// A browser in which the account needs no second factor.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "TrustedBrowser")]
pub struct TrustedBrowserView {
    pub id: TrustedBrowserId,
    /// Browser and system, such as `Firefox on Linux`.
    pub device: Message,
    pub kind: DeviceKind,
    /// Where it was when the account began to trust it.
    pub address: Option<String>,
    pub created_at: Timestamp,
    pub last_used_at: Timestamp,
    pub expires_at: Timestamp,
}
