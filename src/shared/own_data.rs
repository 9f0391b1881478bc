//! The download of all data about a user.

use super::factor_kinds::OwnFactorData;
use super::former_values::Identifier;
use super::ids::{ApiTokenId, ClientGrantId, SessionId, TrustedBrowserId};
use super::own_fields::{FieldValue, OwnFieldName};
use super::providers::IdentityView;
use super::sessions::OwnOriginView;
use super::terms::AcceptedTermsView;
use super::timestamp::Timestamp;
use super::views::{Role, Status, UserView};
use serde::Serialize;

/// All data except the lists, which can be long and are streamed.
#[derive(Clone, Debug, Serialize)]
pub struct OwnDataView {
    pub exported_at: Timestamp,
    /// Which stored data is not included, and why.
    pub note: &'static str,
    pub account: OwnAccountView,
    /// What the account had in fields that were deleted since.
    pub deleted_fields: Vec<DeletedValueView>,
    pub picture: Option<OwnPictureView>,
    /// Failed sign-ins since the last successful one, from browsers that the account has not used before.
    pub failed_sign_ins: Option<CounterView>,
    /// When the account was created, if it is a service account.
    pub service_account_since: Option<Timestamp>,
    /// Since when the email address refuses messages.
    pub mail_refused_since: Option<Timestamp>,
    #[serde(flatten)]
    pub factors: OwnFactorData,
    pub trusted_browsers: Vec<OwnTrustedBrowserView>,
    /// The accounts at providers that are linked.
    pub identities: Vec<OwnIdentityView>,
    /// The accounts at providers that were unlinked, and are linked again only from inside the account.
    pub unlinked_identities: Vec<UnlinkedIdentityView>,
    /// Which terms were accepted when.
    pub accepted_terms: Vec<AcceptedTermsView>,
    /// Values by which applications recognise the account, and that it has lost within seven days.
    pub former_values: Vec<FormerValueView>,
}

/// A username or a unique value of a custom field that is reserved for the account.
#[derive(Clone, Debug, Serialize)]
pub struct FormerValueView {
    pub kind: Identifier,
    /// The custom field. None for a username.
    pub field: Option<OwnFieldName>,
    pub value: String,
    pub lost_at: Timestamp,
    pub reserved_until: Timestamp,
}

/// What an account had in a field that was deleted.
#[derive(Clone, Debug, Serialize)]
pub struct DeletedValueView {
    pub name: OwnFieldName,
    pub value: FieldValue,
    /// Until then the field can be restored, with the value. After that both are deleted.
    pub kept_until: Timestamp,
}

/// An account at a provider that is linked, and from where that was done.
#[derive(Clone, Debug, Serialize)]
pub struct OwnIdentityView {
    #[serde(flatten)]
    pub identity: IdentityView,
    #[serde(flatten)]
    pub added_from: OwnOriginView,
}

/// An account at a provider that was unlinked.
#[derive(Clone, Debug, Serialize)]
pub struct UnlinkedIdentityView {
    pub issuer: String,
    pub subject: String,
    pub unlinked_at: Timestamp,
}

/// An account with data that no other view has.
#[derive(Clone, Debug, Serialize)]
pub struct OwnAccountView {
    #[serde(flatten)]
    pub user: UserView,
    /// Incremented with each change.
    pub version: i64,
    /// The role and status before the last change, if it changed them.
    pub role_before: Option<Role>,
    pub status_before: Option<Status>,
}

/// A picture of 256 by 256 pixels.
#[derive(Clone, Debug, Serialize)]
pub struct OwnPictureView {
    pub media_type: String,
    pub set_at: Timestamp,
    pub base64: String,
}

/// A browser in which the account needs no second factor, without its token.
#[derive(Clone, Debug, Serialize)]
pub struct OwnTrustedBrowserView {
    pub id: TrustedBrowserId,
    /// The `User-Agent`, as it is stored.
    pub device: Option<String>,
    pub address: Option<String>,
    pub created_at: Timestamp,
    pub last_used_at: Timestamp,
    pub expires_at: Timestamp,
}

/// A session, active or ended, in the download of all data about a user.
#[derive(Clone, Debug, Serialize)]
pub struct OwnSessionView {
    pub id: SessionId,
    /// Whether it is the session of the request.
    pub current: bool,
    /// Whether it persists after the browser is closed.
    pub remember: bool,
    /// The `User-Agent` of the sign-in, as it is stored.
    pub device: Option<String>,
    /// The address of the last use.
    pub address: Option<String>,
    pub created_at: Timestamp,
    pub last_used_at: Timestamp,
    pub expires_at: Timestamp,
    /// When the user has proved last who they are, and by which methods: names separated by spaces.
    pub proved_at: Timestamp,
    pub methods: String,
    pub ended_at: Option<Timestamp>,
    pub end_reason: Option<String>,
    /// While it is active, the ids of the clients that have got tokens in it.
    pub clients: Vec<String>,
    /// Wrong entries of the current password while confirming actions.
    pub failed_confirmations: Option<CounterView>,
}

/// A one-time link, without its token.
#[derive(Clone, Debug, Serialize)]
pub struct OwnLinkView {
    /// What it is for.
    pub purpose: &'static str,
    /// The address that it sets.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    pub created_at: Timestamp,
    pub expires_at: Timestamp,
    pub used_at: Option<Timestamp>,
}

/// A message that has not been sent yet, without its link.
#[derive(Clone, Debug, Serialize)]
pub struct OwnMailView {
    pub kind: String,
    pub recipient: String,
    pub created_at: Timestamp,
}

/// An API token, without its secret.
#[derive(Clone, Debug, Serialize)]
pub struct OwnApiTokenView {
    pub id: ApiTokenId,
    pub name: String,
    /// Names separated by spaces.
    pub scopes: String,
    pub created_at: Timestamp,
    pub expires_at: Timestamp,
    pub last_used_at: Option<Timestamp>,
    pub last_used_address: Option<String>,
    pub revoked_at: Option<Timestamp>,
}

/// What the user has allowed a client to learn.
#[derive(Clone, Debug, Serialize)]
pub struct OwnConsentView {
    pub client_id: String,
    /// Names separated by spaces.
    pub scopes: String,
    /// URIs, one per line.
    pub resources: String,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
}

/// What was granted to a client with one sign-in, without its tokens.
#[derive(Clone, Debug, Serialize)]
pub struct OwnGrantView {
    pub id: ClientGrantId,
    pub client_id: String,
    /// The session in which it was granted.
    pub session_id: SessionId,
    /// Names separated by spaces.
    pub scopes: String,
    /// URIs, one per line.
    pub resources: String,
    /// The claims that the client has asked for, as JSON.
    pub claims: Option<String>,
    /// Whether it goes on after the session.
    pub is_offline: bool,
    /// When the user had proved who they are, and by which methods: names separated by spaces.
    pub proved_at: Timestamp,
    pub methods: String,
    pub created_at: Timestamp,
    pub last_used_at: Timestamp,
    pub expires_at: Timestamp,
    pub revoked_at: Option<Timestamp>,
}

/// A counter of failed attempts.
#[derive(Clone, Debug, Serialize)]
pub struct CounterView {
    pub count: i64,
    pub last_at: Timestamp,
    /// The end of the lockout, or of the counting period.
    pub until: Option<Timestamp>,
}
