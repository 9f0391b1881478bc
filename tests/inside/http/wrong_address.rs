//! Pages that are opened at another address than the base URL.

use crate::support::page::tags;
use crate::support::*;
use axum::http::header;

const BASE: &str = "https://auth.example.com";
const TITLE: &str = "This is not the address of Vestibule";

async fn app_at(base_url: &str) -> TestApp {
    TestApp::with(|config| config.base_url = base_url.to_owned()).await
}

/// The addresses outside of this origin to which the page links.
fn links_outside(page: &Reply) -> Vec<String> {
    let links = tags(&page.text()).filter_map(|tag| tag.attribute("href")).collect::<Vec<_>>();
    links.into_iter().filter(|link| !link.starts_with('/') && !link.starts_with('#')).collect()
}

#[tokio::test]
async fn on_http_in_place_of_https_each_page_is_a_link_to_the_right_one() {
    let app = app_at(BASE).await;
    for path in ["/", "/login?next=%2Faccount%3Fa%3D1", "/register", "/account", "/setup?token=a"] {
        let page = app.get(path).at_host("192.168.1.5:3000").html().expect_status(200).await;
        assert!(page.links_to(&format!("{BASE}{path}")), "{path}: {}", page.text());
        page.assert_shows(&[TITLE, "You can't sign in here".replace('\'', "&#39;").as_str()]);
        page.assert_hides(&["192.168.1.5", "<form", "<input"]);
        assert_eq!((page.header("cache-control"), page.cookies().len()), ("no-store", 0), "{path}");
    }
    let call = app.get("/login").at_host("192.168.1.5:3000").html().header("accept-language", "de");
    call.send().await.assert_shows(&["Das ist nicht die Adresse von Vestibule", "<html lang=\"de\""]);
}

#[tokio::test]
async fn what_a_trusted_proxy_says_of_the_scheme_counts_and_what_others_say_does_not() {
    let configure = |config: &mut vestibule::config::Config| {
        config.base_url = BASE.to_owned();
        config.trusted_proxies = vec!["10.0.0.0/8".parse().expect("a network")];
    };
    let app = TestApp::with(configure).await;
    for (peer, proto, is_right) in
        [("10.0.0.1", "https", true), ("10.0.0.1", "http", false), ("192.0.2.1", "http", true)]
    {
        let call = app.get("/login").at_host("auth.example.com").seen_from(peer).html();
        let page = call.header("x-forwarded-proto", proto).expect_status(200).await;
        assert_eq!(page.has("name", "password"), is_right, "{peer} {proto}");
        assert_eq!(page.text().contains(TITLE), !is_right, "{peer} {proto}");
    }
}

#[tokio::test]
async fn where_forms_work_the_note_is_above_them() {
    let app = TestApp::with_user("ada").await;
    let at = |method: Method, path: &str| app.call(method, path).at_host("127.0.0.1:3000").html();
    let page = at(Method::GET, "/login?next=%2Faccount").header("sec-fetch-site", "none").expect_status(200).await;
    page.assert_shows(&[TITLE]);
    page.assert_hides(&["127.0.0.1"]);
    assert!(page.has("name", "password"), "{}", page.text());
    assert_eq!(links_outside(&page), ["http://localhost:3000/login?next=%2Faccount"]);
    let form = [("login", "ada"), ("password", PASSWORD), ("next", "/account")];
    let signed_in = at(Method::POST, "/actions/login").header("sec-fetch-site", "same-origin").form(&form);
    let signed_in = signed_in.expect_status(303).await;
    assert_eq!(signed_in.location(), "/account");
    // The page that is kept for strangers is that of the right address.
    let mut browser = app.browser();
    browser.open("/login?next=%2Faccount").await.assert_hides(&[TITLE]);

    let app = app_at(BASE).await;
    let call = app.get("/login").at_host("old.example.com").html().header("sec-fetch-site", "none");
    let page = call.expect_status(200).await;
    assert!(page.has("name", "password") && page.links_to(&format!("{BASE}/login")), "{}", page.text());
}

#[tokio::test]
async fn programs_get_the_same_answers_at_every_address() {
    let app = app_at(BASE).await;
    for path in ["/live", "/ready", "/health", "/.well-known/jwks.json", "/api/auth/me", "/"] {
        let call = |host: &str| app.get(path).at_host(host).header("accept", "application/json");
        let (right, other) = (call("auth.example.com").send().await, call("10.0.0.5:3000").send().await);
        assert_eq!(right.status, other.status, "{path}");
        assert!(!other.text().contains(TITLE), "{path}");
    }
}

#[tokio::test]
async fn no_request_leads_anywhere_else_or_is_shown() {
    let app = app_at(BASE).await;
    for (host, path) in [
        ("evil.example", "/login"),
        ("auth.example.com.evil.example", "/login?next=%2F%2Fevil.example"),
        ("auth.example.com@evil.example", "//evil.example/login"),
        ("\"><script>alert(1)</script>", "/login?%22%3E%3Cscript%3E"),
    ] {
        for site in [None, Some("cross-site")] {
            let call = app.get(path).at_host(host).html();
            let call = if let Some(site) = site { call.header("sec-fetch-site", site) } else { call };
            let page = call.send().await;
            let outside = links_outside(&page);
            assert!(!outside.is_empty() && outside.iter().all(|link| link.starts_with(BASE)), "{host}: {outside:?}");
            assert!(outside.contains(&format!("{BASE}{path}")), "{host}: {outside:?}");
            assert!(!page.text().contains(&format!("//{host}")) && !page.text().contains("<script>alert"), "{host}");
            assert!(page.headers.get(header::LOCATION).is_none(), "{host}");
        }
    }
}
