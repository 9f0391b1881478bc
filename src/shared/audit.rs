//! The audit log: event names, queries, and the views of events.

use super::{
    ids::{AuditEventId, UserId},
    timestamp::{DAY_OR_INSTANT, Timestamp},
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

names! {
    /// The kinds of events. The names are stable: they are stored in databases and used by scripts.
    #[derive(Hash, JsonSchema)]
    pub enum EventKind {
        /// A user registered.
        UserRegister = "user.register",
        /// The first administrator was created with the setup link.
        UserSetUp = "user.set_up",
        /// An administrator or the operator created an account; the detail is the role.
        UserCreate = "user.create",
        /// A link to choose a first password was sent to the address of an account.
        UserInvite = "user.invite",
        /// An open invitation was revoked.
        UserRevokeInvitation = "user.revoke_invitation",
        /// Name, username or email changed, or a new email was requested or the request cancelled; the detail says which.
        UserUpdate = "user.update",
        /// The detail is the new role.
        UserSetRole = "user.set_role",
        UserDisable = "user.disable",
        UserEnable = "user.enable",
        /// The account can be restored for 30 days.
        UserDelete = "user.delete",
        UserRestore = "user.restore",
        /// The account was deleted permanently.
        UserPurge = "user.purge",
        /// The operator set a password, without the current one.
        UserSetPassword = "user.set_password",
        UserImport = "user.import",
        UserExport = "user.export",
        /// A user downloaded their own data.
        UserDataDownload = "user.data_download",
        /// An email address was confirmed: by its owner with a link, or by an administrator or the operator.
        EmailConfirm = "email.confirm",
        /// A user changed their password, which ends all other sessions.
        PasswordChange = "password.change",
        /// A password link was created.
        PasswordResetIssued = "password.reset_issued",
        /// A password link or an invitation was used; the detail is `invitation` if it was one, which also confirms the address.
        PasswordReset = "password.reset",
        /// A change of the email address was undone with the link that was sent to the previous one.
        EmailChangeUndone = "email.change_undone",
        /// A sign-in; the detail is the session.
        SessionStart = "session.start",
        /// A sign-out; the detail is the session.
        SessionEnd = "session.end",
        /// All sessions of a user ended, except the one of the request.
        SessionEndOthers = "session.end_others",
        /// The owner of an account reported a sign-in as somebody else's, which ended its session; the detail is the session.
        SessionReported = "session.reported",
        /// A one-time link became invalid after too many wrong digits or passwords; the detail is what it was for.
        LinkVoid = "link.void",
        /// A used refresh token was presented again, which means that it was stolen. Its session has ended; the detail is
        /// the session.
        TokenReuse = "token.reuse",
        /// An API token was created; the detail is its id.
        ApiTokenCreate = "api_token.create",
        /// An API token was revoked; the detail is its id.
        ApiTokenRevoke = "api_token.revoke",
        /// An account for a program was created; the detail is the role.
        ServiceAccountCreate = "service_account.create",
        /// The detail of each event of groups is the name of the group.
        GroupCreate = "group.create",
        /// The description of a group changed.
        GroupUpdate = "group.update",
        GroupDelete = "group.delete",
        /// An account was added to a group.
        GroupAdd = "group.add",
        /// An account was removed from a group, also because the group was deleted.
        GroupRemove = "group.remove",
        /// An application was created; the detail is its name.
        ApplicationCreate = "application.create",
        /// The definition of an application changed; the detail is its name.
        ApplicationUpdate = "application.update",
        /// An application was deleted; the detail is its name.
        ApplicationDelete = "application.delete",
        /// A session entered an application for the first time, or was refused there; the detail is its name.
        ApplicationEnter = "application.enter",
        AvatarSet = "avatar.set",
        AvatarRemove = "avatar.remove",
        /// The operator created a signing key for access tokens; the detail is its id.
        KeyRotate = "key.rotate",
        /// The operator removed a signing key; the detail is its id.
        KeyRetire = "key.retire",
        /// A file of password links was created; the detail is the number of accounts.
        PasswordLinksIssued = "password.links_issued",
        /// Invitations to many accounts began to be sent; the detail is their number.
        MailingBegin = "mailing.begin",
        /// They were stopped before all had been sent.
        MailingStop = "mailing.stop",
        /// A message was given up; the detail is its kind.
        MailFailed = "mail.failed",
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
    pub enum Reason {
        /// No account that can sign in has this login and password.
        NoMatch = "no_match",
        /// The current password, required to confirm the action, was wrong.
        WrongPassword = "wrong_password",
        /// Too many failed attempts: the password was not checked.
        Throttled = "throttled",
        LastAdministrator = "last_administrator",
        /// The password was right, but the email address has to be confirmed before signing in.
        EmailUnconfirmed = "email_unconfirmed",
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

names! {
    /// The file format of an export.
    #[derive(Hash, JsonSchema)]
    pub enum ExportFormat {
        Csv = "csv",
        /// One JSON object per line.
        JsonLines = "jsonl",
    }
}

/// A query for events. An empty parameter does not filter, because HTML forms send empty fields.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct AuditRequest {
    /// The id of the actor.
    #[schemars(with = "UserId")]
    pub actor: String,
    /// The id of the target account.
    #[schemars(with = "UserId")]
    pub target: String,
    /// Actor or target: an id, a username or an email address.
    #[schemars(length(max = 120), extend("example" = "maren"))]
    pub person: String,
    /// Only events of this kind.
    #[schemars(with = "EventKind")]
    pub event: String,
    /// Only events with this result.
    #[schemars(with = "Outcome")]
    pub result: String,
    /// A day or an instant in UTC, inclusive.
    #[schemars(regex(pattern = DAY_OR_INSTANT), extend("example" = "2026-11-01"))]
    pub from: String,
    /// A day or an instant in UTC, inclusive.
    #[schemars(regex(pattern = DAY_OR_INSTANT), extend("example" = "2026-11-30"))]
    pub to: String,
    /// `own`: only events with the user as actor or target. Without it, administrators see all events.
    #[schemars(extend("enum" = ["own"]))]
    pub scope: String,
    /// Events older than this one.
    #[schemars(with = "AuditEventId")]
    pub before: String,
    /// Events newer than this one.
    #[schemars(with = "AuditEventId")]
    pub after: String,
    /// The number of events of a page.
    #[schemars(with = "u64", range(min = 1, max = 100), extend("default" = 50))]
    pub per_page: String,
    /// The format of an export; default `csv`.
    #[schemars(with = "ExportFormat")]
    pub format: String,
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

/// A page of events with the names of the users in it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct AuditLogView {
    pub events: Vec<AuditEventView>,
    pub next: Option<AuditEventId>,
    pub prev: Option<AuditEventId>,
    /// The users that the reader may see. Permanently deleted users are missing.
    pub people: Vec<NamedUser>,
}

impl AuditLogView {
    pub fn name_of(&self, id: UserId) -> Option<&str> {
        self.people.iter().find(|person| person.id == id).map(|person| person.name.as_str())
    }
}

/// A user's id and name.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct NamedUser {
    pub id: UserId,
    pub name: String,
}
