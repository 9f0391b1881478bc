//! The layouts that are compared, and the replicas that run in them.

use super::statements::Way;
use crate::{
    Result,
    postgres::{Companions, Database},
    server::{Server, Subject},
};
use serde::Serialize;

/// How many replicas there are, and how they reach the database that they share.
#[derive(Clone, Copy, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Layout {
    /// One replica, directly.
    Single,
    /// All replicas, directly.
    Direct,
    /// All replicas, through PgBouncer.
    Pooled,
    /// All replicas, directly, with lists and reports read at a standby.
    ReadingAtStandby,
}

impl Layout {
    pub const ALL: [Self; 4] = [Self::Single, Self::Direct, Self::Pooled, Self::ReadingAtStandby];

    /// What the report calls it. `replicas`: how many there are in all layouts but the first.
    pub fn name(self, replicas: usize) -> String {
        match self {
            Self::Single => "1 replica".to_owned(),
            Self::Direct => format!("{replicas} replicas"),
            Self::Pooled => format!("{replicas} through PgBouncer"),
            Self::ReadingAtStandby => format!("{replicas}, lists at a standby"),
        }
    }

    /// The way to the database on which pgbench does the same, if it can do that there. Otherwise it does so directly.
    pub fn way(self) -> Way {
        match self {
            Self::Single | Self::Direct => Way::Direct,
            Self::Pooled => Way::Pooler,
            Self::ReadingAtStandby => Way::Standby,
        }
    }
}

/// The replicas of all layouts. They run all the time, and those that are not measured are idle.
pub struct Running {
    /// The first of them is also the one that is measured alone.
    direct: Vec<Server>,
    pooled: Vec<Server>,
    reading: Vec<Server>,
}

impl Running {
    /// Starts as many replicas for each layout. `subject` uses `database` directly.
    pub async fn start(
        subject: &Subject,
        database: &Database<'_>,
        companions: &Companions,
        replicas: usize,
    ) -> Result<Self> {
        let pooled = subject
            .clone()
            .with("DATABASE_DIRECT_URL", database.url().expose())
            .with("DATABASE_URL", database.url_by(&companions.pooler).expose());
        let reading = subject.clone().with("DATABASE_READ_URL", database.url_by(&companions.standby).expose());
        Ok(Self {
            direct: start(subject, replicas).await?,
            pooled: start(&pooled, replicas).await?,
            reading: start(&reading, replicas).await?,
        })
    }

    pub fn of(&self, layout: Layout) -> &[Server] {
        match layout {
            Layout::Single => &self.direct[..1],
            Layout::Direct => &self.direct,
            Layout::Pooled => &self.pooled,
            Layout::ReadingAtStandby => &self.reading,
        }
    }
}

async fn start(subject: &Subject, replicas: usize) -> Result<Vec<Server>> {
    let mut servers = Vec::new();
    for _ in 0..replicas {
        servers.push(subject.start_again().await?);
    }
    Ok(servers)
}
