//! What clients are refused: its administrators see it and mend it with one press, and nobody can do more with it.

use crate::support::openid::*;
use crate::support::scrape::Scrape;
use crate::support::*;
use vestibule::shared::audit::Outcome;
use vestibule::shared::clients::ClientRequest;
use vestibule::shared::overview::Concern;
use vestibule::shared::refusals::{ClientEndpoint, Fault, Mend, RefusalView};

/// An address of the host of the client, which is not registered.
const OTHER: &str = "https://wiki.example.com/other";
const ELSEWHERE: &str = "https://evil.example/callback";
const MEND: &str = "/actions/clients/refusals/mend";
const DAY: u64 = 24 * 60 * 60;

/// What the client `wiki` was refused by now, the last first.
async fn refusals(app: &TestApp) -> Vec<RefusalView> {
    app.accounts.openid().write_refusals().await.expect("what was noted is written");
    app.accounts.clients().list_client_refusals(&Caller::system(), WIKI).await.expect("the refusals of a client")
}

/// The only one.
async fn only_refusal(app: &TestApp) -> RefusalView {
    let all = refusals(app).await;
    let [only] = all.as_slice() else { panic!("not one refusal: {all:#?}") };
    only.clone()
}

#[track_caller]
fn assert_none(refusals: &[RefusalView]) {
    assert!(refusals.is_empty(), "{refusals:#?}");
}

/// The address of a request to sign out that leads to another one than the registered address.
fn sign_out() -> String {
    let parameters = [("client_id", WIKI), ("post_logout_redirect_uri", OTHER)];
    let parameters = parameters.map(|(name, value)| (name.to_owned(), value.to_owned()));
    format!("/oauth/logout?{}", encoded(&parameters))
}

/// What the row of a refusal says: the error, what was wrong, what was sent there, and whether the client has shown its secret or a
/// token.
type Told = (&'static str, Fault, Option<&'static str>, bool);

/// Sends a request that an endpoint refuses.
async fn refuse_at(app: &TestApp, client: &Client, endpoint: ClientEndpoint) -> Told {
    let path = format!("/oauth/{endpoint}");
    let with = |secret: Option<&str>| Client { secret: secret.map(str::to_owned), ..client.clone() };
    match endpoint {
        ClientEndpoint::Authorize => {
            client.authorize(&mut app.browser(), &[("redirect_uri", OTHER)]).await.expect_status(400);
            ("invalid_request", Fault::RedirectUri, Some(OTHER), false)
        }
        ClientEndpoint::Token => {
            client.exchange(app, "made-up-code", &[]).await.expect_status(400);
            ("invalid_grant", Fault::Code, None, true)
        }
        ClientEndpoint::Userinfo => {
            let mut browser = app.browser_of("maren").await;
            let tokens = client.tokens(app, &mut browser, &[("scope", "profile")]).await;
            let token = tokens["access_token"].as_str().expect("a token for the client itself");
            app.get(&path).bearer(token).expect_status(401).await;
            ("invalid_token", Fault::AccessToken, None, true)
        }
        ClientEndpoint::Groups => {
            let mut browser = app.browser_of("maren").await;
            let tokens = client.tokens(app, &mut browser, &[("scope", "profile")]).await;
            app.get(&path).bearer(tokens["access_token"].as_str().expect("a token")).expect_status(403).await;
            ("insufficient_scope", Fault::Scope, None, true)
        }
        ClientEndpoint::Introspect => {
            with(Some("made-up-secret")).call(app, &path, &[("token", "made-up-token")]).expect_status(401).await;
            ("invalid_client", Fault::SecretWrong, None, false)
        }
        ClientEndpoint::Revoke => {
            with(None).call(app, &path, &[("token", "made-up-token")]).expect_status(401).await;
            ("invalid_client", Fault::SecretMissing, None, false)
        }
        ClientEndpoint::Device => {
            client.call(app, &path, &[("scope", "openid")]).expect_status(400).await;
            ("unauthorized_client", Fault::Grant, Some(DEVICE_GRANT), true)
        }
        ClientEndpoint::Logout => {
            app.browser().open(&sign_out()).await.expect_status(400);
            ("invalid_request", Fault::PostLogoutRedirectUri, Some(OTHER), false)
        }
    }
}

