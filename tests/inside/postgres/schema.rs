//! The schemas and the sort orders of both engines are the same.

use crate::database::TestDatabase;
use crate::support::store::{add, database, open};
use std::collections::BTreeSet;
use vestibule::store::tables::ON_POSTGRES;

async fn both() -> (TestDatabase, TestDatabase) {
    let sqlite = TestDatabase::sqlite();
    open(&sqlite).await.migrations().up(None).await.unwrap();
    let (postgres, _) = database().await;
    assert!(postgres.is_postgres(), "name a server in TEST_DATABASE_URL, as scripts/with-postgres.sh does");
    (sqlite, postgres)
}

/// `table.column type null|not null`, with the type names of SQLite.
async fn columns(place: &TestDatabase) -> BTreeSet<String> {
    let sql = if place.is_postgres() {
        "SELECT table_name || '.' || column_name || ' ' || \
         CASE data_type WHEN 'uuid' THEN 'BLOB' WHEN 'bytea' THEN 'BLOB' WHEN 'text' THEN 'TEXT' \
         WHEN 'bigint' THEN 'INTEGER' WHEN 'boolean' THEN 'INTEGER' ELSE data_type END || \
         CASE is_nullable WHEN 'NO' THEN ' not null' ELSE ' null' END \
         FROM information_schema.columns WHERE table_schema = 'public' AND table_name <> '_sqlx_migrations' \
         AND is_generated = 'NEVER' AND table_name IN (SELECT relname FROM pg_class WHERE relkind IN ('r', 'p') \
         AND NOT relispartition)"
    } else {
        "SELECT t.name || '.' || c.name || ' ' || c.type || CASE c.\"notnull\" WHEN 1 THEN ' not null' ELSE ' null' END \
         FROM sqlite_master t, pragma_table_info(t.name) c \
         WHERE t.type = 'table' AND t.name <> '_sqlx_migrations' AND t.name NOT LIKE 'sqlite%'"
    };
    place.run(sql).await.into_iter().collect()
}

/// `table name [unique] (columns) [WHERE …]`, including the indexes of constraints.
async fn indexes(place: &TestDatabase) -> BTreeSet<String> {
    let sql = if place.is_postgres() {
        "SELECT c.relname || CASE WHEN k.oid IS NULL THEN ' ' || n.relname ELSE '' END \
         || CASE WHEN i.indisunique THEN ' unique' ELSE '' END \
         || ' (' || (SELECT string_agg(COALESCE(a.attname, 'expression'), ', ' ORDER BY key.place) \
            FROM unnest(i.indkey::smallint[]) WITH ORDINALITY key (number, place) \
            LEFT JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = key.number \
            WHERE k.oid IS NULL OR key.place <= i.indnkeyatts) || ')' \
         || COALESCE(' WHERE ' || pg_get_expr(i.indpred, i.indrelid), '') \
         FROM pg_index i JOIN pg_class n ON n.oid = i.indexrelid JOIN pg_class c ON c.oid = i.indrelid \
         LEFT JOIN pg_constraint k ON k.conindid = i.indexrelid AND k.contype IN ('p', 'u') \
         WHERE c.relnamespace = 'public'::regnamespace AND c.relname <> '_sqlx_migrations' AND NOT c.relispartition"
    } else {
        // SQLite lists no index for an INTEGER PRIMARY KEY, so the second SELECT adds it.
        "SELECT t.name || CASE l.origin WHEN 'c' THEN ' ' || l.name ELSE '' END \
         || CASE l.\"unique\" WHEN 1 THEN ' unique' ELSE '' END \
         || ' (' || (SELECT group_concat(COALESCE(name, 'expression'), ', ' ORDER BY seqno) FROM pragma_index_info(l.name)) || ')' \
         || CASE l.partial WHEN 1 THEN (SELECT substr(sql, instr(sql, ' WHERE ')) FROM sqlite_master WHERE name = l.name) ELSE '' END \
         FROM sqlite_master t, pragma_index_list(t.name) l WHERE t.type = 'table' AND t.name <> '_sqlx_migrations' \
         UNION ALL \
         SELECT t.name || ' unique (' || c.name || ')' FROM sqlite_master t, pragma_table_info(t.name) c \
         WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite%' AND t.name <> '_sqlx_migrations' AND c.pk > 0 \
         AND NOT EXISTS (SELECT 1 FROM pragma_index_list(t.name) WHERE origin = 'pk')"
    };
    place.run(sql).await.iter().map(|index| normalize(index)).collect()
}

