//! A browser in which very many ways are under way: its cookies have a bound, however many tabs are open, and what they are about still
//! arrives, the newest first.

use super::goals::{Goal, answered, request, request_with};
use super::passing::password;
use super::people::{Person, prepare};
use super::walk::Walk;
use super::{Door, HOME, Setting};
use crate::support::openid::{CALLBACK, Client, WIKI, client_request};
use crate::support::*;
use axum::http::HeaderMap;
use std::mem;
use vestibule::shared::clients::ClientRequest;

/// The names of all cookies of ways that are under way begin with one of these.
const UNDER_WAY: [&str; 6] = [
    "vestibule_to_",
    "vestibule_with_",
    "vestibule_pending",
    "vestibule_arrival",
    "vestibule_mail_proof",
    "vestibule_sent",
];
/// All of them have fewer characters, with their names.
const BOUND: usize = 3_072;
/// How many tabs a browser restores at once that all arrive.
const TABS: usize = 12;

/// How many characters the cookies of ways have in a request.
fn chars_under_way(walk: &Walk<'_>) -> usize {
    let cookies = walk.browser.jar.iter();
    let cookies = cookies.filter(|(name, _)| UNDER_WAY.iter().any(|begin| name.starts_with(begin)));
    cookies.map(|(name, value)| name.len() + value.len() + "=; ".len()).sum()
}

#[tokio::test]
async fn a_hundred_ways_by_a_provider_fit_into_a_request_and_the_newest_arrives() {
    let setting = Setting::new(|_| {}).await;
    let mut walk = Walk::new(&setting, Person::new(1), false);
    prepare(Door::Provider, &mut walk).await;
    let app = &setting.world.app;
    for number in 0..100 {
        app.wait(1);
        let goal = [Goal::Client(200), Goal::Client(900), Goal::Client(2_000), Goal::Application][number % 4];
        goal.begin(&mut walk, false).await;
        assert!(walk.page.status == 200 && walk.address.starts_with("/login?next="), "{number}: {}", walk.place());
        let link = walk.link("/auth/with/").expect("a provider");
        let left = walk.browser.press(&link).await.expect_status(303);
        assert!(left.location().starts_with(setting.world.provider.issuer()), "{number}: {}", left.location());
        let chars = chars_under_way(&walk);
        assert!(chars < BOUND, "{number}: {chars}");
        assert_eq!(walk.there.len(), usize::from(number >= 3), "the secret is one for all");
    }
    Goal::Client(2_000).begin(&mut walk, false).await;
    walk.visit_provider().await;
    assert_eq!(Goal::Client(2_000).outcome(&walk), "arrives", "{}", walk.place());
}

#[tokio::test]
async fn of_a_hundred_requests_in_one_browser_the_newest_arrive() {
    let setting = Setting::new(|_| {}).await;
    let mut walk = Walk::new(&setting, Person::new(1), false);
    prepare(Door::Password, &mut walk).await;
    let goal = Goal::Client(2_000);
    let mut tabs = Vec::new();
    for number in 0..100 {
        setting.world.app.wait(1);
        goal.begin(&mut walk, false).await;
        assert!(walk.page.status == 200 && walk.address.starts_with("/login?next="), "{number}: {}", walk.place());
        let chars = chars_under_way(&walk);
        assert!(chars < BOUND, "{number}: {chars}");
        tabs.push(walk.address.clone());
    }
    password(&mut walk).await;
    assert_eq!(goal.outcome(&walk), "arrives", "{}", walk.place());
    // The page of that one is used.
    tabs.pop();
    for (age, address) in tabs.iter().rev().enumerate() {
        walk.go(address).await;
        let outcome = goal.outcome(&walk);
        let is_told = walk.address == HOME || (walk.page.status == 200 && walk.page.text().contains("<h1"));
        assert!(outcome == "arrives" || (age + 1 >= TABS && is_told), "{age}: {outcome} at {}", walk.place());
    }
    assert_eq!(chars_under_way(&walk), 0, "{:?}", walk.browser.jar);
}

/// An address that is short needs nothing else, so all hundred arrive.
#[tokio::test]
async fn a_hundred_tabs_with_pages_all_arrive() {
    let setting = Setting::new(|_| {}).await;
    let mut walk = Walk::new(&setting, Person::new(1), false);
    prepare(Door::Password, &mut walk).await;
    let mut tabs = Vec::new();
    for number in 0..100 {
        walk.set_out(&format!("/account/devices?tab={number}")).await;
        tabs.push((walk.wanted.clone(), walk.address.clone()));
    }
    assert!(walk.browser.jar.is_empty(), "{:?}", walk.browser.jar);
    password(&mut walk).await;
    for (wanted, address) in tabs {
        wanted.clone_into(&mut walk.wanted);
        walk.go(&address).await;
        assert_eq!(Goal::Page.outcome(&walk), "arrives", "{}", walk.place());
    }
}

/// A browser that is opened again sends all requests with the cookies that it has, before one is answered.
#[tokio::test]
async fn twelve_tabs_that_are_restored_at_once_all_arrive() {
    let setting = Setting::new(|_| {}).await;
    for (round, bytes) in [200, 2_000, 7_000].into_iter().enumerate() {
        let mut walk = Walk::new(&setting, Person::new(round), false);
        prepare(Door::Password, &mut walk).await;
        let mut tabs = Vec::new();
        for _ in 0..2 {
            tabs = restored(&mut walk, bytes, &[]).await;
        }
        walk.go(&tabs[0].1).await;
        assert!(walk.page.status == 200 && chars_under_way(&walk) < 2 * BOUND, "{}", walk.place());
        password(&mut walk).await;
        for (state, address) in tabs {
            if answered(&walk.address, "state").as_deref() != Some(state.as_str()) {
                walk.go(&address).await;
            }
            assert_eq!(answered(&walk.address, "state"), Some(state), "{bytes}: {}", walk.place());
            assert_eq!(Goal::Client(bytes).outcome(&walk), "arrives", "{bytes}");
        }
    }
}

