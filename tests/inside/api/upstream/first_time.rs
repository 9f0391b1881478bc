//! The page for those who have an account at the provider and none here: what they correct, and what counts as confirmed.

use super::{FIRST_TIME, TAKE_OVER, accept, is_confirmed, person, signs_in, unconfirmed, whose, world, world_with};
use crate::support::mailbox::{deliver, discard};
use crate::support::*;
use vestibule::shared::next::with_parameter;

const MAREN: &str = "maren@example.org";

#[tokio::test]
async fn names_and_address_are_filled_in() {
    let world = world().await;
    let mut maren = person("248", MAREN);
    maren["preferred_username"] = json!("maren-l");
    let mut browser = world.app.browser();
    assert_eq!(world.enter(&mut browser, &maren).await, FIRST_TIME);
    let page = browser.open(FIRST_TIME).await.expect_status(200);
    for value in ["maren-l", MAREN, "Maren Lind"] {
        assert!(page.has("value", value), "{value} is not in {}", page.text());
    }
    assert!(page.header("cache-control").contains("no-store"));
    assert!(!page.text().contains(">248<"));
    // There is no account before it is accepted.
    assert_eq!(world.app.database.run("SELECT username FROM users").await.len(), 0);
    let shown = page.hidden("shown");
    let fields = [("shown", shown.as_str()), ("username", "lind"), ("email", MAREN), ("name", "M. Lind")];
    // What another tab has brought since was not shown.
    let mut other = world.app.browser();
    assert_eq!(world.enter(&mut other, &person("666", "mallory@example.net")).await, FIRST_TIME);
    assert!(!signs_in(&other.submit("/actions/first_time", &fields).await));
    assert!(world.linked().await.is_empty());
    assert!(signs_in(&browser.submit("/actions/first_time", &fields).await));
    let me = world.app.me(&browser.jar["vestibule_access"]).expect_status(200).await.json();
    assert_eq!((&me["username"], &me["name"], &me["email"]), (&json!("lind"), &json!("M. Lind"), &json!(MAREN)));
    assert!(is_confirmed(&world.app, "lind").await);
}

/// What the browser has kept of the account at the provider is over. The address and the form still say where they wanted to go.
#[tokio::test]
async fn who_is_too_late_begins_again_on_the_way_to_the_requested_page() {
    let world = world().await;
    world.app.register("jonas").await;
    let goal = "/account/devices?a=b";
    let on = |page: &str| with_parameter(page, "next", goal);
    for (page, action, subject, email, minutes) in [
        (FIRST_TIME, "/actions/first_time", "248", MAREN, 60),
        (TAKE_OVER, "/actions/take_over", "249", "jonas@example.org", 15),
    ] {
        let (mut browser, identity) = (world.app.browser(), person(subject, email));
        let arrived = world.visit(&mut browser, &on(""), &identity).await;
        assert_eq!(arrived.location(), on(page));
        let form = browser.follow(&arrived).await.expect_status(200);
        assert_eq!(form.hidden("next"), goal, "{page}");
        let shown = form.hidden("shown");
        let fields = [("shown", shown.as_str()), ("username", "maren"), ("email", email), ("next", goal)];
        world.app.wait(minutes * 60 + 1);
        assert_eq!(browser.open(&on(page)).await.location(), on("/login"), "{page}");
        assert_eq!(browser.submit(action, &fields).await.location(), on("/login"), "{page}");

        let arrived = world.visit(&mut browser, &on(""), &identity).await;
        let shown = browser.follow(&arrived).await.expect_status(200).hidden("shown");
        let fields = [("shown", shown.as_str()), ("username", "maren"), ("email", email), ("next", goal)];
        let entered = browser.submit(action, &fields).await;
        assert!(signs_in(&entered) && entered.location() == goal, "{page}: {}", entered.location());
    }
    // A window of a client may return to it.
    let (mut popup, goal) = (world.app.browser(), "?next=%2Foauth%2Fauthorize%3Fa%3Db");
    let left = world.leave(&mut popup, goal).await;
    let arrived = world.visit(&mut popup, goal, &person("250", "ida@example.org")).await;
    let page = popup.follow(&arrived).await.expect_status(200);
    for reply in [&left, &arrived, &page] {
        assert_eq!(reply.header("cross-origin-opener-policy"), "unsafe-none", "{}", reply.header("location"));
    }
    let elsewhere = world.leave(&mut world.app.browser(), "?next=%2Faccount").await;
    assert_eq!(elsewhere.header("cross-origin-opener-policy"), "same-origin");
}

