//! Session cookies and their automatic renewal.

use crate::support::*;
use std::path::Path;

const ACCESS: &str = "vestibule_access";
const REFRESH: &str = "vestibule_refresh";

#[tokio::test]
async fn session_cookies_have_secure_attributes_and_are_persistent_on_request() {
    let app = TestApp::with(|config| config.base_url = "https://id.example.org".to_owned()).await;
    app.register("ada").await;
    let sign_in = [("login", "ada"), ("password", PASSWORD)];
    let reply = app.post("/actions/login").form(&sign_in).send().await;
    let (known, cookies): (Vec<_>, Vec<_>) =
        reply.cookies().into_iter().partition(|cookie| cookie.contains("_browser="));
    assert_eq!((known.len(), cookies.len()), (1, 2));
    for cookie in cookies {
        assert!(cookie.starts_with("__Host-vestibule_"), "{cookie}");
        for attribute in ["; HttpOnly", "; SameSite=Lax", "; Secure", "; Path=/"] {
            assert!(cookie.contains(attribute), "{cookie}");
        }
        assert!(!cookie.contains("Domain") && !cookie.contains("Max-Age"), "{cookie}");
        assert!(cookie.len() <= 4096);
    }

    let reply = app.post("/actions/login").form(&[sign_in[0], sign_in[1], ("remember_me", "on")]).send().await;
    let ages: Vec<_> =
        reply.cookies().iter().map(|cookie| cookie.split_once("Max-Age=").map(|(_, age)| age.to_owned())).collect();
    // The known-browser cookie lives longer than both tokens.
    assert_eq!(ages, ["34560000", "900", "1209600"].map(|age| Some(age.to_owned())));
}

#[tokio::test]
async fn an_expired_or_missing_access_token_is_renewed_on_a_page_and_on_a_server_function() {
    let app = TestApp::new().await;
    let mut browser = app.member_in_browser("ada").await;
    let before = browser.jar.clone();
    assert!(browser.open("/account").await.cookies().is_empty(), "nothing to renew yet");
    app.wait(15 * 60);
    let page = browser.open("/account").await.expect_status(200);
    assert_eq!(page.cookies().len(), 2);
    assert_ne!(browser.jar[ACCESS], before[ACCESS]);
    assert_ne!(browser.jar[REFRESH], before[REFRESH]);

    browser.forget(ACCESS);
    assert_eq!(browser.open("/account").await.status, 200);
    assert!(browser.jar.contains_key(ACCESS));

    app.wait(15 * 60);
    let fields = [("name", "Ada L."), ("username", "ada"), ("email", "ada@example.org")];
    let reply = browser.run("/actions/profile", &fields).await.expect_status(200);
    assert_eq!(reply.cookies().len(), 2);

    // Two tabs at the same time.
    let mut other = app.browser();
    other.jar.clone_from(&browser.jar);
    app.wait(15 * 60);
    let (first, second) = tokio::join!(browser.open("/account"), other.open("/account"));
    assert_eq!((first.status, second.status), (200, 200));
    assert_eq!(browser.jar[REFRESH], other.jar[REFRESH]);

    let before = browser.jar[REFRESH].clone();
    assert_eq!(browser.run("/actions/refresh", &[]).await.json()["username"], "ada");
    assert_ne!(browser.jar[REFRESH], before);

    app.post("/actions/refresh").form(&[]).send().await.assert_refused(401, "token_missing");
}

#[tokio::test]
async fn the_cookies_of_an_ended_session_are_deleted() {
    let app = TestApp::new().await;
    let mut browser = app.member_in_browser("ada").await;
    let access = browser.jar[ACCESS].clone();
    app.post("/api/auth/logout").bearer(&access).send().await;
    assert_eq!(browser.open("/account").await.location(), "/login?next=%2Faccount");
    // The message says why the session is over.
    assert_eq!(browser.jar.keys().collect::<Vec<_>>(), ["vestibule_browser", "vestibule_flash"]);

    // With an expired access token as well.
    for path in ["/actions/logout", "/logout"] {
        let mut browser = app.browser_of("ada").await;
        let refresh = browser.jar[REFRESH].clone();
        app.wait(15 * 60);
        assert_eq!(browser.submit(path, &[]).await.location(), "/login");
        assert!(!browser.jar.contains_key(ACCESS) && !browser.jar.contains_key(REFRESH), "{:?}", browser.jar);
        assert_eq!(app.post("/api/auth/refresh").bearer(&refresh).send().await.code(), "token_revoked");
    }
}

#[tokio::test]
async fn probes_and_static_files_do_not_renew_cookies() {
    let app = TestApp::new().await;
    let mut browser = app.member_in_browser("ada").await;
    // Without a build of the browser assets the favicon is a 404, which must not renew cookies either.
    let built = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/site/favicon.svg").exists();
    app.wait(15 * 60);
    for path in ["/live", "/ready", "/.well-known/jwks.json", "/favicon.svg"] {
        let reply = browser.open(path).await;
        let status = if built || path != "/favicon.svg" { 200 } else { 404 };
        assert_eq!(reply.status, status, "{path}");
        assert!(reply.cookies().is_empty(), "{path}");
    }
    assert!(!browser.open("/account").await.cookies().is_empty(), "it was time to renew");
}
