//! Which account an identity leads to: the table of docs/providers, a row for each state of the account with its address.

use super::{
    BEGIN, FIRST_TIME, LINK, SIGN_IN_FIRST, TAKE_OVER, World, confirm_link, is_confirmed, person, signs_in,
    unconfirmed, whose, world, world_with,
};
use crate::api::invitations::invite;
use crate::api::second_factor::add_authenticator;
use crate::support::mailbox::{deliver, discard, waiting};
use crate::support::*;
use vestibule::shared::providers::ProviderDefinition;

const MAREN: &str = "maren@example.org";
const SECOND_FACTOR: &str = "/login/second-factor";

impl World {
    /// Makes the account with the address, in this state.
    async fn prepare(&self, state: &str) {
        let app = &self.app;
        match state {
            "none" => {}
            "administrator" => {
                app.administrator("maren").await;
                app.set_confirmed("maren").await;
            }
            "unconfirmed administrator" => {
                app.administrator("maren").await;
                app.database.run("UPDATE users SET email_verified = (1 = 0) WHERE username = 'maren'").await;
            }
            "invited" => {
                let (_, boss) = app.administrator("boss").await;
                invite(app, &boss, "maren").await;
            }
            _ => {
                let (_, tokens) = app.member("maren").await;
                if state != "unconfirmed" {
                    app.set_confirmed("maren").await;
                }
                match state {
                    "with a second factor" => drop(add_authenticator(app, &tokens).await),
                    "disabled" => app.change("maren", "disable").await,
                    "deleted" => app.change("maren", "delete").await,
                    _ => {}
                }
            }
        }
    }
}

#[tokio::test]
async fn the_state_of_the_account_with_the_address_decides() {
    // Where the provider vouches for the address, and where it does not.
    for (state, vouched, not_vouched) in [
        ("none", FIRST_TIME, FIRST_TIME),
        ("confirmed", "signed in", SIGN_IN_FIRST),
        ("with a second factor", SECOND_FACTOR, SIGN_IN_FIRST),
        ("unconfirmed", TAKE_OVER, FIRST_TIME),
        ("invited", "signed in", FIRST_TIME),
        ("administrator", "address_taken", SIGN_IN_FIRST),
        ("unconfirmed administrator", "address_taken", FIRST_TIME),
        ("disabled", "address_taken", FIRST_TIME),
        ("deleted", "address_taken", FIRST_TIME),
    ] {
        for (maren, expected) in [(person("248", MAREN), vouched), (unconfirmed("248", MAREN), not_vouched)] {
            let world = world().await;
            world.prepare(state).await;
            let outcome = world.sign_in(&maren).await;
            assert_eq!(outcome, expected, "{state}: {maren}");
            // With a second factor, the account is linked after that.
            assert_eq!(!world.linked().await.is_empty(), expected == "signed in", "{state}: {maren}");
            assert_eq!(world.app.events("identity.take_over").await.len(), 0, "{state}: a page asks first");
        }
    }
}

#[tokio::test]
async fn linking_by_itself_is_recorded_and_mailed() {
    let world = world().await;
    world.prepare("confirmed").await;
    discard(&world.app).await;
    let before = world.app.events("session.start").await.len();
    assert_eq!(world.sign_in(&person("248", MAREN)).await, "signed in");
    let events = world.app.events("identity.link").await;
    let [event] = events.as_slice() else { panic!("{events:?}") };
    assert_eq!(event.detail.as_deref(), Some("company"));
    assert_eq!(event.target_id.map(|id| id.to_string()), Some(world.app.id_of("maren").await));
    assert!(waiting(&world.app).await.iter().any(|message| message.ends_with(MAREN)));
    assert_eq!(world.app.events("session.start").await.len(), before + 1);
}

#[tokio::test]
async fn administrators_learn_once_a_day_that_somebody_has_tried() {
    let world = world().await;
    world.prepare("administrator").await;
    discard(&world.app).await;
    for _ in 0..3 {
        assert_eq!(world.sign_in(&person("248", MAREN)).await, "address_taken");
    }
    assert!(!world.app.events("identity.link").await.is_empty());
    let messages = deliver(&world.app).await;
    assert_eq!(messages.iter().filter(|message| message.to.contains(MAREN)).count(), 1, "{messages:?}");
}

#[tokio::test]
async fn an_identity_leads_to_its_account_whatever_becomes_of_the_address() {
    let world = world().await;
    let maren = person("248", MAREN);
    drop(world.open_account("maren", &maren).await);
    for other in [person("248", "jonas@example.org"), unconfirmed("248", MAREN), json!({"sub": "248"})] {
        let mut browser = world.app.browser();
        assert_eq!(world.enter(&mut browser, &other).await, "signed in", "{other}");
        assert_eq!(whose(&world.app, &browser).await.as_deref(), Some("maren"));
    }
    for action in ["disable", "delete"] {
        world.app.change("maren", action).await;
        assert_eq!(world.sign_in(&maren).await, "account_closed", "{action}");
        world.app.change("maren", if action == "disable" { "enable" } else { "restore" }).await;
    }
}

