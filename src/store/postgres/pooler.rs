//! A pooler in transaction mode in front of the database, such as PgBouncer. It gives each transaction another connection of the
//! server, so nothing lasts from one transaction to the next: no limits of a connection, and no prepared statement, unless
//! the pooler keeps track of them. So every job runs in a transaction, which begins with its limits
//! (docs/decisions/0109-servers-and-poolers.md).

use super::hosts::Hosts;
use super::pool::PostgresConn;
use crate::shared::Notifications;
use futures::future::BoxFuture;
use futures::stream::BoxStream;
use sqlx::error::BoxDynError;
use sqlx::postgres::{PgArguments, PgQueryResult, PgRow, PgStatement, PgTypeInfo};
use sqlx::{Connection as _, Describe, Either, Execute, Executor, PgConnection, Postgres, Row as _, SqlStr};
use std::fmt::Write as _;
use std::sync::Arc;

/// How the connections of a pool are opened, and where its limits are set.
#[derive(Clone)]
pub(super) struct Opening {
    pub(super) hosts: Hosts,
    /// What each transaction begins with, if connections cannot have limits. None: they have.
    pub(super) begin: Option<Arc<str>>,
    /// How transactions announce changes.
    pub(super) notifications: Notifications,
}

impl Opening {
    /// With settings that the server applies to each connection.
    pub(super) fn with_sessions(hosts: &Hosts, settings: &[(&str, &str)]) -> Self {
        Self::new(hosts.with(|options| options.options(settings.iter().copied())), None)
    }

    /// With settings that are sent with the `BEGIN` of each transaction, which takes no further round trip. PgBouncer refuses a
    /// connection with options.
    pub(super) fn through_pooler(hosts: &Hosts, settings: &[(&str, &str)]) -> Self {
        let mut begin = "BEGIN".to_owned();
        for (name, value) in settings {
            _ = write!(begin, "; SET LOCAL {name} = {value}");
        }
        Self::new(hosts.clone(), Some(begin.into()))
    }

    fn new(hosts: Hosts, begin: Option<Arc<str>>) -> Self {
        Self { hosts, begin, notifications: Notifications::default() }
    }

    pub(super) fn announcing(self, notifications: Notifications) -> Self {
        Self { notifications, ..self }
    }
}

/// Prepared under a name that sqlx chooses, to see whether that becomes its name at the server.
const PROBE: &str = "SELECT 1 AS vestibule_probe";
const NAMES: &str = "SELECT name FROM pg_prepared_statements WHERE statement = 'SELECT 1 AS vestibule_probe'";
/// The beginning of the names that sqlx chooses.
const OUR_NAMES: &str = "sqlx_s_";

/// Whether the pooler keeps track of prepared statements. One that does, as PgBouncer since 1.21 with `max_prepared_statements`, prepares
/// them under names of its own, and again at any connection of the server that lacks them. Otherwise a name is known to one connection of
/// the server, which the next transaction need not get, and there it may be the name that another client has given to
/// something else.
pub(super) async fn keeps_statements(connection: &mut PgConnection) -> Result<bool, sqlx::Error> {
    // All at one connection of the server.
    connection.execute("BEGIN").await?;
    let is_renamed = match probe(connection).await {
        // Another client has left a statement of this name there.
        Err(sqlx::Error::Database(_)) => false,
        probed => probed?,
    };
    connection.execute("ROLLBACK").await?;
    Ok(is_renamed)
}

async fn probe(connection: &mut PgConnection) -> Result<bool, sqlx::Error> {
    connection.prepare(SqlStr::from_static(PROBE)).await?;
    let rows = connection.fetch_all(sqlx::raw_sql(NAMES)).await?;
    // Closed before the connection of the server goes to somebody else.
    connection.clear_cached_statements().await?;
    let names = rows.iter().map(|row| row.try_get(0)).collect::<Result<Vec<String>, _>>()?;
    Ok(are_of_pooler(&names))
}

