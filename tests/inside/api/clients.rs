//! `/api/applications/{name}/clients` and `/api/clients`: OpenID Connect clients and their secrets. Who may call it is in the access
//! matrix.

use crate::support::*;
use vestibule::applications::read_file;
use vestibule::shared::clients::ClientId;
use vestibule::shared::ids::ClientSecretId;

const WIKI: &str = "https://wiki.example.com/cb";

/// With the application `wiki`, which everybody may enter, and an administrator.
async fn with_application() -> (TestApp, Tokens) {
    let (app, boss) = TestApp::with_administrator("boss").await;
    app.install_client_key().await;
    app.add_application(open_at("wiki", "https://wiki.example.com/")).await;
    (app, boss)
}

async fn create(app: &TestApp, who: &Tokens, body: &Value) -> Reply {
    app.send(who, Method::POST, "/api/applications/wiki/clients", body).await
}

#[tokio::test]
async fn a_client_is_created_read_replaced_and_deleted() {
    let (app, boss) = with_application().await;
    let body = json!({"client_id": "urn:wiki/1", "redirect_uris": [WIKI], "access_ttl": 300, "claims": ["tier=gold"]});
    let reply = create(&app, &boss, &body).await.expect_status(201);
    let path = reply.header("location").to_owned();
    assert_eq!(path, "/api/clients/urn%3Awiki%2F1");
    let created = reply.json();
    let secret = created["secret"]["secret"].as_str().expect("a secret");
    assert!(secret.starts_with("vcs_") && created["client"]["secrets"][0]["prefix"] == secret[..8], "{created}");
    let shown = app.read(&boss, &path).await.json();
    assert_eq!(shown, created["client"]);
    assert_eq!((&shown["application"], &shown["source"]), (&json!("wiki"), &json!("database")));
    assert_eq!((&shown["definition"]["access_ttl"], &shown["definition"]["require_pkce"]), (&json!(300), &json!(true)));
    assert!(!shown.to_string().contains(secret), "it is shown once");
    let list = app.read(&boss, "/api/applications/wiki/clients").await.json();
    assert_eq!(list, json!({"clients": [shown]}));

    app.wait(60);
    let body = json!({"redirect_uris": [WIKI], "kind": "public", "grants": ["authorization_code", "refresh_token"]});
    let replaced = app.send(&boss, Method::PUT, &path, &body).await.expect_status(200).json();
    assert_eq!((&replaced["definition"]["kind"], &replaced["client_id"]), (&json!("public"), &json!("urn:wiki/1")));
    assert_eq!(replaced["definition"]["claims"], json!([]), "what is left out gets its default");
    for status in [204, 404] {
        assert_eq!(app.call(Method::DELETE, &path).bearer(&boss.access).send().await.status, status);
    }
    for kind in ["client.create", "client.update", "client.delete"] {
        let details: Vec<_> = app.events(kind).await.into_iter().filter_map(|event| event.detail).collect();
        assert_eq!(details, ["urn:wiki/1"], "{kind}");
    }
}

#[tokio::test]
async fn one_secret_replaces_another_without_downtime() {
    let (app, boss) = with_application().await;
    let created = create(&app, &boss, &json!({"client_id": "wiki", "redirect_uris": [WIKI]})).await.json();
    let first = created["secret"].clone();
    let own = "an-own-secret-of-the-old-server";
    let body = json!({"secret": own, "expires_in": "90d"});
    let added = app.send(&boss, Method::POST, "/api/clients/wiki/secrets", &body).await;
    let second = added.expect_status(201).json();
    let is_right =
        async |secret: &str| app.accounts.clients().authenticate_client("wiki", Some(secret)).await.unwrap().is_some();
    let text = |new: &Value| new["secret"].as_str().expect("a secret").to_owned();
    assert!(is_right(&text(&first)).await && is_right(own).await && second["details"]["prefix"] == "an-own-s");

    let path = format!("/api/clients/wiki/secrets/{}", first["details"]["id"].as_str().expect("an id"));
    assert_eq!(app.call(Method::DELETE, &path).bearer(&boss.access).send().await.status, 204);
    assert!(!is_right(&text(&first)).await && is_right(own).await);
    app.wait(91 * 24 * 60 * 60);
    assert!(!is_right(own).await, "it has expired");
    let unknown = format!("/api/clients/wiki/secrets/{}", ClientSecretId(Uuid::from_u128(7)));
    let boss = app.log_in("boss").await;
    assert_eq!(app.call(Method::DELETE, &unknown).bearer(&boss.access).send().await.status, 404);
    let random = app.post("/api/clients/wiki/secrets").bearer(&boss.access).expect_status(201).await.json();
    assert!(is_right(&text(&random)).await, "without a body it is a random one");
}