#[tokio::test]
async fn a_refused_sign_in_of_a_disabled_account_is_recorded_once_an_hour() {
    let world = world().await;
    let maren = person("248", MAREN);
    drop(world.open_account("maren", &maren).await);
    world.app.change("maren", "disable").await;
    let refused = async || {
        let events = world.app.events("session.start").await;
        events.iter().filter(|event| event.detail.as_deref() == Some("no_match")).count()
    };
    for hour in 1..=2 {
        for _ in 0..3 {
            assert_eq!(world.sign_in(&maren).await, "account_closed");
            world.app.sign_in("maren", PASSWORD).send().await.assert_refused(401, "invalid_credentials");
            let code = json!({"login": "maren", "recovery_code": "AAAA-BBBB-CCCC-DDDD"});
            let recovered = world.app.post("/api/auth/login/recovery").json(&code).send().await;
            recovered.assert_refused(401, "invalid_credentials");
        }
        assert_eq!(refused().await, hour);
        world.app.wait(60 * 60 + 1);
    }
}

#[tokio::test]
async fn a_person_who_is_signed_in_links_an_account_there_after_a_page_that_asks() {
    let world = world().await;
    let mut browser = world.app.member_in_browser("maren").await;
    let elsewhere = person("9", "elsewhere@example.net");
    let reply = world.visit(&mut browser, "?for=link", &elsewhere).await;
    assert_eq!(world.outcome(&mut browser, &reply).await, LINK);
    assert!(world.linked().await.is_empty(), "the way back alone links nothing");
    let page = browser.follow(&reply).await.expect_status(200);
    page.assert_shows(&["elsewhere@example.net", "maren"]);
    // What another tab has brought since was not shown.
    let mut other = world.app.browser();
    other.jar = browser.jar.clone();
    let reply = world.visit(&mut other, "?for=link", &person("666", "mallory@example.net")).await;
    assert_eq!(world.outcome(&mut other, &reply).await, LINK);
    let shown = page.hidden("shown");
    let fields = [("shown", shown.as_str())];
    for wrong in [&fields[..], &[("shown", "")], &[]] {
        other.submit("/actions/link_identity", wrong).await.expect_status(303);
        assert!(world.linked().await.is_empty(), "{wrong:?}");
    }
    browser.submit("/actions/link_identity", &fields).await.expect_status(303);
    assert_eq!(world.linked().await, ["maren 9"]);
    assert_eq!(world.app.events("identity.link").await.len(), 1);
    // The page is good once.
    browser.submit("/actions/link_identity", &fields).await;
    assert_eq!(world.linked().await, ["maren 9"]);
    assert_eq!(world.sign_in(&elsewhere).await, "signed in");
}

#[tokio::test]
async fn an_administrator_links_from_the_account_page_alone() {
    let world = world().await;
    let mut boss = world.app.administrator_in_browser("boss").await;
    let identity = person("1", "boss@example.org");
    assert_eq!(world.sign_in(&identity).await, "address_taken");
    world.link(&mut boss, &identity).await.expect_status(303);
    assert_eq!(world.linked().await, ["boss 1"]);
    assert_eq!(world.sign_in(&identity).await, "signed in");
}

#[tokio::test]
async fn an_identity_belongs_to_one_account() {
    let world = world().await;
    let maren = person("248", MAREN);
    drop(world.open_account("maren", &maren).await);
    let mut jonas = world.app.member_in_browser("jonas").await;
    let reply = world.visit(&mut jonas, "?for=link", &maren).await;
    assert_eq!(world.outcome(&mut jonas, &reply).await, "other_account");
    assert_eq!(world.linked().await, ["maren 248"]);
    assert_eq!(whose(&world.app, &jonas).await.as_deref(), Some("jonas"));
}

#[tokio::test]
async fn two_accounts_cannot_link_one_identity_at_once() {
    let world = world().await;
    let elsewhere = person("9", "elsewhere@example.net");
    let mut browsers = Vec::new();
    for username in ["maren", "jonas", "ida"] {
        let mut browser = world.app.member_in_browser(username).await;
        let reply = world.visit(&mut browser, "?for=link", &elsewhere).await;
        assert_eq!(world.outcome(&mut browser, &reply).await, LINK);
        browsers.push(browser);
    }
    join_all(browsers.iter_mut().map(confirm_link)).await;
    assert_eq!(world.linked().await.len(), 1);
}

