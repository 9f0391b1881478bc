//! Who can still get in: the list for its owner and for administrators, ending what it shows, and starting over.

use super::second_factor::add_authenticator;
use crate::support::authenticator::Authenticator;
use crate::support::mailbox::{deliver, discard, find, wait_for};
use crate::support::*;

const CHOOSE: &str = "Choose a new password";
const AFTER_RESET: &str = "/account/security?after=reset";
const FIREFOX: &str = "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0";

async fn ways_in(app: &TestApp, who: &Tokens, path: &str) -> Vec<Value> {
    let list = app.read(&who.access, &format!("{path}/ways-in")).await.expect_status(200).json();
    list["ways_in"].as_array().expect("a list").clone()
}

fn kinds(list: &[Value]) -> Vec<&str> {
    list.iter().map(|way| way["kind"].as_str().expect("a kind")).collect()
}

/// The token of the password link that somebody with this username asks for.
async fn forgotten(app: &TestApp, username: &str) -> String {
    discard(app).await;
    let email = format!("{username}@example.org");
    app.post("/api/auth/password/forgot").json(&json!({"email": email})).expect_status(202).await;
    wait_for(app, &[&format!("password_reset {email}")]).await;
    deliver(app).await[0].token("/reset-password")
}

#[tokio::test]
async fn everything_that_can_sign_in_is_listed_the_newest_first() {
    let (app, user, tokens) = TestApp::with_member("maren").await;
    let path = path_of(&user);
    assert_eq!(kinds(&ways_in(&app, &tokens, &path).await), ["session", "password", "email"]);
    app.wait(60);
    let other = app.sign_in("maren", PASSWORD).header("user-agent", FIREFOX).send().await.expect_status(200);
    let other = Tokens::of(&other.json());
    app.wait(60);
    Authenticator::added(&app, &other).await;
    app.wait(60);
    app.api_token(&other.access, id_of(&user), &["self"]).await;
    app.wait(60);
    add_authenticator(&app, &other).await;

    let list = ways_in(&app, &other, &path).await;
    assert_eq!(
        kinds(&list),
        ["authenticator", "api_token", "passkey", "session", "session", "password", "email"],
        "{list:?}"
    );
    let current: Vec<_> = list.iter().map(|way| way["is_current"] == true).collect();
    assert_eq!(current, [false, false, false, true, false, false, false]);
    let [_, token, passkey, session, ..] = list.as_slice() else { panic!("{list:?}") };
    assert_eq!((&token["name"], &session["device"]), (&json!("Backup"), &json!("Firefox on Linux")));
    assert_eq!((&passkey["is_usable"], &passkey["last_used_at"]), (&json!(true), &json!(null)));
    assert_eq!(list[6]["name"], "maren@example.org");

    app.database.run("UPDATE passkeys SET rp_id = 'earlier.example'").await;
    let list = ways_in(&app, &other, &path).await;
    assert_eq!((&list[2]["kind"], &list[2]["is_usable"]), (&json!("passkey"), &json!(false)));
}

#[tokio::test]
async fn open_links_and_a_pending_address_are_listed_as_far_as_they_count() {
    let (app, boss) = TestApp::with_administrator("boss").await;
    let (user, tokens) = app.member("maren").await;
    let path = path_of(&user);
    app.set_confirmed("maren").await;
    app.wait(1);
    let change = json!({"email": "holt@example.org", "current_password": PASSWORD});
    app.send(&tokens, Method::PATCH, &path, &change).await.expect_status(200);
    app.wait(1);
    app.send(&boss, Method::POST, &format!("{path}/password-reset"), &json!({})).await.expect_status(201);
    let list = ways_in(&app, &boss, &path).await;
    // Neither the link that confirms the address nor a report of a sign-in signs in.
    assert_eq!(kinds(&list), ["handed_link", "pending_email", "session", "password", "email"]);
    assert_eq!(list[1]["name"], "holt@example.org");
}

