//! The notice of a sign-in from a new browser, and "it was not me".

use crate::support::mailbox::{self, Received};
use crate::support::*;
use std::collections::BTreeSet;

const IPHONE: &str = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) \
                      Version/18.1 Mobile/15E148 Safari/604.1";
const FIREFOX: &str = "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0";
const HOME: &str = "203.0.113.24";
const ELSEWHERE: &str = "198.51.100.7";
const NOTICE: &str = "new_sign_in maren@example.org";
const RESET: &str = "password_reset maren@example.org";
const WEEK: u64 = 7 * 24 * 60 * 60;

/// An application with the user Maren, whose address is confirmed.
async fn app_with_maren() -> TestApp {
    let app = TestApp::with_user("maren").await;
    app.set_confirmed("maren").await;
    app
}

async fn log_in_as(app: &TestApp, username: &str, agent: &str, address: &str) -> Tokens {
    let reply = app.sign_in(username, PASSWORD).header("user-agent", agent).seen_from(address).expect_status(200).await;
    Tokens::of(&reply.json())
}

async fn log_in(app: &TestApp, agent: &str, address: &str) -> Tokens {
    log_in_as(app, "maren", agent, address).await
}

/// The kinds and recipients of the messages in the outbox, without those of registrations.
async fn waiting(app: &TestApp) -> Vec<String> {
    app.database.run("DELETE FROM outbox WHERE kind = 'confirm_email'").await;
    app.database.run("SELECT kind || ' ' || recipient FROM outbox ORDER BY created_at, recipient").await
}

/// Sends the one message that is waiting; returns it, decoded.
async fn deliver(app: &TestApp) -> String {
    app.database.run("DELETE FROM outbox WHERE kind = 'confirm_email'").await;
    let [message]: [Received; 1] = mailbox::deliver(app).await.try_into().expect("one message");
    message.text
}

/// The token or the code that follows `mark` in a message.
fn after(message: &str, mark: &str) -> String {
    let (_, rest) = message.split_once(mark).unwrap_or_else(|| panic!("{mark} is not in {message}"));
    rest.chars().take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_')).collect()
}

/// What the notice that is waiting contains.
struct Notice {
    message: String,
    token: String,
    digits: String,
}

impl Notice {
    async fn of(app: &TestApp) -> Self {
        assert_eq!(waiting(app).await.len(), 1);
        let message = deliver(app).await;
        let (token, digits) = (after(&message, "/report-sign-in?token="), after(&message, "ask for this code: "));
        assert_eq!(digits.len(), 6, "{message}");
        Self { message, token, digits }
    }

    fn page(&self) -> String {
        format!("/report-sign-in?token={}", self.token)
    }

    /// Six digits that are not those of the message.
    fn wrong_digits(&self) -> &'static str {
        if self.digits == "000000" { "111111" } else { "000000" }
    }
}

/// Maren signs in at home, and then somebody elsewhere: both sessions, and the notice.
async fn intrusion(app: &TestApp) -> (Tokens, Tokens, Notice) {
    let own = log_in(app, IPHONE, HOME).await;
    // Events of the same millisecond have no order.
    app.wait(1);
    let other = log_in(app, FIREFOX, ELSEWHERE).await;
    (own, other, Notice::of(app).await)
}

async fn report(app: &TestApp, token: &str) -> Reply {
    app.post("/api/auth/sessions/report").json(&json!({"token": token})).send().await
}

#[track_caller]
fn assert_invalid(reply: &Reply) {
    reply.assert_refused(404, "link_invalid");
}

/// Whether a session is active.
async fn is_active(app: &TestApp, who: &Tokens) -> bool {
    app.me(&who.access).send().await.status == 200
}

#[tokio::test]
async fn a_new_device_or_network_is_announced_once_and_the_first_sign_in_never() {
    let app = app_with_maren().await;
    let mut announced = 0;
    for (agent, address, is_new) in [
        (IPHONE, HOME, false),
        (IPHONE, HOME, false),
        (FIREFOX, HOME, true),
        (FIREFOX, HOME, false),
        (IPHONE, ELSEWHERE, true),
        (IPHONE, ELSEWHERE, false),
        // Each half is known, but not both together.
        (FIREFOX, ELSEWHERE, true),
        (IPHONE, HOME, false),
    ] {
        log_in(&app, agent, address).await;
        announced += usize::from(is_new);
        assert_eq!(waiting(&app).await, vec![NOTICE; announced], "{agent} from {address}");
    }
}

