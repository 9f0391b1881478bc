//! Where they go on who have asked for a message and follow its link. The link knows it, so that they arrive in the browser that keeps
//! the journey, and find the way in any other one.

use crate::accounts::emails::CONFIRMATION_LIFETIME;
use crate::accounts::{Goal, LinkPages, Sealed, Target, log_cause};
use crate::shared::{AppError, GoesTo, Handle, Timestamp, WayOn};
use crate::store::{OneTimeTokenRow, Purpose};
use serde::{Deserialize, Serialize};
use std::time::Duration;

/// The links after which somebody goes on.
const PURPOSES: &[Purpose] = &[Purpose::ConfirmEmail, Purpose::Registration, Purpose::Password, Purpose::Invitation];

/// What a link knows of the journey of whoever has asked for it. Only a browser that keeps the journey leads on by it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct LinkJourney {
    /// Members of a sealed value have short names.
    #[serde(rename = "n")]
    pub next: Handle,
    /// Where people begin again in another browser. None: at a page of this server.
    #[serde(rename = "g", default, skip_serializing_if = "Option::is_none")]
    elsewhere: Option<Goal>,
    #[serde(rename = "t")]
    asked_at: Timestamp,
}

impl Sealed for LinkJourney {
    const PURPOSE: &'static str = "journey of a link 1";
    /// That of the link which lasts longest.
    const LIFETIME: Duration = CONFIRMATION_LIFETIME;

    fn ends_at(&self) -> Timestamp {
        self.asked_at.plus(Self::LIFETIME)
    }
}

/// Where the holder of a link goes on.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum LinkWay {
    /// They have asked for it on the way there.
    Asked(LinkJourney),
    /// Somebody else has made it: an invitation, or a link that was handed over.
    Made,
    Nowhere,
}

impl LinkPages {
    /// For [`Caller::journey`](crate::accounts::Caller::journey): where they go on who ask for a message. `goal`: of the journey to
    /// which `next` leads.
    pub async fn seal_link_journey(&self, next: &Handle, goal: &Goal) -> String {
        // Without it no other browser can name it.
        let target = self.journeys().target(goal).await.inspect_err(log_cause).ok();
        let elsewhere = target.as_ref().and_then(begun_again);
        self.seal_as(&LinkJourney { next: next.clone(), elsewhere, asked_at: self.now() }).text
    }

    /// Where the holder of a link goes on that was not used yet.
    pub async fn way_of_link(&self, token: &str) -> Result<LinkWay, AppError> {
        let Some(opened) = self.links().open_link(token, PURPOSES).await? else { return Ok(LinkWay::Nowhere) };
        let is_made = match opened.row.purpose {
            Purpose::Invitation => true,
            // The one that is sent to an address names it.
            Purpose::Password => opened.row.email_key.is_none(),
            Purpose::ConfirmEmail
            | Purpose::ChangeEmail
            | Purpose::UndoEmailChange
            | Purpose::ReportSignIn
            | Purpose::Registration => false,
        };
        Ok(if is_made { LinkWay::Made } else { self.journey_in(&opened.row).map_or(LinkWay::Nowhere, LinkWay::Asked) })
    }

    fn journey_in(&self, link: &OneTimeTokenRow) -> Option<LinkJourney> {
        self.open_as(link.journey.as_deref()?).ok()
    }

    /// What the page of a link says of where its holder goes on, in any browser.
    pub(super) async fn named_by_link(&self, link: &OneTimeTokenRow) -> Result<Option<GoesTo>, AppError> {
        match self.journey_in(link) {
            Some(journey) => Ok(self.way_on_elsewhere(&journey).await?.map(|way| way.goes_to)),
            None => Ok(None),
        }
    }

    /// What a browser shows that does not keep the journey: the client or the application as administrators have registered it now, and
    /// the address where people begin there. None if there is none at its end, or no longer.
    pub async fn way_on_elsewhere(&self, journey: &LinkJourney) -> Result<Option<WayOn>, AppError> {
        let Some(goal) = &journey.elsewhere else { return Ok(None) };
        let target = self.journeys().target(goal).await?;
        let launch = target.launch();
        Ok(target.goes_to().map(|goes_to| WayOn { goes_to, launch }))
    }
}

/// What is left of a goal in a browser that has neither the request of the client nor the secret of the hand-over.
fn begun_again(target: &Target) -> Option<Goal> {
    match target {
        Target::Client(request) => Some(Goal::Launch(request.registered.client.id.clone())),
        Target::Gone(Some(registered)) => Some(Goal::Launch(registered.client.id.clone())),
        // No ticket is issued for it, so no secret is needed.
        Target::Application(..) => target.launch().map(|address| Goal::Application(address, String::new())),
        Target::Page | Target::Gone(None) => None,
    }
}
