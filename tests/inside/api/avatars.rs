//! `/api/users/{id}/avatar` and `/avatars/…`: the picture of an account, and its form.

use crate::support::browser::with_file;
use crate::support::picture::{self, photograph, plain};
use crate::support::*;
use axum::body::Body;
use futures::StreamExt;
use image::{ImageFormat, Rgba};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

const SET: &str = "/actions/picture";
const RED: [u8; 3] = [200, 30, 30];
const BLUE: [u8; 3] = [30, 40, 200];

async fn put(app: &TestApp, user: &Value, tokens: &Tokens, file: impl Into<Body>) -> Reply {
    put_as(app, user, tokens, "image/jpeg", file).await
}

async fn put_as(app: &TestApp, user: &Value, tokens: &Tokens, kind: &str, file: impl Into<Body>) -> Reply {
    let path = format!("/api/users/{}/avatar", id_of(user));
    app.put(&path).bearer(&tokens.access).header("content-type", kind).body(file).send().await
}

async fn delete(app: &TestApp, user: &Value, tokens: &Tokens) -> Reply {
    let path = format!("/api/users/{}/avatar", id_of(user));
    app.delete(&path).bearer(&tokens.access).send().await
}

/// Sets a picture and returns its address.
async fn set(app: &TestApp, user: &Value, tokens: &Tokens) -> String {
    let reply = put(app, user, tokens, plain(ImageFormat::Jpeg, RED)).await.expect_status(200);
    reply.json()["avatar_url"].as_str().expect("an address").to_owned()
}

async fn status(app: &TestApp, path: &str) -> u16 {
    app.get(path).send().await.status
}

fn is_near(Rgba([r, g, b, _]): &Rgba<u8>, color: [u8; 3]) -> bool {
    [*r, *g, *b].iter().zip(color).all(|(one, other)| one.abs_diff(other) < 24)
}

#[tokio::test]
async fn a_photograph_is_rotated_cropped_and_stripped_of_its_metadata() {
    let (app, user, tokens) = TestApp::with_member("ada").await;
    assert_eq!(user["avatar_url"], Value::Null);
    let set = put(&app, &user, &tokens, photograph()).await.expect_status(200);
    assert_ne!(set.header("etag"), "");
    let url = set.json()["avatar_url"].as_str().expect("an address").to_owned();
    assert_eq!(app.me(&tokens.access).send().await.json()["avatar_url"], url.as_str());
    // It is absolute, for pages of other origins.
    assert!(url.starts_with("http://localhost:3000/avatars/"), "{url}");

    for (path, side) in [(url.clone(), 256), (picture::small(&url), 64)] {
        let picture = app.get(&path).send().await;
        assert_eq!((picture.status, picture.header("content-type")), (200, "image/jpeg"));
        let shown = image::load_from_memory(&picture.body).unwrap().into_rgba8();
        assert_eq!(shown.dimensions(), (side, side));
        assert!(is_near(shown.get_pixel(side / 2, 2), RED) && is_near(shown.get_pixel(side / 2, side - 3), BLUE));
        let marks: [&[u8]; 3] = [b"Exif", b"MM\0*", &[0, 0, 0, 48, 0, 0, 0, 1, 0, 0, 0, 51]];
        for mark in marks {
            assert!(photograph().windows(mark.len()).any(|bytes| bytes == mark), "the test's own photograph");
            assert!(!picture.body.windows(mark.len()).any(|bytes| bytes == mark), "{mark:?}");
        }
    }
}

#[tokio::test]
async fn a_picture_is_cached_for_a_year_and_served_in_a_sandbox_at_no_other_address() {
    let (app, user, tokens) = TestApp::with_member("ada").await;
    let url = set(&app, &user, &tokens).await;
    let picture = app.get(&url).send().await;
    let tag = picture.header("etag").to_owned();
    assert!(tag.starts_with('"') && tag.len() > 30, "{tag}");
    for (name, value) in [
        ("cache-control", "public, max-age=31536000, immutable"),
        ("content-security-policy", "default-src 'none'; sandbox"),
        ("x-content-type-options", "nosniff"),
        ("cross-origin-resource-policy", "cross-origin"),
    ] {
        assert_eq!(picture.header(name), value, "{name}");
    }
    assert!(picture.cookies().is_empty());

    for known in [tag.clone(), format!("W/{tag}"), format!("\"x\", {tag}"), "*".to_owned()] {
        let reply = app.get(&url).header("if-none-match", &known).send().await;
        assert_eq!((reply.status, reply.body.len(), reply.header("etag")), (304, 0, tag.as_str()), "{known}");
        assert_eq!(reply.header("cache-control"), picture.header("cache-control"));
    }
    let small = app.get(&picture::small(&url)).header("if-none-match", &tag).send().await;
    assert_eq!(small.status, 200, "of another size");
    assert_eq!(app.call(Method::HEAD, &url).send().await.status, 200);

    let id = url.split('/').nth(2).unwrap();
    let paths = [
        "/avatars/0198c5a0-0000-7000-8000-000000000000/256".to_owned(),
        format!("/avatars/{}/256", id_of(&user)),
        format!("/avatars/{}/256", id.to_uppercase()),
        format!("/avatars/{}/256", id.replace('-', "")),
        format!("/avatars/{{{id}}}/256"),
        format!("/avatars/{id}/128"),
        format!("/avatars/{id}"),
        format!("/avatars/{id}/256/x"),
        "/avatars/..%2Fx.png/256".to_owned(),
        "/avatars/../x.png".to_owned(),
        "/avatars/%2e%2e%2f%2e%2e%2fetc%2fpasswd/64".to_owned(),
        "/avatars/x%00.png/64".to_owned(),
        "/avatars/%ff/64".to_owned(),
    ];
    for path in paths {
        let reply = app.get(&path).header("accept", "application/json").send().await;
        assert!(matches!(reply.status, 400 | 404), "{path}: {}", reply.status);
        assert!(!reply.header("cache-control").contains("public"), "{path}");
    }
    assert_eq!(app.post(&url).header("accept", "application/json").send().await.status, 405);
}

