//! Confirming an email address: the message, its link and its digits, what shows who has registered, and administrators who confirm
//! addresses of others.

use crate::support::mailbox::{self, waiting};
use crate::support::*;
use vestibule::budgets::{Budget, RateLimitKey};

const CONFIRMED: &str = "204";
const INVALID: &str = "404 link_invalid";
/// In the page, only if it asks for the digits.
const DIGITS_FIELD: &str = "one-time-code";
/// In the page, only if it asks for the password that was chosen.
const PASSWORD_FIELD: &str = "chosen-password";
/// Says that one has not registered.
const DISOWN: &str = "/actions/verify-email/disown";

/// A message that confirms an address.
#[derive(Clone, Debug)]
struct Message {
    token: String,
    digits: String,
}

impl Message {
    fn page(&self) -> String {
        format!("/verify-email?token={}", self.token)
    }

    /// Six digits that are not those of the message; others for each `number`.
    fn wrong_digits(&self, number: u32) -> String {
        let right: u32 = self.digits.parse().expect("digits");
        format!("{:06}", (right + 1 + number) % 1_000_000)
    }
}

/// An application in which a source may try as often as it likes. The limits per address are the defaults.
async fn unlimited() -> TestApp {
    let limits = "register=1000000/s,recover=1000000/s,change=1000000/s,file=1000000/s,request=1000000/s";
    TestApp::with_limits(limits, |_| {}).await
}

/// Sends what is waiting; returns the messages that confirm an address.
async fn deliver(app: &TestApp) -> Vec<Message> {
    let received = mailbox::deliver(app).await;
    let confirming = received.iter().filter(|message| message.contains("/verify-email?token="));
    confirming.map(|message| Message { token: message.token("/verify-email"), digits: message.digits() }).collect()
}

async fn deliver_one(app: &TestApp) -> Message {
    let messages = deliver(app).await;
    let [message] = messages.as_slice() else { panic!("{messages:?}") };
    message.clone()
}

async fn verify(app: &TestApp, token: &str) -> String {
    app.post("/api/auth/email/verify").json(&json!({"token": token})).send().await.outcome()
}

async fn resend(app: &TestApp, who: &Tokens) -> Reply {
    app.post("/api/auth/email/verify/resend").bearer(&who.access).send().await
}

async fn is_confirmed(app: &TestApp, username: &str) -> bool {
    app.accounts.users().find_by_login(&Caller::system(), username).await.expect("an account").email_verified
}

/// The number of recorded confirmations.
async fn confirmations(app: &TestApp) -> usize {
    app.events("email.confirm").await.len()
}

async fn patch(app: &TestApp, who: &Tokens, path: &str, body: Value) -> Reply {
    app.send(who, Method::PATCH, path, &body).await
}

/// A form of the page, sent by a browser without cookies.
fn form<'a>(app: &'a TestApp, path: &str, fields: &[(&str, &str)]) -> Call<'a> {
    app.post(path).header("sec-fetch-site", "same-origin").form(fields)
}

/// The form of those who have not registered, sent by the script of the page.
async fn guess(app: &TestApp, message: &Message, digits: &str) -> Reply {
    let fields = [("token", message.token.as_str()), ("digits", digits)];
    form(app, DISOWN, &fields).header("accept", "application/json").send().await
}

#[tokio::test]
async fn registration_sends_a_link_that_confirms_the_address_once_and_no_other_creation_does() {
    let app = unlimited().await;
    let (maren, tokens) = app.member("maren").await;
    assert_eq!(maren["email_verified"], false);
    assert_eq!(waiting(&app).await, ["confirm_email maren@example.org"]);
    let message = deliver_one(&app).await;
    assert!(message.digits.bytes().all(|byte| byte.is_ascii_digit()), "{message:?}");

    assert_eq!(verify(&app, &message.token).await, CONFIRMED);
    assert_eq!(app.me(&tokens.access).send().await.json()["email_verified"], true);
    assert_eq!(verify(&app, &message.token).await, INVALID);
    let [event] = app.events("email.confirm").await.try_into().expect("one event");
    assert_eq!((event.actor.id, event.target_id), (event.target_id, id_of(&maren).parse().ok()));

    app.add("ida", "").await;
    let (_, admin) = app.administrator("admin").await;
    let body = json!({"username": "jonas", "email": "jonas@example.org"});
    assert_eq!(app.post("/api/users").bearer(&admin.access).json(&body).send().await.status, 201);
    let waiting = waiting(&app).await;
    assert!(waiting.iter().all(|message| !message.starts_with("confirm_email")), "{waiting:?}");
}