#[tokio::test]
async fn each_endpoint_notes_what_it_refuses_and_the_same_counts_in_one_row() {
    let (app, client) = TestApp::with_client_and_user("maren").await;
    for endpoint in ClientEndpoint::ALL {
        let (error, fault, sent, by_client) = refuse_at(&app, &client, endpoint).await;
        let before = refusals(&app).await;
        app.wait(1);
        refuse_at(&app, &client, endpoint).await;
        let all = refusals(&app).await;
        assert_eq!(all.len(), before.len(), "{endpoint}");
        let last = &all[0];
        assert_eq!((last.endpoint, last.error.as_deref(), last.fault), (endpoint, Some(error), fault));
        assert_eq!((last.sent.as_deref(), last.by_client, last.times), (sent, by_client, 2), "{endpoint}");
        assert_eq!(last.first_at.until(last.last_at), Duration::from_secs(1), "{endpoint}");
    }
    assert_eq!(refusals(&app).await.len(), ClientEndpoint::ALL.len());
    let stored = app.database.run("SELECT error || fault || description || sent FROM client_refusals").await;
    assert!(stored.iter().all(|row| !row.contains("made-up")), "{stored:?}");
}

#[tokio::test]
async fn what_somebody_has_to_do_first_is_no_refusal() {
    let (app, client) = TestApp::with_client_and_user("maren").await;
    let reply = client.authorize(&mut app.browser(), &[("prompt", "none")]).await;
    assert_eq!(answer(&reply)["error"], "login_required");
    app.get("/oauth/userinfo").expect_status(401).await;
    assert_none(&refusals(&app).await);
}

/// Whether the client is refused what this mend makes right.
async fn is_refused(app: &TestApp, client: &Client, mend: Mend) -> bool {
    let mut browser = app.browser_of("maren").await;
    match mend {
        Mend::RegisterRedirectUri => client.authorize(&mut browser, &[("redirect_uri", OTHER)]).await.status == 400,
        Mend::RegisterPostLogoutRedirectUri => browser.open(&sign_out()).await.status == 400,
        Mend::ExcuseFromPkce => {
            let reply = client.authorize(&mut browser, &[("code_challenge", ""), ("code_challenge_method", "")]).await;
            answer(&reply).contains_key("error")
        }
        Mend::AllowGrant => client.call(app, "/oauth/device", &[("scope", "openid")]).send().await.status == 400,
        Mend::ClaimsInIdToken => {
            let tokens = client.tokens(app, &mut browser, &[]).await;
            app.wait(60);
            part_of_jwt(tokens["id_token"].as_str().expect("an ID token"), 1).get("email").is_none()
        }
    }
}

#[tokio::test]
async fn one_press_mends_it() {
    for mend in Mend::ALL {
        let (app, client) = TestApp::with_client_and_user("maren").await;
        let (_, boss) = app.administrator("boss").await;
        assert!(is_refused(&app, &client, mend).await, "{mend}");
        let refusal = only_refusal(&app).await;
        assert_eq!((refusal.mend, refusal.is_elsewhere), (Some(mend), false));
        let path = format!("/api/clients/wiki/refusals/{}/mend", refusal.id);
        let mended = app.post(&path).bearer(&boss.access).expect_status(200).await.json();
        let shown = app.read(&boss, "/api/clients/wiki").await.expect_status(200).json();
        assert_eq!(mended["definition"], shown["definition"], "{mend}");
        assert!(!is_refused(&app, &client, mend).await, "{mend}");
        assert_none(&refusals(&app).await);
        let events = app.events("client.update").await;
        let [event] = events.as_slice() else { panic!("{mend}: {events:?}") };
        let by = event.actor.id.map(|id| id.to_string());
        assert_eq!((by, event.detail.as_deref()), (Some(app.id_of("boss").await), Some(WIKI)), "{mend}");
        app.post(&path).bearer(&boss.access).send().await.assert_refused(404, "not_found");
    }
}

