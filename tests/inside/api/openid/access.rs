//! Which clients have access to an account, and the ends of access that goes on without a session.

use super::elsewhere::{WIKI, add_client, session_of};
use crate::support::*;
use std::sync::atomic::{AtomicU32, Ordering};
use vestibule::keys::fingerprint;
use vestibule::shared::applications::ApplicationRequest;
use vestibule::shared::clients::ClientDefinition;
use vestibule::shared::ids::{ClientGrantId, SessionId};
use vestibule::store::clients::consents;
use vestibule::store::clients::device_codes::{self, NewDeviceCode};
use vestibule::store::clients::grants::{self, NewGrant};

const DAY: Duration = Duration::from_secs(24 * 60 * 60);
const OWN_PAGE: &str = "/account/applications";
const REVOKE: &str = "/actions/client-access/revoke";

fn access_of(id: &str) -> String {
    format!("/api/users/{id}/client-access")
}

fn user_id(id: &str) -> UserId {
    id.parse().expect("an id")
}

/// Grants a client access for 30 days, as a code does.
async fn grant(app: &TestApp, user: UserId, session: SessionId, client: &str, is_offline: bool) -> ClientGrantId {
    static COUNT: AtomicU32 = AtomicU32::new(1);
    let number = COUNT.fetch_add(1, Ordering::Relaxed);
    let id = ClientGrantId(Uuid::from_u128(number.into()));
    let now = app.accounts.now();
    let new = NewGrant {
        id,
        client_id: client.to_owned(),
        user,
        session,
        code_hash: fingerprint(&number.to_be_bytes()),
        scopes: if is_offline { "openid profile offline_access" } else { "openid email" }.to_owned(),
        resources: String::new(),
        claims: None,
        is_offline,
        methods: "pwd".to_owned(),
        proved_at: now,
        created_at: now,
        expires_at: now.plus(30 * DAY),
    };
    let added = app.db.write(async move |mut tx: Tx| grants::insert(&mut tx, &new).await);
    assert!(added.await.expect("a grant"));
    id
}

async fn allow(app: &TestApp, user: UserId, client: &'static str) {
    let now = app.accounts.now();
    let allowed = app.db.write(async move |mut tx: Tx| {
        consents::put(&mut tx, user, client, ("openid groups", "https://api.example.com/"), now).await
    });
    allowed.await.expect("a consent");
}

async fn is_revoked(app: &TestApp, id: ClientGrantId) -> bool {
    let row = app.db.read(async move |mut conn| grants::find(&mut conn, id).await).await.expect("an answer");
    row.expect("a grant").revoked_at.is_some()
}

async fn clients_of(app: &TestApp, who: &Tokens, id: &str) -> Vec<String> {
    each(&app.read(who, &access_of(id)).await.expect_status(200).json()["clients"], "client_id")
}

/// An application that everyone may enter, with a client.
async fn app_with_wiki() -> TestApp {
    let app = TestApp::new().await;
    app.add_application(open_at("wiki", WIKI)).await;
    add_client(&app, "wiki", "wiki", ClientDefinition::default()).await;
    app
}

#[tokio::test]
async fn its_owner_and_administrators_see_which_clients_have_access() {
    let app = app_with_wiki().await;
    let (maren, tokens) = app.member("maren").await;
    let (_, other) = app.member("ada").await;
    let (_, admin) = app.administrator("admin").await;
    let (id, session) = (id_of(&maren), session_of(&app, id_of(&maren)).await);
    assert!(clients_of(&app, &tokens, id).await.is_empty());
    let begin = app.accounts.now();
    allow(&app, user_id(id), "wiki").await;
    // Allowed once, and no client of an application any more: it gets nothing, and can be taken back.
    allow(&app, user_id(id), "gone").await;
    app.wait(60);
    grant(&app, user_id(id), session, "wiki", true).await;
    app.wait(60);
    grant(&app, user_id(id), session, "wiki", false).await;

    let clients = app.read(&tokens, &access_of(id)).await.json()["clients"].clone();
    let wiki = json!({
        "client_id": "wiki",
        "title": "wiki",
        "description": "What we know",
        "launch_uri": "https://wiki.example.com/start",
        "scopes": ["openid", "profile", "email", "groups", "offline_access"],
        "resources": ["https://api.example.com/"],
        "has_tokens": true,
        "since": begin,
        "last_used_at": begin.plus(Duration::from_secs(120)),
        "offline_until": begin.plus(Duration::from_secs(60) + 30 * DAY),
    });
    let gone = json!({
        "client_id": "gone",
        "title": "gone",
        "description": null,
        "launch_uri": null,
        "scopes": ["openid", "groups"],
        "resources": ["https://api.example.com/"],
        "has_tokens": false,
        "since": begin,
        "last_used_at": null,
        "offline_until": null,
    });
    assert_eq!(clients, json!([gone, wiki]));
    assert_eq!(app.read(&admin, &access_of(id)).await.json()["clients"], clients);
    for path in [access_of(id), access_of(&Uuid::from_u128(1).to_string())] {
        app.read(&other, &path).await.assert_refused(404, "not_found");
    }
}