#[tokio::test]
async fn all_errors_are_returned_at_once_and_ids_are_unique() {
    let (app, boss) = with_application().await;
    let body =
        json!({"client_id": "a b", "redirect_uris": ["/cb"], "grants": ["implicit"], "consent": 7, "access_ttl": 901});
    let reply = create(&app, &boss, &body).await;
    reply.assert_refused(422, "validation_failed");
    let mut fields = reply.invalid_fields();
    fields.sort();
    assert_eq!(fields, ["access_ttl", "client_id", "consent", "grants", "redirect_uris"]);
    let body = json!({"client_id": "wiki", "redirect_uris": [WIKI]});
    create(&app, &boss, &body).await.expect_status(201);
    create(&app, &boss, &body).await.assert_refused(409, "application_taken");
    app.send(&boss, Method::POST, "/api/applications/shop/clients", &body).await.assert_refused(404, "not_found");
    let short = json!({"secret": "short"});
    app.send(&boss, Method::POST, "/api/clients/wiki/secrets", &short).await.assert_refused(422, "validation_failed");
}

#[tokio::test]
async fn an_administrator_reads_what_a_client_would_learn() {
    let (app, boss) = with_application().await;
    app.register("ada").await;
    let body = json!({"client_id": "wiki", "redirect_uris": [WIKI], "claims": ["tier=gold", "role@editors=writer"]});
    app.group("editors", &[]).await;
    create(&app, &boss, &body).await.expect_status(201);
    let preview = app.read(&boss, "/api/clients/wiki/preview?user=ada").await.expect_status(200).json();
    assert_eq!((&preview["may_enter"], &preview["userinfo"]["email"]), (&json!(true), &json!("ada@example.org")));
    assert_eq!((&preview["userinfo"]["tier"], preview["userinfo"].get("role")), (&json!("gold"), None));
    assert_eq!((&preview["id_token"]["aud"], preview["id_token"].get("email")), (&json!("wiki"), None));
    assert_eq!((&preview["access_token"], &preview["notes"]), (&json!({}), &json!([])), "it has no API");
    app.read(&boss, "/api/clients/wiki/preview?user=nothing").await.assert_refused(404, "not_found");
    let users = app.read(&boss, "/api/clients/wiki/users").await.expect_status(200).json();
    assert_eq!(users, json!({"users": []}));
}

#[tokio::test]
async fn an_application_needs_no_location() {
    let (app, boss) = TestApp::with_administrator("boss").await;
    let reply = app.send(&boss, Method::POST, "/api/applications", &json!({"name": "wiki", "everyone": true})).await;
    let view = reply.expect_status(201).json();
    assert_eq!((&view["locations"], &view["problems"]), (&json!([]), &json!([])));
    app.install_client_key().await;
    create(&app, &boss, &json!({"client_id": "wiki", "redirect_uris": [WIKI]})).await.expect_status(201);
    let applications = app.accounts.applications().all().await.unwrap();
    assert!(applications.client(&ClientId::parse("wiki").unwrap()).is_some());
}

mod pages {
    use super::*;

    #[tokio::test]
    async fn a_new_secret_is_shown_once_without_javascript() {
        let (app, _) = with_application().await;
        let mut browser = app.browser_of("boss").await;
        let page = browser.open("/clients/of/wiki").await.expect_status(200).text();
        assert!(page.contains("action=\"/actions/clients/create\""), "{page}");
        let fields = [
            ("application", "wiki"),
            ("client_id", "wiki"),
            ("kind", "confidential"),
            ("redirect_uris", WIKI),
            ("grants[]", "authorization_code"),
            ("require_pkce", "on"),
        ];
        let reply = browser.submit("/actions/clients/create", &fields).await;
        assert_eq!((reply.status, reply.header("location")), (303, "/clients/wiki"));
        let page = browser.open("/clients/wiki").await.expect_status(200);
        page.assert_shows(&[">vcs_", "OIDC_CLIENT_SECRET=vcs_", "/.well-known/openid-configuration"]);
        let above = browser.open("/applications/wiki").await;
        assert!(above.links_to("/clients/wiki") && above.links_to("/clients/of/wiki"), "{}", above.text());
        let again = browser.open("/clients/wiki").await;
        again.assert_shows(&["OIDC_CLIENT_SECRET=CLIENT_SECRET"]);
        again.assert_hides(&[">vcs_", "=vcs_"]);
        browser.open("/clients/access/wiki?user=boss").await.assert_shows(&["boss may enter."]);
    }

