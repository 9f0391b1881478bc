//! Deleting what has many rows: it is dead with the answer, and gone some batches later, also after a restart.

use crate::api::openid::tickets::{offline, outcome, userinfo};
use crate::support::openid::{Client, WIKI, client_request};
use crate::support::*;
use vestibule::applications::read_file;
use vestibule::shared::directory::ListUsersRequest;
use vestibule::shared::groups::CreateGroupRequest;

const MANY: usize = 5_000;

/// Gives the client many more grants of those who have granted it something, each with a consent to a client of that name.
async fn fill_client(app: &TestApp, client: &str) {
    let (id, hash) = match app.database.is_postgres() {
        true => ("gen_random_uuid()", "decode(md5(random()::text) || md5(random()::text), 'hex')"),
        false => ("randomblob(16)", "randomblob(32)"),
    };
    let numbers = format!("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {MANY})");
    let columns = "client_id, user_id, session_id, scopes, resources, claims, is_offline, methods, proved_at, created_at, \
                   last_used_at, expires_at";
    let one = format!("(SELECT * FROM client_grants WHERE client_id = '{client}' LIMIT 1) AS one");
    app.database
        .run(&format!(
            "{numbers} INSERT INTO client_grants (id, code_hash, {columns}) SELECT {id}, {hash}, {columns} FROM n CROSS JOIN {one}"
        ))
        .await;
}

async fn count(app: &TestApp, table: &str) -> usize {
    app.database.run(&format!("SELECT CAST(COUNT(*) AS TEXT) FROM {table}")).await[0].parse().expect("a number")
}

/// A server, a client with many grants, and the answer with which one of them was given.
async fn with_many_grants() -> (TestApp, Client, Value) {
    let (app, client) = TestApp::with_client_and_user("maren").await;
    let maren = app.log_in("maren").await;
    let answer = offline(&app, &client, &maren).await;
    fill_client(&app, &client.id).await;
    (app, client, answer)
}

/// Stops each deletion after its first batch, as the end of the process would.
async fn stop_midway(app: &TestApp, table: &str) {
    app.database
        .refuse(&format!("DELETE ON {table}"), &format!("(SELECT COUNT(*) FROM {table}) = {}", MANY - 1_500))
        .await;
}