#[tokio::test]
async fn access_is_taken_back_by_its_owner_and_by_administrators() {
    for by in ["maren", "admin"] {
        let app = app_with_wiki().await;
        let (maren, tokens) = app.member("maren").await;
        let (ada, other) = app.member("ada").await;
        let (administrator, admin) = app.administrator("admin").await;
        let (id, administrator) = (id_of(&maren), administrator.id.to_string());
        let session = session_of(&app, id).await;
        allow(&app, user_id(id), "wiki").await;
        let held = [true, false].map(|is_offline| grant(&app, user_id(id), session, "wiki", is_offline));
        let held = join_all(held).await;
        let of_another = grant(&app, user_id(id_of(&ada)), session_of(&app, id_of(&ada)).await, "wiki", true).await;

        let path = format!("{}/wiki", access_of(id));
        app.send(&other, Method::DELETE, &path, &json!({})).await.assert_refused(404, "not_found");
        assert_eq!(clients_of(&app, &tokens, id).await, ["wiki"]);
        let (who, actor) = if by == "maren" { (&tokens, id) } else { (&admin, administrator.as_str()) };
        app.send(who, Method::DELETE, &path, &json!({})).await.expect_status(204);
        assert!(is_revoked(&app, held[0]).await && is_revoked(&app, held[1]).await, "{by}");
        assert!(!is_revoked(&app, of_another).await, "{by}");
        assert!(clients_of(&app, &tokens, id).await.is_empty());
        // Nothing is left to take back, and that is no event.
        app.send(who, Method::DELETE, &path, &json!({})).await.assert_refused(404, "not_found");
        let events = app.events("client.revoke").await;
        let [event] = events.as_slice() else { panic!("{events:?}") };
        assert_eq!((event.detail.as_deref(), event.target_id), (Some("wiki"), Some(user_id(id))));
        assert_eq!(event.actor.id, Some(user_id(actor)));
    }
}

#[tokio::test]
async fn an_administrator_ends_the_access_to_one_account_on_the_page_of_the_client() {
    let app = app_with_wiki().await;
    let (maren, _) = app.member("maren").await;
    let id = id_of(&maren);
    let held = grant(&app, user_id(id), session_of(&app, id).await, "wiki", true).await;
    let mut boss = app.administrator_in_browser("boss").await;
    let page = boss.open("/clients/access/wiki").await.expect_status(200);
    page.assert_shows(&["End the access to maren"]);
    assert!(page.has("action", REVOKE) && page.has("value", id), "{}", page.text());
    let fields = [("at", "client"), ("id", id), ("client", "wiki")];
    let ended = boss.submit(REVOKE, &fields).await.expect_status(303);
    assert_eq!(ended.location(), "/clients/access/wiki");
    boss.follow(&ended).await.assert_hides(&["End the access to maren"]);
    assert!(is_revoked(&app, held).await);
    // Somebody was quicker.
    let again = boss.submit(REVOKE, &fields).await.expect_status(303);
    assert_eq!(again.location(), "/clients/access/wiki");
    boss.follow(&again).await.assert_shows(&["role=\"alert\""]);
}

#[tokio::test]
async fn a_client_id_may_have_any_visible_character() {
    let app = app_with_wiki().await;
    let (maren, tokens) = app.member("maren").await;
    let id = id_of(&maren);
    allow(&app, user_id(id), "https://client.example/a?b=c/d%25.json").await;
    let access = app.read(&tokens, &access_of(id)).await.json();
    assert_eq!(access["clients"][0]["title"], "client.example", "the host of its metadata document");
    let path = format!("{}/https%3A%2F%2Fclient.example%2Fa%3Fb%3Dc%2Fd%2525.json", access_of(id));
    app.send(&tokens, Method::DELETE, &path, &json!({})).await.expect_status(204);
    assert!(clients_of(&app, &tokens, id).await.is_empty());
}

