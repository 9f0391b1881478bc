//! Sessions: where an account is signed in, and why a session is over.

use super::ids::SessionId;
use super::timestamp::Timestamp;
use crate::language::Message;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

names! {
    /// The kind of a device, as far as its `User-Agent` tells.
    #[derive(Default, JsonSchema)]
    pub enum DeviceKind as label {
        Desktop = "desktop": devices_computer,
        Phone = "phone": devices_phone,
        Tablet = "tablet": devices_tablet,
        /// Not a browser: a command-line tool, a library or a crawler.
        Program = "program": devices_program,
        #[default]
        Unknown = "unknown": devices_other,
    }
}

/// A session of an account: one sign-in on one device.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
pub struct SessionView {
    pub id: SessionId,
    /// Whether it is the session of the request.
    pub current: bool,
    /// Whether it persists after the browser is closed.
    pub remember: bool,
    /// Browser and system, such as `Firefox on Linux`, or the name of a program.
    // Defaults for responses of the previous version during an upgrade.
    #[serde(default)]
    pub device: Message,
    #[serde(default)]
    pub kind: DeviceKind,
    /// The address of the last use.
    #[serde(default)]
    pub address: Option<String>,
    pub created_at: Timestamp,
    /// The last use. Written once a minute, so it can be a minute older.
    pub last_used_at: Timestamp,
    pub expires_at: Timestamp,
}

names! {
    /// Why a session is over, as the sign-in page explains it.
    pub enum EndReason as text {
        /// The user signed out, or ended the session from another device.
        SignedOut = "signed_out": ended_signed_out,
        /// An administrator or the operator ended the session.
        Administrator = "administrator": ended_administrator,
        PasswordChanged = "password_changed": ended_password_changed,
        /// A change of the email address, a deletion, or the removal of the password was undone, which makes the password invalid.
        EmailChangeUndone = "email_change_undone": ended_email_change_undone,
        AccountDisabled = "account_disabled": ended_account_disabled,
        AccountDeleted = "account_deleted": ended_account_deleted,
        /// A refresh token was used twice, which is how theft shows.
        TokenReused = "token_reused": ended_token_reused,
        /// The account had the maximum number of sessions, and this was the oldest.
        TooManySessions = "too_many_sessions": ended_too_many_sessions,
        /// The owner of the account has reported the sign-in as somebody else's.
        Reported = "reported": ended_reported,
        /// The owner of the account has reported another sign-in.
        OtherReported = "other_reported": ended_other_reported,
        /// The session was not used for too long, or has reached its maximum age. Never stored, because nothing is written
        /// when time runs out.
        Expired = "expired": ended_expired,
        /// The session was ended by a version that did not store the reason, or stores one that this version does not know.
        Unknown = "unknown": ended_unknown,
    }
}

/// From where something was added. Both are null if that is not known, such as after an import.
#[derive(Clone, Debug, Serialize)]
pub struct OwnOriginView {
    /// The `User-Agent`, as it is stored.
    pub device: Option<String>,
    pub address: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shared::UnknownName;

    #[test]
    fn each_reason_has_a_name_and_a_text_of_its_own() {
        for reason in EndReason::ALL {
            assert_eq!(reason.as_str().parse::<EndReason>(), Ok(reason));
            assert!(reason.text().starts_with("You were signed out because "), "{reason:?}");
            let same = EndReason::ALL.into_iter().filter(|other| other.text() == reason.text()).count();
            assert_eq!(same, 1, "{reason:?}");
        }
        assert_eq!("of_a_newer_version".parse::<EndReason>(), Err(UnknownName));
    }
}
