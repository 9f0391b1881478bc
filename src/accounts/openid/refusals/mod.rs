//! What clients are refused, so that administrators see why one does not work ([decision 95](../../../../docs/decisions/0095-refusals.md)).
//!
//! Whoever answers a client calls [`OpenId::note_refusal`], and whoever shows a page in its place [`OpenId::shown`]. Both only note: in
//! memory, in the metrics, and at times in the log. The server writes what was noted every few seconds, so no request waits for it, and
//! a flood of them costs one transaction. Whatever finds no place is left out, which harms nobody.

#[cfg(test)]
mod tests;
mod unasked;

use crate::accounts::{Actor, Caller, OpenId, UnitOfWork};
use crate::applications::{DocumentUrl, OauthError};
use crate::keys::fingerprint;
use crate::shared::refusals::MAX_REFUSALS;
use crate::shared::{AppError, ClientEndpoint, ClientId, EventKind, Fault, RefusalId, Timestamp};
use crate::store::StoreError;
use crate::store::clients::refusals::{self as rows, NewRefusal, Room};
use crate::store::factors::spent;
use std::collections::HashMap;
use std::mem;
use std::net::IpAddr;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use unasked::Userinfo;

/// The places of a client: all of them, those for what anybody can have caused, and those of one fault. So nobody can take all of them
/// with addresses that they make up.
const ROOM: Room = Room { all: MAX_REFUSALS as i64, of_strangers: 40, of_fault: 10 };
/// How many refusals of all clients wait to be written; some 500 bytes each.
const MAX_WAITING: usize = 2_000;
/// Clients whose refusals are written in one transaction, so that other writers do not wait long.
const AT_ONCE: usize = 20;
/// How many lines of the log a client gets in a minute.
const MAX_LINES: u32 = 10;
const MINUTE: Duration = Duration::from_secs(60);
const HOUR: Duration = Duration::from_secs(60 * 60);
/// Stands for a client that is not registered.
const UNKNOWN: &str = "(unknown)";
/// Stands for a client that a metadata document describes: it has no row, and so no list.
const DESCRIBED: &str = "(described)";

/// A refusal, as the one who answers the client knows it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Refused {
    /// One that is registered, or that a document describes. None: whatever the request says, there is no such client.
    pub client: Option<ClientId>,
    /// Whether the client has shown its secret, or a token that it was given.
    pub by_client: bool,
    pub error: OauthError,
}

/// Why a request is answered by a page in place of its client: it is not known whose it is, or where its answer goes.
#[derive(Clone, Debug)]
pub struct Unverified {
    /// Whoever shows it gets it from [`OpenId::shown`].
    pub(in crate::accounts) error: Box<AppError>,
    refused: Option<Box<Refused>>,
}

impl Unverified {
    /// `client`: as in [`Refused`].
    pub(super) fn of(error: AppError, client: Option<ClientId>, refusal: OauthError) -> Self {
        Self { error: Box::new(error), refused: Some(Box::new(Refused { client, by_client: false, error: refusal })) }
    }
}

/// Of a request that cannot be read, or a failure of the server: no client is refused anything.
impl<E: Into<AppError>> From<E> for Unverified {
    fn from(error: E) -> Self {
        Self { error: Box::new(error.into()), refused: None }
    }
}

/// What is not written yet, and what was written to the log.
#[derive(Default)]
pub(in crate::accounts) struct Refusals {
    noted: Mutex<Noted>,
    userinfo: Userinfo,
}

#[derive(Default)]
struct Noted {
    waiting: HashMap<ClientId, HashMap<Kind, Seen>>,
    /// All that wait.
    count: usize,
    lines: HashMap<String, Lines>,
}

/// What makes two refusals the same.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
struct Kind {
    endpoint: ClientEndpoint,
    /// Empty: nothing was refused.
    error: &'static str,
    fault: Fault,
    description: String,
    sent: String,
    by_client: bool,
}

impl Kind {
    /// As the table tells rows apart.
    fn key(&self) -> (&str, &str, &str, &str, bool) {
        (self.endpoint.as_str(), self.error, self.description.as_str(), self.sent.as_str(), self.by_client)
    }
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Seen {
    times: u32,
    first_at: Timestamp,
    last_at: Timestamp,
}

/// The lines of a client in a minute.
struct Lines {
    since: Timestamp,
    written: u32,
    left_out: u64,
}

impl OpenId {
    /// The error of a page, whose refusal is noted.
    pub fn shown(&self, endpoint: ClientEndpoint, address: Option<IpAddr>, unverified: Unverified) -> AppError {
        let Unverified { error, refused } = unverified;
        if let Some(refused) = refused {
            self.note_refusal(endpoint, address, &refused);
        }
        *error
    }

    /// Notes what a client is refused. Not what somebody has decided, or has to do first: that is no fault of the client.
    pub fn note_refusal(&self, endpoint: ClientEndpoint, address: Option<IpAddr>, refused: &Refused) {
        let Refused { client, by_client, error } = refused;
        let Some(fault) = error.fault else { return };
        let (name, registered) = match client {
            None => (UNKNOWN, None),
            Some(id) if DocumentUrl::parse(id.as_str()).is_some() => (DESCRIBED, None),
            Some(id) => (id.as_str(), Some(id)),
        };
        self.parts().outcomes.refusals.count(name, error.code.as_str());
        let (refusals, now) = (&self.parts().refusals, self.now());
        if let Some(client) = registered {
            let kind = Kind {
                endpoint,
                error: error.code.as_str(),
                fault,
                description: error.description().to_owned(),
                sent: error.sent.as_deref().unwrap_or_default().to_owned(),
                by_client: *by_client,
            };
            refusals.note(client, kind, now);
        }
        // Without what was sent: an administrator sees it, and everybody reads logs.
        if let Some(left_out) = refusals.line(name, now) {
            tracing::info!(
                client.id = name,
                client.address = address.map(tracing::field::display),
                endpoint = endpoint.as_str(),
                error = error.code.as_str(),
                fault = fault.as_str(),
                description = error.description(),
                by_client = *by_client,
                left_out,
                "a client was refused something"
            );
        }
    }

