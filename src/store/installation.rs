//! The installation as a whole: what is noted of it, and what of the database may need attention.

use super::factors::has_second_factor;
use super::service_accounts::people;
use super::statement::statements;
use super::{Db, Engine};
use crate::shared::first_steps::Note;
use crate::shared::{Timestamp, UserId};
use rustix::fs::statvfs;
use sqlx::FromRow;

/// Something that was noted.
#[derive(Clone, Debug, FromRow)]
pub struct NoteRow {
    /// Text, because a newer version on the same database may note what this version does not know.
    pub name: String,
    pub noted_at: i64,
    pub detail: String,
}

/// What of the database may need attention.
#[derive(Clone, Debug, Default, FromRow)]
pub struct FactsRow {
    pub administrators: i64,
    pub administrators_without_factor: i64,
    /// Without programs.
    pub people: i64,
    /// Messages that could not be sent yet.
    pub failing_mail: i64,
    pub mail_since: Option<i64>,
    pub mail_error: Option<String>,
    /// The same of logout tokens.
    pub failing_logouts: i64,
    pub logouts_since: Option<i64>,
    pub logouts_client: Option<String>,
    /// Secrets of clients and API tokens that end within the time that is asked for.
    pub ending: i64,
    pub first_end: Option<i64>,
    /// The client whose secret ends first.
    pub ending_client: Option<String>,
    /// When the first account was created.
    pub since: Option<i64>,
}

macro_rules! administrators {
    ($($condition:tt)*) => {
        concat!(
            "(SELECT COUNT(*) FROM published_users WHERE role = 'admin' AND status = 'active' AND NOT EXISTS \
             (SELECT 1 FROM service_accounts WHERE service_accounts.user_id = published_users.id)",
            $($condition)*,
            ")"
        )
    };
}
/// Secrets that end between `$1` and `$2`. Those that last for some days only are meant to end.
macro_rules! ending {
    ($what:literal) => {
        concat!(
            "(SELECT ",
            $what,
            " FROM (SELECT expires_at FROM client_secrets WHERE expires_at > $1 AND expires_at <= $2 UNION ALL \
             SELECT expires_at FROM api_tokens WHERE expires_at > $1 AND expires_at <= $2 AND revoked_at IS NULL \
             AND last_used_at IS NOT NULL AND expires_at - created_at > 2592000000) AS secrets)"
        )
    };
}
statements! {
    /// All that is noted.
    pub fn notes(conn) -> Vec<NoteRow> = "SELECT name, noted_at, detail FROM installation_notes ORDER BY name";

    /// Notes something, in place of what was noted before under this name.
    pub fn note(tx, name: Note, at: Timestamp, detail: &str) =
        "INSERT INTO installation_notes (name, noted_at, detail) VALUES ($1, $2, $3) \
         ON CONFLICT (name) DO UPDATE SET noted_at = $2, detail = $3";

    /// Takes a note back.
    pub fn forget_note(tx, name: Note) = "DELETE FROM installation_notes WHERE name = $1";

    // What has failed was tried, so few rows are looked at of an outbox that is long.
    /// What may need attention. `soon`: by when secrets end that are counted.
    pub fn facts(conn, now: Timestamp, soon: Timestamp) -> FactsRow = one concat!(
        "SELECT ", administrators!(""), " AS administrators, ",
        administrators!(concat!(" AND NOT ", has_second_factor!())), " AS administrators_without_factor, ",
        people!("4", "= 'active'"), " AS people, \
         (SELECT COUNT(*) FROM outbox WHERE attempts > 0 AND last_error IS NOT NULL) AS failing_mail, \
         (SELECT MIN(created_at) FROM outbox WHERE attempts > 0 AND last_error IS NOT NULL) AS mail_since, \
         (SELECT last_error FROM outbox WHERE attempts > 0 AND last_error IS NOT NULL \
         ORDER BY created_at DESC LIMIT 1) AS mail_error, \
         (SELECT COUNT(*) FROM client_logouts WHERE attempts > 0 AND last_error IS NOT NULL) AS failing_logouts, \
         (SELECT MIN(ended_at) FROM client_logouts WHERE attempts > 0 AND last_error IS NOT NULL) AS logouts_since, \
         (SELECT client_id FROM client_logouts WHERE attempts > 0 AND last_error IS NOT NULL \
         ORDER BY ended_at LIMIT 1) AS logouts_client, ",
        ending!("COUNT(*)"), " AS ending, ", ending!("MIN(expires_at)"), " AS first_end, \
         (SELECT client_id FROM client_secrets WHERE expires_at > $1 AND expires_at <= $2 \
         ORDER BY expires_at LIMIT 1) AS ending_client, \
         (SELECT MIN(created_at) FROM users) AS since");

    /// How many people there are.
    pub fn people(conn) -> i64 = scalar concat!("SELECT ", people!("4", "= 'active'"));

    /// Whether an administrator has a passkey of the present domain.
    pub fn has_passkey(conn, user: UserId) -> bool = scalar concat!(
        "SELECT EXISTS (SELECT 1 FROM passkeys WHERE user_id = $1 AND ",
        super::factors::passkeys::is_usable!(), ")");

    /// Whether an account has an authenticator app.
    pub fn has_authenticator(conn, user: UserId) -> bool = scalar
        "SELECT EXISTS (SELECT 1 FROM authenticators WHERE user_id = $1)";
}

pub mod on_postgres {
    use super::*;

    statements! {
        pub(super) fn size(conn) -> i64 = scalar "SELECT pg_database_size(current_database())";
    }
}

/// The disk of the database, in bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DiskSpace {
    pub free: u64,
    pub all: u64,
}

impl Db {
    pub fn is_sqlite(&self) -> bool {
        matches!(self.0, Engine::Sqlite(_))
    }

    /// The size of the database in bytes. None if it is not known.
    pub async fn size(&self) -> Option<u64> {
        match &self.0 {
            Engine::Sqlite(sqlite) => sqlite.path().metadata().ok().map(|file| file.len()),
            Engine::Postgres(_) => {
                let size = self.read(async |mut conn| on_postgres::size(&mut conn).await).await;
                size.ok().map(i64::unsigned_abs)
            }
        }
    }

    /// The disk on which an SQLite database is. None for PostgreSQL, which may be elsewhere.
    pub fn disk(&self) -> Option<DiskSpace> {
        let Engine::Sqlite(sqlite) = &self.0 else { return None };
        let disk = statvfs(sqlite.path()).ok()?;
        Some(DiskSpace { free: disk.f_bavail * disk.f_frsize, all: disk.f_blocks * disk.f_frsize })
    }
}
