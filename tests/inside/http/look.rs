//! The operator's look on pages: a logo, an accent and links. `src/mail/messages/tests.rs` tests the messages.

use super::valid_html::assert_valid;
use crate::api::forward_auth;
use crate::support::picture::encoded;
use crate::support::*;
use image::{ImageFormat, Rgba, RgbaImage};
use vestibule::look::Look;
use vestibule::look::accent::{Accent, Palette};
use vestibule::look::themes::LIGHT;
use vestibule::pictures::logo::Logo;

const LINKS: &str = "<nav class=\"foot-links\" aria-label=\"Terms and support\"> <a rel=\"external\" \
                     href=\"https://www.example.org/terms\">Terms</a> <a rel=\"external\" \
                     href=\"https://www.example.org/privacy\">Privacy</a> <a rel=\"external\" \
                     href=\"mailto:help@example.org\">help@example.org</a></nav>";

/// A transparent picture, 64 pixels high.
fn png(width: u32) -> Vec<u8> {
    encoded(RgbaImage::from_pixel(width, 64, Rgba([20, 90, 70, 128])), ImageFormat::Png)
}

/// A logo of this width, an accent and all links.
fn look(width: u32) -> Look {
    let light = Palette::parse("0b5fff", &LIGHT).expect("an accent");
    Look {
        logo: Some(Logo::read(png(width)).expect("a logo")),
        accent: Some(Accent { dark: light.in_the_dark(), light }),
        terms_url: Some("https://www.example.org/terms".to_owned()),
        privacy_url: Some("https://www.example.org/privacy".to_owned()),
        support_email: Some("help@example.org".to_owned()),
        logo_file: None,
    }
}

async fn with_look(width: u32) -> TestApp {
    TestApp::with(|config| config.look = look(width)).await
}

/// The address of the file of the look with this extension.
fn address(page: &str, extension: &str) -> String {
    let mut names = page.split("\"/pkg/look/").skip(1).filter_map(|rest| rest.split('"').next());
    let name = names.find(|name| name.ends_with(extension)).expect("a file of the look");
    format!("/pkg/look/{name}")
}

#[tokio::test]
async fn every_page_has_the_look_and_the_policy_that_it_has_without() {
    let app = with_look(64).await;
    let mut ada = app.member_in_browser("ada").await;
    let mut pages = vec![app.get("/login").html().send().await];
    // The last two are error pages.
    for path in ["/", "/account", "/docs", "/nowhere", "/users"] {
        pages.push(ada.open(path).await);
    }
    for page in pages {
        let text = page.text();
        let (logo, css) = (address(&text, ".png"), address(&text, ".css"));
        page.assert_shows(&[
            &format!(
                "<img class=\"logo logo-ground\" src=\"{logo}\" alt=\"\" width=\"64\" height=\"64\"><span>Vestibule<"
            ),
            &format!("<link rel=\"stylesheet\" href=\"{css}\""),
            &format!("<link rel=\"icon\" href=\"{logo}\""),
            LINKS,
        ]);
        page.assert_hides(&["var(--color-mark)\"", "favicon.svg", " style=\""]);
        // Its tokens replace those of the other one.
        assert!(text.find(&css) > text.find("vestibule.css"), "{text}");
        let policy = page.header("content-security-policy");
        assert!(policy.contains("style-src 'self';") && policy.contains("img-src 'self'"), "{policy}");
    }
}

#[tokio::test]
async fn pages_on_the_host_of_an_application_have_the_look_and_load_the_logo_alone() {
    let app = forward_auth::app_with(|config| config.look = look(64)).await;
    let sign_in = app.get("/login").html().at_host("id.example.com").send().await;
    let logo = address(&sign_in.text(), ".png");
    let call = app.get("/.vestibule/callback?ticket=made-up").seen_from("10.0.0.1").html();
    let call = call.header("x-forwarded-proto", "https").header("x-forwarded-host", "journal.example.com");
    let page = call.expect_status(404).await;
    assert_valid("/.vestibule/callback", &page);
    page.assert_shows(&[
        "<title>This link is no longer valid · Vestibule</title>",
        "<a class=\"brand\" href=\"https://id.example.com/\"><img class=\"logo logo-ground\" ",
        &format!(" src=\"https://id.example.com{logo}\""),
        "--color-accent:#0b5fff;",
        LINKS,
    ]);
    page.assert_hides(&["<link", "<script", "src=\"/"]);
    let policy = page.header("content-security-policy");
    assert!(policy.starts_with("default-src 'none'; style-src 'sha256-"), "{policy}");
    assert!(policy.contains("; img-src https://id.example.com; ") && !policy.contains("unsafe"), "{policy}");
    assert_eq!(app.get(&logo).send().await.header("cross-origin-resource-policy"), "cross-origin");
}

#[tokio::test]
async fn files_have_an_address_that_changes_with_their_content() {
    let (one, other) = (with_look(64).await, with_look(96).await);
    let text = one.get("/login").html().send().await.text();
    let (logo, css) = (address(&text, ".png"), address(&text, ".css"));
    for (path, content_type) in [(&logo, "image/png"), (&css, "text/css; charset=utf-8")] {
        let file = one.get(path).expect_status(200).await;
        assert_eq!(file.header("content-type"), content_type);
        assert_eq!(file.header("cache-control"), "public, max-age=31536000, immutable");
        assert_eq!(file.header("x-content-type-options"), "nosniff");
        assert!(file.header("content-security-policy").starts_with("default-src 'none';"));
    }
    assert_eq!(one.get(&logo).send().await.body, png(64));
    assert!(one.get(&css).send().await.text().contains("--color-accent:#0b5fff;"));
    assert_eq!(other.get(&logo).send().await.status, 404);
    assert_eq!(other.get(&css).send().await.status, 200, "the same accent");
    for path in ["/pkg/look/logo.png", "/pkg/look/0000000000000000.css", "/pkg/look/..%2Fsecret", "/pkg/look/"] {
        assert_eq!(one.get(path).send().await.status, 404, "{path}");
    }
}

#[tokio::test]
async fn a_logo_with_the_name_replaces_it_and_is_no_icon() {
    let app = with_look(256).await;
    let page = app.get("/login").html().send().await;
    let logo = address(&page.text(), ".png");
    page.assert_shows(&[&format!("src=\"{logo}\" alt=\"Vestibule\" width=\"256\" height=\"64\"></a>"), "favicon.svg"]);
    page.assert_hides(&["<span>Vestibule</span>"]);
}

#[tokio::test]
async fn without_settings_pages_have_the_mark_of_the_product_and_no_links() {
    let app = TestApp::new().await;
    for path in ["/login", "/docs", "/nowhere"] {
        let page = app.get(path).html().send().await;
        page.assert_shows(&["var(--color-mark)", "favicon.svg"]);
        page.assert_hides(&["/pkg/look/", "foot-links"]);
    }
}
