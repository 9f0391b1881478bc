//! Explains database errors to the operator, and says how to fix them.

use super::StoreError;
use sqlx::{error::DatabaseError, migrate::MigrateError, postgres::PgDatabaseError};

impl StoreError {
    /// An explanation of the engine's own error code; None if the error already says how to fix it.
    pub fn explanation(&self) -> Option<&'static str> {
        match self {
            Self::Sql(error) => explain(error),
            Self::Commit(error) => explain(error),
            Self::Migrate(MigrateError::Execute(error) | MigrateError::ExecuteMigration(error, _)) => explain(error),
            Self::Migrate(MigrateError::VersionMismatch(_)) => Some(
                "a migration of this database differs from the one in this program: \
                 use the program that applied it, or restore a backup",
            ),
            _ => None,
        }
    }
}

/// Like [`StoreError::explanation`], for the error of a statement.
pub(super) fn explain(error: &sqlx::Error) -> Option<&'static str> {
    match error {
        // Both engines share one error type, so the concrete type decides whose codes these are.
        sqlx::Error::Database(error) if error.try_downcast_ref::<PgDatabaseError>().is_some() => {
            of_postgres(error.as_ref())
        }
        sqlx::Error::Database(error) => of_sqlite(error.as_ref()),
        sqlx::Error::Tls(_) => Some(
            "cannot set up an encrypted connection to the database: check sslmode and sslrootcert in DATABASE_URL, \
             and the certificate of the server",
        ),
        _ => None,
    }
}

/// By the primary result code, the low byte (<https://www.sqlite.org/rescode.html>).
fn of_sqlite(error: &dyn DatabaseError) -> Option<&'static str> {
    let code = error.code()?.parse::<i32>().ok()? & 0xff;
    Some(match code {
        // BUSY, LOCKED; PERM, READONLY, AUTH; IOERR; CORRUPT; FULL; CANTOPEN; NOTADB.
        5 | 6 => "another process has locked the database: wait until it has finished, or stop it",
        3 | 8 | 23 => "this user cannot write to the database: grant write access to the file and its folder",
        10 => "the database file cannot be read or written: check the disk and its file system",
        11 => "the database file is damaged: restore a backup",
        13 => "the disk of the database is full: free some space",
        14 => "the database file cannot be opened: check that its folder exists and that this user can write to it",
        26 => "the file is not an SQLite database: check DATABASE_URL, or restore a backup",
        _ => return None,
    })
}

/// By the SQLSTATE (<https://www.postgresql.org/docs/current/errcodes-appendix.html>).
fn of_postgres(error: &dyn DatabaseError) -> Option<&'static str> {
    let code = error.code()?;
    Some(match &*code {
        "28P01" => "PostgreSQL rejects the password: check user and password in DATABASE_URL",
        "28000" => "PostgreSQL rejects this user: check the user in DATABASE_URL, and pg_hba.conf on the server",
        "3D000" => "the database does not exist: create it, or check its name in DATABASE_URL",
        // PostgreSQL skips schemas that the role may not use, and reports 3F000 if none is left.
        "42501" | "3F000" => {
            "the role in DATABASE_URL lacks permission: make it the owner of the database (ALTER DATABASE … OWNER TO …)"
        }
        "53100" => "the disk of the PostgreSQL server is full: free some space",
        "58030" => "the PostgreSQL server cannot read or write its files: check its disk, and its log",
        "53300" => "PostgreSQL has no free connections: raise max_connections, or stop other programs",
        "25006" => "this PostgreSQL server is read-only: set DATABASE_URL to the primary",
        "57P01" | "57P02" | "57P03" => "PostgreSQL is starting or stopping: try again in a moment",
        "55P03" => "another process has locked a part of the database: wait until it has finished, or stop it",
        _ => return None,
    })
}
