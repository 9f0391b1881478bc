//! Groups: who is in which, and what else a change of it changes. Who may call which route is in the access matrix.

use crate::support::*;
use vestibule::shared::applications::ApplicationRequest;

/// The id of no account.
const UNKNOWN: &str = "01936f2a-7c1e-7b40-9d55-3f0a6f1c2e88";

/// An application with an administrator, and the user `maren`.
struct Scene {
    app: TestApp,
    boss: Tokens,
    maren: Tokens,
    id: String,
}

impl Scene {
    async fn new() -> Self {
        let (app, boss) = TestApp::with_administrator("boss").await;
        let (user, maren) = app.member("maren").await;
        let id = id_of(&user).to_owned();
        Self { app, boss, maren, id }
    }

    async fn send(&self, method: Method, path: &str, body: Value) -> Reply {
        // Events of the same millisecond have no order.
        self.app.wait(1);
        self.app.call(method, path).bearer(&self.boss.access).json(&body).send().await
    }

    /// A request of the administrator without a body.
    async fn call(&self, method: Method, path: &str) -> Reply {
        self.app.wait(1);
        self.app.call(method, path).bearer(&self.boss.access).send().await
    }

    async fn create(&self, name: &str) {
        self.send(Method::POST, "/api/groups", json!({"name": name})).await.expect_status(201);
    }

    async fn member(&self, method: Method, group: &str) -> u16 {
        self.call(method, &format!("/api/groups/{group}/members/{}", self.id)).await.status
    }

    /// What the user reads about themselves.
    async fn me(&self) -> Reply {
        self.app.me(&self.maren.access).send().await
    }

    /// Kind and group of each event of a group, and whether it is about the user.
    async fn events(&self) -> Vec<String> {
        let events = self.app.audit_events().await.into_iter().filter(|event| event.event.starts_with("group."));
        let about = |id: Option<UserId>| if id.is_some_and(|id| id.to_string() == self.id) { " maren" } else { "" };
        events.map(|event| format!("{} {}{}", event.event, event.detail.unwrap(), about(event.target_id))).collect()
    }
}

#[tokio::test]
async fn a_group_is_created_read_described_and_deleted() {
    let scene = Scene::new().await;
    let body = json!({"name": "editors", "description": " Write articles. "});
    let created = scene.send(Method::POST, "/api/groups", body).await;
    assert_eq!((created.status, created.header("location")), (201, "/api/groups/editors"), "{}", created.text());
    let mut group = json!({
        "name": "editors", "description": "Write articles.", "rule": "", "members": 0, "created_at": scene.app.accounts.now(),
    });
    assert_eq!(created.json(), group);
    assert_eq!(scene.call(Method::GET, "/api/groups/editors").await.json(), group);

    group["description"] = json!("Write.");
    // Only the first one changes something, and is recorded.
    for body in [json!({"description": "Write."}), json!({}), json!({"description": "Write."})] {
        assert_eq!(scene.send(Method::PATCH, "/api/groups/editors", body).await.expect_status(200).json(), group);
    }
    scene.create("admins").await;
    let list = scene.call(Method::GET, "/api/groups").await.json();
    assert_eq!(list["groups"][0]["name"], "admins", "by name");
    assert_eq!(list["groups"][1], group);

    assert_eq!(scene.call(Method::DELETE, "/api/groups/editors").await.status, 204);
    scene.call(Method::DELETE, "/api/groups/editors").await.assert_refused(404, "not_found");
    let expected = ["create editors", "update editors", "create admins", "delete editors"];
    assert_eq!(scene.events().await, expected.map(|event| format!("group.{event}")));
}

#[tokio::test]
async fn a_group_that_an_application_admits_is_not_deleted() {
    let scene = Scene::new().await;
    scene.create("editors").await;
    assert_eq!(scene.member(Method::PUT, "editors").await, 204);
    let journal = json!({"name": "journal", "locations": ["https://journal.example.com"], "groups": ["editors"]});
    assert_eq!(scene.send(Method::POST, "/api/applications", journal).await.status, 201);

    let refused = scene.call(Method::DELETE, "/api/groups/editors").await;
    refused.assert_refused(409, "group_in_use");
    assert!(refused.text().contains("these applications: journal."), "{}", refused.text());
    assert_eq!(scene.call(Method::GET, "/api/groups/editors").await.json()["members"], 1, "nothing has changed");

    assert_eq!(scene.call(Method::DELETE, "/api/applications/journal").await.status, 204);
    assert_eq!(scene.call(Method::DELETE, "/api/groups/editors").await.status, 204);
}

