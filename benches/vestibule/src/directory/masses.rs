//! Sessions and events in masses, made up by PostgreSQL itself, batch by batch, so that a run that is interrupted goes on.

use super::installation::Installation;
use crate::{Result, progress};
use std::{ops::Range, time::SystemTime};

/// Rows per transaction.
const SESSIONS_AT_ONCE: u64 = 200_000;
const EVENTS_AT_ONCE: u64 = 500_000;
const DEVICE: &str = "Mozilla/5.0 (X11; Linux x86_64; rv:144.0) Gecko/20100101 Firefox/144.0";
/// Milliseconds.
const DAY: i64 = 86_400_000;

/// The owners of sessions and events, by number. In a schema of its own, which the server does not look at.
const PEOPLE: &str = "CREATE SCHEMA IF NOT EXISTS bench; \
    CREATE TABLE IF NOT EXISTS bench.people AS SELECT row_number() OVER (ORDER BY id) AS number, id FROM users \
    WHERE status = 'active' AND role = 'user'; \
    CREATE UNIQUE INDEX IF NOT EXISTS people_number ON bench.people (number); ANALYZE bench.people";

/// Makes up what is missing of so many sessions and events. `events`: how many there are to be, over the last year.
pub async fn make_up(installation: &mut Installation<'_>, sessions: u64, events: u64) -> Result<()> {
    if sessions == 0 && events == 0 {
        return Ok(());
    }
    let done = &mut installation.progress.done;
    if done.now == 0 {
        done.now = i64::try_from(SystemTime::UNIX_EPOCH.elapsed()?.as_millis())?;
    }
    if done.events.1 == 0 {
        done.events.1 = events;
    } else if events != 0 && done.events.1 != events {
        let of = done.events.1;
        return Err(format!("the folder has events of a run with {of}: ask for as many, or name another folder").into());
    }
    installation.progress.save()?;
    installation.database()?.run(PEOPLE).await?;
    let people: u64 = installation.database()?.ask("SELECT COUNT(*) FROM bench.people").await?.parse()?;
    let now = installation.progress.done.now;
    while installation.progress.done.sessions < sessions {
        let from = installation.progress.done.sessions;
        let to = sessions.min(from + SESSIONS_AT_ONCE);
        progress(&format!("sessions: {from} of {sessions}"));
        installation.database()?.run(&sessions_sql(from..to, people, now)).await?;
        installation.progress.done.sessions = to;
        installation.progress.save()?;
    }
    while installation.progress.done.events.0 < events {
        let from = installation.progress.done.events.0;
        let to = events.min(from + EVENTS_AT_ONCE);
        progress(&format!("events: {from} of {events}"));
        installation.database()?.run(&events_sql(from..to, people, now, events)).await?;
        installation.progress.done.events.0 = to;
        installation.progress.save()?;
    }
    installation.database()?.run("VACUUM (ANALYZE) sessions, refresh_tokens, audit_events, audit_origins").await
}

/// Both statements are one transaction. What a run has stored that was killed before it could note that is skipped.
fn sessions_sql(numbers: Range<u64>, people: u64, now: i64) -> String {
    let series = format!("generate_series({}::bigint, {}::bigint)", numbers.start, numbers.end - 1);
    format!(
        "INSERT INTO sessions (id, user_id, remember, created_at, last_used_at, expires_at, device, address, methods) \
         SELECT md5('session' || n)::uuid, people.id, TRUE, began, began + 3600000, began + 90 * {DAY}::bigint, '{DEVICE}', \
         '203.0.113.' || n % 250, 'pwd' \
         FROM (SELECT n, {now} - n * 37 % 2592000 * 1000 AS began FROM {series} AS n) AS made \
         JOIN bench.people ON people.number = made.n % {people} + 1 ON CONFLICT DO NOTHING; \
         INSERT INTO refresh_tokens (token_hash, session_id, salt, issued_at, expires_at) \
         SELECT sha256(('token' || n)::bytea), md5('session' || n)::uuid, decode(repeat('00', 32), 'hex'), began, began + 90 * {DAY}::bigint \
         FROM (SELECT n, {now} - n * 37 % 2592000 * 1000 AS began FROM {series} AS n) AS made ON CONFLICT DO NOTHING"
    )
}

/// Events of a year, in the order of their times, each with where it came from.
fn events_sql(numbers: Range<u64>, people: u64, now: i64, events: u64) -> String {
    let (began, step) = (now - 365 * DAY, (365 * DAY).unsigned_abs() / events.max(1));
    format!(
        "WITH made AS MATERIALIZED (SELECT n, {began} + n * {step} AS at, md5('event' || n) AS hash \
         FROM generate_series({}::bigint, {}::bigint) AS n), \
         event AS (INSERT INTO audit_events (id, at, event, result, actor_kind, actor_id, target_id, request_id, detail) \
         SELECT (lpad(to_hex(at), 12, '0') || '7' || substr(hash, 1, 3) || '8' || substr(hash, 4, 15))::uuid, at, \
         CASE n % 4 WHEN 0 THEN 'session.end' WHEN 1 THEN 'user.update' ELSE 'session.start' END, 'success', 'user', people.id, people.id, \
         hash::uuid, md5('session' || n)::uuid::text \
         FROM made JOIN bench.people ON people.number = n * 7919 % {people} + 1 ON CONFLICT DO NOTHING RETURNING id) \
         INSERT INTO audit_origins (event_id, address, device) \
         SELECT id, '203.0.113.' || get_byte(uuid_send(id), 15), '{DEVICE}' FROM event ON CONFLICT DO NOTHING",
        numbers.start,
        numbers.end - 1,
    )
}
