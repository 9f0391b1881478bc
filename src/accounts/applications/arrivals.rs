//! What has arrived from the proxies of applications: the last request of each kind about each host, in memory for a few minutes,
//! so that an administrator sees what a proxy sends ([decision 62](../../../docs/decisions/0062-test-of-a-connection.md)).

use crate::accounts::Applications;
use crate::applications::{Application, Origin};
use crate::language::Message;
use crate::shared::{ArrivalKind, ArrivalResult, Timestamp};
use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use url::Host;

/// How long an arrival is shown.
pub(super) const KEPT_FOR: Duration = Duration::from_secs(15 * 60);
/// The same is not noted again within this time, because a page causes dozens of questions at once.
const INTERVAL: Duration = Duration::from_secs(1);
/// The maximum number of hosts in memory; some 1,500 bytes each.
const MAX_HOSTS: usize = 2_000;

/// A request to this server about the host of an application. It has nothing that is secret: no path, no query, no cookie.
#[derive(Debug)]
pub struct Arrival<'a> {
    pub kind: ArrivalKind,
    pub peer: Option<IpAddr>,
    /// Whether the peer is a trusted proxy.
    pub is_trusted: bool,
    /// What the request is about, as far as it can be read.
    pub origin: Option<&'a Origin>,
    pub result: ArrivalResult,
    /// Why it was refused.
    pub detail: Option<Message>,
}

/// An arrival in memory.
#[derive(Clone, Debug)]
pub(super) struct Noted {
    pub(super) at: Timestamp,
    pub(super) kind: ArrivalKind,
    pub(super) peer: Option<IpAddr>,
    pub(super) is_trusted: bool,
    pub(super) origin: Option<Origin>,
    pub(super) result: ArrivalResult,
    pub(super) detail: Option<Message>,
    /// The names of those that were there.
    pub(super) headers: Vec<&'static str>,
}

/// The last arrival of each kind about one host. Those of strangers have a place of their own: otherwise anybody could hide what
/// the proxy sends.
#[derive(Default)]
struct Seen {
    question: Option<Noted>,
    folder: Option<Noted>,
    stranger: Option<Noted>,
}

#[derive(Default)]
pub(in crate::accounts) struct Arrivals(Mutex<Memory>);

#[derive(Default)]
struct Memory {
    hosts: HashMap<Host, Seen>,
    /// About no host of an application.
    elsewhere: Seen,
}

impl Applications {
    /// Notes what has arrived, unless the same was noted within a second. `headers` returns the names of those that were there.
    pub async fn note_arrival(&self, arrival: Arrival<'_>, headers: impl Fn() -> Vec<&'static str>) {
        let arrivals = &self.parts().arrivals;
        let (host, now) = (arrival.origin.map(Origin::host), self.now());
        if host.is_some_and(|host| arrivals.note_again(host, now, &arrival, &headers)) {
            return;
        }
        // Hosts of no application take no place of their own: a proxy may pass any on.
        let is_known = match host {
            Some(host) => self.is_host_of_application(host).await,
            None => false,
        };
        arrivals.note(host.filter(|_| is_known), now, &arrival, headers);
    }

    async fn is_host_of_application(&self, host: &Host) -> bool {
        self.all().await.is_ok_and(|applications| applications.has_host(host))
    }
}

impl Arrivals {
    /// What has arrived about the hosts of an application, and about no application. Both with the newest first.
    pub(super) fn of(&self, application: &Application, now: Timestamp) -> (Vec<Noted>, Vec<Noted>) {
        let memory = self.lock();
        let mut hosts: Vec<_> = application.locations.iter().map(|location| location.origin().host()).collect();
        hosts.sort_unstable();
        hosts.dedup();
        let of_hosts = hosts.into_iter().filter_map(|host| memory.hosts.get(host));
        (newest_first(of_hosts, now), newest_first([&memory.elsewhere], now))
    }

    /// Notes an arrival about a host that has a place already. Returns whether it has one. This is the way of most requests, so it
    /// takes one look at the memory.
    fn note_again(
        &self,
        host: &Host,
        now: Timestamp,
        arrival: &Arrival<'_>,
        headers: impl Fn() -> Vec<&'static str>,
    ) -> bool {
        let mut memory = self.lock();
        let seen = memory.hosts.get_mut(host);
        seen.map(|seen| seen.note(now, arrival, headers)).is_some()
    }

    /// `host`: that of an application.
    fn note(
        &self,
        host: Option<&Host>,
        now: Timestamp,
        arrival: &Arrival<'_>,
        headers: impl Fn() -> Vec<&'static str>,
    ) {
        let mut memory = self.lock();
        let seen = match host {
            Some(host) => memory.seen_of(host, now),
            None => Some(&mut memory.elsewhere),
        };
        if let Some(seen) = seen {
            seen.note(now, arrival, headers);
        }
    }

    // The memory is valid even after a panic of another thread, so a poisoned lock is ignored.
    fn lock(&self) -> MutexGuard<'_, Memory> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Memory {
    /// None if there is no room: more applications are connected than this server is made for.
    fn seen_of(&mut self, host: &Host, now: Timestamp) -> Option<&mut Seen> {
        if self.hosts.contains_key(host) {
            return self.hosts.get_mut(host);
        }
        if self.hosts.len() >= MAX_HOSTS {
            self.hosts.retain(|_, seen| seen.recent(now).next().is_some());
        }
        if self.hosts.len() < MAX_HOSTS { Some(self.hosts.entry(host.clone()).or_default()) } else { None }
    }
}