    #[tokio::test]
    async fn a_secret_that_is_added_is_shown_where_it_is_pasted() {
        let (app, boss) = with_application().await;
        create(&app, &boss, &json!({"client_id": "wiki", "redirect_uris": [WIKI]})).await.expect_status(201);
        let mut browser = app.browser_of("boss").await;
        let page = browser.open("/clients/secrets/wiki").await.expect_status(200);
        page.assert_shows(&["action=\"/actions/clients/secrets/add\""]);
        let short = browser.submit("/actions/clients/secrets/add", &[("id", "wiki"), ("own_password", "short")]).await;
        assert_eq!(short.location(), "/clients/secrets/wiki");
        let added = browser.submit("/actions/clients/secrets/add", &[("id", "wiki")]).await;
        assert_eq!(added.location(), "/clients/wiki");
        browser.follow(&added).await.assert_shows(&["OIDC_CLIENT_SECRET=vcs_"]);
    }

    #[tokio::test]
    async fn the_settings_are_folded_and_say_what_is_set() {
        let (app, boss) = with_application().await;
        let body = json!({"client_id": "wiki", "redirect_uris": [WIKI], "groups_claim": "roles"});
        create(&app, &boss, &body).await.expect_status(201);
        let mut browser = app.browser_of("boss").await;
        let page = browser.open("/clients/settings/wiki").await.expect_status(200);
        page.assert_shows(&["<b>Sign-in</b>", "<b>Claims</b>", "roles", "Never"]);
        page.assert_hides(&["<details class=\"fold\" open"]);
        let fields = [
            ("id", "wiki"),
            ("kind", "confidential"),
            ("redirect_uris", "/nowhere"),
            ("grants[]", "authorization_code"),
        ];
        let refused = browser.submit("/actions/clients/replace", &fields).await;
        assert_eq!(refused.location(), "/clients/settings/wiki");
        let page = browser.follow(&refused).await.text();
        let open: Vec<_> = page.match_indices("<details class=\"fold\" open").collect();
        assert_eq!(open.len(), 1, "the part with the mistake is open: {page}");
    }

    #[tokio::test]
    async fn a_client_is_closed_and_stays_so_when_it_is_changed() {
        let (app, boss) = with_application().await;
        create(&app, &boss, &json!({"client_id": "wiki", "redirect_uris": [WIKI]})).await.expect_status(201);
        let mut browser = app.browser_of("boss").await;
        let closed = browser.submit("/actions/clients/close", &[("id", "wiki")]).await;
        assert_eq!(closed.location(), "/clients/settings/wiki");
        let page = browser.follow(&closed).await;
        page.assert_shows(&["This client is closed.", "action=\"/actions/clients/open\""]);
        assert_eq!(page.hidden("closed"), "on");
        let fields = [
            ("id", "wiki"),
            ("kind", "confidential"),
            ("closed", "on"),
            ("redirect_uris", WIKI),
            ("grants[]", "authorization_code"),
        ];
        browser.submit("/actions/clients/replace", &fields).await.expect_status(303);
        let view = app.read(&boss, "/api/clients/wiki").await.json();
        assert_eq!(view["definition"]["closed"], true);
        browser.submit("/actions/clients/open", &[("id", "wiki")]).await.expect_status(303);
        browser.open("/clients/wiki").await.assert_hides(&["This client is closed."]);
    }

    #[tokio::test]
    async fn what_a_client_needs_is_there_to_copy() {
        let (app, boss) = with_application().await;
        create(&app, &boss, &json!({"client_id": "wiki", "redirect_uris": [WIKI]})).await.expect_status(201);
        let page = app.browser_of("boss").await.open("/clients/wiki").await.expect_status(200);
        for path in ["authorize", "token", "userinfo", "jwks", "revoke", "introspect", "device", "logout"] {
            let endpoint = format!("http://localhost:3000/oauth/{path}");
            assert!(page.has_text(&endpoint), "{endpoint}: {}", page.text());
        }
        page.assert_shows(&["aria-label=\"Copy Token endpoint\"", "Never used", "OIDC_CLIENT_ID=wiki"]);
        assert!(page.links_to("/clients/trial/wiki") && page.links_to("/clients/settings/wiki"), "{}", page.text());
    }