#[tokio::test]
async fn an_account_of_a_provider_has_no_password() {
    let world = world().await;
    let browser = world.open_account("maren", &person("248", MAREN)).await;
    let access = &browser.jar["vestibule_access"];
    let factors = world.app.read(access, "/api/account/factors").await.expect_status(200).json();
    assert_eq!(factors["has_password"], false);
    for password in ["", "unusable", PASSWORD] {
        assert!(world.app.sign_in("maren", password).send().await.status >= 400);
    }
}

#[tokio::test]
async fn another_address_than_the_proven_one_is_confirmed_by_mail_in_whichever_browser() {
    let world = world().await;
    let mut browser = world.app.browser();
    assert_eq!(world.enter(&mut browser, &person("248", MAREN)).await, FIRST_TIME);
    discard(&world.app).await;
    accept(&mut browser, "maren", "private@example.net").await.expect_status(303);
    assert!(!is_confirmed(&world.app, "maren").await);
    let messages = deliver(&world.app).await;
    let message = messages.iter().find(|message| message.contains("/verify-email?token=")).expect("a message");
    assert!(message.to.contains("private@example.net"));
    let token = message.token("/verify-email");
    let confirmed = world.app.post("/api/auth/email/verify").json(&json!({"token": token})).send().await;
    assert_eq!(confirmed.status, 204, "{}", confirmed.text());
    assert!(is_confirmed(&world.app, "maren").await);
    assert_eq!(world.linked().await, ["maren 248"]);
}

#[tokio::test]
async fn an_address_that_the_provider_does_not_vouch_for_is_confirmed_by_mail() {
    let world = world().await;
    for (subject, username, identity) in [
        ("1", "ida", unconfirmed("1", "ida@example.org")),
        ("2", "jonas", person("2", "jonas@example.net")),
        ("3", "nora", json!({"sub": "3"})),
    ] {
        let mut browser = world.app.browser();
        assert_eq!(world.enter(&mut browser, &identity).await, FIRST_TIME, "{subject}");
        accept(&mut browser, username, &format!("{username}@example.com")).await.expect_status(303);
        assert!(!is_confirmed(&world.app, username).await, "{username}");
    }
    assert_eq!(world.linked().await, ["ida 1", "jonas 2", "nora 3"]);
}

#[tokio::test]
async fn with_strict_privacy_nothing_is_revealed_and_the_link_links() {
    let world = world_with(|_| {}, |config| config.strict_registration_privacy = true).await;
    world.app.sign_up("jonas", "jonas@example.net").send().await;
    for message in deliver(&world.app).await {
        let token = message.token("/verify-email");
        world.app.post("/api/auth/email/verify").json(&json!({"token": token})).send().await;
    }
    let mut pages = Vec::new();
    // A free address, and one that is taken.
    for (subject, username, email) in [("1", "ida", "ida@example.net"), ("2", "other", "jonas@example.net")] {
        let mut browser = world.app.browser();
        let identity = json!({"sub": subject});
        assert_eq!(world.enter(&mut browser, &identity).await, FIRST_TIME);
        let reply = accept(&mut browser, username, email).await;
        assert!(!signs_in(&reply));
        pages.push((reply.status, reply.header("location").to_owned()));
    }
    assert_eq!(pages[0], pages[1]);
    assert!(world.linked().await.is_empty());
    let messages = deliver(&world.app).await;
    let message = messages.iter().find(|message| message.to.contains("ida@example.net")).expect("a message");
    // A program that sends the token counts as the browser that asked for it.
    let token = message.token("/verify-email");
    let confirmed = world.app.post("/api/auth/email/verify").json(&json!({"token": token})).send().await;
    assert!(confirmed.status < 300, "{}", confirmed.text());
    assert_eq!(world.linked().await, ["ida 1"]);
    assert_eq!(world.sign_in(&json!({"sub": "1"})).await, "signed in");
}

