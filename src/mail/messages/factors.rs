//! Messages about passkeys, authenticator apps and recovery codes.

use crate::language::say;
use crate::mail::templates::TextName;
use crate::mail::templates::placeholders::{Placeholder, Values};
use serde::{Deserialize, Serialize};

/// What has happened to the factors of an account.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FactorChange {
    /// With the name of the passkey.
    PasskeyAdded(String),
    /// With the name of the passkey.
    PasskeyRemoved(String),
    AuthenticatorAdded,
    AuthenticatorRemoved,
    /// New ones, which replace all earlier ones.
    RecoveryCodesMade,
    /// With how many are left.
    RecoveryCodeUsed(u64),
    /// An administrator or the operator has removed all factors, except the password.
    Reset,
    /// With the name of a passkey whose counter did not grow: there may be a copy of it.
    PasskeyRefused(String),
}

impl FactorChange {
    /// The text of the message.
    pub(super) fn text(&self) -> TextName {
        match self {
            Self::PasskeyAdded(_) | Self::AuthenticatorAdded => TextName::FactorAdded,
            Self::PasskeyRemoved(_) | Self::AuthenticatorRemoved => TextName::FactorRemoved,
            Self::RecoveryCodesMade => TextName::RecoveryCodesMade,
            Self::RecoveryCodeUsed(_) => TextName::RecoveryCodeUsed,
            Self::Reset => TextName::FactorsReset,
            Self::PasskeyRefused(_) => TextName::PasskeyRefused,
        }
    }

    /// Adds what only some of the texts have.
    pub(super) fn values(&self, values: Values) -> Values {
        match self {
            Self::PasskeyAdded(name) | Self::PasskeyRemoved(name) | Self::PasskeyRefused(name) => {
                values.with(Placeholder::Factor, say::mail_factor_passkey(name))
            }
            Self::AuthenticatorAdded | Self::AuthenticatorRemoved => {
                values.with(Placeholder::Factor, say::mail_factor_authenticator().to_owned())
            }
            Self::RecoveryCodeUsed(left) => values.with(Placeholder::Left, left.to_string()),
            Self::RecoveryCodesMade | Self::Reset => values,
        }
    }
}