#[tokio::test]
async fn what_has_ended_with_its_session_is_no_access() {
    let app = app_with_wiki().await;
    let (maren, tokens) = app.member("maren").await;
    let id = id_of(&maren);
    let ended = app.log_in("maren").await;
    let session = app.caller(&ended.access).await.who.session_id().expect("a session");
    grant(&app, user_id(id), session, "wiki", false).await;
    assert_eq!(clients_of(&app, &tokens, id).await, ["wiki"]);
    app.post("/api/auth/logout").bearer(&ended.access).expect_status(204).await;
    assert!(clients_of(&app, &tokens, id).await.is_empty());
    let path = format!("{}/wiki", access_of(id));
    app.send(&tokens, Method::DELETE, &path, &json!({})).await.assert_refused(404, "not_found");
    assert!(app.events("client.revoke").await.is_empty());
    // Offline access goes on, until its own end.
    grant(&app, user_id(id), session, "wiki", true).await;
    assert_eq!(clients_of(&app, &tokens, id).await, ["wiki"]);
    app.clock.advance(30 * DAY);
    let again = app.log_in("maren").await;
    assert!(clients_of(&app, &again, id).await.is_empty());
}

#[tokio::test]
async fn access_ends_with_the_group_that_admits_and_does_not_come_back_with_it() {
    for way in ["one", "many"] {
        let app = app_with_wiki().await;
        let (maren, tokens) = app.member("maren").await;
        let (_, admin) = app.administrator("admin").await;
        let (id, user) = (id_of(&maren), user_id(id_of(&maren)));
        app.group("editors", &["maren"]).await;
        app.group("staff", &["maren"]).await;
        app.add_application(ApplicationRequest {
            groups: texts(&["editors"]),
            ..closed_at("desk", "https://desk.example.com/")
        })
        .await;
        add_client(&app, "desk", "desk", ClientDefinition::default()).await;
        let session = session_of(&app, id).await;
        let desk = grant(&app, user, session, "desk", true).await;
        let wiki = grant(&app, user, session, "wiki", true).await;

        let operator = Caller::system();
        app.accounts.groups().remove_from_group(&operator, "staff", user).await.expect("a change");
        assert!(!is_revoked(&app, desk).await, "{way}: the other group admits to nothing");
        if way == "one" {
            app.accounts.groups().remove_from_group(&operator, "editors", user).await.expect("a change");
        } else {
            let body = json!({"action": "remove_from_group", "group": "editors", "ids": [id]});
            app.send(&admin, Method::POST, "/api/users/bulk", &body).await.expect_status(200);
        }
        assert!(is_revoked(&app, desk).await && !is_revoked(&app, wiki).await, "{way}");
        app.accounts.groups().add_to_group(&operator, "editors", user).await.expect("a change");
        assert!(is_revoked(&app, desk).await, "{way}");
        assert_eq!(clients_of(&app, &tokens, id).await, ["wiki"], "{way}");
        let events = app.events("client.revoke").await;
        assert_eq!(events.iter().map(|event| event.detail.as_deref()).collect::<Vec<_>>(), [Some("desk")], "{way}");
    }
}

/// A list shows at most 1,000 of them, but all end.
#[tokio::test]
async fn no_number_of_grants_hides_one_from_its_end() {
    let app = app_with_wiki().await;
    let (maren, tokens) = app.member("maren").await;
    let (id, user) = (id_of(&maren), user_id(id_of(&maren)));
    app.group("editors", &["maren"]).await;
    let desk = closed_at("desk", "https://desk.example.com/");
    app.add_application(ApplicationRequest { groups: texts(&["editors"]), ..desk }).await;
    add_client(&app, "desk", "desk", ClientDefinition::default()).await;
    let session = session_of(&app, id).await;
    let old = [grant(&app, user, session, "desk", true).await, grant(&app, user, session, "radio", true).await];
    app.wait(1);
    let now = app.accounts.now();
    let many = app.db.write(async move |mut tx: Tx| {
        for number in 0..1_000_u32 {
            let new = NewGrant {
                id: ClientGrantId(Uuid::from_u128(1_000_000 + u128::from(number))),
                client_id: format!("wiki-{number}"),
                user,
                session,
                code_hash: fingerprint(format!("code {number}").as_bytes()),
                scopes: String::new(),
                resources: String::new(),
                claims: None,
                is_offline: true,
                methods: "pwd".to_owned(),
                proved_at: now,
                created_at: now,
                expires_at: now.plus(DAY),
            };
            grants::insert(&mut tx, &new).await?;
        }
        Ok::<_, StoreError>(())
    });
    many.await.expect("grants");
    app.accounts.groups().remove_from_group(&Caller::system(), "editors", user).await.expect("a change");
    assert!(is_revoked(&app, old[0]).await);
    let path = format!("{}/radio", access_of(id));
    app.send(&tokens, Method::DELETE, &path, &json!({})).await.expect_status(204);
    assert!(is_revoked(&app, old[1]).await);
}

