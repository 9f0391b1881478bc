//! Groups: limits, concurrent changes, and what a change takes effect on.

use crate::support::TestApp;
use std::time::Duration;
use vestibule::{
    accounts::{Caller, Principal},
    shared::{
        audit::ActorKind,
        error::{AppError, ErrorCode},
        groups::{CreateGroupRequest, GroupView, MAX_GROUPS, UpdateGroupRequest},
        ids::UserId,
        requests::UpdateUserRequest,
        values::Text,
    },
    store::{Tx, imports},
};

const NO_SUCH_GROUP: &str = "There is no such group.";

async fn try_to_create(app: &TestApp, name: &str) -> Result<GroupView, AppError> {
    let request = CreateGroupRequest { name: name.into(), ..CreateGroupRequest::default() };
    app.accounts.create_group(&Caller::system(), request).await
}

async fn create(app: &TestApp, name: &str) {
    let group = try_to_create(app, name).await.expect("a group");
    assert_eq!((group.name.as_str(), group.members), (name, 0));
}

async fn add(app: &TestApp, name: &str, id: UserId) -> Result<(), AppError> {
    app.accounts.add_to_group(&Caller::system(), name, id).await
}

async fn remove(app: &TestApp, name: &str, id: UserId) -> Result<(), AppError> {
    app.accounts.remove_from_group(&Caller::system(), name, id).await
}

async fn delete(app: &TestApp, name: &str) -> Result<(), AppError> {
    app.accounts.delete_group(&Caller::system(), name).await
}

async fn members(app: &TestApp, name: &str) -> u64 {
    app.accounts.show_group(&Caller::system(), name).await.expect("a group").members
}

/// The groups of an account, with spaces between them.
async fn groups_of(app: &TestApp, id: UserId) -> String {
    app.accounts.find_user(&Caller::system(), id).await.expect("an account").groups.joined(" ")
}

/// The words of groups in the search index.
async fn group_words(app: &TestApp) -> Vec<String> {
    app.database.run("SELECT word FROM user_words WHERE word LIKE '#%' ORDER BY word").await
}

fn error<T>(outcome: Result<T, AppError>) -> AppError {
    outcome.err().expect("an error")
}

/// A new administrator.
async fn administrator(app: &TestApp, username: &str) -> Caller {
    let (_, tokens) = app.administrator(username).await;
    app.caller(&tokens.access).await
}

#[tokio::test]
async fn a_change_of_members_holds_at_once_and_is_recorded_once() {
    let app = TestApp::new().await;
    create(&app, "editors").await;
    create(&app, "authors").await;
    let (_, tokens) = app.member("maren").await;
    let me = async || app.accounts.authenticate(&tokens.access).await.expect("a session").user;
    let before = me().await;
    assert!(before.groups.is_empty());
    for name in ["editors", "authors", "editors"] {
        add(&app, name, before.id).await.unwrap();
    }
    let after = me().await;
    assert_eq!((after.groups.joined(" ").as_str(), after.version), ("authors editors", before.version + 2));
    let shown = app.get("/api/auth/me").bearer(&tokens.access).send().await.json();
    assert_eq!(shown["groups"], serde_json::json!(["authors", "editors"]));
    assert_eq!(group_words(&app).await, ["#authors#", "#editors#"]);
    for _ in 0..2 {
        remove(&app, "authors", before.id).await.unwrap();
    }
    assert_eq!(me().await.groups.joined(" "), "editors");
    assert_eq!(group_words(&app).await, ["#editors#"]);

    let events = app.audit_events().await.into_iter().filter(|event| event.event.starts_with("group."));
    let mut events: Vec<_> =
        events.map(|event| (event.event, event.detail.unwrap(), event.target_id == Some(before.id))).collect();
    // All have the same time.
    events.sort();
    let expected = [
        ("group.add", "authors", true),
        ("group.add", "editors", true),
        ("group.create", "authors", false),
        ("group.create", "editors", false),
        ("group.remove", "authors", true),
    ];
    assert_eq!(events, expected.map(|(event, name, is_on)| (event.to_owned(), name.to_owned(), is_on)));
}