#[tokio::test]
async fn ending_everything_else_keeps_what_its_owner_signs_in_with() {
    let (app, user, tokens) = TestApp::with_member("maren").await;
    let mut passkey = Authenticator::added(&app, &tokens).await;
    let other = Tokens::of(&passkey.sign_in(&app).await.expect_status(200).json());
    let (_, secret) = app.api_token(&tokens.access, id_of(&user), &["self"]).await;
    app.send(&tokens, Method::DELETE, &format!("{}/ways-in", path_of(&user)), &json!({})).await.expect_status(204);
    app.me(&other.access).expect_status(401).await;
    app.me(&secret).expect_status(401).await;
    app.me(&tokens.access).expect_status(200).await;
    passkey.sign_in(&app).await.expect_status(200);
    assert_eq!(app.events("session.end_others").await.len(), 1);
}

#[tokio::test]
async fn after_starting_over_nothing_signs_in_but_the_mailed_link() {
    let (app, boss) = TestApp::with_administrator("boss").await;
    let (user, tokens) = app.member("maren").await;
    app.group("editors", &["maren"]).await;
    let mut passkey = Authenticator::added(&app, &tokens).await;
    let (_, secret) = app.api_token(&tokens.access, id_of(&user), &["self"]).await;
    discard(&app).await;
    let path = path_of(&user);
    app.send(&boss, Method::POST, &format!("{path}/start-over"), &json!({})).await.expect_status(204);

    app.me(&tokens.access).expect_status(401).await;
    app.me(&secret).expect_status(401).await;
    app.sign_in("maren", PASSWORD).send().await.assert_refused(401, "invalid_credentials");
    assert_eq!(passkey.sign_in(&app).await.status, 401);
    let account = app.read(&boss, &path).await.expect_status(200).json();
    assert_eq!((&account["groups"], &account["status"]), (&json!(["editors"]), &json!("active")));
    assert_eq!(kinds(&ways_in(&app, &Tokens { access: boss.access.clone(), ..tokens }, &path).await), ["email"]);
    assert_eq!(app.events("user.start_over").await.len(), 1);

    let link = find(&deliver(&app).await, "maren@example.org", CHOOSE).expect("a message").token("/reset-password");
    app.choose_password(&link, OTHER_PASSWORD).send().await.expect_status(204);
    app.sign_in("maren", OTHER_PASSWORD).send().await.expect_status(200);
}

#[tokio::test]
async fn who_gets_no_password_link_cannot_start_over() {
    let (app, boss) = TestApp::with_administrator("boss").await;
    let start_over =
        async |id: String| app.send(&boss, Method::POST, &format!("/api/users/{id}/start-over"), &json!({})).await;
    start_over(app.id_of("boss").await).await.assert_refused(403, "forbidden");
    app.register("jonas").await;
    app.change("jonas", "disable").await;
    start_over(app.id_of("jonas").await).await.assert_refused(409, "account_disabled");
    app.change("jonas", "delete").await;
    start_over(app.id_of("jonas").await).await.assert_refused(404, "not_found");
    let robot = json!({"username": "robot", "name": "Robot"});
    let robot = app.send(&boss, Method::POST, "/api/service-accounts", &robot).await.expect_status(201).json();
    assert_ne!(start_over(id_of(&robot).to_owned()).await.status, 204);
    assert!(app.events("user.start_over").await.is_empty());
}

mod pages {
    use super::*;