#[tokio::test]
async fn every_field_is_checked_and_all_errors_are_returned_at_once() {
    let scene = Scene::new().await;
    let long = "x".repeat(201);
    for (body, errors) in [
        (json!({}), "name required"),
        (json!({"name": "", "description": long}), "name required, description too_long"),
        (json!({"name": "Editors"}), "name not_allowed"),
        (json!({"name": "-a"}), "name not_allowed"),
        (json!({"name": "a".repeat(64)}), "name not_allowed"),
        (json!({"name": 7, "description": 7}), "name wrong_type, description wrong_type"),
        (json!({"name": "a b", "description": "a\u{0}b"}), "name not_allowed, description not_allowed"),
    ] {
        let reply = scene.send(Method::POST, "/api/groups", body.clone()).await;
        assert_eq!((reply.status, reply.errors().as_str()), (422, errors), "{body}");
    }
    scene.create("editors").await;
    let reply = scene.send(Method::PATCH, "/api/groups/editors", json!({"description": long})).await;
    assert_eq!((reply.status, reply.errors().as_str()), (422, "description too_long"));
    let again = scene.send(Method::POST, "/api/groups", json!({"name": "editors", "description": "Others"})).await;
    again.assert_refused(409, "group_taken");
    assert_eq!(again.errors(), "name taken");
    assert_eq!(scene.call(Method::GET, "/api/groups/editors").await.json()["description"], "");
    assert_eq!(scene.events().await.len(), 1);
}

#[tokio::test]
async fn what_is_no_group_or_no_account_is_not_found() {
    let scene = Scene::new().await;
    scene.create("editors").await;
    for name in ["writers", "Editors", "-", "a%20b", "%ff", "editors%23", "%2e%2e"] {
        let group = format!("/api/groups/{name}");
        for method in [Method::GET, Method::PATCH, Method::DELETE] {
            scene.send(method, &group, json!({"description": "x"})).await.assert_refused(404, "not_found");
        }
        for method in [Method::PUT, Method::DELETE] {
            scene.call(method, &format!("{group}/members/{}", scene.id)).await.assert_refused(404, "not_found");
        }
    }
    for (id, method) in ["maren", UNKNOWN].into_iter().flat_map(|id| [(id, Method::PUT), (id, Method::DELETE)]) {
        scene.call(method, &format!("/api/groups/editors/members/{id}")).await.assert_refused(404, "not_found");
    }
    assert_eq!(scene.me().await.json()["groups"], json!([]));
}

#[tokio::test]
async fn a_change_is_in_the_next_response_about_the_user() {
    let scene = Scene::new().await;
    assert_eq!(scene.me().await.json()["groups"], json!([]), "and the session is cached");
    for name in ["staff", "editors"] {
        scene.create(name).await;
        assert_eq!(scene.member(Method::PUT, name).await, 204);
    }
    assert_eq!(scene.me().await.json()["groups"], json!(["editors", "staff"]));
    let members =
        async |name: &str| scene.call(Method::GET, &format!("/api/groups/{name}")).await.json()["members"].clone();
    assert_eq!(members("staff").await, 1);

    assert_eq!(scene.member(Method::DELETE, "staff").await, 204);
    assert_eq!(scene.me().await.json()["groups"], json!(["editors"]));
    assert_eq!(members("staff").await, 0);
    assert_eq!(scene.call(Method::DELETE, "/api/groups/editors").await.status, 204);
    assert_eq!(scene.me().await.json()["groups"], json!([]), "the group was deleted");
}

