//! `/api/programs` and `/connect`: the programs that are known, and connecting one. Who may call them is in the access matrix.

use crate::support::openid::{Client, client_request};
use crate::support::page::is_chosen;
use crate::support::*;

const CONNECT: &str = "/actions/programs/connect";
const GRAFANA: &str = "https://grafana.example.com";

async fn new_app() -> (TestApp, Tokens) {
    let (app, boss) = TestApp::with_administrator("boss").await;
    app.install_client_key().await;
    (app, boss)
}

async fn connect(app: &TestApp, who: &Tokens, program: &str, body: &Value) -> Reply {
    app.send(who, Method::POST, &format!("/api/programs/{program}"), body).await
}

#[tokio::test]
async fn one_request_connects_a_program_with_what_is_known_of_it() {
    let (app, boss) = new_app().await;
    app.group("staff", &[]).await;
    let list = app.read(&boss, "/api/programs").await.expect_status(200).json();
    let programs = list["programs"].as_array().expect("programs");
    assert!(programs.iter().any(|program| program["id"] == "grafana"), "{list}");

    let body = json!({"url": format!("{GRAFANA}/"), "groups": ["staff"]});
    let reply = connect(&app, &boss, "grafana", &body).await.expect_status(201);
    assert_eq!(reply.header("location"), "/api/clients/grafana");
    let connected = reply.json();
    let (application, client) = (&connected["application"], &connected["client"]);
    assert_eq!((&application["name"], &application["title"]), (&json!("grafana"), &json!("Grafana")));
    assert_eq!((&application["everyone"], &application["groups"]), (&json!(false), &json!(["staff"])));
    assert_eq!(client["definition"]["redirect_uris"], json!([format!("{GRAFANA}/login/generic_oauth")]));
    assert_eq!(
        (&client["definition"]["program"], &client["definition"]["require_pkce"]),
        (&json!("grafana"), &json!(true))
    );
    assert!(connected["secret"]["secret"].as_str().is_some_and(|secret| secret.starts_with("vcs_")), "{connected}");
    assert!(connected["paste"][0]["text"].as_str().is_some_and(|text| text.contains("{client_secret}")), "{connected}");
    let paste = app.read(&boss, "/api/clients/grafana/paste").await.expect_status(200).json();
    assert_eq!(paste["parts"], connected["paste"]);

    // Another one of the same gets other names.
    let second =
        connect(&app, &boss, "grafana", &json!({"url": "https://g.example.com"})).await.expect_status(201).json();
    assert_ne!(second["application"]["name"], json!("grafana"));
    assert_ne!(second["client"]["client_id"], json!("grafana"));
    assert_eq!(app.events("application.create").await.len(), 2);
    assert_eq!(app.events("client.create").await.len(), 2);
}

#[tokio::test]
async fn a_client_that_is_being_deleted_is_in_the_way_of_no_program() {
    let (app, boss) = new_app().await;
    app.add_application(closed_at("charts", "https://charts.example.com/")).await;
    app.add_client("charts", client_request("grafana")).await;
    app.database.run("UPDATE clients SET deleted_at = 1 WHERE client_id = 'grafana'").await;
    let connected = connect(&app, &boss, "grafana", &json!({"url": GRAFANA})).await.expect_status(201).json();
    assert_eq!(connected["application"]["name"], json!("grafana"));
    assert_ne!(connected["client"]["client_id"], json!("grafana"));
}

#[tokio::test]
async fn behind_a_proxy_a_program_has_no_client() {
    let (app, boss) = new_app().await;
    let body = json!({"url": "https://rota.example.com", "way": "proxy", "everyone": true});
    let reply = connect(&app, &boss, "another", &body).await.expect_status(201);
    assert_eq!(reply.header("location"), "/api/applications/rota");
    let connected = reply.json();
    assert_eq!((&connected["client"], &connected["secret"]), (&Value::Null, &Value::Null));
    assert_eq!(connected["application"]["locations"], json!(["https://rota.example.com/"]));
}

#[tokio::test]
async fn an_assistant_gets_tokens_for_the_server_that_it_names() {
    let (app, boss) = new_app().await;
    let server = "https://notes.example.com/mcp";
    let body = json!({"url": server, "everyone": true});
    let connected = connect(&app, &boss, "mcp-client", &body).await.expect_status(201).json();
    assert_eq!(connected["client"]["definition"]["resources"], json!([server]));
    let client =
        Client { id: "mcp-client".to_owned(), secret: None, redirect_uri: "http://127.0.0.1/callback".to_owned() };
    let asked = client.authorize(&mut app.member_in_browser("maren").await, &[("resource", server)]).await;
    // Whatever may wait on the machine of a person gets nothing before that person was asked.
    assert!(asked.expect_status(303).location().starts_with("/oauth/consent"), "the resource is known");
}

