//! The picture form of the account page, without and with JavaScript.

use crate::support::{
    TestApp,
    browser::with_file,
    picture::{self, photograph, plain},
};
use axum::http::Method;
use image::ImageFormat;
use serde_json::Value;

const SET: &str = "/actions/picture";
const REMOVE: &str = "/actions/picture/remove";

#[tokio::test]
async fn without_javascript_the_account_page_shows_the_new_picture_and_a_message() {
    let app = TestApp::new().await;
    app.register("ada").await;
    let mut browser = app.browser();
    browser.log_in("ada").await;

    let set = browser.submit_file(SET, &photograph()).await;
    assert_eq!((set.status, set.location()), (303, "/account"));
    let page = browser.follow(&set).await.text();
    assert!(page.contains("Picture saved."), "{page}");
    let me = app.get("/api/auth/me").bearer(&browser.jar["vestibule_access"]).send().await.json();
    let large =
        me["avatar_url"].as_str().and_then(|url| url.strip_prefix("http://localhost:3000")).expect("an address");
    for url in [large.to_owned(), picture::small(large)] {
        assert!(page.contains(&format!("src=\"{url}\"")), "{url} in {page}");
    }

    let removed = browser.submit(REMOVE, &[]).await;
    assert_eq!((removed.status, removed.location()), (303, "/account"));
    let page = browser.follow(&removed).await.text();
    assert!(page.contains("Picture removed.") && !page.contains("/avatars/"), "{page}");
}

#[tokio::test]
async fn the_script_receives_the_updated_account() {
    let app = TestApp::new().await;
    app.register("ada").await;
    let mut browser = app.browser();
    browser.log_in("ada").await;
    let set = browser.run_file(SET, &plain(ImageFormat::WebP, [9, 9, 9])).await;
    assert_eq!(set.status, 200, "{}", set.text());
    let user = &set.json()["Accepted"];
    assert_eq!(app.get(user["avatar_url"].as_str().expect("an address")).send().await.status, 200);
    assert!(!browser.jar.contains_key("vestibule_flash"), "the script shows the message itself");
    let removed = browser.run(REMOVE, &[]).await;
    assert_eq!((removed.status, &removed.json()["Accepted"]["avatar_url"]), (200, &Value::Null));
}

#[tokio::test]
async fn invalid_pictures_show_an_error_with_and_without_javascript() {
    let app = TestApp::new().await;
    app.register("ada").await;
    let mut browser = app.browser();
    browser.log_in("ada").await;
    let half = photograph();
    let cases: [(&[u8], u16, &str); 4] = [
        (b"", 422, "Choose a picture first."),
        (b"<svg/>", 415, "Send a JPEG, PNG or WebP picture."),
        (&half[..half.len() / 2], 422, "The picture is damaged"),
        (&vec![0xff; 11_000_000], 413, "The picture is too large. Send one of at most 5 MiB."),
    ];
    for (file, status, words) in cases {
        let script = browser.run_file(SET, file).await;
        assert_eq!(script.status, status, "{words}");
        assert!(script.json()["detail"].as_str().unwrap().starts_with(words), "{}", script.text());
        let plain = browser.submit_file(SET, file).await;
        assert_eq!((plain.status, plain.location()), (303, "/account"), "{words}");
        // The page shows the sentences in separate elements.
        let page = browser.follow(&plain).await.text();
        assert!(words.split_inclusive(". ").all(|sentence| page.contains(sentence.trim())), "{words}: {page}");
    }
}

#[tokio::test]
async fn invalid_upload_forms_are_4xx() {
    let app = TestApp::new().await;
    app.register("ada").await;
    let mut browser = app.browser();
    browser.log_in("ada").await;
    let cookie = format!("vestibule_access={}", browser.jar["vestibule_access"]);
    let post = || {
        let post = app.post(SET).header("cookie", &cookie).header("origin", "http://localhost:3000");
        post.header("accept", "application/json")
    };
    for (content_type, body, status) in [
        ("application/x-www-form-urlencoded", "picture=x.png", 415),
        ("multipart/form-data", "--x", 415),
        ("multipart/form-data; boundary=", "--x", 400),
        ("multipart/form-data; boundary=x", "--x", 400),
        ("multipart/form-data; boundary=x", "--x\r\n\r\n--x--", 400),
        ("multipart/form-data; boundary=x", "--x--\r\n", 422),
        ("image/png", "x", 415),
    ] {
        let reply = post().header("content-type", content_type).body(body).send().await;
        assert_eq!(reply.status, status, "{content_type} {body}: {}", reply.text());
        reply.code();
    }
    let other = with_file(post(), "photo", &photograph()).send().await;
    assert_eq!((other.status, other.fields()[0].0.as_str()), (422, "picture"));
}

#[tokio::test]
async fn uploads_require_a_session_and_the_same_site() {
    let app = TestApp::new().await;
    app.register("ada").await;
    let stranger = app.browser().submit_file(SET, &photograph()).await;
    assert_eq!((stranger.status, stranger.location()), (303, "/login?next=%2Faccount"));
    assert_eq!(app.browser().run_file(SET, &photograph()).await.code(), "token_missing");
    assert_eq!(app.browser().submit(REMOVE, &[]).await.location(), "/login?next=%2Faccount");

    let mut browser = app.browser();
    browser.log_in("ada").await;
    for path in [SET, REMOVE] {
        let call = browser.call(Method::POST, path).header("sec-fetch-site", "cross-site");
        let refused = with_file(call.header("accept", "application/json"), "picture", &photograph()).send().await;
        assert_eq!((refused.status, refused.code().as_str()), (403, "cross_site"), "{path}");
    }
    assert_eq!(app.database.run("SELECT media_type FROM avatars").await, Vec::<String>::new());
}
