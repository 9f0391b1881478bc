//! The sweep deletes only what is past its retention. The database checks the age of events by its own clock, which a test
//! cannot change, so these tests set the clock of the application to a time in the past.

use crate::support::openid::{WIKI, WIKI_URL, client_request};
use crate::support::store::{event, record};
use crate::support::*;
use sqlx::AssertSqlSafe;
use vestibule::accounts::Swept;
use vestibule::shared::audit::{ActorKind, EventKind};
use vestibule::store::audit::NewEvent;
use vestibule::store::{Conn, imports};

const DAY: Duration = Duration::from_secs(24 * 60 * 60);
const HOUR: Duration = Duration::from_secs(60 * 60);
/// A day in the year 2020.
const LONG_AGO: Timestamp = Timestamp(1_600_000_000_000);

#[tokio::test]
async fn events_are_deleted_one_hour_after_the_configured_retention() {
    let app = TestApp::at(LONG_AGO).await;
    app.register("maren").await;
    app.clock.advance(DAY);
    app.log_in("maren").await;
    assert_eq!(app.accounts.maintenance().sweep().await.unwrap().audit_events, 0, "no retention is configured yet");

    app.accounts.maintenance().set_audit_retention(2 * DAY).await.unwrap();
    app.clock.advance(DAY + HOUR);
    assert_eq!(app.accounts.maintenance().sweep().await.unwrap().audit_events, 0);
    app.clock.advance(Duration::from_millis(1));
    assert_eq!(app.accounts.maintenance().sweep().await.unwrap().audit_events, 1);
    let left = app.audit_events().await;
    assert_eq!(left.iter().map(|event| &*event.event).collect::<Vec<_>>(), ["session.start"]);

    assert_eq!(app.accounts.maintenance().sweep().await.unwrap().audit_events, 0);
    app.accounts.maintenance().set_audit_retention(DAY).await.unwrap();
    assert_eq!(app.accounts.maintenance().sweep().await.unwrap().audit_events, 1, "the newest configuration applies");
    assert!(app.audit_events().await.is_empty());
    assert!(app.database.run("SELECT address FROM audit_origins").await.is_empty());
    assert_eq!(app.database.run("SELECT username FROM users").await, ["maren"]);
}

#[tokio::test]
async fn a_sweep_deletes_more_events_and_accounts_than_it_reads_at_once() {
    let app = TestApp::at(LONG_AGO).await;
    let at = |number| LONG_AGO.plus(Duration::from_millis(number));
    let address = Some("192.0.2.1".to_owned());
    let event = |number| NewEvent { address: address.clone(), ..event(EventKind::SessionStart, at(number)) };
    record(&app.db, (0..1_234).map(event).collect()).await;
    app.accounts.maintenance().set_audit_retention(DAY).await.unwrap();
    app.clock.advance(2 * DAY);
    assert_eq!(app.accounts.maintenance().sweep().await.unwrap().audit_events, 1_234);
    assert!(app.audit_events().await.is_empty());

    let app = TestApp::new().await;
    app.seed(250).await;
    // All at the same time, as a bulk change does it.
    app.database.run("UPDATE users SET status = 'deleted', deleted_at = 1 RETURNING username").await;
    assert_eq!(app.accounts.maintenance().sweep().await.unwrap().accounts, 250);
    assert!(app.database.run("SELECT username FROM users").await.is_empty());
}