#[tokio::test]
async fn a_new_picture_replaces_the_old_one_and_that_of_a_deleted_account_is_hidden_until_it_is_restored() {
    let (app, user, tokens) = TestApp::with_member("ada").await;
    let first = set(&app, &user, &tokens).await;
    let second = set(&app, &user, &tokens).await;
    assert_ne!(first, second);
    assert_eq!((status(&app, &first).await, status(&app, &second).await), (404, 200));

    let version = app.get(&path_of(&user)).bearer(&tokens.access).send().await;
    assert_eq!(delete(&app, &user, &tokens).await.status, 204);
    assert_eq!(status(&app, &second).await, 404);
    let me = app.get(&path_of(&user)).bearer(&tokens.access).send().await;
    assert_eq!(me.json()["avatar_url"], Value::Null);
    assert_ne!(me.header("etag"), version.header("etag"));
    assert_eq!(delete(&app, &user, &tokens).await.status, 204, "removing a missing picture succeeds");
    assert_eq!(app.database.run("SELECT media_type FROM avatars").await, Vec::<String>::new());

    let url = set(&app, &user, &tokens).await;
    let tag = app.get(&url).send().await.header("etag").to_owned();
    let id = id_of(&user);
    let password = json!({"password": PASSWORD});
    let delete = app.delete(&format!("/api/users/{id}")).bearer(&tokens.access).json(&password);
    assert_eq!(delete.send().await.status, 204);
    assert_eq!(status(&app, &url).await, 404);
    assert_eq!(app.get(&url).header("if-none-match", &tag).send().await.status, 404);

    app.database.run("UPDATE users SET status = 'active', deleted_at = NULL RETURNING username").await;
    assert_eq!(status(&app, &url).await, 200);
    app.database.run("DELETE FROM sessions RETURNING 'gone'").await;
    app.database.run("DELETE FROM users RETURNING username").await;
    assert_eq!(app.database.run("SELECT media_type FROM avatars").await, Vec::<String>::new(), "purged with it");
}

#[tokio::test]
async fn concurrent_uploads_leave_one_complete_picture() {
    let (app, user, tokens) = TestApp::with_member("ada").await;
    let calls = (0..6).map(|_| put(&app, &user, &tokens, plain(ImageFormat::Png, BLUE)));
    let statuses: Vec<_> = futures::future::join_all(calls).await.iter().map(|reply| reply.status).collect();
    // An account may process two pictures at the same time; further uploads get a 503.
    assert!(statuses.iter().filter(|status| **status == 200).count() >= 2, "{statuses:?}");
    assert!(statuses.iter().all(|status| matches!(status, 200 | 503)), "{statuses:?}");
    let me = app.me(&tokens.access).send().await.json();
    assert_eq!(status(&app, me["avatar_url"].as_str().unwrap()).await, 200);
    assert_eq!(app.database.run("SELECT media_type FROM avatars").await.len(), 1);
}

