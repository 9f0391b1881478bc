//! A sign-out says where else it has an effect.

use crate::support::openid::CHALLENGE;
use crate::support::*;
use vestibule::shared::applications::{ApplicationName, ApplicationRequest};
use vestibule::shared::clients::{ClientDefinition, GrantKind};
use vestibule::shared::ids::SessionId;
use vestibule::store::applications;
use vestibule::store::clients::{self, ClientRow, sessions};

pub const WIKI: &str = "https://wiki.example.com/";

/// Adds a client to an application; everything that is needed and missing is filled in.
pub async fn add_client(app: &TestApp, id: &str, application: &str, definition: ClientDefinition) {
    let launch_uri = definition.launch_uri.or_else(|| Some(format!("https://{id}.example.com/start")));
    let definition = ClientDefinition {
        redirect_uris: vec![format!("https://{id}.example.com/callback")],
        grants: vec![GrantKind::AuthorizationCode, GrantKind::RefreshToken],
        require_pkce: true,
        description: Some("What we know".to_owned()),
        launch_uri,
        ..definition
    };
    let row = ClientRow {
        client_id: id.to_owned(),
        application: application.to_owned(),
        definition: serde_json::to_string(&definition).expect("JSON"),
        service_account: None,
        of_file: false,
        created_at: 1,
        updated_at: 1,
        last_used_at: None,
    };
    app.db.write(async move |mut tx: Tx| clients::put(&mut tx, &row).await).await.expect("a client");
}

/// The newest session of an account.
pub async fn session_of(app: &TestApp, id: &str) -> SessionId {
    let id = id.parse().expect("an id");
    app.accounts.sessions().list_sessions(&Caller::system(), id).await.expect("sessions")[0].id
}

/// As if these clients had got tokens in the session.
async fn enter_clients(app: &TestApp, id: &str, clients: &'static str) {
    let (session, user, now) = (session_of(app, id).await, id.parse().expect("an id"), app.accounts.now());
    let noted = app.db.write(async move |mut tx: Tx| {
        for client in clients.split_whitespace() {
            sessions::note(&mut tx, session, client, user, now, now.plus(Duration::from_secs(60))).await?;
        }
        Ok::<_, StoreError>(())
    });
    noted.await.expect("clients of a session");
}

/// Applications with clients: `wiki` and `chat` get a message at the end of a session, `forum` does not.
async fn new_app() -> TestApp {
    let app = TestApp::new().await;
    for name in ["wiki", "chat", "forum"] {
        let title = format!("The {name}");
        let location = format!("https://{name}.example.com/");
        app.add_application(ApplicationRequest { title: title.as_str().into(), ..open_at(name, &location) }).await;
        let address = (name != "forum").then(|| format!("https://{name}.example.com/signed-out"));
        let definition = ClientDefinition { backchannel_logout_uri: address, ..ClientDefinition::default() };
        add_client(&app, name, name, definition).await;
    }
    app
}

mod pages {
    use super::*;

    #[tokio::test]
    async fn the_sign_in_page_names_the_applications_that_were_opened() {
        for (clients, shown, hidden) in [
            ("", &["You are signed out."][..], &["other applications", "signed in elsewhere"][..]),
            (
                "wiki chat",
                &["You are signed out of other applications as well", "The chat, The wiki"][..],
                &["may still be signed in"][..],
            ),
            (
                "wiki forum https://client.example/about.json no-such-client",
                &["You may still be signed in elsewhere", "The forum, client.example", "Also signed out: The wiki."][..],
                &["no-such-client"][..],
            ),
        ] {
            let app = new_app().await;
            let mut maren = app.member_in_browser("maren").await;
            let id = app.id_of("maren").await;
            enter_clients(&app, &id, clients).await;
            let reply = maren.submit("/actions/logout", &[]).await;
            assert_eq!((reply.status, reply.location()), (303, "/login"));
            let page = maren.follow(&reply).await;
            page.assert_shows(shown);
            page.assert_hides(hidden);
            maren.open("/login").await.assert_hides(&["other applications", "signed in elsewhere"]);
        }
    }

    #[tokio::test]
    async fn a_sign_out_at_the_request_of_a_client_names_them_where_a_page_of_ours_follows() {
        let app = new_app().await;
        app.register("maren").await;
        for is_switch in [false, true] {
            let mut maren = app.browser_of("maren").await;
            enter_clients(&app, &app.id_of("maren").await, "wiki forum").await;
            let signed_out = if is_switch {
                let request = format!(
                    "/oauth/authorize?client_id=wiki&response_type=code&scope=openid&prompt=select_account\
                     &redirect_uri=https%3A%2F%2Fwiki.example.com%2Fcallback&code_challenge={CHALLENGE}\
                     &code_challenge_method=S256"
                );
                let asked = maren.open(&request).await.expect_status(303);
                let consent = maren.follow(&asked).await.expect_status(200).hidden("consent");
                maren.submit("/oauth/consent/answer", &[("consent", &consent), ("answer", "switch")]).await
            } else {
                let sealed = maren.open("/oauth/logout").await.expect_status(200).hidden("sign_out");
                maren.submit("/oauth/logout/confirm", &[("sign_out", &sealed)]).await
            };
            let page = maren.follow(&signed_out).await;
            page.assert_shows(&["You may still be signed in elsewhere", "The forum", "Also signed out: The wiki."]);
        }
    }

    #[tokio::test]
    async fn many_applications_fit_into_the_cookie() {
        let app = TestApp::new().await;
        let mut maren = app.member_in_browser("maren").await;
        let (id, title) = (app.id_of("maren").await, "\u{20000}".repeat(79));
        for name in ["a", "b", "c", "d", "e", "f", "g", "h"] {
            let (title, location) = (format!("{name}{title}"), format!("https://{name}.example.com/"));
            app.add_application(ApplicationRequest { title: title.as_str().into(), ..open_at(name, &location) }).await;
            add_client(&app, name, name, ClientDefinition::default()).await;
        }
        enter_clients(&app, &id, "a b c d e f g h").await;
        let page = maren.submit_and_follow("/actions/logout", &[]).await;
        page.assert_shows(&["You are signed out.", "You may still be signed in elsewhere", "and 2 more"]);
    }
}

#[tokio::test]
async fn applications_behind_a_proxy_end_with_the_session_as_well() {
    let app = new_app().await;
    let mut maren = app.member_in_browser("maren").await;
    let session = session_of(&app, &app.id_of("maren").await).await;
    let entered = app.db.write(async move |mut tx: Tx| {
        let names = app_names(["chat", "forum"]);
        applications::note_entry(&mut tx, session, &names[0], true).await?;
        applications::note_entry(&mut tx, session, &names[1], false).await
    });
    entered.await.expect("entries");
    let answer = maren.run("/actions/logout", &[("elsewhere", "on")]).await.json();
    let expected = json!({"ended": ["The chat"], "going_on": [], "more": 0});
    assert_eq!(answer, json!({"Accepted": expected}), "The forum did not let them in");
}

fn app_names<const N: usize>(names: [&str; N]) -> [ApplicationName; N] {
    names.map(|name| ApplicationName::parse(name).expect("a name"))
}

#[tokio::test]
async fn pages_of_the_previous_version_get_the_answer_that_they_know() {
    let app = new_app().await;
    let mut maren = app.member_in_browser("maren").await;
    enter_clients(&app, &app.id_of("maren").await, "wiki").await;
    assert_eq!(maren.run("/actions/logout", &[]).await.json(), json!({"Accepted": null}));
}
