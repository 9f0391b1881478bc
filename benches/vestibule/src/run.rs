//! The whole run, step by step.

use crate::{
    Result,
    conditions::Conditions,
    contest::Rate,
    disk,
    flood::{self, Flood},
    machine::Machine,
    options::{self, Options},
    people,
    process::Memory,
    progress, rates,
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
    #[serde(flatten)]
    pub conditions: Conditions,
    pub binary_bytes: u64,
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
        let plan = options.plan();
        let connections = usize::from(options.connections);
        let folder = server::temporary_folder()?;
        let subject = Subject::new(folder.path())?;
        let binary_bytes = fs::metadata(&subject.binary)?.len();
        let people = people::settle(&subject, connections).await?;

        progress("at rest");
        let bare = Server::bare_axum().await?;
        let server = subject.start_again().await?;
        let machine = Machine::at_rest(plan.rest).await?;
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
            conditions: Conditions { binary: options::subject().display().to_string(), machine, connections, plan },
            binary_bytes,
            rates,
            disk_flushes_per_second,
            flood,
            starts: starts::measure(&subject, &plan).await?,
            memory: Memories { at_rest, after_load, idle_again },
            login_page,
        })
    }
}