    /// Writes what was noted since the last call. To be called every few seconds.
    pub async fn write_refusals(&self) -> Result<(), AppError> {
        self.settle_unasked().await?;
        let mut noted = self.parts().refusals.take(self.now());
        while !noted.is_empty() {
            let some = noted.split_off(noted.len().saturating_sub(AT_ONCE));
            let job = async move |mut tx: UnitOfWork| {
                for (client, kinds) in some {
                    write(&mut tx, &client, kinds).await?;
                }
                Ok(())
            };
            self.transact(Actor::System, &Caller::system(), job).await?;
        }
        Ok(())
    }
}

/// Writes what a client was refused, and an event in each hour in which there is something.
async fn write(tx: &mut UnitOfWork, client: &ClientId, kinds: Vec<(Kind, Seen)>) -> Result<(), StoreError> {
    let (now, mut is_refused) = (tx.now(), false);
    for (kind, seen) in kinds {
        let row = NewRefusal {
            id: RefusalId(tx.accounts().new_id()),
            client_id: client.to_string(),
            endpoint: kind.endpoint.as_str(),
            error: kind.error,
            fault: kind.fault.as_str(),
            description: kind.description,
            sent: kind.sent,
            by_client: kind.by_client,
            times: i64::from(seen.times),
            first_at: seen.first_at,
            last_at: seen.last_at,
        };
        is_refused |= rows::put(tx, &row).await? && !kind.error.is_empty();
    }
    rows::trim(tx, client.as_str(), ROOM).await?;
    let hour = now.seconds() / HOUR.as_secs() as i64;
    let mark = fingerprint(format!("client refused {hour} {client}").as_bytes());
    if is_refused && spent::insert(tx, &mark, now.plus(HOUR)).await? {
        tx.record(tx.event(EventKind::ClientRefuse).refused(client));
    }
    Ok(())
}

impl Refusals {
    fn note(&self, client: &ClientId, kind: Kind, now: Timestamp) {
        let mut locked = self.lock();
        let noted = &mut *locked;
        let own = noted.waiting.entry(client.clone()).or_default();
        if let Some(seen) = own.get_mut(&kind) {
            (seen.times, seen.last_at) = (seen.times.saturating_add(1), now);
        } else if noted.count < MAX_WAITING && has_place(own, &kind) {
            own.insert(kind, Seen { times: 1, first_at: now, last_at: now });
            noted.count += 1;
        }
    }

    /// Whether a line may be written about a client: then how many were left out before it.
    fn line(&self, client: &str, now: Timestamp) -> Option<u64> {
        let mut noted = self.lock();
        let lines = noted.lines.entry(client.to_owned()).or_insert(Lines { since: now, written: 0, left_out: 0 });
        // Also after the clock was set back.
        if now < lines.since || lines.since.until(now) >= MINUTE {
            (lines.since, lines.written) = (now, 0);
        }
        if lines.written >= MAX_LINES {
            lines.left_out += 1;
            return None;
        }
        lines.written += 1;
        Some(mem::take(&mut lines.left_out))
    }

    fn take(&self, now: Timestamp) -> Vec<(ClientId, Vec<(Kind, Seen)>)> {
        let mut noted = self.lock();
        // How many lines were left out is said in the next one, if there is one within an hour.
        let kept = |lines: &Lines| if lines.left_out > 0 { HOUR } else { MINUTE };
        noted.lines.retain(|_, lines| lines.since.until(now) < kept(lines));
        noted.count = 0;
        let waiting = mem::take(&mut noted.waiting);
        let mut taken: Vec<(_, Vec<_>)> =
            waiting.into_iter().map(|(client, kinds)| (client, kinds.into_iter().collect())).collect();
        // All servers write in one order, so that they cannot deadlock.
        taken.sort_unstable_by(|(one, _), (other, _)| one.cmp(other));
        taken
            .iter_mut()
            .for_each(|(_, kinds)| kinds.sort_unstable_by(|(one, _), (other, _)| one.key().cmp(&other.key())));
        taken
    }

    // What is noted is valid even after a panic of another thread, so a poisoned lock is ignored.
    fn lock(&self) -> MutexGuard<'_, Noted> {
        self.noted.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Whether there is a place for one more refusal of a client, by the rule of what is stored.
fn has_place(own: &HashMap<Kind, Seen>, new: &Kind) -> bool {
    let count = |is_counted: &dyn Fn(&Kind) -> bool| own.keys().filter(|kind| is_counted(kind)).count() as i64;
    let of_fault = count(&|kind| kind.fault == new.fault && kind.by_client == new.by_client);
    let of_strangers = count(&|kind| !kind.by_client);
    count(&|_| true) < ROOM.all && of_fault < ROOM.of_fault && (new.by_client || of_strangers < ROOM.of_strangers)
}
