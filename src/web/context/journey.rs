//! Where somebody goes on who follows a link in a message: in the browser that keeps the journey, and in another one.

use super::RequestContext;
use crate::accounts::{Caller, Goal, Journey, LinkWay, log_cause};
use crate::shared::{Flash, Handle, Letters, Notice, WayOn};
use crate::web::cookies::Name;
use std::time::Duration;

/// How old a journey may be that somebody goes on with who follows a link of somebody else.
const RECENT: Duration = Duration::from_secs(60 * 60);

/// What follows once a link is used.
#[derive(Clone, Default, Debug)]
pub struct AfterLink {
    /// Where its holder goes on in this browser.
    pub next: Handle,
    /// What a browser shows that does not keep the journey.
    pub way_on: Option<WayOn>,
}

impl AfterLink {
    /// The messages for the next page.
    pub fn flash(self, notice: Notice) -> Flash {
        Flash { notice: Some(notice), way_on: self.way_on, ..Flash::default() }
    }
}

impl RequestContext {
    /// The same caller, who asks for a message from which they go on to `next`.
    pub async fn going_on_to(&self, next: &Handle, caller: Caller) -> Caller {
        Caller { journey: self.journey_for_link(next).await, ..caller }
    }

    async fn journey_for_link(&self, next: &Handle) -> Option<String> {
        let goal = match next.letters() {
            Some(_) => self.journey_to(next).await?.goal,
            None => Goal::Page(next.path()?.clone()),
        };
        Some(self.accounts().link_pages().seal_link_journey(next, &goal).await)
    }

    /// The journey with these letters, if this browser keeps it. If the database does not answer, it counts as not kept: the message
    /// and the link work all the same.
    async fn journey_to(&self, next: &Handle) -> Option<Journey> {
        let kept = self.state.journey_of(&self.request.headers, next).await;
        kept.inspect_err(log_cause).ok().flatten()
    }

    /// What follows once this link is used. Must be called before that.
    pub async fn after_link(&self, token: &str) -> AfterLink {
        let way = self.accounts().link_pages().way_of_link(token).await.inspect_err(log_cause);
        let asked = match way.unwrap_or(LinkWay::Nowhere) {
            LinkWay::Nowhere => return AfterLink::default(),
            LinkWay::Made => return AfterLink { next: self.only_journey().await, way_on: None },
            LinkWay::Asked(asked) => asked,
        };
        // A path leads there in every browser.
        if asked.next.letters().is_none() || self.journey_to(&asked.next).await.is_some() {
            return AfterLink { next: asked.next, way_on: None };
        }
        let way_on = self.accounts().link_pages().way_on_elsewhere(&asked).await.inspect_err(log_cause);
        AfterLink { next: Handle::default(), way_on: way_on.ok().flatten() }
    }

    /// The one journey that has begun in this browser within the last hour. With several it is not known which one the holder of the
    /// link is on.
    async fn only_journey(&self) -> Handle {
        let begun_after = self.accounts().now().minus(RECENT);
        let mut found = Handle::default();
        for ending in self.state.cookies.endings(&self.request.headers, Name::Journey) {
            let Some(letters) = Letters::parse(ending) else { continue };
            let next = Handle::of_journey(letters);
            if self.journey_to(&next).await.is_none_or(|journey| journey.began_at < begun_after.0) {
                continue;
            }
            if !found.is_empty() {
                return Handle::default();
            }
            found = next;
        }
        found
    }
}
