//! Goals that somebody else has made up, altered or made too long, and a browser in which very many are under way.

use super::goals::{Goal, request};
use super::passing::password;
use super::people::{Person, prepare};
use super::walk::Walk;
use super::{Door, HOME, Setting};
use crate::support::*;
use vestibule::shared::next::with_parameter;

/// The names of all cookies of ways that are under way begin with one of these.
const UNDER_WAY: [&str; 6] = [
    "vestibule_to_",
    "vestibule_with_",
    "vestibule_pending",
    "vestibule_arrival",
    "vestibule_mail_proof",
    "vestibule_sent",
];
/// The number of characters that all of them, with their names, stay below.
const BOUND: usize = 3 * 1024;

/// How many characters they have in a browser.
fn chars_under_way(browser: &Browser<'_>) -> usize {
    let cookies = browser.jar.iter().filter(|(name, _)| UNDER_WAY.iter().any(|begin| name.starts_with(begin)));
    cookies.map(|(name, value)| name.len() + value.len() + "=; ".len()).sum()
}

/// Texts that are no goal on this server.
fn elsewhere() -> Vec<String> {
    let known = [
        "//evil.example",
        "//evil.example/account",
        "/\\evil.example",
        "\\\\evil.example",
        "https://evil.example/",
        "https:evil.example",
        "javascript:alert(1)",
        "/\t/evil.example",
        " //evil.example",
        "account",
    ];
    let long = format!("/{}", "a".repeat(20 * 1_024));
    known.into_iter().map(str::to_owned).chain([long]).collect()
}

/// The sealed request and the mark in the address of the sign-in page.
fn sealed_in(address: &str) -> String {
    let (_, next) = address.split_once("next=").expect("a way on");
    percent_encoding::percent_decode_str(next).decode_utf8().expect("UTF-8").into_owned()
}

/// The same text with another character in its middle.
fn altered(sealed: &str) -> String {
    let middle = sealed.len() / 2;
    let other = if sealed[middle..].starts_with('A') { "B" } else { "A" };
    format!("{}{other}{}", &sealed[..middle], &sealed[middle + 1..])
}

#[tokio::test]
async fn a_goal_elsewhere_is_none() {
    let setting = Setting::new(|_| {}).await;
    let app = &setting.world.app;
    app.register("maren").await;
    for next in elsewhere() {
        let shown: String = next.chars().take(40).collect();
        for page in ["/login", "/register"] {
            let page = app.browser().open(&with_parameter(page, "next", &next)).await.expect_status(200);
            assert_eq!(page.hidden("next"), "", "{shown}");
        }
        let fields = [("login", "maren"), ("password", PASSWORD), ("next", next.as_str())];
        let mut browser = app.browser();
        assert_eq!(browser.submit("/actions/login", &fields).await.location(), HOME, "{shown}");
        assert_eq!(app.browser().run("/actions/login", &fields).await.json()["Accepted"]["next"], HOME, "{shown}");
        let led = browser.open(&with_parameter("/login", "next", &next)).await;
        assert_eq!((led.status, led.location()), (302, HOME), "{shown}");
        let fields = [("password", PASSWORD), ("next", next.as_str())];
        assert_eq!(browser.submit("/actions/confirm", &fields).await.location(), "/account", "{shown}");
    }
}

