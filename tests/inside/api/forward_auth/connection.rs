//! The test of a connection: what an administrator sees of the requests of a proxy.

use super::*;

/// What the server says about the connection of the journal.
async fn connection(app: &TestApp, boss: &Tokens) -> Value {
    app.read(boss, "/api/applications/journal/connection").await.expect_status(200).json()
}

async fn with_boss() -> (TestApp, Tokens) {
    let app = new_app().await;
    let (_, boss) = app.administrator("boss").await;
    (app, boss)
}

/// The advice as one text.
fn advice(connection: &Value) -> String {
    let advice = connection["advice"].as_array().expect("a list");
    advice.iter().filter_map(Value::as_str).collect::<Vec<_>>().join("\n")
}

/// Kind and result of each arrival.
fn results(connection: &Value) -> Vec<String> {
    let arrivals = connection["arrivals"].as_array().expect("a list");
    let text = |value: &Value| value.as_str().expect("a text").to_owned();
    arrivals.iter().map(|arrival| format!("{} {}", text(&arrival["kind"]), text(&arrival["result"]))).collect()
}

#[tokio::test]
async fn an_application_that_nothing_asks_about_is_silent_and_has_its_configurations() {
    let (app, boss) = with_boss().await;
    let seen = connection(&app, &boss).await;
    assert_eq!((&seen["state"], &seen["server"]), (&json!("silent"), &json!("server-1:3000")));
    assert_eq!(seen["arrivals"], json!([]));
    assert!(advice(&seen).starts_with("Open https://journal.example.com/ in another tab"), "{seen}");
    let configurations = seen["configurations"].as_array().expect("a list");
    let of: Vec<_> = configurations.iter().map(|found| (&found["proxy"], &found["address"])).collect();
    let address = json!("https://journal.example.com");
    assert_eq!(of, [(&json!("caddy"), &address), (&json!("nginx"), &address), (&json!("traefik"), &address)]);
    for found in configurations {
        let text = found["text"].as_str().expect("a text");
        assert!(text.contains("journal.example.com") && !text.contains("auth.example.com"), "{text}");
    }
    app.read(&boss, "/api/applications/nothing/connection").await.assert_refused(404, "not_found");
}

#[tokio::test]
async fn a_proxy_that_asks_and_passes_the_way_back_on_is_connected() {
    let (app, boss) = with_boss().await;
    let url = "https://journal.example.com/posts?token=secret-text";
    forwarded(&app, "GET", url, &Jar::from([(APPLICATION.to_owned(), "secret-cookie".to_owned())])).send().await;
    let seen = connection(&app, &boss).await;
    assert_eq!(seen["state"], "connected");
    let expected = json!({
        "at": app.accounts.now(), "kind": "forward", "peer": PROXY, "trusted": true,
        "origin": "https://journal.example.com", "result": "sign_in", "detail": null, "missing": [],
        "headers":
            ["X-Forwarded-Proto", "X-Forwarded-Host", "X-Forwarded-Uri", "X-Forwarded-Method", "X-Forwarded-For"],
    });
    assert_eq!(seen["arrivals"], json!([expected]));
    assert!(advice(&seen).starts_with("Sign in there, then test again"), "{seen}");
    assert!(!seen.to_string().contains("secret-"), "{seen}");

    app.wait(1);
    let mut visitor = Visitor::signed_in(&app).await;
    visitor.enter(JOURNAL).await;
    app.wait(1);
    assert_eq!(status_at(&visitor, JOURNAL).await, 200);
    let seen = connection(&app, &boss).await;
    assert_eq!((&seen["state"], advice(&seen).as_str()), (&json!("connected"), ""));
    assert_eq!(results(&seen), ["forward admitted", "folder taken"]);

    original(&app, JOURNAL, &Jar::new()).send().await;
    let seen = connection(&app, &boss).await;
    assert_eq!(results(&seen), ["request sign_in", "folder taken"], "the last question");
}

#[tokio::test]
async fn what_is_missing_is_said() {
    let (app, boss) = with_boss().await;
    forwarded(&app, "GET", "http://journal.example.com/", &Jar::new()).send().await;
    let seen = connection(&app, &boss).await;
    assert_eq!((seen["state"].as_str(), results(&seen).join(" ")), (Some("incomplete"), "forward refused".to_owned()));
    let said = advice(&seen);
    let expected = "The proxy asks about http://journal.example.com, and the application is at https://journal";
    assert!(said.contains(expected), "{said}");

    let (app, boss) = with_boss().await;
    let asked = app.get("/auth/forward").seen_from(PROXY).header("x-forwarded-proto", "https");
    asked.header("x-forwarded-uri", "/").header("x-forwarded-method", "GET").expect_status(403).await;
    let seen = connection(&app, &boss).await;
    assert_eq!(seen["arrivals"][0]["missing"], json!(["X-Forwarded-Host", "X-Forwarded-For"]));
    let said = advice(&seen);
    assert!(said.starts_with("The proxy at 10.0.0.1 asks about no address."), "{said}");
    assert!(said.contains("The header x-forwarded-host is missing."), "{said}");

    // What asks about the application itself says more than what asks about none.
    let host = ("x-forwarded-host", "journal.example.com");
    let asked = app.get("/auth/forward").seen_from(PROXY).header("x-forwarded-proto", "https").header(host.0, host.1);
    asked.header("x-forwarded-uri", "/").header("x-forwarded-method", "GET").send().await;
    let seen = connection(&app, &boss).await;
    assert_eq!(results(&seen), ["forward sign_in"]);
    assert!(advice(&seen).starts_with("X-Forwarded-For is missing: all visitors seem to be"), "{seen}");
}

