//! Invalid requests get a 4xx error in the standard format and change nothing.

use crate::support::*;

const WRITES: [(Method, &str); 4] = [
    (Method::POST, "/api/users/register"),
    (Method::POST, "/api/auth/login"),
    (Method::POST, "/api/auth/refresh"),
    (Method::PUT, "/api/auth/password"),
];

#[tokio::test]
async fn a_body_that_is_not_a_json_object_is_400_everywhere() {
    let (app, _, tokens) = TestApp::with_member("ada").await;
    let deep = format!("{{\"email\":{}", "[".repeat(20_000));
    let bodies: [&[u8]; 10] = [
        b"", b"null", b"[]", b"[\"ada\",\"x\"]", b"{", b"{\"a\":}", b"\xff\xfe{}", b"{\"login\":\"\xc3\x28\"}",
        b"{\"password\":\"a\",\"password\":\"b\",\"refresh_token\":\"a\",\"refresh_token\":\"b\",\"new_password\":\"a\",\"new_password\":\"b\"}",
        deep.as_bytes(),
    ];
    for (method, path) in WRITES {
        for body in bodies {
            let call = app.call(method.clone(), path).header("content-type", "application/json").body(body.to_vec());
            let call = if path.ends_with("refresh") { call } else { call.bearer(&tokens.access) };
            let reply = call.send().await;
            let shown = String::from_utf8_lossy(&body[..body.len().min(40)]);
            assert_eq!((reply.status, reply.code().as_str()), (400, "malformed"), "{path} {shown}");
        }
    }
}

#[tokio::test]
async fn a_content_type_other_than_json_is_415() {
    let (app, _, tokens) = TestApp::with_member("ada").await;
    let types = [
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data",
        "text/json",
        "application/jsonp",
        "nonsense",
        "",
    ];
    for (method, path) in WRITES {
        for content_type in types {
            let call = app.call(method.clone(), path).header("content-type", content_type).body("{}");
            let call = if path.ends_with("refresh") { call } else { call.bearer(&tokens.access) };
            let reply = call.send().await;
            assert_eq!((reply.status, reply.code().as_str()), (415, "unsupported_media_type"), "{path} {content_type}");
        }
    }
    for content_type in ["application/json; charset=utf-8", "Application/JSON"] {
        let reply = app.post("/api/auth/login").header("content-type", content_type).body("{}").send().await;
        assert_eq!(reply.code(), "validation_failed", "{content_type}");
    }
}

#[tokio::test]
async fn a_body_that_is_too_large_is_413() {
    let app = TestApp::new().await;
    let body = json!({"login": "a".repeat(70_000), "password": PASSWORD});
    app.post("/api/auth/login").json(&body).send().await.assert_refused(413, "payload_too_large");

    let form = app.post("/actions/login").form(&[("login", &"a".repeat(140_000))]).send().await;
    form.assert_refused(413, "payload_too_large");
}

#[tokio::test]
async fn errors_do_not_repeat_the_values_of_the_request() {
    let app = TestApp::new().await;
    let secret = "hunter2-Hunter2";
    for body in
        [json!({"remember_me": secret}), json!({"login": "ada", "password": [secret]}), json!({"password": secret})]
    {
        for path in ["/api/auth/login", "/api/users/register"] {
            let reply = app.post(path).json(&body).send().await;
            assert!((400..500).contains(&reply.status));
            assert!(!reply.text().contains(secret), "{}", reply.text());
        }
    }
}

#[tokio::test]
async fn invalid_forms_are_4xx_for_clients_and_browsers() {
    let app = TestApp::new().await;
    let form = "application/x-www-form-urlencoded";
    let cases: [(&str, &[u8], u16); 6] = [
        ("application/json", b"{}", 415),
        ("multipart/form-data", b"--x", 415),
        ("text/plain", b"login=ada", 415),
        (form, b"login=\xff", 400),
        (form, b"login[a]=1", 400),
        (form, b"login=a&login=b", 400),
    ];
    for (content_type, body, status) in cases {
        let post = || app.post("/actions/login").header("content-type", content_type).body(body.to_vec());
        let shown = String::from_utf8_lossy(body);
        let reply = post().header("accept", "application/json").send().await;
        assert_eq!(reply.status, status, "{content_type} {shown}: {}", reply.text());
        reply.code();
        let page = post().html().send().await;
        assert_eq!(page.status, status, "{content_type} {shown}");
        assert!(page.header("content-type").starts_with("text/html"));
        assert!(page.headers.get("location").is_none());
    }
}

#[tokio::test]
async fn invalid_cookies_count_as_signed_out() {
    let (app, _, tokens) = TestApp::with_member("ada").await;
    let cut = &tokens.access[..tokens.access.len() - 5];
    let cookies = [
        "x=y".to_owned(),
        "vestibule_access=abc".to_owned(),
        format!("vestibule_access={cut}"),
        "vestibule_refresh=\"".to_owned(),
        format!("vestibule_access={0}; vestibule_access={0}", tokens.access),
        format!("vestibule_access={}", tokens.refresh),
        format!("vestibule_refresh={}", tokens.access),
        format!("__Host-vestibule_access={}", tokens.access),
        "vestibule_flash=forged".to_owned(),
        "vestibule_theme=<script>".to_owned(),
        "=; ;;; =".to_owned(),
    ];
    for cookie in cookies {
        let reply = app.get("/account").html().header("cookie", &cookie).send().await;
        assert_eq!(reply.status, 302, "{cookie}");
        assert_eq!(reply.location(), "/login?next=%2Faccount", "{cookie}");
        assert_eq!(app.get("/login").html().header("cookie", &cookie).send().await.status, 200, "{cookie}");
    }
}