#[tokio::test]
async fn names_are_unique_and_descriptions_can_be_changed() {
    let app = TestApp::new().await;
    create(&app, "editors").await;
    let taken = error(try_to_create(&app, "editors").await);
    assert_eq!((taken.code, &*taken.errors[0].field), (ErrorCode::GroupTaken, "name"));
    assert_eq!(error(try_to_create(&app, "Editors").await).code, ErrorCode::ValidationFailed);
    let describe = async |name: &str, description: Text| {
        let request = UpdateGroupRequest { description };
        app.accounts.update_group(&Caller::system(), name, request).await
    };
    for text in [Text::from("They write."), Text::Missing, Text::from("They write.")] {
        assert_eq!(describe("editors", text).await.unwrap().description, "They write.");
    }
    let updates = app.audit_events().await.into_iter().filter(|event| event.event == "group.update");
    assert_eq!(updates.count(), 1, "a request without a change is not recorded");
    for name in ["authors", "Editors", "", "a b"] {
        assert_eq!(error(describe(name, "x".into()).await).code, ErrorCode::NotFound, "{name}");
        assert_eq!(error(delete(&app, name).await).code, ErrorCode::NotFound, "{name}");
        assert_eq!(error(app.accounts.show_group(&Caller::system(), name).await).code, ErrorCode::NotFound, "{name}");
    }
}

#[tokio::test]
async fn only_administrators_see_and_change_groups() {
    let app = TestApp::new().await;
    create(&app, "editors").await;
    let (_, tokens) = app.member("maren").await;
    let me = app.accounts.authenticate(&tokens.access).await.unwrap();
    let (id, caller) = (me.user.id, Caller::from(Principal::User(me)));
    let other = app.add("jonas", "").await.id;
    let new = CreateGroupRequest { name: "authors".into(), ..CreateGroupRequest::default() };
    let codes = [
        error(app.accounts.list_groups(&caller).await).code,
        error(app.accounts.show_group(&caller, "editors").await).code,
        error(app.accounts.create_group(&caller, new).await).code,
        error(app.accounts.update_group(&caller, "editors", UpdateGroupRequest::default()).await).code,
        error(app.accounts.delete_group(&caller, "editors").await).code,
        error(app.accounts.add_to_group(&caller, "editors", id).await).code,
        error(app.accounts.remove_from_group(&caller, "editors", id).await).code,
    ];
    assert_eq!(codes, [ErrorCode::Forbidden; 7]);
    // Whether the other account exists is hidden.
    assert_eq!(error(app.accounts.add_to_group(&caller, "editors", other).await).code, ErrorCode::NotFound);
    let boss = administrator(&app, "boss").await;
    for id in [id, boss.user_id().unwrap()] {
        app.accounts.add_to_group(&boss, "editors", id).await.unwrap();
    }
    assert_eq!(members(&app, "editors").await, 2);
}

#[tokio::test]
async fn there_are_at_most_a_thousand_groups() {
    let app = TestApp::new().await;
    let rows: Vec<_> = (0..MAX_GROUPS - 1).map(|number| format!("('group{number:03}', '', 0)")).collect();
    let insert = format!("INSERT INTO user_groups (name, description, created_at) VALUES {}", rows.join(", "));
    app.database.run(&insert).await;
    create(&app, "last").await;
    let too_many = error(try_to_create(&app, "one-more").await);
    assert!(too_many.detail.starts_with("There are 1000 groups."), "{too_many:?}");
    let taken = error(try_to_create(&app, "last").await);
    assert!(taken.detail.starts_with("There is a group with this name."), "{taken:?}");
    delete(&app, "group500").await.unwrap();
    create(&app, "one-more").await;
    let groups = app.accounts.list_groups(&Caller::system()).await.unwrap();
    assert_eq!(groups.len(), MAX_GROUPS);
    assert!(groups.is_sorted_by(|one, next| one.name < next.name));
}

#[tokio::test]
async fn the_names_of_all_groups_of_an_account_are_at_most_a_thousand_bytes_long() {
    let app = TestApp::new().await;
    let id = app.add("maren", "").await.id;
    // Each takes 68 bytes of the search text.
    let names: Vec<_> = ('a'..='o').map(|letter| letter.to_string().repeat(63)).collect();
    for name in &names {
        create(&app, name).await;
    }
    for name in &names[..14] {
        add(&app, name, id).await.unwrap();
    }
    let too_many = error(add(&app, &names[14], id).await);
    assert_eq!((&*too_many.errors[0].field, &*too_many.errors[0].code), ("groups", "too_many_groups"));
    assert_eq!(group_words(&app).await.len(), 14);
    remove(&app, &names[0], id).await.unwrap();
    add(&app, &names[14], id).await.unwrap();
    assert_eq!(groups_of(&app, id).await, names[1..].join(" "));
}