#[tokio::test]
async fn a_request_about_an_unknown_host_is_shown_until_the_proxy_asks_about_the_application() {
    let (app, boss) = with_boss().await;
    forwarded(&app, "GET", "https://elsewhere.example.com/", &Jar::new()).send().await;
    let said = advice(&connection(&app, &boss).await);
    let expected = "The proxy at 10.0.0.1 asks about https://elsewhere.example.com, where no application is. It has to \
                    ask about https://journal.example.com/.";
    assert!(said.starts_with(expected), "{said}");
    forwarded(&app, "GET", JOURNAL, &Jar::new()).send().await;
    assert_eq!(results(&connection(&app, &boss).await), ["forward sign_in"]);
}

#[tokio::test]
async fn strangers_are_named_and_hide_nothing() {
    let (app, boss) = with_boss().await;
    let ask_as_stranger = async || {
        forwarded(&app, "GET", JOURNAL, &Jar::new()).seen_from("203.0.113.9").expect_status(403).await;
    };
    ask_as_stranger().await;
    let seen = connection(&app, &boss).await;
    assert_eq!((&seen["state"], &seen["arrivals"][0]["trusted"]), (&json!("incomplete"), &json!(false)));
    let said = advice(&seen);
    assert!(said.starts_with("203.0.113.9 asks, and is no trusted proxy."), "{said}");
    assert!(said.contains("VESTIBULE_TRUSTED_PROXIES"), "{said}");

    forwarded(&app, "GET", JOURNAL, &Jar::new()).send().await;
    ask_as_stranger().await;
    let seen = connection(&app, &boss).await;
    assert_eq!(seen["state"], "connected");
    assert_eq!(results(&seen), ["forward sign_in", "forward refused"]);
}

#[tokio::test]
async fn what_has_arrived_is_kept_for_minutes_at_the_server_where_it_arrived() {
    let (app, boss) = with_boss().await;
    let other = replica(&app).await;
    forwarded(&app, "GET", JOURNAL, &Jar::new()).send().await;
    assert_eq!(connection(&other, &boss).await["state"], "silent");
    app.wait(15 * 60 - 1);
    assert_eq!(results(&connection(&app, &boss).await), ["forward sign_in"]);
    app.wait(1);
    let (_, boss) = app.administrator("chief").await;
    assert_eq!(connection(&app, &boss).await["state"], "silent");
}

#[tokio::test]
async fn whose_groups_have_no_room_in_the_token_is_named_while_they_have_none() {
    let (app, boss) = with_boss().await;
    let names: Vec<_> = (0..4).map(|number| format!("{number}{}", "x".repeat(59))).collect();
    for name in &names {
        app.group(name, &["ada"]).await;
    }
    let jar = Visitor::signed_in(&app).await.own.jar;
    let said = async || {
        forwarded(&app, "GET", SHOP, &jar).expect_status(200).await;
        advice(&app.read(&boss, "/api/applications/shop/connection").await.expect_status(200).json())
    };
    let expected = "The last token (X-Vestibule-Token) of ada had no groups, because these take more than 200 bytes.";
    assert!(said().await.starts_with(expected), "{}", said().await);
    let own = app.id_of("boss").await;
    for (scopes, is_named) in [(&["applications:write"][..], false), (&["applications:write", "users:read"][..], true)]
    {
        let (_, token) = app.api_token(&boss, &own, scopes).await;
        let seen = app.read(&token, "/api/applications/shop/connection").await.expect_status(200).json();
        assert_eq!(advice(&seen).starts_with(expected), is_named, "{scopes:?}: {seen}");
    }
    let id = app.id_of("ada").await.parse().expect("an id");
    app.accounts.groups().remove_from_group(&Caller::system(), &names[0], id).await.expect("a change");
    assert_eq!(said().await, "");
}

#[tokio::test]
async fn an_application_on_the_host_of_vestibule_needs_no_way_back() {
    let (app, boss) = with_boss().await;
    forwarded(&app, "GET", SHOP, &Jar::new()).send().await;
    let seen = app.read(&boss, "/api/applications/shop/connection").await.json();
    assert_eq!((&seen["state"], advice(&seen).as_str()), (&json!("connected"), ""));
    assert_eq!(seen["configurations"][0]["address"], SHOP);
    // Another application there was not asked about: hosts are told apart, and paths are not kept.
    assert_eq!(results(&connection(&app, &boss).await), [] as [&str; 0]);
}

#[tokio::test]
async fn the_page_shows_the_configurations_and_what_has_arrived() {
    let (app, _) = with_boss().await;
    app.add_application(closed_at("vault", "https://vault.example.com/")).await;
    let url = "https://vault.example.com/";
    forwarded(&app, "GET", url, &Jar::new()).send().await;
    let page = app.browser_of("boss").await.open("/applications/vault").await;
    page.assert_shows(&[
        "X-Forwarded-Host vault.example.com\n",
        "Copy the configuration of Traefik for https://vault.example.com",
        "Connected: the proxy asks, and Vestibule understands it.",
        "Question at /auth/forward",
        "10.0.0.1 <span class=\"badge badge-good\">",
        "No one may enter yet: choose who may.",
        "the server server-1:3000 has received",
    ]);
}
