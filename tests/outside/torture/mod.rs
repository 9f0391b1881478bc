//! Crash tests: servers are killed under load. Afterwards every acknowledged write is stored, and no write is partially applied.
//!
//! Each round runs 16 writers at full speed until at least TORTURE_WRITES (default 50) of each kind are acknowledged, and then
//! kills a process. TORTURE_ROUNDS sets the number of rounds (default 2; `make torture`: 100). TORTURE_SEED repeats the seed of a
//! failed round.
//! The tests start their own PostgreSQL servers, so they need its programs. Those with mail under way are in `mail.rs`, and those in
//! which servers are replaced by another version in `rolling_upgrade.rs`. A cluster of PostgreSQL with the same writers is in
//! `failover`.

pub mod api;
mod crowd;
mod lists;
pub mod load;
mod mail;
pub mod model;
mod rng;
mod rolling_upgrade;
pub mod stored;
pub mod verify;

use crate::postgres_server::PostgresServer;
use crate::support::{Place, Server};
use crate::wait::within;
use load::Load;
use model::{Account, KINDS};
use rng::Rng;
use std::env;
use std::hash::{BuildHasher as _, RandomState};
use std::thread::{self, sleep};
use std::time::{Duration, Instant};

/// The maximum time until a server is ready again after its database.
const MAX_RECOVERY_TIME: Duration = Duration::from_secs(10);

#[test]
fn sqlite_server_killed() {
    let place = for_load(Place::on_sqlite());
    let database = format!("sqlite://{}", place.path("data/vestibule.db").display());
    torture("the server on SQLite", &database, vec![Server::start(&place)], |load, servers, _| {
        load.expect_server_end(0);
        servers.remove(0).kill();
        servers.push(Server::start(&place));
    });
}

#[test]
fn postgres_server_killed() {
    let postgres = PostgresServer::start();
    let place = for_load(Place::on_postgres(&postgres.url()));
    torture("the server on PostgreSQL", &postgres.url(), vec![Server::start(&place)], |load, servers, _| {
        load.expect_server_end(0);
        servers.remove(0).kill();
        // PostgreSQL may still be committing for the killed server; its rows must not change during verification.
        stored::wait_for_disconnect(&postgres.url());
        servers.push(Server::start(&place));
    });
}

#[test]
fn postgres_itself_killed() {
    let postgres = PostgresServer::start();
    let place = for_load(Place::on_postgres(&postgres.url()));
    torture("PostgreSQL itself", &postgres.url(), vec![Server::start(&place)], |load, servers, _| {
        load.expect_database_crash();
        postgres.stop_immediately();
        postgres.start_again();
        let is_ready = within(MAX_RECOVERY_TIME, || servers[0].get("/ready", None).0 == 200);
        assert!(is_ready, "the server is not ready {MAX_RECOVERY_TIME:?} after its database");
    });
}

#[test]
fn one_of_three_replicas_killed() {
    let postgres = PostgresServer::start();
    let places = [(); 3].map(|()| for_load(Place::on_postgres(&postgres.url())));
    let servers = places.iter().map(Server::start).collect();
    torture("one of three replicas", &postgres.url(), servers, |load, servers, rng| {
        let one = rng.below(servers.len());
        load.expect_server_end(one);
        servers.remove(one).kill();
        // The other replicas continue to serve.
        load.wait_for(min_writes() / 5);
        servers.insert(one, Server::start(&places[one]));
    });
}

/// The minimum number of acknowledged writes of each kind before the crash.
fn min_writes() -> u32 {
    env_number("TORTURE_WRITES").map_or(50, |writes| writes.try_into().expect("TORTURE_WRITES below 2^32"))
}

/// A number from an environment variable.
fn env_number(name: &str) -> Option<u64> {
    let number = env::var(name).ok()?;
    Some(number.parse().unwrap_or_else(|_| panic!("{name} is not a number: {number}")))
}

/// Disables rate limits and most logging, which would slow down the writers.
pub fn for_load(place: Place) -> Place {
    place.set("VESTIBULE_RATE_LIMIT", "off").set("VESTIBULE_LOG", "warn")
}

/// Runs rounds of load, crash and verification. `crash` causes the crash and returns after all servers are ready again.
fn torture(what: &str, database: &str, mut servers: Vec<Server>, crash: impl Fn(&Load, &mut Vec<Server>, &mut Rng)) {
    let rounds = env_number("TORTURE_ROUNDS").unwrap_or(2);
    for round in 1..=rounds {
        let seed = env_number("TORTURE_SEED").unwrap_or_else(|| RandomState::new().hash_one(round));
        let _report = ReportOnFailure(format!("{what}, round {round} of {rounds}, seed {seed}"));
        let mut rng = Rng::new(seed);
        let prefix = format!("round{round}w");
        let started = Instant::now();
        let load = Load::start(&addresses(&servers), &prefix, seed);
        load.wait_for(min_writes());
        // In every other round more writes are waiting for the database at the crash.
        if round % 2 == 1 {
            load.avoid_password_hashing();
            sleep(Duration::from_millis(300));
        }
        sleep(Duration::from_millis(rng.below(300) as u64));
        let (acknowledged, crashed_at) = (load.acknowledged(), Instant::now());
        crash(&load, &mut servers, &mut rng);
        let recovered_at = Instant::now();

        let accounts = load.end();
        let pending = count_pending(&accounts);
        let stored = stored::read(database, &prefix);
        let accounts = verify::compare_rows(accounts, &stored);
        let not_applied = count_pending(&accounts);
        verify::check_api(&accounts, &stored, &addresses(&servers), crashed_at);
        stored::assert_invariants(database);
        eprintln!(
            "{what}, round {round} of {rounds}: crash after {:.1?}, recovered after {:.1?}, checked in {:.1?}; \
             {not_applied} of {pending} pending writes not applied, acknowledged {:?}",
            crashed_at - started,
            recovered_at - crashed_at,
            recovered_at.elapsed(),
            KINDS.iter().zip(acknowledged).collect::<Vec<_>>(),
        );
    }
}

fn count_pending(accounts: &[Account]) -> usize {
    accounts.iter().filter(|account| account.pending.is_some()).count()
}

fn addresses(servers: &[Server]) -> Vec<std::net::SocketAddr> {
    servers.iter().map(Server::address).collect()
}

/// Prints the round and its seed if the test fails.
struct ReportOnFailure(String);

impl Drop for ReportOnFailure {
    fn drop(&mut self) {
        if thread::panicking() {
            eprintln!("failed: {}", self.0);
        }
    }
}