    #[tokio::test]
    async fn all_that_a_file_says_of_a_client_is_shown() {
        let (app, _) = TestApp::with_administrator("boss").await;
        app.install_client_key().await;
        let file = "\
[[application]]
name = \"wiki\"

[[application.client]]
client_id = \"wiki\"
secret_file = \"secret\"
redirect_uris = [\"https://wiki.example.com/cb\", \"https://wiki.example.com/other\"]
post_logout_redirect_uris = [\"https://wiki.example.com/bye\"]
backchannel_logout_uri = \"https://wiki.example.com/signed-out\"
require_pkce = false
grants = [\"authorization_code\", \"refresh_token\"]
resources = [\"https://api.example.com\"]
access_ttl = \"5m\"
refresh_ttl = \"7d\"
id_token_claims = true
consent = \"once\"
acr = \"passkey\"
max_age = \"12h\"
launch_uri = \"https://wiki.example.com/start\"
logo_uri = \"https://wiki.example.com/logo.png\"
description = \"What we know\"
groups_claim = \"roles\"
claims = [\"tier=gold\", \"beta:=true\"]
only_groups = [\"wiki-*=*\"]
";
        let definitions = read_file(file, None, &|path| Ok(path.repeat(10))).expect("a file");
        app.accounts.applications().apply_file(definitions).await.expect("applied");
        assert!(app.accounts.applications().file_state().problems.is_empty());
        let page = app.browser_of("boss").await.open("/clients/settings/wiki").await.expect_status(200);
        for value in [
            "Confidential",
            WIKI,
            "https://wiki.example.com/other",
            "https://wiki.example.com/bye",
            "https://wiki.example.com/signed-out",
            "This client is excused from PKCE.",
            "Somebody signs in",
            "A refresh token",
            "https://api.example.com",
            "5m",
            "7d",
            "Claims also in the ID token",
            "Once",
            "A passkey",
            "12h",
            "https://wiki.example.com/start",
            "https://wiki.example.com/logo.png",
            "What we know",
            "roles",
            "tier=gold",
            "beta:=true",
            "wiki-*=*",
            "Not set",
        ] {
            assert!(page.has_text(value), "{value}: {}", page.text());
        }
        page.assert_hides(&["action=\"/actions/clients/replace\""]);
    }

    #[tokio::test]
    async fn a_change_that_somebody_else_has_made_is_not_lost() {
        let (app, boss) = with_application().await;
        create(&app, &boss, &json!({"client_id": "wiki", "redirect_uris": [WIKI]})).await.expect_status(201);
        let mut browser = app.browser_of("boss").await;
        let before = app.read(&boss, "/api/clients/wiki").await.json()["updated_at"].as_str().unwrap().to_owned();
        app.wait(60);
        let body = json!({"redirect_uris": [WIKI, "https://b.example/cb"]});
        app.send(&boss, Method::PUT, "/api/clients/wiki", &body).await.expect_status(200);
        let fields =
            [("id", "wiki"), ("before", before.as_str()), ("redirect_uris", WIKI), ("grants[]", "authorization_code")];
        browser.submit("/actions/clients/replace", &fields).await.expect_status(303);
        let page = browser.open("/clients/settings/wiki").await.text();
        assert!(
            page.contains("Somebody else has changed this client") && page.contains("https://b.example/cb"),
            "{page}"
        );
    }
}

#[tokio::test]
async fn no_audience_of_the_server_is_a_resource_of_a_client() {
    let (app, boss) = with_application().await;
    for resource in ["http://localhost:3000", "http://localhost:3000/api", "http://localhost:3000/oauth/userinfo"] {
        let reply = create(&app, &boss, &json!({"redirect_uris": [WIKI], "resources": [resource]})).await;
        assert_eq!((reply.status, &reply.json()["errors"][0]["field"]), (422, &json!("resources")), "{resource}");
    }
    let body = json!({"redirect_uris": [WIKI], "resources": ["http://localhost:9000"]});
    create(&app, &boss, &body).await.expect_status(201);
}
