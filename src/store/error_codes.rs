//! What the error codes of the two engines mean.

use sqlx::postgres::PgDatabaseError;
use std::borrow::Cow;

enum Code<'a> {
    /// An SQLSTATE (<https://www.postgresql.org/docs/current/errcodes-appendix.html>).
    Postgres(Cow<'a, str>),
    /// A result code, of which the low byte is the primary one (<https://www.sqlite.org/rescode.html>).
    Sqlite(i32),
}

/// Both engines share one error type, so the concrete type decides whose code it is.
fn code_of(error: &sqlx::Error) -> Option<Code<'_>> {
    let error = error.as_database_error()?;
    let code = error.code()?;
    if error.try_downcast_ref::<PgDatabaseError>().is_some() {
        return Some(Code::Postgres(code));
    }
    code.parse().ok().map(Code::Sqlite)
}

/// Whether a retry may succeed although the database has answered.
pub(super) fn is_transient(error: &sqlx::Error) -> bool {
    match code_of(error) {
        // Connection lost (08), transaction rolled back (40), insufficient resources (53), operator intervention (57), system error
        // (58), lock not available (55P03), idle transaction timeout (25P03), read-only transaction (25006).
        Some(Code::Postgres(code)) => {
            matches!(code.get(..2), Some("08" | "40" | "53" | "57" | "58"))
                || matches!(&*code, "55P03" | "25P03" | "25006")
        }
        // BUSY, LOCKED, READONLY, IOERR, FULL, CANTOPEN.
        Some(Code::Sqlite(code)) => matches!(code & 0xff, 5 | 6 | 8 | 10 | 13 | 14),
        None => false,
    }
}

/// Whether the database could be read but did not write: its disk is full or fails, or it is read-only.
pub(super) fn refuses_writes(error: &sqlx::Error) -> bool {
    match code_of(error) {
        // Disk full, I/O error, read-only transaction.
        Some(Code::Postgres(code)) => matches!(&*code, "53100" | "58030" | "25006"),
        // READONLY and FULL; of IOERR only those about writing: WRITE, FSYNC, DIR_FSYNC, TRUNCATE, SHMSIZE.
        Some(Code::Sqlite(code)) => matches!(code & 0xff, 8 | 13) || matches!(code, 778 | 1034 | 1290 | 1546 | 4874),
        None => false,
    }
}

/// Whether PostgreSQL is read-only: most often a standby, which has been the primary until a moment ago.
pub(super) fn is_read_only(error: &sqlx::Error) -> bool {
    matches!(code_of(error), Some(Code::Postgres(code)) if code == "25006")
}

/// Whether PostgreSQL has rolled back on its own, as a standby does with a read that is in the way of its replay.
pub(super) fn is_rolled_back(error: &sqlx::Error) -> bool {
    matches!(code_of(error), Some(Code::Postgres(code)) if code.starts_with("40"))
}

/// Whether a pooler in front of PostgreSQL has refused something, with this in its message. PostgreSQL itself has this code only for
/// mistakes in the protocol.
pub(super) fn is_refused_by_pooler(error: &sqlx::Error, message: &str) -> bool {
    matches!(code_of(error), Some(Code::Postgres(code)) if code == "08P01")
        && error.as_database_error().is_some_and(|error| error.message().contains(message))
}

/// Whether PostgreSQL has refused a lock because others hold it: after the time limit, or because both would wait for each other.
pub(super) fn is_lock_refused(error: &sqlx::Error) -> bool {
    matches!(code_of(error), Some(Code::Postgres(code)) if matches!(&*code, "55P03" | "40P01"))
}

/// Whether a database with the protocol of PostgreSQL has refused a statement because it has nothing of the kind: feature not supported
/// (0A000), syntax error (42601), unknown object, such as a language or a setting (42704), unknown function (42883).
pub(super) fn lacks_feature(error: &sqlx::Error) -> bool {
    matches!(code_of(error), Some(Code::Postgres(code)) if matches!(&*code, "0A000" | "42601" | "42704" | "42883"))
}

/// PostgreSQL reports the SQLSTATE `undefined_table`; SQLite has no specific code, so its message is compared.
pub(super) fn is_missing_table(error: &sqlx::Error) -> bool {
    let Some(error) = error.as_database_error() else { return false };
    error.code().as_deref() == Some("42P01") || error.message().starts_with("no such table")
}

/// What the operator can do; None if the error already says it.
pub(super) fn explain(error: &sqlx::Error) -> Option<&'static str> {
    if let sqlx::Error::Tls(_) = error {
        return Some(
            "cannot set up an encrypted connection to the database: check sslmode and sslrootcert in DATABASE_URL, \
             and the certificate of the server",
        );
    }
    match code_of(error)? {
        Code::Postgres(code) => of_postgres(&code),
        Code::Sqlite(code) => of_sqlite(code),
    }
}

fn of_sqlite(code: i32) -> Option<&'static str> {
    Some(match code & 0xff {
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

fn of_postgres(code: &str) -> Option<&'static str> {
    Some(match code {
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
        "08P01" => {
            "a pooler in front of PostgreSQL refuses this: `vestibule check` says what it lacks (docs/operations/install.md)"
        }
        "25006" => {
            "this PostgreSQL server is read-only, as a standby is: set DATABASE_URL to the primary, or name all servers in it, of \
             which the one is used that accepts writes"
        }
        "57P01" | "57P02" | "57P03" => "PostgreSQL is starting or stopping: try again in a moment",
        "55P03" => "another process has locked a part of the database: wait until it has finished, or stop it",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::StoreError;
    use sqlx::{Connection, Executor, SqliteConnection};

    #[tokio::test]
    async fn sqlite_refuses_writes_when_it_is_full_or_read_only_but_not_when_it_refuses_a_row() {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite://{}", folder.path().join("test.db").display());
        let mut connection = SqliteConnection::connect(&format!("{url}?mode=rwc")).await.unwrap();
        connection.execute("CREATE TABLE names (name TEXT UNIQUE); INSERT INTO names VALUES ('maren')").await.unwrap();
        let taken = connection.execute("INSERT INTO names VALUES ('maren')").await.unwrap_err();
        assert!(!refuses_writes(&taken), "{taken}");

        // As little as the database has now, as on a full disk.
        connection.execute("PRAGMA max_page_count = 1").await.unwrap();
        let full = connection.execute("INSERT INTO names VALUES (hex(zeroblob(100000)))").await.unwrap_err();
        assert!(refuses_writes(&full), "{full}");
        assert!(StoreError::from(full).is_unavailable());

        let mut reader = SqliteConnection::connect(&format!("{url}?mode=ro")).await.unwrap();
        let read_only = reader.execute("INSERT INTO names VALUES ('jonas')").await.unwrap_err();
        assert!(refuses_writes(&read_only), "{read_only}");
    }
}