#[tokio::test]
async fn a_link_expires_after_a_day_or_with_a_newer_one() {
    let app = unlimited().await;
    app.register("maren").await;
    app.register("jonas").await;
    let messages = deliver(&app).await;
    let [one, other] = messages.as_slice() else { panic!("{messages:?}") };
    app.wait(24 * 60 * 60 - 1);
    assert_eq!(verify(&app, &one.token).await, CONFIRMED);
    app.wait(1);
    assert_eq!(verify(&app, &other.token).await, INVALID);

    let (_, ida) = app.member("ida").await;
    let mut links = vec![deliver_one(&app).await];
    for _ in 0..2 {
        assert_eq!(resend(&app, &ida).await.status, 202);
        links.push(deliver_one(&app).await);
    }
    let newest = links.pop().expect("a link");
    for replaced in &links {
        assert_eq!(verify(&app, &replaced.token).await, INVALID);
    }
    assert_eq!(verify(&app, &newest.token).await, CONFIRMED);
}

#[tokio::test]
async fn a_change_of_address_status_or_password_invalidates_the_link() {
    let app = unlimited().await;
    let password = json!({"current_password": PASSWORD, "new_password": OTHER_PASSWORD});
    for (username, change) in [("maren", "email"), ("jonas", "disable"), ("ida", "delete"), ("emil", "password")] {
        let (user, tokens) = app.member(username).await;
        let message = deliver_one(&app).await;
        match change {
            "email" => {
                let body = json!({"email": "other@example.org", "current_password": PASSWORD});
                assert_eq!(patch(&app, &tokens, &path_of(&user), body).await.status, 200);
            }
            "password" => {
                let call = app.put("/api/auth/password").bearer(&tokens.access).json(&password);
                assert_eq!(call.send().await.status, 204);
            }
            action => app.change(username, action).await,
        }
        deliver(&app).await;
        assert_eq!(verify(&app, &message.token).await, INVALID);
        let page = app.get(&message.page()).html().send().await;
        assert_eq!(page.status, 404, "{change}");
    }
    assert_eq!(confirmations(&app).await, 0);
}

#[tokio::test]
async fn a_token_has_one_purpose() {
    let app = unlimited().await;
    let (_, admin) = app.administrator("admin").await;
    let maren = app.register("maren").await;
    let message = deliver_one(&app).await;
    let reset = app.post(&format!("{}/password-reset", path_of(&maren))).bearer(&admin.access).send().await.json();
    let password_token = reset["reset_url"].as_str().expect("a link").rsplit('=').next().expect("a token").to_owned();

    let choose = |token: &str| app.choose_password(token, OTHER_PASSWORD).send();
    assert_eq!(verify(&app, &password_token).await, INVALID);
    assert_eq!(choose(&message.token).await.code(), "link_invalid");
    assert_eq!(verify(&app, &message.token).await, CONFIRMED);
    assert_eq!(choose(&password_token).await.status, 204);
    for token in ["", "x", &message.token[1..], &password_token] {
        assert_eq!(verify(&app, token).await, INVALID);
    }
    let wrong_type = app.post("/api/auth/email/verify").json(&json!({"token": 7})).send().await;
    assert_eq!(wrong_type.code(), "validation_failed");
}

#[tokio::test]
async fn of_fifty_parallel_attempts_one_confirms() {
    let app = unlimited().await;
    app.register("maren").await;
    let token = deliver_one(&app).await.token;
    let outcomes = join_all((0..50).map(|_| verify(&app, &token))).await;
    let count = |expected: &str| outcomes.iter().filter(|outcome| *outcome == expected).count();
    assert_eq!((count(CONFIRMED), count(INVALID)), (1, 49), "{outcomes:?}");
    assert!(is_confirmed(&app, "maren").await);
    assert_eq!(confirmations(&app).await, 1);
}

