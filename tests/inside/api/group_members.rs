//! Members of groups, many at once: by API, in the list of users, on the page of a group, and with a new account.

use crate::support::*;
use vestibule::shared::applications::ApplicationRequest;

/// An application with an administrator, the users `ada`, `bea` and `cleo`, and the group `editors`, to which `bea` belongs.
async fn scene() -> (TestApp, Tokens) {
    let (app, boss) = TestApp::with_administrator("boss").await;
    for (username, name) in [("ada", "Ada Lovelace"), ("bea", "Bea Summer"), ("cleo", "Cleo Winter")] {
        app.add(username, name).await;
    }
    app.group("editors", &["bea"]).await;
    (app, boss)
}

/// The ids of these users.
async fn ids_of<const N: usize>(app: &TestApp, usernames: [&str; N]) -> [String; N] {
    let ids = join_all(usernames.map(|username| app.id_of(username))).await;
    ids.try_into().expect("as many ids as names")
}

async fn members(app: &TestApp, boss: &Tokens, group: &str) -> Vec<String> {
    let list = app.read(boss, &format!("/api/users?group={group}&sort=username")).await.json();
    let users = list["users"].as_array().expect("a list");
    users.iter().map(|user| user["username"].as_str().expect("a name").to_owned()).collect()
}

async fn bulk(app: &TestApp, who: impl AsRef<str>, body: Value) -> Reply {
    app.send(who, Method::POST, "/api/users/bulk", &body).await
}

/// An API token of the administrator.
async fn token(app: &TestApp, boss: &Tokens, scopes: &[&str]) -> String {
    let path = format!("/api/users/{}/tokens", app.id_of("boss").await);
    let reply = app.send(boss, Method::POST, &path, &json!({"name": "Program", "scopes": scopes})).await;
    reply.expect_status(201).json()["secret"].as_str().expect("a secret").to_owned()
}

#[tokio::test]
async fn many_accounts_join_and_leave_a_group_at_once() {
    let (app, boss) = scene().await;
    let ids = ids_of(&app, ["ada", "bea", "cleo", "boss"]).await;
    app.change("cleo", "delete").await;
    let add = json!({"action": "add_to_group", "group": "editors", "ids": ids});
    let report = bulk(&app, &boss, add).await.expect_status(200).json();
    // One was a member, and one is deleted. The own account is not left out.
    assert_eq!([&report["changed"], &report["skipped"], &report["is_final"]], [&json!(2), &json!(2), &json!(true)]);
    assert_eq!(members(&app, &boss, "editors").await, ["ada", "bea", "boss"]);
    assert_eq!(app.events("group.add").await.len(), 3);
    let undo = format!("/api/users/bulk/{}/undo", report["bulk_id"].as_str().expect("an id"));
    assert_eq!(app.send(&boss, Method::POST, &undo, &json!({})).await.json()["changed"], 0);

    let filter = json!({"group": "editors", "q": "example"});
    let remove = json!({"action": "remove_from_group", "group": "editors", "filter": filter});
    let report = bulk(&app, &boss, remove.clone()).await.json();
    assert_eq!([&report["changed"], &report["skipped"]], [&json!(3), &json!(0)]);
    assert!(members(&app, &boss, "editors").await.is_empty());
    assert_eq!(app.events("group.remove").await.len(), 3);
    assert_eq!(bulk(&app, &boss, remove).await.json()["changed"], 0);
}

#[tokio::test]
async fn a_group_is_needed_for_its_actions_and_refused_with_others() {
    let (app, boss) = scene().await;
    let [ada] = ids_of(&app, ["ada"]).await;
    for (body, errors) in [
        (json!({"action": "add_to_group"}), "group required"),
        (json!({"action": "remove_from_group", "group": ""}), "group required"),
        (json!({"action": "add_to_group", "group": "Editors"}), "group not_allowed"),
        (json!({"action": "add_to_group", "group": "writers"}), "group unknown_group"),
        (json!({"action": "add_to_group", "group": 7}), "group wrong_type"),
        (json!({"action": "add_to_group", "group": "editors", "role": "user"}), "role not_with_action"),
        (json!({"action": "disable", "group": "editors"}), "group not_with_action"),
    ] {
        let mut with_ids = body.clone();
        with_ids["ids"] = json!([ada]);
        let reply = bulk(&app, &boss, with_ids).await;
        assert_eq!((reply.status, reply.errors().as_str()), (422, errors), "{body}");
    }
    assert_eq!(members(&app, &boss, "editors").await, ["bea"]);
}