#[tokio::test]
async fn ended_and_deleted_sessions_count_as_earlier_sign_ins() {
    let app = app_with_maren().await;
    let first = log_in(&app, IPHONE, HOME).await;
    assert_eq!(app.post("/api/auth/logout").bearer(&first.access).send().await.status, 204);
    log_in(&app, IPHONE, HOME).await;
    assert_eq!(waiting(&app).await, [""; 0]);
    log_in(&app, FIREFOX, ELSEWHERE).await;
    assert_eq!(waiting(&app).await, [NOTICE]);

    app.wait(5 * WEEK);
    app.accounts.maintenance().sweep().await.expect("a clean-up");
    assert_eq!(app.database.run("SELECT address FROM sessions").await, [""; 0]);
    log_in(&app, FIREFOX, "198.51.100.8").await;
    assert_eq!(waiting(&app).await, [NOTICE; 2]);
}

#[tokio::test]
async fn the_session_of_a_registration_counts_as_an_earlier_sign_in_also_when_it_is_deleted() {
    let app = TestApp::new().await;
    let fields = [("username", "maren"), ("email", "maren@example.org"), ("password", PASSWORD)];
    app.browser().submit("/actions/register", &fields).await;
    app.set_confirmed("maren").await;
    app.wait(5 * WEEK);
    app.accounts.maintenance().sweep().await.expect("a clean-up");
    assert_eq!(app.database.run("SELECT COALESCE(address, '') FROM sessions").await, [""; 0]);
    log_in(&app, FIREFOX, ELSEWHERE).await;
    assert_eq!(waiting(&app).await, [NOTICE]);
}

#[tokio::test]
async fn an_ipv6_network_is_one_address() {
    let app = app_with_maren().await;
    for (address, messages) in [
        ("2001:db8:1:2::1", 0),
        ("2001:db8:1:2:a:b:c:d", 0),
        ("2001:db8:1:3::1", 1),
        ("2001:db8:1:3::2", 1),
        ("::1", 2),
        ("::1", 2),
    ] {
        log_in(&app, IPHONE, address).await;
        assert_eq!(waiting(&app).await.len(), messages, "{address}");
    }
}

#[tokio::test]
async fn a_browser_with_the_cookie_of_an_earlier_sign_in_is_not_new() {
    let app = app_with_maren().await;
    let mut browser = app.browser_of("maren").await;
    let mut stranger = app.browser();
    for (browser, messages) in [(&mut browser, 0), (&mut stranger, 1)] {
        browser.forget("vestibule_access");
        browser.forget("vestibule_refresh");
        let call = browser.call(Method::POST, "/actions/login").html().header("sec-fetch-site", "same-origin");
        let call = call.header("user-agent", FIREFOX).seen_from(&format!("198.51.100.{messages}"));
        assert_eq!(call.form(&[("login", "maren"), ("password", PASSWORD)]).send().await.location(), "/account");
        assert_eq!(waiting(&app).await.len(), messages);
    }
}

#[tokio::test]
async fn a_confirmed_address_receives_every_notice_and_another_none() {
    let app = TestApp::with_user("maren").await;
    log_in(&app, IPHONE, HOME).await;
    log_in(&app, FIREFOX, ELSEWHERE).await;
    assert_eq!(waiting(&app).await, [""; 0]);

    app.set_confirmed("maren").await;
    // Every sign-in succeeds.
    for host in 10..18 {
        log_in(&app, FIREFOX, &format!("198.51.100.{host}")).await;
    }
    assert_eq!(waiting(&app).await, [NOTICE; 8], "five harmless ones must not hide the sixth");
}