/// `table column -> other.column, ON DELETE action`.
async fn references(place: &TestDatabase) -> BTreeSet<String> {
    let sql = if place.is_postgres() {
        "SELECT c.conrelid::regclass || ' ' || a.attname || ' -> ' || c.confrelid::regclass || '.' || o.attname || ', ' \
         || CASE c.confdeltype WHEN 'c' THEN 'CASCADE' WHEN 'n' THEN 'SET NULL' WHEN 'a' THEN 'NO ACTION' ELSE 'other' END \
         FROM pg_constraint c JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1] \
         JOIN pg_attribute o ON o.attrelid = c.confrelid AND o.attnum = c.confkey[1] WHERE c.contype = 'f'"
    } else {
        "SELECT t.name || ' ' || f.\"from\" || ' -> ' || f.\"table\" || '.' || f.\"to\" || ', ' || f.on_delete \
         FROM sqlite_master t, pragma_foreign_key_list(t.name) f WHERE t.type = 'table'"
    };
    place.run(sql).await.into_iter().collect()
}

/// `table condition`, without the checks for booleans, which are integers on SQLite and a type on PostgreSQL.
async fn checks(place: &TestDatabase) -> BTreeSet<String> {
    if place.is_postgres() {
        let sql = "SELECT conrelid::regclass || ' ' || pg_get_expr(conbin, conrelid) FROM pg_constraint \
                   WHERE contype = 'c' AND connamespace = 'public'::regnamespace \
                   AND conrelid NOT IN (SELECT oid FROM pg_class WHERE relispartition)";
        return place.run(sql).await.iter().map(|check| normalize(check)).collect();
    }
    let mut found = BTreeSet::new();
    for table in place.run("SELECT name || ' ' || sql FROM sqlite_master WHERE type = 'table'").await {
        let (name, definition) = table.split_once(' ').unwrap();
        for (at, word) in definition.match_indices("CHECK (") {
            let condition = &definition[at + word.len()..];
            let mut depth = 1;
            let end = condition.find(|c| {
                depth += i32::from(c == '(') - i32::from(c == ')');
                depth == 0
            });
            let condition = &condition[..end.unwrap()];
            if !condition.ends_with(" IN (0, 1)") {
                found.insert(normalize(&format!("{name} {condition}")));
            }
        }
    }
    found
}

/// `name, timing and operation ON table`.
async fn triggers(place: &TestDatabase) -> BTreeSet<String> {
    let sql = if place.is_postgres() {
        "SELECT pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal \
         AND tgrelid NOT IN (SELECT oid FROM pg_class WHERE relispartition)"
    } else {
        "SELECT sql FROM sqlite_master WHERE type = 'trigger'"
    };
    let definitions = place.run(sql).await;
    let triggers = definitions.iter().map(|definition| {
        let (what, rest) = definition.strip_prefix("CREATE TRIGGER ").unwrap().split_once(" ON ").unwrap();
        let table = rest.split_whitespace().next().unwrap();
        format!("{what} ON {}", table.trim_start_matches("public."))
    });
    triggers.collect()
}