#[tokio::test]
async fn mending_asks_for_a_proof_and_changes_nothing_where_nothing_helps() {
    let (app, client) = TestApp::with_client_and_user("maren").await;
    let (_, boss) = app.administrator("boss").await;
    for endpoint in [ClientEndpoint::Token, ClientEndpoint::Authorize] {
        refuse_at(&app, &client, endpoint).await;
        refusals(&app).await;
        app.wait(1);
    }
    let listed = app.read(&boss, "/api/clients/wiki/refusals").await.expect_status(200).json();
    let [first, second] = [&listed["refusals"][0], &listed["refusals"][1]];
    assert_eq!((&first["fault"], &first["mend"]), (&json!("redirect_uri"), &json!("register_redirect_uri")));
    assert_eq!((&second["fault"], &second["mend"], &second["sent"]), (&json!("code"), &Value::Null, &Value::Null));
    let mend = async |refusal: &Value, who: &Tokens| {
        let path = format!("/api/clients/wiki/refusals/{}/mend", refusal["id"].as_str().expect("an id"));
        app.post(&path).bearer(&who.access).send().await
    };
    mend(second, &boss).await.assert_refused(422, "validation_failed");
    app.wait(10 * 60);
    mend(first, &boss).await.assert_refused(401, "step_up_required");
    assert!(app.events("client.update").await.is_empty());
    app.read(&boss, "/api/clients/gone/refusals").await.assert_refused(404, "not_found");
    let boss = app.step_up(&boss).await;
    mend(first, &boss).await.expect_status(200);
    assert_eq!(app.events("client.update").await.len(), 1);
}

#[tokio::test]
async fn the_page_of_the_client_mends_it_without_javascript() {
    let (app, client) = TestApp::with_client_and_user("maren").await;
    let mut boss = app.administrator_in_browser("boss").await;
    boss.open("/clients/wiki").await.expect_status(200).assert_hides(&["Refused requests"]);
    let script = "https://wiki.example.com/\"><script>alert(1)</script>";
    for uri in [script, OTHER, ELSEWHERE] {
        client.authorize(&mut app.browser(), &[("redirect_uri", uri)]).await.expect_status(400);
    }
    let all = refusals(&app).await;
    let page = boss.open("/clients/wiki").await.expect_status(200);
    page.assert_shows(&["Refused requests", "Redirect URI is not registered", OTHER, ELSEWHERE, "invalid_request"]);
    page.assert_shows(&[
        "Somebody without the secret",
        "whoever it belongs to gets what people who sign in bring there",
    ]);
    page.assert_hides(&["<script>alert"]);
    let id_of = |sent: &str| {
        let found = all.iter().find(|refusal| refusal.sent.as_deref() == Some(sent));
        found.unwrap_or_else(|| panic!("no refusal of {sent}: {all:#?}")).id.to_string()
    };
    assert!(page.has("action", MEND) && page.has("value", &id_of(OTHER)) && page.has("value", &id_of(ELSEWHERE)));
    assert!(!page.has("value", &id_of(script)), "it cannot be registered");

    let mended = boss.submit(MEND, &[("id", WIKI), ("refusal", &id_of(OTHER))]).await.expect_status(303);
    let page = boss.follow(&mended).await.expect_status(200);
    page.assert_shows(&["Redirect URI is not registered", ELSEWHERE]);
    assert!(!page.has("value", &id_of(OTHER)));
    client.code(&mut app.browser_of("maren").await, &[("redirect_uri", OTHER)]).await;
    let again = boss.submit_and_follow(MEND, &[("id", WIKI), ("refusal", &id_of(OTHER))]).await;
    let gone = ["This refusal is no longer listed."];
    again.assert_shows(&gone);
    // Also where the list is empty by now.
    app.database.run("DELETE FROM client_refusals").await;
    boss.submit_and_follow(MEND, &[("id", WIKI), ("refusal", &id_of(OTHER))]).await.assert_shows(&gone);
}

