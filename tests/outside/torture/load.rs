//! Concurrent writers at full speed, each with separate accounts.

use super::api::Api;
use super::model::{Account, CODES, KINDS};
use super::rng::Rng;
use std::mem;
use std::net::SocketAddr;
use std::sync::atomic::Ordering::SeqCst;
use std::sync::atomic::{AtomicBool, AtomicU32, AtomicU64};
use std::sync::{Arc, RwLock, RwLockReadGuard};
use std::thread::{self, JoinHandle, sleep};
use std::time::{Duration, Instant};

/// How many writers there are, and how fast each of them is.
#[derive(Clone, Copy)]
pub struct Pace {
    pub writers: usize,
    /// The pause after each write.
    pub pause: Duration,
    /// The pause after a 503.
    pub retry: Duration,
}

const FULL_SPEED: Pace = Pace { writers: 16, pause: Duration::ZERO, retry: Duration::ZERO };
/// The maximum time to wait for the writers to reach a goal.
const LOAD_TIMEOUT: Duration = Duration::from_secs(120);

/// The running writers.
pub struct Load {
    shared: Arc<Shared>,
    writers: Vec<JoinHandle<Vec<Account>>>,
}

struct Shared {
    /// The servers, in the order in which they were added.
    servers: RwLock<Vec<Target>>,
    /// While this is set, a 503 counts as a lost response.
    database_may_be_down: AtomicBool,
    /// While this is set, the database may have lost what was acknowledged, so that it refuses what follows from that.
    database_may_forget: AtomicBool,
    avoid_hashing: AtomicBool,
    /// Whether all servers can make recovery codes.
    makes_codes: bool,
    pace: Pace,
    stopped: AtomicBool,
    /// The number of acknowledged writes of each kind.
    acknowledged: [AtomicU32; KINDS.len()],
    /// The milliseconds until the slowest answer.
    slowest: AtomicU64,
}

/// A server that the writers use.
struct Target {
    address: SocketAddr,
    /// Whether it may be killed or stopped.
    may_end: AtomicBool,
}

impl Load {
    /// Starts writers that use all `servers`. Their usernames begin with `prefix`.
    pub fn start(servers: &[SocketAddr], prefix: &str, seed: u64) -> Self {
        Self::with(servers, prefix, seed, true, FULL_SPEED)
    }

    /// The same without what the version before may not know.
    pub fn without_factors(servers: &[SocketAddr], prefix: &str, seed: u64) -> Self {
        Self::with(servers, prefix, seed, false, FULL_SPEED)
    }

    /// The same as [`Self::start`] with other writers.
    pub fn at_pace(servers: &[SocketAddr], prefix: &str, seed: u64, pace: Pace) -> Self {
        Self::with(servers, prefix, seed, true, pace)
    }

    fn with(servers: &[SocketAddr], prefix: &str, seed: u64, makes_codes: bool, pace: Pace) -> Self {
        let shared = Arc::new(Shared {
            servers: RwLock::new(servers.iter().copied().map(Target::new).collect()),
            database_may_be_down: AtomicBool::new(false),
            database_may_forget: AtomicBool::new(false),
            avoid_hashing: AtomicBool::new(false),
            makes_codes,
            pace,
            stopped: AtomicBool::new(false),
            acknowledged: Default::default(),
            slowest: AtomicU64::new(0),
        });
        let writer = |number: usize| {
            let writer = Writer {
                shared: Arc::clone(&shared),
                connections: Vec::new(),
                prefix: format!("{prefix}{number}n"),
                rng: Rng::new(seed.wrapping_add(number as u64)),
                account_count: 0,
            };
            thread::spawn(move || writer.run())
        };
        Self { writers: (0..pace.writers).map(writer).collect(), shared }
    }

    /// Waits until `more` additional writes of each kind are acknowledged.
    pub fn wait_for(&self, more: u32) {
        self.shared.avoid_hashing.store(false, SeqCst);
        let mut goals = self.acknowledged().map(|acknowledged| acknowledged + more);
        if !self.shared.makes_codes {
            goals[CODES] = 0;
        }
        let since = Instant::now();
        while self.acknowledged().iter().zip(goals).any(|(acknowledged, goal)| *acknowledged < goal) {
            assert!(!self.writers.iter().any(JoinHandle::is_finished), "a writer has given up; it says why above");
            assert!(since.elapsed() < LOAD_TIMEOUT, "too slow: {:?} of {goals:?}", self.acknowledged());
            sleep(Duration::from_millis(5));
        }
    }

    /// Makes the writers avoid password hashing, so that more of them are waiting for the database at the crash.
    pub fn avoid_password_hashing(&self) {
        self.shared.avoid_hashing.store(true, SeqCst);
    }

    /// Lets the writers use another server as well. Its number is one more than that of the last one.
    pub fn add_server(&self, address: SocketAddr) {
        self.shared.servers.write().expect("the servers").push(Target::new(address));
    }

