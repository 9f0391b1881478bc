//! The answers to a proxy: 200 with the user, the sign-in page, or 403.

use super::*;
use crate::support::openid::go;
use vestibule::shared::demand::FactorDemand;

const HEADERS: [&str; 7] = [
    "remote-user-id",
    "remote-user",
    "remote-name",
    "remote-email",
    "remote-groups",
    "remote-fields",
    "x-vestibule-token",
];

#[tokio::test]
async fn a_signed_in_user_is_named_in_all_headers() {
    let app = new_app().await;
    set_membership(&app, "ada", true).await;
    let visitor = Visitor::signed_in(&app).await;
    for call in [forwarded(&app, "GET", SHOP, &visitor.own.jar), original(&app, SHOP, &visitor.own.jar)] {
        let reply = call.expect_status(200).await;
        let named = HEADERS.map(|name| reply.header(name).to_owned());
        let id = app.id_of("ada").await;
        assert_eq!(named[..6], [id.as_str(), "ada", "", "ada@example.org", "editors", ""]);
        assert_eq!(named[6].split('.').count(), 3);
        assert!(HEADERS.iter().all(|name| reply.headers.get_all(*name).iter().count() == 1));
        assert!(reply.body.is_empty() && reply.cookies().is_empty());
        assert_eq!(reply.header("cache-control"), "no-store");
    }
}

#[tokio::test]
async fn remote_user_is_the_username_or_the_id_as_the_application_is_set() {
    let app = new_app().await;
    let jar = Visitor::signed_in(&app).await.own.jar;
    let id = app.id_of("ada").await;
    let named = async || {
        let reply = forwarded(&app, "GET", SHOP, &jar).expect_status(200).await;
        let claims = part_of_jwt(reply.header("x-vestibule-token"), 1);
        assert_eq!((&claims["sub"], &claims["username"]), (&json!(id), &json!("ada")), "the token has both");
        assert_eq!(reply.header("remote-user-id"), id);
        reply.header("remote-user").to_owned()
    };
    assert_eq!(named().await, "ada");
    let shop = |remote_user: Text| ApplicationRequest { remote_user, ..open_at("shop", SHOP) };
    for (remote_user, expected) in [("id".into(), id.as_str()), (Text::Missing, "ada")] {
        app.accounts
            .applications()
            .replace_application(&Caller::system(), "shop", shop(remote_user))
            .await
            .expect("a change");
        assert_eq!(named().await, expected, "from the next request on");
    }
}

#[tokio::test]
async fn neither_headers_of_the_client_nor_the_method_of_the_proxy_change_anything() {
    let app = new_app().await;
    let jar = Visitor::signed_in(&app).await.own.jar;
    for name in ["Remote-User", "Remote_User", "Remote-Groups", "remote_groups", "X-Vestibule-Token", "Authorization"] {
        let reply = forwarded(&app, "GET", SHOP, &jar).header(name, "root").send().await;
        let named = (reply.status, reply.header("remote-user"), reply.header("remote-groups"));
        assert_eq!(named, (200, "ada", ""), "{name}");
        assert_ne!(reply.header("x-vestibule-token"), "root", "{name}");
        let stranger = forwarded(&app, "GET", SHOP, &Jar::new()).header(name, "root").send().await;
        assert_eq!(stranger.status, 401, "{name}");
        assert!(HEADERS.iter().all(|name| !stranger.headers.contains_key(*name)), "{name}");
    }

    for method in [Method::GET, Method::HEAD, Method::POST, Method::PUT, Method::OPTIONS] {
        let call = app.call(method.clone(), "/auth/request").seen_from(PROXY).header("x-original-method", "POST");
        let reply = with_cookies(call.header("x-original-url", SHOP), &jar).body("a body").send().await;
        assert_eq!(reply.status, 200, "{method}");
    }
}

