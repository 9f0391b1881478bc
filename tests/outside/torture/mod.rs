//! Servers are killed under load. What was acknowledged is there afterwards, and nothing is half done.
//!
//! Each round has 16 writers at full speed and at least 50 acknowledged writes of every kind before the kill.
//! TORTURE_ROUNDS says how many rounds (`make torture`: 100; else 2). Takes the programs of PostgreSQL: the tests start
//! servers of their own.

mod api;
mod dice;
mod journal;
mod kept;
mod load;
mod verdict;

use crate::postgres_server::PostgresServer;
use crate::support::{Place, Server};
use dice::Dice;
use journal::{Account, KINDS};
use load::Load;
use std::{
    env,
    hash::{BuildHasher as _, RandomState},
    thread::{self, sleep},
    time::{Duration, Instant},
};

/// Acknowledged writes of each kind before the kill.
const ENOUGH: u32 = 50;
/// How soon a server must be well again when its database is.
const RECOVERY: Duration = Duration::from_secs(10);

#[test]
fn sqlite_server_killed() {
    let place = tortured(Place::on_sqlite());
    let database = format!("sqlite://{}", place.path("data/vestibule.db").display());
    torture("the server on SQLite", &database, vec![Server::start(&place)], |load, servers, _| {
        load.server_goes(0);
        servers.remove(0).kill();
        servers.push(Server::start(&place));
    });
}

#[test]
fn postgres_server_killed() {
    let postgres = PostgresServer::start();
    let place = tortured(Place::on_postgres(&postgres.url()));
    torture("the server on PostgreSQL", &postgres.url(), vec![Server::start(&place)], |load, servers, _| {
        load.server_goes(0);
        servers.remove(0).kill();
        kept::is_left_alone(&postgres.url());
        servers.push(Server::start(&place));
    });
}

#[test]
fn postgres_itself_killed() {
    let postgres = PostgresServer::start();
    let place = tortured(Place::on_postgres(&postgres.url()));
    torture("PostgreSQL itself", &postgres.url(), vec![Server::start(&place)], |load, servers, _| {
        load.database_goes();
        postgres.stop_immediately();
        postgres.start_again();
        let back = Instant::now();
        while servers[0].get("/ready", None).0 != 200 {
            assert!(back.elapsed() < RECOVERY, "the server is not ready {RECOVERY:?} after its database");
            sleep(Duration::from_millis(20));
        }
    });
}

#[test]
fn one_of_three_replicas_killed() {
    let postgres = PostgresServer::start();
    let places = [(); 3].map(|()| tortured(Place::on_postgres(&postgres.url())));
    let servers = places.iter().map(Server::start).collect();
    torture("one of three replicas", &postgres.url(), servers, |load, servers, dice| {
        let one = dice.below(servers.len());
        load.server_goes(one);
        servers.remove(one).kill();
        // The others go on.
        load.wait_for(ENOUGH / 5);
        servers.insert(one, Server::start(&places[one]));
    });
}

/// Without what would slow the writers down.
fn tortured(place: Place) -> Place {
    place.set("VESTIBULE_RATE_LIMIT", "off").set("VESTIBULE_LOG", "warn")
}

/// Puts servers under load, strikes, and looks at what is left; again and again. `strike` ends when all is well again.
fn torture(what: &str, database: &str, mut servers: Vec<Server>, strike: impl Fn(&Load, &mut Vec<Server>, &mut Dice)) {
    let rounds = env::var("TORTURE_ROUNDS").map_or(2, |rounds| rounds.parse().expect("TORTURE_ROUNDS is a number"));
    for round in 1..=rounds {
        let seed = RandomState::new().hash_one(round);
        let _told = ToldOnFailure(format!("{what}, round {round} of {rounds}, seed {seed}"));
        let mut dice = Dice::new(seed);
        let prefix = format!("round{round}w");
        let started = Instant::now();
        let load = Load::start(&addresses(&servers), &prefix, seed);
        load.wait_for(ENOUGH);
        // Every other round catches more writes that have got as far as the database.
        if round % 2 == 1 {
            load.hurry();
            sleep(Duration::from_millis(300));
        }
        sleep(Duration::from_millis(dice.below(300) as u64));
        let (acknowledged, struck) = (load.acknowledged(), Instant::now());
        strike(&load, &mut servers, &mut dice);
        let well_again = Instant::now();

        let accounts = load.end();
        let under_way = count_under_way(&accounts);
        let kept = kept::read(database, &prefix);
        let accounts = verdict::by_rows(accounts, &kept);
        let undone = count_under_way(&accounts);
        verdict::by_api(&accounts, &kept, &addresses(&servers), struck);
        kept::is_sound(database);
        eprintln!(
            "{what}, round {round} of {rounds}: struck after {:.1?}, well again after {:.1?}, checked in {:.1?}; \
             {undone} of {under_way} under way undone, acknowledged {:?}",
            struck - started,
            well_again - struck,
            well_again.elapsed(),
            KINDS.iter().zip(acknowledged).collect::<Vec<_>>(),
        );
    }
}

fn count_under_way(accounts: &[Account]) -> usize {
    accounts.iter().filter(|account| account.under_way.is_some()).count()
}

fn addresses(servers: &[Server]) -> Vec<std::net::SocketAddr> {
    servers.iter().map(Server::address).collect()
}

/// So that it can be seen which round it was.
struct ToldOnFailure(String);

impl Drop for ToldOnFailure {
    fn drop(&mut self) {
        if thread::panicking() {
            eprintln!("failed: {}", self.0);
        }
    }
}
