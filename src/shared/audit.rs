//! The audit log: event names, and the views of events.

use super::ids::{AuditEventId, UserId};
use super::timestamp::Timestamp;
use crate::language::{Sentences, sentences};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Declares the kinds of events. Each has its name, its group, and the text in the catalogue whose attributes are the sentences about
/// it. One `for administrators` is not about an account: nobody else finds it in their own activity.
macro_rules! events {
    (@is_personal) => { true };
    (@is_personal administrators) => { false };
    ($($(#[$of_value:meta])* $value:ident = $name:literal in $group:ident $(for $reader:ident)?: $words:ident,)*) => {
        names! {
            /// The kinds of events. The names are stable: they are stored in databases and used by scripts.
            #[derive(Hash, JsonSchema)]
            pub enum EventKind as label { $($(#[$of_value])* $value = $name: $words,)* }
        }

        impl EventKind {
            /// The sentences about such an event.
            pub fn sentences(self) -> Sentences {
                match self { $(Self::$value => sentences::$words(),)* }
            }

            /// The kinds that administrators look for together.
            pub fn group(self) -> EventGroup {
                match self { $(Self::$value => EventGroup::$group,)* }
            }

            /// Whether users who administer nothing can find such an event in their own activity.
            pub fn is_personal(self) -> bool {
                match self { $(Self::$value => events!(@is_personal $($reader)?),)* }
            }
        }
    };
}

events! {
    /// A user registered.
    UserRegister = "user.register" in Accounts: event_user_register,
    /// The first administrator was created with the setup link.
    UserSetUp = "user.set_up" in Administration for administrators: event_user_set_up,
    /// An administrator or the operator created an account; the detail is the role.
    UserCreate = "user.create" in Accounts: event_user_create,
    /// A link to choose a first password was sent to the address of an account.
    UserInvite = "user.invite" in Accounts: event_user_invite,
    /// An open invitation was revoked.
    UserRevokeInvitation = "user.revoke_invitation" in Accounts: event_user_revoke_invitation,
    /// Profile, username or email changed, or a new email was requested or the request cancelled; the detail says which.
    UserUpdate = "user.update" in Accounts: event_user_update,
    /// A value was released that was reserved for the account; the detail is its kind.
    UserReleaseValue = "user.release_value" in Accounts: event_user_release_value,
    /// The detail is the new role.
    UserSetRole = "user.set_role" in Accounts: event_user_set_role,
    UserDisable = "user.disable" in Accounts: event_user_disable,
    UserEnable = "user.enable" in Accounts: event_user_enable,
    /// The account can be restored for 30 days.
    UserDelete = "user.delete" in Accounts: event_user_delete,
    UserRestore = "user.restore" in Accounts: event_user_restore,
    /// The account was deleted permanently.
    UserPurge = "user.purge" in Accounts for administrators: event_user_purge,
    /// The operator set a password, without the current one.
    UserSetPassword = "user.set_password" in Accounts: event_user_set_password,
    /// An administrator or the operator took away everything that signs in to an account, and sent its owner a password link.
    UserStartOver = "user.start_over" in Accounts: event_user_start_over,
    UserImport = "user.import" in Administration for administrators: event_user_import,
    UserExport = "user.export" in Administration for administrators: event_user_export,
    /// A user downloaded their own data.
    UserDataDownload = "user.data_download" in Accounts: event_user_data_download,
    /// An email address was confirmed: by its owner with a link, or by an administrator or the operator.
    EmailConfirm = "email.confirm" in Accounts: event_email_confirm,
    /// The owner of an address that was never confirmed said that they had not registered the account, which became theirs.
    EmailDisown = "email.disown" in Accounts: event_email_disown,
    /// A user changed their password, which ends all other sessions.
    PasswordChange = "password.change" in Factors: event_password_change,
    /// A password link was created.
    PasswordResetIssued = "password.reset_issued" in Factors: event_password_reset_issued,
    /// The open password links of an account that were handed over were revoked.
    PasswordLinkRevoked = "password.link_revoked" in Factors: event_password_link_revoked,
    /// A password link or an invitation was used; the detail is `invitation` if it was one, which also confirms the address.
    PasswordReset = "password.reset" in Factors: event_password_reset,
    /// A change of the email address, a deletion, or the removal of the password was undone with the link that was mailed.
    EmailChangeUndone = "email.change_undone" in Accounts: event_email_change_undone,
    /// A sign-in; the detail is the session.
    SessionStart = "session.start" in SignIns: event_session_start,
    /// A sign-out; the detail is the session.
    SessionEnd = "session.end" in SignIns: event_session_end,
    /// All sessions of a user ended, except the one of the request.
    SessionEndOthers = "session.end_others" in SignIns: event_session_end_others,
    /// The owner of an account reported a sign-in as somebody else's, which ended all sessions; the detail is the session.
    SessionReported = "session.reported" in SignIns: event_session_reported,
    /// Somebody proved again who they are; the detail is the session.
    StepUp = "session.step_up" in SignIns: event_session_step_up,
    /// A one-time link became invalid after too many wrong digits or passwords; the detail is what it was for.
    LinkVoid = "link.void" in SignIns: event_link_void,
    /// A used refresh token was presented again, so it was stolen, and its session has ended; the detail is the session.
    TokenReuse = "token.reuse" in SignIns: event_token_reuse,
    /// An API token was created; the detail is its id.
    ApiTokenCreate = "api_token.create" in Administration: event_api_token_create,
    /// An API token was revoked; the detail is its id.
    ApiTokenRevoke = "api_token.revoke" in Administration: event_api_token_revoke,
    /// A passkey or an authenticator app was added; the detail says which.
    FactorAdd = "factor.add" in Factors: event_factor_add,
    /// A passkey or an authenticator app was removed; the detail says which.
    FactorRemove = "factor.remove" in Factors: event_factor_remove,
    /// An administrator or the operator removed all factors but the password, or a repair, which is the detail, removed some.
    FactorReset = "factor.reset" in Factors: event_factor_reset,
    /// A passkey of which there may be a copy was refused; the detail is its id.
    FactorUse = "factor.use" in Factors: event_factor_use,
    /// A passkey that was on one device can be on several from now on.
    FactorSync = "factor.sync" in Factors: event_factor_sync,
    /// A code of an authenticator app was accepted although a later one was used before: the clock of a server was ahead then.
    FactorClock = "factor.clock" in Factors: event_factor_clock,
    /// New recovery codes replaced all earlier ones.
    RecoveryCodesNew = "recovery_codes.create" in Factors: event_recovery_codes_create,
    /// A recovery code was used in place of another second factor.
    RecoveryCodeUse = "recovery_code.use" in Factors: event_recovery_code_use,
    /// An account for a program was created; the detail is the role.
    ServiceAccountCreate = "service_account.create" in Administration for administrators: event_service_account_create,
    /// The detail of each event of groups is the name of the group.
    GroupCreate = "group.create" in Administration for administrators: event_group_create,
    /// The description of a group changed.
    GroupUpdate = "group.update" in Administration for administrators: event_group_update,
    GroupDelete = "group.delete" in Administration for administrators: event_group_delete,
    /// An account was added to a group.
    GroupAdd = "group.add" in Accounts: event_group_add,
    /// An account was removed from a group, also because the group was deleted.
    GroupRemove = "group.remove" in Accounts: event_group_remove,
    /// An application was created; the detail is its name.
    ApplicationCreate = "application.create" in Administration for administrators: event_application_create,
    /// The definition of an application changed; the detail is its name.
    ApplicationUpdate = "application.update" in Administration for administrators: event_application_update,
    /// An application was deleted; the detail is its name.
    ApplicationDelete = "application.delete" in Administration for administrators: event_application_delete,
    /// A session entered an application for the first time, or was refused there; the detail is its name.
    ApplicationEnter = "application.enter" in Applications: event_application_enter,
    /// A client was created; the detail is its id.
    ClientCreate = "client.create" in Administration for administrators: event_client_create,
    /// The definition of a client changed; the detail is its id.
    ClientUpdate = "client.update" in Administration for administrators: event_client_update,
    /// A client was deleted with all that was granted to it; the detail is its id.
    ClientDelete = "client.delete" in Administration for administrators: event_client_delete,
    /// A client was closed for a while, or opened again; the detail is its id.
    ClientClose = "client.close" in Administration for administrators: event_client_close,
    ClientOpen = "client.open" in Administration for administrators: event_client_open,
    /// A client got another secret; the detail is its id.
    ClientSecretAdd = "client_secret.add" in Administration for administrators: event_client_secret_add,
    /// A secret of a client was removed; the detail is its id.
    ClientSecretRemove = "client_secret.remove" in Administration for administrators: event_client_secret_remove,
    /// A user allowed a client to learn something, or refused; the detail is its id.
    ClientConsent = "client.consent" in Applications: event_client_consent,
    /// The access of a client to an account was taken back; the detail is its id.
    ClientRevoke = "client.revoke" in Applications: event_client_revoke,
    /// A used code or refresh token of a client was presented again, which revoked what it had given; the detail is the client.
    ClientTokenReuse = "client.token_reuse" in Applications: event_client_token_reuse,
    /// A client did not get the message that a session has ended; the detail is its id.
    ClientLogoutFailed = "client.logout_failed" in Applications for administrators: event_client_logout_failed,
    /// A client was refused something, at most once an hour; the detail is its id.
    ClientRefuse = "client.refuse" in Applications for administrators: event_client_refuse,
    OwnFieldCreate = "field.create" in Administration for administrators: event_field_create,
    OwnFieldUpdate = "field.update" in Administration for administrators: event_field_update,
    OwnFieldDelete = "field.delete" in Administration for administrators: event_field_delete,
    OwnFieldRestore = "field.restore" in Administration for administrators: event_field_restore,
    /// A version of terms was published; the detail is its number, after the name of the application if it is of one.
    TermsPublish = "terms.publish" in Administration for administrators: event_terms_publish,
    TermsWithdraw = "terms.withdraw" in Administration for administrators: event_terms_withdraw,
    TermsAccept = "terms.accept" in Accounts: event_terms_accept,
    /// A provider was created, changed or deleted; the detail is its name.
    ProviderCreate = "provider.create" in Administration for administrators: event_provider_create,
    ProviderUpdate = "provider.update" in Administration for administrators: event_provider_update,
    ProviderDelete = "provider.delete" in Administration for administrators: event_provider_delete,
    /// An account at a provider was linked, or was not, because of what the account here is; the detail is the provider.
    IdentityLink = "identity.link" in Accounts: event_identity_link,
    /// An identity that was held was kept; the detail is the provider.
    IdentityKeep = "identity.keep" in Accounts: event_identity_keep,
    /// An account at a provider was unlinked; the detail is the provider.
    IdentityUnlink = "identity.unlink" in Accounts: event_identity_unlink,
    /// An account with an unconfirmed address went to its owner, who came from a provider; the detail is the provider.
    IdentityTakeOver = "identity.take_over" in Accounts: event_identity_take_over,
    AvatarSet = "avatar.set" in Accounts: event_avatar_set,
    AvatarRemove = "avatar.remove" in Accounts: event_avatar_remove,
    /// The operator created a signing key for access tokens, or removed one; the detail is its id.
    KeyRotate = "key.rotate" in Administration for administrators: event_key_rotate,
    KeyRetire = "key.retire" in Administration for administrators: event_key_retire,
    /// A file of password links was created; the detail is the number of accounts.
    PasswordLinksIssued = "password.links_issued" in Mail for administrators: event_password_links_issued,
    /// Invitations to many accounts began to be sent; the detail is their number.
    MailingBegin = "mailing.begin" in Mail for administrators: event_mailing_begin,
    /// They were stopped before all had been sent.
    MailingStop = "mailing.stop" in Mail for administrators: event_mailing_stop,
    /// A message was given up; the detail is its kind.
    MailFailed = "mail.failed" in Mail: event_mail_failed,
}

names! {
    /// Kinds of events that administrators look for together.
    #[derive(Hash, JsonSchema)]
    pub enum EventGroup as label {
        /// Sessions: their beginning, their end, and what confirmed them.
        SignIns = "sign_ins": event_group_sign_ins,
        /// People, their addresses, their groups, and their accounts elsewhere.
        Accounts = "accounts": event_group_accounts,
        /// How somebody proves who they are.
        Factors = "factors": event_group_factors,
        /// What people and programs do with applications.
        Applications = "applications": event_group_applications,
        /// What is defined and set up.
        Administration = "administration": event_group_administration,
        Mail = "mail": event_group_mail,
    }
}

names! {
    /// Whether the action succeeded.
    #[derive(Hash, JsonSchema)]
    pub enum Outcome {
        Success = "success",
        /// The detail is the [`Reason`], unless the event's name implies it.
        Refused = "refused",
    }
}

names! {
    /// Why an action was refused.
    #[derive(Hash, JsonSchema)]
    pub enum Reason as text {
        /// No account that can sign in has this login and password.
        NoMatch = "no_match": reason_no_match,
        /// The current password, required to confirm the action, was wrong.
        WrongPassword = "wrong_password": reason_wrong_password,
        /// The code of an authenticator app or the recovery code was wrong, or had been used.
        WrongCode = "wrong_code": reason_wrong_code,
        /// The answer of the passkey was not valid.
        PasskeyRefused = "passkey_refused": reason_passkey_refused,
        /// Too many failed attempts: the password was not checked.
        Throttled = "throttled": reason_throttled,
        LastAdministrator = "last_administrator": reason_last_administrator,
        /// The password was right, but the email address has to be confirmed before signing in.
        EmailUnconfirmed = "email_unconfirmed": reason_email_unconfirmed,
    }
}

names! {
    /// Who performed an action.
    #[derive(Hash, JsonSchema)]
    pub enum ActorKind {
        /// A client that was not signed in.
        Anonymous = "anonymous",
        User = "user",
        /// The operator, through the command line.
        System = "system",
    }
}

/// The actor, as far as the reader may see it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
pub struct ActorView {
    pub kind: ActorKind,
    pub id: Option<UserId>,
}

/// An event.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
pub struct AuditEventView {
    pub id: AuditEventId,
    pub at: Timestamp,
    /// The name of an [`EventKind`], or one that a newer version has written.
    pub event: String,
    pub result: Outcome,
    pub actor: ActorView,
    pub target_id: Option<UserId>,
    /// The IP address, until it is erased.
    pub address: Option<String>,
    /// The user agent.
    pub device: Option<String>,
    pub request_id: Option<Uuid>,
    pub detail: Option<String>,
}

/// A page of events, newest first.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
pub struct AuditPageView {
    pub events: Vec<AuditEventView>,
    /// The value of `before` for the next page; none on the last page.
    pub next: Option<AuditEventId>,
    /// The value of `after` for the previous page; none on the first page.
    pub prev: Option<AuditEventId>,
}
