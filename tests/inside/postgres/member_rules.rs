//! An account that changes while a rule is added to a group: whoever is first, the account follows the rule.

use crate::support::*;
use sqlx::{Connection as _, Executor as _, PgConnection};
use std::cell::Cell;
use vestibule::shared::groups::CreateGroupRequest;
use vestibule::shared::own_fields::OwnFieldRequest;

/// The key of the lock that holds up commits, and of the one that is named in `store/locks.rs`.
const HELD: &str = "77";
const MEMBER_RULES: &str = "4";

/// Makes each transaction that stores a value wait for a lock right before its commit. Returns the connection that has the lock.
async fn hold_commits(app: &TestApp) -> PgConnection {
    let body = format!("BEGIN PERFORM pg_advisory_xact_lock({HELD}); RETURN NULL; END");
    app.database.run(&format!("CREATE FUNCTION hold() RETURNS trigger LANGUAGE plpgsql AS $$ {body} $$")).await;
    app.database
        .run(
            "CREATE CONSTRAINT TRIGGER hold AFTER INSERT ON own_field_values DEFERRABLE INITIALLY DEFERRED \
             FOR EACH ROW EXECUTE FUNCTION hold()",
        )
        .await;
    let mut connection = PgConnection::connect(app.database.url().expose()).await.expect("a connection");
    connection.execute("SELECT pg_advisory_lock(77)").await.expect("a lock");
    connection
}

/// Whether a transaction waits for the advisory lock with this key.
async fn is_waited_for(app: &TestApp, key: &str) -> bool {
    let waiting = "SELECT objid::text FROM pg_locks WHERE locktype = 'advisory' AND NOT granted \
                   AND database = (SELECT oid FROM pg_database WHERE datname = current_database())";
    app.database.run(waiting).await.iter().any(|waiting| waiting == key)
}

#[tokio::test]
async fn an_account_that_changes_while_a_rule_is_added_follows_it() {
    let (app, maren, tokens) = TestApp::with_member("maren").await;
    assert!(app.database.is_postgres(), "name a server in TEST_DATABASE_URL, as scripts/with-postgres.sh does");
    let field = OwnFieldRequest { name: "plan".into(), ..OwnFieldRequest::default() };
    app.accounts.own_fields().create_field(&Caller::system(), field).await.expect("a field");
    let mut holder = hold_commits(&app).await;

    let body = json!({"fields": {"plan": "pro"}});
    let path = path_of(&maren);
    let change = app.send(&tokens, Method::PATCH, &path, &body);
    let is_created = Cell::new(false);
    let create = async {
        eventually("the change waits for its commit", async || is_waited_for(&app, HELD).await).await;
        let request =
            CreateGroupRequest { name: "pros".into(), rule: "plan=pro".into(), ..CreateGroupRequest::default() };
        app.accounts.groups().create_group(&Caller::system(), request).await.expect("a group");
        // The accounts that are there by now.
        app.accounts.maintenance().apply_group_rules().await.expect("members");
        is_created.set(true);
    };
    let release = async {
        let is_settled = async || is_created.get() || is_waited_for(&app, MEMBER_RULES).await;
        eventually("the rule waits for the change, or is there", is_settled).await;
        holder.execute("SELECT pg_advisory_unlock(77)").await.expect("an end");
    };
    let (changed, (), ()) = tokio::join!(change, create, release);
    changed.expect_status(200);
    let user = app.read(&tokens, &path).await.expect_status(200).json();
    assert_eq!((&user["fields"], &user["groups"]), (&json!({"plan": "pro"}), &json!(["pros"])));
}