#[tokio::test]
async fn before_an_address_of_the_own_machine_is_registered_the_page_says_what_that_means() {
    let (app, client) = TestApp::with_client_and_user("maren").await;
    let mut boss = app.administrator_in_browser("boss").await;
    let uri = "http://127.0.0.1:5000/callback";
    client.authorize(&mut app.browser(), &[("redirect_uri", uri)]).await.expect_status(400);
    let refusal = only_refusal(&app).await;
    assert_eq!((refusal.mend, refusal.is_loopback), (Some(Mend::RegisterRedirectUri), true));
    let warning = "It leads to the computer of the person who signs in, not to a server.";
    boss.open("/clients/wiki").await.assert_shows(&["Register this address\u{2026}", warning]);
    boss.submit(MEND, &[("id", WIKI), ("refusal", &refusal.id.to_string())]).await.expect_status(303);
    // From now on it has one, so another one is nothing new.
    let other = "http://127.0.0.1:5000/other";
    client.authorize(&mut app.browser(), &[("redirect_uri", other)]).await.expect_status(400);
    assert!(!only_refusal(&app).await.is_loopback);
    boss.open("/clients/wiki").await.assert_hides(&[warning]);
}

#[tokio::test]
async fn the_press_of_a_trial_mends_what_is_in_the_list() {
    let (app, client) = TestApp::with_client_and_user("maren").await;
    let mut boss = app.administrator_in_browser("boss").await;
    assert!(is_refused(&app, &client, Mend::ClaimsInIdToken).await);
    assert_eq!(only_refusal(&app).await.mend, Some(Mend::ClaimsInIdToken));
    boss.submit("/actions/clients/claims-in-id-token", &[("id", WIKI)]).await.expect_status(303);
    assert_none(&refusals(&app).await);
    assert!(!is_refused(&app, &client, Mend::ClaimsInIdToken).await);
}

#[tokio::test]
async fn a_press_asks_nothing_about_settings_that_name_what_is_gone() {
    let (app, client) = TestApp::with_client_and_user("maren").await;
    app.group("editors", &[]).await;
    app.change_client(&client, ClientRequest { only_groups: texts(&["editors"]), ..client_request(WIKI) }).await;
    app.accounts.groups().delete_group(&Caller::system(), "editors").await.expect("no application admits it");
    let mut addresses = vec![CALLBACK.to_owned(), OTHER.to_owned()];
    let mend = async |uri: &str| {
        client.authorize(&mut app.browser(), &[("redirect_uri", uri)]).await.expect_status(400);
        let refusal = only_refusal(&app).await;
        app.accounts.clients().mend_client_refusal(&Caller::system(), WIKI, refusal.id).await
    };
    let mended = mend(OTHER).await.expect("the address is registered");
    assert_eq!(mended.definition.redirect_uris, addresses);
    assert_eq!(mended.definition.only_groups.len(), 1, "all else is as it was");
    // The rules of the field hold all the same.
    for number in addresses.len()..20 {
        addresses.push(format!("{OTHER}/{number}"));
    }
    let list = addresses.iter().map(String::as_str).collect::<Vec<_>>();
    app.change_client(&client, ClientRequest { redirect_uris: texts(&list), ..client_request(WIKI) }).await;
    let refused = mend(ELSEWHERE).await.expect_err("there are too many");
    assert_eq!(refused.errors[0].code, "too_many");
}

#[tokio::test]
async fn what_cannot_be_read_of_a_client_is_not_replaced_by_a_press() {
    let (app, client) = TestApp::with_client_and_user("maren").await;
    refuse_at(&app, &client, ClientEndpoint::Authorize).await;
    let refusal = only_refusal(&app).await;
    app.database.run("UPDATE clients SET definition = '{\"kind\":\"other\"}' WHERE client_id = 'wiki'").await;
    let clients = app.accounts.clients();
    let mended = clients.mend_client_refusal(&Caller::system(), WIKI, refusal.id).await;
    assert!(mended.is_err_and(|error| error.code == ErrorCode::ValidationFailed));
    let stored = app.database.run("SELECT definition FROM clients WHERE client_id = 'wiki'").await;
    assert!(stored[0].contains("other"), "{stored:?}");
}

