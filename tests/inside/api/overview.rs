//! The overview and the first steps of administrators, in the API and on their pages, and where somebody lands who signs in.

use super::invitations::{accept, invite};
use crate::support::mailbox;
use crate::support::openid::*;
use crate::support::smtp_server::SmtpServer;
use crate::support::*;
use vestibule::config::SmtpUrl;
use vestibule::shared::demand::FactorDemand;
use vestibule::shared::groups::GroupName;

const NOTE: &str = "/actions/first-steps/note";
const TEST_MAIL: &str = "/actions/first-steps/test-mail";
const DAY: u64 = 24 * 60 * 60;

#[tokio::test]
async fn the_api_has_the_numbers_of_a_period_and_of_the_one_before() {
    let (app, _) = TestApp::with_administrator("boss").await;
    app.wait(10 * DAY);
    let admin = app.log_in("boss").await;
    for (query, period, columns) in
        [("", "30d", 30), ("?period=24h", "24h", 24), ("?period=7d", "7d", 7), ("?period=1y", "1y", 52)]
    {
        let overview = app.read(&admin, &format!("/api/overview{query}")).await.expect_status(200).json();
        assert_eq!(overview["period"], period);
        let counted = overview["sign_ins"]["columns"].as_array().expect("columns").len();
        assert_eq!(counted, columns, "{query}");
        let password = overview["sign_ins"]["lines"].as_array().expect("lines");
        let password = password.iter().find(|line| line["label"] == "password").expect("a line");
        // Ten days ago was in the week before.
        let (total, before) = if period == "7d" { (1, 1) } else { (if period == "24h" { 1 } else { 2 }, 0) };
        assert_eq!((&password["total"], &password["before"]), (&json!(total), &json!(before)), "{query}");
    }
    let refused = app.read(&admin, "/api/overview?period=90d").await;
    refused.assert_refused(422, "validation_failed");
    assert_eq!(refused.invalid_fields(), ["period"]);
}

#[tokio::test]
async fn the_page_has_plots_with_their_numbers_in_tables() {
    let app = TestApp::new().await;
    let mut boss = app.administrator_in_browser("boss").await;
    app.add_application(open_at("wiki", "https://wiki.example.com/")).await;
    // People are measured by the clean-up.
    let page = boss.open("/overview").await.expect_status(200);
    page.assert_shows(&[
        "How well people are protected</h2><p class=\"hint\">Counted within an hour.",
        "<dd>\u{2013}<small>",
    ]);
    app.accounts.maintenance().sweep().await.expect("a clean-up");
    let page = boss.open("/overview").await.expect_status(200);
    page.assert_shows(&["Sign-ins by way", "<span>100 %</span>", "aria-current=\"page\">30 days<"]);
    let html = page.text();
    assert_eq!(html.matches("<table class=\"data\">").count(), 5, "{html}");
    assert_eq!(html.matches("<svg class=\"plot").count(), 5);
    let columns = html.matches("<g class=\"col\" tabindex=\"0\" role=\"img\" aria-label=\"").count();
    assert_eq!(columns, 30, "each column of the first plot can be reached with the keyboard");
    // In the API and in the browser.
    page.assert_shows(&["Password alone 2\">", "Password alone <b>2</b>"]);
    boss.open("/overview?period=24h").await.assert_shows(&["aria-current=\"page\">24 hours<"]);
    boss.open("/overview?period=90d").await.expect_status(422);
    let of_script = boss.run("/actions/overview", &[("period", "7d")]).await.expect_status(200).json();
    assert_eq!(of_script["period"], "7d");
    let mut member = app.member_in_browser("maren").await;
    for path in ["/overview", "/first-steps"] {
        member.open(path).await.expect_status(403);
    }
    assert!(!member.open("/account").await.links_to("/overview"));
}

#[tokio::test]
async fn what_needs_attention_is_on_the_page_and_in_the_api() {
    let app = TestApp::new().await;
    let mut boss = app.administrator_in_browser("boss").await;
    app.add("maren", "Maren").await;
    mailbox::discard(&app).await;
    app.post("/api/auth/password/forgot").json(&json!({"email": "maren@example.org"})).expect_status(202).await;
    mailbox::wait_for(&app, &["password_reset maren@example.org"]).await;
    app.database.run("UPDATE outbox SET attempts = 1, last_error = 'the mail server refuses the <password>'").await;
    boss.open("/overview").await.assert_shows(&[
        "Needs attention",
        "could not be sent",
        "the mail server refuses the &lt;password&gt;",
        "href=\"/first-steps#mail\"",
        "An administrator has no second factor",
    ]);
    let concerns = async |app: &TestApp| {
        let tokens = app.log_in("boss").await;
        each(&app.read(&tokens, "/api/overview").await.json()["attention"], "concern")
    };
    let found = concerns(&app).await;
    assert!(["mail", "administrators"].iter().all(|concern| found.contains(&(*concern).to_owned())), "{found:?}");
    assert!(!found.contains(&"backup".to_owned()), "an installation of today needs none yet: {found:?}");
    app.wait(7 * DAY + 1);
    let found = concerns(&app).await;
    assert!(found.contains(&"backup".to_owned()), "{found:?}");
}

