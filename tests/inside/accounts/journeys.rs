//! Where a journey is kept: in a cookie, in a row of the database, or what is left of it if there is no place.

use crate::support::*;
use std::collections::BTreeSet;
use vestibule::accounts::{Goal, Journey, KeptJourney, SealedText};
use vestibule::budgets::RateLimitKey;
use vestibule::shared::clients::ClientId;
use vestibule::shared::journey::Letters;
use vestibule::shared::next::LocalPath;

const TWO_DAYS: Duration = Duration::from_secs(2 * 24 * 60 * 60);
/// The maximum number of rows.
const MAX_ROWS: usize = 50_000;
/// How many rows a full table gives back.
const GIVEN_BACK: usize = 100;

fn to(app: &TestApp, goal: Goal) -> Journey {
    Journey { goal, asked: None, began_at: app.accounts.now().0 }
}

fn page(bytes: usize) -> Goal {
    let path = format!("/users?q={}", "a".repeat(bytes - "/users?q=".len()));
    Goal::Page(LocalPath::parse(&path).expect("a path"))
}

/// A request of a client with at least so many bytes.
fn request(bytes: usize) -> Goal {
    Goal::Authorize(format!("response_type=code&client_id=wiki&state={}", "s".repeat(bytes)))
}

/// What is left of such a request.
fn launch() -> Goal {
    Goal::Launch(ClientId::parse("wiki").expect("an id"))
}

fn source(address: &str) -> Option<RateLimitKey> {
    Some(RateLimitKey::source(address.parse().expect("an address")))
}

async fn keep(app: &TestApp, goal: Goal) -> KeptJourney {
    app.accounts.journeys().keep_journey(source("192.0.2.1"), &to(app, goal)).await
}

fn cookie(kept: &KeptJourney) -> &SealedText {
    kept.cookie.as_ref().expect("a cookie")
}

async fn find(app: &TestApp, letters: &str, cookie: &str) -> Option<Goal> {
    let letters = Letters::parse(letters).expect("letters");
    app.accounts.journeys().kept_journey(letters, cookie).await.expect("an answer").map(|journey| journey.goal)
}

async fn found(app: &TestApp, kept: &KeptJourney) -> Option<Goal> {
    find(app, &kept.letters, &cookie(kept).text).await
}

async fn rows(app: &TestApp) -> usize {
    app.database.run("SELECT CAST(COUNT(*) AS TEXT) FROM journeys").await.concat().parse().expect("a number")
}

/// The same text with another character in its middle.
fn altered(text: &str) -> String {
    let middle = text.len() / 2;
    let other = if text[middle..].starts_with('A') { "B" } else { "A" };
    format!("{}{other}{}", &text[..middle], &text[middle + 1..])
}

#[tokio::test]
async fn a_short_journey_is_in_its_cookie_and_a_long_one_is_a_row() {
    let app = TestApp::new().await;
    let application = Goal::Application("https://wiki.example/".to_owned(), "s".repeat(43));
    for (goal, first, is_row) in [
        (page(20), 'p', false),
        (page(60), 'p', false),
        (Goal::OnThisHost(LocalPath::account()), 'p', false),
        (launch(), 'c', false),
        (application, 'p', false),
        (page(300), 'p', true),
        (page(2_000), 'p', true),
        (request(200), 'c', true),
        (request(8_000), 'c', true),
    ] {
        let before = rows(&app).await;
        let kept = keep(&app, goal.clone()).await;
        assert!(kept.letters.starts_with(first), "{}", kept.letters);
        let SealedText { text, lifetime } = cookie(&kept);
        let name = format!("__Host-vestibule_to_{}", kept.letters);
        assert!(name.len() + "=; ".len() + text.len() <= 240, "{} {goal:?}", text.len());
        assert_eq!((text.len() == 22, rows(&app).await - before), (is_row, usize::from(is_row)), "{goal:?}");
        assert_eq!(*lifetime, TWO_DAYS);
        assert_eq!(found(&app, &kept).await, Some(goal));
    }
    let stored = app.database.run("SELECT DISTINCT network FROM journeys").await;
    assert_eq!(stored, ["192.0.2.1"]);
}

#[tokio::test]
async fn nothing_of_a_row_can_be_read_or_guessed() {
    let app = TestApp::new().await;
    let mut seen = BTreeSet::new();
    for _ in 0..5 {
        let kept = keep(&app, request(300)).await;
        assert!(seen.insert(kept.letters.clone()) && seen.insert(cookie(&kept).text.clone()));
    }
    let hex = if app.database.is_postgres() { "encode(sealed, 'hex')" } else { "LOWER(HEX(sealed))" };
    for row in app.database.run(&format!("SELECT {hex} FROM journeys")).await {
        let word: String = b"client_id".iter().map(|byte| format!("{byte:02x}")).collect();
        assert!(!row.contains(&word), "{row}");
    }
}

#[tokio::test]
async fn only_the_browser_that_keeps_a_journey_finds_it() {
    let app = TestApp::new().await;
    for goal in [page(20), request(300)] {
        let (kept, other) = (keep(&app, goal.clone()).await, keep(&app, goal.clone()).await);
        let text = &cookie(&kept).text;
        for bad in ["", "A", &altered(text), &text[1..], &cookie(&other).text] {
            assert_eq!(find(&app, &kept.letters, bad).await, None, "{goal:?} {bad}");
        }
        // Under the letters of another one, also if that has the same goal.
        assert_eq!(find(&app, &other.letters, text).await, None, "{goal:?}");
        assert_eq!(found(&app, &kept).await, Some(goal));
    }
}

