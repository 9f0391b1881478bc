//! Everything held about a person, as that person gets it.

use super::{
    ids::SessionId,
    timestamp::Timestamp,
    views::{Role, Status, UserView},
};
use serde::Serialize;

/// All of it but what may be long: the sessions and the events.
#[derive(Clone, Debug, Serialize)]
pub struct OwnDataView {
    pub exported_at: Timestamp,
    /// What is held as well and is not in here, and why.
    pub note: &'static str,
    pub account: OwnAccountView,
    pub picture: Option<OwnPictureView>,
    /// Links to choose a password, without what makes them open.
    pub password_links: Vec<OwnLinkView>,
    /// Sign-ins that have failed since the last one that did not, from browsers that the account has not used.
    pub failed_sign_ins: Option<CounterView>,
}

/// An account with what is told nowhere else.
#[derive(Clone, Debug, Serialize)]
pub struct OwnAccountView {
    #[serde(flatten)]
    pub user: UserView,
    /// Counts the changes.
    pub version: i64,
    /// What it was before its last change, as far as that changed it.
    pub role_before: Option<Role>,
    pub status_before: Option<Status>,
}

/// A picture, 256 pixels a side.
#[derive(Clone, Debug, Serialize)]
pub struct OwnPictureView {
    pub media_type: String,
    pub set_at: Timestamp,
    pub base64: String,
}

/// A link to choose a password.
#[derive(Clone, Debug, Serialize)]
pub struct OwnLinkView {
    pub created_at: Timestamp,
    pub expires_at: Timestamp,
    pub used_at: Option<Timestamp>,
}

/// Something that may not be done without end.
#[derive(Clone, Debug, Serialize)]
pub struct CounterView {
    pub count: i64,
    pub last_at: Timestamp,
    /// Until when it is not to be tried again, or until when it counts.
    pub until: Option<Timestamp>,
}

/// A session, alive or not.
#[derive(Clone, Debug, Serialize)]
pub struct OwnSessionView {
    pub id: SessionId,
    /// Whether it is the one that asks.
    pub current: bool,
    /// Whether it outlives the browser.
    pub remember: bool,
    pub created_at: Timestamp,
    pub last_used_at: Timestamp,
    pub expires_at: Timestamp,
    pub ended_at: Option<Timestamp>,
    /// Wrong passwords where the current one was asked for once more.
    pub failed_confirmations: Option<CounterView>,
}