#[tokio::test]
async fn an_address_receives_five_messages_an_hour_and_none_once_it_is_confirmed() {
    let app = unlimited().await;
    let (_, maren) = app.member("maren").await;
    for _ in 0..4 {
        assert_eq!(resend(&app, &maren).await.status, 202);
    }
    let refused = resend(&app, &maren).await;
    refused.assert_refused(429, "too_many_requests");
    assert!(!refused.header("retry-after").is_empty());
    assert!(refused.header("ratelimit").starts_with("\"mail\""), "{}", refused.header("ratelimit"));
    let page = app.browser_of("maren").await.submit_and_follow("/actions/resend-confirmation", &[]).await;
    page.expect_status(429).assert_shows(&["Too many messages were requested for this email address"]);
    let messages = deliver(&app).await;
    assert_eq!(messages.len(), 5);
    let (_, jonas) = app.member("jonas").await;
    assert_eq!(resend(&app, &jonas).await.status, 202, "another address");
    deliver(&app).await;

    let mut confirmed = 0;
    for message in &messages {
        confirmed += usize::from(verify(&app, &message.token).await == CONFIRMED);
    }
    assert_eq!(confirmed, 1);
    assert_eq!(resend(&app, &maren).await.status, 202, "there is nothing to send");
    assert!(waiting(&app).await.is_empty());

    // An account is created also without a message.
    for _ in 0..5 {
        let address = RateLimitKey::message("confirm_email", "ida@example.org");
        app.accounts.spend(Budget::Mail, address).expect("a budget");
    }
    app.register("ida").await;
    assert!(waiting(&app).await.is_empty());
}

#[tokio::test]
async fn the_browser_that_registered_needs_no_digits_signed_in_or_not() {
    let app = unlimited().await;
    let mut browser = app.browser();
    for (username, is_signed_in) in [("jonas", false), ("maren", true)] {
        let email = format!("{username}@example.org");
        browser.submit("/actions/register", &[("username", username), ("email", &email), ("password", PASSWORD)]).await;
        let message = deliver_one(&app).await;
        if !is_signed_in {
            browser.submit("/logout", &[]).await;
        }
        let page = browser.open(&message.page()).await.expect_status(200);
        assert!(!page.text().contains(DIGITS_FIELD), "{username}");
        let reply = browser.submit("/actions/verify-email", &[("token", &message.token)]).await;
        assert_eq!(reply.location(), if is_signed_in { "/account" } else { "/login" });
        browser.follow(&reply).await.assert_shows(&["Email address confirmed."]);
        assert!(is_confirmed(&app, username).await);
    }
}

#[tokio::test]
async fn another_browser_needs_the_password_and_the_digits_do_not_replace_it() {
    let app = unlimited().await;
    app.register("maren").await;
    app.register("eve").await;
    let messages = deliver(&app).await;
    let mut browser = app.browser();
    // A signed-in user who is not the owner.
    browser.log_in("eve").await;
    let mut needed = 0;
    for message in &messages {
        needed += usize::from(browser.open(&message.page()).await.text().contains(PASSWORD_FIELD));
    }
    assert_eq!(needed, 1, "the link of the other account");

    app.register("jonas").await;
    let message = deliver_one(&app).await;
    let mut browser = app.browser();
    let page = browser.open(&message.page()).await;
    assert!(page.status == 200 && page.text().contains(PASSWORD_FIELD), "{}", page.text());
    let (token, digits) = (("token", message.token.as_str()), ("digits", message.digits.as_str()));
    for (typed, problem) in [
        (&[][..], "Enter the password that you chose"),
        (&[digits], "Enter the password that you chose"),
        (&[digits, ("password", OTHER_PASSWORD)], "This is not the password"),
    ] {
        let reply = browser.submit("/actions/verify-email", &[&[token], typed].concat()).await;
        assert_eq!((reply.status, reply.location()), (303, message.page().as_str()));
        let page = browser.follow(&reply).await;
        assert!(page.text().contains(problem), "{typed:?}: {}", page.text());
    }
    assert!(!is_confirmed(&app, "jonas").await);
    let reply = browser.submit("/actions/verify-email", &[token, ("password", PASSWORD)]).await;
    assert_eq!(reply.location(), "/login");
    browser.follow(&reply).await.assert_shows(&["Email address confirmed."]);
    assert!(is_confirmed(&app, "jonas").await);
}