#[tokio::test]
async fn a_browser_without_a_session_is_redirected_to_the_sign_in_page_and_back() {
    let app = new_app().await;
    let none = Jar::new();
    let url = "https://id.example.com/shop/cart?item=7&size=L";
    let expected = "https://id.example.com/login?next=%2Fshop%2Fcart%3Fitem%3D7%26size%3DL";
    for (method, status) in [("GET", 302), ("HEAD", 302), ("POST", 303), ("DELETE", 303), ("PROPFIND", 303)] {
        let reply = forwarded(&app, method, url, &none).html().send().await;
        assert_eq!((reply.status, reply.location()), (status, expected), "{method}");
        assert!(reply.cookies().is_empty(), "{method}");
    }
    for call in [forwarded(&app, "GET", url, &none), original(&app, url, &none), original(&app, url, &none).html()] {
        let reply = call.send().await;
        assert_eq!((reply.status, reply.header("location")), (401, expected));
        assert_eq!(reply.code(), "token_missing");
        assert!(reply.header("www-authenticate").starts_with("Bearer"));
    }
    // And back after signing in.
    let mut visitor = Visitor::new(&app);
    let next = "/shop/cart?item=7&size=L";
    let fields = [("login", "ada"), ("password", PASSWORD), ("next", next)];
    assert_eq!(visitor.own.submit("/actions/login", &fields).await.location(), next);
    assert_eq!(forwarded(&app, "GET", url, &visitor.own.jar).send().await.status, 200);
}

#[tokio::test]
async fn a_user_who_is_not_admitted_gets_a_page_that_needs_no_other_file() {
    let app = new_app().await;
    app.add_application(closed_at("vault", "https://id.example.com/vault")).await;
    let jar = Visitor::signed_in(&app).await.own.jar;
    let reply = forwarded(&app, "GET", "https://id.example.com/vault/x", &jar).html().expect_status(403).await;
    let policy = reply.header("content-security-policy");
    assert!(policy.contains("style-src 'sha256-") && !policy.contains("unsafe"), "{policy}");
    let page = reply.text();
    assert!(page.contains("href=\"https://id.example.com/\""), "{page}");
    assert!(!page.contains("<script") && !page.contains(" src="), "{page}");
    assert!(HEADERS.iter().all(|name| !reply.headers.contains_key(*name)));

    let jar = &jar;
    forwarded(&app, "GET", "https://id.example.com/vault/x", jar).send().await.assert_refused(403, "forbidden");
    original(&app, "https://id.example.com/vault/x", jar).expect_status(403).await;
}

#[tokio::test]
async fn an_address_without_an_application_is_refused_and_not_redirected() {
    let app = new_app().await;
    let jar = Visitor::signed_in(&app).await.own.jar;
    for url in [
        "https://evil.example/",
        "https://id.example.com/",
        "https://id.example.com/shopping",
        "http://journal.example.com/",
    ] {
        for jar in [&jar, &Jar::new()] {
            let reply = forwarded(&app, "GET", url, jar).html().send().await;
            assert_eq!(reply.status, 403, "{url}");
            assert!(!reply.headers.contains_key("location") && reply.cookies().is_empty(), "{url}");
        }
    }
}

#[tokio::test]
async fn only_trusted_proxies_are_answered() {
    let app = new_app().await;
    let jar = Visitor::signed_in(&app).await.own.jar;
    for call in [forwarded(&app, "GET", SHOP, &jar), original(&app, SHOP, &jar)] {
        // Also if the client names itself as a proxy.
        let reply = call.header("x-forwarded-for", "10.0.0.1").seen_from("203.0.113.9").send().await;
        reply.assert_refused(403, "forbidden");
        assert!(reply.json()["detail"].as_str().expect("a detail").contains("VESTIBULE_TRUSTED_PROXIES"));
        assert!(!reply.headers.contains_key("remote-user"));
    }
    let callback =
        passed_on(&app, Method::GET, "https://journal.example.com/.vestibule/callback?ticket=x", &Jar::new());
    assert_eq!(callback.seen_from("203.0.113.9").send().await.status, 403);
}

