//! Which addresses are believed, and how they are read.

use super::*;

/// The headers about a request to the application `shop`.
const GOOD: [(&str, &str); 4] = [
    ("x-forwarded-method", "GET"),
    ("x-forwarded-proto", "https"),
    ("x-forwarded-host", "id.example.com"),
    ("x-forwarded-uri", "/shop/cart"),
];

/// The status for a signed-in user, with the good headers in which `name` has these values instead.
async fn status(app: &TestApp, jar: &Jar, name: &str, values: &[&str]) -> u16 {
    let kept = GOOD.into_iter().filter(|(other, _)| *other != name);
    let call = kept.fold(app.get("/auth/forward").seen_from(PROXY), |call, (name, value)| call.header(name, value));
    let call = values.iter().fold(call, |call, value| call.header(name, value));
    let reply = with_cookies(call.html(), jar).send().await;
    assert!(reply.status == 200 || !reply.headers.contains_key("x-vestibule-token"));
    assert!(!reply.headers.contains_key("location"), "{name}: {values:?}");
    reply.status
}

#[tokio::test]
async fn headers_that_could_be_read_differently_are_refused() {
    let app = new_app().await;
    add_application(
        &app,
        ApplicationRequest { everyone: Expected::Given(true), ..at("open", "https://open.example.com/") },
    )
    .await;
    let jar = Visitor::signed_in(&app).await.own.jar;
    assert_eq!(status(&app, &jar, "x-forwarded-host", &["id.example.com"]).await, 200);
    for name in GOOD.map(|(name, _)| name) {
        assert_eq!(status(&app, &jar, name, &[]).await, 403, "{name} is missing");
        assert_eq!(status(&app, &jar, name, &[""]).await, 403, "{name} is empty");
    }
    for (name, values) in [
        ("x-forwarded-host", ["id.example.com", "id.example.com"].as_slice()),
        ("x-forwarded-host", &["open.example.com", "id.example.com"]),
        ("x-forwarded-host", &["id.example.com, open.example.com"]),
        ("x-forwarded-host", &["id.example.com,id.example.com"]),
        ("x-forwarded-host", &["maren@id.example.com"]),
        ("x-forwarded-host", &["open.example.com@id.example.com"]),
        ("x-forwarded-host", &["id.example.com:8443"]),
        ("x-forwarded-host", &["id.example.com:"]),
        ("x-forwarded-host", &["id.example.com/shop"]),
        ("x-forwarded-host", &["id.example.com#"]),
        ("x-forwarded-host", &["id.example.com.evil.example"]),
        ("x-forwarded-host", &["xid.example.com"]),
        ("x-forwarded-host", &["%69d.example.com"]),
        ("x-forwarded-proto", &["http"]),
        ("x-forwarded-proto", &["https,http"]),
        ("x-forwarded-proto", &["https", "https"]),
        ("x-forwarded-proto", &["wss"]),
        ("x-forwarded-uri", &["/shop/cart", "/shop/cart"]),
        ("x-forwarded-uri", &["shop/cart"]),
        ("x-forwarded-uri", &["https://id.example.com/shop"]),
        ("x-forwarded-uri", &["//shop"]),
        ("x-forwarded-uri", &["/shop//cart"]),
        ("x-forwarded-uri", &["/shop/../admin"]),
        ("x-forwarded-uri", &["/shop/./cart"]),
        ("x-forwarded-uri", &["/shop/%2e%2e/admin"]),
        ("x-forwarded-uri", &["/shop/.%2E/admin"]),
        ("x-forwarded-uri", &["/shop/..;/admin"]),
        ("x-forwarded-uri", &["/shop%2fcart"]),
        ("x-forwarded-uri", &["/shop%2Fcart"]),
        ("x-forwarded-uri", &["/shop%5ccart"]),
        ("x-forwarded-uri", &["/shop\\cart"]),
        ("x-forwarded-uri", &["/shop%00"]),
        ("x-forwarded-uri", &["/shop%0d%0aa:b"]),
        ("x-forwarded-uri", &["/shop%252fcart"]),
        ("x-forwarded-uri", &["/shop#cart"]),
        ("x-forwarded-method", &["GET", "GET"]),
        ("x-forwarded-method", &["GET, POST"]),
        ("x-original-url", &["https://open.example.com/"]),
        ("x-original-url", &["https://id.example.com/shop"]),
        ("x-original-url", &["https://id.example.com/shop/cart", "https://id.example.com/shop/cart"]),
        ("x-original-url", &["nonsense"]),
        ("x-original-method", &["POST"]),
    ] {
        assert_eq!(status(&app, &jar, name, values).await, 403, "{name}: {values:?}");
    }
    assert_eq!(status(&app, &jar, "x-original-url", &["https://id.example.com/shop/cart"]).await, 200);
}

