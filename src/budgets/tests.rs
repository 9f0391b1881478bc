//! What each budget allows, and to which payers.

use super::limiter::{EVICTION_INTERVAL, MAX_KEYS};
use super::*;
use crate::clock::ManualClock;
use crate::shared::{Timestamp, UserId};

fn budgets(limits: &str) -> (Budgets, Arc<ManualClock>) {
    let clock = Arc::new(ManualClock::at(Timestamp(1_000)));
    (Budgets::new(&limits.parse().unwrap(), Arc::clone(&clock) as Arc<dyn Clock>), clock)
}

fn source(text: &str) -> RateLimitKey {
    RateLimitKey::source(text.parse().unwrap())
}

/// The number of requests that are allowed before the first rejected one.
fn left(budgets: &Budgets, budget: Budget, payer: RateLimitKey) -> usize {
    std::iter::repeat_with(|| budgets.spend(budget, payer)).take_while(Result::is_ok).count()
}

#[test]
fn the_default_budgets_have_the_documented_sizes() {
    let (budgets, _clock) = budgets("");
    let me = source("192.0.2.1");
    let all = Budget::ALL;
    assert_eq!(
        all.map(|budget| left(&budgets, budget, me)),
        [30, 60, 30, 5, 600, 120, 10, 100, 240, 10, 120, 600, 120, 60, 300, 200]
    );
    let exceeded = all.map(|budget| budgets.spend(budget, me).unwrap_err());
    let policy = |exceeded: Exceeded| (exceeded.quota, exceeded.window, exceeded.retry_after);
    let hourly = [(30, 3600, 120), (60, 3600, 60), (30, 3600, 120), (5, 3600, 720), (600, 3600, 6)];
    assert_eq!(exceeded[..5].iter().copied().map(policy).collect::<Vec<_>>(), hourly);
    assert_eq!(
        exceeded[5..10].iter().copied().map(policy).collect::<Vec<_>>(),
        [(120, 60, 1), (10, 3600, 360), (100, 1, 1), (240, 60, 1), (10, 60, 6)]
    );
    assert_eq!(
        exceeded[10..].iter().copied().map(policy).collect::<Vec<_>>(),
        [(120, 3600, 30), (600, 3600, 6), (120, 60, 1), (60, 60, 1), (300, 600, 2), (200, 4, 1)]
    );
}

#[test]
fn a_budget_refills_gradually_and_belongs_to_one_key() {
    let (budgets, clock) = budgets("file=10/h");
    let (me, other) = (source("192.0.2.1"), RateLimitKey::Account(UserId(uuid::Uuid::nil())));
    assert_eq!(left(&budgets, Budget::File, me), 10);
    assert_eq!(left(&budgets, Budget::File, other), 10);
    clock.advance(Duration::from_secs(359));
    assert_eq!(budgets.spend(Budget::File, me).unwrap_err().retry_after, 1);
    clock.advance(Duration::from_secs(1));
    assert_eq!(left(&budgets, Budget::File, me), 1);
    clock.advance(Duration::from_secs(3600));
    assert_eq!(left(&budgets, Budget::File, me), 10);
}

#[test]
fn an_ipv6_network_is_one_key_and_a_mapped_address_is_the_ipv4_address() {
    assert_eq!(source("2001:db8:1:2:3:4:5:6"), source("2001:db8:1:2:ffff::1"));
    assert_ne!(source("2001:db8:1:2::1"), source("2001:db8:1:3::1"));
    assert_eq!(source("::ffff:192.0.2.1"), source("192.0.2.1"));
}

#[test]
fn keys_are_evicted_if_their_budget_is_full_or_if_there_are_too_many() {
    let (budgets, clock) = budgets("register=30/h");
    let numbered = |number: u32| RateLimitKey::source(std::net::Ipv4Addr::from_bits(number).into());
    (0..1_000).for_each(|number| budgets.spend(Budget::Register, numbered(number)).unwrap());
    budgets.tidy();
    assert_eq!(budgets.limiters[Budget::Register as usize].keys(), 1_000);
    clock.advance(Duration::from_secs(3600));
    budgets.tidy();
    assert_eq!(budgets.limiters[Budget::Register as usize].keys(), 0);
    (0..200_000).for_each(|number| budgets.spend(Budget::Register, numbered(number)).unwrap());
    assert!(budgets.limiters[Budget::Register as usize].keys() <= MAX_KEYS + EVICTION_INTERVAL as usize);
}