#[tokio::test]
async fn what_strangers_make_up_is_bounded_and_hides_nothing() {
    let (app, client) = TestApp::with_client_and_user("maren").await;
    refuse_at(&app, &client, ClientEndpoint::Device).await;
    for round in 0..3 {
        for number in 0..15 {
            let path = format!("{round}-{number}");
            let uri = format!("https://evil.example/{path}?token=hidden-{path}");
            client.authorize(&mut app.browser(), &[("redirect_uri", &uri)]).await.expect_status(400);
            let with_password = format!("https://ada:hidden-{path}@evil.example/{path}#hidden");
            client.authorize(&mut app.browser(), &[("redirect_uri", &with_password)]).await.expect_status(400);
        }
        let all = refusals(&app).await;
        let of = |fault: Fault| all.iter().filter(|refusal| refusal.fault == fault).count();
        assert_eq!((of(Fault::RedirectUri), of(Fault::RedirectUriInvalid), of(Fault::Grant)), (10, 10, 1), "{all:#?}");
        assert!(!format!("{all:?}").contains("hidden"), "{all:#?}");
        // What was cut cannot be registered.
        assert!(all.iter().all(|refusal| refusal.mend.is_none() || refusal.fault == Fault::Grant), "{all:#?}");
        app.wait(1);
    }
}

#[tokio::test]
async fn it_is_kept_over_a_restart_and_gone_after_thirty_days() {
    let (app, client) = TestApp::with_client_and_user("maren").await;
    refuse_at(&app, &client, ClientEndpoint::Authorize).await;
    let seen = refusals(&app).await;
    let restarted = app.replica(|_| {}).await;
    assert_eq!((refusals(&restarted).await, seen.len()), (seen, 1));
    let swept = async || restarted.accounts.maintenance().sweep().await.expect("a sweep").client_refusals;
    app.wait(30 * DAY);
    assert_eq!(swept().await, 0);
    app.wait(1);
    assert_eq!((swept().await, refusals(&restarted).await), (1, Vec::new()));
}

#[tokio::test]
async fn the_list_of_applications_says_where_something_was_refused() {
    let (app, client) = TestApp::with_client_and_user("maren").await;
    let mut boss = app.administrator_in_browser("boss").await;
    let state = async || {
        let all = app.accounts.applications().list_applications(&Caller::system()).await.expect("the applications");
        let state = all[0].clients.clone().expect("it has a client");
        (state.count, state.closed, state.refused, state.last_used_at.is_some())
    };
    assert_eq!(state().await, (1, 0, 0, false));
    refuse_at(&app, &client, ClientEndpoint::Authorize).await;
    refusals(&app).await;
    assert_eq!(state().await, (1, 0, 1, false));
    let page = boss.open("/applications").await;
    page.assert_shows(&["1 refused today"]);
    assert!(page.links_to("/clients/wiki"), "{}", page.text());
    client.tokens(&app, &mut app.browser_of("maren").await, &[]).await;
    app.accounts.clients().close_client(&Caller::system(), WIKI).await.expect("a closed client");
    app.wait(DAY + 1);
    assert_eq!(state().await, (1, 1, 0, true));
}