#[tokio::test]
async fn what_is_taken_or_wrong_is_said_and_can_be_corrected() {
    let world = world().await;
    world.app.register("jonas").await;
    let mut browser = world.app.browser();
    assert_eq!(world.enter(&mut browser, &person("248", MAREN)).await, FIRST_TIME);
    for (username, email) in [("jonas", MAREN), ("maren", "jonas@example.org"), ("m", MAREN), ("maren", "no address")] {
        let reply = accept(&mut browser, username, email).await;
        assert!(!signs_in(&reply), "{username} {email}");
        assert!(world.linked().await.is_empty(), "{username} {email}");
    }
    assert!(signs_in(&accept(&mut browser, "maren", MAREN).await), "the page is still good");
    assert_eq!(world.linked().await, ["maren 248"]);
    assert!(is_confirmed(&world.app, "maren").await);
}

#[tokio::test]
async fn the_page_is_good_once_for_an_hour_and_in_its_browser() {
    let world = world().await;
    assert!(!signs_in(&accept(&mut world.app.browser(), "maren", MAREN).await));
    let mut browser = world.app.browser();
    assert_eq!(world.enter(&mut browser, &person("248", MAREN)).await, FIRST_TIME);
    let copy = browser.jar.clone();
    world.app.wait(60 * 60 + 1);
    assert!(!signs_in(&accept(&mut browser, "maren", MAREN).await));
    assert!(world.linked().await.is_empty());

    browser.jar = copy;
    assert_eq!(world.enter(&mut browser, &person("248", MAREN)).await, FIRST_TIME);
    let copy = browser.jar.clone();
    assert!(signs_in(&accept(&mut browser, "maren", MAREN).await));
    let mut again = world.app.browser();
    again.jar = copy;
    assert!(!signs_in(&accept(&mut again, "again", "again@example.org").await));
    assert_eq!(world.linked().await, ["maren 248"]);
}

#[tokio::test]
async fn a_browser_keeps_what_was_proved_as_long_as_it_is_good() {
    let world = world().await;
    let leaving = world.leave(&mut world.app.browser(), "").await;
    let back = world.visit(&mut world.app.browser(), "", &person("248", MAREN)).await;
    for (reply, name, age) in [(leaving, "vestibule_with_", "900"), (back, "vestibule_arrival=", "3600")] {
        let cookies = reply.cookies();
        let line = cookies.iter().find(|line| line.starts_with(name) && !line.contains("Max-Age=0")).expect(name);
        assert!(line.ends_with(&format!("; Max-Age={age}")), "{line}");
    }
}

#[tokio::test]
async fn one_page_that_is_sent_twice_at_once_opens_one_account() {
    let world = world().await;
    let mut browser = world.app.browser();
    assert_eq!(world.enter(&mut browser, &person("248", MAREN)).await, FIRST_TIME);
    let mut browsers: Vec<_> = (0..4).map(|_| world.app.browser()).collect();
    browsers.iter_mut().for_each(|other| other.jar = browser.jar.clone());
    let names = ["maren", "marena", "marenb", "marenc"];
    let sent = browsers.iter_mut().zip(names).map(|(browser, name)| accept(browser, name, MAREN));
    let replies = join_all(sent).await;
    assert_eq!(replies.iter().filter(|reply| signs_in(reply)).count(), 1);
    assert_eq!(world.linked().await.len(), 1);
}

#[tokio::test]
async fn who_is_signed_in_as_another_gets_the_session_of_the_new_account() {
    let world = world().await;
    let mut browser = world.app.member_in_browser("jonas").await;
    let before = browser.jar["vestibule_access"].clone();
    assert_eq!(world.enter(&mut browser, &person("248", MAREN)).await, FIRST_TIME);
    assert!(signs_in(&accept(&mut browser, "maren", MAREN).await));
    assert_eq!(whose(&world.app, &browser).await.as_deref(), Some("maren"));
    assert_eq!(world.app.me(&before).send().await.status, 401);
}

