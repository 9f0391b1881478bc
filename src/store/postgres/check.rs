//! Whether the addresses lead to what this program needs, checked when a server starts, and by `vestibule check`. That servers do not
//! answer is no reason to refuse: they may in a moment, and what needs them says so.

mod features;

use super::Postgres;
use super::hosts::{Hosts, Server, cluster_of};
use super::pooler::keeps_statements;
use super::time_limit::within;
use crate::shared::Notifications;
use crate::store::error::reason;
use crate::store::error_codes::{is_refused_by_pooler, lacks_feature};
use crate::store::{Db, Engine, StoreError};
use futures::future::join_all;
use sqlx::{ConnectOptions as _, Executor as _, PgConnection, Row as _};
use std::fmt;
use std::hash::{BuildHasher as _, RandomState};
use std::time::Duration;

/// How long a server may take to answer.
const ANSWER_TIMEOUT: Duration = Duration::from_secs(3);

/// A setting of no meaning, which is sent when a connection begins. It reaches only a session that was begun for this connection.
const MARK: &str = "vestibule.session";
const IDENTITY: &str = "SELECT current_database()::text, pg_is_in_recovery(), \
     current_setting('transaction_read_only') = 'on', COALESCE(current_setting('vestibule.session', true), '')";

/// A server that an address names, and what it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FoundServer {
    /// The setting that names it.
    pub setting: &'static str,
    /// Its host, and its port if the address has one.
    pub name: String,
    pub role: ServerRole,
    /// Of a pooler: whether it keeps track of prepared statements.
    pub keeps_statements: Option<bool>,
}

/// What a server is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ServerRole {
    AcceptsWrites,
    Standby,
    /// For another reason than that it is a standby.
    ReadOnly,
    /// It does not answer, and why.
    Unreachable(String),
}

impl FoundServer {
    pub fn answers(&self) -> bool {
        !matches!(self.role, ServerRole::Unreachable(_))
    }
}

impl fmt::Display for FoundServer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({}) ", self.name, self.setting)?;
        match &self.role {
            ServerRole::AcceptsWrites => f.write_str("accepts writes")?,
            ServerRole::Standby => f.write_str("is a standby")?,
            ServerRole::ReadOnly => f.write_str("is read-only")?,
            ServerRole::Unreachable(why) => write!(f, "does not answer: {why}")?,
        }
        f.write_str(match self.keeps_statements {
            Some(true) => " and is a pooler that keeps prepared statements",
            Some(false) => " and is a pooler without prepared statements",
            None => "",
        })
    }
}

impl Db {
    /// The PostgreSQL servers that the addresses name. Some, or all, may not answer.
    ///
    /// # Errors
    /// If this program cannot work with what answers: a pooler in place of a server, different databases, or one that lacks features.
    pub async fn find_servers(&self) -> Result<Vec<FoundServer>, StoreError> {
        match &self.0 {
            Engine::Sqlite(_) => Ok(Vec::new()),
            Engine::Postgres(postgres) => postgres.find_servers().await,
        }
    }
}

impl Postgres {
    async fn find_servers(&self) -> Result<Vec<FoundServer>, StoreError> {
        let mut visits = Vec::new();
        if let Some(poolers) = &self.pooler {
            visits = visit_all(poolers, "DATABASE_URL", Kind::Pooler).await?;
        }
        let direct = if self.pooler.is_some() { "DATABASE_DIRECT_URL" } else { "DATABASE_URL" };
        visits.extend(visit_all(&self.direct, direct, Kind::Server(self.notifications)).await?);
        compare(&visits)?;
        Ok(visits.into_iter().map(|visit| visit.server).collect())
    }
}

/// What an address has to lead to.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Pooler,
    /// To PostgreSQL itself, where replicas learn of changes in this way.
    Server(Notifications),
}