/// Asserts that nothing of the client can be used.
async fn is_dead(app: &TestApp, client: &Client, answer: &Value) {
    assert_eq!(outcome(&userinfo(app, answer).await), "401 invalid_token");
    let refresh_token = answer["refresh_token"].as_str().expect("a token");
    assert_eq!(outcome(&client.refresh(app, refresh_token).await), "401 invalid_client");
    assert!(app.accounts.clients().show_client(&Caller::system(), WIKI).await.is_err());
    let maren = app.id_of("maren").await.parse().expect("an id");
    assert!(app.accounts.openid().list_client_access(&Caller::system(), maren).await.expect("a list").is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_with_many_grants_is_dead_at_once_and_gone_after_a_restart() {
    let (app, client, answer) = with_many_grants().await;
    let replica = app.replica(|_| {}).await;
    assert_eq!(userinfo(&replica, &answer).await.status, 200);
    stop_midway(&app, "client_grants").await;
    app.accounts.clients().delete_client(&Caller::system(), WIKI).await.expect("a deletion");
    is_dead(&app, &client, &answer).await;
    eventually("the replica knows", async || userinfo(&replica, &answer).await.status == 401).await;
    assert!(app.accounts.deletions().finish_deletions().await.is_err(), "stopped");
    assert_eq!(count(&app, "client_grants").await, MANY + 1 - 1_000, "one batch");
    // Nothing that was granted to it can become that of another client.
    let again = app.accounts.clients().create_client(&Caller::system(), WIKI, client_request(WIKI)).await;
    let Err(again) = again else { panic!("made again") };
    assert_eq!((again.code, &*again.errors[0].code), (ErrorCode::ApplicationTaken, "being_deleted"));

    app.database.accept("client_grants").await;
    // The start goes on with it, and so does each clean-up, which waits for that.
    app.replica(|_| {}).await.accounts.maintenance().sweep().await.expect("a clean-up");
    for table in
        ["client_grants", "client_refresh_tokens", "client_consents", "client_sessions", "clients", "client_secrets"]
    {
        assert_eq!(count(&app, table).await, 0, "{table}");
    }
    let client = app.add_client(WIKI, client_request(WIKI)).await;
    let refresh_token = answer["refresh_token"].as_str().expect("a token");
    assert_eq!(outcome(&client.refresh(&app, refresh_token).await), "400 invalid_grant");
    assert_eq!(app.events("client.delete").await.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_application_goes_with_its_clients_while_others_write() {
    let (app, client, answer) = with_many_grants().await;
    app.accounts.applications().delete_application(&Caller::system(), WIKI).await.expect("a deletion");
    is_dead(&app, &client, &answer).await;
    let finishing = tokio::spawn({
        let accounts = app.accounts.clone();
        async move { accounts.deletions().finish_deletions().await }
    });
    for number in 0..10 {
        app.register(&format!("guest{number}")).await;
    }
    finishing.await.expect("a task").expect("a deletion");
    for table in ["applications", "clients", "client_grants"] {
        assert_eq!(count(&app, table).await, 0, "{table}");
    }
    app.add_application(open_at(WIKI, "https://wiki.example.com/")).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_defines_again_what_is_being_deleted_gets_nothing_of_it() {
    const FILE: &str = "[[application]]\nname = \"wiki\"\neveryone = true\n\n[[application.client]]\nclient_id = \"app\"\n\
                        kind = \"public\"\nredirect_uris = [\"http://127.0.0.1/cb\"]\n";
    let (app, _, _) = with_many_grants().await;
    app.install_client_key().await;
    let apply = async |file: &str| {
        let file = read_file(file, None, &|_| Err("none".to_owned())).expect("a file");
        app.accounts.applications().apply_file(file).await.expect("applied");
    };
    apply(FILE).await;
    app.database.run("UPDATE client_grants SET client_id = 'app'").await;
    stop_midway(&app, "client_grants").await;
    let (without, _) = FILE.rsplit_once("[[application.client]]").expect("a client");
    apply(without).await;
    assert_eq!(count(&app, "client_grants").await, MANY + 1 - 1_000, "one batch");
    app.database.accept("client_grants").await;
    apply(FILE).await;
    assert_eq!(count(&app, "client_grants").await, 0);
    assert!(app.accounts.clients().show_client(&Caller::system(), "app").await.is_ok());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_large_group_has_no_members_at_once_and_is_gone_after_a_restart() {
    let app = TestApp::new().await;
    app.seed(4_000).await;
    let (admin, tokens) = app.administrator("grace").await;
    let caller = app.caller(&tokens.access).await;
    let create = async || {
        let request = CreateGroupRequest { name: "editors".into(), ..CreateGroupRequest::default() };
        app.accounts.groups().create_group(&Caller::system(), request).await
    };
    create().await.expect("a group");
    app.accounts.groups().add_to_group(&Caller::system(), "editors", admin.id).await.expect("a member");
    app.database
        .run("INSERT INTO group_members (user_id, group_name) SELECT id, 'editors' FROM users WHERE TRUE ON CONFLICT DO NOTHING")
        .await;
    let replica = app.replica(|_| {}).await;
    let groups = async |app: &TestApp| {
        app.accounts.sessions().authenticate(&tokens.access).await.expect("a session").user.groups.len()
    };
    assert_eq!((groups(&app).await, groups(&replica).await), (1, 1));

    app.database.refuse("DELETE ON group_members", "(SELECT COUNT(*) FROM group_members) = 2500").await;
    app.accounts.groups().delete_group(&caller, "editors").await.expect("a deletion");
    assert_eq!(groups(&app).await, 0);
    eventually("the replica knows", async || groups(&replica).await == 0).await;
    assert!(app.accounts.deletions().finish_deletions().await.is_err(), "stopped");
    assert_eq!(count(&app, "group_members").await, 3_001, "one batch");
    let request = ListUsersRequest { group: "editors".into(), ..ListUsersRequest::default() };
    assert!(app.accounts.directory().list_users(&Caller::system(), &request).await.expect("a list").users.is_empty());
    assert!(app.accounts.groups().list_groups(&Caller::system()).await.expect("groups").is_empty());
    let again = create().await.unwrap_err();
    assert_eq!((again.code, &*again.errors[0].code), (ErrorCode::GroupTaken, "being_deleted"));

    app.database.accept("group_members").await;
    // The start goes on with it, and so does each clean-up, which waits for that.
    app.replica(|_| {}).await.accounts.maintenance().sweep().await.expect("a clean-up");
    assert_eq!(count(&app, "group_members").await, 0);
    let by = "SELECT CAST(COUNT(*) AS TEXT) FROM audit_events WHERE event = 'group.remove' AND actor_id IS NOT NULL";
    assert_eq!(app.database.run(by).await, ["4001"], "each by the account that has deleted the group");
    assert_eq!(create().await.expect("a group").members, 0);
}