#[tokio::test]
async fn the_page_proposes_a_username_that_can_be_sent() {
    let world = world().await;
    world.app.register("ada").await;
    let (long, second) = ("a".repeat(60), format!("{}-2", "a".repeat(60)));
    for (subject, said, expected) in [
        // Google names none, Microsoft the name with which they sign in, which is no username.
        ("1", json!({"email": "maren@example.org"}), "maren"),
        ("2", json!({"preferred_username": "mx.lind@firm.example"}), "mx.lind"),
        ("3", json!({"preferred_username": "ada"}), "ada-2"),
        ("4", json!({"preferred_username": "admin"}), "admin-user"),
        ("5", json!({"preferred_username": "Ole <b>\u{202e}"}), "Ole.b"),
        ("6", json!({"preferred_username": "<>", "email": "nora@example.org"}), "nora"),
        ("7", json!({"name": "Ole Holm"}), "Ole.Holm"),
        // Of two scripts, as somebody else's name may look like it.
        ("8", json!({"preferred_username": "m\u{430}ren", "email": "lind@example.org"}), "lind"),
        ("9", json!({"preferred_username": "a".repeat(200)}), long.as_str()),
        ("10", json!({"preferred_username": "a".repeat(90)}), second.as_str()),
        // Nothing is known that one could be made of.
        ("11", json!({}), "user"),
        ("12", json!({"name": "<>"}), "user-2"),
    ] {
        let mut identity = said.clone();
        identity["sub"] = json!(subject);
        let mut browser = world.app.browser();
        assert_eq!(world.enter(&mut browser, &identity).await, FIRST_TIME, "{said}");
        let page = browser.open(FIRST_TIME).await.expect_status(200);
        page.assert_shows(&[&format!("value=\"{expected}\"")]);
        assert!(signs_in(&accept(&mut browser, expected, &format!("p{subject}@example.com")).await), "{said}");
    }
}

#[tokio::test]
async fn a_username_that_is_taken_meanwhile_is_replaced_by_the_next_one() {
    let world = world().await;
    let mut maren = person("248", MAREN);
    maren["preferred_username"] = json!("lind");
    let mut browser = world.app.browser();
    assert_eq!(world.enter(&mut browser, &maren).await, FIRST_TIME);
    assert!(browser.open(FIRST_TIME).await.expect_status(200).has("value", "lind"));
    world.app.register("lind").await;
    let refused = accept(&mut browser, "lind", MAREN).await;
    let page = browser.follow(&refused).await;
    page.assert_shows(&["“lind” is taken."]);
    assert!(page.has("value", "lind-2") && !page.has("value", "lind"), "{}", page.text());
    // What the program of the page reads.
    let arrival = browser.run("/actions/arrival", &[]).await.expect_status(200).json();
    assert_eq!(arrival["username"], "lind-2");
    // What somebody has chosen stays, so that they see what is taken.
    world.app.register("jonas").await;
    let refused = accept(&mut browser, "jonas", MAREN).await;
    assert!(browser.follow(&refused).await.has("value", "jonas"));
    assert!(signs_in(&accept(&mut browser, "lind-2", MAREN).await));
}

#[tokio::test]
async fn the_page_names_where_its_visitor_was_going() {
    let world = world().await;
    world.app.add_application(open_at("journal", "https://journal.example.com/")).await;
    let next = "/auth/enter?to=https%3A%2F%2Fjournal.example.com%2F";
    for (query, is_named) in [(with_parameter("", "next", next), true), ("?next=%2Fusers".to_owned(), false)] {
        let mut browser = world.app.browser();
        let reply = world.visit(&mut browser, &query, &person("248", MAREN)).await;
        assert!(reply.location().starts_with(FIRST_TIME), "{}", reply.location());
        let page = browser.follow(&reply).await.expect_status(200);
        assert_eq!(page.text().contains("to continue to <b>journal</b>"), is_named, "{query}: {}", page.text());
    }
}

#[tokio::test]
async fn people_for_whose_address_the_provider_vouches_are_not_charged_as_strangers() {
    let limits = "register=1/h,provider=100/m".parse().expect("limits");
    let world = world_with(|_| {}, |config| config.rate_limits = limits).await;
    for number in 0..4 {
        let name = format!("person{number}");
        drop(world.open_account(&name, &person(&name, &format!("{name}@example.org"))).await);
    }
    for (subject, is_opened) in [("1", true), ("2", false)] {
        let mut browser = world.app.browser();
        assert_eq!(world.enter(&mut browser, &unconfirmed(subject, "x@example.net")).await, FIRST_TIME);
        let reply = accept(&mut browser, &format!("stranger{subject}"), &format!("{subject}@example.net")).await;
        assert_eq!(signs_in(&reply), is_opened, "{subject}");
    }
}

#[tokio::test]
async fn an_administrator_sees_no_button_that_invites_whoever_signs_in_at_a_provider() {
    let world = world().await;
    drop(world.open_account("maren", &person("248", MAREN)).await);
    let mut boss = world.app.administrator_in_browser("boss").await;
    let page = boss.open(&format!("/users/{}", world.app.id_of("maren").await)).await.expect_status(200);
    assert!(!page.text().contains("/actions/invitations/send"), "{}", page.text());
}