    #[tokio::test]
    async fn a_reset_leads_through_the_sign_in_to_the_list_which_ends_a_passkey() {
        let (app, user, tokens) = TestApp::with_member("maren").await;
        app.set_confirmed("maren").await;
        Authenticator::added(&app, &tokens).await;
        let token = forgotten(&app, "maren").await;
        let mut maren = app.browser();
        let fields = [("token", token.as_str()), ("password", OTHER_PASSWORD)];
        let chosen = maren.submit("/actions/reset-password", &fields).await.expect_status(303);
        assert_eq!(chosen.location(), "/login?next=%2Faccount%2Fsecurity%3Fafter%3Dreset");
        let login = maren.follow(&chosen).await.expect_status(200);
        login.assert_shows(&["Sign in to see who can still get in."]);
        assert_eq!(login.hidden("next"), AFTER_RESET);

        // The passkey is a second factor: it signs in, and then the list is shown. Here it is the thief's, so the owner asks for help.
        app.accounts
            .factors()
            .reset_factors(&Caller::system(), id_of(&user).parse().expect("an id"))
            .await
            .expect("a reset");
        let fields = [("login", "maren"), ("password", OTHER_PASSWORD), ("next", AFTER_RESET)];
        let signed_in = maren.submit("/actions/login", &fields).await.expect_status(303);
        assert_eq!(signed_in.location(), AFTER_RESET);
        let tokens = Tokens { access: maren.jar["vestibule_access"].clone(), refresh: String::new() };
        Authenticator::added(&app, &tokens).await;
        let page = maren.open(AFTER_RESET).await.expect_status(200);
        page.assert_shows(&["You have a new password.", "End what you do not know.", "Who can get in", "Added"]);
        let text = page.text();
        assert!(text.find("id=\"ways-in\"") < text.find("id=\"passkeys\""), "the list comes first");

        let way = text.split("value=\"passkey:").nth(1).and_then(|rest| rest.split('"').next()).expect("a row");
        let fields = [("user", ""), ("after", "reset"), ("way", &*format!("passkey:{way}"))];
        let ended = maren.submit("/actions/ways-in/end", &fields).await.expect_status(303);
        assert_eq!(ended.location(), AFTER_RESET);
        maren.follow(&ended).await.assert_shows(&["It can no longer get in."]);
        assert!(!kinds(&ways_in(&app, &tokens, &path_of(&user)).await).contains(&"passkey"));
    }

    #[tokio::test]
    async fn the_list_stands_below_the_ways_to_sign_in_and_is_german_for_germans() {
        let app = TestApp::with_user("maren").await;
        let mut maren = app.browser_of("maren").await;
        let text = maren.open("/account/security").await.expect_status(200).text();
        assert!(text.contains("Whoever reads its messages can set a new password."));
        assert!(text.find("id=\"passkeys\"") < text.find("id=\"ways-in\""), "below");
        let german = maren.call(Method::GET, AFTER_RESET).html().header("accept-language", "de").send().await;
        german.assert_shows(&["Sie haben ein neues Passwort.", "Wer hineinkommt", "Alles andere beenden"]);
    }

    #[tokio::test]
    async fn a_link_that_was_handed_over_is_revoked_by_its_owner_and_by_an_administrator() {
        let (app, boss) = TestApp::with_administrator("boss").await;
        let (user, tokens) = app.member("maren").await;
        let (path, page) = (path_of(&user), format!("/users/{}", id_of(&user)));
        let (mut by_maren, mut by_boss) = (app.browser_of("maren").await, app.browser_of("boss").await);
        for (browser, account, back) in
            [(&mut by_maren, "", "/account/security"), (&mut by_boss, id_of(&user), page.as_str())]
        {
            let made = app.send(&boss, Method::POST, &format!("{path}/password-reset"), &json!({})).await;
            let token = token_in(&made.expect_status(201).text());
            let fields = [("user", account), ("after", ""), ("way", "handed_link:")];
            let revoked = browser.submit("/actions/ways-in/end", &fields).await.expect_status(303);
            assert_eq!(revoked.location(), back);
            app.choose_password(&token, OTHER_PASSWORD).send().await.assert_refused(404, "link_invalid");
            assert!(!kinds(&ways_in(&app, &tokens, &path).await).contains(&"handed_link"));
        }
        let fields = [("user", ""), ("after", ""), ("way", "handed_link:")];
        by_maren.submit("/actions/ways-in/end", &fields).await;
        assert_eq!(app.events("password.link_revoked").await.len(), 2, "there was none any more");
    }

