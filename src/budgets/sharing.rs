//! What replicas count together ([decision 112](../../docs/decisions/0112-shared-limits.md)). Each counts in its memory, reports what
//! it has charged, and learns from the answer what all have charged. In between it charges to a payer at most its share of what was
//! left, so that all of them together exceed a limit by less than one request each.

use super::limiter::Limiter;
use super::{Budget, Limiters, RateLimitKey, SharedKey};
use crate::clock::Clock;
use std::cmp::Reverse;
use std::collections::HashMap;
use std::hash::{BuildHasher as _, RandomState};
use std::mem;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// How often replicas exchange what they count. Until the next time somebody waits who has used up a share.
pub const EXCHANGE_INTERVAL: Duration = Duration::from_millis(500);
/// Without an exchange for this long a replica counts alone: the database does not answer, and nobody should wait for it.
const KNOWN_FOR: Duration = Duration::from_secs(3);
/// How many replicas could take a share without exceeding what is left. Three times as many as there are, because each reports at
/// another time: until one of them has reported, any other may have done so twice.
const SHARES_OF_A_REPLICA: u32 = 3;
/// How many payers are in a report, so that a flood of them is no flood of rows. The others are in the next ones.
const MAX_CHARGES: usize = 200;
/// How many payers wait to be reported. Above it those that come are counted here alone.
const MAX_WAITING: usize = 10_000;
/// The shortest time between two requests of a budget that replicas count together. The database counts milliseconds, and a faster
/// rate limits nothing.
const MIN_INTERVAL: Duration = Duration::from_millis(1);
/// A budget takes an hour at most until it is full, and twice as long if all replicas have exceeded it.
const MAX_OWED: Duration = Duration::from_secs(2 * 60 * 60);
/// What has changed this long before the last exchange is read again, in milliseconds: a transaction may have been committed after it.
const OVERLAP: i64 = 5_000;

/// The hash of a payer and its budget, which is the same at all replicas.
pub type Identify = Box<dyn Fn(&str) -> SharedKey + Send + Sync>;

/// What a replica reports.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Report {
    /// No other replica has it.
    pub replica: i64,
    /// It is to be applied once, however often it is sent.
    pub number: i64,
    pub charges: Vec<Owed>,
    /// What others have reported since then is still to be learned, by the clock of the database; 0: everything.
    pub since: i64,
}

/// How long a budget of a payer takes until it is full again: because of what one replica has charged, or all.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Owed {
    pub budget: Budget,
    pub key: SharedKey,
    pub time: Duration,
}

/// What the database has answered to a report.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Known {
    /// When, by its clock, in milliseconds.
    pub at: i64,
    /// How many other replicas there are.
    pub others: u32,
    pub owed: Vec<Owed>,
}

pub(super) struct Sharing {
    identify: Identify,
    clock: Arc<dyn Clock>,
    /// Differs from those of other replicas, and of this one before a restart.
    replica: i64,
    counted: Mutex<Counted>,
}

#[derive(Default)]
struct Counted {
    /// What was charged here, and not yet learned by the others.
    charged: HashMap<SharedKey, Charged>,
    /// The number of the last report, and what it contains until it has arrived.
    number: i64,
    sent: Vec<(SharedKey, u32)>,
    /// Those that exchange, with this one.
    replicas: u32,
    /// When this replica has learned what all have charged.
    learned_at: Option<Duration>,
    since: i64,
}

struct Charged {
    budget: Budget,
    times: u32,
}

impl Sharing {
    pub(super) fn new(identify: Identify, clock: Arc<dyn Clock>) -> Self {
        let replica = RandomState::new().hash_one(std::process::id()).cast_signed();
        Self { identify, clock, replica, counted: Mutex::default() }
    }

    /// Charges one request to a payer, unless the budget is empty, or this replica has charged its share and not reported it. The error
    /// is the time until the next request is allowed.
    pub(super) fn spend(&self, budget: Budget, payer: RateLimitKey, limiter: &Limiter) -> Result<(), Duration> {
        let key = (self.identify)(&format!("{budget} {payer:?}"));
        let mut counted = self.lock();
        let (charged, left) = (counted.charged(&key), limiter.left(RateLimitKey::Shared(key)));
        // Of an empty budget the limiter knows how long it takes.
        if left > 0 && charged >= share(left.saturating_add(charged), counted.replicas(self.clock.elapsed())) {
            return Err(EXCHANGE_INTERVAL);
        }
        limiter.spend(RateLimitKey::Shared(key))?;
        if counted.charged.len() < MAX_WAITING || charged > 0 {
            counted.charged.entry(key).or_insert(Charged { budget, times: 0 }).times += 1;
        }
        Ok(())
    }