#[tokio::test]
async fn what_a_client_was_refused_by_itself_needs_attention_and_what_strangers_cause_does_not() {
    let (app, client) = TestApp::with_client_and_user("maren").await;
    let mut boss = app.administrator_in_browser("boss").await;
    let concerns = async || {
        let found = app.accounts.installation().findings(&Caller::system()).await.expect("the findings");
        let refused = found.into_iter().find(|finding| finding.concern == Concern::Refusals);
        refused.map(|finding| (finding.count, finding.name))
    };
    // Anybody can send these.
    for endpoint in [ClientEndpoint::Authorize, ClientEndpoint::Introspect, ClientEndpoint::Revoke] {
        refuse_at(&app, &client, endpoint).await;
    }
    refusals(&app).await;
    assert_eq!(concerns().await, None);
    // A code that is not valid any more is no mistake of the client.
    refuse_at(&app, &client, ClientEndpoint::Token).await;
    refusals(&app).await;
    assert_eq!(concerns().await, None);
    client.call(&app, "/oauth/device", &[("scope", "openid")]).expect_status(400).await;
    refusals(&app).await;
    assert_eq!(concerns().await, Some((1, Some(WIKI.to_owned()))));
    let page = boss.open("/overview").await;
    page.assert_shows(&["wiki was refused something today"]);
    assert!(page.links_to("/clients/wiki"), "{}", page.text());
    app.wait(DAY + 1);
    assert_eq!(concerns().await, None);
}

#[tokio::test]
async fn an_event_says_so_once_in_an_hour_for_all_servers() {
    let (app, client) = TestApp::with_client_and_user("maren").await;
    let replica = app.replica(|_| {}).await;
    for server in [&app, &replica, &app] {
        refuse_at(server, &client, ClientEndpoint::Authorize).await;
        refusals(server).await;
    }
    let events = app.events("client.refuse").await;
    let [event] = events.as_slice() else { panic!("{events:?}") };
    assert_eq!((event.detail.as_deref(), event.result, event.target_id), (Some(WIKI), Outcome::Refused, None));
    app.wait(60 * 60);
    refusals(&app).await;
    assert_eq!(app.events("client.refuse").await.len(), 1, "nothing new was refused");
    refuse_at(&replica, &client, ClientEndpoint::Authorize).await;
    refusals(&replica).await;
    assert_eq!(app.events("client.refuse").await.len(), 2);
    assert_eq!(only_refusal(&app).await.times, 4);
}

#[tokio::test]
async fn the_metric_names_registered_clients_alone() {
    let (app, client) = TestApp::with_client_and_user("maren").await;
    refuse_at(&app, &client, ClientEndpoint::Authorize).await;
    for number in 0..3 {
        app.browser().open(&format!("{AUTHORIZE}?client_id=made-up-{number}")).await.expect_status(400);
        let call = app.post(TOKEN).form(&[("client_id", "made-up"), ("grant_type", "authorization_code")]);
        call.expect_status(401).await;
    }
    let scrape = Scrape::of(&app).await;
    for (client, error, count) in
        [(WIKI, "invalid_request", 1.0), ("(unknown)", "invalid_request", 3.0), ("(unknown)", "invalid_client", 3.0)]
    {
        let labels = [("client", client), ("error", error)];
        assert_eq!(scrape.value("vestibule_client_refusals_total", &labels), Some(count), "{client} {error}");
    }
    let samples = &scrape.family("vestibule_client_refusals_total").expect("the metric").samples;
    assert_eq!(samples.len(), 3, "{samples:?}");
}

#[tokio::test]
async fn a_client_that_asks_who_has_signed_in_is_not_reported() {
    let (app, client) = TestApp::with_client_and_user("maren").await;
    let tokens = client.tokens(&app, &mut app.browser_of("maren").await, &[]).await;
    let access = tokens["access_token"].as_str().expect("a token");
    app.get("/oauth/userinfo").bearer(access).expect_status(200).await;
    app.wait(60);
    assert_none(&refusals(&app).await);
    // It has asked another server.
    let replica = app.replica(|_| {}).await;
    client.tokens(&replica, &mut replica.browser_of("maren").await, &[]).await;
    app.wait(60);
    assert_none(&refusals(&replica).await);

    app.wait(2 * DAY);
    client.tokens(&replica, &mut replica.browser_of("maren").await, &[]).await;
    app.wait(60);
    let refusal = only_refusal(&replica).await;
    assert_eq!((refusal.fault, refusal.error, refusal.by_client), (Fault::UserinfoUnasked, None, true));
    assert!(app.events("client.refuse").await.is_empty(), "nothing was refused");
}
