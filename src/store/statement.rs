//! Statements: each is declared once, on a list; what is not on a list has no way to run.

use super::{Conn, StoreError, stats};

/// One SQL text, written for both engines: `$1` placeholders, `RETURNING`, `ON CONFLICT`.
#[derive(Clone, Copy, Debug)]
pub struct Statement {
    name: &'static str,
    sql: &'static str,
}

impl Statement {
    /// For [`statements!`] alone, which also puts it on the list.
    pub(super) const fn declared(name: &'static str, sql: &'static str) -> Self {
        Self { name, sql }
    }

    /// For those that are put together when the program runs, which also puts them on a list: once each, for they stay.
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

/// Declares statements and the list `STATEMENTS` of all that stand in the file.
macro_rules! statements {
    ($($(#[$doc:meta])* $visible:vis $name:ident = $sql:expr;)*) => {
        $($(#[$doc])* $visible const $name: $crate::store::Statement =
            $crate::store::Statement::declared(stringify!($name), $sql);)*
        /// Every statement of this file.
        pub const STATEMENTS: &[$crate::store::Statement] = &[$($name,)*];
    };
}
pub(super) use statements;

/// Runs a statement on whichever engine it is: `fetch!(conn, fetch_optional as Row, STATEMENT, binds…)`.
macro_rules! fetch {
    ($conn:expr, $how:ident as $row:ty, $statement:expr $(, $bind:expr)* $(,)?) => {
        $crate::store::stats::timed(async {
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

/// Runs a statement that gives nothing back; answers how many rows it touched.
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

/// Every statement of the program, by aggregate: tests prepare them all.
pub const ALL: &[(&str, &[Statement])] = &[
    ("statement", STATEMENTS),
    ("audit", super::audit::STATEMENTS),
    ("avatars", super::avatars::STATEMENTS),
    ("imports", super::imports::STATEMENTS),
    ("password_links", super::password_links::STATEMENTS),
    ("refresh_tokens", super::refresh_tokens::STATEMENTS),
    ("schema", super::schema::STATEMENTS),
    ("sealed_secrets", super::sealed_secrets::STATEMENTS),
    ("sessions", super::sessions::STATEMENTS),
    ("setup_tokens", super::setup_tokens::STATEMENTS),
    ("signing_keys", super::signing_keys::STATEMENTS),
    ("standing", super::standing::STATEMENTS),
    ("throttles", super::throttles::STATEMENTS),
    ("users", super::users::STATEMENTS),
];

/// Answers when the database does.
pub(super) async fn ping(conn: &mut Conn) -> Result<(), StoreError> {
    fetch!(conn, fetch_one as (i64,), PING).map(drop)
}

/// Statements of PostgreSQL alone, for what SQLite has no need of.
pub const POSTGRES: &[(&str, &[Statement])] = &[
    ("authority", super::authority::STATEMENTS),
    ("changes", super::changes::STATEMENTS),
    ("recording", super::recording::STATEMENTS),
    ("rotation", super::rotation::STATEMENTS),
    ("sections", super::sections::STATEMENTS),
];

/// Statements of SQLite alone, which does several in one call.
pub const SQLITE: &[(&str, &[Statement])] = &[("rotation", super::rotation::on_sqlite::STATEMENTS)];

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
