//! The queue of the hashing threads. It is bounded, takes jobs from the sources in turn, and reserves places for sign-ins.

use crate::shared::UserId;
use std::collections::{HashMap, VecDeque};
use std::net::{IpAddr, Ipv6Addr};

/// The mask of a /64, which identifies an IPv6 subscriber. A subscriber can choose the lower bits freely.
const IPV6_PREFIX: u128 = !0 << 64;
/// One in four places is reserved for sign-ins, so that users can sign in during a flood of registrations.
const RESERVED_DIVISOR: usize = 4;
/// The maximum share of the queue for the sign-ins of one source, in eighths.
const MAX_SIGN_IN_EIGHTHS: usize = 4;
/// The maximum share of the queue for the other jobs of one source, in eighths. The two shares are less than the whole
/// queue, so that a single source cannot fill it.
const MAX_OTHER_EIGHTHS: usize = 3;

/// The priority of a hashing job: its class and its source. The queue is fair between sources.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Priority {
    class: Class,
    source: Source,
}

/// Sign-ins have a reserved share of the queue and of the threads.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Class {
    SignIn,
    Other,
}

/// Jobs are taken from the sources in turn, regardless of how many jobs each of them has.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
enum Source {
    /// An IPv4 address, or the /64 of an IPv6 address.
    Network(IpAddr),
    Account(UserId),
    /// The command line. It has no address.
    Operator,
}

impl Priority {
    pub fn sign_in(address: Option<IpAddr>) -> Self {
        Self { class: Class::SignIn, source: Source::network(address) }
    }

    /// A request that is not a sign-in, from a client that is not signed in.
    pub fn other(address: Option<IpAddr>) -> Self {
        Self { class: Class::Other, source: Source::network(address) }
    }

    /// A request of a signed-in user.
    pub fn account(id: UserId) -> Self {
        Self { class: Class::Other, source: Source::Account(id) }
    }
}

impl Source {
    fn network(address: Option<IpAddr>) -> Self {
        // An IPv4-mapped IPv6 address is the same client as the IPv4 address in it.
        match address.map(|address| address.to_canonical()) {
            None => Self::Operator,
            Some(IpAddr::V4(address)) => Self::Network(address.into()),
            Some(IpAddr::V6(address)) => Self::Network(Ipv6Addr::from_bits(address.to_bits() & IPV6_PREFIX).into()),
        }
    }
}

pub(super) struct Queue<T> {
    capacity: usize,
    sign_ins: Lane<T>,
    others: Lane<T>,
    /// The class of the last job that was taken. The other class is served next.
    last_class: Class,
}

impl<T> Queue<T> {
    pub(super) fn new(capacity: usize) -> Self {
        Self { capacity, sign_ins: Lane::default(), others: Lane::default(), last_class: Class::Other }
    }

    pub(super) fn len(&self) -> usize {
        self.sign_ins.len + self.others.len
    }

    pub(super) fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Whether a job of this priority can be added.
    pub(super) fn has_room(&self, priority: Priority) -> bool {
        let Priority { class, source } = priority;
        // Three limits: the whole queue, the share of the class, the share of the source.
        let (lane, lane_capacity, source_eighths) = match class {
            Class::SignIn => (&self.sign_ins, self.capacity, MAX_SIGN_IN_EIGHTHS),
            Class::Other => (&self.others, self.capacity - self.capacity / RESERVED_DIVISOR, MAX_OTHER_EIGHTHS),
        };
        let source_capacity = self.capacity * source_eighths / 8;
        self.len() < self.capacity && lane.len < lane_capacity && lane.len_of(source) < source_capacity
    }

    /// Adds a job after the others of its source. The caller checks [`Queue::has_room`] first.
    pub(super) fn push(&mut self, priority: Priority, job: T) {
        self.lane(priority.class).push(priority.source, job);
    }

    /// Takes the next job. Sign-ins and other jobs alternate while both are waiting.
    pub(super) fn pop(&mut self) -> Option<T> {
        let other_class = match self.last_class {
            Class::SignIn => Class::Other,
            Class::Other => Class::SignIn,
        };
        [other_class, self.last_class].into_iter().find_map(|class| {
            let job = self.lane(class).pop()?;
            // Changed only if there was a job, so that an idle class does not use up its turn.
            self.last_class = class;
            Some(job)
        })
    }

    pub(super) fn retain(&mut self, keep: impl Fn(&T) -> bool) {
        self.sign_ins.retain(&keep);
        self.others.retain(&keep);
    }

    fn lane(&mut self, class: Class) -> &mut Lane<T> {
        match class {
            Class::SignIn => &mut self.sign_ins,
            Class::Other => &mut self.others,
        }
    }
}

/// The jobs of one class.
struct Lane<T> {
    /// The jobs of each source. A source without jobs has no entry.
    jobs: HashMap<Source, VecDeque<T>>,
    /// The sources with jobs, in the order in which they are served (round robin).
    turns: VecDeque<Source>,
    /// The number of jobs of all sources.
    len: usize,
}

impl<T> Default for Lane<T> {
    fn default() -> Self {
        Self { jobs: HashMap::new(), turns: VecDeque::new(), len: 0 }
    }
}

impl<T> Lane<T> {
    fn len_of(&self, source: Source) -> usize {
        self.jobs.get(&source).map_or(0, VecDeque::len)
    }

    fn push(&mut self, source: Source, job: T) {
        let jobs = self.jobs.entry(source).or_default();
        // A source that had no jobs is served after all sources that already wait.
        if jobs.is_empty() {
            self.turns.push_back(source);
        }
        jobs.push_back(job);
        self.len += 1;
    }