/// Adds `rows` expired rows to each table that is swept. There is the client `wiki`.
async fn add_expired_rows(app: &TestApp, rows: usize) {
    let (id, hash) = if app.database.is_postgres() {
        ("gen_random_uuid()", "sha256(CAST('x' || n AS BYTEA))")
    } else {
        ("randomblob(16)", "randomblob(32)")
    };
    let user = "(SELECT id FROM users WHERE username = 'maren')";
    let session = "(SELECT id FROM sessions WHERE expires_at > 1 LIMIT 1)";
    // Ids of changes begin with the time.
    let early_id = match app.database.is_postgres() {
        true => "CAST(lpad(to_hex(n), 32, '0') AS UUID)",
        false => "unhex(printf('%032x', n))",
    };
    let fields = "own_fields (id, name, definition, of_file, is_indexed, created_at, updated_at, deleted_at)";
    let rows_of_fields = "(1, 'old', '{}', FALSE, FALSE, 1, 1, 1), (2, 'plan', '{}', FALSE, FALSE, 1, 1, NULL)";
    app.database.run(&format!("INSERT INTO {fields} VALUES {rows_of_fields}")).await;
    for (columns, values) in [
        (
            "refresh_tokens (token_hash, session_id, salt, issued_at, expires_at)",
            format!("{hash}, {session}, {hash}, 1, 1"),
        ),
        (
            "sessions (id, user_id, remember, created_at, last_used_at, expires_at)",
            format!("{id}, {user}, FALSE, 1, 1, 1"),
        ),
        ("throttles (key, failures, last_at, blocked_until)", "'name:' || n, 1, 1, 0".to_owned()),
        (
            "one_time_tokens (token_hash, purpose, user_id, created_at, expires_at, used_at)",
            format!("{hash}, 'password', {user}, 1, 1, 1"),
        ),
        (
            "api_tokens (id, token_hash, user_id, name, scopes, created_at, expires_at)",
            format!("{id}, {hash}, {user}, 'Backup', 'self', 1, 1"),
        ),
        ("idempotency_keys (key_hash, user_id, request_hash, created_at)", format!("{hash}, {user}, {hash}, 1")),
        ("used_tickets (ticket_hash, expires_at)", format!("{hash}, 1")),
        ("spent_proofs (proof_hash, expires_at)", format!("{hash}, 1")),
        (
            "trusted_browsers (id, user_id, token_hash, created_at, last_used_at, expires_at)",
            format!("{id}, {user}, {hash}, 1, 1, 1"),
        ),
        (
            "client_grants (id, client_id, user_id, session_id, code_hash, scopes, resources, is_offline, methods, \
             proved_at, created_at, last_used_at, expires_at)",
            format!("{id}, 'web', {user}, {id}, {hash}, '', '', FALSE, 'pwd', 1, 1, 1, 1"),
        ),
        (
            "client_refresh_tokens (token_hash, grant_id, salt, issued_at, expires_at)",
            format!("{hash}, (SELECT id FROM client_grants LIMIT 1), {hash}, 1, 1"),
        ),
        (
            "device_codes (code_hash, user_code, client_id, scopes, resources, created_at, expires_at, poll_interval)",
            format!("{hash}, 'CODE' || n, 'web', '', '', 1, 1, 5"),
        ),
        ("journeys (key_hash, sealed, network, created_at, expires_at)", format!("{hash}, {hash}, '', 1, 1")),
        ("client_retired_keys (kid, public_key, retired_at)", format!("'key' || n, {hash}, 1")),
        (
            "client_refusals (id, client_id, endpoint, error, fault, description, sent, by_client, times, first_at, last_at)",
            format!("{id}, 'wiki', 'authorize', 'invalid_request', 'redirect_uri', '', 'x' || n, FALSE, 1, 1, 1"),
        ),
        ("refused_addresses (email_key, since, reason)", "n || '@example.org', 1, 'no such user'".to_owned()),
        ("own_field_values (user_id, field, item, value, key, is_unique)", format!("{user}, 1, n, 'x', 'x', FALSE")),
        (
            "bulk_values (bulk_id, user_id, field, value_before, value_after)",
            format!("{early_id}, {user}, 2, 'null', 'null'"),
        ),
    ] {
        let numbers =
            format!("WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < {rows})");
        app.database.run(&format!("INSERT INTO {columns} {numbers} SELECT {values} FROM numbers")).await;
    }
}

