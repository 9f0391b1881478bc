//! Clients at which people sign in, and which do not ask the userinfo endpoint: programs that read the ID token alone show nameless
//! people then, without an error. It is no refusal, but as hard to see, so it is in the same list.

use super::Kind;
use crate::accounts::OpenId;
use crate::applications::{DocumentUrl, Registered, RequestedClaims, ReturnedIn, Scope, Scopes};
use crate::shared::{AppError, ClientEndpoint, ClientId, DAY, Fault, Timestamp};
use crate::store::Tx;
use crate::store::clients::refusals as rows;
use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// How long a client has to ask after a sign-in.
const PATIENCE: Duration = Duration::from_secs(60);
/// How exact the time is that is stored of it.
const STORED_EVERY: Duration = DAY;
const DESCRIPTION: &str =
    "the client has got tokens for the name or address of a person, and has not asked the userinfo endpoint";

/// What is known of the clients of this process. Only registered clients are noted.
#[derive(Default)]
pub(super) struct Userinfo(Mutex<Known>);

#[derive(Default)]
struct Known {
    /// Since when it is to be seen whether they ask.
    waiting: HashMap<ClientId, Timestamp>,
    /// When they have asked last, and what of it is stored.
    asked: HashMap<ClientId, (Timestamp, Option<Timestamp>)>,
}

impl OpenId {
    /// Notes that somebody has signed in at a client. `scope`: what the client got. `claims`: the parameter of its request, as JSON.
    pub(in crate::accounts::openid) fn note_sign_in(&self, registered: &Registered, scope: &str, claims: Option<&str>) {
        let (client, scopes) = (&registered.client, Scopes::parse(scope));
        let is_named = [Scope::Profile, Scope::Email].into_iter().any(|scope| scopes.contains(scope));
        let asked = RequestedClaims::stored(claims);
        let has_claims = client.definition.id_token_claims || !asked.names(ReturnedIn::IdToken).is_empty();
        let is_described = DocumentUrl::parse(client.id.as_str()).is_some();
        if scopes.contains(Scope::OpenId) && is_named && !has_claims && !is_described {
            self.parts().refusals.userinfo.wait_for(&client.id, self.now());
        }
    }

    /// Notes that a client has asked the userinfo endpoint.
    pub fn note_userinfo(&self, client: &ClientId) {
        if DocumentUrl::parse(client.as_str()).is_none() {
            self.parts().refusals.userinfo.asked(client, self.now());
        }
    }

    /// Stores which clients have asked, and notes those that have not, at this server or another one.
    pub(super) async fn settle_unasked(&self) -> Result<(), AppError> {
        let userinfo = &self.parts().refusals.userinfo;
        let [asked, due] = userinfo.take(self.now());
        if !asked.is_empty() {
            let to_write = asked.clone();
            let write = async move |mut tx: Tx| {
                for (client, at) in &to_write {
                    rows::note_userinfo(&mut tx, client.as_str(), *at).await?;
                }
                Ok::<_, AppError>(())
            };
            // Otherwise another server would miss for a day what this one knows.
            self.db().write(write).await.inspect_err(|_| userinfo.forget_stored(&asked))?;
        }
        for (client, since) in due {
            let id = client.clone();
            let stored = self.db().read(async move |mut conn| rows::userinfo_at(&mut conn, id.as_str()).await).await?;
            // None: it was deleted.
            if stored.is_some_and(|at| Timestamp(at).plus(STORED_EVERY) <= since) {
                let kind = Kind {
                    endpoint: ClientEndpoint::Userinfo,
                    error: "",
                    fault: Fault::UserinfoUnasked,
                    description: DESCRIPTION.to_owned(),
                    sent: String::new(),
                    by_client: true,
                };
                self.parts().refusals.note(&client, kind, since);
            }
        }
        Ok(())
    }
}

impl Userinfo {
    fn wait_for(&self, client: &ClientId, now: Timestamp) {
        let mut known = self.lock();
        if !known.waiting.contains_key(client) {
            known.waiting.insert(client.clone(), now);
        }
    }

    fn asked(&self, client: &ClientId, now: Timestamp) {
        let mut known = self.lock();
        known.waiting.remove(client);
        match known.asked.get_mut(client) {
            Some((at, _)) => *at = now,
            None => _ = known.asked.insert(client.clone(), (now, None)),
        }
    }

    /// When clients have asked, where that is to be stored; and those that should have asked by now, since when they are waited for.
    fn take(&self, now: Timestamp) -> [Vec<(ClientId, Timestamp)>; 2] {
        let mut known = self.lock();
        let mut to_store = Vec::new();
        for (client, (at, stored)) in &mut known.asked {
            if stored.is_none_or(|stored| stored.until(*at) >= STORED_EVERY) {
                *stored = Some(*at);
                to_store.push((client.clone(), *at));
            }
        }
        // All servers write in one order, so that they cannot deadlock.
        to_store.sort_unstable();
        let is_due = |since: Timestamp| since.until(now) >= PATIENCE;
        let waiting = known.waiting.iter().filter(|(_, since)| is_due(**since));
        let due = waiting.map(|(client, since)| (client.clone(), *since)).collect();
        known.waiting.retain(|_, since| !is_due(*since));
        [to_store, due]
    }

    /// What was to be stored of these is not: it is tried again.
    fn forget_stored(&self, clients: &[(ClientId, Timestamp)]) {
        let mut known = self.lock();
        for (client, _) in clients {
            if let Some((_, stored)) = known.asked.get_mut(client) {
                *stored = None;
            }
        }
    }

    // What is known is valid even after a panic of another thread, so a poisoned lock is ignored.
    fn lock(&self) -> MutexGuard<'_, Known> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp(1_700_000_000_000);

    #[test]
    fn a_client_that_asks_is_not_waited_for_and_stored_once_a_day() {
        let (userinfo, wiki) = (Userinfo::default(), ClientId::from_stored("wiki".to_owned()));
        let later = |seconds: u64| NOW.plus(Duration::from_secs(seconds));
        userinfo.wait_for(&wiki, NOW);
        userinfo.wait_for(&wiki, later(30));
        assert_eq!(userinfo.take(later(59)), [Vec::new(), Vec::new()]);
        assert_eq!(userinfo.take(later(60)), [Vec::new(), vec![(wiki.clone(), NOW)]], "it has not asked");
        assert_eq!(userinfo.take(later(600)), [Vec::new(), Vec::new()], "once");

        userinfo.wait_for(&wiki, later(600));
        userinfo.asked(&wiki, later(601));
        assert_eq!(userinfo.take(later(700)), [vec![(wiki.clone(), later(601))], Vec::new()]);
        userinfo.asked(&wiki, later(800));
        assert_eq!(userinfo.take(later(900)), [Vec::new(), Vec::new()], "stored today");
        userinfo.forget_stored(&[(wiki.clone(), later(601))]);
        assert_eq!(userinfo.take(later(900)), [vec![(wiki.clone(), later(800))], Vec::new()], "it was not stored");
        let tomorrow = later(800 + 24 * 60 * 60);
        userinfo.asked(&wiki, tomorrow);
        assert_eq!(userinfo.take(tomorrow), [vec![(wiki, tomorrow)], Vec::new()]);
    }
}