    fn pop(&mut self) -> Option<T> {
        let source = self.turns.pop_front()?;
        let jobs = self.jobs.get_mut(&source)?;
        let job = jobs.pop_front();
        if jobs.is_empty() {
            self.jobs.remove(&source);
        } else {
            self.turns.push_back(source);
        }
        self.len -= 1;
        job
    }

    fn retain(&mut self, keep: impl Fn(&T) -> bool) {
        self.jobs.retain(|_, jobs| {
            jobs.retain(&keep);
            !jobs.is_empty()
        });
        // `pop` relies on every source in `turns` having a job.
        self.turns.retain(|source| self.jobs.contains_key(source));
        self.len = self.jobs.values().map(VecDeque::len).sum();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::net::Ipv4Addr;

    fn source(address: &str) -> Source {
        Source::network(Some(address.parse().unwrap()))
    }

    #[test]
    fn an_ipv6_subscriber_is_one_source() {
        assert_eq!(source("2001:db8::1"), source("2001:db8::ffff:0:0:2"));
        assert_ne!(source("2001:db8::1"), source("2001:db8:0:1::1"));
    }

    #[test]
    fn an_ipv4_mapped_address_is_the_same_source() {
        assert_eq!(source("192.0.2.1"), source("::ffff:192.0.2.1"));
        assert_ne!(source("192.0.2.1"), source("192.0.2.2"));
        assert_ne!(source("192.0.2.1"), Source::network(None));
    }

    fn address(number: u32) -> Option<IpAddr> {
        Some(Ipv4Addr::from_bits(number).into())
    }

    fn sign_in(source: u32) -> Priority {
        Priority::sign_in(address(source))
    }

    fn other(source: u32) -> Priority {
        Priority::other(address(source))
    }

    /// Adds copies of a job while there is room, at most `max`. Returns how many were added.
    fn fill<T: Copy>(queue: &mut Queue<T>, priority: Priority, job: T, max: usize) -> usize {
        let before = queue.len();
        while queue.len() - before < max && queue.has_room(priority) {
            queue.push(priority, job);
        }
        queue.len() - before
    }

    fn drained<T>(queue: &mut Queue<T>) -> Vec<T> {
        std::iter::from_fn(|| queue.pop()).collect()
    }

    #[test]
    fn sources_take_turns() {
        let mut queue = Queue::new(64);
        for (source, jobs) in [(1, 5), (2, 1), (3, 2)] {
            assert_eq!(fill(&mut queue, other(source), source, jobs), jobs);
        }
        assert_eq!(drained(&mut queue), [1, 2, 3, 1, 3, 1, 1, 1]);
    }

    #[test]
    fn jobs_of_the_same_source_keep_their_order() {
        let mut queue = Queue::new(64);
        for job in 0..5 {
            queue.push(sign_in(1), job);
        }
        assert_eq!(drained(&mut queue), [0, 1, 2, 3, 4]);
    }

    #[test]
    fn each_of_100_sources_is_served_once_before_any_is_served_twice() {
        let mut queue = Queue::new(400);
        for _ in 0..3 {
            (0..100).for_each(|source| assert_eq!(fill(&mut queue, sign_in(source), source, 1), 1));
        }
        let served = drained(&mut queue);
        for round in served.chunks(100) {
            assert_eq!(round, (0..100).collect::<Vec<_>>());
        }
    }

    #[test]
    fn every_second_job_is_a_sign_in_while_any_is_waiting() {
        let mut queue = Queue::new(64);
        for source in 1..=8 {
            fill(&mut queue, other(source), 'o', 4);
        }
        fill(&mut queue, sign_in(9), 's', 4);
        let first: String = drained(&mut queue).into_iter().take(10).collect();
        assert_eq!(first, "sosososooo");
    }

    #[test]
    fn a_quarter_of_the_queue_is_reserved_for_sign_ins() {
        let mut queue = Queue::new(64);
        let others: usize = (0..1000).map(|source| fill(&mut queue, other(source), (), 1)).sum();
        assert_eq!(others, 48);
        let sign_ins: usize = (0..1000).map(|source| fill(&mut queue, sign_in(source), (), 1)).sum();
        assert_eq!(sign_ins, 16);
        assert!(!queue.has_room(sign_in(5000)));
    }

    #[test]
    fn a_single_source_cannot_fill_the_queue() {
        let mut queue = Queue::new(64);
        assert_eq!(fill(&mut queue, other(1), (), 1000), 24);
        assert_eq!(fill(&mut queue, sign_in(1), (), 1000), 32);
        assert!(queue.has_room(sign_in(2)) && queue.has_room(other(2)));
    }

    #[test]
    fn a_source_that_has_registered_too_often_can_still_sign_in() {
        let mut queue = Queue::new(64);
        fill(&mut queue, other(1), (), 1000);
        assert!(queue.has_room(sign_in(1)));
    }

    #[test]
    fn removed_jobs_make_room_and_their_source_loses_its_turn() {
        let mut queue = Queue::new(64);
        fill(&mut queue, other(1), 1, 1000);
        fill(&mut queue, other(2), 2, 2);
        queue.retain(|job| *job != 1);
        assert_eq!(queue.len(), 2);
        assert!(queue.has_room(other(1)));
        queue.push(other(1), 3);
        assert_eq!(drained(&mut queue), [2, 3, 2]);
        assert!(queue.is_empty());
    }
}
