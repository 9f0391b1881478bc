//! The budgets: limits that the measured values must meet.

use crate::{
    directory::{
        Directory, OnEngine,
        page::{Kind, Page, worst_of},
        pages::PAGE,
    },
    engines::Engines,
    measurement::{cpu_of, rate_of, share},
    openid::{self, OpenId},
    options::Engine,
    rates,
    run::Figures,
};
use serde::Serialize;

/// The minimum number of accounts for the budgets of seed, export and import.
const MILLION: u64 = 1_000_000;

#[derive(Debug, Serialize)]
pub struct Budget {
    pub what: String,
    pub measured: f64,
    pub limit: f64,
    #[serde(skip)]
    pub bound: Bound,
    pub unit: &'static str,
    pub holds: bool,
}

#[derive(Clone, Copy, Debug)]
pub enum Bound {
    AtMost,
    AtLeast,
}

impl Budget {
    fn new(what: impl Into<String>, measured: f64, bound: Bound, limit: f64, unit: &'static str) -> Self {
        // Both comparisons are false for NaN, so a value that was not measured fails.
        let holds = match bound {
            Bound::AtMost => measured <= limit,
            Bound::AtLeast => measured >= limit,
        };
        Self { what: what.into(), measured, limit, bound, unit, holds }
    }

    /// The budgets of PostgreSQL, relative to SQLite, to pgbench and to raw Argon2id. Registrations that wait for each other would
    /// be slower than on SQLite; work beside the hash would take processor time.
    pub fn of_engines(engines: &Engines) -> Vec<Self> {
        let Engines { sqlite, postgres, .. } = engines;
        let me = share((postgres, rates::ME), (sqlite, rates::ME));
        let refresh = rate_of(postgres, rates::REFRESH) / engines.pgbench_per_second;
        let register = share((postgres, rates::REGISTER), (sqlite, rates::REGISTER));
        let hash = engines.hash_of_registration;
        vec![
            Self::new("me on PostgreSQL, of SQLite", 100.0 * me, Bound::AtLeast, 80.0, "%"),
            Self::new("refresh on PostgreSQL, of pgbench", 100.0 * refresh, Bound::AtLeast, 25.0, "%"),
            Self::new("registrations on PostgreSQL, of SQLite", 100.0 * register, Bound::AtLeast, 90.0, "%"),
            Self::new("raw Argon2id, of the server's time for one of these", 100.0 * hash, Bound::AtLeast, 90.0, "%"),
        ]
    }

    /// The budgets of the user directory, on each engine.
    pub fn of_directory(directory: &Directory) -> Vec<Self> {
        directory.engines.iter().flat_map(|on| Self::of_directory_on(on, directory)).collect()
    }

    fn of_directory_on(on: &OnEngine, directory: &Directory) -> Vec<Self> {
        use Bound::{AtLeast, AtMost};
        let on_sqlite = on.engine == Engine::Sqlite;
        let name = |what: &str| format!("{what}, {}", on.engine.name());
        let mib = |bytes: u64| bytes as f64 / f64::from(1 << 20);
        let pages: &[Page] = &on.pages;
        let millis = if on_sqlite { 70.0 } else { 130.0 };
        // What passes rows in order takes longer the more there are.
        let millions = (directory.users as f64 / MILLION as f64).max(1.0);
        let relative = |what, kind, limit| Self::new(name(what), worst_of(pages, kind), AtMost, limit, "×");
        let absolute = |what, kind, limit| Self::new(name(what), worst_of(pages, kind), AtMost, limit, "ms");
        let memory = |what, bytes, limit| Self::new(name(what), mib(bytes), AtMost, limit, "MiB");
        // Some 60 bytes of each row are in memory until all have been read, so that none is there twice.
        let of_rows = mib(on.import.rows.saturating_sub(MILLION) * 64);
        let mut budgets = vec![
            relative("last, next, previous page, of the first", Kind::Beside, 3.0),
            // Of words that each have more entries the more accounts there are.
            relative("search with few hits or none, of the first page", Kind::FewHits, millions * 3.0),
            absolute("the middle, by number", Kind::Middle, millions * millis),
            absolute("filters", Kind::Filter, millis),
            absolute("filters by time", Kind::Times, millions * 350.0),
            absolute("search with many hits", Kind::ManyHits, millis),
            absolute("search with hits at the far end", Kind::Clustered, millions * 350.0),
            memory("memory after all pages", on.memory.resident, 150.0),
            memory("memory of an export", on.export.memory.peak, 150.0),
            memory("memory of an import", on.import.memory.peak, 150.0 + of_rows),
            Self::new(
                name("others during an import, p99"),
                on.others.first().map_or(f64::NAN, |all| all.p99_millis),
                AtMost,
                100.0,
                "ms",
            ),
        ];
        if on_sqlite {
            budgets.push(Self::new(name(PAGE), on.html.per_second, AtLeast, 1500.0, "a second"));
        }
        // Measurements with fewer accounts do not scale to a million.
        if directory.users >= MILLION {
            let time = |what, seconds, limit: f64| Self::new(name(what), seconds, AtMost, millions * limit, "s");
            // With fields it writes some ten values of each account as well.
            if on_sqlite && !directory.with_fields {
                budgets.push(time("seed", on.seed_seconds, 60.0));
            }
            budgets.push(time("export", on.export.seconds, 60.0));
            // A file has two millions at most.
            let of_file = on.import.rows as f64 / MILLION as f64;
            let limit = of_file * if on_sqlite { 300.0 } else { 600.0 };
            budgets.push(Self::new(name("import"), on.import.seconds, AtMost, limit, "s"));
        }
        budgets
    }

