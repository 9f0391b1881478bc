//! Where a journey is kept until somebody comes back: in a cookie of the browser that is on it. One that would be long there is a row of
//! the database, and the cookie has only its key. Strangers begin journeys, so rows have a budget, and there is a limited number of
//! them; without a row the browser keeps the journey after all, or what is left of it.

use super::{Goal, Journey};
use crate::accounts::fair_room::network;
use crate::accounts::sealed::context_of;
use crate::accounts::{Journeys, Sealed, SealedText};
use crate::budgets::{Budget, RateLimitKey};
use crate::keys::fingerprint;
use crate::shared::{AppError, ClientId, Letters, Timestamp, days};
use crate::store::journeys::{self, NewJourney};
use crate::store::{StoreError, Tx};
use std::net::IpAddr;
use std::time::Duration;
use url::form_urlencoded;

/// The maximum number of characters of a cookie with a whole journey, with the name of the cookie. Twelve that know nothing of each other
/// are below 3 KB: proxies limit the heads of requests.
const MAX_COOKIE: usize = 240;
/// The longest name, and what is around it in a request: `__Host-vestibule_to_`, the letters, `=` and `; `.
const AROUND: usize = 20 + Letters::COUNT + 3;
/// The maximum number of characters of a journey that stays in its cookie because no row can be written.
const MAX_WITHOUT_ROW: usize = 1_500;
/// The number of characters of the key of a row, 128 random bits in base64url. A sealed journey has more.
const KEY_CHARS: usize = 22;
/// The maximum number of rows: each of a few hundred bytes, and at most 12 KB.
const MAX_ROWS: i64 = 50_000;
/// How many rows give room when all are taken, so that this is not looked for each time.
const GIVEN_BACK: i64 = 100;

/// A journey that has begun to wait.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct KeptJourney {
    /// Its name, which [`Letters`] read.
    pub letters: String,
    /// For the browser. None: there is nothing that it could keep, and whoever comes back begins again.
    pub cookie: Option<SealedText>,
}

impl Journey {
    /// The time to sign in, also for somebody who leaves the page open until tomorrow. A journey proves nothing.
    pub const LASTS: Duration = days(2);
}

impl Sealed for Journey {
    const PURPOSE: &'static str = "journey 1";
    const LIFETIME: Duration = Self::LASTS;

    fn ends_at(&self) -> Timestamp {
        Timestamp(self.began_at).plus(Self::LIFETIME)
    }
}

impl Journeys {
    /// Keeps a journey until somebody comes back. Never fails: of a journey for which there is no place, less is kept. `source`: who is
    /// charged for a row.
    pub async fn keep_journey(&self, source: Option<RateLimitKey>, journey: &Journey) -> KeptJourney {
        let random = self.entropy().text::<12>();
        let letters = format!("{}{random}", first_letter(&journey.goal));
        let sealed = self.seal_named(journey, &letters);
        if sealed.text.len() + AROUND <= MAX_COOKIE {
            return KeptJourney { letters, cookie: Some(sealed) };
        }
        let key = self.entropy().text::<16>();
        if self.store_journey(source, journey, &letters, &key).await {
            return KeptJourney { letters, cookie: Some(SealedText { text: key, ..sealed }) };
        }
        if sealed.text.len() <= MAX_WITHOUT_ROW {
            return KeptJourney { letters, cookie: Some(sealed) };
        }
        let rest = left_of(&journey.goal).map(|goal| Journey { goal, ..journey.clone() });
        let rest = rest.map(|rest| self.seal_named(&rest, &letters));
        KeptJourney { letters, cookie: rest.filter(|sealed| sealed.text.len() <= MAX_WITHOUT_ROW) }
    }

    /// The journey with these letters, of which a browser has kept this. None: it is over, was altered, or belongs to other letters.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn kept_journey(&self, letters: Letters<'_>, cookie: &str) -> Result<Option<Journey>, AppError> {
        if !is_key(cookie) {
            return Ok(self.open_named(cookie, letters.as_str()).ok());
        }
        let (hash, now) = (hash_of(letters.as_str(), cookie), self.now());
        let found = self.db().read(async move |mut conn| journeys::find(&mut conn, &hash, now).await).await?;
        let context = context_of::<Journey>(letters.as_str());
        Ok(found.and_then(|sealed| self.open_bytes(context.as_bytes(), &sealed)))
    }

    /// Deletes what is stored of a journey that has come to its end.
    pub fn forget_journey(&self, letters: Letters<'_>, cookie: &str) {
        if !is_key(cookie) {
            return;
        }
        let (journeys, hash) = (self.clone(), hash_of(letters.as_str(), cookie));
        self.after_response("the end of a journey", async move {
            let delete = async move |mut tx: Tx| journeys::delete(&mut tx, &hash).await;
            if let Err(error) = journeys.db().write(delete).await {
                tracing::warn!(%error, "a journey that has ended is still stored: it is deleted when it is over");
            }
        });
    }

    /// Whether there is a row now.
    async fn store_journey(&self, source: Option<RateLimitKey>, journey: &Journey, letters: &str, key: &str) -> bool {
        if source.is_some_and(|source| self.spend(Budget::Journey, source).is_err()) {
            return false;
        }
        let new = NewJourney {
            key_hash: hash_of(letters, key),
            sealed: self.seal_bytes(context_of::<Journey>(letters).as_bytes(), journey),
            network: network_of(source).map(|network| network.to_string()).unwrap_or_default(),
            created_at: self.now(),
            expires_at: journey.ends_at(),
        };
        let insert = async move |mut tx: Tx| {
            make_room(&mut tx).await?;
            journeys::insert(&mut tx, &new).await
        };
        let stored = self.db().write(insert).await;
        if let Err(error) = &stored {
            tracing::warn!(%error, "a journey cannot be stored: the browser keeps it, or what is left of it");
        }
        stored.is_ok()
    }
}