#[tokio::test]
async fn a_membership_changes_the_version_of_the_account_once_and_the_end_of_its_group_only_its_tag() {
    let scene = Scene::new().await;
    scene.create("editors").await;
    let path = format!("/api/users/{}", scene.id);
    let tag = async || scene.call(Method::GET, &path).await.header("etag").to_owned();
    let mut tags = vec![tag().await];
    for method in [Method::PUT, Method::DELETE] {
        assert_eq!(scene.member(method.clone(), "editors").await, 204);
        let after = tag().await;
        assert!(!tags.contains(&after), "{method}: {tags:?}, {after}");
        assert_eq!(scene.member(method.clone(), "editors").await, 204, "repeated");
        assert_eq!(tag().await, after, "{method}");
        tags.push(after);
    }
    let rename = scene.app.patch(&path).bearer(&scene.boss.access).header("if-match", &tags[0]);
    rename.json(&json!({"name": "Maren"})).send().await.assert_refused(412, "precondition_failed");
    scene.app.get(&path).bearer(&scene.boss.access).header("if-none-match", &tags[2]).expect_status(304).await;
    let expected = ["group.create editors", "group.add editors maren", "group.remove editors maren"];
    assert_eq!(scene.events().await, expected);

    assert_eq!(scene.member(Method::PUT, "editors").await, 204);
    let before = tag().await;
    assert_eq!(scene.call(Method::DELETE, "/api/groups/editors").await.status, 204);
    let after = tag().await;
    assert!(before != after && before.split('-').next() == after.split('-').next(), "{before} {after}");
    assert!(scene.events().await.contains(&"group.remove editors maren".to_owned()));
}

/// Without JavaScript, unless a test says otherwise. They need no second database.
mod pages {
    use super::*;
    use crate::support::page::is_chosen;

    const PAGE: &str = "/users/groups";
    const OF_EDITORS: &str = "/users/groups/editors";
    const EDITORS: [(&str, &str); 2] = [("name", "editors"), ("description", "Write articles.")];

    /// Submits a form about groups, and opens the page that the answer leads to.
    async fn submit(boss: &mut Browser<'_>, form: &str, fields: &[(&str, &str)]) -> Reply {
        boss.submit_and_follow(&format!("/actions/groups/{form}"), fields).await
    }

    /// The browser of an administrator, and the id of the user `ada`, beside the group `editors`.
    async fn with_editors(app: &TestApp) -> (Browser<'_>, String) {
        app.group("editors", &[]).await;
        (app.administrator_in_browser("boss").await, app.add("ada", "Ada Lovelace").await.id.to_string())
    }

    async fn add_to(boss: &mut Browser<'_>, id: &str, group: &str) -> Reply {
        let added = boss.submit("/actions/groups/add", &[("id", id), ("group", group)]).await;
        assert_eq!(added.location(), format!("/users/{id}"));
        boss.follow(&added).await
    }

    #[tokio::test]
    async fn a_group_is_created_described_and_deleted() {
        let app = TestApp::new().await;
        let mut boss = app.administrator_in_browser("boss").await;
        assert!(boss.open("/users").await.links_to(PAGE));
        boss.open(PAGE).await.assert_shows(&["No groups yet."]);
        let created = boss.submit("/actions/groups/create", &EDITORS).await;
        assert_eq!((created.status, created.location()), (303, PAGE));
        let page = boss.follow(&created).await;
        page.assert_shows(&["Group created.", "Write articles.", ">0 members · "]);
        assert!(page.links_to(OF_EDITORS));
        let updated = boss.submit("/actions/groups/update", &[EDITORS[0], ("description", "Publish them.")]).await;
        assert_eq!(updated.location(), OF_EDITORS);
        boss.follow(&updated).await.assert_shows(&["Changes saved.", ">Publish them.<", "Delete editors<"]);
        boss.open(PAGE).await.assert_shows(&["<small>Publish them.</small>"]);
        let deleted = boss.submit("/actions/groups/delete", &EDITORS[..1]).await;
        assert_eq!(deleted.location(), PAGE);
        boss.follow(&deleted).await.assert_shows(&["Group deleted.", "No groups yet."]);
    }

    /// The message is in a cookie, which browsers drop if it is too long.
    #[tokio::test]
    async fn a_group_of_hundreds_of_applications_says_why_it_is_not_deleted() {
        let app = TestApp::new().await;
        let (mut boss, _) = with_editors(&app).await;
        for number in 100..300 {
            let (name, url) = (format!("{number}-{}", "x".repeat(58)), format!("https://{number}.example.org/"));
            app.add_application(ApplicationRequest { groups: texts(&["editors"]), ..closed_at(&name, &url) }).await;
        }
        let refused = boss.submit("/actions/groups/delete", &EDITORS[..1]).await;
        assert!(refused.cookies().iter().all(|cookie| cookie.len() <= 4096), "{:?}", refused.cookies());
        boss.follow(&refused).await.assert_shows(&["and 195 more. Remove the group from them before you delete it."]);
    }

