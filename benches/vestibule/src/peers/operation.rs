//! The operations that are compared, and what their answers must contain.

use crate::{
    Result,
    plan::{Plan, Span},
    response::Response,
};
use serde::Serialize;

/// The accounts on a page of a list.
pub const PAGE_SIZE: usize = 20;

/// In the order of the report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Operation {
    Health,
    /// Reads the account of a session.
    Me,
    /// Lists the newest accounts, with their total.
    FirstPage,
    /// Lists accounts in the way that is fastest: PocketBase leaves out the total and the order.
    TunedPage,
    LastPage,
    /// Exchanges a token for another.
    Refresh,
    Login,
    /// Renders the sign-in page.
    Page,
}

impl Operation {
    pub const ALL: [Self; 8] = [
        Self::Health,
        Self::Me,
        Self::FirstPage,
        Self::TunedPage,
        Self::LastPage,
        Self::Refresh,
        Self::Login,
        Self::Page,
    ];

    pub fn name(self) -> &'static str {
        match self {
            Self::Health => "health",
            Self::Me => "me",
            Self::FirstPage => "list, first page",
            Self::TunedPage => "list, tuned",
            Self::LastPage => "list, last page",
            Self::Refresh => "refresh",
            Self::Login => "sign-in",
            Self::Page => "sign-in page",
        }
    }

    /// A text that every answer contains. A success without it is an error: better-auth answers 200 and `null` without a session.
    pub fn marker(self) -> &'static str {
        match self {
            Self::Health => "",
            Self::Me | Self::FirstPage | Self::TunedPage | Self::LastPage => "\"email\":",
            Self::Refresh | Self::Login => "token\":",
            Self::Page => "<form",
        }
    }

    /// The duration of a round. A password hash, and counting all accounts, can take a tenth of a second.
    pub fn span(self, plan: &Plan) -> Span {
        match self {
            Self::FirstPage | Self::LastPage | Self::Login => plan.slow,
            Self::Health | Self::Me | Self::TunedPage | Self::Refresh | Self::Page => plan.span,
        }
    }

    /// Fails if the first answer of a program does not do what the operation promises.
    pub fn check(self, response: &Response) -> Result<()> {
        let body = str::from_utf8(&response.body)?;
        let (found, expected) = (body.matches(self.marker()).count(), self.accounts());
        match self {
            Self::FirstPage | Self::TunedPage if found != expected => {
                Err(format!("the page has {found} accounts instead of {expected}").into())
            }
            Self::Me | Self::LastPage if !(1..=expected).contains(&found) => {
                Err(format!("the answer has {found} accounts, and at most {expected} are expected: {body}").into())
            }
            _ => Ok(()),
        }
    }

    /// The accounts that an answer contains at most.
    fn accounts(self) -> usize {
        match self {
            Self::Me => 1,
            Self::FirstPage | Self::TunedPage | Self::LastPage => PAGE_SIZE,
            Self::Health | Self::Refresh | Self::Login | Self::Page => 0,
        }
    }
}
