//! What this program needs of PostgreSQL, and databases with its protocol may lack, such as CockroachDB and YugabyteDB. It is tried, and not
//! concluded from name and version, because each version of those databases has more of it.

use super::{Server, ServerRole};
use crate::shared::Notifications;
use crate::store::error_codes::lacks_feature;
use sqlx::{ConnectOptions as _, Executor as _, PgConnection};

/// Functions that statements and migrations call.
const FUNCTIONS: [&str; 11] = [
    "array_to_string",
    "hashtext",
    "jsonb_array_elements_text",
    "pg_advisory_xact_lock",
    "pg_advisory_xact_lock_shared",
    "pg_database_size",
    "pg_try_advisory_lock",
    "pg_try_advisory_lock_shared",
    "starts_with",
    "string_agg",
    "unnest",
];
const MISSING: &str = "SELECT wanted FROM unnest($1::text[]) AS wanted \
     WHERE NOT EXISTS (SELECT 1 FROM pg_proc WHERE proname = wanted) ORDER BY 1";

/// What migrations create, each with a transaction that tries it. Only the own session sees what it creates, and it is rolled back.
const TRIALS: [(&str, &str); 2] = [
    (
        "partitions that are attached to a table (ALTER TABLE … ATTACH PARTITION)",
        "BEGIN; CREATE TEMPORARY TABLE vestibule_whole (at BIGINT) PARTITION BY RANGE (at); \
         CREATE TEMPORARY TABLE vestibule_part (at BIGINT); \
         ALTER TABLE vestibule_whole ATTACH PARTITION vestibule_part FOR VALUES FROM (0) TO (1); ROLLBACK",
    ),
    (
        "triggers in plpgsql (CREATE TRIGGER … REFERENCING NEW TABLE … FOR EACH STATEMENT)",
        "BEGIN; CREATE FUNCTION pg_temp.vestibule_trial() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'; \
         CREATE TEMPORARY TABLE vestibule_trial (at BIGINT); \
         CREATE TRIGGER vestibule_trial AFTER INSERT ON vestibule_trial REFERENCING NEW TABLE AS rows_added \
         FOR EACH STATEMENT EXECUTE FUNCTION pg_temp.vestibule_trial(); ROLLBACK",
    ),
];
/// How replicas learn of changes, unless they poll.
const LISTEN: (&str, &str) =
    ("LISTEN (or set VESTIBULE_NOTIFICATIONS=poll for all servers)", "BEGIN; LISTEN vestibule_trial; ROLLBACK");

const LOCKS: &str = "locks of sessions that keep others out (pg_try_advisory_lock)";
const LOCK: &str = "SELECT pg_try_advisory_lock($1)";
/// A proxy in between may lead to a standby now, whose locks are its own.
const LOCK_AS_WELL: &str = "SELECT pg_try_advisory_lock($1) AND NOT pg_is_in_recovery()";

/// What a server is and lacks, in words that follow its name. None if it has everything. `number`: one that no other process has.
pub(super) async fn lacking(
    server: &Server,
    connection: &mut PgConnection,
    role: &ServerRole,
    notifications: Notifications,
    number: u64,
) -> Result<Option<String>, sqlx::Error> {
    let mut lacking = Vec::new();
    // Nothing can be created at a standby. It has what its primary has.
    if *role == ServerRole::AcceptsWrites {
        let listening = (notifications == Notifications::Listen).then_some(LISTEN);
        for (feature, transaction) in TRIALS.into_iter().chain(listening) {
            if !has(connection, transaction).await? {
                lacking.push(feature.to_owned());
            }
        }
        if !locks_keep_others_out(server, connection, number.cast_signed()).await? {
            lacking.push(LOCKS.to_owned());
        }
    }
    let functions = sqlx::query_scalar(MISSING).bind(functions(notifications));
    let functions: Vec<String> = functions.fetch_all(&mut *connection).await?;
    if !functions.is_empty() {
        lacking.push(format!("the functions {}", functions.join(", ")));
    }
    if lacking.is_empty() {
        return Ok(None);
    }
    let version: String = sqlx::query_scalar("SELECT version()").fetch_one(connection).await?;
    let (product, lacking) = (product(&version), lacking.join("; "));
    Ok(Some(format!("is {product}, which lacks what Vestibule needs of PostgreSQL: {lacking}")))
}

/// The functions that have to exist.
fn functions(notifications: Notifications) -> Vec<String> {
    let of_notifications = match notifications {
        Notifications::Listen => Some("pg_notify"),
        Notifications::Poll => None,
    };
    FUNCTIONS.into_iter().chain(of_notifications).map(str::to_owned).collect()
}

/// Whether a server has what a transaction tries. It is sent in one message.
async fn has(connection: &mut PgConnection, transaction: &'static str) -> Result<bool, sqlx::Error> {
    let tried = connection.execute(sqlx::raw_sql(transaction)).await;
    if tried.is_err() {
        // The rest was not run.
        connection.execute("ROLLBACK").await?;
    }
    known(tried.map(|_| true))
}

/// Whether a lock of a session keeps another one out: in some databases the functions exist and do nothing. Both locks end with their
/// connections.
async fn locks_keep_others_out(server: &Server, connection: &mut PgConnection, key: i64) -> Result<bool, sqlx::Error> {
    let first = sqlx::query_scalar(LOCK).bind(key).fetch_one(connection).await;
    if !known(first)? {
        return Ok(false);
    }
    let mut other = server.options.connect().await?;
    let is_locked_as_well: bool = sqlx::query_scalar(LOCK_AS_WELL).bind(key).fetch_one(&mut other).await?;
    Ok(!is_locked_as_well)
}

/// The outcome of a trial. An error of another kind says nothing: the role may lack a right that only the trial needs.
fn known(tried: Result<bool, sqlx::Error>) -> Result<bool, sqlx::Error> {
    match tried {
        Err(error @ sqlx::Error::Database(_)) => Ok(!lacks_feature(&error)),
        other => other,
    }
}

/// The name and the version at the beginning of what `version()` returns, such as `PostgreSQL 15.8 (Debian …) on x86_64-pc-linux-gnu, …`.
fn product(version: &str) -> &str {
    [" (", " on "].iter().fold(version, |rest, end| rest.split_once(end).map_or(rest, |(product, _)| product))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_database_on_which_replicas_poll_needs_no_notifications() {
        let needs = |notifications| functions(notifications).contains(&"pg_notify".to_owned());
        assert_eq!((needs(Notifications::Listen), needs(Notifications::Poll)), (true, false));
    }

    #[test]
    fn a_database_is_named_with_its_version() {
        for (version, expected) in [
            ("CockroachDB CCL v25.2.1 (x86_64-pc-linux-gnu, built 2025/06/04)", "CockroachDB CCL v25.2.1"),
            ("PostgreSQL 11.2-YB-2.20.1.0-b0 on x86_64-pc-linux-gnu", "PostgreSQL 11.2-YB-2.20.1.0-b0"),
            ("PostgreSQL 15.8 (Debian 15.8-0+deb12u1) on x86_64-pc-linux-gnu", "PostgreSQL 15.8"),
            ("something else", "something else"),
        ] {
            assert_eq!(product(version), expected);
        }
    }
}
