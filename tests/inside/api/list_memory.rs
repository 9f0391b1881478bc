//! The way from a list of users to an account and back.

use crate::support::*;

/// Without JavaScript. They need no second database.
mod pages {
    use super::*;

    /// Opens a page from a link on the page at `before`.
    async fn open_from(browser: &Browser<'_>, before: &str, path: &str) -> Reply {
        let call = browser.call(Method::GET, path).html().header("sec-fetch-site", "same-origin");
        call.header("referer", &format!("http://localhost:3000{before}")).send().await
    }

    #[tokio::test]
    async fn the_page_of_an_account_leads_back_to_the_list_at_its_row() {
        let app = TestApp::new().await;
        let id = app.add("ada", "Élise").await.id;
        let mut boss = app.administrator_in_browser("boss").await;
        let page = format!("/users/{id}");
        boss.open(&page).await.assert_shows(&["class=\"back\" href=\"/users\""]);
        let list = "/users?q=eli&role=user&created_to=2026-11-30&sort=name";
        boss.open(list).await.assert_shows(&[&format!("id=\"u-{id}\"")]);
        assert!(!boss.jar["vestibule_list"].contains("created_to"), "the cookie is encrypted");
        let back = format!(
            "class=\"back\" href=\"/users?q=eli&amp;role=user&amp;created_to=2026-11-30&amp;sort=name#u-{id}\""
        );
        open_from(&boss, list, &page).await.assert_shows(&[&back]);
        // After a form on the page, whose redirect names the page itself.
        let sent = boss.submit("/actions/users/change", &[("id", &*id.to_string()), ("action", "disable")]).await;
        assert_eq!(sent.location(), page);
        boss.follow(&sent).await.assert_shows(&[&back]);
        // Another tab has its own list.
        let other = format!("class=\"back\" href=\"/users?status=disabled#u-{id}\"");
        open_from(&boss, "/users?status=disabled", &page).await.assert_shows(&[&other]);
    }

    #[tokio::test]
    async fn the_page_of_an_account_leads_back_to_the_group() {
        let app = TestApp::new().await;
        let id = app.add("ada", "Élise").await.id;
        let boss = app.administrator_in_browser("boss").await;
        let back = format!("class=\"back\" href=\"/users/groups/editors?sort=name#u-{id}\"");
        let page = open_from(&boss, "/users/groups/editors?sort=name", &format!("/users/{id}")).await;
        page.assert_shows(&[&back]);
    }

    #[tokio::test]
    async fn the_list_that_someone_else_saw_is_not_remembered() {
        let app = TestApp::new().await;
        let id = app.add("ada", "Élise").await.id;
        let mut boss = app.administrator_in_browser("boss").await;
        boss.open("/users?q=eli").await;
        let kept = boss.jar["vestibule_list"].clone();
        let mut other = app.administrator_in_browser("other").await;
        other.jar.insert("vestibule_list".to_owned(), kept);
        other.open(&format!("/users/{id}")).await.assert_shows(&["class=\"back\" href=\"/users\""]);
    }
}