/// The tables that [`add_expired_rows`] fills, with the condition for these rows.
const EXPIRED: [&str; 18] = [
    "refresh_tokens WHERE expires_at = 1",
    "sessions WHERE expires_at = 1",
    "throttles WHERE last_at = 1",
    "one_time_tokens WHERE expires_at = 1",
    "api_tokens WHERE expires_at = 1",
    "idempotency_keys WHERE created_at = 1",
    "used_tickets WHERE expires_at = 1",
    "spent_proofs WHERE expires_at = 1",
    "trusted_browsers WHERE expires_at = 1",
    "client_grants WHERE expires_at = 1",
    "client_refresh_tokens WHERE expires_at = 1",
    "device_codes WHERE expires_at = 1",
    "journeys WHERE expires_at = 1",
    "client_retired_keys WHERE retired_at = 1",
    "client_refusals WHERE last_at = 1",
    "refused_addresses WHERE since = 1",
    "own_field_values WHERE field = 1",
    "bulk_values WHERE field = 2",
];

/// How many of these rows are left, as another writer sees it.
async fn left(app: &TestApp, tables: &[&str]) -> Vec<usize> {
    let counts: Vec<_> = tables.iter().map(|rows| format!("CAST((SELECT COUNT(*) FROM {rows}) AS TEXT)")).collect();
    let sql = format!("SELECT {}", counts.join(" || ' ' || "));
    let read = app.db.write(async move |mut tx: Tx| {
        let sql = AssertSqlSafe(sql);
        let (counts,): (String,) = match &mut *tx {
            Conn::Sqlite(connection) => sqlx::query_as(sql).fetch_one(&mut **connection).await?,
            Conn::Postgres(connection) => sqlx::query_as(sql).fetch_one(connection).await?,
        };
        Ok::<_, StoreError>(counts)
    });
    read.await.expect("counts").split(' ').map(|count| count.parse().expect("a number")).collect()
}

/// Sweeps, and asserts that other writers come in between the batches, of which each deletes far fewer than all `rows` of a table.
async fn sweep_in_batches(app: &TestApp, tables: &[&str], rows: usize, step: usize) -> Swept {
    if app.database.is_postgres() {
        record_deletions(app, tables).await;
        let swept = app.accounts.maintenance().sweep().await.expect("a sweep");
        for table in tables {
            let largest = largest_deletion(app, table).await;
            assert!((1..=step).contains(&largest), "{table}: {largest} rows in one transaction");
        }
        return swept;
    }
    let (swept, seen) = sweep_and_count(app, tables).await;
    for (table, name) in tables.iter().enumerate() {
        let of_table: Vec<_> = seen.iter().map(|left| left[table]).collect();
        assert!(of_table.iter().any(|left| (1..rows).contains(left)), "{name}: {of_table:?}");
        let mut before = rows;
        for left in &of_table {
            assert!(before - left <= step, "{name}: {of_table:?}");
            before = *left;
        }
    }
    swept
}

/// Sweeps, while another writer counts these rows until none is left: on SQLite the two take turns. Returns what was swept, and the
/// counts.
async fn sweep_and_count(app: &TestApp, tables: &[&str]) -> (Swept, Vec<Vec<usize>>) {
    let watch = async {
        let mut seen = Vec::new();
        while seen.last().is_none_or(|left: &Vec<usize>| left.iter().any(|rows| *rows > 0)) {
            seen.push(left(app, tables).await);
        }
        seen
    };
    let both = async {
        let maintenance = app.accounts.maintenance();
        tokio::join!(maintenance.sweep(), watch)
    };
    let (swept, seen) = tokio::time::timeout(Duration::from_secs(120), both).await.expect("an end");
    (swept.expect("a sweep"), seen)
}

/// Records how many rows each transaction deletes of these tables. Only PostgreSQL has such triggers; a count by another connection
/// would come too late for a table whose batches are quick.
async fn record_deletions(app: &TestApp, tables: &[&str]) {
    app.database.run("CREATE TABLE deletions (deleted_from TEXT, transaction_id TEXT, deleted BIGINT)").await;
    let body = "BEGIN INSERT INTO deletions SELECT TG_TABLE_NAME, CAST(txid_current() AS TEXT), COUNT(*) FROM gone; \
                RETURN NULL; END";
    let function = format!("CREATE FUNCTION record_deletion() RETURNS trigger LANGUAGE plpgsql AS $$ {body} $$");
    app.database.run(&function).await;
    for table in tables.iter().map(|rows| table_of(rows)) {
        let trigger = format!(
            "CREATE TRIGGER record_deletion AFTER DELETE ON {table} REFERENCING OLD TABLE AS gone \
             FOR EACH STATEMENT EXECUTE FUNCTION record_deletion()"
        );
        app.database.run(&trigger).await;
    }
}