#[tokio::test]
async fn api_tokens_change_members_with_a_scope_of_their_own() {
    let (app, boss) = scene().await;
    let [ada] = ids_of(&app, ["ada"]).await;
    let add = || json!({"action": "add_to_group", "group": "editors", "ids": [ada]});
    let disable = || json!({"action": "disable", "ids": [ada]});
    let new = |username: &str| {
        let email = format!("{username}@example.org");
        json!({"username": username, "email": email, "groups": ["editors"]})
    };

    let of_users = token(&app, &boss, &["users:write"]).await;
    bulk(&app, &of_users, add()).await.assert_refused(403, "token_scope");
    app.send(&of_users, Method::POST, "/api/users", &new("dora")).await.assert_refused(403, "token_scope");
    let of_groups = token(&app, &boss, &["groups:write"]).await;
    bulk(&app, &of_groups, disable()).await.assert_refused(403, "token_scope");
    assert_eq!(bulk(&app, &of_groups, add()).await.json()["changed"], 1);
    assert_eq!(bulk(&app, &of_users, disable()).await.json()["changed"], 1);

    let of_both = token(&app, &boss, &["users:write", "groups:write"]).await;
    app.send(&of_both, Method::POST, "/api/users", &new("dora")).await.expect_status(201);
    assert_eq!(members(&app, &boss, "editors").await, ["ada", "bea", "dora"]);
}

#[tokio::test]
async fn a_new_account_is_in_its_groups_from_the_beginning() {
    let (app, boss) = scene().await;
    app.group("authors", &[]).await;
    let create = async |groups: Value| {
        let body = json!({"username": "dora", "email": "dora@example.org", "groups": groups});
        app.send(&boss, Method::POST, "/api/users", &body).await
    };
    for (groups, errors) in [
        (json!(["editors", "writers"]), "groups unknown_group"),
        (json!(["Editors"]), "groups not_allowed"),
        (json!("editors"), "groups wrong_type"),
        (json!([7]), "groups wrong_type"),
    ] {
        let reply = create(groups.clone()).await;
        assert_eq!((reply.status, reply.errors().as_str()), (422, errors), "{groups}");
    }
    // The refused ones have created nothing.
    let created = create(json!(["editors", "authors", "editors"])).await.expect_status(201).json();
    assert_eq!(created["user"]["groups"], json!(["authors", "editors"]));
    assert_eq!(members(&app, &boss, "authors").await, ["dora"]);
    // Without groups nothing has changed for programs that know none.
    let body = json!({"username": "emma", "email": "emma@example.org", "groups": null});
    let created = app.send(&boss, Method::POST, "/api/users", &body).await.expect_status(201).json();
    assert_eq!(created["user"]["groups"], json!([]));
}

/// Without JavaScript. They need no second database.
mod pages {
    use super::*;

    const PAGE: &str = "/users/groups/editors";
    const BULK: &str = "/actions/users/bulk";

