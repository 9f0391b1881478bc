//! What replicas count together: a limit is one for all of them, in any order of exchanges.

use super::*;
use crate::clock::ManualClock;
use crate::shared::Timestamp;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};

/// The table of the database, which its statement changes in the same way (`store/shared_limits.rs`).
#[derive(Default)]
struct Table {
    full_at: HashMap<SharedKey, (Budget, Duration)>,
    /// The number of the last report of each replica.
    reports: HashMap<i64, i64>,
}

impl Table {
    fn apply(&mut self, report: &Report, now: Duration) -> Known {
        let is_new = self.reports.insert(report.replica, report.number).is_none_or(|last| last < report.number);
        for Owed { budget, key, time } in report.charges.iter().filter(|_| is_new) {
            let (_, full_at) = self.full_at.entry(*key).or_insert((*budget, now));
            *full_at = now.max(*full_at) + *time;
        }
        let owed = |(key, (budget, full_at)): (&SharedKey, &(Budget, Duration))| Owed {
            budget: *budget,
            key: *key,
            time: full_at.saturating_sub(now),
        };
        let others = u32::try_from(self.reports.len()).unwrap() - 1;
        Known { at: i64::try_from(now.as_millis()).unwrap(), others, owed: self.full_at.iter().map(owed).collect() }
    }
}

struct Replicas {
    clock: Arc<ManualClock>,
    limits: RateLimits,
    table: Table,
    all: Vec<Budgets>,
}

impl Replicas {
    /// They know each other.
    fn start(count: usize, limits: &str) -> Self {
        let clock = Arc::new(ManualClock::at(Timestamp(1_000)));
        let mut replicas = Self { clock, limits: limits.parse().unwrap(), table: Table::default(), all: Vec::new() };
        (0..count).for_each(|_| replicas.start_another());
        replicas.exchange_all();
        replicas
    }

    fn start_another(&mut self) {
        let clock = || Arc::clone(&self.clock) as Arc<dyn Clock>;
        self.all.push(Budgets::new(&self.limits, clock()).shared(Box::new(identify), clock()));
        self.exchange(self.all.len() - 1);
    }

    fn exchange(&mut self, at: usize) {
        let report = self.all[at].report().unwrap();
        let known = self.table.apply(&report, self.clock.elapsed());
        self.all[at].learn(report.number, &known);
    }

    fn exchange_all(&mut self) {
        (0..self.all.len()).for_each(|at| self.exchange(at));
    }

    fn spend(&self, at: usize, budget: Budget) -> Result<(), Exceeded> {
        self.all[at].spend(budget, RateLimitKey::source("192.0.2.1".parse().unwrap()))
    }

    /// How many of these attempts are allowed.
    fn try_to_register(&self, at: usize, times: u32) -> u32 {
        (0..times).map(|_| u32::from(self.spend(at, Budget::Register).is_ok())).sum()
    }
}

fn identify(payer: &str) -> SharedKey {
    let mut hasher = DefaultHasher::new();
    payer.hash(&mut hasher);
    let mut key = [0; 32];
    key[..8].copy_from_slice(&hasher.finish().to_le_bytes());
    key
}

proptest! {
    /// In each round every replica exchanges once, before the attempt with the number that `places` has for it.
    #[test]
    fn all_together_exceed_a_limit_by_less_than_one_request_each(
        count in 1..6_usize,
        limit in select(vec![1_u32, 5, 30, 100]),
        rounds in vec((vec((0..5_usize, 0..12_u32), 0..20), [0..20_usize, 0..20, 0..20, 0..20, 0..20]), 0..30),
    ) {
        let mut replicas = Replicas::start(count, &format!("register={limit}/h"));
        let mut allowed = 0;
        for (attempts, places) in rounds {
            for at in 0..=attempts.len() {
                for replica in (0..count).filter(|replica| places[*replica] % (attempts.len() + 1) == at) {
                    replicas.exchange(replica);
                }
                if let Some((replica, times)) = attempts.get(at) {
                    allowed += replicas.try_to_register(replica % count, *times);
                }
            }
            replicas.clock.advance(EXCHANGE_INTERVAL);
        }
        loop {
            replicas.exchange_all();
            match (0..count).map(|replica| replicas.try_to_register(replica, 100)).sum::<u32>() {
                0 => break,
                more => allowed += more,
            }
        }
        let others = u32::try_from(count).unwrap() - 1;
        prop_assert!((limit..=limit + others).contains(&allowed), "{allowed} of {limit} by {count}");
    }
}

#[test]
fn what_exceeds_a_limit_is_missing_later() {
    let mut replicas = Replicas::start(3, "register=30/h");
    let mut allowed = 0;
    for _minute in 0..600 {
        replicas.exchange_all();
        allowed += (0..3).map(|at| replicas.try_to_register(at, 40)).sum::<u32>();
        replicas.clock.advance(Duration::from_secs(60));
    }
    // A full budget, and what comes back in ten hours. Each for itself would allow three times as many.
    assert!((325..=335).contains(&allowed), "{allowed}");
}

