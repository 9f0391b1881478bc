//! Invitations: links to choose a first password, sent to the addresses of new accounts.

use super::{ids::UserId, timestamp::Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The open invitation of an account.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
pub struct InvitationView {
    pub created_at: Timestamp,
    pub expires_at: Timestamp,
}

/// An account, as far as the list of invitations shows it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, JsonSchema)]
pub struct InvitedAccountView {
    pub id: UserId,
    pub username: String,
    pub email: String,
    pub name: Option<String>,
}

/// An open invitation and its account.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, JsonSchema)]
pub struct ListedInvitationView {
    pub user: InvitedAccountView,
    #[serde(flatten)]
    pub invitation: InvitationView,
}

/// The open invitations, the newest first.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, JsonSchema)]
pub struct InvitationListView {
    pub invitations: Vec<ListedInvitationView>,
}