    #[tokio::test]
    async fn a_change_of_the_address_that_waits_is_cancelled() {
        let (app, user, tokens) = TestApp::with_member("maren").await;
        app.set_confirmed("maren").await;
        let change = json!({"email": "holt@example.org", "current_password": PASSWORD});
        app.send(&tokens, Method::PATCH, &path_of(&user), &change).await.expect_status(200);
        let mut maren = app.browser_of("maren").await;
        let fields = [("user", ""), ("after", ""), ("way", "pending_email:")];
        let cancelled = maren.submit("/actions/ways-in/end", &fields).await.expect_status(303);
        maren.follow(&cancelled).await.assert_shows(&["It can no longer get in."]);
        assert!(!kinds(&ways_in(&app, &tokens, &path_of(&user)).await).contains(&"pending_email"));
        assert_eq!(app.events("user.update").await.len(), 2);
    }

    #[tokio::test]
    async fn what_no_row_ends_leads_to_where_something_can_be_done() {
        let app = TestApp::with_user("maren").await;
        let mut maren = app.browser_of("maren").await;
        let own = ["href=\"#change-password\"", "id=\"change-password\"", "href=\"/account#email\""];
        maren.open("/account/security").await.assert_shows(&own);
        let mut boss = app.administrator_in_browser("boss").await;
        let theirs = boss.open(&format!("/users/{}", app.id_of("maren").await)).await;
        theirs.assert_shows(&["href=\"#make-password-link\"", "id=\"make-password-link\"", "href=\"#email\""]);
        theirs.assert_shows(&["id=\"email\""]);
        let oneself = boss.open(&format!("/users/{}", app.id_of("boss").await)).await;
        oneself.assert_shows(&["href=\"/account/security#change-password\"", "href=\"/account#email\""]);
        oneself.assert_hides(&["#make-password-link", "#user-factors"]);
    }

    #[tokio::test]
    async fn everything_else_is_ended_from_the_page() {
        let app = TestApp::with_user("maren").await;
        let mut maren = app.browser_of("maren").await;
        let other = app.log_in("maren").await;
        let ended = maren.submit("/actions/ways-in/end-others", &[("after", "made up")]).await.expect_status(303);
        assert_eq!(ended.location(), "/account/security");
        maren.follow(&ended).await.assert_shows(&["Everything else is signed out."]);
        app.me(&other.access).expect_status(401).await;
    }

    #[tokio::test]
    async fn the_way_on_is_in_every_form_of_the_list() {
        const PAGE: &str = "/account/security?after=reset&next=%2Faccount%2Fdevices";
        let app = TestApp::with_user("maren").await;
        app.log_in("maren").await;
        let mut maren = app.browser_of("maren").await;
        let shown = maren.open(PAGE).await.expect_status(200);
        shown.assert_shows(&["You were on your way to another page", "href=\"/account/devices\" rel=\"external\""]);
        shown.assert_hides(&["once you have added what is missing"]);
        for action in ["/actions/ways-in/end", "/actions/ways-in/end-others"] {
            let (_, hidden) = shown.form(|is| is == action).expect("a form");
            let hidden: Vec<_> = hidden.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
            assert!(hidden.contains(&("next", "/account/devices")), "{action} {hidden:?}");
            let ended = maren.submit(action, &hidden).await.expect_status(303);
            assert_eq!(ended.location(), PAGE, "{action}");
        }
    }

    #[tokio::test]
    async fn an_administrator_sees_the_list_and_lets_somebody_start_over() {
        let app = TestApp::new().await;
        let mut boss = app.administrator_in_browser("boss").await;
        let (user, tokens) = app.member("maren").await;
        let page = format!("/users/{}", id_of(&user));
        let shown = boss.open(&page).await.expect_status(200);
        shown.assert_shows(&["Who can get in", "Sign out everywhere and start over", "Passkeys, Authenticator app"]);
        let (_, fields) = shown.form(|action| action == "/actions/users/start-over").expect("a form");
        let fields: Vec<_> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let started = boss.submit("/actions/users/start-over", &fields).await.expect_status(303);
        assert_eq!(started.location(), page);
        boss.follow(&started).await.assert_shows(&["Nothing signs in to this account any more."]);
        app.me(&tokens.access).expect_status(401).await;
        let own = boss.open(&format!("/users/{}", app.id_of("boss").await)).await;
        own.assert_hides(&["/actions/users/start-over"]);
    }
}
