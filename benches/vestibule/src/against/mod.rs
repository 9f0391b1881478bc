//! `--against REF`: compares this build with that of another commit, in the same minutes and on copies of one database. A share of a
//! bare server, or a time, says as much about the machine as about the program; a ratio of two builds says only what changed.

pub mod allowances;
pub mod builds;
mod callgrind;
mod counters;
pub mod interval;
pub mod profile;
mod requests;
mod rounds;
pub mod row;
mod side;
mod strace;
pub mod verdict;
mod weights;

use crate::{
    Result,
    machine::Machine,
    options::{Engine, Options},
    postgres::Postgres,
    progress,
};
use allowances::Allowance;
use builds::Build;
use callgrind::Callgrind;
use requests::Request;
use rounds::{AFTER_THE_LOAD, Sides};
use row::{Measure, Pair, Rows};
use serde::Serialize;
use side::Contents;
use std::time::Duration;
use strace::Strace;
use verdict::{Outcome, Verdict};

/// The results of a comparison.
#[derive(Serialize)]
pub struct Comparison {
    pub reference: String,
    pub before: Build,
    pub after: Build,
    pub machine: Machine,
    pub rounds: usize,
    pub connections: usize,
    pub users: u64,
    pub postgres_version: Option<String>,
    pub verdicts: Vec<Verdict>,
    /// Allowances that name no row.
    pub without_row: Vec<Allowance>,
}

impl Comparison {
    pub async fn measure(options: &Options, reference: &str) -> Result<Self> {
        // What is wrong in a commit is known before the minutes of a build.
        let commit = builds::resolve(reference)?;
        let allowances = allowances::since(&commit)?;
        builds::install_counters()?;
        progress(&format!("the build of {reference}"));
        let (before, after) = (builds::build(&commit)?, builds::own()?);
        let run = Run { before, after, options, rounds: options.rounds.into() };

        progress("at rest");
        let machine = Machine::at_rest(options.plan().rest).await?;
        let mut rows = Rows::default();
        let sizes = Pair { before: run.before.bytes as f64, after: run.after.bytes as f64 };
        rows.add("binary", Measure::Size, sizes);
        let mut repeated = Rows::default();
        let mut postgres_version = None;
        for &engine in options.compared_engines() {
            let postgres = match engine {
                Engine::Sqlite => None,
                Engine::Postgres => Some(Postgres::start(None).await?),
            };
            run.on(engine, postgres.as_ref(), &allowances, &mut rows, &mut repeated).await?;
            if let Some(postgres) = postgres {
                postgres_version = Some(postgres.version().await?);
            }
        }
        let rows = rows.into_vec();
        Ok(Self {
            reference: reference.to_owned(),
            machine,
            rounds: run.rounds,
            connections: options.connections.into(),
            users: run.users(),
            postgres_version,
            without_row: allowances::without_row(&allowances, &rows).into_iter().cloned().collect(),
            verdicts: verdict::judge_all(rows, &repeated.into_vec(), &allowances),
            before: run.before,
            after: run.after,
        })
    }

    /// Whether no row became worse than its limit, or than the commits allow.
    pub fn holds(&self) -> bool {
        self.without_row.is_empty() && self.verdicts.iter().all(|verdict| verdict.outcome != Outcome::Worse)
    }
}

/// The conditions of a comparison.
struct Run<'a> {
    before: Build,
    after: Build,
    options: &'a Options,
    rounds: usize,
}

impl Run<'_> {
    fn users(&self) -> u64 {
        self.options.users.unwrap_or(10_000)
    }

    /// Measures everything on one engine. Rows that are worse than they may be are measured once more, into `repeated`, because of
    /// hundreds of rows one or the other leaves its interval by chance.
    async fn on(
        &self,
        engine: Engine,
        postgres: Option<&Postgres>,
        allowances: &[Allowance],
        rows: &mut Rows,
        repeated: &mut Rows,
    ) -> Result<()> {
        let connections = usize::from(self.options.connections);
        progress(&format!("a database for both builds, on {}", engine.name()));
        let contents = Contents::create(postgres, &self.before, connections, self.users()).await?;
        let before = contents.copy_for(&self.before, "copy_before", connections).await?;
        let after = contents.copy_for(&self.after, "copy_after", connections).await?;
        let mut sides = Sides::new(engine.name(), [before, after], window(self.options));
        sides.calibrate().await?;
        for round in 1..=self.rounds {
            progress(&format!("{}, round {round} of {}", engine.name(), self.rounds));
            sides.round(round, &Request::ALL, rows).await?;
        }
        let worse = verdict::worse_things(rows.all(), allowances, engine.name());
        if !worse.is_empty() {
            let requests = requests_of(&worse, &sides);
            for round in 1..=self.rounds {
                progress(&format!(
                    "{}, {} once more, round {round} of {}",
                    engine.name(),
                    worse.join(", "),
                    self.rounds
                ));
                sides.round(round, &requests, repeated).await?;
            }
        }
        if engine == Engine::Sqlite {
            weights::measure(&mut sides, rows).await?;
        }
        let builds = [&self.before, &self.after];
        counters::count::<Strace>(&mut sides, builds, self.rounds, rows).await?;
        counters::count::<Callgrind>(&mut sides, builds, self.rounds, rows).await
    }
}

/// How long the requests of one kind are sent to one build at a time.
fn window(options: &Options) -> Duration {
    Duration::from_millis(if options.quick { 40 } else { 100 })
}

/// The requests that measure these things once more. The memory after the load needs all of them.
fn requests_of(things: &[String], sides: &Sides<'_>) -> Vec<Request> {
    let is_among = |name: &str| things.contains(&sides.named(name));
    let needs_all = is_among(AFTER_THE_LOAD);
    Request::ALL.into_iter().filter(|request| needs_all || is_among(request.name())).collect()
}