    #[tokio::test]
    async fn the_page_of_a_group_finds_adds_and_removes_members() {
        let (app, _) = scene().await;
        let [ada, bea, cleo] = ids_of(&app, ["ada", "bea", "cleo"]).await;
        let journal = closed_at("journal", "https://journal.example.com/");
        app.add_application(ApplicationRequest { groups: texts(&["editors"]), ..journal }).await;
        let mut boss = app.browser_of("boss").await;
        let page = boss.open(PAGE).await.expect_status(200);
        page.assert_shows(&[
            "<title>editors · Vestibule</title>",
            "Bea Summer",
            "Delete editors<",
            "Remove from group",
        ]);
        page.assert_hides(&["Ada Lovelace", "Add selected users"]);
        let sorted = format!("{PAGE}?sort=name");
        for address in ["/users/groups", "/applications/journal", "/users?group=editors", &sorted] {
            assert!(page.links_to(address), "{address}: {}", page.text());
        }

        let found = boss.open(&format!("{PAGE}?add=example")).await;
        // A member is shown, and cannot be selected.
        for (id, is_offered) in [(&ada, true), (&cleo, true), (&bea, false)] {
            assert_eq!(found.has("id", &format!("add-{id}")), is_offered, "{}", found.text());
        }
        found.assert_shows(&[">Member<", "Add selected users", "value=\"example\""]);
        boss.open(&format!("{PAGE}?add=harlow")).await.assert_shows(&["No users match."]);

        let fields = [("action", "add_to_group:editors"), ("ids[]", &*ada), ("ids[]", &*cleo), ("back", PAGE)];
        let added = boss.submit(BULK, &fields).await;
        assert_eq!(added.location(), PAGE);
        let page = boss.follow(&added).await;
        page.assert_shows(&["2 accounts changed.", "Ada Lovelace", "Cleo Winter"]);
        page.assert_hides(&["/actions/users/undo"]);

        let fields = [("action", "remove_from_group:editors"), ("ids[]", &*ada), ("all", "on"), ("back", PAGE)];
        boss.submit_and_follow(BULK, &fields).await.assert_shows(&["3 accounts changed.", "No members yet"]);
        assert_eq!(boss.open("/users/groups/writers").await.status, 404);
        assert_eq!(boss.open(&format!("{PAGE}?page=9")).await.status, 404);
    }

    #[tokio::test]
    async fn the_list_of_users_adds_those_that_are_selected_to_a_group() {
        let (app, tokens) = scene().await;
        let [ada, bea] = ids_of(&app, ["ada", "bea"]).await;
        let mut boss = app.browser_of("boss").await;
        boss.open("/users").await.assert_shows(&["Group for the selected users", "value=\"add_to_group\""]);
        let mut fields = vec![("action", "add_to_group"), ("group", "editors"), ("back", "/users?sort=name")];
        boss.submit_and_follow(BULK, &fields).await.assert_shows(&["No account is selected."]);
        fields.extend([("ids[]", ada.as_str()), ("ids[]", bea.as_str())]);
        let page = boss.submit_and_follow(BULK, &fields).await;
        page.assert_shows(&["1 account changed. 1 account not changed."]);
        assert_eq!(members(&app, &tokens, "editors").await, ["ada", "bea"]);

        fields[1] = ("group", "");
        boss.submit_and_follow(BULK, &fields).await.assert_shows(&["Choose a group."]);
        fields[..2].copy_from_slice(&[("action", "remove_from_group"), ("group", "editors")]);
        boss.submit_and_follow(BULK, &fields).await.assert_shows(&["2 accounts changed."]);
    }

    #[tokio::test]
    async fn more_than_twenty_are_added_after_a_question() {
        let (app, tokens) = scene().await;
        for number in 0..21 {
            app.add(&format!("user{number}"), "").await;
        }
        let mut boss = app.browser_of("boss").await;
        let mut fields = vec![("action", "add_to_group"), ("group", "editors"), ("all", "on")];
        fields.push(("back", "/users?q=user"));
        let page = boss.submit_and_follow(BULK, &fields).await;
        page.assert_shows(&["Add 21 accounts to editors?", "value=\"add_to_group:editors\""]);
        assert_eq!(members(&app, &tokens, "editors").await, ["bea"], "nothing happens before");
        fields[0] = ("action", "add_to_group:editors");
        fields.push(("confirmed", "21"));
        boss.submit_and_follow(BULK, &fields).await.assert_shows(&["21 accounts changed."]);
    }

    #[tokio::test]
    async fn a_user_is_created_in_a_group() {
        let (app, _) = scene().await;
        let mut boss = app.browser_of("boss").await;
        boss.open("/users/new").await.assert_shows(&["name=\"groups[]\" value=\"editors\">"]);
        let mut fields = vec![("username", ""), ("email", "not an address"), ("groups[]", "editors")];
        fields.push(("role", "user"));
        let page = boss.submit_and_follow("/actions/users/create", &fields).await;
        page.assert_shows(&["value=\"editors\" checked>"]);
        fields[1] = ("email", "dora@example.org");
        let page = boss.submit_and_follow("/actions/users/create", &fields).await;
        page.assert_shows(&["Remove from editors", "<title>dora · Vestibule</title>"]);
        assert!(page.links_to(PAGE));
    }
}