    /// Announces that this server may be killed or stopped: from now on, its requests may stay without a response.
    pub fn expect_server_end(&self, number: usize) {
        self.shared.servers()[number].may_end.store(true, SeqCst);
    }

    /// Announces that the database may be killed, and lets the writers finish their current request.
    pub fn expect_database_crash(&self) {
        self.shared.database_may_be_down.store(true, SeqCst);
        self.shared.stopped.store(true, SeqCst);
    }

    /// Announces that another database server may take over. The writers go on. `forgets`: it may not have all that was acknowledged.
    pub fn expect_failover(&self, forgets: bool) {
        self.shared.database_may_forget.store(forgets, SeqCst);
        self.shared.database_may_be_down.store(true, SeqCst);
    }

    /// How long the slowest answer has taken so far.
    pub fn slowest(&self) -> Duration {
        Duration::from_millis(self.shared.slowest.load(SeqCst))
    }

    /// The same since the last call of this.
    pub fn take_slowest(&self) -> Duration {
        Duration::from_millis(self.shared.slowest.swap(0, SeqCst))
    }

    /// The number of acknowledged writes of each kind.
    pub fn acknowledged(&self) -> [u32; KINDS.len()] {
        self.shared.acknowledged.each_ref().map(|count| count.load(SeqCst))
    }

    /// Stops the writers and returns the expected state of their accounts.
    pub fn end(self) -> Vec<Account> {
        self.shared.stopped.store(true, SeqCst);
        let known = |writer: JoinHandle<Vec<Account>>| writer.join().expect("a writer that has not failed");
        self.writers.into_iter().flat_map(known).collect()
    }
}

impl Target {
    fn new(address: SocketAddr) -> Self {
        Self { address, may_end: AtomicBool::new(false) }
    }
}

impl Shared {
    fn servers(&self) -> RwLockReadGuard<'_, Vec<Target>> {
        self.servers.read().expect("the servers")
    }

    /// Whether the outcome of a write is unknown after a response with this status.
    fn leaves_in_doubt(&self, status: u16) -> bool {
        status == 503 && self.database_may_be_down.load(SeqCst)
    }

    /// Whether a write may have been refused because the one before was lost.
    fn may_follow_a_loss(&self, status: u16) -> bool {
        (400..500).contains(&status) && self.database_may_forget.load(SeqCst)
    }
}

struct Writer {
    shared: Arc<Shared>,
    /// The connection to each server that the writer knows; None after the server has ended.
    connections: Vec<Option<Api>>,
    prefix: String,
    rng: Rng,
    account_count: usize,
}

impl Writer {
    /// Writes until it is stopped or no server is left.
    fn run(mut self) -> Vec<Account> {
        let mut account = self.new_account();
        let mut finished = Vec::new();
        while !self.shared.stopped.load(SeqCst)
            && let Some(server) = self.choose_server()
        {
            self.write(server, &mut account);
            if account.is_finished() {
                finished.push(mem::replace(&mut account, self.new_account()));
            }
        }
        finished.push(account);
        finished
    }

    fn new_account(&mut self) -> Account {
        self.account_count += 1;
        Account::new(format!("{}{}", self.prefix, self.account_count))
    }

    fn choose_server(&mut self) -> Option<usize> {
        let added = self.shared.servers();
        self.connections.extend(added[self.connections.len()..].iter().map(|server| Api::at(server.address).ok()));
        let left: Vec<_> = (0..self.connections.len()).filter(|server| self.connections[*server].is_some()).collect();
        (!left.is_empty()).then(|| *self.rng.pick(&left))
    }

    fn write(&mut self, server: usize, account: &mut Account) {
        let (avoids_hashing, makes_codes) = (self.shared.avoid_hashing.load(SeqCst), self.shared.makes_codes);
        let write = account.choose(&mut self.rng, avoids_hashing, makes_codes);
        let api = self.connections[server].as_mut().expect("a server that is left");
        let sent = Instant::now();
        let answer = account.send(&write, api);
        self.shared.slowest.fetch_max(sent.elapsed().as_millis().try_into().unwrap_or(u64::MAX), SeqCst);
        match answer {
            Ok(answer) if answer.status == write.success() => {
                account.apply(&write, &answer.body);
                self.shared.acknowledged[write.kind()].fetch_add(1, SeqCst);
                sleep(self.shared.pace.pause);
            }
            // The connection to the database may have been lost during the commit, so the outcome is unknown.
            Ok(answer) if self.shared.leaves_in_doubt(answer.status) => {
                assert!(answer.retry_after.is_some(), "without Retry-After: {answer:?}");
                account.pending = Some(write);
                sleep(self.shared.pace.retry);
            }
            Ok(answer) if self.shared.may_follow_a_loss(answer.status) => account.pending = Some(write),
            // The server may have committed before it ended, so the outcome is unknown.
            Err(_) if self.shared.servers()[server].may_end.load(SeqCst) => {
                self.connections[server] = None;
                account.pending = Some(write);
            }
            unexpected => panic!("{write:?} of {}: {unexpected:?}", account.username),
        }
    }
}
