//! Messages about passkeys, authenticator apps and recovery codes.

use super::about::{About, SECURITY, WAYS_IN, report_or};
use crate::language::say;
use crate::mail::templates::TextName as Text;
use crate::shared::FactorKind;
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
            Self::Passkey(_) => FactorKind::Passkey.as_str(),
            Self::Authenticator => FactorKind::Authenticator.as_str(),
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
    /// The passkey can be on several devices from now on.
    Synced,
    /// The passkey was refused: it could be on several devices before, and says that it cannot any more.
    PasskeyNotSynced,
}

impl FactorChange {
    /// Whether its message has a link that reports the change: it gives access to the account, or takes access away.
    pub fn can_be_reported(self) -> bool {
        match self {
            Self::Added | Self::Removed | Self::RecoveryCodesMade => true,
            Self::RecoveryCodeUsed { .. } | Self::Reset => false,
            Self::PasskeyRefused | Self::Synced | Self::PasskeyNotSynced => false,
        }
    }

    pub(super) fn about(self) -> About {
        let about = match self {
            Self::Added => About::owner(Text::FactorAdded, report_or(WAYS_IN)).never_dropped(),
            Self::Removed => About::owner(Text::FactorRemoved, report_or(WAYS_IN)).never_dropped(),
            Self::RecoveryCodesMade => About::owner(Text::RecoveryCodesMade, report_or(WAYS_IN)).never_dropped(),
            // What is no new way in has a counter of its own.
            Self::RecoveryCodeUsed { .. } => About::owner(Text::RecoveryCodeUsed, SECURITY),
            Self::Reset => About::owner(Text::FactorsReset, SECURITY).never_dropped(),
            Self::PasskeyRefused => About::owner(Text::PasskeyRefused, SECURITY),
            Self::Synced => About::owner(Text::PasskeySynced, SECURITY),
            Self::PasskeyNotSynced => About::owner(Text::PasskeyNotSynced, SECURITY),
        };
        About { kind: "factor_changed", ..about }
    }

    /// How many recovery codes are left, if one was used.
    pub(super) fn left(self) -> Option<String> {
        match self {
            Self::RecoveryCodeUsed { left } => Some(left.to_string()),
            Self::Added | Self::Removed | Self::RecoveryCodesMade | Self::Reset => None,
            Self::PasskeyRefused | Self::Synced | Self::PasskeyNotSynced => None,
        }
    }
}
