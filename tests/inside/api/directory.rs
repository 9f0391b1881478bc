//! `GET /api/users`: the list of all users, for administrators, and its page.

use crate::support::*;

/// An application with `admin` and one user for each of `names` (`username|name`).
pub(super) async fn app_with_users(names: &[&str]) -> (TestApp, Tokens) {
    let (app, admin) = TestApp::with_administrator("admin").await;
    for entry in names {
        app.wait(1);
        let (username, name) = entry.split_once('|').unwrap_or((entry, ""));
        app.add(username, name).await;
    }
    (app, admin)
}

pub(super) async fn list(app: &TestApp, admin: &Tokens, query: &str) -> Reply {
    app.get(&format!("/api/users?{query}")).bearer(&admin.access).send().await
}

/// The usernames on a page.
pub(super) async fn names(app: &TestApp, admin: &Tokens, query: &str) -> Vec<String> {
    let reply = list(app, admin, query).await;
    assert_eq!(reply.status, 200, "{query}: {}", reply.text());
    names_of(&reply.json())
}

pub(super) fn names_of(page: &Value) -> Vec<String> {
    each(&page["users"], "username")
}

#[tokio::test]
async fn a_list_that_changes_with_each_read_is_given_up() {
    let (app, admin) = app_with_users(&["bea|Zoë"]).await;
    // As if another import began before each read.
    app.database.run("ALTER TABLE imports RENAME TO true_imports").await;
    let number = if app.database.is_postgres() { "CAST(random() * 1e12 AS BIGINT)" } else { "abs(random() / 2)" };
    let view = format!("CREATE VIEW imports AS SELECT {number} AS number, CAST(NULL AS BIGINT) AS published_at");
    app.database.run(&view).await;
    let answer = tokio::time::timeout(Duration::from_secs(20), list(&app, &admin, "")).await;
    answer.expect("an answer").assert_refused(503, "unavailable");
    app.database.run("DROP VIEW imports").await;
    app.database.run("ALTER TABLE true_imports RENAME TO imports").await;
    assert_eq!(names(&app, &admin, "").await, ["bea", "admin"]);
}

#[tokio::test]
async fn the_list_is_sorted_by_newest_or_in_either_direction_and_links_to_its_other_pages() {
    let (app, admin) = app_with_users(&["bea|Zoë", "ada|Élise", "cid|Anna"]).await;
    assert_eq!(names(&app, &admin, "").await, ["cid", "ada", "bea", "admin"]);
    assert_eq!(names(&app, &admin, "sort=created_at").await, ["admin", "bea", "ada", "cid"]);
    assert_eq!(names(&app, &admin, "sort=username").await, ["ada", "admin", "bea", "cid"]);
    assert_eq!(names(&app, &admin, "sort=-email").await, ["cid", "bea", "admin", "ada"]);
    // Users without a name are sorted by username; accents are ignored.
    assert_eq!(names(&app, &admin, "sort=name").await, ["admin", "cid", "ada", "bea"]);
    app.log_in("bea").await;
    assert_eq!(names(&app, &admin, "sort=-last_login_at").await[0], "bea");

    let reply = list(&app, &admin, "sort=username&per_page=2").await;
    let links = reply.headers["link"].to_str().unwrap().to_owned();
    assert!(links.contains("rel=\"next\"") && links.contains("rel=\"last\"") && !links.contains("rel=\"prev\""));
    let next = links.split('<').find(|link| link.contains("rel=\"next\"")).unwrap().split('>').next().unwrap();
    let page = app.get(next).bearer(&admin.access).send().await;
    assert_eq!(names_of(&page.json()), ["bea", "cid"]);
    let links = page.headers["link"].to_str().unwrap();
    assert!(links.contains("rel=\"prev\"") && !links.contains("rel=\"next\""), "{links}");
}