/// The most rows that one transaction has deleted of a table, since [`record_deletions`].
async fn largest_deletion(app: &TestApp, rows: &str) -> usize {
    let sql = format!(
        "SELECT CAST(SUM(deleted) AS TEXT) FROM deletions WHERE deleted_from = '{}' GROUP BY transaction_id \
         ORDER BY SUM(deleted) DESC LIMIT 1",
        table_of(rows)
    );
    app.database.run(&sql).await.concat().parse().expect("a number")
}

/// The name before the condition.
fn table_of(rows: &str) -> &str {
    rows.split(' ').next().expect("a name")
}

#[tokio::test]
async fn other_writers_come_in_between_the_batches_of_a_sweep() {
    const ROWS: usize = 6_500;
    let app = TestApp::at(LONG_AGO).await;
    app.member("maren").await;
    app.add_application(open_at(WIKI, WIKI_URL)).await;
    app.add_client(WIKI, client_request(WIKI)).await;
    add_expired_rows(&app, ROWS).await;
    assert_eq!(left(&app, &EXPIRED).await, [ROWS; 18]);
    let swept = sweep_in_batches(&app, &EXPIRED, ROWS, 4_000).await;
    let Swept {
        refresh_tokens,
        sessions,
        throttles,
        one_time_tokens,
        api_tokens,
        idempotency_keys,
        used_tickets,
        spent_proofs,
        trusted_browsers,
        client_refresh_tokens,
        client_grants,
        device_codes,
        client_refusals,
        journeys,
        retired_keys,
        address_marks,
        bulk_values,
        fields,
        ..
    } = swept;
    let rows = ROWS as u64;
    assert_eq!([refresh_tokens, sessions, throttles, one_time_tokens], [rows; 4]);
    assert_eq!([api_tokens, idempotency_keys, used_tickets, address_marks], [rows; 4]);
    assert_eq!([spent_proofs, trusted_browsers, journeys, client_refusals], [rows; 4]);
    assert_eq!([client_refresh_tokens, client_grants, device_codes, retired_keys], [rows; 4]);
    assert_eq!((bulk_values, fields), (rows, 1));
    assert_eq!(app.database.run("SELECT 'a row' FROM sessions").await.len(), 1, "the session of maren");
}

#[tokio::test]
async fn a_clock_in_the_future_deletes_no_events() {
    let in_2100 = Timestamp(4_102_444_800_000);
    let app = TestApp::at(in_2100).await;
    app.register("maren").await;
    app.accounts.maintenance().set_audit_retention(DAY).await.unwrap();
    app.clock.advance(3 * DAY);
    app.accounts.maintenance().sweep().await.expect_err("the event is recent by the clock of the database");
    assert_eq!(app.audit_events().await.len(), 1);
}

#[tokio::test]
async fn accounts_are_purged_thirty_days_after_their_deletion() {
    let app = TestApp::at(LONG_AGO).await;
    for name in ["maren", "jonas", "emil"] {
        app.register(name).await;
    }
    app.log_in("maren").await;
    app.change("maren", "delete").await;
    app.clock.advance(DAY);
    app.change("jonas", "delete").await;
    app.clock.advance(29 * DAY);
    assert_eq!(app.accounts.maintenance().sweep().await.unwrap().accounts, 0);
    app.clock.advance(Duration::from_millis(1));
    assert_eq!(app.accounts.maintenance().sweep().await.unwrap().accounts, 1);
    assert_eq!(app.database.run("SELECT username FROM users ORDER BY username").await, ["emil", "jonas"]);
    assert_eq!(app.events("user.purge").await[0].actor.kind, ActorKind::System);
    let origins = "SELECT o.address FROM audit_origins o JOIN audit_events e ON e.id = o.event_id \
                   WHERE e.event = 'session.start'";
    assert!(app.database.run(origins).await.is_empty(), "where they signed in from is erased");
    app.register("maren").await;
}

/// The origins of [`deleted_account_with_events`].
const ORIGINS: &str = "audit_origins WHERE address = '198.51.100.7'";