#[tokio::test]
async fn what_is_wrong_is_said_and_nothing_is_created() {
    let (app, boss) = new_app().await;
    for (program, body, field) in [
        ("myspace", json!({"url": GRAFANA}), "program"),
        ("grafana", json!({}), "url"),
        ("grafana", json!({"url": "http://grafana.example.com"}), "url"),
        ("grafana", json!({"url": GRAFANA, "way": "saml"}), "way"),
        ("grafana", json!({"url": GRAFANA, "groups": ["nobody-knows"]}), "groups"),
        ("another", json!({"url": GRAFANA}), "redirect_uris"),
    ] {
        let reply = connect(&app, &boss, program, &body).await;
        assert_eq!((reply.status, reply.invalid_fields()), (422, vec![field.to_owned()]), "{program} {body}");
    }
    let applications = app.read(&boss, "/api/applications").await.json();
    assert_eq!(applications["applications"], json!([]));
}

#[tokio::test]
async fn a_token_for_applications_can_connect_a_program() {
    let (app, boss) = new_app().await;
    let id = app.id_of("boss").await;
    let (_, token) = app.api_token(&boss, &id, &["applications:write"]).await;
    let body = json!({"url": GRAFANA});
    app.send(&token, Method::POST, "/api/programs/grafana", &body).await.expect_status(201);
    app.send(&token, Method::POST, "/api/clients/grafana/close", &json!({})).await.expect_status(200);
    let (_, other) = app.api_token(&boss, &id, &["users:read"]).await;
    let refused = app.send(&other, Method::POST, "/api/programs/grafana", &body).await;
    assert_eq!(refused.status, 403);
}

#[tokio::test]
async fn a_token_for_applications_acts_as_nobody_and_reads_no_people() {
    let (app, boss) = new_app().await;
    let id = app.id_of("boss").await;
    let account = app.send(&boss, Method::POST, "/api/service-accounts", &json!({"username": "backup"})).await;
    let account = account.expect_status(201).json()["id"].clone();
    connect(&app, &boss, "grafana", &json!({"url": GRAFANA})).await.expect_status(201);
    let (_, token) = app.api_token(&boss, &id, &["applications:write"]).await;
    let client = |account: &Value| {
        json!({"redirect_uris": [format!("{GRAFANA}/cb")], "grants": ["authorization_code", "client_credentials"],
               "service_account": account})
    };
    let path = "/api/clients/grafana";
    app.send(&token, Method::PUT, path, &client(&account)).await.assert_refused(403, "token_scope");
    let clients = "/api/applications/grafana/clients";
    app.send(&token, Method::POST, clients, &client(&account)).await.assert_refused(403, "token_scope");
    app.send(&boss, Method::PUT, path, &client(&account)).await.expect_status(200);
    // It says all that there is, as a program does that keeps definitions in a file.
    app.send(&token, Method::PUT, path, &client(&account)).await.expect_status(200);

    for people in ["users", "preview?user=boss", "preview?user=nobody"] {
        app.read(&token, &format!("{path}/{people}")).await.assert_refused(403, "token_scope");
    }
    let (_, token) = app.api_token(&boss, &id, &["applications:write", "users:read"]).await;
    app.read(&token, &format!("{path}/users")).await.expect_status(200);
    app.read(&token, &format!("{path}/preview?user=boss")).await.expect_status(200);
}

mod pages {
    use super::*;

    #[tokio::test]
    async fn two_fields_connect_a_program_without_javascript() {
        let (app, _) = new_app().await;
        app.group("staff", &[]).await;
        let mut browser = app.browser_of("boss").await;
        let page = browser.open("/connect").await.expect_status(200);
        page.assert_shows(&["Grafana", "Another one", "staff", "Choose a program to see this."]);
        assert!(!is_chosen(&page.text(), "everyone") && !is_chosen(&page.text(), "nobody"), "it is a decision");
        let found = browser.open("/connect?search=pass").await.expect_status(200).text();
        assert!(found.contains("Vaultwarden") && !found.contains("id=\"program-grafana\""), "{found}");

        let fields = [("program", "grafana"), ("url", GRAFANA), ("way", "openid")];
        let refused = browser.submit(CONNECT, &fields).await;
        assert_eq!(refused.location(), "/connect");
        let page = browser.follow(&refused).await;
        page.assert_shows(&["Choose who may enter.", "grafana.example.com/login/generic_oauth"]);
        assert!(is_chosen(&page.text(), "grafana"), "{}", page.text());

        let members = [fields.as_slice(), &[("entry", "groups"), ("admitted[]", "staff")]].concat();
        let connected = browser.submit(CONNECT, &members).await;
        assert_eq!(connected.location(), "/clients/grafana");
        let page = browser.follow(&connected).await;
        page.assert_shows(&["grafana.ini", "client_secret = vcs_", "auth_url = http://localhost:3000/oauth/authorize"]);
        page.assert_shows(&["staff"]);
        browser.open("/clients/grafana").await.assert_shows(&["client_secret = CLIENT_SECRET"]);
    }