#[tokio::test]
async fn a_search_matches_word_prefixes_ignoring_case_and_accents() {
    let (app, admin) = app_with_users(&["maren.holt|Élise Ødegård", "holger|Søren Straßer", "kestrel_77"]).await;
    for (q, found) in [
        ("hol", vec!["holger", "maren.holt"]),
        ("HOLT", vec!["maren.holt"]),
        ("elise", vec!["maren.holt"]),
        ("%C3%A9LISE+odeg", vec!["maren.holt"]),
        ("maren.holt%40example.org", vec!["maren.holt"]),
        ("strasser", vec!["holger"]),
        ("77", vec!["kestrel_77"]),
        ("example", vec!["kestrel_77", "holger", "maren.holt", "admin"]),
        ("olt", vec![]),
        ("%25", vec![]),
        ("%5F", vec![]),
        ("++", vec!["kestrel_77", "holger", "maren.holt", "admin"]),
    ] {
        assert_eq!(names(&app, &admin, &format!("q={q}")).await, found, "{q}");
    }
    let page = list(&app, &admin, "q=hol").await.json();
    assert_eq!((&page["pagination"]["total"], &page["pagination"]["total_is_exact"]), (&2.into(), &true.into()));
}

#[tokio::test]
async fn an_id_finds_its_account_alone() {
    let (app, admin) = app_with_users(&["bea", "ada"]).await;
    let id = app.id_of("ada").await;
    for query in [format!("q={id}"), format!("q=%20{}&role=user&sort=name", id.to_uppercase())] {
        let page = list(&app, &admin, &query).await.json();
        assert_eq!(names_of(&page), ["ada"], "{query}");
        assert_eq!((&page["pagination"]["total"], &page["pagination"]["next"]), (&json!(1), &Value::Null));
    }
    assert!(names(&app, &admin, &format!("q={id}&role=admin")).await.is_empty());
    assert!(names(&app, &admin, &format!("q={id}&group=editors")).await.is_empty());
    assert!(names(&app, &admin, &format!("q={}", Uuid::from_u128(1))).await.is_empty());
    list(&app, &admin, &format!("q={id}&page=2")).await.assert_refused(404, "not_found");
    // Only this account is changed, and found although it is deleted.
    let body = json!({"action": "delete", "filter": {"q": id}});
    let report = app.send(&admin.access, Method::POST, "/api/users/bulk", &body).await.json();
    assert_eq!((&report["changed"], &report["skipped"]), (&json!(1), &json!(0)));
    assert_eq!(names(&app, &admin, &format!("q={id}")).await, ["ada"]);
    assert_eq!(names(&app, &admin, "").await, ["bea", "admin"]);
}

#[tokio::test]
async fn the_list_filters_by_role_and_status_and_hides_deleted_accounts_by_default() {
    let (app, admin) = app_with_users(&["ada", "bea", "cid"]).await;
    app.change("ada", "disable").await;
    app.change("bea", "delete").await;
    assert_eq!(names(&app, &admin, "role=admin").await, ["admin"]);
    assert_eq!(names(&app, &admin, "role=user").await, ["cid", "ada"]);
    assert_eq!(names(&app, &admin, "status=disabled").await, ["ada"]);
    assert_eq!(names(&app, &admin, "status=deleted").await, ["bea"]);
    assert_eq!(names(&app, &admin, "status=deleted&q=be").await, ["bea"]);
    assert_eq!(names(&app, &admin, "q=be").await, [""; 0]);
    for (query, total) in [("", 3), ("role=user", 2), ("status=active", 2), ("status=deleted", 1)] {
        let page = list(&app, &admin, query).await.json();
        assert_eq!(page["pagination"]["total"], total, "{query}");
    }
}

#[tokio::test]
async fn the_list_filters_by_group_together_with_the_other_filters() {
    let (app, admin) =
        app_with_users(&["ada|Élise Holt", "bea|Elif Holt", "cid|Anna", "dora", "eve|#staff# Staff"]).await;
    app.group("staff", &["ada", "bea", "cid"]).await;
    // Their names are prefixes of each other.
    app.group("staff-2", &["dora"]).await;
    app.group("staf", &["cid"]).await;
    app.change("bea", "disable").await;
    for (query, found) in [
        ("group=staff", vec!["cid", "bea", "ada"]),
        ("group=staff-2", vec!["dora"]),
        ("group=staf", vec!["cid"]),
        ("group=sta", vec![]),
        ("group=nobody", vec![]),
        ("group=staff&q=holt", vec!["bea", "ada"]),
        ("group=staff&q=hol+eli", vec!["bea", "ada"]),
        ("group=staff&q=eli&status=active", vec!["ada"]),
        ("group=staff&status=disabled&sort=name", vec!["bea"]),
        ("group=staff&role=user&sort=username", vec!["ada", "bea", "cid"]),
        ("group=staff&role=admin", vec![]),
        ("group=staff&q=%25", vec![]),
        ("group=", vec!["eve", "dora", "cid", "bea", "ada", "admin"]),
        // A search finds the words of a name, and no group.
        ("q=staff", vec!["eve"]),
        ("q=%23staff%23", vec!["eve"]),
    ] {
        let page = list(&app, &admin, query).await.json();
        assert_eq!(names_of(&page), found, "{query}");
        let pagination = &page["pagination"];
        let counted = (&pagination["total"], &pagination["total_is_exact"]);
        assert_eq!(counted, (&found.len().into(), &true.into()), "{query}");
    }
    let id = app.id_of("cid").await;
    let left = app.call("DELETE".parse().unwrap(), &format!("/api/groups/staff/members/{id}")).bearer(&admin.access);
    assert_eq!(left.send().await.status, 204);
    assert_eq!(names(&app, &admin, "group=staff").await, ["bea", "ada"]);
    assert_eq!(names(&app, &admin, "group=staf").await, ["cid"]);
}

