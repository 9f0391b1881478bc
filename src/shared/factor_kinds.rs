//! The kinds of factors that an account can have beside its password: what is the same for all of them asks [`FactorKind`]. And what is
//! shown of each. What they do is in `accounts/factors`.

use super::ids::PasskeyId;
use super::sessions::OwnOriginView;
use super::timestamp::Timestamp;
use crate::language::say;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

names! {
    /// What can be added to an account, so that its owner proves who they are with it.
    pub enum FactorKind as label {
        Passkey = "passkey": ways_in_passkey,
        Authenticator = "authenticator": ways_in_authenticator,
        RecoveryCodes = "recovery_codes": ways_in_recovery_codes,
    }
}

/// What the icon of a factor shows.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum FactorMark {
    Key,
    Phone,
    Lock,
}

/// The form that removes a factor.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Removal {
    /// What opens it.
    pub opener: &'static str,
    /// What it means.
    pub about: String,
    pub button: &'static str,
}

impl FactorKind {
    /// What a list calls one with this name, which is empty if it has none.
    pub fn titled(self, name: &str) -> String {
        match self {
            // Its name if nobody has given it another one.
            Self::Passkey if name == self.label() => name.to_owned(),
            Self::Passkey => say::ways_in_passkey_named(name),
            Self::Authenticator | Self::RecoveryCodes => self.label().to_owned(),
        }
    }

    pub fn mark(self) -> FactorMark {
        match self {
            Self::Passkey => FactorMark::Key,
            Self::Authenticator => FactorMark::Phone,
            Self::RecoveryCodes => FactorMark::Lock,
        }
    }

    /// The id of its section on `/account/security`.
    pub fn section(self) -> &'static str {
        match self {
            Self::Passkey => "passkeys",
            Self::Authenticator => "authenticator",
            Self::RecoveryCodes => "recovery-codes",
        }
    }

    /// How one with this name is removed. None: a new one takes its place instead.
    pub fn removal(self, name: &str) -> Option<Removal> {
        let (opener, about, button) = match self {
            Self::Passkey => (say::passkey_remove_opener(), say::passkey_remove_about(name), say::passkey_remove()),
            Self::Authenticator => (
                say::authenticator_remove_opener(),
                say::authenticator_remove_about().to_owned(),
                say::authenticator_remove(),
            ),
            Self::RecoveryCodes => return None,
        };
        Some(Removal { opener, about, button })
    }

    /// What was added or removed, in sentences of the audit log.
    pub fn changed(self) -> &'static str {
        match self {
            Self::Passkey => say::audit_factor_passkey(),
            Self::Authenticator => say::audit_factor_authenticator(),
            // They have events of their own.
            Self::RecoveryCodes => self.label(),
        }
    }
}

/// The means of proof of an account.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize, JsonSchema)]
pub struct FactorsView {
    /// The oldest first.
    pub passkeys: Vec<PasskeyView>,
    pub authenticator: Option<AuthenticatorView>,
    pub recovery_codes: RecoveryCodesView,
    pub has_password: bool,
}

/// How much of a kind an account has.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Amount {
    /// There is at most one.
    One(bool),
    Many(u64),
    /// How many codes are left, and how many there were.
    Codes(u64, u64),
}

impl Amount {
    pub fn is_some(self) -> bool {
        match self {
            Self::One(is_there) => is_there,
            Self::Many(all) | Self::Codes(_, all) => all > 0,
        }
    }
}

impl FactorsView {
    /// How much of a kind there is, also of what cannot be used here, and when it was last used if that is known.
    pub fn held(&self, kind: FactorKind) -> (Amount, Option<Timestamp>) {
        match kind {
            FactorKind::Passkey => {
                let last = self.passkeys.iter().filter_map(|passkey| passkey.last_used_at).max();
                (Amount::Many(self.passkeys.len() as u64), last)
            }
            FactorKind::Authenticator => {
                let last = self.authenticator.as_ref().and_then(|authenticator| authenticator.last_used_at);
                (Amount::One(self.authenticator.is_some()), last)
            }
            FactorKind::RecoveryCodes => {
                let RecoveryCodesView { left, total, .. } = self.recovery_codes;
                (Amount::Codes(left, total), None)
            }
        }
    }

    /// Those of an account in the documentation of the API.
    pub fn example(passkey: PasskeyView, now: Timestamp) -> Self {
        Self {
            passkeys: vec![passkey],
            authenticator: Some(AuthenticatorView { created_at: now, last_used_at: Some(now) }),
            recovery_codes: RecoveryCodesView { left: 9, total: 10, created_at: Some(now) },
            has_password: true,
        }
    }

