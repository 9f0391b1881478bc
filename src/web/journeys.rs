//! The journeys that a browser is on, and how much of all ways under way it keeps. Proxies limit the heads of requests, often to 8 KB, and
//! answer every page with an error when the cookies are longer. So whoever sets a cookie of a way asks [`fit`], which deletes others of
//! them; and a page that comes with too many, after several tabs at the same time, deletes what [`overflow`] says.

use super::Parts;
use super::cookies::{Cookies, Name, Named};
use crate::accounts::{Journey, KeptJourney, SealedText, User};
use crate::budgets::RateLimitKey;
use crate::shared::{AppError, Destination, Handle, Letters};
use axum::http::{HeaderMap, HeaderValue};
use std::time::Duration;

/// The maximum number of characters of all cookies of ways under way, with their names. A single one that is longer is kept alone. Less
/// than 3 KB: answers that know nothing of each other may each set one.
const MAX_CHARS: usize = 2_900;
/// How long somebody may take to go back to a question that they have answered.
const GOING_BACK: Duration = Duration::from_secs(10 * 60);
/// How many journeys a browser keeps.
const MAX_JOURNEYS: usize = 24;
/// How many attempts at providers it keeps.
const MAX_ATTEMPTS: usize = 12;
/// With how many characters of its state the name of the cookie of an attempt ends.
const ATTEMPT_ENDING: usize = 8;

/// A cookie of a way under way.
#[derive(Clone, Copy, Debug)]
struct Kept<'a> {
    named: Named<'a>,
    chars: usize,
}

/// The name of the cookie of the attempt with this state. None for a text that is no state.
pub fn attempt_named(state: &str) -> Option<Named<'_>> {
    state.get(..ATTEMPT_ENDING).filter(|ending| is_attempt(ending)).map(|ending| Name::Attempt.ending(ending))
}

fn is_attempt(ending: &str) -> bool {
    ending.len() == ATTEMPT_ENDING && ending.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte))
}

/// The headers that set a cookie of a way, and delete others for which there is no room beside it.
pub fn fit(
    cookies: Cookies,
    headers: &HeaderMap,
    named: Named<'_>,
    value: &str,
    lifetime: Duration,
) -> Vec<HeaderValue> {
    let set = cookies.set(named, value, Some(lifetime));
    let mut known = kept_by(cookies, headers);
    known.retain(|kept| kept.named != named);
    // One needs somebody who is signed in, the other one somebody who is not.
    let pairs = [(Name::Pending, Name::MailProof), (Name::MailProof, Name::Pending)];
    let other = pairs.into_iter().find(|(one, _)| *one == named.name).map(|(_, other)| other);
    let excess = excess(&known, Some(Kept { named, chars: cookies.chars(named, value) }), other);
    clear(cookies, &excess).chain(set).collect()
}

/// The headers that delete what a browser has too much of.
pub fn overflow(cookies: Cookies, headers: &HeaderMap) -> Vec<HeaderValue> {
    let known = kept_by(cookies, headers);
    match known.iter().map(|kept| kept.chars).sum::<usize>() > MAX_CHARS {
        true => clear(cookies, &excess(&known, None, None)).collect(),
        false => Vec::new(),
    }
}

fn clear(cookies: Cookies, excess: &[Kept<'_>]) -> impl Iterator<Item = HeaderValue> {
    excess.iter().filter_map(move |kept| cookies.clear(kept.named))
}

/// The cookies of ways of a request; of several with one name the oldest first, as browsers send them (RFC 6265, section 5.4).
fn kept_by(cookies: Cookies, headers: &HeaderMap) -> Vec<Kept<'_>> {
    let several = move |name: Name, is_ending: fn(&str) -> bool| {
        let endings = cookies.endings(headers, name).into_iter().filter(move |ending| is_ending(ending));
        endings.map(move |ending| name.ending(ending))
    };
    let journeys = several(Name::Journey, |ending| Letters::parse(ending).is_some());
    let others = [Name::Arrival, Name::Sent, Name::MailProof, Name::Pending].map(Named::from);
    journeys
        .chain(several(Name::Attempt, is_attempt))
        .chain(others)
        .filter_map(|named| Some(Kept { named, chars: cookies.chars(named, cookies.read(headers, named)?) }))
        .collect()
}