/// A deleted account with `count` events, half of them its own actions and half of them attempts to sign in to it. Returns its id.
async fn deleted_account_with_events(app: &TestApp, username: &str, count: u64) -> UserId {
    app.register(username).await;
    let id: UserId = app.id_of(username).await.parse().expect("an id");
    let events = (0..count).map(|number| {
        let (actor_kind, actor) =
            if number % 2 == 0 { (ActorKind::User, Some(id)) } else { (ActorKind::Anonymous, None) };
        let (target, address) = (Some(id), Some("198.51.100.7".to_owned()));
        let at = LONG_AGO.plus(Duration::from_millis(number));
        NewEvent { actor_kind, actor, target, address, ..event(EventKind::SessionStart, at) }
    });
    record(&app.db, events.collect()).await;
    app.change(username, "delete").await;
    id
}

const PURGED: &str = "SELECT event FROM audit_events WHERE event = 'user.purge'";

#[tokio::test]
async fn other_writers_come_in_between_the_batches_of_a_purge() {
    const ROWS: usize = 4_500;
    let app = TestApp::at(LONG_AGO).await;
    deleted_account_with_events(&app, "maren", ROWS as u64).await;
    app.clock.advance(31 * DAY);
    let swept = sweep_in_batches(&app, &[ORIGINS], ROWS, 3_000).await;
    assert_eq!(swept.accounts, 1);
    assert!(app.database.run("SELECT address FROM audit_origins").await.is_empty());
    assert!(app.database.run("SELECT username FROM users").await.is_empty());
    assert_eq!(app.database.run(PURGED).await.len(), 1);
}

#[tokio::test]
async fn an_account_that_cannot_be_purged_stops_neither_others_nor_the_rest_of_the_sweep() {
    let app = TestApp::at(LONG_AGO).await;
    // Purged in the order of their deletion.
    for username in ["jonas", "maren"] {
        deleted_account_with_events(&app, username, 0).await;
        app.wait(1);
    }
    app.database.refuse("DELETE ON users", "OLD.username = 'jonas'").await;
    app.register("emil").await;
    let now = app.accounts.now();
    let begun = app.db.write(async move |mut tx: Tx| imports::begin(&mut tx, now, 1, &[7; 32]).await).await.unwrap();
    let number = begun.expect("an import");
    // As if an import that was abandoned had added the account.
    let hide = format!("UPDATE users SET import_number = {number} WHERE username = 'emil' RETURNING username");
    app.database.run(&hide).await;

    app.clock.advance(31 * DAY);
    let swept = app.accounts.maintenance().sweep().await.expect("a sweep");
    assert_eq!((swept.accounts, swept.unpublished), (1, 1));
    assert_eq!(app.database.run("SELECT username FROM users").await, ["jonas"]);

    app.database.accept("users").await;
    assert_eq!(app.accounts.maintenance().sweep().await.expect("a sweep").accounts, 1, "the next sweep tries again");
}

#[tokio::test]
async fn an_account_that_is_restored_during_its_purge_is_kept() {
    let recently = LONG_AGO.plus(31 * DAY).0;
    for (change, status) in [
        ("UPDATE users SET status = 'active', deleted_at = NULL WHERE status = 'deleted'".to_owned(), "active"),
        // Restored, and deleted once more.
        (format!("UPDATE users SET deleted_at = {recently} WHERE deleted_at < {recently}"), "deleted"),
    ] {
        let app = TestApp::at(LONG_AGO).await;
        deleted_account_with_events(&app, "maren", 2_500).await;
        app.clock.advance(31 * DAY);
        app.database.after("DELETE ON audit_origins", &change).await;
        assert_eq!(app.accounts.maintenance().sweep().await.unwrap().accounts, 0, "{change}");
        assert_eq!(app.database.run("SELECT status FROM users").await, [status]);
        let origins = left(&app, &[ORIGINS]).await[0];
        assert!((1_500..2_500).contains(&origins), "only those of the batch before: {origins} of 2500 are left");
        assert!(app.database.run(PURGED).await.is_empty(), "{change}");
    }
}

