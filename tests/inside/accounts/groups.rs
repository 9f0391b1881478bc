//! Groups: limits, concurrent changes, and what a change takes effect on.

use crate::support::*;
use vestibule::identity::words;
use vestibule::shared::directory::ListUsersRequest;
use vestibule::shared::fields::profile::Profile;
use vestibule::shared::groups::{CreateGroupRequest, GroupView, MAX_GROUPS};
use vestibule::shared::requests::UpdateUserRequest;
use vestibule::store::imports;

const NO_SUCH_GROUP: &str = "There is no such group.";

async fn try_to_create(app: &TestApp, name: &str) -> Result<GroupView, AppError> {
    let request = CreateGroupRequest { name: name.into(), ..CreateGroupRequest::default() };
    app.accounts.groups().create_group(&Caller::system(), request).await
}

async fn create(app: &TestApp, name: &str) {
    let group = try_to_create(app, name).await.expect("a group");
    assert_eq!((group.name.as_str(), group.members), (name, 0));
}

async fn add(app: &TestApp, name: &str, id: UserId) -> Result<(), AppError> {
    app.accounts.groups().add_to_group(&Caller::system(), name, id).await
}

async fn remove(app: &TestApp, name: &str, id: UserId) -> Result<(), AppError> {
    app.accounts.groups().remove_from_group(&Caller::system(), name, id).await
}

async fn delete(app: &TestApp, name: &str) -> Result<(), AppError> {
    app.accounts.groups().delete_group(&Caller::system(), name).await
}

async fn members(app: &TestApp, name: &str) -> u64 {
    app.accounts.groups().show_group(&Caller::system(), name).await.expect("a group").members
}

/// The groups of an account, with spaces between them.
async fn groups_of(app: &TestApp, id: UserId) -> String {
    app.accounts.users().find_user(&Caller::system(), id).await.expect("an account").groups.joined(" ")
}

/// The usernames in a list of the members of a group, after a search for `q`.
async fn listed(app: &TestApp, name: &str, q: &str) -> Vec<String> {
    let request = ListUsersRequest { group: name.into(), q: q.into(), ..ListUsersRequest::default() };
    let list = app.accounts.directory().list_users(&Caller::system(), &request).await.expect("a list");
    list.users.into_iter().map(|user| user.username).collect()
}

/// The group of each stored membership.
async fn memberships(app: &TestApp) -> Vec<String> {
    app.database.run("SELECT group_name FROM group_members ORDER BY group_name").await
}

/// Adds all accounts but `maren` to a group.
async fn fill(app: &TestApp, name: &str) {
    let everyone = format!("SELECT id, '{name}' FROM users WHERE username <> 'maren'");
    app.database.run(&format!("INSERT INTO group_members (user_id, group_name) {everyone}")).await;
    let bits = words::bits(name);
    let [low, high] = [bits as u64, (bits >> 64) as u64].map(u64::cast_signed);
    let bits = format!("low_word_bits = low_word_bits | {low}, high_word_bits = high_word_bits | {high}");
    app.database.run(&format!("UPDATE users SET {bits} WHERE username <> 'maren'")).await;
}

/// A new administrator.
async fn administrator(app: &TestApp, username: &str) -> Caller {
    let (_, tokens) = app.administrator(username).await;
    app.caller(&tokens.access).await
}

#[tokio::test]
async fn there_are_at_most_a_thousand_groups() {
    let app = TestApp::new().await;
    let rows: Vec<_> = (0..MAX_GROUPS - 1).map(|number| format!("('group{number:03}', '', 0)")).collect();
    let insert = format!("INSERT INTO user_groups (name, description, created_at) VALUES {}", rows.join(", "));
    app.database.run(&insert).await;
    create(&app, "last").await;
    let too_many = try_to_create(&app, "one-more").await.unwrap_err();
    assert!(too_many.detail.say().starts_with("There are 1000 groups."), "{too_many:?}");
    let taken = try_to_create(&app, "last").await.unwrap_err();
    assert!(taken.detail.say().starts_with("There is a group with this name."), "{taken:?}");
    delete(&app, "group500").await.unwrap();
    create(&app, "one-more").await;
    let groups = app.accounts.groups().list_groups(&Caller::system()).await.unwrap();
    assert_eq!(groups.len(), MAX_GROUPS);
    assert!(groups.is_sorted_by(|one, next| one.name < next.name));
}

#[tokio::test]
async fn an_account_may_belong_to_many_groups_with_long_names() {
    let app = TestApp::new().await;
    let id = app.add("maren", "").await.id;
    // An entry of an index of PostgreSQL has at most 2,704 bytes.
    let names: Vec<_> = (10..70).map(|number| format!("{number}{}", "x".repeat(61))).collect();
    for name in &names {
        create(&app, name).await;
        add(&app, name, id).await.unwrap();
    }
    assert_eq!(groups_of(&app, id).await, names.join(" "));
    assert_eq!((listed(&app, &names[59], "").await, members(&app, &names[0]).await), (vec!["maren".to_owned()], 1));
    remove(&app, &names[0], id).await.unwrap();
    assert_eq!(groups_of(&app, id).await, names[1..].join(" "));
}