    /// What was charged since the last report that has arrived; the same again if none has arrived since the last call.
    pub(super) fn report(&self, limiters: &Limiters) -> Report {
        let mut locked = self.lock();
        let counted = &mut *locked;
        if counted.sent.is_empty() {
            counted.number += 1;
            counted.sent = counted.next(limiters);
        }
        let owed = |(key, times): &(SharedKey, u32)| {
            let budget = counted.charged.get(key)?.budget;
            let limiter = &limiters[budget as usize];
            // What the budget has got back meanwhile is not owed any more.
            let time = limiter.interval().saturating_mul(*times).min(limiter.owed(RateLimitKey::Shared(*key)));
            Some(Owed { budget, key: *key, time })
        };
        let charges = counted.sent.iter().filter_map(owed).filter(|owed| !owed.time.is_zero()).collect();
        Report { replica: self.replica, number: counted.number, charges, since: counted.since }
    }

    /// Counts what all replicas have charged, after they have got the report with this number.
    pub(super) fn learn(&self, number: i64, known: &Known, limiters: &Limiters) {
        let mut counted = self.lock();
        if number == counted.number {
            for (key, times) in mem::take(&mut counted.sent) {
                counted.settle(key, times);
            }
        }
        counted.replicas = known.others.saturating_add(1);
        counted.learned_at = Some(self.clock.elapsed());
        counted.since = known.at.saturating_sub(OVERLAP);
        for Owed { budget, key, time } in &known.owed {
            let limiter = &limiters[*budget as usize];
            let not_reported = limiter.interval().saturating_mul(counted.charged(key));
            limiter.owe(RateLimitKey::Shared(*key), (*time).min(MAX_OWED).saturating_add(not_reported));
        }
    }

    pub(super) fn replicas(&self) -> u32 {
        self.lock().replicas(self.clock.elapsed())
    }

    // What is counted is valid even after a panic of another thread, so a poisoned lock is ignored.
    fn lock(&self) -> MutexGuard<'_, Counted> {
        self.counted.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Counted {
    /// How often a payer was charged since the last report that has arrived.
    fn charged(&self, key: &SharedKey) -> u32 {
        self.charged.get(key).map_or(0, |charged| charged.times)
    }

    /// 0: the others are not known.
    fn replicas(&self, now: Duration) -> u32 {
        let is_known = self.learned_at.is_some_and(|at| now.saturating_sub(at) < KNOWN_FOR);
        if is_known { self.replicas } else { 0 }
    }

    /// The payers of the next report, with how often they were charged: first those who have used most.
    fn next(&mut self, limiters: &Limiters) -> Vec<(SharedKey, u32)> {
        // A budget that is full again is as if nothing was charged.
        self.charged
            .retain(|key, charged| !limiters[charged.budget as usize].owed(RateLimitKey::Shared(*key)).is_zero());
        let mut most: Vec<_> = self
            .charged
            .iter()
            .map(|(key, Charged { budget, times })| {
                (limiters[*budget as usize].interval().saturating_mul(*times), *key, *times)
            })
            .collect();
        most.sort_unstable_by_key(|(time, ..)| Reverse(*time));
        most.into_iter().take(MAX_CHARGES).map(|(_, key, times)| (key, times)).collect()
    }

    /// Takes off what has arrived.
    fn settle(&mut self, key: SharedKey, times: u32) {
        let Some(charged) = self.charged.get_mut(&key) else { return };
        charged.times = charged.times.saturating_sub(times);
        if charged.times == 0 {
            self.charged.remove(&key);
        }
    }
}

/// Whether replicas count this budget together.
pub(super) fn is_exchanged(budget: Budget, limiter: &Limiter) -> bool {
    budget.is_of_all_replicas() && limiter.interval() >= MIN_INTERVAL
}

/// How much of what is left a replica may charge before it has reported it. One that knows no others may charge all of it.
fn share(left: u32, replicas: u32) -> u32 {
    if replicas < 2 { u32::MAX } else { (left / replicas.saturating_mul(SHARES_OF_A_REPLICA)).max(1) }
}