    #[tokio::test]
    async fn a_rejected_form_keeps_what_was_typed() {
        let app = TestApp::new().await;
        let (mut boss, _) = with_editors(&app).await;
        let fields = [("name", "Our Editors"), ("description", "Write.")];
        let rejected = boss.submit("/actions/groups/create", &fields).await;
        assert_eq!(rejected.location(), PAGE);
        let page = boss.follow(&rejected).await;
        page.assert_shows(&["There is a problem", "value=\"Our Editors\"", "value=\"Write.\""]);
        assert!(!page.has_text("Our Editors"), "it was created");

        let page = submit(&mut boss, "create", &EDITORS).await;
        page.assert_shows(&["There is a problem", "value=\"editors\""]);
        let long = "x".repeat(201);
        let page = submit(&mut boss, "update", &[EDITORS[0], ("description", &long)]).await;
        page.assert_shows(&["role=\"alert\"", &format!("value=\"{long}\"")]);
        assert!(!page.has_text(&long), "it was saved");
        // It was deleted elsewhere, and so was its page.
        assert_eq!(submit(&mut boss, "delete", &[("name", "writers")]).await.status, 404);
    }

    #[tokio::test]
    async fn a_user_is_added_to_a_group_and_removed_until_they_are_deleted() {
        let app = TestApp::new().await;
        let (mut boss, id) = with_editors(&app).await;
        boss.open(&format!("/users/{id}")).await.assert_shows(&["In no group.", "<option value=\"editors\">"]);
        add_to(&mut boss, &id, "writers").await.assert_shows(&["There is no such group."]);
        assert_eq!(boss.run("/actions/groups/add", &[("id", "ada"), ("group", "editors")]).await.status, 404);

        let page = add_to(&mut boss, &id, "editors").await;
        page.assert_shows(&["Added to the group.", "aria-label=\"Remove from editors\""]);
        assert!(page.links_to(OF_EDITORS));
        // The user is in it already.
        page.assert_hides(&["<option value=\"editors\">"]);
        boss.open(PAGE).await.assert_shows(&[">1 member · "]);
        let mut ada = app.browser_of("ada").await;
        ada.open("/account").await.assert_shows(&["Groups: editors"]);

        let page = submit(&mut boss, "remove", &[("id", &id), ("group", "editors")]).await;
        page.assert_shows(&["Removed from the group.", "In no group."]);
        ada.open("/account").await.assert_hides(&["Groups: "]);

        add_to(&mut boss, &id, "editors").await;
        app.change("ada", "delete").await;
        let page = boss.open(&format!("/users/{id}")).await;
        assert!(page.has_text("editors"));
        page.assert_hides(&["/actions/groups/remove", "/actions/groups/add"]);
    }

    #[tokio::test]
    async fn the_directory_is_filtered_by_group() {
        let app = TestApp::new().await;
        let mut boss = app.administrator_in_browser("boss").await;
        // There are no groups.
        boss.open("/users").await.assert_hides(&["Any group"]);
        app.add("ada", "Ada Lovelace").await;
        app.add("bea", "Bea Summer").await;
        app.group("editors", &["ada"]).await;

        let page = boss.open("/users").await;
        assert!(is_chosen(&page.text(), "") && page.has_text("Bea Summer"), "{}", page.text());
        let page = boss.open("/users?group=editors&sort=name").await;
        assert!(is_chosen(&page.text(), "editors") && page.has_text("Ada Lovelace"), "{}", page.text());
        page.assert_hides(&[">Bea Summer<"]);
        let kept = ["sort=-name", "sort=name&amp;per_page=50"].map(|more| format!("/users?group=editors&amp;{more}"));
        page.assert_shows(&[&kept[0], &kept[1], "/users/export?group=editors"]);
        let page = boss.open("/users?group=editors&q=harlow").await;
        page.assert_shows(&["No users in the group editors match “harlow”"]);

        // An unknown group is shown as the filter.
        let page = boss.open("/users?group=writers").await.expect_status(200);
        page.assert_shows(&["No users in the group writers"]);
        assert!(is_chosen(&page.text(), "writers"), "{}", page.text());
        let invalid = boss.open("/users?group=%22%3E%3Cimg%20src%3Dx%3E").await.expect_status(422);
        invalid.assert_hides(&["\"><img src=x"]);
    }
}