#[tokio::test]
async fn headers_of_the_client_that_nginx_passes_on_must_agree() {
    let app = new_app().await;
    add_application(
        &app,
        ApplicationRequest { everyone: Expected::Given(true), ..at("open", "https://open.example.com/") },
    )
    .await;
    let jar = Visitor::signed_in(&app).await.own.jar;
    for (name, value) in [
        ("x-forwarded-host", "open.example.com"),
        ("x-forwarded-proto", "http"),
        ("x-forwarded-uri", "/"),
        ("x-forwarded-method", "OPTIONS"),
    ] {
        assert_eq!(original(&app, SHOP, &jar).header(name, value).send().await.status, 403, "{name}");
    }
    let agreeing = original(&app, SHOP, &jar).header("x-forwarded-host", "id.example.com");
    assert_eq!(agreeing.header("x-forwarded-proto", "https").send().await.status, 200);
    // Other spellings are other headers.
    let underscores = original(&app, SHOP, &jar).header("x_forwarded_host", "open.example.com");
    assert_eq!(underscores.header("x_original_url", "https://open.example.com/").send().await.status, 200);
}

#[tokio::test]
async fn an_origin_can_be_written_in_several_ways() {
    let app = new_app().await;
    for (name, location) in
        [("idn", "https://bücher.example/"), ("six", "https://[2001:db8::1]/"), ("port", "https://port.example:8443/")]
    {
        add_application(&app, ApplicationRequest { everyone: Expected::Given(true), ..at(name, location) }).await;
    }
    // 401: the application was found, and the user has to sign in.
    for url in [
        "HTTPS://Journal.Example.COM/",
        "https://journal.example.com:443/",
        "https://journal.example.com./",
        "https://xn--bcher-kva.example/",
        "https://XN--Bcher-kva.example/",
        "https://[2001:db8::1]/",
        "https://[2001:DB8:0:0:0:0:0:1]:443/",
        "https://port.example:8443/",
    ] {
        assert_eq!(forwarded(&app, "GET", url, &Jar::new()).send().await.status, 401, "{url}");
        assert_eq!(original(&app, url, &Jar::new()).send().await.status, 401, "{url}");
    }
    for url in
        ["https://port.example/", "https://port.example:443/", "https://[2001:db8::2]/", "https://bucher.example/"]
    {
        assert_eq!(forwarded(&app, "GET", url, &Jar::new()).send().await.status, 403, "{url}");
    }
}

#[tokio::test]
async fn encoding_a_path_does_not_lead_to_an_application_that_admits_more() {
    let app = new_app().await;
    add_application(&app, at("vault", "https://id.example.com/shop/vault")).await;
    let jar = Visitor::signed_in(&app).await.own.jar;
    for uri in [
        "/shop/vault",
        "/shop/%76ault",
        "/%73hop/vaul%74/x",
        "/shop/vault;x",
        "/shop/vault;x/y",
        "/shop/VAULT",
        "/shop/vault/",
    ] {
        assert_eq!(status(&app, &jar, "x-forwarded-uri", &[uri]).await, 403, "{uri}");
    }
    for uri in ["/shop/vaults", "/shop/%76aults", "/shop/cart?next=/shop/vault"] {
        assert_eq!(status(&app, &jar, "x-forwarded-uri", &[uri]).await, 200, "{uri}");
    }
}
