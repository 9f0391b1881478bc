//! Which clients have access to an account, and at which applications a sign-out ends more than the session here.

use super::applications::OpenApplication;
use super::clients::ClientId;
use super::timestamp::Timestamp;
use crate::language::say;
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

    /// Without the application that has asked for the sign-out, and so knows of it. None if there is nothing left to say.
    pub fn without(mut self, title: &str) -> Option<Self> {
        self.going_on.retain(|going_on| going_on != title);
        self.if_any()
    }

    /// A heading, and what it is about.
    pub fn words(&self) -> (&'static str, String) {
        let Self { ended, going_on, more } = self;
        let names = |titles: &[String], more: u64| match more {
            0 => titles.join(", "),
            more => say::elsewhere_and_more(more, &titles.join(", ")),
        };
        // Where they go on is named first, so what is left out belongs to the others if there are some.
        let (more_ended, more_going_on) = if ended.is_empty() { (0, *more) } else { (*more, 0) };
        let ended_line = || say::elsewhere_ended(&names(ended, more_ended));
        if going_on.is_empty() {
            return (say::elsewhere_ended_title(), ended_line());
        }
        let line = say::elsewhere_going_on(&names(going_on, more_going_on));
        let line = if ended.is_empty() { line } else { format!("{line} {}", ended_line()) };
        (say::elsewhere_going_on_title(), line)
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
    /// Where the form was: `client` on the page of the client, otherwise empty.
    pub at: String,
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

    #[test]
    fn an_application_that_asks_for_the_sign_out_is_not_named_as_one_that_does_not_know() {
        let of = |going_on: &[&str]| SignedOutElsewhere {
            going_on: going_on.iter().map(|title| (*title).to_owned()).collect(),
            ..SignedOutElsewhere::default()
        };
        assert_eq!(of(&["Wiki"]).without("Wiki"), None);
        assert_eq!(of(&["Forum", "Wiki"]).without("Wiki"), Some(of(&["Forum"])));
        let both = SignedOutElsewhere { ended: vec!["Wiki".to_owned()], ..of(&["Forum"]) };
        assert_eq!(both.clone().without("Wiki"), Some(both), "the session has ended there as well");
    }
}