/// Removes the casts, brackets and spaces in which the definitions of the engines differ.
fn normalize(definition: &str) -> String {
    let spelled = definition.replace("::text", "").replace("= ANY", "IN").replace("ARRAY", "");
    let kept: String = spelled.chars().filter(|c| !"()[]".contains(*c)).collect();
    kept.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The complete schema, one line for each object.
async fn schema(place: &TestDatabase) -> BTreeSet<String> {
    let parts = [
        ("column", columns(place).await),
        ("index", indexes(place).await),
        ("reference", references(place).await),
        ("check", checks(place).await),
        ("trigger", triggers(place).await),
    ];
    parts.into_iter().flat_map(|(kind, lines)| lines.into_iter().map(move |line| format!("{kind} {line}"))).collect()
}

/// The lines that only one of the schemas has, except those of tables that only PostgreSQL has.
async fn differences(one: &TestDatabase, other: &TestDatabase) -> Vec<String> {
    let (one, other) = (schema(one).await, schema(other).await);
    // `column users.name TEXT null`, `index users unique id`
    let is_of_both = |line: &&String| !line.split([' ', '.']).nth(1).is_some_and(|table| ON_POSTGRES.contains(&table));
    one.symmetric_difference(&other).filter(is_of_both).cloned().collect()
}

/// Intended differences: only on PostgreSQL is a count the sum of several rows, because only there two transactions count at the
/// same time; only SQLite has REPLACE and only PostgreSQL has TRUNCATE, which both bypass DELETE triggers.
const INTENDED: [&str; 5] = [
    "column user_counts.slot INTEGER not null",
    "index user_counts unique class, import_number",
    "index user_counts unique class, import_number, slot",
    "trigger audit_events_not_emptied BEFORE TRUNCATE ON audit_events",
    "trigger audit_events_not_replaced BEFORE INSERT ON audit_events",
];

#[tokio::test]
async fn the_two_schemas_are_the_same() {
    let (sqlite, postgres) = both().await;
    let lines = schema(&sqlite).await;
    for known in [
        "column users.username_key TEXT not null",
        "column users.name TEXT null",
        "index users users_admins status WHERE role = 'admin'",
        "index users unique email_key",
        "index imports unique number",
        "reference sessions user_id -> users.id, CASCADE",
        "check users role IN 'user', 'admin'",
        "trigger users_added AFTER INSERT ON users",
    ] {
        assert!(lines.contains(known), "{known} is not among {lines:#?}");
    }
    assert_eq!(differences(&sqlite, &postgres).await, INTENDED);
}

#[tokio::test]
async fn the_comparison_detects_every_kind_of_difference() {
    let (sqlite, postgres) = both().await;
    let mut seen = INTENDED.len();
    for (change, lines) in [
        ("ALTER TABLE users ALTER COLUMN name SET NOT NULL", 2),
        ("ALTER INDEX users_by_class RENAME TO users_by_kind", 2),
        ("ALTER TABLE avatars DROP CONSTRAINT avatars_user_id_key", 1),
        ("ALTER TABLE users DROP CONSTRAINT users_role_check", 1),
        ("DROP TRIGGER users_renamed ON users", 1),
        // Replaces indexes by ones with another column, without the predicate, and with UNIQUE.
        ("DROP INDEX sessions_user", 1),
        ("CREATE INDEX sessions_user ON sessions (expires_at)", 1),
        ("DROP INDEX users_of_bulk", 1),
        ("CREATE INDEX users_of_bulk ON users (bulk_id)", 1),
        ("DROP INDEX throttles_age", 1),
        ("CREATE UNIQUE INDEX throttles_age ON throttles (last_at)", 1),
        ("ALTER TABLE avatars DROP CONSTRAINT avatars_user_id_fkey", 1),
        ("ALTER TABLE avatars ADD FOREIGN KEY (user_id) REFERENCES users (id)", 1),
    ] {
        postgres.run(change).await;
        seen += lines;
        let differing = differences(&sqlite, &postgres).await;
        assert_eq!(differing.len(), seen, "{change}: {differing:#?}");
    }
}

#[tokio::test]
async fn both_engines_sort_names_in_the_same_order() {
    const NAMES: [&str; 12] = [
        "maren", "Maren.b", "maren-a", "maren_c", "maren10", "maren2", "ärmel", "zoë", "Ωmega", "ﬁx", "日本", "éclair",
    ];
    let (sqlite, postgres) = both().await;
    let mut orders = Vec::new();
    for place in [&sqlite, &postgres] {
        let db = open(place).await;
        for (number, name) in (1..).zip(NAMES) {
            assert!(add(&db, number, name).await, "{name}");
        }
        orders.push(place.run("SELECT username_key FROM users ORDER BY username_key").await);
    }
    assert_eq!(orders[0].len(), NAMES.len());
    assert_eq!(orders[0], orders[1]);
}
