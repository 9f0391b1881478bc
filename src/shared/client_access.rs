//! Which clients have access to an account, and at which applications a sign-out ends more than the session here.

use super::applications::OpenApplication;
use super::clients::ClientId;
use super::timestamp::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The maximum number of clients in the list of an account.
pub const MAX_LISTED: u32 = 1_000;
/// The maximum number of applications that a sign-out names. With the longest titles they still fit into the cookie that a form
/// without JavaScript needs.
pub const MAX_NAMED: usize = 6;

/// A client that has access to an account, or gets it without asking again.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "ClientAccess")]
pub struct ClientAccessView {
    pub client_id: ClientId,
    /// The title of its application, or the host of its metadata document.
    pub title: String,
    pub description: Option<String>,
    /// Where people open it.
    pub launch_uri: Option<String>,
    /// What it may learn, and do: names of scopes.
    pub scopes: Vec<String>,
    /// The APIs for which it gets tokens.
    pub resources: Vec<String>,
    /// Whether it has tokens that are valid. Otherwise it was allowed once, and gets them without asking again.
    pub has_tokens: bool,
    /// Since when it has access.
    pub since: Timestamp,
    pub last_used_at: Option<Timestamp>,
    /// Until when its access goes on without a session. None: it ends with the session.
    pub offline_until: Option<Timestamp>,
}

/// The clients that have access to an account, the last one first.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "ClientAccessList")]
pub struct ClientAccessListView {
    pub clients: Vec<ClientAccessView>,
}

/// The applications of an account: those that it may enter, and the clients that have access to it.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct OwnApplicationsData {
    pub open: Vec<OpenApplication>,
    pub access: Vec<ClientAccessView>,
}

/// Where else than here a sign-out has an effect. Titles of applications.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct SignedOutElsewhere {
    /// The session ends there as well.
    pub ended: Vec<String>,
    /// They do not learn of it, and may go on with a session of their own.
    pub going_on: Vec<String>,
    /// How many more there are.
    pub more: u64,
}

impl SignedOutElsewhere {
    /// Names at most [`MAX_NAMED`], first those that go on, because there something is left to do.
    #[must_use]
    pub fn shortened(mut self) -> Self {
        let all = self.ended.len() + self.going_on.len();
        self.going_on.truncate(MAX_NAMED);
        self.ended.truncate(MAX_NAMED - self.going_on.len());
        let named = self.ended.len() + self.going_on.len();
        self.more += (all - named) as u64;
        self
    }

    /// None if there is nothing to say.
    pub fn if_any(self) -> Option<Self> {
        let is_empty = self.ended.is_empty() && self.going_on.is_empty();
        (!is_empty).then_some(self)
    }
}

/// Take back the access of a client.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct ClientAccessFields {
    /// The account; empty for the own one.
    pub id: String,
    /// The id of the client.
    pub client: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn those_that_go_on_are_named_first() {
        let titles = |name: &str, count: usize| (0..count).map(|n| format!("{name} {n}")).collect::<Vec<_>>();
        for (ended, going_on, expected) in [(0, 0, (0, 0, 0)), (3, 2, (3, 2, 0)), (9, 2, (4, 2, 5)), (1, 9, (0, 6, 4))]
        {
            let elsewhere =
                SignedOutElsewhere { ended: titles("a", ended), going_on: titles("b", going_on), more: 0 }.shortened();
            assert_eq!((elsewhere.ended.len(), elsewhere.going_on.len(), elsewhere.more), expected);
        }
        assert_eq!(SignedOutElsewhere::default().if_any(), None);
    }
}
