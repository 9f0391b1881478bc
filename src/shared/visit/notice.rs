//! The messages after a success.

use crate::shared::directory::UserAction;
use serde::{Deserialize, Serialize};

/// A success message.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Notice {
    Welcome,
    SignedOut,
    ChangesSaved,
    PictureSaved,
    PictureRemoved,
    PasswordChanged,
    AccountDeleted,
    UserDisabled,
    UserEnabled,
    UserDeleted,
    UserRestored,
    UserPurged,
    RoleChanged,
    SessionEnded,
    OtherSessionsEnded,
    AllSessionsEnded,
    PasswordLinkSent,
    PasswordChosen,
    EmailConfirmed,
    ConfirmationSent,
    InvitationSent,
    InvitationRevoked,
    MailingBegun,
    MailingStopped,
    NoInvitations,
    InvitationAccepted,
    SignInReported,
    ConfirmEmailFirst,
    RegistrationReceived,
    EmailChangeRequested,
    EmailChangeCancelled,
    EmailChangeUndone,
    ApiTokenRevoked,
    ApiTokensRevoked,
    ServiceAccountCreated,
    GroupCreated,
    GroupDeleted,
    AddedToGroup,
    RemovedFromGroup,
    ApplicationCreated,
    ApplicationDeleted,
}

impl From<UserAction> for Notice {
    fn from(action: UserAction) -> Self {
        match action {
            UserAction::Disable => Self::UserDisabled,
            UserAction::Enable => Self::UserEnabled,
            UserAction::Delete => Self::UserDeleted,
            UserAction::Restore => Self::UserRestored,
            UserAction::SetRole(_) => Self::RoleChanged,
        }
    }
}

impl Notice {
    pub fn text(self) -> &'static str {
        match self {
            Self::Welcome => "Account created. You are signed in.",
            Self::SignedOut => "You are signed out.",
            Self::ChangesSaved => "Changes saved.",
            Self::PictureSaved => "Picture saved.",
            Self::PictureRemoved => "Picture removed.",
            Self::PasswordChanged => "Password changed. Your other devices are signed out.",
            Self::AccountDeleted => "Your account is deleted. You are signed out on all devices.",
            Self::UserDisabled => "Account disabled and signed out on all devices.",
            Self::UserEnabled => "Account enabled.",
            Self::UserDeleted => "Account deleted. You can restore it for 30 days.",
            Self::UserRestored => "Account restored.",
            Self::UserPurged => "Account deleted permanently.",
            Self::RoleChanged => "Role changed.",
            Self::SessionEnded => "Device signed out.",
            Self::OtherSessionsEnded => "All other devices signed out.",
            Self::AllSessionsEnded => "All devices signed out.",
            Self::PasswordLinkSent => {
                "Check your mail: if an account has this address, a link is on its way. It is valid for 30 minutes."
            }
            Self::PasswordChosen => "Password set. Sign in with your new password.",
            Self::EmailConfirmed => "Email address confirmed.",
            Self::ConfirmationSent => "Check your mail: a message is on its way. Its link is valid for 24 hours.",
            Self::InvitationSent => "Invitation sent. Its link is valid for 7 days.",
            Self::InvitationRevoked => "Invitation revoked. Its link no longer works.",
            Self::MailingBegun => "The invitations are being sent. You may leave this page.",
            Self::MailingStopped => "No further invitations are sent. Those that were sent stay valid.",
            Self::NoInvitations => "No invitation was sent: all these users have a password or an open invitation.",
            Self::InvitationAccepted => "Password set. You are signed in.",
            Self::SignInReported => {
                "The device is signed out. We have sent you a message with a link to choose a new password."
            }
            Self::ConfirmEmailFirst => "Account created. Confirm your email address: we have sent a message to it.",
            Self::RegistrationReceived => "Check your mail: we have sent a message to the address.",
            Self::EmailChangeRequested => {
                "Check your mail: your email address changes when you confirm it with the link in the message."
            }
            Self::EmailChangeCancelled => "Your email address stays as it is.",
            Self::EmailChangeUndone => {
                "Your email address is restored. Check your mail: a link to choose a new password is on its way."
            }
            Self::ApiTokenRevoked => "Token revoked. Programs that use it are refused.",
            Self::ApiTokensRevoked => "Tokens revoked. Programs that use them are refused.",
            Self::ServiceAccountCreated => "Service account created. Create a token for its program.",
            Self::GroupCreated => "Group created.",
            Self::GroupDeleted => "Group deleted.",
            Self::AddedToGroup => "Added to the group.",
            Self::RemovedFromGroup => "Removed from the group.",
            Self::ApplicationCreated => "Application created. Connect it to its proxy.",
            Self::ApplicationDeleted => "Application deleted. Nobody can enter it any more.",
        }
    }
}
