//! Why a session is over, as the sign-in page explains it.

use serde::{Deserialize, Serialize};
use std::str::FromStr;

/// Why a session is over.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EndReason {
    /// The user signed out, or ended the session from another device.
    SignedOut,
    /// An administrator or the operator ended the session.
    Administrator,
    PasswordChanged,
    /// A change of the email address was undone, which makes the password invalid.
    EmailChangeUndone,
    AccountDisabled,
    AccountDeleted,
    /// A refresh token was used twice, which is how theft shows.
    TokenReused,
    /// The account had the maximum number of sessions, and this was the oldest.
    TooManySessions,
    /// The owner of the account has reported the sign-in as somebody else's.
    Reported,
    /// The session was not used for too long, or has reached its maximum age. Never stored, because nothing is written
    /// when time runs out.
    Expired,
    /// The session was ended by a version that did not store the reason, or stores one that this version does not know.
    Unknown,
}

impl EndReason {
    const ALL: [Self; 11] = [
        Self::SignedOut,
        Self::Administrator,
        Self::PasswordChanged,
        Self::EmailChangeUndone,
        Self::AccountDisabled,
        Self::AccountDeleted,
        Self::TokenReused,
        Self::TooManySessions,
        Self::Reported,
        Self::Expired,
        Self::Unknown,
    ];

    /// The name in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::SignedOut => "signed_out",
            Self::Administrator => "administrator",
            Self::PasswordChanged => "password_changed",
            Self::EmailChangeUndone => "email_change_undone",
            Self::AccountDisabled => "account_disabled",
            Self::AccountDeleted => "account_deleted",
            Self::TokenReused => "token_reused",
            Self::TooManySessions => "too_many_sessions",
            Self::Reported => "reported",
            Self::Expired => "expired",
            Self::Unknown => "unknown",
        }
    }

    pub fn text(self) -> &'static str {
        match self {
            Self::SignedOut => "You were signed out because this session was ended from another device.",
            Self::Administrator => "You were signed out because an administrator ended this session.",
            Self::PasswordChanged => "You were signed out because your password was changed.",
            Self::EmailChangeUndone => {
                "You were signed out because a change of your email address was undone. Choose a new password with the link in the message."
            }
            Self::AccountDisabled => "You were signed out because your account was disabled.",
            Self::AccountDeleted => "You were signed out because your account was deleted.",
            Self::TokenReused => {
                "You were signed out because this session was used in two places. If the other one was not you, change your password."
            }
            Self::TooManySessions => "You were signed out because you signed in on too many other devices.",
            Self::Reported => "You were signed out because the owner of the account reported this sign-in.",
            Self::Expired => "You were signed out because your session expired.",
            Self::Unknown => "You were signed out because your session was ended.",
        }
    }
}

impl FromStr for EndReason {
    type Err = ();

    fn from_str(name: &str) -> Result<Self, ()> {
        Self::ALL.into_iter().find(|reason| reason.as_str() == name).ok_or(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_reason_has_a_name_and_a_text_of_its_own() {
        for reason in EndReason::ALL {
            assert_eq!(reason.as_str().parse::<EndReason>(), Ok(reason));
            assert!(reason.text().starts_with("You were signed out because "), "{reason:?}");
            let same = EndReason::ALL.into_iter().filter(|other| other.text() == reason.text()).count();
            assert_eq!(same, 1, "{reason:?}");
        }
        assert_eq!("of_a_newer_version".parse::<EndReason>(), Err(()));
    }
}