/// A server, and which database it has if it answers.
struct Visit {
    server: FoundServer,
    identity: Option<Identity>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Identity {
    database: String,
    /// None if the database does not say it.
    system: Option<String>,
}

impl Identity {
    fn may_be(&self, other: &Self) -> bool {
        self.database == other.database
            && (self.system == other.system || self.system.is_none() || other.system.is_none())
    }
}

/// What a connection shows of its other end.
struct Seen {
    identity: Identity,
    role: ServerRole,
    /// Whether the session was begun for this connection.
    is_own_session: bool,
    keeps_statements: Option<bool>,
    /// What it is and lacks, in words.
    lacking: Option<String>,
}

/// Visits all servers of an address at the same time.
async fn visit_all(hosts: &Hosts, setting: &'static str, kind: Kind) -> Result<Vec<Visit>, StoreError> {
    let visits = hosts.all().iter().map(|server| visit(server, setting, kind));
    join_all(visits).await.into_iter().collect()
}

async fn visit(server: &Server, setting: &'static str, kind: Kind) -> Result<Visit, StoreError> {
    let look = async {
        match kind {
            Kind::Pooler => look_at_pooler(server).await,
            Kind::Server(notifications) => look_at_server(server, notifications).await,
        }
    };
    let is_pooler = kind == Kind::Pooler;
    let seen = within(ANSWER_TIMEOUT, look).await;
    let name = server.name.clone();
    match seen {
        Ok(seen) if !is_pooler && !seen.is_own_session => Err(StoreError::Unsuitable(no_session(setting))),
        Err(error) if !is_pooler && is_refused_by_pooler(&error, "startup parameter") => {
            Err(StoreError::Unsuitable(no_session(setting)))
        }
        Err(error) if is_refused_by_pooler(&error, "transaction blocks not allowed") => {
            Err(StoreError::Unsuitable(format!(
                "{setting} leads to a pooler in statement mode, which has no transactions: set its pool_mode to transaction"
            )))
        }
        Ok(Seen { lacking: Some(lacking), .. }) => Err(unsuitable_database(setting, &lacking)),
        Err(error) if lacks_feature(&error) => {
            Err(unsuitable_database(setting, &format!("does not do what Vestibule asks of PostgreSQL: {error}")))
        }
        Ok(Seen { identity, role, keeps_statements, .. }) => {
            Ok(Visit { server: FoundServer { setting, name, role, keeps_statements }, identity: Some(identity) })
        }
        Err(error) => {
            let role = ServerRole::Unreachable(reason(&error));
            Ok(Visit { server: FoundServer { setting, name, role, keeps_statements: None }, identity: None })
        }
    }
}

/// Why an address does not lead to sessions. Without them there are no limits, no notifications, and no locks.
fn no_session(setting: &str) -> String {
    let remedy = if setting == "DATABASE_URL" {
        "set DATABASE_DIRECT_URL to the address of PostgreSQL itself"
    } else {
        "it has to be the address of PostgreSQL itself"
    };
    format!(
        "{setting} leads to a pooler, which does not pass on what is set when a connection begins: {remedy} \
         (docs/operations/install.md)"
    )
}

/// `why`: a part of a sentence about the database.
fn unsuitable_database(setting: &str, why: &str) -> StoreError {
    StoreError::Unsuitable(format!("the database in {setting} {why} (docs/operations/install.md)"))
}

async fn look_at_server(server: &Server, notifications: Notifications) -> Result<Seen, sqlx::Error> {
    // No secret: it only has to differ from that of others.
    let number = RandomState::new().hash_one(std::process::id());
    let mark = format!("{number:016x}");
    let mut connection = server.options.clone().options([(MARK, mark.as_str())]).connect().await?;
    let mut seen = identify(&mut connection, &mark).await?;
    // Statements with parameters are prepared, which a pooler may not support.
    if seen.is_own_session {
        seen.lacking = features::lacking(server, &mut connection, &seen.role, notifications, number).await?;
    }
    Ok(seen)
}

async fn look_at_pooler(server: &Server) -> Result<Seen, sqlx::Error> {
    let mut connection = server.options.connect().await?;
    // All at one connection of the server.
    connection.execute("BEGIN").await?;
    let seen = identify(&mut connection, "").await?;
    connection.execute("ROLLBACK").await?;
    Ok(Seen { keeps_statements: Some(keeps_statements(&mut connection).await?), ..seen })
}

/// Without prepared statements. `mark`: what was sent as [`MARK`].
async fn identify(connection: &mut PgConnection, mark: &str) -> Result<Seen, sqlx::Error> {
    let row = connection.fetch_one(sqlx::raw_sql(IDENTITY)).await?;
    let (is_standby, is_read_only): (bool, bool) = (row.try_get(1)?, row.try_get(2)?);
    let role = match (is_standby, is_read_only) {
        (true, _) => ServerRole::Standby,
        (false, true) => ServerRole::ReadOnly,
        (false, false) => ServerRole::AcceptsWrites,
    };
    // Last, because an error would end a transaction.
    let system = cluster_of(connection).await?;
    Ok(Seen {
        identity: Identity { database: row.try_get(0)?, system },
        role,
        is_own_session: row.try_get::<String, _>(3)? == mark,
        keeps_statements: None,
        lacking: None,
    })
}

/// Fails if two of the servers have different databases.
fn compare(visits: &[Visit]) -> Result<(), StoreError> {
    let mut known = visits.iter().filter_map(|visit| visit.identity.as_ref().map(|identity| (&visit.server, identity)));
    let Some((first, expected)) = known.next() else { return Ok(()) };
    let Some((other, _)) = known.find(|(_, identity)| !identity.may_be(expected)) else { return Ok(()) };
    Err(StoreError::Unsuitable(format!(
        "{} in {} and {} in {} have different databases: name servers of one cluster, and the same database",
        first.name, first.setting, other.name, other.setting
    )))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn visit(setting: &'static str, name: &str, identity: Option<(&str, Option<&str>)>) -> Visit {
        let role = ServerRole::AcceptsWrites;
        let server = FoundServer { setting, name: name.to_owned(), role, keeps_statements: None };
        let of = |(database, system): (&str, Option<&str>)| Identity {
            database: database.to_owned(),
            system: system.map(str::to_owned),
        };
        Visit { server, identity: identity.map(of) }
    }

    #[test]
    fn servers_with_different_databases_are_refused() {
        let pooler = || visit("DATABASE_URL", "pooler", Some(("v", Some("1"))));
        for (database, system, is_same) in [
            ("v", Some("1"), true),
            ("v", None, true),
            ("v", Some("2"), false),
            ("w", Some("1"), false),
            ("w", None, false),
        ] {
            let silent = visit("DATABASE_DIRECT_URL", "a", None);
            let direct = visit("DATABASE_DIRECT_URL", "b", Some((database, system)));
            let compared = compare(&[pooler(), silent, direct]).map_err(|error| error.to_string());
            let expected = "pooler in DATABASE_URL and b in DATABASE_DIRECT_URL have different databases: name servers of \
                            one cluster, and the same database";
            assert_eq!(compared, if is_same { Ok(()) } else { Err(expected.to_owned()) }, "{database} {system:?}");
        }
        assert!(compare(&[]).is_ok());
    }

    #[test]
    fn a_server_is_described_by_what_it_is() {
        let server = |role, keeps_statements| {
            FoundServer { setting: "DATABASE_URL", name: "a:5433".to_owned(), role, keeps_statements }.to_string()
        };
        assert_eq!(server(ServerRole::Standby, None), "a:5433 (DATABASE_URL) is a standby");
        assert_eq!(
            server(ServerRole::Unreachable("timed out".to_owned()), None),
            "a:5433 (DATABASE_URL) does not answer: timed out"
        );
        assert_eq!(
            server(ServerRole::AcceptsWrites, Some(true)),
            "a:5433 (DATABASE_URL) accepts writes and is a pooler that keeps prepared statements"
        );
    }
}
