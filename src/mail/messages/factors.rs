//! Messages about passkeys, authenticator apps and recovery codes.

use crate::language::say;
use crate::mail::templates::TextName;
use serde::{Deserialize, Serialize};

/// A means of proof that a message names.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Factor {
    /// With the name that its owner has given it.
    Passkey(String),
    Authenticator,
    /// Only removed: its owner has passkeys.
    Password,
}

impl Factor {
    /// Its name in the audit log.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Passkey(_) => "passkey",
            Self::Authenticator => "authenticator",
            Self::Password => "password",
        }
    }

    /// In the language of the message.
    pub(super) fn words(&self) -> String {
        match self {
            Self::Passkey(name) => say::mail_factor_passkey(name),
            Self::Authenticator => say::mail_factor_authenticator().to_owned(),
            Self::Password => say::mail_factor_password().to_owned(),
        }
    }
}

/// What has happened to the factors of an account.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FactorChange {
    /// A passkey or an authenticator app.
    Added,
    Removed,
    /// New ones, which replace all earlier ones.
    RecoveryCodesMade,
    RecoveryCodeUsed {
        /// How many are left.
        left: u64,
    },
    /// An administrator or the operator has removed all factors, except the password.
    Reset,
    /// There may be a copy of the passkey.
    PasskeyRefused,
}

impl FactorChange {
    /// The text of the message.
    pub(super) fn text(self) -> TextName {
        match self {
            Self::Added => TextName::FactorAdded,
            Self::Removed => TextName::FactorRemoved,
            Self::RecoveryCodesMade => TextName::RecoveryCodesMade,
            Self::RecoveryCodeUsed { .. } => TextName::RecoveryCodeUsed,
            Self::Reset => TextName::FactorsReset,
            Self::PasskeyRefused => TextName::PasskeyRefused,
        }
    }

    /// The counter of [`Mail::counter`](crate::mail::Mail::counter).
    pub(super) fn counter(self) -> Option<&'static str> {
        match self {
            Self::Added | Self::Removed | Self::RecoveryCodesMade | Self::Reset => None,
            Self::RecoveryCodeUsed { .. } => Some("recovery_code_used"),
            Self::PasskeyRefused => Some("passkey_refused"),
        }
    }

    /// How many recovery codes are left, if one was used.
    pub(super) fn left(self) -> Option<String> {
        match self {
            Self::RecoveryCodeUsed { left } => Some(left.to_string()),
            Self::Added | Self::Removed | Self::RecoveryCodesMade | Self::Reset | Self::PasskeyRefused => None,
        }
    }
}
