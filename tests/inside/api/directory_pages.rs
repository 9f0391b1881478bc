//! The server-rendered pages of the user list, and their forms without JavaScript.

use crate::support::{Browser, OTHER_PASSWORD, TestApp};

/// Creates the administrator `boss`, signed in in a browser.
async fn boss(app: &TestApp) -> Browser<'_> {
    app.administrator("boss").await;
    let mut browser = app.browser();
    browser.log_in("boss").await;
    browser
}

/// Whether `text` contains all of `words` in this order.
fn in_order(text: &str, words: &[&str]) -> bool {
    let places: Option<Vec<_>> = words.iter().map(|word| text.find(word)).collect();
    places.is_some_and(|places| places.is_sorted())
}

#[tokio::test]
async fn only_administrators_list_users() {
    let app = TestApp::new().await;
    app.register("ada").await;
    let id = app.add("bea", "").await.id;
    let paths = ["/users".to_owned(), "/users?q=a".to_owned(), "/users/new".to_owned(), format!("/users/{id}")];
    for path in &paths {
        let stranger = app.get(path).html().send().await;
        assert_eq!(stranger.status, 302, "{path}");
        assert!(stranger.location().starts_with("/login?next=%2Fusers"), "{path}");
        let mut ada = app.browser();
        ada.log_in("ada").await;
        let refused = ada.open(path).await;
        assert_eq!(refused.status, 403, "{path}");
        assert!(!refused.text().contains("bea@example.org"), "{path}");
        assert!(!ada.open("/account").await.text().contains("href=\"/users\""));
    }
    let mut boss = boss(&app).await;
    for path in &paths {
        assert_eq!(boss.open(path).await.status, 200, "{path}");
    }
    assert!(boss.open("/account").await.text().contains("href=\"/users\""));
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
    let found = boss.open("/users?q=eli&role=user").await.text();
    assert!(found.contains(">Élise<") && !found.contains(">Bea Summer<"));
    assert!(found.contains("value=\"eli\"") && found.contains("/users?q=eli&amp;role=user&amp;sort=name"));
    let nobody = boss.open("/users?q=harlow&role=admin").await.text();
    assert!(nobody.contains("No administrators match “harlow”"));
}

#[tokio::test]
async fn invalid_pages_have_an_error_status_and_keep_the_search_form() {
    let app = TestApp::new().await;
    let mut boss = boss(&app).await;
    for (path, status) in [
        ("/users?page=2", 404),
        ("/users?page=0", 422),
        ("/users?sort=password_hash", 422),
        ("/users?cursor=forged", 400),
        ("/users/nobody", 404),
        ("/users/01936f2a-7c1e-7b40-9d55-3f0a6f1c2e88", 404),
    ] {
        let reply = boss.open(path).await;
        assert_eq!(reply.status, status, "{path}");
        assert_eq!(reply.text().contains("role=\"search\""), path.starts_with("/users?"), "{path}");
    }
}

#[tokio::test]
async fn names_are_escaped_on_every_page() {
    let app = TestApp::new().await;
    let name = "</td></script><img src=x onerror=\"alert('1')\"> & co";
    let user = app.add("mallory", name).await;
    let mut boss = boss(&app).await;
    for path in ["/users".to_owned(), format!("/users/{}", user.id), "/users?q=%3C%2Fscript%3E%22%3E".to_owned()] {
        let page = boss.open(&path).await.text();
        assert!(!page.contains("<img src=x") && !page.contains("</td></script>"), "{path}: {page}");
        assert!(!page.contains("\"></script>\">"), "{path}: {page}");
    }
    assert!(
        boss.open("/users").await.text().contains("&lt;img src=x onerror=&quot;alert(&#39;1&#39;)&quot;&gt; &amp; co")
    );
}

#[tokio::test]
async fn a_bulk_change_and_its_undo_work_without_javascript() {
    let app = TestApp::new().await;
    let (ada, bea) = (app.add("ada", "").await, app.add("bea", "").await);
    let mut boss = boss(&app).await;
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
    let page = boss.follow(&undone).await.text();
    assert!(page.contains("2 accounts changed.") && !page.contains(">Disabled</span>"), "{page}");
    assert!(!boss.open("/users").await.text().contains("accounts changed."), "the message is shown once");
}

#[tokio::test]
async fn a_bulk_change_of_all_matches_uses_the_filter_of_the_list() {
    let app = TestApp::new().await;
    for number in 0..25 {
        app.add(&format!("crowd{number}"), "").await;
    }
    app.add("ada", "").await;
    let mut boss = boss(&app).await;
    let fields = [("all", "on"), ("action", "delete"), ("back", "/users?q=crowd"), ("confirmed", "25")];
    let reply = boss.submit("/actions/users/bulk", &fields).await;
    assert!(boss.follow(&reply).await.text().contains("25 accounts changed."));
    let left = boss.open("/users").await.text();
    assert!(left.contains("1–2 of 2") && left.contains(">ada<"), "{left}");
}

#[tokio::test]
async fn a_password_link_is_shown_once_and_works_once() {
    let app = TestApp::new().await;
    app.register("ada").await;
    let id = app.id_of("ada").await;
    let mut boss = boss(&app).await;
    let reply = boss.submit("/actions/users/password-link", &[("id", &id)]).await;
    assert_eq!(reply.location(), format!("/users/{id}"));
    let page = boss.follow(&reply).await.text();
    let (_, rest) = page.split_once("/reset-password?token=").expect("the link");
    let token: String = rest.chars().take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_')).collect();
    assert!(!boss.open(&format!("/users/{id}")).await.text().contains(&token));

    let path = format!("/reset-password?token={token}");
    let mut ada = app.browser();
    assert!(ada.open(&path).await.text().contains("Choose a password"));
    let weak = ada.submit("/actions/reset-password", &[("token", &token), ("password", "ada")]).await;
    assert_eq!(weak.location(), path);
    let done = ada.submit("/actions/reset-password", &[("token", &token), ("password", OTHER_PASSWORD)]).await;
    assert_eq!(done.location(), "/login");
    assert!(ada.follow(&done).await.text().contains("Password set."));
    assert_eq!(ada.open(&path).await.status, 404);
}