/// The same of a client that names the provider: a browser that has just been closed may have been there in all of them.
#[tokio::test]
async fn twelve_tabs_that_go_to_a_provider_at_once_break_nothing() {
    let setting = Setting::new(|_| {}).await;
    let mut walk = Walk::new(&setting, Person::new(1), false);
    prepare(Door::Provider, &mut walk).await;
    let tabs = restored(&mut walk, 2_000, &[("idp_hint", "company")]).await;
    let paths: Vec<_> = tabs.into_iter().map(|(_, address)| address).collect();
    for location in at_once(&mut walk, &paths).await {
        assert!(location.starts_with(setting.world.provider.issuer()), "{location}");
    }
    walk.go("/login").await;
    assert_eq!(walk.page.status, 200, "{}", walk.place());
    // The next one lets go what is too much.
    let goal = Goal::Client(2_000);
    goal.begin(&mut walk, false).await;
    let link = walk.link("/auth/with/").expect("a provider");
    let left = walk.browser.press(&link).await.expect_status(303);
    let chars = chars_under_way(&walk);
    assert!(chars < BOUND, "{chars}: {:?}", walk.browser.jar.keys());
    let back = setting.world.provider.authorize(left.location(), &walk.person.claims());
    let came = walk.browser.arrive(&back.target()).await;
    walk.follow(came).await;
    assert_eq!(goal.outcome(&walk), "arrives", "{}", walk.place());
}

/// Sends the requests of twelve tabs; returns their states, and where they are led.
async fn restored(walk: &mut Walk<'_>, bytes: usize, more: &[(&str, &str)]) -> Vec<(String, String)> {
    let states: Vec<_> = (0..TABS).map(|number| format!("tab-{number}")).collect();
    let client = &walk.setting.client;
    let path = |state: &String| request_with(client, bytes, &[more, &[("state", state.as_str())]].concat());
    let paths: Vec<_> = states.iter().map(path).collect();
    let led = at_once(walk, &paths).await;
    states.into_iter().zip(led).collect()
}

/// Opens pages, all with the same cookies, then takes in those of all answers; returns where they lead.
async fn at_once(walk: &mut Walk<'_>, paths: &[String]) -> Vec<String> {
    let open = |path: &String| walk.browser.call(Method::GET, path).html().header("sec-fetch-site", "none").send();
    let replies = join_all(paths.iter().map(open)).await;
    let mut led = Vec::new();
    for reply in replies {
        led.push(reply.location().to_owned());
        walk.browser.store_cookies(reply);
    }
    led
}

/// What a tab shows that is not looked at.
struct Tab {
    address: String,
    page: Reply,
}

impl Tab {
    fn new() -> Self {
        Self { address: String::new(), page: Reply { status: 0, headers: HeaderMap::new(), body: Vec::new() } }
    }

    /// Looks at it, and leaves the other one as it is.
    fn swap(&mut self, walk: &mut Walk<'_>) {
        mem::swap(&mut self.address, &mut walk.address);
        mem::swap(&mut self.page, &mut walk.page);
    }
}

/// Another client, which gets its answers at another address.
async fn other_client(setting: &Setting) -> Client {
    let redirect_uris = texts(&[&format!("{CALLBACK}/notes")]);
    setting.world.app.add_client(WIKI, ClientRequest { redirect_uris, ..client_request("notes") }).await
}

fn assert_arrives(walk: &Walk<'_>, client: &Client) {
    let at_client = format!("{}?", client.redirect_uri);
    assert!(walk.address.starts_with(&at_client), "{}: {}", client.id, walk.place());
    assert!(answered(&walk.address, "code").is_some(), "{}: {}", client.id, walk.place());
}

#[tokio::test]
async fn two_tabs_that_sign_in_crossed_both_arrive() {
    let setting = Setting::new(|_| {}).await;
    let (client, notes) = (&setting.client, other_client(&setting).await);
    for (number, bytes) in [200, 2_000, 7_000].into_iter().enumerate() {
        let mut walk = Walk::new(&setting, Person::new(number), false);
        prepare(Door::Password, &mut walk).await;
        let mut tab = Tab::new();
        walk.set_out(&request(client, bytes, false)).await;
        tab.swap(&mut walk);
        walk.set_out(&request(&notes, bytes, false)).await;
        tab.swap(&mut walk);
        password(&mut walk).await;
        assert_arrives(&walk, client);
        // The form was there before the session was.
        tab.swap(&mut walk);
        password(&mut walk).await;
        assert_arrives(&walk, &notes);
    }
}

#[tokio::test]
async fn two_tabs_that_are_at_a_provider_at_the_same_time_both_arrive() {
    let setting = Setting::new(|_| {}).await;
    let (client, notes) = (&setting.client, other_client(&setting).await);
    for (number, bytes) in [200, 2_000, 7_000].into_iter().enumerate() {
        let mut walk = Walk::new(&setting, Person::new(number), false);
        prepare(Door::Provider, &mut walk).await;
        let mut left = Vec::new();
        for client in [client, &notes] {
            walk.set_out(&request(client, bytes, false)).await;
            let link = walk.link("/auth/with/").expect("a provider");
            left.push(walk.browser.press(&link).await.location().to_owned());
        }
        for (client, location) in [client, &notes].into_iter().zip(left) {
            let back = setting.world.provider.authorize(&location, &walk.person.claims());
            let came = walk.browser.arrive(&back.target()).await;
            walk.follow(came).await;
            assert_arrives(&walk, client);
        }
    }
}