#[tokio::test]
async fn an_active_session_is_not_charged_and_everyone_else_is() {
    let app =
        app_with(|config| config.rate_limits = "register=1/s,change=9/s,file=9/s,request=2/s".parse().expect("limits"))
            .await;
    let jar = Visitor::signed_in(&app).await.own.jar;
    let none = Jar::new();
    let mut answers = Vec::new();
    for _ in 0..20 {
        answers.push(forwarded(&app, "GET", SHOP, &none).send().await.status);
    }
    assert!(answers.starts_with(&[401]) && answers.ends_with(&[429]), "{answers:?}");
    let limited = original(&app, SHOP, &none).send().await;
    assert_eq!(limited.code(), "too_many_requests");
    assert!(!limited.header("retry-after").is_empty());
    assert_eq!(forwarded(&app, "GET", "https://evil.example/", &none).send().await.status, 429);
    for _ in 0..20 {
        assert_eq!(forwarded(&app, "GET", SHOP, &jar).send().await.status, 200);
    }
    // Another client of the same proxy.
    let call = app.get("/auth/request").seen_from(PROXY).header("x-forwarded-for", "198.51.100.8");
    call.header("x-original-method", "GET").header("x-original-url", SHOP).expect_status(401).await;
}

#[tokio::test]
async fn a_change_of_the_user_or_the_end_of_a_group_is_in_the_next_answer() {
    let app = new_app().await;
    let mut visitor = Visitor::signed_in(&app).await;
    let name = async |visitor: &Visitor<'_>| {
        let reply = forwarded(&app, "GET", SHOP, &visitor.own.jar).send().await;
        (reply.header("remote-name").to_owned(), reply.header("x-vestibule-token").to_owned())
    };
    let before = name(&visitor).await;
    let fields = [("name", "Ada L."), ("username", "ada"), ("email", "ada@example.org")];
    assert_eq!(visitor.own.run("/actions/profile", &fields).await.status, 200);
    let after = name(&visitor).await;
    assert_eq!((before.0.as_str(), after.0.as_str()), ("", "Ada L."));
    assert_ne!(before.1, after.1);

    for name in ["authors", "readers"] {
        app.group(name, &["ada"]).await;
    }
    let groups =
        async || forwarded(&app, "GET", SHOP, &visitor.own.jar).send().await.header("remote-groups").to_owned();
    assert_eq!(groups().await, "authors,readers");
    app.accounts.groups().delete_group(&Caller::system(), "authors").await.expect("a deletion");
    assert_eq!(groups().await, "readers");
}

#[tokio::test]
async fn whoever_has_to_add_a_second_factor_enters_no_application() {
    let demand = FactorDemand { of_all: true, ..FactorDemand::default() };
    let app = app_with(|config| config.second_factor_demand = demand).await;
    let mut visitor = Visitor::signed_in(&app).await;
    let shop = forwarded(&app, "GET", SHOP, &visitor.own.jar).html().send().await;
    assert_eq!(shop.status, 403);
    assert!(shop.text().contains("https://id.example.com/account/security"), "{}", shop.text());
    assert!(app.events("application.enter").await.is_empty());
    // The hand-over to another host.
    let sign_in = visitor.open(JOURNAL).await.location().strip_prefix(BASE).expect("a page of Vestibule").to_owned();
    let security = sign_in.replacen("/login", "/account/second-factor", 1);
    assert_eq!(visitor.own.open(&sign_in).await.location(), security);
    let begun = visitor.own.open(&security).await;
    let page = visitor.own.follow(&begun).await.expect_status(200);
    let (_, next) = begun.location().split_once("next=").expect("a way on");
    assert!(page.text().contains(next) && next.starts_with('p'), "{next}");
    assert_eq!(visitor.own.open(&go(next)).await.location(), begun.location(), "there is still no factor");
}