#[tokio::test]
async fn every_pagination_returns_each_user_once() {
    let people: Vec<_> = (0..23).map(|number| format!("u{number:02}")).collect();
    let (app, admin) = app_with_users(&people.iter().map(String::as_str).collect::<Vec<_>>()).await;
    app.group("some", &people.iter().map(String::as_str).step_by(2).collect::<Vec<_>>()).await;
    for sort in ["created_at", "-created_at", "username", "-username", "email", "-email", "name", "last_login_at"] {
        for filter in [
            "",
            "&q=u",
            "&role=user",
            "&q=exam&status=active",
            "&group=some",
            "&group=some&q=u1",
            "&signed_in=never",
            "&created_from=2026-11-01&q=u1",
            "&second_factor=without",
            "&second_factor=without&group=some",
        ] {
            let query = format!("sort={sort}{filter}");
            let all = names(&app, &admin, &format!("{query}&per_page=100")).await;
            let mut by_number = Vec::new();
            let pages = list(&app, &admin, &format!("{query}&per_page=5")).await.json()["pagination"]["pages"].clone();
            for page in 1..=pages.as_u64().unwrap() {
                by_number.extend(names(&app, &admin, &format!("{query}&per_page=5&page={page}")).await);
            }
            assert_eq!(by_number, all, "{query} by number");
            assert_eq!(all_forwards(&app, &admin, &query).await, all, "{query} by cursor");
            assert_eq!(all_backwards(&app, &admin, &query, pages.as_u64().unwrap()).await, all, "{query} back");
        }
    }
}

/// All usernames, following the `next` cursors.
async fn all_forwards(app: &TestApp, admin: &Tokens, query: &str) -> Vec<String> {
    let (mut all, mut cursor) = (Vec::new(), String::new());
    for number in 1.. {
        let reply = list(app, admin, &format!("{query}&per_page=5&cursor={cursor}")).await.json();
        assert_eq!(reply["pagination"]["page"], number);
        all.extend(names_of(&reply));
        match reply["pagination"]["next"].as_str() {
            Some(next) => cursor = next.to_owned(),
            None => break,
        }
    }
    all
}

/// All usernames, following the `prev` cursors from the last page.
async fn all_backwards(app: &TestApp, admin: &Tokens, query: &str, last: u64) -> Vec<String> {
    let mut page = list(app, admin, &format!("{query}&per_page=5&page={last}")).await.json();
    let mut all = names_of(&page);
    while let Some(prev) = page["pagination"]["prev"].as_str().map(str::to_owned) {
        page = list(app, admin, &format!("{query}&per_page=5&cursor={prev}")).await.json();
        all.splice(0..0, names_of(&page));
    }
    all
}

#[tokio::test]
async fn a_cursor_keeps_its_position_while_users_are_added_and_deleted() {
    let (app, admin) = app_with_users(&["ada", "bea", "cid", "dora", "emil"]).await;
    let first = list(&app, &admin, "sort=username&per_page=3").await.json();
    assert_eq!(names_of(&first), ["ada", "admin", "bea"]);
    app.change("ada", "delete").await;
    app.add("abel", "").await;
    app.add("bob", "").await;
    let next = first["pagination"]["next"].as_str().unwrap();
    assert_eq!(names(&app, &admin, &format!("sort=username&per_page=3&cursor={next}")).await, ["bob", "cid", "dora"]);
}

