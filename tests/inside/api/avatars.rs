//! `/api/users/{id}/avatar` and `/avatars/…`: the picture of an account.

use crate::support::{
    PASSWORD, Reply, TestApp, Tokens,
    picture::{self, encoded, photograph, plain},
};
use axum::{body::Body, http::Method};
use futures::StreamExt;
use image::{ImageFormat, Rgba, RgbaImage};
use serde_json::{Value, json};
use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

const RED: [u8; 3] = [200, 30, 30];
const BLUE: [u8; 3] = [30, 40, 200];

async fn put(app: &TestApp, user: &Value, tokens: &Tokens, file: impl Into<Body>) -> Reply {
    put_as(app, user, tokens, "image/jpeg", file).await
}

async fn put_as(app: &TestApp, user: &Value, tokens: &Tokens, kind: &str, file: impl Into<Body>) -> Reply {
    let path = format!("/api/users/{}/avatar", user["id"].as_str().expect("an id"));
    app.call(Method::PUT, &path).bearer(&tokens.access).header("content-type", kind).body(file).send().await
}

async fn delete(app: &TestApp, user: &Value, tokens: &Tokens) -> Reply {
    let path = format!("/api/users/{}/avatar", user["id"].as_str().expect("an id"));
    app.call(Method::DELETE, &path).bearer(&tokens.access).send().await
}