/// What has to go, so that there is room for the new one. `never_with_it`: what cannot be of use any more.
fn excess<'a>(known: &[Kept<'a>], new: Option<Kept<'a>>, never_with_it: Option<Name>) -> Vec<Kept<'a>> {
    let is_new = |name: Name| usize::from(new.is_some_and(|new| new.named.name == name));
    let of =
        |name: Name| known.iter().copied().filter(move |kept: &Kept<'_>| kept.named.name == name).collect::<Vec<_>>();
    let (journeys, attempts) = (of(Name::Journey), of(Name::Attempt));
    let old_journeys = (journeys.len() + is_new(Name::Journey)).saturating_sub(MAX_JOURNEYS);
    let old_attempts = (attempts.len() + is_new(Name::Attempt)).saturating_sub(MAX_ATTEMPTS);
    let useless = never_with_it.map(of).unwrap_or_default();
    let mut gone = [useless.as_slice(), &journeys[..old_journeys], &attempts[..old_attempts]].concat();
    // What somebody misses least comes first. The newest attempt may be at its provider just now.
    let attempts = &attempts[old_attempts..];
    let (newest, earlier) = match (is_new(Name::Attempt), attempts.split_last()) {
        (0, Some((newest, earlier))) => (Some(*newest), earlier),
        _ => (None, attempts),
    };
    let singles = [Name::Arrival, Name::Sent].map(of).concat();
    let (rest, proofs) = (&journeys[old_journeys..], [Name::MailProof, Name::Pending].map(of).concat());
    let by_worth = earlier.iter().chain(rest).copied().chain(singles).chain(newest).chain(proofs);
    let chars_of = |kept: &[Kept<'_>]| kept.iter().map(|kept| kept.chars).sum::<usize>();
    let mut chars = chars_of(known) + new.map_or(0, |new| new.chars) - chars_of(&gone);
    for kept in by_worth.filter(|kept| Some(kept.named.name) != never_with_it) {
        if chars <= MAX_CHARS {
            break;
        }
        chars -= kept.chars;
        gone.push(kept);
    }
    gone
}

impl Parts {
    /// Begins a journey in the browser of a request. Returns how addresses name it, and the headers that keep it. `source`: who pays
    /// if it has to be stored.
    pub async fn begin_journey(
        &self,
        headers: &HeaderMap,
        source: Option<RateLimitKey>,
        journey: &Journey,
    ) -> (Handle, Vec<HeaderValue>) {
        let KeptJourney { letters, cookie } = self.accounts.journeys().keep_journey(source, journey).await;
        let set = cookie.map(|SealedText { text, lifetime }| {
            fit(self.cookies, headers, Name::Journey.ending(&letters), &text, lifetime)
        });
        (Handle::parse(&letters), set.unwrap_or_default())
    }

    /// The journey that a handle names. None for a path, for nowhere in particular, and for a journey that this browser is not on, or
    /// not any more.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn journey_of(&self, headers: &HeaderMap, handle: &Handle) -> Result<Option<Journey>, AppError> {
        match self.kept_in(headers, handle) {
            Some((letters, cookie)) => self.accounts.journeys().kept_journey(letters, cookie).await,
            None => Ok(None),
        }
    }

    /// Where a sign-in of somebody leads that was for `handle`: there, or where they land.
    pub async fn after_sign_in(&self, handle: &Handle, user: &User) -> Destination {
        match handle.requested() {
            Some(requested) => requested.into(),
            None => self.accounts.journeys().landing(user).await,
        }
    }

    /// Where somebody goes on after a page that comes first, such as the one on which a factor is added: home from nowhere in particular,
    /// if the operator has a home for them.
    pub fn or_home(&self, handle: Handle) -> Handle {
        if self.accounts.settings().home_url.is_some() { handle.or_home() } else { handle }
    }

    /// Ends the journey that a handle names. Returns the headers that delete it in the browser.
    pub fn end_journey(&self, headers: &HeaderMap, handle: &Handle) -> Vec<HeaderValue> {
        let Some((letters, cookie)) = self.kept_in(headers, handle) else { return Vec::new() };
        self.accounts.journeys().forget_journey(letters, cookie);
        self.cookies.clear(Name::Journey.ending(letters.as_str())).into_iter().collect()
    }

    /// Lets the browser keep for some minutes a journey that has come to its end on a page: whoever goes back from there finds the page
    /// as it was. Returns the headers for that.
    pub fn end_journey_soon(&self, headers: &HeaderMap, handle: &Handle) -> Vec<HeaderValue> {
        let Some((letters, value)) = self.kept_in(headers, handle) else { return Vec::new() };
        fit(self.cookies, headers, Name::Journey.ending(letters.as_str()), value, GOING_BACK)
    }

    fn kept_in<'a>(&self, headers: &'a HeaderMap, handle: &'a Handle) -> Option<(Letters<'a>, &'a str)> {
        let letters = handle.letters()?;
        Some((letters, self.cookies.read(headers, Name::Journey.ending(letters.as_str()))?))
    }
}

#[cfg(test)]
mod tests;
