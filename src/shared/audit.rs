//! The audit trail: the names of events, how one asks for them, and what is told.

use super::{
    ids::{AuditEventId, UserId},
    timestamp::Timestamp,
};
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};
use uuid::Uuid;

macro_rules! names {
    ($(#[$type_doc:meta])* $type:ident { $($(#[$doc:meta])* $variant:ident = $name:literal;)* }) => {
        $(#[$type_doc])*
        #[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
        pub enum $type {
            $($(#[$doc])* #[serde(rename = $name)] $variant,)*
        }

        impl $type {
            /// Every one there is.
            pub const ALL: &'static [$type] = &[$(Self::$variant,)*];

            /// The stable name.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $name,)* }
            }
        }

        impl FromStr for $type {
            type Err = UnknownName;

            fn from_str(text: &str) -> Result<Self, UnknownName> {
                Self::ALL.iter().copied().find(|known| known.as_str() == text).ok_or(UnknownName)
            }
        }

        impl TryFrom<String> for $type {
            type Error = UnknownName;

            fn try_from(text: String) -> Result<Self, UnknownName> {
                text.parse()
            }
        }

        impl fmt::Display for $type {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.as_str())
            }
        }
    };
}

/// There is nothing of this name, as far as this version knows.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct UnknownName;

impl fmt::Display for UnknownName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not a name that this version knows")
    }
}

impl std::error::Error for UnknownName {}

names! {
    /// What can happen. The names are stable: they stand in databases, and scripts look for them.
    EventKind {
        /// Somebody made an account for themselves.
        UserRegister = "user.register";
        /// The first administrator was made, by the one-time link.
        UserSetUp = "user.set_up";
        /// An account was made for somebody; the detail is the role.
        UserCreate = "user.create";
        /// Name, username or email; the detail says which.
        UserUpdate = "user.update";
        /// The detail is the new role.
        UserSetRole = "user.set_role";
        UserDisable = "user.disable";
        UserEnable = "user.enable";
        /// Softly: it can be restored.
        UserDelete = "user.delete";
        UserRestore = "user.restore";
        /// For good.
        UserPurge = "user.purge";
        /// By the operator, who need not know the old one.
        UserSetPassword = "user.set_password";
        UserImport = "user.import";
        UserExport = "user.export";
        /// Everything held about oneself.
        UserDataDownload = "user.data_download";
        /// By its owner, who knows the old one. Ends all other sessions.
        PasswordChange = "password.change";
        /// A link to choose a new password was made.
        PasswordResetIssued = "password.reset_issued";
        /// Such a link was used.
        PasswordReset = "password.reset";
        /// A sign-in; the detail is the session.
        SessionStart = "session.start";
        /// A sign-out; the detail is the session.
        SessionEnd = "session.end";
        /// All of a user's sessions but the one that asked.
        SessionEndOthers = "session.end_others";
        /// A refresh token came a second time, which ended its session: it was stolen, or its thief came first. The
        /// detail is the session.
        TokenReuse = "token.reuse";
        AvatarSet = "avatar.set";
        AvatarRemove = "avatar.remove";
    }
}

names! {
    /// Whether it was done.
    Outcome {
        Success = "success";
        /// The detail is the [`Reason`], where the name does not say it all.
        Refused = "refused";
    }
}

names! {
    /// Why it was refused.
    Reason {
        /// No account with this name and password can sign in.
        NoMatch = "no_match";
        /// The current password, which was asked for once more, was wrong.
        WrongPassword = "wrong_password";
        /// Too many failures: it was not even tried.
        Throttled = "throttled";
        LastAdministrator = "last_administrator";
    }
}

names! {
    /// Who did it.
    ActorKind {
        /// Somebody who was not signed in.
        Anonymous = "anonymous";
        User = "user";
        /// The operator, through the command line.
        System = "system";
    }
}

names! {
    /// How an export is written.
    ExportFormat {
        Csv = "csv";
        /// One JSON object a line.
        JsonLines = "jsonl";
    }
}

/// Which events. What is empty leaves nothing out, as a form without an answer sends it.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct AuditRequest {
    /// Who did it: an id.
    pub actor: String,
    /// To whom it was done: an id.
    pub target: String,
    /// Either of these: an id, a username or an email address.
    pub person: String,
    /// The name of an [`EventKind`].
    pub event: String,
    /// The name of an [`Outcome`].
    pub result: String,
    /// A day or an instant, in UTC. Both ends belong to it.
    pub from: String,
    pub to: String,
    /// `own`: what one did oneself, and what was done to oneself. Administrators see everything without it.
    pub scope: String,
    /// The oldest event of the page before.
    pub before: String,
    /// The newest event of the page behind.
    pub after: String,
    /// 1 to 100; 50 when it is not given.
    pub per_page: String,
    /// The name of an [`ExportFormat`]; CSV when it is not given.
    pub format: String,
}

/// Who did it, as far as the reader may know.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct ActorView {
    pub kind: ActorKind,
    pub id: Option<UserId>,
}

/// Something that happened.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct AuditEventView {
    pub id: AuditEventId,
    pub at: Timestamp,
    /// The name of an [`EventKind`], or one that a newer version has written.
    pub event: String,
    pub result: Outcome,
    pub actor: ActorView,
    pub target_id: Option<UserId>,
    /// From where it came, until that is erased.
    pub address: Option<String>,
    /// What it came from, in its own words.
    pub device: Option<String>,
    pub request_id: Option<Uuid>,
    pub detail: Option<String>,
}

/// Events, the newest first.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct AuditPageView {
    pub events: Vec<AuditEventView>,
    /// What `before` has to be for the page after this one; none on the last.
    pub next: Option<AuditEventId>,
    /// What `after` has to be for the page before this one; none on the first.
    pub prev: Option<AuditEventId>,
}

/// The same for people to read: with what those are called who had a part in it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct AuditLogView {
    pub events: Vec<AuditEventView>,
    pub next: Option<AuditEventId>,
    pub prev: Option<AuditEventId>,
    /// Those whom the reader may know of. Who was purged is not among them.
    pub people: Vec<NamedPerson>,
}

impl AuditLogView {
    /// What somebody is called; none for those who are not named.
    pub fn name_of(&self, id: UserId) -> Option<&str> {
        self.people.iter().find(|person| person.id == id).map(|person| person.name.as_str())
    }
}

/// Somebody with an account, and what they are called.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct NamedPerson {
    pub id: UserId,
    pub name: String,
}