#[tokio::test]
async fn a_client_that_is_refused_needs_attention_and_an_invalid_code_does_not() {
    let (app, client) = TestApp::with_client_and_user("maren").await;
    let is_refused = async || {
        app.accounts.openid().write_refusals().await.expect("what was noted is written");
        app.concerns().await.contains(&format!("client_refusals {WIKI}"))
    };
    client.exchange(&app, "made-up-code", &[]).await.expect_status(400);
    assert!(!is_refused().await);
    // Anybody can leave out the secret, but a program does so again and again.
    let stranger = Client { secret: None, ..client.clone() };
    stranger.call(&app, "/oauth/revoke", &[("token", "made-up-token")]).expect_status(401).await;
    assert!(!is_refused().await);
    client.call(&app, "/oauth/device", &[("scope", "openid")]).expect_status(400).await;
    assert!(is_refused().await);
    app.wait(DAY + 1);
    assert!(!is_refused().await);
}

#[tokio::test]
async fn a_secret_that_ends_soon_needs_attention() {
    let (app, _) = TestApp::with_client_and_user("maren").await;
    let is_ending = async || app.concerns().await.contains(&format!("secrets {WIKI}"));
    assert!(!is_ending().await);
    let end = app.accounts.now().plus(Duration::from_secs(20 * DAY)).0;
    app.database.run(&format!("UPDATE client_secrets SET expires_at = {end} RETURNING client_id")).await;
    assert!(!is_ending().await);
    app.wait(7 * DAY);
    assert!(is_ending().await);
    app.wait(14 * DAY);
    assert!(!is_ending().await, "it has ended");
}

#[tokio::test]
async fn first_steps_are_checked_by_the_server_and_lead_until_they_are_hidden() {
    let app = TestApp::new().await;
    app.administrator("boss").await;
    let mut boss = app.browser();
    assert_eq!(boss.log_in("boss").await.location(), "/first-steps");
    let arrived = boss.open("/").await;
    assert_eq!((arrived.status, arrived.location()), (302, "/first-steps"));
    let page = boss.open("/first-steps").await.expect_status(200);
    page.assert_shows(&["a password is all that protects you", "Keep it open", "There is nobody but you."]);
    assert!(page.links_to("/account/security") && page.links_to("/users/new"), "{}", page.text());

    app.register("maren").await;
    app.add_application(open_at("wiki", "https://wiki.example.com/")).await;
    let kept = boss.submit(NOTE, &[("note", "registration.meant")]).await;
    assert_eq!((kept.status, kept.location()), (303, "/first-steps"));
    let page = boss.follow(&kept).await;
    page.assert_shows(&["On purpose: whoever finds the address", "1 connected.", "2 accounts."]);
    page.assert_hides(&["Keep it open", "There is nobody but you."]);
    let taken_back = boss.submit(NOTE, &[("note", "registration.meant"), ("undo", "on")]).await;
    boss.follow(&taken_back).await.assert_shows(&["Keep it open"]);

    // For the installation, not for one administrator.
    app.administrator("other").await;
    let hidden = boss.submit(NOTE, &[("note", "first_steps.hidden")]).await;
    assert_eq!(hidden.location(), "/");
    assert_eq!(boss.open("/").await.status, 200);
    let mut other = app.browser();
    assert_eq!(other.log_in("other").await.location(), "/");
    let page = other.open("/first-steps").await.expect_status(200);
    page.assert_shows(&["Show first steps on the home page again", "2 administrators."]);
    assert_eq!(other.submit(NOTE, &[("note", "first_steps.hidden"), ("undo", "on")]).await.location(), "/first-steps");
    assert_eq!(boss.open("/").await.location(), "/first-steps");
}

#[tokio::test]
async fn only_administrators_in_a_session_note_something_and_only_what_is_theirs_to_state() {
    let app = TestApp::new().await;
    let mut boss = app.administrator_in_browser("boss").await;
    let mut member = app.member_in_browser("maren").await;
    for note in ["backup", "mail.test", "made.up", ""] {
        assert_eq!(boss.run(NOTE, &[("note", note)]).await.status, 404, "{note}");
    }
    for form in [NOTE, TEST_MAIL] {
        member.run(form, &[("note", "secret.kept")]).await.assert_refused(403, "forbidden");
    }
    let notes = "SELECT name FROM installation_notes ORDER BY name";
    assert!(app.database.run(notes).await.is_empty());
    for note in ["secret.kept", "backup.elsewhere"] {
        boss.run(NOTE, &[("note", note)]).await.expect_status(200);
    }
    assert_eq!(app.database.run(notes).await, ["backup.elsewhere", "secret.kept"]);
    boss.open("/first-steps").await.assert_shows(&["Backups are made in another way."]);
}

