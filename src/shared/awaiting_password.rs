//! Accounts without a password: how many there are, and the links and invitations with which their owners choose one.

use super::export_format::ExportFormat;
use super::ids::UserId;
use super::strict::UnknownKeys;
use super::timestamp::Timestamp;
use super::values::Text;
use super::views::UserView;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The path of the page with the open invitations.
pub const INVITATIONS: &str = "/users/invitations";
/// The path of the page about all accounts without a password.
pub const PATH: &str = "/users/awaiting-password";

/// Which of these accounts are meant.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(default)]
#[schemars(deny_unknown_fields)]
pub struct AwaitingPasswordRequest {
    /// Only accounts of this import: the `import` of its report. Default: all accounts.
    #[schemars(with = "u64", extend("example" = 1_795_338_720_000_u64))]
    pub import: Text,
    #[serde(flatten)]
    #[schemars(skip)]
    pub unknown: UnknownKeys,
}

/// Which accounts are in a file of password links, and its format.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(default)]
#[schemars(deny_unknown_fields)]
pub struct PasswordLinksRequest {
    /// Only accounts of this import: the `import` of its report. Default: all accounts.
    #[schemars(with = "u64", extend("example" = 1_795_338_720_000_u64))]
    pub import: Text,
    /// `csv` (default) or `jsonl`.
    #[schemars(with = "ExportFormat")]
    pub format: Text,
    #[serde(flatten)]
    #[schemars(skip)]
    pub unknown: UnknownKeys,
}

/// The proof that the sender of a request knows the password of the account.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub struct ProofRequest {
    /// The password of the account that sends the request. It takes the place of a step-up.
    #[schemars(length(max = 128))]
    pub current_password: Text,
}

/// Active accounts without a password, and the mailing to such accounts.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
pub struct AwaitingPasswordView {
    /// How many there are. Service accounts are left out.
    pub accounts: u64,
    /// How many of them have no open invitation.
    pub uninvited: u64,
    /// How many invitations a mailing sends in a minute.
    pub rate: u32,
    /// The mailing that is running, or else the last one that has ended.
    pub mailing: Option<MailingView>,
}

/// A password link. It is shown once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PasswordLinkView {
    pub url: String,
    pub expires_at: Timestamp,
}

/// A new account that was created for another user.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InvitedUser {
    pub user: UserView,
    /// The link to pass on; None if it was sent to the address of the account.
    pub link: Option<PasswordLinkView>,
}

/// The open invitation of an account.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
pub struct InvitationView {
    pub created_at: Timestamp,
    pub expires_at: Timestamp,
}

/// Which part of the list of invitations is read.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub struct ListInvitationsRequest {
    /// `next` of a previous response.
    #[schemars(with = "String", length(max = 8000), regex(pattern = r"^[A-Za-z0-9_-]+$"))]
    pub cursor: Text,
}

/// An account, as far as the list of invitations shows it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
pub struct InvitedAccountView {
    pub id: UserId,
    pub username: String,
    pub email: String,
    pub name: Option<String>,
}

impl InvitedAccountView {
    /// The name, or the username of users without a name.
    pub fn display_name(&self) -> &str {
        self.name.as_deref().unwrap_or(&self.username)
    }
}

/// An open invitation and its account.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
pub struct ListedInvitationView {
    pub user: InvitedAccountView,
    pub created_at: Timestamp,
    pub expires_at: Timestamp,
}

/// Open invitations, the newest first.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
pub struct InvitationListView {
    pub invitations: Vec<ListedInvitationView>,
    /// There are older ones: send the same request with this value as `cursor`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}

/// Invitations to many accounts, which are sent at a limited rate.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
pub struct MailingView {
    pub state: MailingState,
    /// The import whose accounts are invited; null: all accounts.
    pub import: Option<i64>,
    pub created_at: Timestamp,
    /// How many invitations it sends in a minute.
    pub rate: u32,
    /// How many accounts were to be invited when it began.
    pub total: u64,
    pub sent: u64,
    /// How many are not sent yet, also of those that are tried again because a mail server has refused them for now.
    pub waiting: u64,
    /// How many could not be sent.
    pub failed: u64,
    /// How many accounts needed no invitation any more when it was their turn.
    pub skipped: u64,
}

impl MailingView {
    /// Whether the figures are still changing.
    pub fn is_active(&self) -> bool {
        self.state == MailingState::Running || self.waiting > 0
    }
}

/// How far a mailing is.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum MailingState {
    Running,
    /// It has invited all accounts.
    Completed,
    /// It was stopped before that.
    Stopped,
}

/// A line of a file of password links.
#[derive(Clone, PartialEq, Eq, Serialize)]
pub struct PasswordLinkRow {
    pub username: String,
    pub email: String,
    /// The one-time link with which the owner chooses a password.
    pub link: String,
    pub expires: Timestamp,
}
