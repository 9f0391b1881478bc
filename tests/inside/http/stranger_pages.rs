//! Pages of strangers are rendered once a second; nothing about one visitor reaches another.

use crate::support::*;

/// The HTML without the nonce of its response.
fn without_nonce(page: &Reply) -> String {
    let policy = page.header("content-security-policy");
    let nonce = policy.split_once("'nonce-").expect("a nonce").1.split('\'').next().unwrap();
    page.text().replace(nonce, "")
}

#[tokio::test]
async fn strangers_get_the_same_page_within_a_second_and_a_new_one_after_it() {
    let app = TestApp::new().await;
    let open = async |path: &str| app.get(path).html().send().await;
    let first = open("/login").await;
    let second = open("/login").await;
    assert_eq!(without_nonce(&first), without_nonce(&second));
    // Of a page that was not kept, the length is not known.
    assert!(first.headers.contains_key("content-length"), "{:?}", first.headers);
    assert_eq!(first.headers.len(), second.headers.len(), "{:?} {:?}", first.headers, second.headers);
    assert_ne!(first.text(), second.text(), "each has a nonce of its own");
    assert_ne!(without_nonce(&first), without_nonce(&open("/login?next=%2Fusers").await));
    app.wait(1);
    assert_ne!(without_nonce(&first), without_nonce(&open("/login").await), "the page tells the time of the server");
}

#[tokio::test]
async fn a_visitor_with_a_message_a_theme_or_a_session_gets_a_page_of_their_own() {
    const REFUSED: &str = "do not match";
    let app = TestApp::with_user("ada").await;
    let mut stranger = app.browser();
    stranger.open("/login").await.assert_hides(&[REFUSED]);

    let mut refused = app.browser();
    let page = refused.submit_and_follow("/actions/login", &[("login", "ada"), ("password", "wrong")]).await;
    page.assert_shows(&[REFUSED]);
    stranger.open("/login").await.assert_hides(&[REFUSED]);

    stranger.open("/").await.assert_hides(&["data-theme=\"dark\""]);
    let mut dark = app.browser();
    dark.submit("/actions/theme", &[("theme", "dark")]).await;
    dark.open("/").await.assert_shows(&["data-theme=\"dark\""]);
    stranger.open("/").await.assert_hides(&["data-theme=\"dark\""]);

    let mut signed_in = app.browser();
    signed_in.submit("/actions/login", &[("login", "ada"), ("password", PASSWORD)]).await;
    signed_in.open("/").await.assert_shows(&["ada@"]);
    stranger.open("/").await.assert_hides(&["ada@"]);
}
