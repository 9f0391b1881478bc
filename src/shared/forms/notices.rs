//! The messages after a success.

use crate::language::say;
use crate::shared::bulk::UserAction;
use serde::{Deserialize, Serialize};

/// Declares the notices with their texts in the catalogue.
macro_rules! notices {
    ($($name:ident = $text:ident,)+) => {
        /// A success message.
        #[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum Notice {
            $($name,)+
        }

        impl Notice {
            pub fn text(self) -> &'static str {
                match self { $(Self::$name => say::$text(),)+ }
            }
        }
    };
}

notices! {
    Welcome = notice_welcome,
    SignedOut = notice_signed_out,
    ChangesSaved = notice_changes_saved,
    PictureSaved = notice_picture_saved,
    PictureRemoved = notice_picture_removed,
    PasswordChanged = notice_password_changed,
    AccountDeleted = notice_account_deleted,
    UserDisabled = notice_user_disabled,
    UserEnabled = notice_user_enabled,
    UserDeleted = notice_user_deleted,
    UserRestored = notice_user_restored,
    UserPurged = notice_user_purged,
    RoleChanged = notice_role_changed,
    SessionEnded = notice_session_ended,
    OtherSessionsEnded = notice_other_sessions_ended,
    AllSessionsEnded = notice_all_sessions_ended,
    EarlierSessionsEnded = notice_earlier_sessions_ended,
    SentAgain = notice_sent_again,
    PasswordChosen = notice_password_chosen,
    EmailConfirmed = notice_email_confirmed,
    EmailConfirmedWithout = notice_email_confirmed_without,
    AccountIsYours = notice_account_is_yours,
    ConfirmationSent = notice_confirmation_sent,
    InvitationSent = notice_invitation_sent,
    InvitationRevoked = notice_invitation_revoked,
    MailingBegun = notice_mailing_begun,
    MailingStopped = notice_mailing_stopped,
    NoInvitations = notice_no_invitations,
    InvitationAccepted = notice_invitation_accepted,
    SignInReported = notice_sign_in_reported,
    ConfirmEmailFirst = notice_confirm_email_first,
    RegistrationReceived = notice_registration_received,
    EmailChangeRequested = notice_email_change_requested,
    EmailChangeCancelled = notice_email_change_cancelled,
    EmailChangeUndone = notice_email_change_undone,
    ApiTokenRevoked = notice_api_token_revoked,
    ApiTokensRevoked = notice_api_tokens_revoked,
    ServiceAccountCreated = notice_service_account_created,
    GroupCreated = notice_group_created,
    GroupDeleted = notice_group_deleted,
    AddedToGroup = notice_added_to_group,
    RemovedFromGroup = notice_removed_from_group,
    ApplicationCreated = notice_application_created,
    ApplicationDeleted = notice_application_deleted,
    ClientCreated = notice_client_created,
    ClientDeleted = notice_client_deleted,
    ClientClosed = notice_client_closed,
    ClientOpened = notice_client_opened,
    ProgramConnected = notice_program_connected,
    ClientSecretRemoved = notice_client_secret_removed,
    ProviderCreated = notice_provider_created,
    ProviderDeleted = notice_provider_deleted,
    OwnFieldCreated = notice_own_field_created,
    OwnFieldDeleted = notice_own_field_deleted,
    OwnFieldRestored = notice_own_field_restored,
    PasskeyAdded = notice_passkey_added,
    PasskeyRenamed = notice_passkey_renamed,
    PasskeyRemoved = notice_passkey_removed,
    PasswordRemoved = notice_password_removed,
    RecoveryCodeUsed = notice_recovery_code_used,
    RecoveryCodeSpent = notice_recovery_code_spent,
    AuthenticatorAdded = notice_authenticator_added,
    AuthenticatorRemoved = notice_authenticator_removed,
    BrowserForgotten = notice_browser_forgotten,
    FactorsReset = notice_factors_reset,
    DeviceAllowed = notice_device_allowed,
    DeviceRefused = notice_device_refused,
    AccessTakenBack = notice_access_taken_back,
    IdentityLinked = notice_identity_linked,
    IdentityUnlinked = notice_identity_unlinked,
    IdentityKept = notice_identity_kept,
    TakenOver = notice_taken_over,
    ProofCodeSent = notice_proof_code_sent,
    WayInEnded = notice_way_in_ended,
    ValueReleased = notice_value_released,
    DefinitionTakenBack = notice_definition_taken_back,
    EverythingElseEnded = notice_everything_else_ended,
    StartedOver = notice_started_over,
    JourneyUnknown = notice_journey_unknown,
}

impl Notice {
    /// The change of an account that undoes the one of which this tells. None if it tells of something else, or not what was before.
    pub fn undone_by(self) -> Option<UserAction> {
        use UserAction::{Delete, Disable, Enable, Restore};
        let pairs = [(Disable, Enable), (Enable, Disable), (Delete, Restore), (Restore, Delete)];
        pairs.into_iter().find(|(done, _)| Self::from(*done) == self).map(|(_, undo)| undo)
    }
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