#[tokio::test]
async fn a_test_of_mail_says_at_once_what_the_mail_server_has_answered() {
    let server = SmtpServer::start();
    let with = async |url: String| TestApp::with(|config| config.smtp = SmtpUrl::parse(&url).ok()).await;
    let app = with(format!("smtp://127.0.0.1:{}", server.port())).await;
    let mut boss = app.administrator_in_browser("boss").await;
    boss.open("/first-steps").await.assert_shows(&["has not been tried yet", "Send a test message"]);
    let page = boss.submit_and_follow(TEST_MAIL, &[]).await.expect_status(200);
    page.assert_shows(&["accepted a message in", "Send another"]);
    assert_eq!(server.recipients(), ["boss@example.org"]);
    // Whoever presses too often is told so, as with any message.
    let mut statuses = Vec::new();
    while statuses.len() < 100 && statuses.last() != Some(&429) {
        statuses.push(boss.run(TEST_MAIL, &[]).await.status);
    }
    assert_eq!(statuses.last(), Some(&429), "{statuses:?}");

    let app = with("smtp://127.0.0.1:1".to_owned()).await;
    let mut boss = app.administrator_in_browser("boss").await;
    let page = boss.submit_and_follow(TEST_MAIL, &[]).await.expect_status(200);
    page.assert_shows(&["The message was not sent:"]);
}

#[tokio::test]
async fn somebody_who_goes_nowhere_in_particular_lands_where_they_have_something_to_do() {
    let app = TestApp::new().await;
    let registration = |username: &'static str, email: &'static str| {
        [("username", username), ("email", email), ("password", PASSWORD), ("next", "/auth/go")]
    };
    let registered = app.browser().submit("/actions/register", &registration("maren", "maren@example.org")).await;
    assert_eq!(registered.location(), "/account", "nothing is open to them");
    app.add_application(open_at("wiki", "https://wiki.example.com/")).await;
    let registered = app.browser().submit("/actions/register", &registration("jonas", "jonas@example.org")).await;
    assert_eq!(registered.location(), "/");
    let mut maren = app.browser();
    assert_eq!(maren.log_in("maren").await.location(), "/");
    for page in ["/login", "/auth/go", "/login?next=%2Fauth%2Fgo"] {
        assert_eq!(maren.open(page).await.location(), "/", "{page}");
    }
    assert_eq!(maren.open("/login?next=%2Faccount").await.location(), "/account", "where they want to go comes first");

    let (_, boss) = app.administrator("boss").await;
    let (_, token) = invite(&app, &boss, "ida").await;
    assert_eq!(accept(&app, &token).await.json()["Accepted"]["next"], "/");
    let mut administrator = app.browser();
    assert_eq!(administrator.log_in("boss").await.location(), "/first-steps");
    assert_eq!(administrator.open("/auth/go").await.location(), "/first-steps");
}

#[tokio::test]
async fn an_installation_without_an_administrator_says_how_there_will_be_one() {
    let app = TestApp::new().await;
    app.register("maren").await;
    let command = "<code>vestibule user create --role admin</code>";
    let note = ["There is no administrator yet", "journalctl --unit vestibule", command];
    let mut stranger = app.browser();
    stranger.open("/").await.assert_shows(&note);
    app.get("/")
        .html()
        .header("accept-language", "de")
        .send()
        .await
        .assert_shows(&["Es gibt noch keinen Administrator"]);
    for page in ["/login", "/register"] {
        stranger.open(page).await.assert_hides(&note);
    }
    app.browser_of("maren").await.open("/").await.assert_hides(&note);
    app.administrator("boss").await;
    stranger.open("/").await.assert_hides(&note);
    // Once there was one, nobody asks any more.
    app.database.run("UPDATE users SET role = 'user' WHERE username = 'boss'").await;
    stranger.open("/").await.assert_hides(&note);
}

#[tokio::test]
async fn settings_that_are_probably_a_mistake_are_on_the_first_steps_and_need_attention() {
    let demand =
        FactorDemand { of_groups: vec![GroupName::parse("vorstnd").expect("a name")], ..FactorDemand::default() };
    let app = TestApp::with(|config| config.second_factor_demand = demand).await;
    let mut boss = app.administrator_in_browser("boss").await;
    let page = boss.open("/first-steps").await;
    page.assert_shows(&["VESTIBULE_REQUIRE_SECOND_FACTOR names the group vorstnd, which does not exist"]);
    page.assert_hides(&["X-Forwarded-For"]);
    // Anybody can send the header: only a proxy nearby is meant.
    for peer in ["203.0.113.9", "10.0.0.2"] {
        app.get("/live").seen_from(peer).header("x-forwarded-for", "198.51.100.7").expect_status(200).await;
    }
    let page = boss.open("/first-steps").await;
    page.assert_shows(&["A proxy at 10.0.0.2 sends X-Forwarded-For and is not trusted"]);
    page.assert_hides(&["203.0.113.9"]);
    boss.open("/overview").await.assert_shows(&["2 settings are probably mistakes", "A proxy at 10.0.0.2"]);
}
