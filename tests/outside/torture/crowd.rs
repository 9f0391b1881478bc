//! Many accounts with a session each and a year of events, for what an upgrade does to large tables. UPGRADE_ACCOUNTS says how many there
//! are to be; without it there are none.

use super::env_number;
use crate::database::run_on;
use crate::support::{Place, block_on};
use std::time::Instant;

/// A session of each active account that has ever signed in. It ends in a month.
const SESSIONS: &str = "INSERT INTO sessions \
     (id, user_id, remember, created_at, last_used_at, expires_at, device, address, methods) \
     SELECT md5('session' || id::text)::uuid, id, TRUE, clock.ms - 3600000, clock.ms - 60000, clock.ms + 2592000000, \
     'Mozilla/5.0', '203.0.113.7', 'pwd' \
     FROM users, (SELECT CAST(extract(epoch FROM now()) * 1000 AS bigint) AS ms) AS clock \
     WHERE status = 'active' AND last_login_at > 0";
const TOKENS: &str = "INSERT INTO refresh_tokens (token_hash, session_id, salt, issued_at, expires_at) \
     SELECT sha256(convert_to(id::text, 'UTF8')), id, decode(repeat('00', 32), 'hex'), created_at, expires_at \
     FROM sessions";
/// An event of each account, in the last 300 days, so that none is past its retention. The id begins with the time.
const EVENTS: &str = "INSERT INTO audit_events \
     (id, at, event, result, actor_kind, actor_id, target_id, request_id) \
     SELECT (lpad(to_hex(ms), 12, '0') || '7' || substr(hash, 1, 3) || '8' || substr(hash, 4, 15))::uuid, ms, \
     'session.start', 'success', 'user', user_id, user_id, hash::uuid \
     FROM (SELECT id AS user_id, md5('event' || id::text) AS hash, \
     CAST(extract(epoch FROM now()) * 1000 AS bigint) \
     - row_number() OVER () * 25920000000 / (SELECT COUNT(*) FROM users) AS ms FROM users) AS made";
const ORIGINS: &str =
    "INSERT INTO audit_origins (event_id, address, device) SELECT id, '203.0.113.7', 'Mozilla/5.0' FROM audit_events";
const STATISTICS: &str = "ANALYZE users, sessions, refresh_tokens, audit_events, audit_origins";

/// Adds the accounts with the program of `place`, and what belongs to them, before any server is started.
pub fn move_in(place: &Place, database: &str) {
    let Some(accounts) = env_number("UPGRADE_ACCOUNTS") else { return };
    let (began_at, count) = (Instant::now(), accounts.to_string());
    for arguments in [&["migrate", "up"][..], &["seed", "--users", count.as_str(), "--database", database]] {
        let output = place.run(arguments);
        assert_eq!(output.code, 0, "{arguments:?}: {output:?}");
    }
    for sql in [SESSIONS, TOKENS, EVENTS, ORIGINS, STATISTICS] {
        block_on(run_on(database, sql)).expect("SQL that runs");
    }
    eprintln!("{accounts} accounts, with sessions and events, in {:.0?}", began_at.elapsed());
}