    #[tokio::test]
    async fn a_program_that_is_not_known_needs_its_address() {
        let (app, _) = new_app().await;
        let mut browser = app.browser_of("boss").await;
        let fields = [("program", "another"), ("url", "https://tide.example.com"), ("entry", "nobody")];
        let refused = browser.submit(CONNECT, &fields).await;
        browser.follow(&refused).await.assert_shows(&["Enter at least one address where people return"]);
        let complete = [fields.as_slice(), &[("redirect_uris", "https://tide.example.com/cb")]].concat();
        assert_eq!(browser.submit(CONNECT, &complete).await.location(), "/clients/tide");
        let mut german = app.browser_of("boss").await;
        german.jar.insert("vestibule_language".to_owned(), "de".to_owned());
        let page = german.open("/clients/tide").await.expect_status(200);
        page.assert_shows(&["Anleitung für jeden anderen Client"]);
        // The data of the page has its title.
        page.assert_hides(&["Another program \u{b7}"]);
        let proxy =
            [("program", "another"), ("url", "https://rota.example.com"), ("way", "proxy"), ("entry", "everyone")];
        assert_eq!(browser.submit(CONNECT, &proxy).await.location(), "/applications/rota");
    }

    #[tokio::test]
    async fn what_is_only_linked_has_a_tile_and_neither_a_client_nor_a_location() {
        let (app, _) = new_app().await;
        let mut browser = app.browser_of("boss").await;
        let page = browser.open("/connect?program=another&way=tile").await.expect_status(200).text();
        assert!(is_chosen(&page, "another") && is_chosen(&page, "tile"), "{page}");
        let fields = [
            ("program", "another"),
            ("url", "https://tides.example.com/today"),
            ("way", "tile"),
            ("entry", "everyone"),
        ];
        let connected = browser.submit(CONNECT, &fields).await;
        assert_eq!(connected.location(), "/applications/tides");
        browser.follow(&connected).await.assert_shows(&["value=\"https://tides.example.com/today\""]);
        browser.open("/applications").await.assert_shows(&["Shown", "Tile", "tides.example.com/today", "Not counted"]);
        let boss = app.log_in("boss").await;
        let stored = app.read(&boss, "/api/applications/tides").await.expect_status(200).json();
        let known = (&stored["link"], &stored["locations"], &stored["claims"]);
        assert_eq!(known, (&json!("https://tides.example.com/today"), &json!([]), &json!([])));
        let clients = app.read(&boss, "/api/applications/tides/clients").await.expect_status(200).json();
        assert_eq!(clients["clients"], json!([]));
        let mut member = app.member_in_browser("maren").await;
        assert!(member.open("/").await.links_to("https://tides.example.com/today"));
    }

    #[tokio::test]
    async fn without_a_script_what_is_filled_in_is_seen_by_a_press_that_keeps_what_was_typed() {
        let (app, _) = new_app().await;
        let mut browser = app.browser_of("boss").await;
        let page = browser.open("/connect").await.text();
        assert!(page.contains("formmethod=\"get\" formaction=\"/connect\""), "{page}");
        let address = format!("/connect?program=grafana&url={GRAFANA}&entry=everyone");
        let page = browser.open(&address).await.expect_status(200);
        page.assert_shows(&["grafana.example.com/login/generic_oauth", "<b>Grafana</b></p><p>grafana.example.com</p>"]);
        let page = browser.open(&format!("{address}&way=proxy")).await.expect_status(200);
        page.assert_shows(&["<dd>https://grafana.example.com</dd>"]);
        page.assert_hides(&["grafana.example.com/login/generic_oauth"]);
        let page = page.text();
        assert!(["grafana", "proxy"].iter().all(|value| is_chosen(&page, value)), "{page}");
    }
}
