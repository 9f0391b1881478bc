//! What an error of a database means, and what to do about it, in the operator's words.

use super::StoreError;
use sqlx::{error::DatabaseError, migrate::MigrateError, postgres::PgDatabaseError};

impl StoreError {
    /// The meaning of the engine's own error, with what to do about it; none for errors that already say so.
    pub fn explanation(&self) -> Option<&'static str> {
        match self {
            Self::Sql(error) => explain(error),
            Self::Commit(error) => explain(error),
            Self::Migrate(MigrateError::Execute(error) | MigrateError::ExecuteMigration(error, _)) => explain(error),
            Self::Migrate(MigrateError::VersionMismatch(_)) => Some(
                "a migration that was applied to this database is not the one that this program has: \
                 use the program that made it, or restore a backup",
            ),
            _ => None,
        }
    }
}

fn explain(error: &sqlx::Error) -> Option<&'static str> {
    match error {
        sqlx::Error::Database(error) if error.try_downcast_ref::<PgDatabaseError>().is_some() => {
            of_postgres(error.as_ref())
        }
        sqlx::Error::Database(error) => of_sqlite(error.as_ref()),
        sqlx::Error::Tls(_) => Some(
            "no encrypted connection to the database: check sslmode and sslrootcert in DATABASE_URL, and the \
             certificate of the server",
        ),
        _ => None,
    }
}

/// By the primary code (<https://www.sqlite.org/rescode.html>).
fn of_sqlite(error: &dyn DatabaseError) -> Option<&'static str> {
    let code = error.code()?.parse::<i32>().ok()? & 0xff;
    Some(match code {
        5 | 6 => "another process keeps the database locked: wait until it is done, or stop it",
        3 | 8 | 23 => "this user may not write to the database: give it write access to the file and to its folder",
        10 => "the disk of the database cannot be read or written: look at the disk and its file system",
        11 => "the file of the database is damaged: restore a backup of it",
        13 => "the disk of the database is full: make room",
        14 => {
            "the file of the database cannot be opened: check that its folder exists and that this user may write there"
        }
        26 => "the file is not an SQLite database: check DATABASE_URL, or restore a backup",
        _ => return None,
    })
}

/// By the code (<https://www.postgresql.org/docs/current/errcodes-appendix.html>).
fn of_postgres(error: &dyn DatabaseError) -> Option<&'static str> {
    let code = error.code()?;
    Some(match &*code {
        "28P01" => "PostgreSQL refuses the password: check user and password in DATABASE_URL",
        "28000" => "PostgreSQL refuses this user: check the user in DATABASE_URL, and pg_hba.conf on the server",
        "3D000" => "PostgreSQL has no such database: create it, or check its name in DATABASE_URL",
        "42501" | "3F000" => {
            "the role in DATABASE_URL may not do this: let it own the database (ALTER DATABASE … OWNER TO …)"
        }
        "53100" => "the disk of PostgreSQL is full: make room there",
        "53300" => "PostgreSQL has no connection left: raise max_connections, or stop other programs",
        "25006" => "this PostgreSQL server is read-only: name the primary in DATABASE_URL",
        "57P01" | "57P02" | "57P03" => "PostgreSQL is starting or stopping: try again in a moment",
        "55P03" => "another process keeps a part of the database locked: wait until it is done, or stop it",
        _ => return None,
    })
}
