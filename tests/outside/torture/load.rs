//! Writers at full speed, each with accounts of its own.

use super::{
    api::Api,
    dice::Dice,
    journal::{Account, KINDS},
};
use std::{
    mem,
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU32, Ordering::SeqCst},
    },
    thread::{self, JoinHandle, sleep},
    time::{Duration, Instant},
};

const WRITERS: usize = 16;
/// How long the writers may take to what is waited for.
const LOAD_TIMEOUT: Duration = Duration::from_secs(120);

/// Writers at work.
pub struct Load {
    shared: Arc<Shared>,
    writers: Vec<JoinHandle<Vec<Account>>>,
}

struct Shared {
    /// Of which one or another may be gone.
    servers: Vec<(SocketAddr, AtomicBool)>,
    /// Then 503 is an answer like none.
    database_is_gone: AtomicBool,
    in_a_hurry: AtomicBool,
    stopped: AtomicBool,
    /// Acknowledged writes of each kind.
    acknowledged: [AtomicU32; KINDS.len()],
}

impl Load {
    /// Spread over all `servers`. The usernames begin with `prefix`.
    pub fn start(servers: &[SocketAddr], prefix: &str, seed: u64) -> Self {
        let shared = Arc::new(Shared {
            servers: servers.iter().map(|server| (*server, AtomicBool::new(false))).collect(),
            database_is_gone: AtomicBool::new(false),
            in_a_hurry: AtomicBool::new(false),
            stopped: AtomicBool::new(false),
            acknowledged: Default::default(),
        });
        let writer = |number: usize| {
            let writer = Writer {
                shared: Arc::clone(&shared),
                connections: servers.iter().map(|server| Api::at(*server).ok()).collect(),
                prefix: format!("{prefix}{number}n"),
                dice: Dice::new(seed.wrapping_add(number as u64)),
                made: 0,
            };
            thread::spawn(move || writer.run())
        };
        Self { writers: (0..WRITERS).map(writer).collect(), shared }
    }

    /// Waits until so many more writes of each kind are acknowledged.
    pub fn wait_for(&self, more: u32) {
        self.shared.in_a_hurry.store(false, SeqCst);
        let goals = self.acknowledged().map(|acknowledged| acknowledged + more);
        let since = Instant::now();
        while self.acknowledged().iter().zip(goals).any(|(acknowledged, goal)| *acknowledged < goal) {
            assert!(!self.writers.iter().any(JoinHandle::is_finished), "a writer has given up; it says why above");
            assert!(since.elapsed() < LOAD_TIMEOUT, "too slow: {:?} of {goals:?}", self.acknowledged());
            sleep(Duration::from_millis(5));
        }
    }

    /// From now on the writers wait for few passwords to be hashed, so that more of them wait for the database.
    pub fn hurry(&self) {
        self.shared.in_a_hurry.store(true, SeqCst);
    }

    /// From now on this server may be gone; what is asked of it may stay without an answer.
    pub fn server_goes(&self, number: usize) {
        self.shared.servers[number].1.store(true, SeqCst);
    }

    /// From now on the database may be gone; the writers finish what they are at.
    pub fn database_goes(&self) {
        self.shared.database_is_gone.store(true, SeqCst);
        self.shared.stopped.store(true, SeqCst);
    }

    /// Acknowledged writes of each kind.
    pub fn acknowledged(&self) -> [u32; KINDS.len()] {
        self.shared.acknowledged.each_ref().map(|count| count.load(SeqCst))
    }

    /// Lets the writers finish; what they know.
    pub fn end(self) -> Vec<Account> {
        self.shared.stopped.store(true, SeqCst);
        let known = |writer: JoinHandle<Vec<Account>>| writer.join().expect("a writer that has not failed");
        self.writers.into_iter().flat_map(known).collect()
    }
}

struct Writer {
    shared: Arc<Shared>,
    /// To each server that is not gone.
    connections: Vec<Option<Api>>,
    prefix: String,
    dice: Dice,
    made: usize,
}

impl Writer {
    /// Until it is stopped, or no server is left.
    fn run(mut self) -> Vec<Account> {
        let mut account = self.new_account();
        let mut past = Vec::new();
        while !self.shared.stopped.load(SeqCst)
            && let Some(server) = self.choose_server()
        {
            self.write(server, &mut account);
            if account.is_over() {
                past.push(mem::replace(&mut account, self.new_account()));
            }
        }
        past.push(account);
        past
    }

    fn new_account(&mut self) -> Account {
        self.made += 1;
        Account::new(format!("{}{}", self.prefix, self.made))
    }

    fn choose_server(&mut self) -> Option<usize> {
        let left: Vec<_> = (0..self.connections.len()).filter(|server| self.connections[*server].is_some()).collect();
        (!left.is_empty()).then(|| *self.dice.pick(&left))
    }

    fn write(&mut self, server: usize, account: &mut Account) {
        let deed = account.choose(&mut self.dice, self.shared.in_a_hurry.load(SeqCst));
        let api = self.connections[server].as_mut().expect("a server that is left");
        match account.ask(&deed, api) {
            Ok(answer) if answer.status == deed.success() => {
                account.done(&deed, &answer.body);
                self.shared.acknowledged[deed.kind()].fetch_add(1, SeqCst);
            }
            Ok(answer) if answer.status == 503 && self.shared.database_is_gone.load(SeqCst) => {
                account.under_way = Some(deed);
            }
            Err(_) if self.shared.servers[server].1.load(SeqCst) => {
                self.connections[server] = None;
                account.under_way = Some(deed);
            }
            unexpected => panic!("{deed:?} of {}: {unexpected:?}", account.username),
        }
    }
}