#[tokio::test]
async fn linking_needs_a_session_and_a_recent_proof() {
    let world = world().await;
    let reply = world.leave(&mut world.app.browser(), "?for=link").await;
    assert!(!reply.location().starts_with("http"), "{}", reply.location());
    let mut browser = world.app.member_in_browser("maren").await;
    world.app.wait(11 * 60);
    let reply = world.leave(&mut browser, "?for=link").await;
    assert!(!reply.location().starts_with("http"), "{}", reply.location());
    browser.step_up().await;
    world.link(&mut browser, &person("9", "elsewhere@example.net")).await.expect_status(303);
    assert_eq!(world.linked().await, ["maren 9"]);
}

#[tokio::test]
async fn after_signing_in_to_it_the_account_of_the_address_is_linked() {
    let world = world().await;
    world.prepare("confirmed").await;
    let mut browser = world.app.browser();
    assert_eq!(world.enter(&mut browser, &unconfirmed("248", MAREN)).await, SIGN_IN_FIRST);
    browser.open(SIGN_IN_FIRST).await.expect_status(200).assert_hides(&["maren.lind"]);
    // Without a session nothing is linked.
    browser.submit("/actions/link_identity", &[]).await;
    assert!(world.linked().await.is_empty());
    let fields = [("login", "maren"), ("password", PASSWORD), ("next", LINK)];
    let reply = browser.submit("/actions/login", &fields).await;
    assert_eq!(reply.location(), LINK);
    confirm_link(&mut browser).await.expect_status(303);
    assert_eq!(world.linked().await, ["maren 248"]);
    assert!(is_confirmed(&world.app, "maren").await);
}

#[tokio::test]
async fn an_invitation_is_taken_up_with_a_provider() {
    let world = world_with(|_| {}, |config| config.registration_open = false).await;
    let (_, boss) = world.app.administrator("boss").await;
    let (_, token) = invite(&world.app, &boss, "maren").await;
    assert!(!is_confirmed(&world.app, "maren").await);
    let mut browser = world.app.browser();
    let page = browser.open(&format!("/reset-password?token={token}")).await.expect_status(200);
    assert!(page.links_to(&format!("{BEGIN}?for=invitation&token={token}")), "{}", page.text());
    // The address there may be another one: the link came by mail.
    let elsewhere = person("9", "elsewhere@example.net");
    let reply = world.visit(&mut browser, &format!("?for=invitation&token={token}"), &elsewhere).await;
    assert_eq!(world.outcome(&mut browser, &reply).await, "signed in");
    assert_eq!(world.linked().await, ["maren 9"]);
    assert!(is_confirmed(&world.app, "maren").await);
    // The link is used up.
    let mut other = world.app.browser();
    let reply =
        world.visit(&mut other, &format!("?for=invitation&token={token}"), &person("10", "x@example.net")).await;
    assert!(!signs_in(&reply), "{}", reply.location());
    assert_eq!(world.linked().await, ["maren 9"]);
}

#[tokio::test]
async fn groups_with_the_prefix_follow_the_provider_and_others_stay() {
    let define = |definition: &mut ProviderDefinition| {
        definition.groups_claim = Some("groups".to_owned());
        definition.groups_prefix = Some("corp-".to_owned());
    };
    let world = world_with(define, |_| {}).await;
    world.prepare("confirmed").await;
    for (group, members) in [("corp-staff", &[][..]), ("corp-old", &["maren"]), ("choir", &["maren"])] {
        world.app.group(group, members).await;
    }
    let mut maren = person("248", MAREN);
    maren["groups"] = json!(["staff", "unknown", "../choir", "choir"]);
    let groups = "SELECT group_name FROM group_members ORDER BY group_name";
    assert_eq!(world.sign_in(&maren).await, "signed in");
    assert_eq!(world.app.database.run(groups).await, ["choir", "corp-staff"]);
    maren["groups"] = json!([]);
    assert_eq!(world.sign_in(&maren).await, "signed in");
    assert_eq!(world.app.database.run(groups).await, ["choir"]);
}

#[tokio::test]
async fn a_second_factor_there_counts_where_the_operator_says_so() {
    for (counts, expected) in [(&[][..], SECOND_FACTOR), (&["mfa".to_owned()], "signed in")] {
        let world = world_with(|definition| definition.second_factor = counts.to_vec(), |_| {}).await;
        world.prepare("with a second factor").await;
        let mut maren = person("248", MAREN);
        assert_eq!(world.sign_in(&maren).await, SECOND_FACTOR);
        maren["amr"] = json!(["pwd", "mfa"]);
        assert_eq!(world.sign_in(&maren).await, expected, "{counts:?}");
    }
}