    /// How many of a kind can be used here.
    pub fn usable(&self, kind: FactorKind) -> u64 {
        match kind {
            FactorKind::Passkey => {
                self.passkeys.iter().filter(|passkey| passkey.earlier_domain.is_none()).count() as u64
            }
            FactorKind::Authenticator => self.authenticator.is_some().into(),
            FactorKind::RecoveryCodes => self.recovery_codes.left,
        }
    }
}

#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "Passkey")]
pub struct PasskeyView {
    pub id: PasskeyId,
    pub name: String,
    /// Whether it can exist on several devices.
    pub is_synced: bool,
    /// Whether there is a copy on another device, or with its provider.
    pub is_backed_up: bool,
    pub created_at: Timestamp,
    pub last_used_at: Option<Timestamp>,
    /// The domain that it was made for, if that is not the present one: it cannot be used here any more, and counts for nothing.
    #[serde(default)]
    pub earlier_domain: Option<String>,
    /// Whether it is a second factor only, until its owner has used it after their password: it has outlasted a report or an undo.
    #[serde(default)]
    pub is_held: bool,
}

/// An authenticator app.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "Authenticator")]
pub struct AuthenticatorView {
    pub created_at: Timestamp,
    pub last_used_at: Option<Timestamp>,
}

#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "RecoveryCodes")]
pub struct RecoveryCodesView {
    /// How many were not used.
    pub left: u64,
    pub total: u64,
    pub created_at: Option<Timestamp>,
}

/// The secret for an authenticator app, which is stored only once a code of the app has confirmed it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "NewAuthenticator")]
pub struct NewAuthenticatorView {
    /// In base32, without spaces. People read it in groups of four.
    pub secret: String,
    /// An address that apps read (`otpauth:`).
    pub uri: String,
    /// The same as a QR code.
    pub qr_svg: String,
    /// Is sent back with the code, within ten minutes.
    pub setup: String,
}

/// ASCII text in groups of four, for people.
pub fn in_groups(text: &str, between: &str) -> String {
    let groups: Vec<_> = text.as_bytes().chunks(4).map(String::from_utf8_lossy).collect();
    groups.join(between)
}

#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "NewRecoveryCodes")]
pub struct NewRecoveryCodesView {
    /// Each works once. They are shown only now.
    pub codes: Vec<String>,
}

#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "AddedPasskey")]
pub struct AddedPasskeyView {
    #[serde(flatten)]
    pub passkey: PasskeyView,
    /// How many other sessions of the account go on that have begun with less than a second factor, before it had one.
    pub sessions_without_factor: u64,
}

#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "AddedAuthenticator")]
pub struct AddedAuthenticatorView {
    #[serde(flatten)]
    pub authenticator: AuthenticatorView,
    /// How many other sessions of the account go on that have begun with less than a second factor, before it had one.
    pub sessions_without_factor: u64,
}

/// What the download of all data about a user has of the factors.
#[derive(Clone, Debug, Serialize)]
pub struct OwnFactorData {
    pub passkeys: Vec<OwnPasskeyView>,
    pub authenticator: Option<OwnAuthenticatorView>,
    pub recovery_codes: Vec<OwnRecoveryCodeView>,
}

/// A passkey, without its public key.
#[derive(Clone, Debug, Serialize)]
pub struct OwnPasskeyView {
    pub id: PasskeyId,
    pub name: String,
    /// The domain that it belongs to.
    pub domain: String,
    /// The model of the authenticator, or the provider.
    pub aaguid: Option<Uuid>,
    /// Whether it can be on several devices.
    pub is_synced: bool,
    pub is_backed_up: bool,
    #[serde(flatten)]
    pub added_from: OwnOriginView,
    pub created_at: Timestamp,
    pub last_used_at: Option<Timestamp>,
}

/// An authenticator app, without its secret.
#[derive(Clone, Debug, Serialize)]
pub struct OwnAuthenticatorView {
    #[serde(flatten)]
    pub added_from: OwnOriginView,
    pub created_at: Timestamp,
    pub last_used_at: Option<Timestamp>,
}

/// A recovery code, without its hash.
#[derive(Clone, Debug, Serialize)]
pub struct OwnRecoveryCodeView {
    #[serde(flatten)]
    pub added_from: OwnOriginView,
    pub created_at: Timestamp,
    pub used_at: Option<Timestamp>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_have_four_characters() {
        assert_eq!(in_groups("ABCDEFGH", " "), "ABCD EFGH");
        assert_eq!(in_groups("ABCDEF", "-"), "ABCD-EF");
        assert_eq!(in_groups("", "-"), "");
    }
}