#[tokio::test]
async fn an_altered_or_endless_request_is_refused_with_a_page() {
    let setting = Setting::new(|_| {}).await;
    let app = &setting.world.app;
    app.register("maren").await;
    let begun = app.browser().open(&request(&setting.client, 200, false)).await.expect_status(303);
    let way = sealed_in(begun.location());
    let (_, parameters) = way.split_once("vestibule_request=").expect("a request");
    let (sealed, mark) = parameters.split_once("&vestibule_again=").expect("a mark");
    for bad in [altered(sealed), sealed[..sealed.len() - 4].to_owned(), "A".to_owned(), "A".repeat(20 * 1_024)] {
        for path in ["/oauth/authorize", "/oauth/consent"] {
            let mut browser = app.browser_of("maren").await;
            let reply = browser.open(&with_parameter(path, "vestibule_request", &bad)).await;
            assert_eq!(reply.status, 400, "{path} {}", bad.len());
            assert!(!reply.headers.contains_key("location"), "{path}");
        }
        // Who has signed in on the way sees the same page.
        let next = with_parameter("/oauth/authorize", "vestibule_request", &bad);
        let fields = [("login", "maren"), ("password", PASSWORD), ("next", next.as_str())];
        let mut browser = app.browser();
        let led = browser.submit("/actions/login", &fields).await;
        // One that is too long is no goal.
        let expected = if bad.len() < 16 * 1_024 { next.as_str() } else { HOME };
        assert_eq!(led.location(), expected);
    }
    // Without a valid mark nothing counts as proved; the request itself goes on.
    for bad in [altered(mark), String::new(), "A".repeat(20 * 1_024)] {
        let path = with_parameter("/oauth/authorize", "vestibule_request", sealed);
        let reply = app.browser().open(&with_parameter(&path, "vestibule_again", &bad)).await.expect_status(303);
        assert!(reply.location().starts_with("/login?next=%2Foauth%2Fauthorize"), "{}", reply.location());
    }
}

#[tokio::test]
async fn a_hundred_ways_in_one_browser_fit_into_a_request_and_the_newest_arrives() {
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
        let chars = chars_under_way(&walk.browser);
        assert!(chars < BOUND, "{number}: {chars}");
        assert_eq!(walk.there.len(), usize::from(number >= 3), "the secret is one for all");
    }
    Goal::Client(200).begin(&mut walk, false).await;
    walk.visit_provider().await;
    assert_eq!(Goal::Client(200).outcome(&walk), "arrives", "{}", walk.place());
}

/// Answers to tabs that open at the same time know nothing of each other.
#[tokio::test]
async fn the_next_page_clears_what_many_tabs_at_once_have_left() {
    let app = TestApp::new().await;
    let mut browser = app.browser();
    // The browser of these tests sends them in this order, as if the last one were the newest.
    let names: Vec<_> = (10..30).map(|number| format!("vestibule_to_p00000000000000{number}")).collect();
    browser.jar.extend(names.iter().map(|name| (name.clone(), "v".repeat(200))));
    assert!(chars_under_way(&browser) > BOUND);
    browser.open("/login").await.expect_status(200);
    let (chars, kept) = (chars_under_way(&browser), browser.jar.keys().filter(|name| names.contains(name)).count());
    assert!(chars < BOUND && kept > 10, "{chars} {kept}");
    assert!(browser.jar.contains_key(&names[names.len() - 1]) && !browser.jar.contains_key(&names[0]));
    let before = browser.jar.clone();
    browser.open("/login").await.expect_status(200);
    assert_eq!(browser.jar, before, "there is nothing more to clear");
}

/// Without a provider nothing but addresses knows of them, so all hundred arrive.
#[tokio::test]
async fn a_hundred_tabs_at_the_sign_in_page_all_arrive() {
    let setting = Setting::new(|_| {}).await;
    let mut walk = Walk::new(&setting, Person::new(1), false);
    prepare(Door::Password, &mut walk).await;
    let mut tabs = Vec::new();
    for number in 0..100 {
        let goal = if number % 2 == 0 { Goal::Client(200) } else { Goal::Page };
        goal.begin(&mut walk, false).await;
        tabs.push((goal, walk.address.clone()));
    }
    assert!(walk.browser.jar.is_empty(), "{:?}", walk.browser.jar);
    password(&mut walk).await;
    assert_eq!(Goal::Page.outcome(&walk), "arrives", "{}", walk.place());
    for (goal, address) in tabs {
        walk.go(&address).await;
        assert_eq!(goal.outcome(&walk), "arrives", "{}", walk.place());
    }
}