#[tokio::test]
async fn invalid_pictures_are_rejected_and_change_nothing() {
    let (app, user, tokens) = TestApp::with_member("ada").await;
    let url = set(&app, &user, &tokens).await;
    let jpeg = plain(ImageFormat::Jpeg, BLUE);
    let svg = b"<svg xmlns=\"http://www.w3.org/2000/svg\" onload=\"alert(1)\"/>".to_vec();
    let cases: [(&str, &str, Vec<u8>, u16, &str); 4] = [
        ("SVG by its name", "image/svg+xml", svg.clone(), 415, "unsupported_media_type"),
        ("SVG as PNG", "image/png", svg, 415, "unsupported_media_type"),
        ("a picture as HTML", "text/html", jpeg.clone(), 415, "unsupported_media_type"),
        ("half a JPEG", "image/jpeg", jpeg[..jpeg.len() / 2].to_vec(), 422, "validation_failed"),
    ];
    for (what, kind, file, expected, code) in cases {
        let reply = put_as(&app, &user, &tokens, kind, file).await;
        assert_eq!((reply.status, reply.code().as_str()), (expected, code), "{what}");
        if expected == 422 {
            assert_eq!(reply.fields()[0].0, "picture", "{what}");
        }
    }
    assert_eq!(status(&app, &url).await, 200, "the picture before is still there");
}

#[tokio::test]
async fn a_file_that_is_too_large_is_413_with_or_without_a_content_length() {
    let (app, user, tokens) = TestApp::with_member("ada").await;
    let announced = put(&app, &user, &tokens, vec![0xff; 11_000_000]).await;
    assert_eq!((announced.status, announced.code().as_str()), (413, "payload_too_large"));

    let read = Arc::new(AtomicUsize::new(0));
    let counter = Arc::clone(&read);
    let pieces = futures::stream::iter(0..1000).map(move |_| {
        counter.fetch_add(1, Ordering::Relaxed);
        Ok::<_, std::io::Error>(vec![0xff; 65_536])
    });
    put(&app, &user, &tokens, Body::from_stream(pieces)).await.assert_refused(413, "payload_too_large");
    let read = read.load(Ordering::Relaxed);
    assert!((80..90).contains(&read), "{read} pieces of 64 KiB were read");

    let mut large = plain(ImageFormat::Jpeg, BLUE);
    large.resize(5 * 1024 * 1024, 0);
    assert_eq!(put(&app, &user, &tokens, large.clone()).await.status, 200, "5 MiB are taken");
    large.push(0);
    assert_eq!(put(&app, &user, &tokens, large).await.status, 413);
}

#[tokio::test]
async fn failed_uploads_count_against_the_budget_for_changes() {
    let app = TestApp::with_limits("change=3/m", |_| {}).await;
    let (user, tokens) = app.member("ada").await;
    let (bob, others) = app.member("bob").await;
    for n in 0..3 {
        assert_eq!(put(&app, &user, &tokens, b"no picture".to_vec()).await.status, 415, "upload {n}");
    }
    put(&app, &user, &tokens, plain(ImageFormat::Png, RED)).await.assert_refused(429, "too_many_requests");
    assert_eq!(put(&app, &bob, &others, plain(ImageFormat::Png, RED)).await.status, 200, "another may");
    app.wait(20);
    assert_eq!(put(&app, &user, &tokens, plain(ImageFormat::Png, RED)).await.status, 200);
}

/// Without JavaScript, unless a test says otherwise. They need no second database.
mod pages {
    use super::*;

    const REMOVE: &str = "/actions/picture/remove";

    #[tokio::test]
    async fn the_script_receives_the_updated_account_and_without_javascript_the_page_shows_the_picture_and_a_message() {
        let app = TestApp::new().await;
        let mut browser = app.member_in_browser("ada").await;

        let set = browser.submit_file(SET, &photograph()).await;
        assert_eq!((set.status, set.location()), (303, "/account"));
        let page = browser.follow(&set).await;
        page.assert_shows(&["Picture saved."]);
        let me = app.me(&browser.jar["vestibule_access"]).send().await.json();
        let large =
            me["avatar_url"].as_str().and_then(|url| url.strip_prefix("http://localhost:3000")).expect("an address");
        for url in [large.to_owned(), picture::small(large)] {
            page.assert_shows(&[&format!("src=\"{url}\"")]);
        }

        let removed = browser.submit(REMOVE, &[]).await;
        assert_eq!((removed.status, removed.location()), (303, "/account"));
        let page = browser.follow(&removed).await;
        page.assert_shows(&["Picture removed."]);
        page.assert_hides(&["/avatars/"]);

        let set = browser.run_file(SET, &plain(ImageFormat::WebP, [9, 9, 9])).await.expect_status(200);
        let user = &set.json()["Accepted"];
        assert_eq!(app.get(user["avatar_url"].as_str().expect("an address")).send().await.status, 200);
        assert!(!browser.jar.contains_key("vestibule_flash"), "the script shows the message itself");
        let removed = browser.run(REMOVE, &[]).await;
        assert_eq!((removed.status, &removed.json()["Accepted"]["avatar_url"]), (200, &Value::Null));
    }

    #[tokio::test]
    async fn invalid_pictures_show_an_error_with_and_without_javascript() {
        let app = TestApp::new().await;
        let mut browser = app.member_in_browser("ada").await;
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
        let browser = app.member_in_browser("ada").await;
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
}
