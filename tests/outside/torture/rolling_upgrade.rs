//! Replicas are replaced by those of another version, one after the other, while writers use them. Afterwards every acknowledged
//! write is stored, and no write is partially applied. Users would repeat one that has failed; the writers begin another account. How long
//! migrations have taken and the slowest requests have waited is printed; UPGRADE_ACCOUNTS=1000000 does all that beside so many accounts.
//!
//! `make test` ignores these tests, and `make test-upgrade` runs them (`crate::upgrade`), unless a migration in between is marked
//! as incompatible.

use super::lists::Lists;
use super::load::Load;
use super::{ReportOnFailure, addresses, count_pending, crowd, env_number, for_load, min_writes, stored, verify};
use crate::database::run_on;
use crate::postgres_server::PostgresServer;
use crate::support::{Place, Server, binary, block_on};
use crate::upgrade::{previous, runs_beside_previous};
use std::ffi::OsStr;
use std::hash::{BuildHasher as _, RandomState};
use std::time::{Duration, Instant};

const PREFIX: &str = "rolling";
const ADMINISTRATOR: &str = "grace";
/// The time limit of a statement: what waits for longer is refused, and somebody has to repeat it.
const LONGEST_ANSWER: Duration = Duration::from_secs(10);

/// A version that replaces another one.
struct Replacement<'a> {
    what: &'a str,
    from: &'a OsStr,
    to: &'a OsStr,
}

#[test]
#[ignore = "needs the previous version: make test-upgrade"]
fn to_this_version() {
    let (previous, current) = (previous(), binary());
    if !runs_beside_previous(previous.last_migration) {
        return;
    }
    let from = previous.program.as_os_str();
    Replacement { what: "the rolling upgrade", from, to: &current }.run();
}

#[test]
#[ignore = "needs the previous version: make test-upgrade"]
fn back_to_the_previous_version() {
    let (previous, current) = (previous(), binary());
    if !runs_beside_previous(previous.last_migration) {
        return;
    }
    let to = previous.program.as_os_str();
    Replacement { what: "the rolling way back", from: &current, to }.run();
}

/// How long the slowest answers have taken.
struct Waits {
    /// Of writes, before anything is replaced.
    before: Duration,
    /// Until the first new server was ready, which migrates: of writes, and of the list of users.
    migrating: Duration,
    lists: Duration,
    /// From the start of that server until it was ready.
    start: Duration,
    /// Of writes, while the others were replaced.
    after: Duration,
}

impl Replacement<'_> {
    fn run(&self) {
        let seed = env_number("TORTURE_SEED").unwrap_or_else(|| RandomState::new().hash_one(self.what));
        let _report = ReportOnFailure(format!("{}, seed {seed}", self.what));
        let postgres = PostgresServer::start();
        let [before, after] = [self.from, self.to].map(|program| replicas(&postgres, program));
        crowd::move_in(&before[0], &postgres.url());
        before[0].create(ADMINISTRATOR, &["--role", "admin"]);
        let mut servers: Vec<_> = before.iter().map(Server::start).collect();
        let load = Load::without_factors(&addresses(&servers), PREFIX, seed);
        load.wait_for(min_writes());
        let began_at = Instant::now();
        let waits = replace(&after, &mut servers, &load);
        let (acknowledged, took) = (load.acknowledged(), began_at.elapsed());

        let accounts = load.end();
        let pending = count_pending(&accounts);
        let stored = stored::read(&postgres.url(), PREFIX);
        let accounts = verify::compare_rows(accounts, &stored);
        verify::check_api(&accounts, &stored, &addresses(&servers), began_at);
        stored::assert_invariants(&postgres.url());
        eprintln!(
            "{}, in {took:.1?}: {} of {pending} writes without a response not applied, acknowledged {acknowledged:?}",
            self.what,
            count_pending(&accounts),
        );
        self.report(&waits, &postgres.url());
    }

    /// Says how long migrations have taken and requests have waited.
    fn report(&self, waits: &Waits, database: &str) {
        let new = previous().last_migration;
        let migrations = format!(
            "SELECT version::text || ' ' || description || ': ' || (execution_time / 1000000)::text || ' ms' \
             FROM _sqlx_migrations WHERE version > {new} ORDER BY version"
        );
        let migrations = block_on(run_on(database, &migrations)).expect("SQL that runs");
        let Waits { before, migrating, lists, start, after } = waits;
        eprintln!(
            "{}: the slowest write took {before:.1?} before, {migrating:.1?} until the first new server was ready \
             ({start:.1?} after its start), and {after:.1?} then; the slowest list of users took {lists:.1?}\n\
             migrations: {}",
            self.what,
            migrations.join(", "),
        );
        for wait in [migrating, lists, after] {
            assert!(*wait < LONGEST_ANSWER, "an answer has taken {wait:?}");
        }
    }
}

/// Replaces each server by one in these places, in turn.
fn replace(places: &[Place], servers: &mut Vec<Server>, load: &Load) -> Waits {
    let before = load.take_slowest();
    // At one that stays until the first of the others is replaced.
    let mut reader = Some(Lists::start(servers[1].address(), ADMINISTRATOR));
    let [mut migrating, mut lists, mut start] = [Duration::ZERO; 3];
    for (number, place) in places.iter().enumerate() {
        load.expect_server_end(number);
        assert_eq!(servers.remove(0).stop().code, 0);
        let started_at = Instant::now();
        let server = Server::start(place);
        if let Some(reader) = reader.take() {
            start = started_at.elapsed();
            (migrating, lists) = (load.take_slowest(), reader.end());
        }
        load.add_server(server.address());
        servers.push(server);
        load.wait_for(min_writes());
    }
    Waits { before, migrating, lists, start, after: load.take_slowest() }
}

/// Two replicas that share a database. Each has its own folder.
fn replicas(postgres: &PostgresServer, program: &OsStr) -> [Place; 2] {
    [(); 2].map(|()| {
        let mut place = for_load(Place::on_postgres(&postgres.url()));
        place.use_program(program);
        place
    })
}