#[tokio::test]
async fn who_has_not_registered_takes_the_account_with_the_digits_and_chooses_its_password() {
    let app = unlimited().await;
    let (user, stranger) = app.member("maren").await;
    let name = json!({"name": "Not Maren"});
    app.send(&stranger, Method::PATCH, &path_of(&user), &name).await.expect_status(200);
    app.group("choir", &["maren"]).await;
    let (_, api_token) = app.api_token(&stranger, id_of(&user), &["self"]).await;
    let message = deliver_one(&app).await;
    let mut owner = app.browser();
    owner.open(&message.page()).await.expect_status(200).assert_shows(&["You did not register?", DIGITS_FIELD]);
    let token = ("token", message.token.as_str());
    for (digits, problem) in [
        (String::new(), "Enter the six digits from the message."),
        ("12345".to_owned(), "Enter the six digits from the message."),
        (message.wrong_digits(0), "These are not the digits from the message. 4 tries are left."),
    ] {
        let reply = owner.submit(DISOWN, &[token, ("digits", &digits)]).await;
        assert_eq!((reply.status, reply.location()), (303, message.page().as_str()));
        owner.follow(&reply).await.assert_shows(&[problem]);
    }
    assert_eq!(app.me(&stranger.access).send().await.status, 200);
    let spaced = format!(" {} {} ", &message.digits[..3], &message.digits[3..]);
    let reply = owner.submit(DISOWN, &[token, ("digits", &spaced)]).await;
    let page = owner.follow(&reply).await.expect_status(200);
    page.assert_shows(&["The account is yours.", "Choose a password"]);
    assert!(is_confirmed(&app, "maren").await);
    // Nothing of the stranger gets in, before a password is chosen and afterwards.
    let (_, chosen) = reply.location().split_once("?token=").expect("a token");
    for has_password in [false, true] {
        if has_password {
            app.choose_password(chosen, OTHER_PASSWORD).expect_status(204).await;
        }
        app.sign_in("maren", PASSWORD).send().await.assert_refused(401, "invalid_credentials");
        for access in [&stranger.access, &api_token] {
            assert_eq!(app.me(access).send().await.status, 401);
        }
        assert_eq!(app.refresh(&stranger).await.status, 401);
    }
    let owner = app.sign_in("maren", OTHER_PASSWORD).send().await.expect_status(200).json();
    assert_eq!((&owner["user"]["name"], &owner["user"]["groups"]), (&Value::Null, &json!([])), "{owner}");
    assert_eq!(app.events("email.disown").await.len(), 1);
    assert_eq!(verify(&app, &message.token).await, INVALID);
    assert_eq!(guess(&app, &message, &message.digits).await.code(), "link_invalid");
}

#[tokio::test]
async fn an_account_that_is_known_to_be_somebodys_is_not_taken_with_the_digits() {
    let app = unlimited().await;
    let (_, boss) = app.administrator("boss").await;
    // An administrator whose address is not confirmed: the mailbox alone takes no rights.
    app.register("maren").await;
    let message = deliver_one(&app).await;
    app.database.run("UPDATE users SET role = 'admin' WHERE username = 'maren'").await;
    let page = app.browser().open(&message.page()).await.expect_status(200);
    page.assert_hides(&["You did not register?"]);
    assert_eq!(guess(&app, &message, &message.digits).await.code(), "link_invalid");
    // A confirmed one.
    let (jonas, _) = app.member("jonas").await;
    let message = deliver_one(&app).await;
    let confirmed = json!({"email_verified": true});
    patch(&app, &boss, &path_of(&jonas), confirmed).await.expect_status(200);
    assert_eq!(guess(&app, &message, &message.digits).await.code(), "link_invalid");
    app.sign_in("jonas", PASSWORD).send().await.expect_status(200);
}

