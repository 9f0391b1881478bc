//! The link in a message is opened in another browser than the one that has asked for it. That does not know the way to a client or to
//! an application on another host: the page that follows names it, and has a button to where people begin there. And links that others
//! have made, which know no way at all.

use super::goals::Goal;
use super::passing::{LED_ON, ask_for_link, choose_password, password, registration};
use super::people::{Person, prepare};
use super::walk::Walk;
use super::{Door, JOURNAL, Setting};
use crate::support::openid::WIKI_URL;
use crate::support::*;

/// Asks for a message on the way to a goal, and uses its link in another browser.
async fn use_link_elsewhere(setting: &Setting, door: Door, goal: Goal, has_script: bool, number: usize) -> Walk<'_> {
    let mut walk = Walk::new(setting, Person::new(number), has_script);
    prepare(door, &mut walk).await;
    goal.begin(&mut walk, false).await;
    let is_confirmation = door == Door::Confirmation;
    let page = if is_confirmation { "/verify-email" } else { "/reset-password" };
    if is_confirmation {
        registration(&mut walk).await;
    } else {
        ask_for_link(&mut walk).await;
    }
    let token = walk.mailed(page).await;
    walk.browser = setting.world.app.browser();
    walk.there.clear();
    if is_confirmation {
        walk.go(&format!("{page}?token={token}")).await;
        walk.fill("/actions/verify-email", &[("password", PASSWORD), LED_ON], "").await;
    } else {
        choose_password(&mut walk, &token, OTHER_PASSWORD).await;
    }
    assert!(walk.page.status == 200 && walk.address.starts_with("/login"), "{}", walk.place());
    walk
}

#[tokio::test]
async fn the_page_names_the_goal_and_has_a_button_to_it() {
    for door in [Door::Confirmation, Door::ForgottenPassword] {
        let setting = Setting::new(|config| door.configure(config)).await;
        let mut number = 0;
        for has_script in [false, true] {
            for (goal, title, launch) in [
                (Goal::Client(200), "wiki", WIKI_URL),
                (Goal::Client(7_000), "wiki", WIKI_URL),
                (Goal::Strict, "wiki", WIKI_URL),
                (Goal::Application, "journal", JOURNAL),
            ] {
                number += 1;
                let walk = use_link_elsewhere(&setting, door, goal, has_script, number).await;
                let named = format!("to continue to <b>{title}</b>");
                walk.page.assert_shows(&[&named, &format!("Open {title}</a>")]);
                assert_eq!(walk.link(launch).as_deref(), Some(launch), "{door:?} {goal:?} {has_script}");
                // Once.
                let mut browser = walk.browser;
                browser.open("/login").await.assert_hides(&[&named]);
            }
        }
    }
}

#[tokio::test]
async fn a_page_of_this_server_is_found_in_every_browser() {
    for door in [Door::Confirmation, Door::ForgottenPassword] {
        let setting = Setting::new(|config| door.configure(config)).await;
        let goals = [Goal::Page, Goal::Device, Goal::Home];
        for (number, goal) in goals.into_iter().enumerate() {
            let mut walk = use_link_elsewhere(&setting, door, goal, false, number).await;
            password(&mut walk).await;
            walk.settle(goal).await;
            assert_eq!(goal.outcome(&walk), "arrives", "{door:?} {goal:?}: {}", walk.place());
        }
    }
}

#[tokio::test]
async fn whoever_has_asked_on_the_way_nowhere_is_led_nowhere() {
    let setting = Setting::new(|_| {}).await;
    let walk = use_link_elsewhere(&setting, Door::ForgottenPassword, Goal::Home, true, 1).await;
    walk.page.assert_hides(&["to continue to", "Open wiki"]);
}

#[tokio::test]
async fn a_client_that_is_gone_is_not_named() {
    let setting = Setting::new(|_| {}).await;
    let app = &setting.world.app;
    let mut walk = Walk::new(&setting, Person::new(1), false);
    prepare(Door::ForgottenPassword, &mut walk).await;
    Goal::Client(200).begin(&mut walk, false).await;
    ask_for_link(&mut walk).await;
    let token = walk.mailed("/reset-password").await;
    let page = format!("/reset-password?token={token}");
    app.browser().open(&page).await.assert_shows(&["to continue to <b>wiki</b>"]);
    app.accounts.clients().delete_client(&Caller::system(), &setting.client.id).await.expect("a deletion");
    app.browser().open(&page).await.expect_status(200).assert_hides(&["to continue to"]);
}

/// Chooses a password with a link that somebody else has made. Returns where that leads.
async fn choose_with_link_of_others(app: &TestApp, browser: &mut Browser<'_>, name: &str) -> String {
    let id = app.id_of(name).await.parse().expect("an id");
    let link = app.accounts.passwords().issue_password_link(&Caller::system(), id).await.expect("a link");
    let (_, token) = link.url.split_once("token=").expect("a token");
    let chosen = browser.submit("/actions/reset-password", &[("token", token), ("password", OTHER_PASSWORD)]).await;
    chosen.location().to_owned()
}

#[tokio::test]
async fn with_a_link_of_somebody_else_people_go_on_with_the_only_journey() {
    const HOME: &str = "/login?next=%2Faccount%2Fsecurity%3Fafter%3Dreset%26next%3D%252Fauth%252Fgo";
    let setting = Setting::new(|_| {}).await;
    let app = &setting.world.app;
    app.register("maren").await;
    let mut browser = app.browser();
    assert_eq!(choose_with_link_of_others(app, &mut browser, "maren").await, HOME);
    let begun = setting.client.authorize(&mut browser, &[]).await.expect_status(303);
    let (_, letters) = begun.location().split_once("next=").expect("a journey");
    let led = choose_with_link_of_others(app, &mut browser, "maren").await;
    assert!(letters.starts_with('c') && led.ends_with(&format!("%26next%3D{letters}")), "{letters} {led}");
    setting.client.authorize(&mut browser, &[("state", "another")]).await.expect_status(303);
    assert_eq!(choose_with_link_of_others(app, &mut browser, "maren").await, HOME, "which one is not known");
    app.wait(60 * 60 + 1);
    assert_eq!(choose_with_link_of_others(app, &mut browser, "maren").await, HOME, "too long ago");
}