#[tokio::test]
async fn a_journey_is_over_after_two_days() {
    let app = TestApp::new().await;
    let kept = [keep(&app, page(20)).await, keep(&app, request(300)).await];
    app.clock.advance(TWO_DAYS - Duration::from_millis(1));
    for kept in &kept {
        assert!(found(&app, kept).await.is_some());
    }
    app.wait(1);
    for kept in &kept {
        assert_eq!(found(&app, kept).await, None);
    }
    assert_eq!(
        app.accounts.maintenance().sweep().await.expect("a sweep").journeys,
        0,
        "the clocks of replicas may differ"
    );
    app.wait(60 * 60);
    assert_eq!(app.accounts.maintenance().sweep().await.expect("a sweep").journeys, 1);
}

#[tokio::test]
async fn the_end_of_a_journey_deletes_its_row() {
    let app = TestApp::new().await;
    let (ended, other) = (keep(&app, request(300)).await, keep(&app, request(300)).await);
    let letters = Letters::parse(&ended.letters).expect("letters");
    app.accounts.journeys().forget_journey(letters, &altered(&cookie(&ended).text));
    app.accounts.journeys().forget_journey(Letters::parse(&other.letters).expect("letters"), &cookie(&ended).text);
    app.accounts.journeys().forget_journey(letters, &cookie(&keep(&app, page(20)).await).text);
    app.accounts.finish_work_after_responses(Duration::from_secs(10)).await;
    assert_eq!(rows(&app).await, 2, "only its own browser ends it");
    app.accounts.journeys().forget_journey(letters, &cookie(&ended).text);
    app.accounts.finish_work_after_responses(Duration::from_secs(10)).await;
    assert_eq!((found(&app, &ended).await, rows(&app).await), (None, 1));
    assert_eq!(found(&app, &other).await, Some(request(300)));
}

/// What is kept of a journey that is not stored: by length, the whole of it, its client, or nothing.
async fn assert_without_rows(app: &TestApp) {
    let before = rows(app).await;
    for (goal, expected) in [
        (page(20), Some(page(20))),
        (page(300), Some(page(300))),
        (request(900), Some(request(900))),
        (request(2_000), Some(launch())),
        (request(8_000), Some(launch())),
    ] {
        let kept = keep(app, goal.clone()).await;
        assert!(cookie(&kept).text.len() <= 1_500, "{goal:?}");
        assert_eq!(found(app, &kept).await, expected, "{goal:?}");
    }
    let kept = keep(app, page(2_000)).await;
    assert!(kept.cookie.is_none() && Letters::parse(&kept.letters).is_some());
    assert_eq!(find(app, &kept.letters, "").await, None);
    // A client with an endless id is none.
    let kept = keep(app, Goal::Authorize(format!("client_id={}", "a".repeat(4_000)))).await;
    assert_eq!(kept.cookie, None);
    assert_eq!(rows(app).await, before);
}

#[tokio::test]
async fn above_the_budget_the_browser_keeps_what_it_can() {
    let app = TestApp::with_limits("journey=1/h", |_| {}).await;
    // Ten minutes' worth of a rate in minutes.
    for _ in 0..10 {
        keep(&app, request(300)).await;
    }
    assert_eq!(rows(&app).await, 10);
    assert_without_rows(&app).await;
    let elsewhere = app.accounts.journeys().keep_journey(source("192.0.2.2"), &to(&app, request(2_000))).await;
    assert_eq!(found(&app, &elsewhere).await, Some(request(2_000)));
    // A visitor whose address is unknown is not charged.
    let unknown = app.accounts.journeys().keep_journey(None, &to(&app, request(2_000))).await;
    assert_eq!(found(&app, &unknown).await, Some(request(2_000)));
}

#[tokio::test]
async fn without_a_database_that_writes_the_browser_keeps_what_it_can() {
    let app = TestApp::new().await;
    app.database.refuse("INSERT ON journeys", "TRUE").await;
    assert_without_rows(&app).await;
    app.database.accept("journeys").await;
    keep(&app, request(2_000)).await;
    assert_eq!(rows(&app).await, 1);
}

#[tokio::test]
async fn when_all_places_are_taken_the_oldest_of_the_largest_network_go() {
    let app = TestApp::new().await;
    let few = keep(&app, request(300)).await;
    let hash = if app.database.is_postgres() { "sha256(CAST('x' || n AS BYTEA))" } else { "randomblob(32)" };
    let expires_at = app.accounts.now().plus(TWO_DAYS).0;
    let fill = format!(
        "INSERT INTO journeys (key_hash, sealed, network, created_at, expires_at) \
         WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < {}) \
         SELECT {hash}, {hash}, '198.51.100.7', n, {expires_at} FROM numbers",
        MAX_ROWS - 1
    );
    app.database.run(&fill).await;
    let next = app.accounts.journeys().keep_journey(source("203.0.113.9"), &to(&app, request(300))).await;
    assert_eq!(rows(&app).await, MAX_ROWS - GIVEN_BACK + 1);
    for kept in [&few, &next] {
        assert_eq!(found(&app, kept).await, Some(request(300)));
    }
    let oldest = "SELECT CAST(MIN(created_at) AS TEXT) FROM journeys WHERE network = '198.51.100.7'";
    assert_eq!(app.database.run(oldest).await, [(GIVEN_BACK + 1).to_string()]);
}