#[tokio::test]
async fn a_device_that_was_allowed_gets_nothing_after_access_was_taken_back() {
    let app = app_with_wiki().await;
    let (maren, tokens) = app.member("maren").await;
    let (user, session) = (user_id(id_of(&maren)), session_of(&app, id_of(&maren)).await);
    let now = app.accounts.now();
    let code = |number: u8, letters: &str| NewDeviceCode {
        code_hash: [number; 32],
        user_code: letters.to_owned(),
        client_id: "wiki".to_owned(),
        scopes: String::new(),
        resources: String::new(),
        device: None,
        address: None,
        created_at: now,
        expires_at: now.plus(DAY),
        poll_interval: 5,
    };
    let (allowed, open) = (code(1, "BBBBBBBB"), code(2, "CCCCCCCC"));
    let added = app.db.write(async move |mut tx: Tx| {
        device_codes::insert(&mut tx, &allowed).await?;
        device_codes::insert(&mut tx, &open).await?;
        device_codes::decide(&mut tx, "BBBBBBBB", true, (user, session), now).await
    });
    assert!(added.await.expect("device codes"));
    allow(&app, user, "wiki").await;
    let path = format!("{}/wiki", access_of(id_of(&maren)));
    app.send(&tokens, Method::DELETE, &path, &json!({})).await.expect_status(204);
    assert_eq!(app.database.run("SELECT user_code FROM device_codes").await, ["CCCCCCCC"]);
}

mod pages {
    use super::*;

    #[tokio::test]
    async fn the_own_page_lists_access_and_takes_it_back() {
        let app = app_with_wiki().await;
        let mut maren = app.member_in_browser("maren").await;
        let id = app.id_of("maren").await;
        maren.open(OWN_PAGE).await.assert_shows(&["Access to your account", "No application has access"]);
        grant(&app, user_id(&id), session_of(&app, &id).await, "wiki", true).await;
        let page = maren.open(OWN_PAGE).await;
        page.assert_shows(&["What we know", "It gets: id, name, username", "Access since", "Last used", "1 Dec 2026"]);
        assert!(page.links_to("https://wiki.example.com/start"));
        assert!(maren.open("/").await.links_to(OWN_PAGE));

        let reply = maren.submit(REVOKE, &[("id", ""), ("client", "wiki")]).await;
        assert_eq!((reply.status, reply.location()), (303, OWN_PAGE));
        maren.follow(&reply).await.assert_shows(&["Access taken back.", "No application has access"]);
        let again = maren.submit_and_follow(REVOKE, &[("id", ""), ("client", "wiki")]).await;
        again.assert_shows(&["This client has no access to the account."]);
    }

    #[tokio::test]
    async fn administrators_take_access_back_on_the_page_of_a_user() {
        let app = app_with_wiki().await;
        app.register("maren").await;
        app.log_in("maren").await;
        let id = app.id_of("maren").await;
        let mut admin = app.administrator_in_browser("admin").await;
        let page = format!("/users/{id}");
        admin.open(&page).await.assert_hides(&["Applications with access"]);
        let held = grant(&app, user_id(&id), session_of(&app, &id).await, "wiki", true).await;
        admin.open(&page).await.assert_shows(&["Applications with access", "What we know"]);
        let reply = admin.submit(REVOKE, &[("id", &id), ("client", "wiki")]).await;
        assert_eq!((reply.status, reply.location()), (303, &*page));
        admin.follow(&reply).await.assert_shows(&["Access taken back."]);
        assert!(is_revoked(&app, held).await);
    }

    #[tokio::test]
    async fn clients_are_opened_at_their_launch_address_by_those_who_may_enter() {
        let app = app_with_wiki().await;
        let mut maren = app.member_in_browser("maren").await;
        app.add_application(closed_at("desk", "https://desk.example.com/")).await;
        let launch_uri = Some("https://desk.example.com/start".to_owned());
        add_client(&app, "desk", "desk", ClientDefinition { launch_uri, ..ClientDefinition::default() }).await;
        for page in ["/", OWN_PAGE] {
            let page = maren.open(page).await;
            assert!(page.links_to("https://wiki.example.com/start") && page.links_to(WIKI));
            assert!(!page.links_to("https://desk.example.com/start"));
            page.assert_shows(&["What we know"]);
        }
        // A row that was written by hand.
        let launch_uri = Some("javascript:alert(1)".to_owned());
        add_client(&app, "script", "wiki", ClientDefinition { launch_uri, ..ClientDefinition::default() }).await;
        maren.open("/").await.assert_hides(&["javascript:"]);
    }
}