/// Whether these are names that a pooler has given to the statement of [`PROBE`], also for other clients.
fn are_of_pooler(names: &[String]) -> bool {
    !names.is_empty() && !names.iter().any(|name| name.starts_with(OUR_NAMES))
}

/// A statement that gets a name at the server only if the connection permits that.
struct Nameable<E> {
    statement: E,
    is_permitted: bool,
}

impl<'q, E: Execute<'q, Postgres>> Execute<'q, Postgres> for Nameable<E> {
    fn sql(self) -> SqlStr {
        self.statement.sql()
    }

    fn statement(&self) -> Option<&PgStatement> {
        self.statement.statement()
    }

    fn take_arguments(&mut self) -> Result<Option<PgArguments>, BoxDynError> {
        self.statement.take_arguments()
    }

    fn persistent(&self) -> bool {
        self.is_permitted && self.statement.persistent()
    }
}

/// Runs statements of jobs. It is the only way to do so, so that none gets a name where it would be that of another statement.
impl<'c> Executor<'c> for &'c mut PostgresConn {
    type Database = Postgres;

    fn fetch_many<'e, 'q: 'e, E>(self, statement: E) -> BoxStream<'e, Result<Either<PgQueryResult, PgRow>, sqlx::Error>>
    where
        'c: 'e,
        E: 'q + Execute<'q, Postgres>,
    {
        let session = self.session();
        let is_permitted = session.keeps_statements;
        session.connection.fetch_many(Nameable { statement, is_permitted })
    }

    fn fetch_optional<'e, 'q: 'e, E>(self, statement: E) -> BoxFuture<'e, Result<Option<PgRow>, sqlx::Error>>
    where
        'c: 'e,
        E: 'q + Execute<'q, Postgres>,
    {
        let session = self.session();
        let is_permitted = session.keeps_statements;
        session.connection.fetch_optional(Nameable { statement, is_permitted })
    }

    fn prepare_with<'e>(
        self,
        sql: SqlStr,
        parameters: &'e [PgTypeInfo],
    ) -> BoxFuture<'e, Result<PgStatement, sqlx::Error>>
    where
        'c: 'e,
    {
        // What is only prepared has a name in any case. Only tests do that, without a pooler.
        self.session().connection.prepare_with(sql, parameters)
    }

    fn describe<'e>(self, sql: SqlStr) -> BoxFuture<'e, Result<Describe<Postgres>, sqlx::Error>>
    where
        'c: 'e,
    {
        self.session().connection.describe(sql)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pooler_that_keeps_statements_gives_them_names_of_its_own() {
        for (names, expected) in [
            (&["PGBOUNCER_1"][..], true),
            (&["PGBOUNCER_7", "PGBOUNCER_31"][..], true),
            (&["sqlx_s_1"][..], false),
            (&["sqlx_s_1", "sqlx_s_4"][..], false),
            (&[][..], false),
        ] {
            let names: Vec<_> = names.iter().map(|name| (*name).to_owned()).collect();
            assert_eq!(are_of_pooler(&names), expected, "{names:?}");
        }
    }

    #[test]
    fn limits_are_sent_with_the_beginning_of_a_transaction() {
        let hosts = Hosts::parse("DATABASE_URL", "postgres://u@pooler/v").unwrap();
        let opening = Opening::through_pooler(&hosts, &[("statement_timeout", "10000"), ("jit", "off")]);
        let begin = "BEGIN; SET LOCAL statement_timeout = 10000; SET LOCAL jit = off";
        assert_eq!(opening.begin.as_deref(), Some(begin));
        assert!(opening.hosts.all().iter().all(|server| server.options.get_options().is_none()));
        let opening = Opening::with_sessions(&hosts, &[("jit", "off")]);
        assert!(opening.begin.is_none());
        assert_eq!(opening.hosts.all()[0].options.get_options(), Some("-c jit=off"));
    }
}
