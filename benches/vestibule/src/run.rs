//! The whole run, step by step.

use crate::{
    Result, disk,
    flood::{self, Flood},
    machine::{Machine, Processor},
    options::{self, Options},
    people::Person,
    plan::Plan,
    process::Memory,
    progress,
    rates::{self, Rate},
    server::{self, Server, Subject},
    starts::{self, Starts},
    weight::Weight,
};
use serde::Serialize;
use std::fs;
use tokio::time::sleep;

/// Everything that was measured.
#[derive(Serialize)]
pub struct Figures {
    pub binary: String,
    pub binary_bytes: u64,
    pub machine: Machine,
    pub connections: usize,
    pub plan: Plan,
    pub rates: Vec<Rate>,
    pub disk_flushes_per_second: f64,
    pub flood: Flood,
    pub starts: Starts,
    pub memory: Memories,
    pub login_page: Weight,
}

/// What the process holds.
#[derive(Serialize)]
pub struct Memories {
    /// After a start, before the first request.
    pub at_rest: Memory,
    /// Right after the flood of logins.
    pub after_load: Memory,
    /// When it has had nothing to do for a while.
    pub idle_again: Memory,
}

impl Figures {
    /// Measures everything. Ends by itself, and leaves nothing behind.
    pub async fn measure(options: &Options) -> Result<Self> {
        let plan = if options.quick { Plan::QUICK } else { Plan::FULL };
        let connections = usize::from(options.connections);
        let binary = options::subject();
        let found = binary.canonicalize();
        let found = found.map_err(|error| format!("{}: {error}; `make build` makes it", binary.display()))?;
        let binary_bytes = fs::metadata(&found)?.len();
        let folder = server::temporary_folder()?;
        let subject = Subject { binary: found, folder: folder.path().to_owned() };

        progress("a new database, and people to measure with");
        let server = subject.start_afresh().await?;
        let people = Person::register(&server, connections.min(16)).await?;
        server.stop().await?;

        progress("at rest");
        let bare = Server::bare_axum().await?;
        let mut server = subject.start()?;
        server.first_answer("/live").await?;
        let before = Processor::now()?;
        sleep(plan.rest).await;
        let machine = Machine::new(Processor::now()?.idle_since(&before));
        let at_rest = server.process.memory()?;

        let rates = rates::measure(&bare, &server, &people, connections, &plan).await?;
        let disk_flushes_per_second = disk::flushes(&subject.folder, plan.span.window)?;
        let flood = flood::measure(&server, &people, &plan).await?;
        let after_load = server.process.memory()?;
        progress("idle again");
        sleep(plan.idle).await;
        let idle_again = server.process.memory()?;
        let login_page = Weight::of(&server, "/login").await?;
        server.stop().await?;

        Ok(Self {
            binary: binary.display().to_string(),
            binary_bytes,
            machine,
            connections,
            plan,
            rates,
            disk_flushes_per_second,
            flood,
            starts: starts::measure(&subject, &plan).await?,
            memory: Memories { at_rest, after_load, idle_again },
            login_page,
        })
    }

    /// Requests per second of one kind.
    pub fn rate(&self, request: &str) -> f64 {
        let rate = self.rates.iter().find(|rate| rate.request == request);
        rate.map_or(f64::NAN, |rate| rate.per_second)
    }
}
