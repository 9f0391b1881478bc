//! Reads the stored accounts directly from the database, and checks its invariants.

use crate::support::block_on;
use sqlx::postgres::PgRow;
use sqlx::sqlite::SqliteRow;
use sqlx::{AssertSqlSafe, Connection, FromRow, PgConnection, SqliteConnection};
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// The accounts of one round, by username.
pub type StoredUsers = BTreeMap<String, User>;

#[derive(Debug)]
pub struct User {
    pub name: Option<String>,
    pub status: String,
    pub version: i64,
    pub sessions: BTreeMap<Uuid, Session>,
    /// Hashes of recovery codes.
    pub codes: BTreeSet<Vec<u8>>,
}

#[derive(Debug, Default)]
pub struct Session {
    pub ended: bool,
    /// Hashes of refresh tokens.
    pub used: BTreeSet<Vec<u8>>,
    pub unused: BTreeSet<Vec<u8>>,
}

/// Violations that no crash may cause, each with a query that counts them.
const INVARIANTS: [(&str, &str); 6] = [
    (
        "active sessions without an unused refresh token",
        "SELECT COUNT(*) FROM sessions WHERE ended_at IS NULL AND NOT EXISTS \
         (SELECT 1 FROM refresh_tokens WHERE session_id = sessions.id AND used_at IS NULL)",
    ),
    (
        "sessions with two unused refresh tokens",
        "SELECT COUNT(*) FROM (SELECT 1 FROM refresh_tokens WHERE used_at IS NULL GROUP BY session_id \
         HAVING COUNT(*) > 1) AS forked",
    ),
    (
        "active sessions of deleted accounts",
        "SELECT COUNT(*) FROM sessions JOIN users ON users.id = user_id WHERE status = 'deleted' AND ended_at IS NULL",
    ),
    ("partially deleted accounts", "SELECT COUNT(*) FROM users WHERE (status = 'deleted') <> (deleted_at IS NOT NULL)"),
    (
        "sign-ins that are stored only in the session",
        "SELECT COUNT(*) FROM users WHERE last_login_at = 0 \
         AND EXISTS (SELECT 1 FROM sessions WHERE user_id = users.id)",
    ),
    (
        "accounts with a part of their recovery codes",
        "SELECT COUNT(*) FROM (SELECT 1 FROM recovery_codes GROUP BY user_id HAVING COUNT(*) <> 10) AS parts",
    ),
];

/// Additional checks of an SQLite file.
const SQLITE_INVARIANTS: [(&str, &str); 2] = [
    ("damaged pages", "SELECT COUNT(*) FROM pragma_integrity_check WHERE integrity_check <> 'ok'"),
    ("rows with invalid references", "SELECT COUNT(*) FROM pragma_foreign_key_check"),
];

/// Reads the accounts whose usernames begin with `prefix`.
pub fn read(database: &str, prefix: &str) -> StoredUsers {
    let users = format!("SELECT username, name, status, version FROM users WHERE username LIKE '{prefix}%'");
    let tokens = format!(
        "SELECT username, sessions.id, ended_at, token_hash, used_at FROM users JOIN sessions ON user_id = users.id \
         LEFT JOIN refresh_tokens ON session_id = sessions.id WHERE username LIKE '{prefix}%'"
    );
    let codes = format!(
        "SELECT username, code_hash FROM users JOIN recovery_codes ON user_id = users.id WHERE username LIKE '{prefix}%'"
    );
    let mut users_by_name = StoredUsers::new();
    for (username, name, status, version) in rows(database, users) {
        let (sessions, codes) = (BTreeMap::new(), BTreeSet::new());
        users_by_name.insert(username, User { name, status, version, sessions, codes });
    }
    for (username, hash) in rows::<(String, Vec<u8>)>(database, codes) {
        users_by_name.get_mut(&username).expect("the user of a code").codes.insert(hash);
    }
    for (username, session, ended_at, hash, used_at) in rows::<TokenRow>(database, tokens) {
        let user = users_by_name.get_mut(&username).expect("the user of a session");
        let session = user.sessions.entry(session).or_default();
        session.ended = ended_at.is_some();
        if let Some(hash) = hash {
            if used_at.is_some() { &mut session.used } else { &mut session.unused }.insert(hash);
        }
    }
    users_by_name
}

/// Asserts that the database violates no invariant.
pub fn assert_invariants(database: &str) {
    let sqlite = if is_sqlite(database) { &SQLITE_INVARIANTS[..] } else { &[] };
    for (what, query) in INVARIANTS.iter().chain(sqlite) {
        let [(count,)] = rows::<(i64,)>(database, (*query).to_owned())[..] else { panic!("no count of {what}") };
        assert_eq!(count, 0, "{what}");
    }
}

/// Waits until PostgreSQL has closed the connections of killed servers and finished their transactions.
pub fn wait_for_disconnect(postgres: &str) {
    let connections = "SELECT COUNT(*) FROM pg_stat_activity WHERE application_name = 'vestibule'";
    while rows::<(i64,)>(postgres, connections.to_owned()) != [(0,)] {
        std::thread::sleep(std::time::Duration::from_millis(10));
    }
}

/// Username, session id, end of the session, token hash, and the time when the token was used.
type TokenRow = (String, Uuid, Option<i64>, Option<Vec<u8>>, Option<i64>);

fn is_sqlite(database: &str) -> bool {
    database.starts_with("sqlite:")
}

fn rows<T>(database: &str, query: String) -> Vec<T>
where
    T: for<'r> FromRow<'r, SqliteRow> + for<'r> FromRow<'r, PgRow> + Send + Unpin,
{
    let query = AssertSqlSafe(query);
    let rows = block_on(async {
        if is_sqlite(database) {
            let mut connection = SqliteConnection::connect(database).await?;
            sqlx::query_as(query).fetch_all(&mut connection).await
        } else {
            let mut connection = PgConnection::connect(database).await?;
            sqlx::query_as(query).fetch_all(&mut connection).await
        }
    });
    rows.expect("an answer from the database")
}
