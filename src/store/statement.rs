//! SQL statements. Each is declared once and registered in a list, so that tests can prepare all of them against the schema.

use super::{Conn, StoreError, stats};

/// A statement in SQL that both engines understand: `$1` placeholders, `RETURNING`, `ON CONFLICT`.
#[derive(Clone, Copy, Debug)]
pub struct Statement {
    name: &'static str,
    sql: &'static str,
}

impl Statement {
    /// Only for [`statements!`], which also registers the statement.
    pub(super) const fn declared(name: &'static str, sql: &'static str) -> Self {
        Self { name, sql }
    }

    /// For statements that are built at runtime. Leaks the text, so the caller must build each only once.
    pub(super) fn made(name: String, sql: String) -> Self {
        Self { name: name.leak(), sql: sql.leak() }
    }

    pub fn name(&self) -> &'static str {
        self.name
    }

    pub fn sql(&self) -> &'static str {
        self.sql
    }
}

/// Declares statements, and the list `STATEMENTS` of all of them.
macro_rules! statements {
    ($($(#[$doc:meta])* $visible:vis $name:ident = $sql:expr;)*) => {
        $($(#[$doc])* $visible const $name: $crate::store::Statement =
            $crate::store::Statement::declared(stringify!($name), $sql);)*
        /// Every statement of this file.
        pub const STATEMENTS: &[$crate::store::Statement] = &[$($name,)*];
    };
}
pub(super) use statements;

/// Runs a statement that returns rows, on either engine: `fetch!(conn, fetch_optional as Row, STATEMENT, binds…)`.
macro_rules! fetch {
    ($conn:expr, $how:ident as $row:ty, $statement:expr $(, $bind:expr)* $(,)?) => {
        $crate::store::stats::timed(async {
            // Two equal arms, because sqlx has another query type for each engine.
            match $conn.engine() {
                $crate::store::Conn::Sqlite(connection) => {
                    sqlx::query_as::<sqlx::Sqlite, $row>($statement.sql())
                        $(.bind($bind))*
                        .$how(&mut **connection)
                        .await
                }
                $crate::store::Conn::Postgres(connection) => {
                    sqlx::query_as::<sqlx::Postgres, $row>($statement.sql())
                        $(.bind($bind))*
                        .$how(&mut **connection)
                        .await
                }
            }
        })
        .await
        .map_err($crate::store::StoreError::from)
    };
}
pub(super) use fetch;

/// Runs a statement that returns no rows; evaluates to the number of affected rows.
macro_rules! execute {
    ($conn:expr, $statement:expr $(, $bind:expr)* $(,)?) => {
        $crate::store::stats::timed(async {
            match $conn.engine() {
                $crate::store::Conn::Sqlite(connection) => {
                    sqlx::query::<sqlx::Sqlite>($statement.sql())
                        $(.bind($bind))*
                        .execute(&mut **connection)
                        .await
                        .map(|done| done.rows_affected())
                }
                $crate::store::Conn::Postgres(connection) => {
                    sqlx::query::<sqlx::Postgres>($statement.sql())
                        $(.bind($bind))*
                        .execute(&mut **connection)
                        .await
                        .map(|done| done.rows_affected())
                }
            }
        })
        .await
        .map_err($crate::store::StoreError::from)
    };
}
pub(super) use execute;

statements! {
    PING = "SELECT CAST(1 AS BIGINT)";
}

/// Every statement for both engines, by file. Tests prepare them all.
pub const ALL: &[(&str, &[Statement])] = &[
    ("account_status", super::account_status::STATEMENTS),
    ("api_tokens", super::api_tokens::STATEMENTS),
    ("applications", super::applications::STATEMENTS),
    ("audit", super::audit::STATEMENTS),
    ("audit_retention", super::audit_retention::STATEMENTS),
    ("avatars", super::avatars::STATEMENTS),
    ("backfill", super::backfill::STATEMENTS),
    ("groups", super::groups::STATEMENTS),
    ("imports", super::imports::STATEMENTS),
    ("invitations", super::invitations::STATEMENTS),
    ("one_time_tokens", super::one_time_tokens::STATEMENTS),
    ("outbox", super::outbox::STATEMENTS),
    ("recovery", super::recovery::STATEMENTS),
    ("refresh_tokens", super::refresh_tokens::STATEMENTS),
    ("schema", super::schema::STATEMENTS),
    ("sealed", super::sealed::STATEMENTS),
    ("service_accounts", super::service_accounts::STATEMENTS),
    ("sessions", super::sessions::STATEMENTS),
    ("statement", STATEMENTS),
    ("throttles", super::throttles::STATEMENTS),
    ("users", super::users::STATEMENTS),
    ("writability", super::writability::STATEMENTS),
];

/// Checks that the database answers.
pub(super) async fn ping(conn: &mut Conn) -> Result<(), StoreError> {
    fetch!(conn, fetch_one as (i64,), PING).map(drop)
}

/// Statements that only PostgreSQL runs.
pub const POSTGRES: &[(&str, &[Statement])] = &[
    ("last_seen", super::last_seen::STATEMENTS),
    ("locks", super::locks::STATEMENTS),
    ("outbox", super::outbox::on_postgres::STATEMENTS),
    ("recording", super::recording::STATEMENTS),
    ("refresh_tokens", super::refresh_tokens::on_postgres::STATEMENTS),
    ("sessions", super::sessions::on_postgres::STATEMENTS),
];

/// Statements that only SQLite runs.
pub const SQLITE: &[(&str, &[Statement])] = &[
    ("last_seen", super::last_seen::on_sqlite::STATEMENTS),
    ("outbox", super::outbox::on_sqlite::STATEMENTS),
    ("recording", super::recording::on_sqlite::STATEMENTS),
    ("refresh_tokens", super::refresh_tokens::on_sqlite::STATEMENTS),
    ("sessions", super::sessions::on_sqlite::STATEMENTS),
];

/// Asks the database to prepare `statement`, without running it.
pub async fn prepare(conn: &mut Conn, statement: Statement) -> Result<(), StoreError> {
    use sqlx::{Executor as _, SqlSafeStr as _};
    match conn {
        Conn::Sqlite(connection) => {
            stats::timed((&mut **connection).prepare(statement.sql().into_sql_str())).await?;
        }
        Conn::Postgres(connection) => {
            stats::timed((&mut **connection).prepare(statement.sql().into_sql_str())).await?;
        }
    }
    Ok(())
}