#[tokio::test]
async fn five_wrong_guesses_make_the_link_invalid_also_if_they_are_parallel() {
    let app = unlimited().await;
    app.register("maren").await;
    let message = deliver_one(&app).await;
    for number in 0..4 {
        let reply = guess(&app, &message, &message.wrong_digits(number)).await;
        assert_eq!(reply.errors(), "digits wrong_digits", "{}", reply.text());
    }
    assert_eq!(guess(&app, &message, &message.wrong_digits(4)).await.code(), "link_invalid");
    assert_eq!(guess(&app, &message, &message.digits).await.code(), "link_invalid");
    assert_eq!(verify(&app, &message.token).await, INVALID);
    assert!(!is_confirmed(&app, "maren").await);
    let [event] = app.events("link.void").await.try_into().expect("one event");
    assert_eq!(event.detail.as_deref(), Some("confirm_email"));
    assert_eq!(event.target_id.expect("a target").to_string(), app.id_of("maren").await);

    app.register("jonas").await;
    let message = deliver_one(&app).await;
    let wrong: Vec<_> = (0..20).map(|number| message.wrong_digits(number)).collect();
    let replies = join_all(wrong.iter().map(|digits| guess(&app, &message, digits))).await;
    let count = |status: u16| replies.iter().filter(|reply| reply.status == status).count();
    assert_eq!((count(422), count(404)), (4, 16));
    assert_eq!(guess(&app, &message, &message.digits).await.code(), "link_invalid");
}

#[tokio::test]
async fn twenty_visits_of_a_scanner_change_nothing() {
    let app = unlimited().await;
    let mut owner = app.browser();
    let fields = [("username", "maren"), ("email", "maren@example.org"), ("password", PASSWORD)];
    owner.submit("/actions/register", &fields).await;
    let message = deliver_one(&app).await;
    let token = [("token", message.token.as_str())];
    for visit in 0..20 {
        let (status, reply) = match visit % 4 {
            0 => (200, app.get(&message.page()).html().send().await),
            1 => (200, app.call(Method::HEAD, &message.page()).html().send().await),
            2 => (303, form(&app, "/actions/verify-email", &token).html().send().await),
            _ => {
                let path = if visit % 8 == 3 { DISOWN } else { "/actions/verify-email" };
                (422, form(&app, path, &token).header("accept", "application/json").send().await)
            }
        };
        assert_eq!(reply.status, status, "visit {visit}: {}", reply.text());
    }
    let stored =
        app.database.run("SELECT CAST(digit_attempts AS TEXT) FROM one_time_tokens WHERE used_at IS NULL").await;
    assert_eq!(stored, ["0"]);
    assert!(!is_confirmed(&app, "maren").await);
    assert_eq!(owner.submit("/actions/verify-email", &token).await.location(), "/account");
    assert!(is_confirmed(&app, "maren").await);
}

#[tokio::test]
async fn an_invalid_link_leads_to_the_account_and_a_missing_one_too() {
    let app = unlimited().await;
    let page = app.get("/verify-email?token=cut").html().expect_status(404).await;
    page.assert_shows(&["This link is no longer valid", "can send a new message"]);
    assert!(page.links_to("/login") && !page.links_to("/forgot-password"), "{}", page.text());
    assert_eq!(app.get("/verify-email").html().send().await.location(), "/account");
    let reset = app.get("/reset-password?token=cut").html().send().await;
    assert!(reset.status == 404 && reset.text().contains("/forgot-password"));
}

#[tokio::test]
async fn the_account_page_says_that_the_address_is_not_confirmed_and_sends_the_message_again() {
    let app = unlimited().await;
    let mut browser = app.member_in_browser("maren").await;
    let first = deliver_one(&app).await;
    browser.open("/account").await.assert_shows(&["Not confirmed yet"]);

    let reply = browser.submit("/actions/resend-confirmation", &[]).await;
    assert_eq!(reply.location(), "/account");
    browser.follow(&reply).await.assert_shows(&["Check your mail"]);
    let message = deliver_one(&app).await;
    assert_eq!(verify(&app, &first.token).await, INVALID);
    let reply = browser.run("/actions/verify-email", &[("token", &message.token)]).await;
    assert_eq!(reply.json()["Accepted"]["email_verified"], true, "{}", reply.text());
    browser.open("/account").await.assert_hides(&["Not confirmed yet"]);

    let signed_out = app.browser().submit("/actions/resend-confirmation", &[]).await;
    assert_eq!(signed_out.location(), "/login?next=%2Faccount");
}