#[tokio::test]
async fn a_change_of_the_names_keeps_the_groups() {
    let app = TestApp::new().await;
    create(&app, "editors").await;
    let id = app.add("maren", "").await.id;
    add(&app, "editors", id).await.unwrap();
    let request = UpdateUserRequest {
        username: "holt".into(),
        email: "winter@example.org".into(),
        profile: Profile::of_name(Some("Tove".to_owned())).map(Text::from),
        ..UpdateUserRequest::default()
    };
    app.accounts.users().update_profile(&Caller::system(), id, request, None).await.unwrap();
    app.change("holt", "disable").await;
    assert_eq!(groups_of(&app, id).await, "editors");
    let words = async || app.database.run("SELECT words FROM users").await;
    let expected = [r#"["example","holt","org","tove","winter"]"#];
    assert_eq!(words().await, expected);
    assert_eq!(listed(&app, "editors", "tov").await, ["holt"]);
    // They are computed again.
    app.database.run("UPDATE users SET words = '', low_word_bits = 0, high_word_bits = 0 RETURNING username").await;
    app.accounts.maintenance().sweep().await.unwrap();
    assert_eq!(words().await, expected);
    assert_eq!(listed(&app, "editors", "tov").await, ["holt"]);
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
    assert_eq!(listed(&app, "editors", "").await, ["jonas"]);
    let all = app.accounts.groups().list_groups(&Caller::system()).await.unwrap();
    let all: Vec<_> = all.iter().map(|group| (group.name.as_str(), group.members)).collect();
    assert_eq!(all, [("authors", 0), ("editors", 1)]);
    for outcome in [add(&app, "authors", maren).await, remove(&app, "authors", maren).await] {
        assert_eq!(outcome.unwrap_err().detail, "There is no such account.");
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
    let begun = app.db.write(async move |mut tx: Tx| imports::begin(&mut tx, now, 1, &[7; 32]).await).await.unwrap();
    let number = begun.expect("an import");
    // As if the import had added the account.
    let hide = format!("UPDATE users SET import_number = {number} WHERE username = 'jonas' RETURNING username");
    app.database.run(&hide).await;
    assert_eq!(members(&app, "editors").await, 1, "accounts of a hidden import are no members yet");
    assert_eq!(code(delete(&app, "editors").await), ErrorCode::ImportRunning);
    assert_eq!(memberships(&app).await.len(), 2);
    app.wait(3 * 60);
    delete(&app, "editors").await.expect("the import is abandoned");
    assert!(memberships(&app).await.is_empty());
}

#[tokio::test]
async fn a_group_is_deleted_whole_or_not_at_all() {
    let app = TestApp::new().await;
    app.seed(400).await;
    let (_, tokens) = app.member("maren").await;
    let me = async || app.accounts.sessions().authenticate(&tokens.access).await.expect("a session").user;
    for name in ["editors", "authors"] {
        create(&app, name).await;
        add(&app, name, me().await.id).await.unwrap();
        fill(&app, name).await;
    }
    app.database.refuse("DELETE ON group_members", "(SELECT COUNT(*) FROM group_members) = 600").await;
    delete(&app, "editors").await.expect_err("a deletion that fails in the middle");
    assert_eq!(memberships(&app).await.len(), 802);
    assert_eq!(me().await.groups.joined(" "), "authors editors");
    assert!(members(&app, "editors").await > 300);

    app.database.accept("group_members").await;
    delete(&app, "editors").await.unwrap();
    assert_eq!(memberships(&app).await, ["authors"; 401]);
    assert_eq!(me().await.groups.joined(" "), "authors");
    assert_eq!(code(app.accounts.groups().show_group(&Caller::system(), "editors").await), ErrorCode::NotFound);
    assert_eq!((app.events("group.delete").await.len(), app.events("group.remove").await.len()), (1, 401));
    // Another group with the name has no members.
    create(&app, "editors").await;
}

#[tokio::test]
async fn the_members_of_a_large_group_are_counted_up_to_ten_thousand() {
    let app = TestApp::new().await;
    app.seed(10_300).await;
    create(&app, "everyone").await;
    fill(&app, "everyone").await;
    let list = async |group: &str, page: &str| {
        let page = if page.is_empty() { Text::Missing } else { page.into() };
        let request =
            ListUsersRequest { group: group.into(), sort: "username".into(), page, ..ListUsersRequest::default() };
        app.accounts.directory().list_users(&Caller::system(), &request).await
    };
    for page in ["", "500"] {
        let (of_group, of_all) = (list("everyone", page).await.unwrap(), list("", page).await.unwrap());
        assert_eq!((of_group.pagination.total, of_group.pagination.total_is_exact), (10_000, false));
        assert_eq!(of_group.users.len(), 20);
        assert!(of_group.users.iter().zip(&of_all.users).all(|(one, other)| one.username == other.username), "{page}");
    }
    assert_eq!(code(list("everyone", "501").await), ErrorCode::NotFound);
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
        let groups = app.accounts.groups();
        let first = groups.add_to_group(&one, "editors", id);
        let second = groups.add_to_group(&two, "authors", id);
        let (first, second) = tokio::join!(first, second);
        assert!(first.is_ok() && second.is_ok(), "{first:?} {second:?}");
        assert_eq!(groups_of(&app, id).await, "authors editors");
    }
    // An administrator joins a group while another one removes them from another group.
    let id = one.user_id().unwrap();
    add(&app, "authors", id).await.unwrap();
    let groups = app.accounts.groups();
    let joins = groups.add_to_group(&one, "editors", id);
    let leaves = groups.remove_from_group(&two, "authors", id);
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
        let groups = app.accounts.groups();
        let (deleted, joined, other_joined) = tokio::join!(
            groups.delete_group(&two, "editors"),
            groups.add_to_group(&one, "editors", own),
            groups.add_to_group(&one, "editors", other),
        );
        deleted.expect("a deletion");
        for joined in [joined, other_joined] {
            let refusal = joined.err().map(|error| error.detail.say());
            assert!(matches!(refusal.as_deref(), None | Some(NO_SUCH_GROUP)), "{refusal:?}");
        }
        assert!(memberships(&app).await.is_empty());
    }
}
