//! Replicas are replaced by those of another version, one after the other, while writers use them. Afterwards every acknowledged
//! write is stored, and no write is partially applied. Users would repeat one that has failed; the writers begin another account.
//!
//! `make test` ignores these tests, and `make test-upgrade` runs them (`crate::upgrade`), unless a migration in between is marked
//! as incompatible.

use super::load::Load;
use super::{ReportOnFailure, addresses, count_pending, env_number, for_load, min_writes, stored, verify};
use crate::postgres_server::PostgresServer;
use crate::support::{Place, Server, binary};
use crate::upgrade::{previous, runs_beside_previous};
use std::ffi::OsStr;
use std::hash::{BuildHasher as _, RandomState};
use std::time::Instant;

const PREFIX: &str = "rolling";

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

impl Replacement<'_> {
    fn run(&self) {
        let seed = env_number("TORTURE_SEED").unwrap_or_else(|| RandomState::new().hash_one(self.what));
        let _report = ReportOnFailure(format!("{}, seed {seed}", self.what));
        let postgres = PostgresServer::start();
        let [before, after] = [self.from, self.to].map(|program| replicas(&postgres, program));
        let mut servers: Vec<_> = before.iter().map(Server::start).collect();
        let load = Load::without_factors(&addresses(&servers), PREFIX, seed);
        load.wait_for(min_writes());
        let began_at = Instant::now();
        for (number, place) in after.iter().enumerate() {
            load.expect_server_end(number);
            assert_eq!(servers.remove(0).stop().code, 0);
            let server = Server::start(place);
            load.add_server(server.address());
            servers.push(server);
            load.wait_for(min_writes());
        }
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
    }
}

/// Two replicas that share a database. Each has its own folder.
fn replicas(postgres: &PostgresServer, program: &OsStr) -> [Place; 2] {
    [(); 2].map(|()| {
        let mut place = for_load(Place::on_postgres(&postgres.url()));
        place.use_program(program);
        place
    })
}
