//! SQL statements, in SQL that both engines understand: `$1` placeholders, `RETURNING`, `ON CONFLICT`. Each is declared once and
//! registered in a list, so that tests can prepare all of them against the schema.

use super::values::{Value, arguments};
use super::{Conn, StoreError, stats};
use sqlx::postgres::PgRow;
use sqlx::sqlite::SqliteRow;
use sqlx::{Executor as _, FromRow, Postgres, SqlSafeStr as _, Sqlite};

/// A statement.
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
///
/// `fn name(conn, id: Id) -> result = SQL;` is an asynchronous function that runs a statement on a connection (`conn: &mut Conn`), or in
/// a transaction (`tx: &mut Tx`). Its parameters are `$1`, `$2` and so on, unless the values of these follow: `SQL, [new.id, &new.name];`.
/// A statement that writes returns nothing, or whether it has changed a row (`bool`), or how many (`u64`). One that returns rows returns
/// the first one (`Option<Row>`) or all (`Vec<Row>`). Before the SQL can be `one`, if there is always one row, or `scalar`, if the result
/// is the only column of it. `SQL => change;` announces a change to all replicas.
///
/// `NAME = SQL;` is a statement for code that chooses one of several.
macro_rules! statements {
    (@ [$([$name:ident $sql:expr])*]) => {
        /// Every statement of this file.
        pub const STATEMENTS: &[$crate::store::Statement] =
            &[$($crate::store::Statement::declared(stringify!($name), $sql),)*];
    };
    (@ [$($all:tt)*] $(#[$doc:meta])* $visible:vis $name:ident = $sql:expr; $($rest:tt)*) => {
        $(#[$doc])* $visible const $name: $crate::store::Statement =
            $crate::store::Statement::declared(stringify!($name), $sql);
        $crate::store::statement::statements! { @ [$($all)* [$name $sql]] $($rest)* }
    };
    (
        @ [$($all:tt)*] $(#[$doc:meta])* $visible:vis
        fn $name:ident($on:ident $(, $parameter:ident: $type:ty)* $(,)?) -> $result:ty
        = {$run:ident} $sql:expr $(, [$($value:expr),* $(,)?])? $(=> $change:expr)?; $($rest:tt)*
    ) => {
        $(#[$doc])*
        $visible async fn $name(
            $on: &mut $crate::store::statement::statements!(@on $on) $(, $parameter: $type)*
        ) -> Result<$result, $crate::store::StoreError> {
            let statement = $crate::store::Statement::declared(stringify!($name), $sql);
            let values = $crate::store::statement::values!([$($parameter),*] $([$($value),*])?);
            $crate::store::statement::$run($on, statement, values).await$(.inspect(|_| $on.changed($change)))?
        }
        $crate::store::statement::statements! { @ [$($all)* [$name $sql]] $($rest)* }
    };
    (@ $all:tt $(#[$doc:meta])* $visible:vis fn $name:ident $parameters:tt = $($rest:tt)*) => {
        $crate::store::statement::statements! { @ $all $(#[$doc])* $visible fn $name $parameters -> () = $($rest)* }
    };
    (@ $all:tt $(#[$doc:meta])* $visible:vis fn $name:ident $parameters:tt -> $result:ty = one $($rest:tt)*) => {
        $crate::store::statement::statements! {
            @ $all $(#[$doc])* $visible fn $name $parameters -> $result = {fetch_one} $($rest)*
        }
    };
    (@ $all:tt $(#[$doc:meta])* $visible:vis fn $name:ident $parameters:tt -> $result:ty = scalar $($rest:tt)*) => {
        $crate::store::statement::statements! {
            @ $all $(#[$doc])* $visible fn $name $parameters -> $result = {scalar} $($rest)*
        }
    };
    (@ $all:tt $(#[$doc:meta])* $visible:vis fn $name:ident $parameters:tt -> $result:ty = $($rest:tt)*) => {
        $crate::store::statement::statements! {
            @ $all $(#[$doc])* $visible fn $name $parameters -> $result = {run} $($rest)*
        }
    };
    (@on conn) => { $crate::store::Conn };
    (@on tx) => { $crate::store::Tx };
    ($($statements:tt)*) => { $crate::store::statement::statements! { @ [] $($statements)* } };
}
pub(super) use statements;

/// The values of a statement: those of the first list, unless there is a second one.
macro_rules! values {
    ([$($_parameter:expr),*] [$($value:expr),*]) => { $crate::store::statement::values!([$($value),*]) };
    ([$($value:expr),* $(,)?]) => { &[$($crate::store::values::Stored::stored($value)),*] };
}
pub(super) use values;

/// What can be read from a row of either engine.
pub trait Record: for<'r> FromRow<'r, SqliteRow> + for<'r> FromRow<'r, PgRow> + Send + Unpin {}

impl<T> Record for T where T: for<'r> FromRow<'r, SqliteRow> + for<'r> FromRow<'r, PgRow> + Send + Unpin {}

/// Declares a function that returns rows of a statement.
macro_rules! fetch {
    ($name:ident -> $result:ty) => {
        pub(super) async fn $name<T: Record>(
            conn: &mut Conn,
            statement: Statement,
            values: &[Value<'_>],
        ) -> Result<$result, StoreError> {
            let rows = async {
                // Two equal arms, because sqlx has another query type for each engine.
                match conn {
                    Conn::Sqlite(connection) => {
                        let query = sqlx::query_as_with::<Sqlite, T, _>(statement.sql, arguments::<Sqlite>(values)?);
                        query.$name(&mut **connection).await
                    }
                    Conn::Postgres(connection) => {
                        let query =
                            sqlx::query_as_with::<Postgres, T, _>(statement.sql, arguments::<Postgres>(values)?);
                        query.$name(connection).await
                    }
                }
            };
            Ok(stats::timed(rows).await?)
        }
    };
}

fetch!(fetch_one -> T);
fetch!(fetch_optional -> Option<T>);
fetch!(fetch_all -> Vec<T>);

/// Runs a statement that returns no rows; returns how many it has changed.
pub(super) async fn execute(conn: &mut Conn, statement: Statement, values: &[Value<'_>]) -> Result<u64, StoreError> {
    let changed = async {
        Ok(match conn {
            Conn::Sqlite(connection) => {
                let query = sqlx::query_with(statement.sql, arguments::<Sqlite>(values)?);
                query.execute(&mut **connection).await?.rows_affected()
            }
            Conn::Postgres(connection) => {
                let query = sqlx::query_with(statement.sql, arguments::<Postgres>(values)?);
                query.execute(connection).await?.rows_affected()
            }
        })
    };
    Ok(stats::timed(changed).await?)
}

/// What a statement returns: rows, or what it has changed.
pub(super) trait Answer: Sized {
    async fn to(statement: Statement, conn: &mut Conn, values: &[Value<'_>]) -> Result<Self, StoreError>;
}

impl Answer for () {
    async fn to(statement: Statement, conn: &mut Conn, values: &[Value<'_>]) -> Result<Self, StoreError> {
        execute(conn, statement, values).await.map(drop)
    }
}

impl Answer for bool {
    async fn to(statement: Statement, conn: &mut Conn, values: &[Value<'_>]) -> Result<Self, StoreError> {
        Ok(execute(conn, statement, values).await? > 0)
    }
}

impl Answer for u64 {
    async fn to(statement: Statement, conn: &mut Conn, values: &[Value<'_>]) -> Result<Self, StoreError> {
        execute(conn, statement, values).await
    }
}

impl<T: Record> Answer for Option<T> {
    async fn to(statement: Statement, conn: &mut Conn, values: &[Value<'_>]) -> Result<Self, StoreError> {
        fetch_optional(conn, statement, values).await
    }
}

impl<T: Record> Answer for Vec<T> {
    async fn to(statement: Statement, conn: &mut Conn, values: &[Value<'_>]) -> Result<Self, StoreError> {
        fetch_all(conn, statement, values).await
    }
}

/// Runs a statement, and returns what `A` says.
pub(super) async fn run<A: Answer>(
    conn: &mut Conn,
    statement: Statement,
    values: &[Value<'_>],
) -> Result<A, StoreError> {
    A::to(statement, conn, values).await
}

/// What a statement returns whose rows have one column.
pub(super) trait Scalar: Sized {
    async fn to(statement: Statement, conn: &mut Conn, values: &[Value<'_>]) -> Result<Self, StoreError>;
}

impl Scalar for bool {
    async fn to(statement: Statement, conn: &mut Conn, values: &[Value<'_>]) -> Result<Self, StoreError> {
        Ok(fetch_one::<(bool,)>(conn, statement, values).await?.0)
    }
}

impl Scalar for i64 {
    async fn to(statement: Statement, conn: &mut Conn, values: &[Value<'_>]) -> Result<Self, StoreError> {
        Ok(fetch_one::<(i64,)>(conn, statement, values).await?.0)
    }
}

impl<T> Scalar for Option<T>
where
    (T,): Record,
{
    async fn to(statement: Statement, conn: &mut Conn, values: &[Value<'_>]) -> Result<Self, StoreError> {
        Ok(fetch_optional::<(T,)>(conn, statement, values).await?.map(|(value,)| value))
    }
}

impl<T> Scalar for Vec<T>
where
    (T,): Record,
{
    async fn to(statement: Statement, conn: &mut Conn, values: &[Value<'_>]) -> Result<Self, StoreError> {
        Ok(fetch_all::<(T,)>(conn, statement, values).await?.into_iter().map(|(value,)| value).collect())
    }
}

/// Runs a statement whose rows have one column, and returns what `S` says of it.
pub(super) async fn scalar<S: Scalar>(
    conn: &mut Conn,
    statement: Statement,
    values: &[Value<'_>],
) -> Result<S, StoreError> {
    S::to(statement, conn, values).await
}

/// Asks the database to prepare `statement`, without running it.
pub async fn prepare(conn: &mut Conn, statement: Statement) -> Result<(), StoreError> {
    let sql = statement.sql.into_sql_str();
    match conn {
        Conn::Sqlite(connection) => stats::timed((&mut **connection).prepare(sql)).await.map(drop)?,
        Conn::Postgres(connection) => stats::timed(connection.prepare(sql)).await.map(drop)?,
    }
    Ok(())
}