#[tokio::test]
async fn a_notice_says_what_has_signed_in_and_a_report_ends_all_sessions_and_sends_a_password_link() {
    let app = app_with_maren().await;
    let (own, other, notice) = intrusion(&app).await;
    for said in ["To: maren@example.org\r\n", "Hello maren,", "Firefox on Linux", ELSEWHERE, "1 November 2026"] {
        assert!(notice.message.contains(said), "{said} is not in {}", notice.message);
    }
    assert_eq!(report(&app, &notice.token).await.status, 204);
    assert_eq!(app.me(&other.access).send().await.code(), "token_revoked");
    assert_eq!(app.refresh(&other).await.code(), "token_revoked");
    // The same person may have signed in before.
    assert!(!is_active(&app, &own).await);
    assert_eq!(waiting(&app).await, [RESET]);

    let reasons = app.database.run("SELECT end_reason FROM sessions WHERE end_reason IS NOT NULL").await;
    assert_eq!(BTreeSet::from_iter(reasons), BTreeSet::from(["reported".to_owned(), "other_reported".to_owned()]));
    let events = app.audit_events().await;
    let reported: Vec<_> = events.iter().filter(|event| event.event == "session.reported").collect();
    let [event] = reported.as_slice() else { panic!("{reported:?}") };
    assert_eq!(event.target_id.expect("a target").to_string(), app.id_of("maren").await);
    let started = events.iter().filter(|event| event.event == "session.start").nth(1).expect("the other sign-in");
    assert_eq!(event.detail, started.detail, "the session that was reported");

    assert_invalid(&report(&app, &notice.token).await);
    assert_eq!(waiting(&app).await, [RESET]);
    let link = after(&deliver(&app).await, "/reset-password?token=");
    app.choose_password(&link, OTHER_PASSWORD).expect_status(204).await;
}

#[tokio::test]
async fn a_reported_device_is_new_again_also_if_it_had_signed_out() {
    let app = app_with_maren().await;
    let (_, other, notice) = intrusion(&app).await;
    assert_eq!(app.post("/api/auth/logout").bearer(&other.access).send().await.status, 204);
    assert_eq!(report(&app, &notice.token).await.status, 204);
    assert_eq!(waiting(&app).await, [RESET]);
    let link = after(&deliver(&app).await, "/reset-password?token=");
    app.choose_password(&link, PASSWORD).expect_status(204).await;
    app.wait(1);
    // That of the owner was signed out, and is not new.
    log_in(&app, IPHONE, HOME).await;
    log_in(&app, FIREFOX, ELSEWHERE).await;
    assert_eq!(waiting(&app).await, ["password_changed maren@example.org", NOTICE]);
}

#[tokio::test]
async fn each_notice_reports_its_own_session_also_after_another_report() {
    let app = app_with_maren().await;
    app.register("jonas").await;
    app.set_confirmed("jonas").await;
    let (own, first, notice) = intrusion(&app).await;
    let second = log_in(&app, FIREFOX, HOME).await;
    let later = Notice::of(&app).await;
    let of_jonas = log_in_as(&app, "jonas", FIREFOX, HOME).await;
    assert_eq!(report(&app, &notice.token).await.status, 204);
    for (who, expected) in [(&own, false), (&first, false), (&second, false), (&of_jonas, true)] {
        assert_eq!(is_active(&app, who).await, expected);
    }
    assert_eq!(report(&app, &later.token).await.status, 204);
    let reported = app.events("session.reported").await;
    assert_eq!(reported.len(), 2);
    assert_ne!(reported[0].detail, reported[1].detail);
}

#[tokio::test]
async fn an_unknown_or_expired_token_and_one_of_another_purpose_report_nothing() {
    let app = app_with_maren().await;
    let (_, other, notice) = intrusion(&app).await;
    let id = app.id_of("maren").await.parse().unwrap();
    let link = app.accounts.passwords().issue_password_link(&Caller::system(), id).await.unwrap();
    for token in ["", "x", &"A".repeat(43), &token_in(&link.url)] {
        assert_invalid(&report(&app, token).await);
        let page = app.get(&format!("/report-sign-in?token={token}")).html().send().await;
        let (status, text) = (page.status, page.text());
        let says_what_to_do = text.contains("no longer valid") && text.contains("href=\"/forgot-password\"");
        assert!(status == 404 && says_what_to_do, "{token}: {text}");
    }
    assert_invalid(&app.choose_password(&notice.token, OTHER_PASSWORD).send().await);
    assert!(is_active(&app, &other).await);

    app.wait(WEEK - 1);
    assert_eq!(app.get(&notice.page()).html().send().await.status, 200);
    app.wait(2);
    assert_eq!(app.get(&notice.page()).html().send().await.status, 404);
    assert_invalid(&report(&app, &notice.token).await);
    assert_eq!(waiting(&app).await, [""; 0]);
}

