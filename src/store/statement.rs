//! SQL statements. Each is declared once and registered in a list, so that tests can prepare all of them against the schema.

use super::{Conn, StoreError, stats};

/// A statement in SQL that both engines understand: `$1` placeholders, `RETURNING`, `ON CONFLICT`.
#[derive(Clone, Copy, Debug)]
pub struct Statement {
    name: &'static str,
    sql: &'static str,
}

impl Statement {
    /// Only for [`statements!`], which also registers the statement, and for [`queue!`](super::queue).
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