#[tokio::test]
async fn an_administrator_says_whether_an_address_is_confirmed() {
    let app = unlimited().await;
    let (_, admin) = app.administrator("admin").await;
    let (maren, tokens) = app.member("maren").await;
    let path = path_of(&maren);
    let claimed = patch(&app, &tokens, &path, json!({"email_verified": true})).await;
    assert_eq!((claimed.status, &claimed.json()["email_verified"]), (200, &false.into()), "read-only for oneself");
    let mut versions = Vec::new();
    for _ in 0..2 {
        let reply = patch(&app, &admin, &path, json!({"email_verified": true})).await;
        assert_eq!((reply.status, &reply.json()["email_verified"]), (200, &true.into()), "{}", reply.text());
        versions.push(reply.header("etag").to_owned());
    }
    assert_eq!(versions[0], versions[1], "nothing has changed the second time");
    assert_eq!(confirmations(&app).await, 1);
    let kept = patch(&app, &admin, &path, json!({"email_verified": null, "name": "Maren"})).await;
    assert_eq!(kept.json()["email_verified"], true);

    let withdrawn = patch(&app, &admin, &path, json!({"email_verified": false})).await;
    assert_eq!(withdrawn.json()["email_verified"], false);
    let updates = app.events("user.update").await;
    assert_eq!(updates.iter().filter(|event| event.detail.as_deref() == Some("email_verified")).count(), 1);
    for wrong in [json!("true"), json!(1), json!([true]), json!({})] {
        let reply = patch(&app, &admin, &path, json!({"email_verified": wrong, "name": "Another"})).await;
        assert_eq!(reply.errors(), "email_verified wrong_type", "{}", reply.text());
    }
    let both = json!({"email": "holt@example.org", "email_verified": true});
    let reply = patch(&app, &admin, &path, both).await;
    assert_eq!((&reply.json()["email"], &reply.json()["email_verified"]), (&"holt@example.org".into(), &true.into()));
    // It is read-only as well where all fields are replaced.
    let mut read = app.read(&admin, &path).await.json();
    read["email"] = "winter@example.org".into();
    let reply = app.send(&admin, Method::PUT, &path, &read).await;
    assert_eq!((reply.status, &reply.json()["email_verified"]), (200, &false.into()), "{}", reply.text());

    let (_, stranger) = app.member("stranger").await;
    let own = format!("/api/users/{}", app.id_of("admin").await);
    assert_eq!(patch(&app, &stranger, &path, json!({"email_verified": true})).await.status, 404);
    assert_eq!(patch(&app, &admin, &own, json!({"email_verified": false})).await.status, 200);
    assert!(is_confirmed(&app, "admin").await, "it is read-only for administrators as well");
}

#[tokio::test]
async fn the_page_of_a_user_has_a_button_that_confirms_the_address() {
    let app = unlimited().await;
    let (boss, _) = app.administrator("boss").await;
    let id = app.register("maren").await["id"].as_str().expect("an id").to_owned();
    let mut browser = app.browser_of("boss").await;
    let page = format!("/users/{id}");
    browser.open(&page).await.assert_shows(&["Mark as confirmed"]);
    let reply = browser.submit("/actions/users/confirm-email", &[("id", &id)]).await;
    assert_eq!(reply.location(), page);
    let page = browser.follow(&reply).await;
    page.assert_shows(&["Email address confirmed."]);
    page.assert_hides(&["Mark as confirmed"]);
    assert_eq!(confirmations(&app).await, 1);

    let own = boss.id.to_string();
    browser.open(&format!("/users/{own}")).await.assert_hides(&["Mark as confirmed"]);
    browser.run("/actions/users/confirm-email", &[("id", &own)]).await.assert_refused(403, "forbidden");
    app.change("maren", "delete").await;
    browser.run("/actions/users/confirm-email", &[("id", &id)]).await.expect_status(404);
}