#[tokio::test]
async fn twenty_visits_of_a_mail_scanner_change_nothing() {
    let app = app_with_maren().await;
    let (_, other, notice) = intrusion(&app).await;
    let page = notice.page();
    for visit in 0..20 {
        let shown = app.get(&page).html().send().await;
        assert!(shown.status == 200 && shown.has("name", "digits"), "{}", shown.text());
        assert_eq!(app.call(Method::HEAD, &page).html().send().await.status, 200);
        let mut scanner = app.browser();
        // The button, as a plain form and with JavaScript.
        if visit % 2 == 0 {
            let pressed = scanner.submit("/actions/report-sign-in", &[("token", &notice.token)]).await;
            assert_eq!((pressed.status, pressed.location()), (303, page.as_str()));
        } else {
            let pressed = scanner.run("/actions/report-sign-in", &[("token", &notice.token)]).await;
            assert_eq!(pressed.errors(), "digits required");
        }
    }
    assert!(is_active(&app, &other).await);
    assert_eq!(waiting(&app).await, [""; 0]);
    let fields = [("token", notice.token.as_str()), ("digits", notice.digits.as_str())];
    assert_eq!(app.browser().run("/actions/report-sign-in", &fields).await.status, 200);
    assert!(!is_active(&app, &other).await);
}

#[tokio::test]
async fn the_page_asks_for_the_digits_even_where_the_owner_is_signed_in() {
    let app = app_with_maren().await;
    let mut browser = app.browser_of("maren").await;
    log_in(&app, FIREFOX, ELSEWHERE).await;
    let notice = Notice::of(&app).await;
    assert!(browser.open(&notice.page()).await.has("name", "digits"));
    let pressed = browser.run("/actions/report-sign-in", &[("token", &notice.token)]).await;
    assert_eq!(pressed.errors(), "digits required");
}

#[tokio::test]
async fn five_wrong_codes_make_the_link_invalid() {
    let app = app_with_maren().await;
    let (_, other, notice) = intrusion(&app).await;
    let mut browser = app.browser();
    let token = ("token", notice.token.as_str());
    for left in ["4 tries are left", "3 tries are left", "2 tries are left", "1 try is left"] {
        let wrong = browser.run("/actions/report-sign-in", &[token, ("digits", notice.wrong_digits())]).await;
        assert_eq!(wrong.errors(), "digits wrong_digits");
        assert!(wrong.text().contains(left), "{left}: {}", wrong.text());
    }
    assert_invalid(&browser.run("/actions/report-sign-in", &[token, ("digits", notice.wrong_digits())]).await);
    assert_invalid(&browser.run("/actions/report-sign-in", &[token, ("digits", notice.digits.as_str())]).await);
    assert_invalid(&report(&app, &notice.token).await);
    assert!(is_active(&app, &other).await);
}

#[tokio::test]
async fn without_javascript_the_page_shows_the_error_and_the_reported_browser_the_reason() {
    let app = app_with_maren().await;
    log_in(&app, IPHONE, HOME).await;
    let mut stranger = app.browser_of("maren").await;
    let notice = Notice::of(&app).await;

    let mut browser = app.browser();
    let token = ("token", notice.token.as_str());
    let wrong = browser.submit("/actions/report-sign-in", &[token, ("digits", notice.wrong_digits())]).await;
    assert_eq!((wrong.status, wrong.location()), (303, notice.page().as_str()));
    browser.follow(&wrong).await.assert_shows(&["These are not the digits from the message. 4 tries are left."]);
    // People type the digits with a space.
    let typed = format!("{} {}", &notice.digits[..3], &notice.digits[3..]);
    let reply = browser.submit("/actions/report-sign-in", &[token, ("digits", typed.as_str())]).await;
    assert_eq!((reply.status, reply.location()), (303, "/login?next=%2Faccount%2Fsecurity%3Fafter%3Dreport"));
    browser.follow(&reply).await.assert_shows(&["All devices are signed out."]);

    let reply = stranger.open("/account").await;
    stranger.follow(&reply).await.assert_shows(&["because the owner of the account reported this sign-in."]);
}