/// When all places are taken, the oldest of the network that has most of them are given back.
async fn make_room(tx: &mut Tx) -> Result<(), StoreError> {
    if journeys::count(tx, MAX_ROWS).await? < MAX_ROWS {
        return Ok(());
    }
    if let Some(largest) = journeys::largest_network(tx).await? {
        journeys::delete_oldest(tx, &largest, GIVEN_BACK).await?;
    }
    Ok(())
}

fn network_of(source: Option<RateLimitKey>) -> Option<IpAddr> {
    match source? {
        RateLimitKey::Source(address) => Some(network(address)),
        RateLimitKey::Account(_)
        | RateLimitKey::AccountAtSource(..)
        | RateLimitKey::Client(_)
        | RateLimitKey::Provider(_)
        | RateLimitKey::Message(_)
        | RateLimitKey::Shared(_) => None,
    }
}

fn first_letter(goal: &Goal) -> char {
    match goal {
        Goal::Authorize(_) | Goal::Launch(_) => Letters::CLIENT,
        Goal::Page(_) | Goal::OnThisHost(_) | Goal::Application(..) => Letters::PAGE,
    }
}

/// What is left of a goal for which there is no place: of the request of a client, the client.
fn left_of(goal: &Goal) -> Option<Goal> {
    match goal {
        Goal::Authorize(parameters) => {
            let mut parameters = form_urlencoded::parse(parameters.as_bytes());
            let (_, client) = parameters.find(|(name, _)| name == "client_id")?;
            // As it was sent: whether there is such a client is asked when somebody comes back.
            Some(Goal::Launch(ClientId::from_stored(client.into_owned())))
        }
        Goal::Page(_) | Goal::OnThisHost(_) | Goal::Application(..) | Goal::Launch(_) => None,
    }
}

fn is_key(cookie: &str) -> bool {
    cookie.len() == KEY_CHARS
}

/// A row is found with the letters and the key, so that no cookie counts under other letters.
fn hash_of(letters: &str, key: &str) -> [u8; 32] {
    fingerprint(format!("{letters} {key}").as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entropy::{Entropy, Fixed};
    use crate::shared::LocalPath;

    #[test]
    fn letters_say_whether_a_client_waits() {
        let page = Goal::Page(LocalPath::account());
        for (goal, expected) in [
            (page, 'p'),
            (Goal::Application("https://wiki.example/".to_owned(), "state".to_owned()), 'p'),
            (Goal::Authorize("client_id=wiki".to_owned()), 'c'),
            (Goal::OnThisHost(LocalPath::account()), 'p'),
            (Goal::Launch(ClientId::parse("wiki").unwrap()), 'c'),
        ] {
            assert_eq!(first_letter(&goal), expected, "{goal:?}");
        }
    }

    #[test]
    fn of_a_request_its_client_is_left() {
        let left = |parameters: &str| left_of(&Goal::Authorize(parameters.to_owned()));
        let client = ClientId::from_stored("https://wiki.example/?a&b".to_owned());
        let parameters = "scope=openid&client_id=https%3A%2F%2Fwiki.example%2F%3Fa%26b&state=1";
        assert_eq!(left(parameters), Some(Goal::Launch(client)));
        assert_eq!(left("scope=openid&client=wiki"), None);
        assert_eq!(left_of(&Goal::Page(LocalPath::account())), None);
        assert_eq!(left_of(&Goal::Application("https://wiki.example/".to_owned(), "state".to_owned())), None);
    }

    #[test]
    fn a_key_belongs_to_its_letters() {
        assert_ne!(hash_of("c0123456789abcdef", "key"), hash_of("c0123456789abcdeg", "key"));
        let entropy: &dyn Entropy = &Fixed(7);
        assert!(is_key(&entropy.text::<16>()) && !is_key(""));
    }

    #[test]
    fn a_network_is_that_of_a_subscriber() {
        let source = RateLimitKey::source("2001:db8:1:2:3::4".parse().unwrap());
        assert_eq!(network_of(Some(source)), "2001:db8:1::".parse().ok());
        assert_eq!(network_of(Some(RateLimitKey::Client(7))), None);
        assert_eq!(network_of(None), None);
    }
}