impl Seen {
    fn note(&mut self, now: Timestamp, arrival: &Arrival<'_>, headers: impl Fn() -> Vec<&'static str>) {
        let place = self.place_of(arrival);
        if !place.as_ref().is_some_and(|noted| noted.is_repeated_by(arrival, now)) {
            *place = Some(Noted::new(arrival, now, headers()));
        }
    }

    fn place_of(&mut self, arrival: &Arrival<'_>) -> &mut Option<Noted> {
        match arrival.kind {
            _ if !arrival.is_trusted => &mut self.stranger,
            ArrivalKind::Folder => &mut self.folder,
            ArrivalKind::Forward | ArrivalKind::Request => &mut self.question,
        }
    }

    fn recent(&self, now: Timestamp) -> impl Iterator<Item = &Noted> {
        let all = [&self.question, &self.folder, &self.stranger].into_iter().flatten();
        all.filter(move |noted| noted.at.until(now) < KEPT_FOR)
    }
}

impl Noted {
    fn new(arrival: &Arrival<'_>, now: Timestamp, headers: Vec<&'static str>) -> Self {
        Self {
            at: now.whole_second(),
            kind: arrival.kind,
            peer: arrival.peer,
            is_trusted: arrival.is_trusted,
            origin: arrival.origin.cloned(),
            result: arrival.result,
            detail: arrival.detail.clone(),
            headers,
        }
    }

    fn is_repeated_by(&self, arrival: &Arrival<'_>, now: Timestamp) -> bool {
        self.at.until(now) < INTERVAL
            && (self.kind, self.peer, self.result) == (arrival.kind, arrival.peer, arrival.result)
    }
}

fn newest_first<'a>(seen: impl IntoIterator<Item = &'a Seen>, now: Timestamp) -> Vec<Noted> {
    let mut found: Vec<_> = seen.into_iter().flat_map(|seen| seen.recent(now).cloned()).collect();
    found.sort_by_key(|noted| std::cmp::Reverse(noted.at));
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::cell::Cell;

    fn host(number: usize) -> Host {
        Host::Domain(format!("host-{number}.example"))
    }

    fn asked(result: ArrivalResult, is_trusted: bool) -> Arrival<'static> {
        Arrival { kind: ArrivalKind::Forward, peer: None, is_trusted, origin: None, result, detail: None }
    }

    fn results(arrivals: &Arrivals, host: &Host, now: Timestamp) -> Vec<ArrivalResult> {
        let memory = arrivals.lock();
        newest_first(memory.hosts.get(host), now).into_iter().map(|noted| noted.result).collect()
    }

    #[test]
    fn the_last_of_each_kind_is_kept_for_minutes_and_strangers_hide_nothing() {
        let (arrivals, start) = (Arrivals::default(), Timestamp(1_000_000));
        let note = |result, is_trusted, seconds| {
            let now = start.plus(Duration::from_secs(seconds));
            arrivals.note(Some(&host(1)), now, &asked(result, is_trusted), Vec::new);
        };
        note(ArrivalResult::SignIn, true, 0);
        note(ArrivalResult::Admitted, true, 5);
        note(ArrivalResult::Refused, false, 6);
        let after = |seconds| results(&arrivals, &host(1), start.plus(Duration::from_secs(seconds)));
        assert_eq!(after(6), [ArrivalResult::Refused, ArrivalResult::Admitted]);
        assert_eq!(after(15 * 60 + 5), [ArrivalResult::Refused]);
        assert!(after(15 * 60 + 6).is_empty());
        assert!(results(&arrivals, &host(2), start).is_empty());
    }

    #[test]
    fn what_repeats_within_a_second_is_not_described_again() {
        let (arrivals, described) = (Arrivals::default(), Cell::new(0));
        let note = |result, millis| {
            let describe = || {
                described.set(described.get() + 1);
                Vec::new()
            };
            let (host, now, arrival) = (host(1), Timestamp(millis), asked(result, true));
            if !arrivals.note_again(&host, now, &arrival, describe) {
                arrivals.note(Some(&host), now, &arrival, describe);
            }
        };
        for (result, millis, expected) in [
            (ArrivalResult::Admitted, 0, 1),
            (ArrivalResult::Admitted, 999, 1),
            (ArrivalResult::SignIn, 999, 2),
            (ArrivalResult::SignIn, 1_000, 3),
        ] {
            note(result, millis);
            assert_eq!(described.get(), expected, "{result} {millis}");
        }
    }

    #[test]
    fn a_full_memory_has_room_when_the_arrivals_are_old() {
        let (arrivals, start) = (Arrivals::default(), Timestamp(0));
        let note = |number: usize, now| {
            arrivals.note(Some(&host(number)), now, &asked(ArrivalResult::Admitted, true), Vec::new);
            arrivals.lock().hosts.contains_key(&host(number))
        };
        assert!((0..MAX_HOSTS).all(|number| note(number, start)));
        assert!(!note(MAX_HOSTS, start) && note(0, start));
        assert!(note(MAX_HOSTS, start.plus(KEPT_FOR)));
        assert_eq!(arrivals.lock().hosts.len(), 1);
    }
}