/// Sets a picture and returns its address.
async fn set(app: &TestApp, user: &Value, tokens: &Tokens) -> String {
    let reply = put(app, user, tokens, plain(ImageFormat::Jpeg, RED)).await;
    assert_eq!(reply.status, 200, "{}", reply.text());
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
    let app = TestApp::new().await;
    let (user, tokens) = app.member("ada").await;
    assert_eq!(user["avatar_url"], Value::Null);
    let set = put(&app, &user, &tokens, photograph()).await;
    assert_eq!(set.status, 200, "{}", set.text());
    assert_ne!(set.header("etag"), "");
    let url = set.json()["avatar_url"].as_str().expect("an address").to_owned();
    let me = app.get("/api/auth/me").bearer(&tokens.access).send().await.json();
    assert_eq!(me["avatar_url"], url.as_str());
    assert!(
        url.starts_with("http://localhost:3000/avatars/"),
        "the address is absolute, for pages of other origins: {url}"
    );

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
async fn a_picture_is_cached_for_a_year_and_served_in_a_sandbox() {
    let app = TestApp::new().await;
    let (user, tokens) = app.member("ada").await;
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
}

#[tokio::test]
async fn transparency_is_preserved() {
    let app = TestApp::new().await;
    let (user, tokens) = app.member("ada").await;
    let file = encoded(RgbaImage::from_pixel(40, 40, Rgba([200, 30, 30, 100])), ImageFormat::Png);
    let set = put_as(&app, &user, &tokens, "image/png", file).await;
    let picture = app.get(set.json()["avatar_url"].as_str().unwrap()).send().await;
    assert_eq!(picture.header("content-type"), "image/webp");
    let shown = image::load_from_memory(&picture.body).unwrap().into_rgba8();
    assert!(shown.get_pixel(9, 9).0[3].abs_diff(100) < 3);
}

#[tokio::test]
async fn a_new_picture_has_a_new_address_and_the_old_one_is_removed() {
    let app = TestApp::new().await;
    let (user, tokens) = app.member("ada").await;
    let first = set(&app, &user, &tokens).await;
    let second = set(&app, &user, &tokens).await;
    assert_ne!(first, second);
    assert_eq!((status(&app, &first).await, status(&app, &second).await), (404, 200));

    let version = app.get(&format!("/api/users/{}", user["id"].as_str().unwrap())).bearer(&tokens.access).send().await;
    assert_eq!(delete(&app, &user, &tokens).await.status, 204);
    assert_eq!(status(&app, &second).await, 404);
    let me = app.get(&format!("/api/users/{}", user["id"].as_str().unwrap())).bearer(&tokens.access).send().await;
    assert_eq!(me.json()["avatar_url"], Value::Null);
    assert_ne!(me.header("etag"), version.header("etag"));
    assert_eq!(delete(&app, &user, &tokens).await.status, 204, "removing a missing picture succeeds");
    assert_eq!(app.database.run("SELECT media_type FROM avatars").await, Vec::<String>::new());
}

#[tokio::test]
async fn concurrent_uploads_leave_one_complete_picture() {
    let app = TestApp::new().await;
    let (user, tokens) = app.member("ada").await;
    let calls = (0..6).map(|_| put(&app, &user, &tokens, plain(ImageFormat::Png, BLUE)));
    let statuses: Vec<_> = futures::future::join_all(calls).await.iter().map(|reply| reply.status).collect();
    // An account may process two pictures at the same time; further uploads get a 503.
    assert!(statuses.iter().filter(|status| **status == 200).count() >= 2, "{statuses:?}");
    assert!(statuses.iter().all(|status| matches!(status, 200 | 503)), "{statuses:?}");
    let me = app.get("/api/auth/me").bearer(&tokens.access).send().await.json();
    assert_eq!(status(&app, me["avatar_url"].as_str().unwrap()).await, 200);
    assert_eq!(app.database.run("SELECT media_type FROM avatars").await.len(), 1);
}

#[tokio::test]
async fn only_the_owner_and_administrators_change_a_picture() {
    let app = TestApp::new().await;
    let (user, tokens) = app.member("ada").await;
    let (_, other) = app.member("bob").await;
    let (_, admin) = app.administrator("root").await;
    let url = set(&app, &user, &tokens).await;

    let file = || plain(ImageFormat::Jpeg, BLUE);
    let refused = put(&app, &user, &other, file()).await;
    assert_eq!((refused.status, refused.code().as_str()), (404, "not_found"));
    assert_eq!(delete(&app, &user, &other).await.code(), "not_found");
    assert_eq!(status(&app, &url).await, 200);

    assert_eq!(put(&app, &user, &admin, file()).await.status, 200);
    assert_eq!(status(&app, &url).await, 404);
    assert_eq!(delete(&app, &user, &admin).await.status, 204);
    let nobody = json!({"id": "0198c5a0-0000-7000-8000-000000000000"});
    assert_eq!(put(&app, &nobody, &admin, file()).await.code(), "not_found");
    assert_eq!(delete(&app, &nobody, &admin).await.code(), "not_found");

    let path = format!("/api/users/{}/avatar", user["id"].as_str().unwrap());
    for method in [Method::PUT, Method::DELETE] {
        let reply = app.call(method, &path).header("content-type", "image/jpeg").body(file()).send().await;
        assert_eq!((reply.status, reply.code().as_str()), (401, "token_missing"));
    }
    assert_eq!(app.call(Method::POST, &path).bearer(&tokens.access).send().await.status, 405);
}

#[tokio::test]
async fn the_picture_of_a_deleted_account_is_hidden_until_it_is_restored() {
    let app = TestApp::new().await;
    let (user, tokens) = app.member("ada").await;
    let url = set(&app, &user, &tokens).await;
    let tag = app.get(&url).send().await.header("etag").to_owned();
    let id = user["id"].as_str().unwrap();
    let password = json!({"password": PASSWORD});
    let delete = app.call(Method::DELETE, &format!("/api/users/{id}")).bearer(&tokens.access).json(&password);
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
async fn invalid_pictures_are_rejected_and_change_nothing() {
    let app = TestApp::new().await;
    let (user, tokens) = app.member("ada").await;
    let url = set(&app, &user, &tokens).await;
    let (jpeg, png) = (plain(ImageFormat::Jpeg, BLUE), plain(ImageFormat::Png, BLUE));
    let mut bomb = png.clone();
    // Replaces width and height in the header of the PNG by 50,000 each.
    bomb[16..24].copy_from_slice(&[0, 0, 0xc3, 0x50, 0, 0, 0xc3, 0x50]);
    let svg = b"<svg xmlns=\"http://www.w3.org/2000/svg\" onload=\"alert(1)\"/>".to_vec();
    let html = b"<!doctype html><script>alert(1)</script>".to_vec();
    let cases: [(&str, &str, Vec<u8>, u16, &str); 11] = [
        ("SVG by its name", "image/svg+xml", svg.clone(), 415, "unsupported_media_type"),
        ("SVG as PNG", "image/png", svg, 415, "unsupported_media_type"),
        ("HTML as PNG", "image/png", html, 415, "unsupported_media_type"),
        ("a picture as HTML", "text/html", jpeg.clone(), 415, "unsupported_media_type"),
        ("a picture as JSON", "application/json", jpeg.clone(), 415, "unsupported_media_type"),
        ("a picture as nothing", "", jpeg.clone(), 415, "unsupported_media_type"),
        ("GIF", "image/gif", b"GIF89a".to_vec(), 415, "unsupported_media_type"),
        ("nothing", "image/png", Vec::new(), 415, "unsupported_media_type"),
        ("half a JPEG", "image/jpeg", jpeg[..jpeg.len() / 2].to_vec(), 422, "validation_failed"),
        ("half a PNG", "image/png", png[..png.len() / 2].to_vec(), 422, "validation_failed"),
        ("50,000 by 50,000", "image/png", bomb, 422, "validation_failed"),
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
async fn the_format_is_detected_from_the_content_and_appended_data_is_removed() {
    let app = TestApp::new().await;
    let (user, tokens) = app.member("ada").await;
    for format in [ImageFormat::Jpeg, ImageFormat::Png, ImageFormat::WebP] {
        let mut file = plain(format, BLUE);
        file.extend(b"GIF89a<script>alert(1)</script>PK\x03\x04evil.exe");
        // Browsers derive the content type from the file name, so the server must detect it from the content.
        let reply = put_as(&app, &user, &tokens, "Image/WebP; x=y", file).await;
        assert_eq!(reply.status, 200, "{format:?}: {}", reply.text());
        let picture = app.get(reply.json()["avatar_url"].as_str().unwrap()).send().await;
        assert_eq!(picture.header("content-type"), "image/jpeg");
        for mark in [b"GIF8".as_slice(), b"script", b"PK\x03\x04"] {
            assert!(!picture.body.windows(mark.len()).any(|bytes| bytes == mark), "{format:?}");
        }
    }
}

#[tokio::test]
async fn a_file_that_is_too_large_is_413_with_or_without_a_content_length() {
    let app = TestApp::new().await;
    let (user, tokens) = app.member("ada").await;
    let announced = put(&app, &user, &tokens, vec![0xff; 11_000_000]).await;
    assert_eq!((announced.status, announced.code().as_str()), (413, "payload_too_large"));

    let read = Arc::new(AtomicUsize::new(0));
    let counter = Arc::clone(&read);
    let pieces = futures::stream::iter(0..1000).map(move |_| {
        counter.fetch_add(1, Ordering::Relaxed);
        Ok::<_, std::io::Error>(vec![0xff; 65_536])
    });
    let endless = put(&app, &user, &tokens, Body::from_stream(pieces)).await;
    assert_eq!((endless.status, endless.code().as_str()), (413, "payload_too_large"));
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
    let app = TestApp::with(|config| config.rate_limits = "change=3/m".parse().expect("limits")).await;
    let (user, tokens) = app.member("ada").await;
    let (bob, others) = app.member("bob").await;
    for n in 0..3 {
        assert_eq!(put(&app, &user, &tokens, b"no picture".to_vec()).await.status, 415, "upload {n}");
    }
    let reply = put(&app, &user, &tokens, plain(ImageFormat::Png, RED)).await;
    assert_eq!((reply.status, reply.code().as_str()), (429, "too_many_requests"));
    assert_eq!(put(&app, &bob, &others, plain(ImageFormat::Png, RED)).await.status, 200, "another may");
    app.wait(20);
    assert_eq!(put(&app, &user, &tokens, plain(ImageFormat::Png, RED)).await.status, 200);
}

#[tokio::test]
async fn unknown_avatar_addresses_are_not_found() {
    let app = TestApp::new().await;
    let (user, tokens) = app.member("ada").await;
    let url = set(&app, &user, &tokens).await;
    let id = url.split('/').nth(2).unwrap();
    let paths = [
        "/avatars/0198c5a0-0000-7000-8000-000000000000/256".to_owned(),
        format!("/avatars/{}/256", user["id"].as_str().unwrap()),
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