    /// The budgets of what clients of OpenID Connect ask for.
    fn of_openid(openid: &OpenId) -> Vec<Self> {
        let rates = &openid.rates;
        let percent = |what: &str, measured: f64, limit| Self::new(what, 100.0 * measured, Bound::AtLeast, limit, "%");
        let of_me = |request| share((rates, request), (rates, rates::ME));
        vec![
            percent("raw RS256, of the server's time for the tokens for a code", openid.signatures_of_codes, 80.0),
            percent("raw RS256, of that for a refresh token", openid.signatures_of_renewals, 83.0),
            percent("authorize with a session, of me", of_me(openid::AUTHORIZE), 25.0),
            percent("userinfo, of me", of_me(openid::USERINFO), 50.0),
        ]
    }

    /// The budgets of the binary. A KB is 1,000 bytes, which is the stricter definition.
    pub fn of_binary(figures: &Figures) -> Vec<Self> {
        use Bound::{AtLeast, AtMost};
        let page = &figures.login_page;
        let kb = |bytes: usize| bytes as f64 / 1e3;
        let kind = |ending| page.with_ending(ending).map_or(f64::NAN, kb);
        let mb = |bytes: u64| bytes as f64 / 1e6;
        let mib = |bytes: u64| bytes as f64 / f64::from(1 << 20);
        let rates = &figures.rates;
        let me = share((rates, rates::ME), (rates, rates::BARE));
        // A stop of the machine delays a request, whatever the server does.
        let me_millis = 20.0 + figures.flood.stops_p99_micros / 1e3;
        // In processor time of the server, because the client with the passkey signs on the same cores.
        let passkey = cpu_of(rates, rates::LOGIN) / cpu_of(rates, rates::PASSKEY) / 2.0;
        let refresh = cpu_of(rates, rates::REFRESH) / cpu_of(rates, rates::ME);
        let of_me = |request| 100.0 * share((rates, request), (rates, rates::ME));
        let mut budgets = vec![
            Self::new("forward authentication, of me", of_me(rates::FORWARD), AtLeast, 90.0, "%"),
            Self::new("me, of bare axum", 100.0 * me, AtLeast, 42.0, "%"),
            Self::new("the sign-in page, of me", of_me(rates::PAGE), AtLeast, 100.0 / 6.0, "%"),
            Self::new("compressed, of me", of_me(rates::COMPRESSED_PAGE), AtLeast, 100.0 / 6.0, "%"),
            Self::new("logins in a flood, of raw Argon2id", 100.0 * figures.flood.logins_of_hashes, AtLeast, 88.0, "%"),
            Self::new("sign-ins with a passkey in the time of one with a password", passkey, AtLeast, 13.0, "×"),
            Self::new("the server's time for a refresh, of me", refresh, AtMost, 12.0, "×"),
            Self::new("me in that flood, p99", figures.flood.me_p99_micros / 1e3, AtMost, me_millis, "ms"),
            Self::new("start to the first /live", figures.starts.live_millis, AtMost, 100.0, "ms"),
            Self::new("start to the first /login", figures.starts.login_millis, AtMost, 100.0, "ms"),
            Self::new("memory at rest", mib(figures.memory.at_rest.resident), AtMost, 33.0, "MiB"),
            Self::new("memory idle again", mib(figures.memory.idle_again.resident), AtMost, 60.0, "MiB"),
            Self::new("binary", mb(figures.binary_bytes), AtMost, 36.5, "MB"),
            Self::new("login page until it is used", kb(page.at_first()), AtMost, 60.0, "KB"),
            Self::new("login page with all it loads", kb(page.total()), AtMost, 252.0, "KB"),
            Self::new("of it the wasm", kind(".wasm"), AtMost, 170.0, "KB"),
            Self::new("of it the font", kind(".woff2"), AtMost, 40.0, "KB"),
        ];
        budgets.extend(Self::of_openid(&figures.openid));
        budgets
    }
}