#[tokio::test]
async fn a_cursor_is_valid_for_its_list_only_and_cannot_be_forged() {
    let (app, admin) = app_with_users(&["ada", "bea"]).await;
    let page = list(&app, &admin, "sort=username&per_page=1").await.json();
    let cursor = page["pagination"]["next"].as_str().unwrap();
    assert!(!cursor.contains("admin"));
    // Changes one character, so that the cursor is no longer authentic.
    let flipped = cursor.replacen(&cursor[50..51], if &cursor[50..51] == "A" { "B" } else { "A" }, 1);
    for query in [
        format!("cursor={flipped}&sort=username"),
        format!("cursor={cursor}"),
        format!("cursor={cursor}&sort=-username"),
        format!("cursor={cursor}&sort=username&q=a"),
        format!("cursor={cursor}&sort=username&role=user"),
        format!("cursor={cursor}&sort=username&status=deleted"),
        format!("cursor={cursor}&sort=username&group=staff"),
        format!("cursor={cursor}&sort=username&created_from=2026-11-01"),
        format!("cursor={cursor}&sort=username&page=2"),
        "cursor=x".to_owned(),
        format!("cursor={}", "A".repeat(9000)),
    ] {
        assert_eq!(list(&app, &admin, &query).await.status, 400, "{query}");
    }
    let other = TestApp::with(|config| config.secret = vestibule::config::MasterSecret::new(vec![9; 32])).await;
    let (_, other_admin) = other.administrator("admin").await;
    assert_eq!(list(&other, &other_admin, &format!("cursor={cursor}&sort=username")).await.status, 400);
}

#[tokio::test]
async fn invalid_parameters_are_rejected_by_name() {
    let (app, admin) = app_with_users(&["ada"]).await;
    for (query, field) in [
        ("page=0", "page"),
        ("page=-1", "page"),
        ("page=two", "page"),
        ("per_page=0", "per_page"),
        ("per_page=101", "per_page"),
        ("per_page=1000000000", "per_page"),
        ("per_page=ten", "per_page"),
        ("sort=password_hash", "sort"),
        ("sort=--username", "sort"),
        ("role=root", "role"),
        ("status=gone", "status"),
        ("group=Staff", "group"),
        ("group=staff,editors", "group"),
        ("group=%23staff%23", "group"),
        ("group=staff&q=a+b+c+d+e+f+g+h", "q"),
        ("signed_in=always", "signed_in"),
        ("second_factor=yes", "second_factor"),
        ("created_from=today", "created_from"),
        ("created_to=2026-11-31", "created_to"),
        ("last_login_before=2026-11-01T12:00:00Z", "last_login_before"),
    ] {
        let reply = list(&app, &admin, query).await;
        assert_eq!(reply.status, 422, "{query}");
        assert_eq!(reply.json()["errors"][0]["field"], field, "{query}");
    }
    assert_eq!(list(&app, &admin, &format!("q={}", "a".repeat(10_000))).await.status, 422);
    assert_eq!(list(&app, &admin, &format!("q={}", "%25".repeat(200))).await.json()["pagination"]["total"], 0);
    assert_eq!(list(&app, &admin, "page=2").await.status, 404);
    assert_eq!(list(&app, &admin, "page=18446744073709551615").await.status, 404);
    assert_eq!(list(&app, &admin, "q=nobody&page=2").await.status, 404);
    assert_eq!(list(&app, &admin, "q=nobody").await.json()["users"], serde_json::json!([]));
    assert_eq!(list(&app, &admin, "role=user&role=admin").await.status, 400);
    assert_eq!(list(&app, &admin, "group=staff&q=a+b+c+d+e+f+g").await.status, 200);
    let reply = list(&app, &admin, "group=staff&q=a+b+c+d+e+f+g+h").await.json();
    assert_eq!(reply["errors"][0]["code"], "too_many_words");
    assert_eq!(reply["errors"][0]["message"], "Search for at most 7 words in a group.");
}

/// Without JavaScript, unless a test says otherwise. They need no second database.
mod pages {
    use super::*;

