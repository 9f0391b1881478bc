//! Addresses, forms and cookies of the version before, which had the goal in them. For one version they are understood, or begin again.

use super::goals::{Goal, answered, request};
use super::kept::altered;
use super::passing::password;
use super::people::{Person, prepare};
use super::walk::Walk;
use super::{Door, HOME, Setting};
use crate::support::*;
use vestibule::shared::next::with_parameter;

const SIZES: [usize; 3] = [200, 2_000, 7_000];
/// A page of this server may have so long an address.
const LONG: usize = 1_900;

/// A request as that version sealed it. Only this test still makes such a value: the program reads them, and makes none.
fn sealed(app: &TestApp, request: &str) -> String {
    let (_, parameters) = request.split_once('?').expect("parameters");
    app.accounts.openid().seal_request(parameters).expect("a request of at most 8 KB")
}

/// The way to a client as that version wrote it, with a mark of what was asked, which nobody reads any more.
fn way_before(sealed: &str) -> String {
    let way = with_parameter("/oauth/authorize", "vestibule_request", sealed);
    with_parameter(&way, "vestibule_again", &"A".repeat(375))
}

async fn somebody(setting: &Setting, door: Door, number: usize) -> Walk<'_> {
    let mut walk = Walk::new(setting, Person::new(number), false);
    prepare(door, &mut walk).await;
    walk
}

#[tokio::test]
async fn the_address_of_a_sign_in_page_leads_on_to_the_client() {
    let setting = Setting::new(|_| {}).await;
    for (number, bytes) in SIZES.into_iter().enumerate() {
        let mut walk = somebody(&setting, Door::Password, number).await;
        let way = way_before(&sealed(&setting.world.app, &request(&setting.client, bytes, false)));
        walk.go(&with_parameter("/login", "next", &way)).await;
        assert_eq!(walk.page.status, 200, "{}", walk.place());
        password(&mut walk).await;
        assert_eq!(Goal::Client(bytes).outcome(&walk), "arrives", "{bytes}: {}", walk.place());
        // The same address once more, in the session.
        walk.go(&way).await;
        assert_eq!(Goal::Client(bytes).outcome(&walk), "arrives", "{bytes}: {}", walk.place());
    }
}

/// The page was open when the server was replaced.
#[tokio::test]
async fn the_form_of_a_sign_in_page_leads_on_to_the_client() {
    let setting = Setting::new(|_| {}).await;
    for (number, bytes) in SIZES.into_iter().enumerate() {
        let mut walk = somebody(&setting, Door::Password, number).await;
        let way = way_before(&sealed(&setting.world.app, &request(&setting.client, bytes, false)));
        let fields = [("login", walk.person.username.as_str()), ("password", PASSWORD), ("next", way.as_str())];
        let sent = walk.browser.submit("/actions/login", &fields).await;
        walk.follow(sent).await;
        assert_eq!(Goal::Client(bytes).outcome(&walk), "arrives", "{bytes}: {}", walk.place());
    }
}

/// The same with a request that was altered, is endless, or has waited for more than two days.
#[tokio::test]
async fn a_way_that_cannot_be_read_ends_in_words() {
    let setting = Setting::new(|_| {}).await;
    let app = &setting.world.app;
    let late = sealed(app, &request(&setting.client, 200, false));
    app.wait(2 * 24 * 60 * 60 + 60);
    let good = sealed(app, &request(&setting.client, 200, false));
    let ways = [late, altered(&good), good[..good.len() - 4].to_owned(), String::new(), "A".repeat(20 * 1_024)];
    for (number, request) in ways.iter().enumerate() {
        let mut walk = somebody(&setting, Door::Password, number).await;
        walk.go(&with_parameter("/login", "next", &way_before(request))).await;
        assert_eq!(walk.page.status, 200, "{number}: {}", walk.place());
        password(&mut walk).await;
        let is_page = walk.page.status < 500 && walk.page.text().contains("<h1");
        assert!(is_page || walk.address == HOME, "{number}: {}", walk.place());
        assert_eq!(answered(&walk.address, "code"), None, "{number}");
        walk.browser.open("/account").await.expect_status(200);
    }
}

#[tokio::test]
async fn the_long_address_of_a_page_becomes_a_short_one_and_leads_there() {
    let setting = Setting::new(|_| {}).await;
    let mut walk = somebody(&setting, Door::Password, 1).await;
    let mut page = format!("/account/devices?{}", "filter=abcdefgh&".repeat(LONG / 16 + 1));
    page.truncate(LONG);
    page.clone_into(&mut walk.wanted);
    walk.go(&with_parameter("/login", "next", &page)).await;
    assert!(walk.page.status == 200 && walk.address.len() < 200, "{}", walk.place());
    password(&mut walk).await;
    assert_eq!(Goal::LongPage.outcome(&walk), "arrives", "{}", walk.place());
}

/// Somebody is at the provider when the server is replaced. That version kept the whole attempt in the browser.
#[tokio::test]
async fn an_attempt_at_a_provider_begins_again() {
    let setting = Setting::new(|_| {}).await;
    let mut walk = somebody(&setting, Door::Provider, 1).await;
    let left = walk.browser.open("/auth/with/company").await;
    let mut back = setting.world.provider.authorize(left.location(), &walk.person.claims());
    let state = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
    back = back.with("state", state);
    walk.browser.jar.insert(format!("vestibule_with_{}", &state[..8]), "A".repeat(600));
    let came = walk.browser.arrive(&back.target()).await;
    walk.follow(came).await;
    assert!(walk.page.status == 200 && walk.address == "/login", "{}", walk.place());
    assert!(walk.page.text().contains("Begin again here."), "{}", walk.page.text());
}