#[tokio::test]
async fn a_change_of_the_names_keeps_the_groups_and_their_words() {
    let app = TestApp::new().await;
    create(&app, "editors").await;
    let id = app.add("maren", "").await.id;
    add(&app, "editors", id).await.unwrap();
    let request = UpdateUserRequest {
        username: "holt".into(),
        email: "winter@example.org".into(),
        name: Some("Tove".into()),
        ..UpdateUserRequest::default()
    };
    app.accounts.update_profile(&Caller::system(), id, request, None).await.unwrap();
    app.change("holt", "disable").await;
    let words = async || app.database.run("SELECT words FROM users").await;
    let expected = [r##"["example","holt","org","tove","winter","#editors#"]"##];
    assert_eq!(groups_of(&app, id).await, "editors");
    assert_eq!(words().await, expected);
    app.database.run("UPDATE users SET words = '', name_key = '' RETURNING username").await;
    app.accounts.sweep().await.unwrap();
    assert_eq!(words().await, expected);
    app.database.run("UPDATE users SET words = '', name_key = '' RETURNING username").await;
    remove(&app, "editors", id).await.unwrap();
    assert_eq!(words().await, [r#"["example","holt","org","tove","winter"]"#]);
    assert_eq!(app.database.run("SELECT name_key FROM users").await, ["tove"]);
}

#[tokio::test]
async fn deleted_accounts_keep_their_groups_and_do_not_count_as_members() {
    let app = TestApp::new().await;
    for name in ["editors", "authors"] {
        create(&app, name).await;
    }
    let [maren, jonas] = [app.add("maren", "").await.id, app.add("jonas", "").await.id];
    for (name, id) in [("editors", maren), ("editors", jonas), ("authors", maren)] {
        add(&app, name, id).await.unwrap();
    }
    app.change("jonas", "disable").await;
    assert_eq!((members(&app, "editors").await, members(&app, "authors").await), (2, 1));
    app.change("maren", "delete").await;
    assert_eq!((members(&app, "editors").await, members(&app, "authors").await), (1, 0));
    let listed = app.accounts.list_groups(&Caller::system()).await.unwrap();
    assert_eq!(
        listed.iter().map(|group| (group.name.as_str(), group.members)).collect::<Vec<_>>(),
        [("authors", 0), ("editors", 1)]
    );
    for outcome in [add(&app, "authors", maren).await, remove(&app, "authors", maren).await] {
        assert_eq!(error(outcome).detail, "There is no such account.");
    }
    delete(&app, "authors").await.unwrap();
    app.change("maren", "restore").await;
    assert_eq!(groups_of(&app, maren).await, "editors", "the other group exists no more");
    assert_eq!(members(&app, "editors").await, 2);
}

#[tokio::test]
async fn a_group_is_not_deleted_while_an_import_is_running() {
    let app = TestApp::new().await;
    create(&app, "editors").await;
    let [maren, jonas] = [app.add("maren", "").await.id, app.add("jonas", "").await.id];
    for id in [maren, jonas] {
        add(&app, "editors", id).await.unwrap();
    }
    let now = app.accounts.now();
    let begun = app.db.write(async move |mut tx: Tx| imports::begin(&mut tx, now, 1).await).await.unwrap();
    let number = begun.expect("an import");
    // As if the import had added the account.
    let hide = format!("UPDATE users SET import_number = {number} WHERE username = 'jonas' RETURNING username");
    app.database.run(&hide).await;
    assert_eq!(members(&app, "editors").await, 1, "accounts of a hidden import are no members yet");
    assert_eq!(error(delete(&app, "editors").await).code, ErrorCode::ImportRunning);
    assert_eq!(group_words(&app).await.len(), 2);
    app.clock.advance(Duration::from_secs(3 * 60));
    delete(&app, "editors").await.expect("the import is abandoned");
    assert!(group_words(&app).await.is_empty());
}

#[tokio::test]
async fn a_deletion_that_was_interrupted_is_finished_by_the_next_clean_up() {
    let app = TestApp::new().await;
    create(&app, "editors").await;
    create(&app, "authors").await;
    app.accounts.seed(300, &mut |_| {}).await.unwrap();
    let active = "SELECT username FROM users WHERE status = 'active' ORDER BY username LIMIT 250";
    let members = app.database.run(active).await;
    for username in &members {
        let user = app.accounts.find_by_login(&Caller::system(), username).await.unwrap();
        add(&app, "editors", user.id).await.unwrap();
    }
    let user = app.accounts.find_by_login(&Caller::system(), &members[0]).await.unwrap();
    add(&app, "authors", user.id).await.unwrap();
    // As if the server had stopped right after the group was deleted.
    app.database.run("DELETE FROM user_groups WHERE name = 'editors'").await;
    app.database.run("INSERT INTO deleted_groups (name, deleted_at) VALUES ('editors', 0)").await;

    assert_eq!(error(delete(&app, "editors").await).detail, NO_SUCH_GROUP);
    assert_eq!(error(add(&app, "editors", user.id).await).detail, NO_SUCH_GROUP);
    let taken = error(try_to_create(&app, "editors").await);
    assert_eq!((taken.code, &*taken.errors[0].field), (ErrorCode::GroupTaken, "name"));
    assert!(taken.errors[0].message.contains("is being deleted"), "{taken:?}");

    app.accounts.sweep().await.unwrap();
    assert_eq!(group_words(&app).await, ["#authors#"]);
    assert_eq!(groups_of(&app, user.id).await, "authors");
    create(&app, "editors").await;
    let removed = app.audit_events().await.into_iter().filter(|event| event.event == "group.remove");
    let removed: Vec<_> = removed.map(|event| event.actor.kind).collect();
    assert_eq!(removed, [ActorKind::System; 250]);
    // The name belongs to another group now.
    add(&app, "editors", user.id).await.unwrap();
    app.accounts.sweep().await.unwrap();
    assert_eq!(groups_of(&app, user.id).await, "authors editors");
}

#[tokio::test]
async fn a_deletion_does_not_wait_for_the_hidden_accounts_of_an_import() {
    let app = TestApp::new().await;
    create(&app, "editors").await;
    app.accounts.seed(200, &mut |_| {}).await.unwrap();
    let active = "SELECT username FROM users WHERE status = 'active' ORDER BY id LIMIT 101";
    let members = app.database.run(active).await;
    let mut ids = Vec::new();
    for username in &members {
        let user = app.accounts.find_by_login(&Caller::system(), username).await.unwrap();
        add(&app, "editors", user.id).await.unwrap();
        ids.push(user.id);
    }
    // As if the group had been deleted after an import had read its file, and the import had added all members but the first.
    app.database.run("DELETE FROM user_groups WHERE name = 'editors'").await;
    app.database.run("INSERT INTO deleted_groups (name, deleted_at) VALUES ('editors', 0)").await;
    let now = app.accounts.now();
    let begun = app.db.write(async move |mut tx: Tx| imports::begin(&mut tx, now, 100).await).await.unwrap();
    let number = begun.expect("an import");
    let hide = format!(
        "UPDATE users SET import_number = {number} WHERE group_names = 'editors' AND username <> '{}' RETURNING username",
        members[0]
    );
    assert_eq!(app.database.run(&hide).await.len(), 100);

    let finished = tokio::time::timeout(Duration::from_secs(60), app.accounts.finish_deleting_groups());
    finished.await.expect("an end").unwrap();
    assert_eq!(groups_of(&app, ids[0]).await, "");
    assert_eq!(group_words(&app).await.len(), 100);
    let taken = error(try_to_create(&app, "editors").await);
    assert!(taken.detail.contains("is being deleted"), "{taken:?}");

    // The import is abandoned, and its accounts are gone.
    app.clock.advance(Duration::from_secs(3 * 60));
    app.accounts.sweep().await.unwrap();
    app.accounts.finish_deleting_groups().await.unwrap();
    assert!(group_words(&app).await.is_empty());
    create(&app, "editors").await;
}

#[tokio::test]
async fn a_deletion_that_cannot_be_finished_does_not_stop_the_clean_up() {
    let app = TestApp::new().await;
    // Only a newer version could have written this name.
    app.database.run("INSERT INTO deleted_groups (name, deleted_at) VALUES ('No name', 0)").await;
    app.add("maren", "").await;
    app.log_in("maren").await;
    app.clock.advance(Duration::from_secs(400 * 24 * 60 * 60));
    assert_eq!(app.accounts.sweep().await.expect("a clean-up").sessions, 1);
}

#[tokio::test]
async fn a_deletion_goes_on_when_its_request_is_dropped() {
    let app = TestApp::new().await;
    create(&app, "editors").await;
    app.accounts.seed(600, &mut |_| {}).await.unwrap();
    let active = "SELECT username FROM users WHERE status = 'active' ORDER BY username LIMIT 350";
    for username in app.database.run(active).await {
        let user = app.accounts.find_by_login(&Caller::system(), &username).await.unwrap();
        add(&app, "editors", user.id).await.unwrap();
    }
    let deleting = app.accounts.clone();
    let request = tokio::spawn(async move {
        deleting.delete_group(&Caller::system(), "editors").await.expect("a deletion");
    });
    // As soon as the first members are removed.
    let members = async || group_words(&app).await.len();
    let deadline = Duration::from_secs(60);
    let wait_until = async |is_reached: fn(usize) -> bool| {
        let reached = async {
            while !is_reached(members().await) {
                tokio::time::sleep(Duration::from_millis(1)).await;
            }
        };
        tokio::time::timeout(deadline, reached).await.expect("fewer members");
    };
    wait_until(|left| left < 350).await;
    request.abort();
    wait_until(|left| left == 0).await;
    assert_eq!(error(app.accounts.show_group(&Caller::system(), "editors").await).detail, NO_SUCH_GROUP);
}

#[tokio::test]
async fn two_administrators_can_change_the_groups_of_an_account_at_the_same_time() {
    let app = TestApp::new().await;
    let (one, two) = (administrator(&app, "one").await, administrator(&app, "two").await);
    for name in ["editors", "authors"] {
        create(&app, name).await;
    }
    for round in 0..8 {
        let id = app.add(&format!("guest{round}"), "").await.id;
        let first = app.accounts.add_to_group(&one, "editors", id);
        let second = app.accounts.add_to_group(&two, "authors", id);
        let (first, second) = tokio::join!(first, second);
        assert!(first.is_ok() && second.is_ok(), "{first:?} {second:?}");
        assert_eq!(groups_of(&app, id).await, "authors editors");
    }
    // An administrator joins a group while another one removes them from another group.
    let id = one.user_id().unwrap();
    add(&app, "authors", id).await.unwrap();
    let joins = app.accounts.add_to_group(&one, "editors", id);
    let leaves = app.accounts.remove_from_group(&two, "authors", id);
    let (joins, leaves) = tokio::join!(joins, leaves);
    assert!(joins.is_ok() && leaves.is_ok(), "{joins:?} {leaves:?}");
    assert_eq!(groups_of(&app, id).await, "editors");
}

#[tokio::test]
async fn nobody_belongs_to_a_group_that_was_deleted_while_they_joined() {
    let app = TestApp::new().await;
    let (one, two) = (administrator(&app, "one").await, administrator(&app, "two").await);
    let member = app.add("maren", "").await.id;
    for _ in 0..8 {
        create(&app, "editors").await;
        add(&app, "editors", member).await.unwrap();
        // Two joins: of another account, and of the administrator's own.
        let (own, other) = (one.user_id().unwrap(), two.user_id().unwrap());
        let (deleted, joined, other_joined) = tokio::join!(
            app.accounts.delete_group(&two, "editors"),
            app.accounts.add_to_group(&one, "editors", own),
            app.accounts.add_to_group(&one, "editors", other),
        );
        deleted.expect("a deletion");
        for joined in [joined, other_joined] {
            let refusal = joined.err().map(|error| error.detail);
            assert!(matches!(refusal.as_deref(), None | Some(NO_SUCH_GROUP)), "{refusal:?}");
        }
        assert!(group_words(&app).await.is_empty());
        assert!(app.database.run("SELECT username FROM users WHERE group_names <> ''").await.is_empty());
    }
}