    /// Creates the administrator `boss`, signed in in a browser.
    async fn boss(app: &TestApp) -> Browser<'_> {
        app.administrator_in_browser("boss").await
    }

    /// Whether `text` contains all of `words` in this order.
    fn in_order(text: &str, words: &[&str]) -> bool {
        let places: Option<Vec<_>> = words.iter().map(|word| text.find(word)).collect();
        places.is_some_and(|places| places.is_sorted())
    }

    #[tokio::test]
    async fn the_list_is_complete_without_javascript() {
        let app = TestApp::new().await;
        app.add("ada", "Élise").await;
        app.add("bea", "Bea Summer").await;
        let mut boss = boss(&app).await;
        let page = boss.open("/users?sort=name").await.text();
        let (_, page) = page.split_once("<thead").expect("a table");
        assert!(in_order(page, &[">Bea Summer<", ">boss<", ">Élise<"]), "{page}");
        assert!(page.contains("aria-sort=\"ascending\"") && page.contains("1–3 of 3"));
        let found = boss.open("/users?q=eli&role=user").await;
        assert!(found.has_text("Élise"));
        assert!(!found.has_text("Bea Summer"));
        found.assert_shows(&["/users?q=eli&amp;role=user&amp;sort=name"]);
        assert!(found.has("value", "eli"));
        boss.open("/users?q=harlow&role=admin").await.assert_shows(&["No administrators match “harlow”"]);
    }

    #[tokio::test]
    async fn programs_are_left_out_of_every_page_of_the_list_in_every_order() {
        let app = TestApp::new().await;
        let mut boss = boss(&app).await;
        // Every second account is a program.
        for number in 0..30 {
            app.wait(1);
            app.add(&format!("person{number:02}"), "").await;
            app.wait(1);
            let program = format!("program{number:02}");
            let fields = [("username", program.as_str()), ("name", ""), ("role", "user")];
            boss.submit("/actions/service-accounts/create", &fields).await.expect_status(303);
        }
        for order in ["-created_at", "created_at", "username", "-username", "email", "-last_login_at", "last_login_at"]
        {
            let mut seen = Vec::new();
            for page in 1..=2 {
                let text = boss.open(&format!("/users?sort={order}&page={page}")).await.expect_status(200).text();
                assert!(!text.contains(">program"), "{order}: {text}");
                assert!(text.contains("of 31"), "{order}: {text}");
                seen.extend(text.split("<a class=\"truncate\"").skip(1).filter_map(|row| {
                    let (_, rest) = row.split_once("title=\"")?;
                    rest.split('"').next().map(str::to_owned)
                }));
            }
            seen.sort_unstable();
            seen.dedup();
            assert_eq!(seen.len(), 31, "{order}: {seen:?}");
        }
        let found = boss.open("/users?q=program01").await;
        found.assert_shows(&["match “program01”"]);
    }

    #[tokio::test]
    async fn pasted_names_make_a_list_and_choices_make_columns() {
        let app = TestApp::new().await;
        for name in ["ada", "bea", "cleo", "dora"] {
            app.add(name, "").await;
        }
        app.group("editors", &["ada"]).await;
        let mut boss = boss(&app).await;
        let page = boss.open("/users?usernames=DORA%0D%0Aada%2C+nobody%3Bbea%40example.org&sort=username").await;
        let text = page.text();
        assert!(in_order(&text, &[">ada<", ">dora<"]) && !text.contains(">cleo<"), "{text}");
        page.assert_shows(&["Usernames: DORA ada nobody bea@example.org"]);
        let page = boss.open("/users?columns=groups%20second_factor").await;
        page.assert_shows(&["title=\"editors\">editors</td>", "<td role=\"cell\" class=\"c-factor\">No</td>"]);
        assert!(page.links_to("/users?columns=second_factor"), "{}", page.text());
        let many = (0..101).map(|number| format!("user{number}%20")).collect::<String>();
        boss.open(&format!("/users?usernames={many}")).await.expect_status(422).assert_shows(&["at most 100"]);
    }

    #[tokio::test]
    async fn invalid_pages_have_an_error_status_the_search_form_and_a_way_out() {
        let app = TestApp::new().await;
        let mut boss = boss(&app).await;
        let invalid = "The search or a filter is not valid";
        for (query, status, heading, way_out) in [
            ("page=2", 404, "Page not found", "Go to the first page"),
            ("page=0", 422, invalid, "Clear search and filters"),
            ("sort=password_hash", 422, invalid, "Clear search and filters"),
            ("cursor=forged", 400, invalid, "Go to the first page"),
        ] {
            let reply = boss.open(&format!("/users?{query}")).await.expect_status(status);
            assert!(reply.has("role", "search") && reply.links_to("/users"), "{query}: {}", reply.text());
            reply.assert_shows(&[heading, way_out]);
        }
        for path in ["/users/nobody", "/users/01936f2a-7c1e-7b40-9d55-3f0a6f1c2e88"] {
            let reply = boss.open(path).await.expect_status(404);
            assert!(!reply.has("role", "search"), "{path}: {}", reply.text());
        }
    }

    #[tokio::test]
    async fn names_are_escaped_on_every_page() {
        let app = TestApp::new().await;
        let name = "</td></script><img src=x onerror=\"alert('1')\"> & co";
        let user = app.add("mallory", name).await;
        let mut boss = boss(&app).await;
        for path in ["/users".to_owned(), format!("/users/{}", user.id), "/users?q=%3C%2Fscript%3E%22%3E".to_owned()] {
            let page = boss.open(&path).await;
            page.assert_hides(&["<img src=x", "</td></script>", "\"></script>\">"]);
        }
        boss.open("/users").await.assert_shows(&["&lt;img src=x onerror=&quot;alert(&#39;1&#39;)&quot;&gt; &amp; co"]);
    }

    #[tokio::test]
    async fn a_bulk_change_and_its_undo_work_without_javascript() {
        let app = TestApp::new().await;
        let (ada, bea) = (app.add("ada", "").await, app.add("bea", "").await);
        let mut boss = boss(&app).await;
        boss.open("/users").await.assert_hides(&["/actions/users/undo"]);
        let (ada, bea) = (ada.id.to_string(), bea.id.to_string());
        let fields = [("ids[]", &*ada), ("ids[]", &*bea), ("action", "disable"), ("back", "/users?sort=username")];
        let reply = boss.submit("/actions/users/bulk", &fields).await;
        assert_eq!((reply.status, reply.location()), (303, "/users?sort=username"));
        let page = boss.follow(&reply).await.text();
        assert!(page.contains("2 accounts changed.") && page.matches(">Disabled</span>").count() == 2, "{page}");

        let field = |name: &str| {
            let (_, rest) = page.split_once(&format!("name=\"{name}\" value=\"")).expect("the field of the offer");
            rest.split('"').next().unwrap_or_default().to_owned()
        };
        let undone = boss.submit("/actions/users/undo", &[("bulk_id", &field("bulk_id")), ("back", "/users")]).await;
        let page = boss.follow(&undone).await;
        page.assert_shows(&["2 accounts changed."]);
        assert!(!page.text().contains(">Disabled</span>"));
        // The message is shown once.
        boss.open("/users").await.assert_hides(&["accounts changed."]);
        boss.submit("/actions/users/bulk", &fields).await;
        let page = boss.open("/users?q=example").await;
        page.assert_shows(&["Recent changes (1)", "aria-label=\"Undo: Disabled 2 accounts\""]);
        assert!(page.has("value", "/users?q=example"));
    }

    #[tokio::test]
    async fn a_password_link_is_shown_once_and_works_once() {
        let app = TestApp::with_user("ada").await;
        let id = app.id_of("ada").await;
        let mut boss = boss(&app).await;
        let reply = boss.submit("/actions/users/password-link", &[("id", &id)]).await;
        assert_eq!(reply.location(), format!("/users/{id}"));
        let page = boss.follow(&reply).await.text();
        let token = token_in(&page);
        boss.open(&format!("/users/{id}")).await.assert_hides(&[&token]);

        let path = format!("/reset-password?token={token}");
        let mut ada = app.browser();
        ada.open(&path).await.assert_shows(&["Choose a password"]);
        let weak = ada.submit("/actions/reset-password", &[("token", &token), ("password", "ada")]).await;
        assert_eq!(weak.location(), path);
        let done = ada.submit("/actions/reset-password", &[("token", &token), ("password", OTHER_PASSWORD)]).await;
        assert_eq!(done.location(), "/login?next=%2Faccount%2Fsecurity%3Fafter%3Dreset");
        ada.follow(&done).await.assert_shows(&["Password set."]);
        assert_eq!(ada.open(&path).await.status, 404);
    }
}