#[tokio::test]
async fn a_purge_stops_after_the_batch_in_which_its_administrator_is_disabled() {
    let app = TestApp::at(LONG_AGO).await;
    app.administrator("boss").await;
    let (_, tokens) = app.administrator("actor").await;
    let actor = app.caller(&tokens.access).await;
    let maren = deleted_account_with_events(&app, "maren", 2_500).await;
    let disable = "UPDATE users SET status = 'disabled' WHERE username = 'actor' AND status = 'active'";
    app.database.after("DELETE ON audit_origins", disable).await;
    assert_eq!(code(app.accounts.users().purge_user(&actor, maren).await), ErrorCode::TokenRevoked);
    let origins = left(&app, &[ORIGINS]).await[0];
    assert!((1_500..2_500).contains(&origins), "only those of the batch before: {origins} of 2500 are left");
    assert_eq!(app.database.run("SELECT status FROM users WHERE username = 'maren'").await, ["deleted"]);
    assert!(app.database.run(PURGED).await.is_empty());

    app.accounts.users().purge_user(&Caller::system(), maren).await.expect("a purge");
    assert_eq!(left(&app, &[ORIGINS]).await, [0]);
    assert_eq!(app.database.run(PURGED).await.len(), 1);
}

#[tokio::test]
async fn a_sweep_updates_the_index_and_the_email_keys_of_older_versions() {
    let app = TestApp::at(LONG_AGO).await;
    app.register("maren").await;
    app.database.run("UPDATE users SET words = '', name_key = '' RETURNING username").await;
    let found = async || app.database.run("SELECT word FROM user_words ORDER BY word").await;
    assert!(found().await.is_empty());
    app.accounts.maintenance().sweep().await.unwrap();
    assert_eq!(found().await, ["example", "maren", "org"]);
    assert_eq!(app.database.run("SELECT name_key FROM users").await, ["maren"]);

    let app = TestApp::new().await;
    for (username, email, old_key) in [
        ("maren", "maren@bücher.example", "maren@bücher.example"),
        ("older", "one@bücher.example", "one@bücher.example"),
        ("younger", "two@bücher.example", "one@BÜCHER.example"),
    ] {
        app.sign_up(username, email).expect_status(201).await;
        // Ids that are created within one millisecond have no order.
        app.wait(1);
        let set = format!("UPDATE users SET email_key = '{old_key}' WHERE username = '{username}'");
        app.database.run(&set).await;
    }
    app.database.run("UPDATE users SET email = 'One@Bücher.example' WHERE username = 'younger'").await;
    for _ in 0..2 {
        app.accounts.maintenance().sweep().await.unwrap();
        // Both accounts are kept; the older has the key.
        let keys = app.database.run("SELECT email_key FROM users ORDER BY username").await;
        assert_eq!(keys, ["maren@xn--bcher-kva.example", "one@xn--bcher-kva.example", "one@BÜCHER.example"]);
    }
}

#[tokio::test]
async fn api_tokens_are_deleted_thirty_days_after_they_expired_or_were_revoked() {
    let app = TestApp::at(LONG_AGO).await;
    let (user, tokens) = app.member("maren").await;
    let path = format!("/api/users/{}/tokens", id_of(&user));
    let mut ids = Vec::new();
    for days in [1, 200, 200] {
        let body = json!({"name": "Backup", "scopes": ["self"], "expires_in_days": days});
        ids.push(id_of(&app.send(&tokens, Method::POST, &path, &body).await.json()).to_owned());
    }
    app.delete(&format!("{path}/{}", ids[1])).bearer(&tokens.access).send().await;
    app.clock.advance(30 * DAY);
    assert_eq!(app.accounts.maintenance().sweep().await.unwrap().api_tokens, 0);
    app.clock.advance(Duration::from_millis(1));
    assert_eq!(app.accounts.maintenance().sweep().await.unwrap().api_tokens, 1, "the one that was revoked");
    app.clock.advance(DAY);
    assert_eq!(app.accounts.maintenance().sweep().await.unwrap().api_tokens, 1, "the one that has expired");
    assert_eq!(app.database.run("SELECT name FROM api_tokens").await, ["Backup"]);
}