#[test]
fn a_single_replica_has_the_whole_budget_at_once() {
    let replicas = Replicas::start(1, "register=30/h");
    assert_eq!(replicas.try_to_register(0, 31), 30);
    let refused = replicas.spend(0, Budget::Register).unwrap_err();
    assert_eq!((refused.quota, refused.window, refused.retry_after), (30, 3600, 120));
}

#[test]
fn a_replica_that_starts_learns_what_was_counted() {
    let mut replicas = Replicas::start(1, "register=30/h");
    assert_eq!(replicas.try_to_register(0, 30), 30);
    replicas.exchange(0);
    replicas.start_another();
    assert_eq!(replicas.spend(1, Budget::Register).unwrap_err().retry_after, 120);
}

#[test]
fn a_replica_that_misses_the_others_counts_alone() {
    let mut replicas = Replicas::start(2, "register=30/h");
    assert_eq!(replicas.try_to_register(0, 30), 5, "a sixth of what is left");
    assert_eq!(replicas.spend(0, Budget::Register).unwrap_err().retry_after, 1, "until the next exchange");
    replicas.clock.advance(Duration::from_secs(2));
    assert_eq!((replicas.try_to_register(0, 30), replicas.all[0].replicas()), (0, 2));
    replicas.clock.advance(Duration::from_secs(1));
    assert_eq!((replicas.try_to_register(0, 30), replicas.all[0].replicas()), (25, 0));
    // The other one learns all of it when they exchange again.
    replicas.exchange_all();
    assert_eq!((replicas.try_to_register(1, 30), replicas.all[0].replicas()), (0, 2));
}

#[test]
fn a_report_whose_answer_was_lost_counts_once() {
    let mut replicas = Replicas::start(2, "mail=5/h");
    replicas.spend(0, Budget::Mail).unwrap();
    let lost = replicas.all[0].report().unwrap();
    replicas.table.apply(&lost, replicas.clock.elapsed());
    assert_eq!(replicas.all[0].report(), Some(lost), "until an answer has come");
    replicas.exchange(0);
    let owed: Vec<_> = replicas.table.full_at.values().map(|(_, at)| *at - replicas.clock.elapsed()).collect();
    assert_eq!(owed, [Duration::from_secs(12 * 60)]);
    assert!(replicas.all[0].report().unwrap().charges.is_empty(), "nothing is left to be reported");
}

#[test]
fn a_flood_of_payers_is_reported_a_part_at_a_time() {
    let mut replicas = Replicas::start(2, "recover=30/h");
    let numbered = |number: u32| RateLimitKey::source(std::net::Ipv4Addr::from_bits(number).into());
    (0..20_000).for_each(|number| replicas.all[0].spend(Budget::Recover, numbered(number)).unwrap());
    let number_of_reported = |replicas: &Replicas| replicas.table.full_at.len();
    for round in 1..=3 {
        replicas.exchange(0);
        assert_eq!(number_of_reported(&replicas), 200 * round);
    }
    // Who comes when too many wait is counted here alone; of those that wait, nobody is forgotten.
    (3..60).for_each(|_| replicas.exchange(0));
    assert_eq!(number_of_reported(&replicas), 10_000);
}

#[test]
fn those_who_have_used_most_are_reported_first() {
    let mut replicas = Replicas::start(2, "recover=30/h");
    let numbered = |number: u32| RateLimitKey::source(std::net::Ipv4Addr::from_bits(number).into());
    (0..1_000).for_each(|number| replicas.all[0].spend(Budget::Recover, numbered(number)).unwrap());
    replicas.all[0].spend(Budget::Recover, numbered(777)).unwrap();
    replicas.exchange(0);
    let most = replicas.table.full_at.values().map(|(_, at)| *at - replicas.clock.elapsed()).max();
    assert_eq!(most, Some(Duration::from_secs(240)));
}

#[test]
fn only_registrations_messages_and_links_are_counted_together() {
    let replicas = Replicas::start(1, "");
    let reported: Vec<_> = Budget::ALL
        .into_iter()
        .filter(|budget| {
            let before = replicas.all[0].report().unwrap().charges.len();
            replicas.spend(0, *budget).unwrap();
            let report = replicas.all[0].report().unwrap();
            replicas.all[0].learn(report.number, &Known { at: 0, others: 0, owed: Vec::new() });
            before == 0 && !report.charges.is_empty()
        })
        .collect();
    assert_eq!(reported, [Budget::Register, Budget::Recover, Budget::Mail]);
    // As in test mode.
    let unlimited = Replicas::start(1, "register=1000000/s");
    unlimited.spend(0, Budget::Register).unwrap();
    assert!(unlimited.all[0].report().unwrap().charges.is_empty());
}
