//! What must hold.

use crate::{contest::rate_of, engines::Engines, rates, run::Figures};
use serde::Serialize;

#[derive(Debug, Serialize)]
pub struct Budget {
    pub what: &'static str,
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
    fn new(what: &'static str, measured: f64, bound: Bound, limit: f64, unit: &'static str) -> Self {
        // What is not a number holds nothing.
        let holds = match bound {
            Bound::AtMost => measured <= limit,
            Bound::AtLeast => measured >= limit,
        };
        Self { what, measured, limit, bound, unit, holds }
    }

    /// Of both engines: what PostgreSQL may cost.
    pub fn of_engines(engines: &Engines) -> Vec<Self> {
        let Engines { sqlite, postgres, .. } = engines;
        let me = rate_of(postgres, rates::ME) / rate_of(sqlite, rates::ME);
        let refresh = rate_of(postgres, rates::REFRESH) / engines.pgbench_per_second;
        vec![
            Self::new("me on PostgreSQL, of SQLite", 100.0 * me, Bound::AtLeast, 80.0, "%"),
            Self::new("refresh on PostgreSQL, of pgbench", 100.0 * refresh, Bound::AtLeast, 25.0, "%"),
        ]
    }

    /// Each figure beside its limit. A KB is 1,000 bytes, which is the stricter reading.
    pub fn of_binary(figures: &Figures) -> Vec<Self> {
        use Bound::{AtLeast, AtMost};
        let page = &figures.login_page;
        let kb = |bytes: usize| bytes as f64 / 1e3;
        let kind = |ending| page.of_kind(ending).map_or(f64::NAN, kb);
        let mb = |bytes: u64| bytes as f64 / 1e6;
        let mib = |bytes: u64| bytes as f64 / f64::from(1 << 20);
        let me = rate_of(&figures.rates, rates::ME) / rate_of(&figures.rates, rates::BARE);
        vec![
            Self::new("me, of bare axum", 100.0 * me, AtLeast, 100.0 / 3.0, "%"),
            Self::new("logins in a flood, of raw Argon2id", 100.0 * figures.flood.logins_of_hashes, AtLeast, 90.0, "%"),
            Self::new("me in that flood, p99", figures.flood.me_p99_micros / 1e3, AtMost, 20.0, "ms"),
            Self::new("start to the first /live", figures.starts.live_millis, AtMost, 100.0, "ms"),
            Self::new("start to the first /login", figures.starts.login_millis, AtMost, 100.0, "ms"),
            Self::new("memory at rest", mib(figures.memory.at_rest.resident), AtMost, 30.0, "MiB"),
            Self::new("binary", mb(figures.binary_bytes), AtMost, 25.0, "MB"),
            Self::new("login page with all it loads", kb(page.total()), AtMost, 250.0, "KB"),
            Self::new("of it the wasm", kind(".wasm"), AtMost, 170.0, "KB"),
            Self::new("of it the font", kind(".woff2"), AtMost, 50.0, "KB"),
        ]
    }
}
