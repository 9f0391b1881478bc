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
    app.add_application(open_at("open", "https://open.example.com/")).await;
    let jar = Visitor::signed_in(&app).await.own.jar;
    assert_eq!(status(&app, &jar, "x-forwarded-host", &["id.example.com"]).await, 200);
    for name in GOOD.map(|(name, _)| name) {
        assert_eq!(status(&app, &jar, name, &[]).await, 403, "{name} is missing");
        assert_eq!(status(&app, &jar, name, &[""]).await, 403, "{name} is empty");
    }
    // What else is ambiguous is in the unit tests of `http/forward_auth/requested.rs` and `applications`.
    for (name, values) in [
        ("x-forwarded-host", ["open.example.com", "id.example.com"].as_slice()),
        ("x-forwarded-host", &["maren@id.example.com"]),
        ("x-forwarded-proto", &["http"]),
        ("x-forwarded-uri", &["/shop/cart", "/shop/cart"]),
        ("x-forwarded-uri", &["/shop/%2e%2e/admin"]),
        ("x-forwarded-method", &["GET", "GET"]),
        ("x-original-url", &["https://open.example.com/"]),
        ("x-original-method", &["POST"]),
    ] {
        assert_eq!(status(&app, &jar, name, values).await, 403, "{name}: {values:?}");
    }
    assert_eq!(status(&app, &jar, "x-original-url", &["https://id.example.com/shop/cart"]).await, 200);
}

#[tokio::test]
async fn an_origin_can_be_written_in_several_ways() {
    let app = new_app().await;
    for (name, location) in
        [("idn", "https://bücher.example/"), ("six", "https://[2001:db8::1]/"), ("port", "https://port.example:8443/")]
    {
        app.add_application(open_at(name, location)).await;
    }
    // 401: the application was found, and the user has to sign in.
    for url in [
        "https://journal.example.com:443/",
        "https://xn--bcher-kva.example/",
        "https://[2001:db8::1]/",
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
async fn a_web_socket_is_opened_by_a_request() {
    let app = new_app().await;
    let jar = Visitor::signed_in(&app).await.own.jar;
    assert_eq!(status(&app, &jar, "x-forwarded-proto", &["wss"]).await, 200);
    for proto in ["ws", "wsx", "wss, https"] {
        assert_eq!(status(&app, &jar, "x-forwarded-proto", &[proto]).await, 403, "{proto}");
    }
}

#[tokio::test]
async fn segments_may_be_in_doubt_where_one_application_has_the_host_alone() {
    let app = new_app().await;
    app.add_application(open_at("forge", "https://git.example.com/")).await;
    let mut visitor = Visitor::signed_in(&app).await;
    // Also the way back from the sign-in keeps the address.
    let url = "https://git.example.com/api/v4/projects/group%2Fproject//files?ref=a%2Fb";
    let callback = visitor.hand_over(url).await;
    assert_eq!(visitor.call_back(&callback).await.location(), url);
    for uri in ["/%2f", "//", "//login", "/@scope%2Fname", "/a//b/"] {
        assert_eq!(status_at(&visitor, &format!("https://git.example.com{uri}")).await, 200, "{uri}");
    }
    // Nobody may read these in two ways, and the folder belongs to Vestibule in each notation.
    for uri in
        ["/a%2f..%2fb", "//a/../b", "/a\\b", "/a%5cb", "/a%252fb", "//.vestibule/callback", "/.vestibule%2ftoken"]
    {
        assert_eq!(status_at(&visitor, &format!("https://git.example.com{uri}")).await, 403, "{uri}");
    }
    // As soon as there is another application on the host, nobody can tell whose address it is.
    app.add_application(closed_at("vault", "https://git.example.com/vault")).await;
    for (uri, expected) in [("/%2fvault", 403), ("//vault", 403), ("/a%2Fb", 403), ("/a", 200), ("/vault", 403)] {
        assert_eq!(status_at(&visitor, &format!("https://git.example.com{uri}")).await, expected, "{uri}");
    }
    let refused = forwarded(&app, "GET", "https://git.example.com//vault", &visitor.there).send().await;
    assert!(refused.text().contains("remove the empty segments"), "{}", refused.text());
    // On the host of Vestibule, and where an application has a part of a host only.
    assert_eq!(status(&app, &visitor.own.jar, "x-forwarded-uri", &["/shop//cart"]).await, 403);
    assert_eq!(status(&app, &visitor.own.jar, "x-forwarded-uri", &["/shop/a%2Fb"]).await, 403);
}

#[tokio::test]
async fn an_application_with_the_host_of_vestibule_has_it_not_alone() {
    let app = TestApp::with(configure_proxy).await;
    app.add_application(open_at("site", "https://id.example.com/")).await;
    app.register("ada").await;
    let jar = Visitor::signed_in(&app).await.own.jar;
    assert_eq!(status(&app, &jar, "x-forwarded-uri", &["/a"]).await, 200);
    for uri in ["//login", "/a%2Fb"] {
        assert_eq!(status(&app, &jar, "x-forwarded-uri", &[uri]).await, 403, "{uri}");
    }
}

#[tokio::test]
async fn encoding_a_path_does_not_lead_to_an_application_that_admits_more() {
    let app = new_app().await;
    app.add_application(closed_at("vault", "https://id.example.com/shop/vault")).await;
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
