//! Handles that this browser does not keep: of another browser, used, altered, or over. Whoever comes with one ends at home or at a page
//! that says so, or at the sign-in page; nobody is refused, nothing of somebody else's opens, and what the browser does keep still leads
//! to its goal.

use super::goals::{Goal, answered};
use super::passing::password;
use super::people::{Person, prepare};
use super::walk::Walk;
use super::{Door, HOME, Setting};
use vestibule::shared::next::with_parameter;

/// As long as a journey lasts, and a minute more.
const TOO_LONG: u64 = 2 * 24 * 60 * 60 + 60;
/// The length of the letters of a journey.
const LETTERS: usize = 17;
/// Goals that do not fit into an address.
const KEPT: [Goal; 3] = [Goal::Client(200), Goal::Client(7_000), Goal::LongPage];

/// The name of the cookie of a journey.
fn cookie_of(letters: &str) -> String {
    format!("vestibule_to_{letters}")
}

/// The same text with another character in its middle.
pub(super) fn altered(text: &str) -> String {
    let middle = text.len() / 2;
    let other = if text[middle..].starts_with('A') { "B" } else { "A" };
    format!("{}{other}{}", &text[..middle], &text[middle + 1..])
}

/// Somebody on the way to a goal, at the sign-in page.
async fn at_sign_in(setting: &Setting, number: usize, goal: Goal) -> Walk<'_> {
    let mut walk = Walk::new(setting, Person::new(number), false);
    prepare(Door::Password, &mut walk).await;
    goal.begin(&mut walk, false).await;
    walk
}

/// The letters in the address of the page, whose journey the browser keeps.
fn letters_in(walk: &Walk<'_>) -> String {
    let letters = walk.goal_in_address();
    assert_eq!(letters.len(), LETTERS, "{}", walk.place());
    assert!(walk.browser.jar.contains_key(&cookie_of(&letters)), "{letters}: {:?}", walk.browser.jar);
    letters
}

/// Opens a handle that is not kept, at both pages that lead on.
async fn assert_told(walk: &mut Walk<'_>, letters: &str) {
    let is_signed_in = walk.browser.jar.contains_key("vestibule_access");
    for page in ["/login", "/auth/go"] {
        walk.go(&with_parameter(page, "next", letters)).await;
        let is_page = walk.page.status == 200 && walk.page.text().contains("<h1");
        let is_told = match is_signed_in {
            true => is_page || walk.address == HOME,
            false => is_page && walk.address.starts_with("/login"),
        };
        assert!(is_told, "{page} {letters}: {}", walk.place());
        assert_eq!(answered(&walk.address, "code"), None, "{page} {letters}");
    }
}

/// Signs in at the page to which a handle leads that is not kept: nothing but the goal is missing.
async fn sign_in_with(walk: &mut Walk<'_>, letters: &str) {
    walk.go(&with_parameter("/login", "next", letters)).await;
    password(walk).await;
    assert!(walk.browser.jar.contains_key("vestibule_access"), "{}", walk.place());
    let is_anywhere = walk.page.status < 400 && answered(&walk.address, "code").is_none();
    assert!(is_anywhere, "{letters}: {}", walk.place());
}

#[tokio::test]
async fn a_handle_of_another_browser_leads_nowhere_and_stays_good_in_its_own() {
    let setting = Setting::new(|_| {}).await;
    for (number, goal) in KEPT.into_iter().enumerate() {
        let mut own = at_sign_in(&setting, 2 * number, goal).await;
        let letters = letters_in(&own);
        let mut other = Walk::new(&setting, Person::new(2 * number + 1), false);
        prepare(Door::Password, &mut other).await;
        assert_told(&mut other, &letters).await;
        sign_in_with(&mut other, &letters).await;
        assert_told(&mut other, &letters).await;
        password(&mut own).await;
        assert_eq!(goal.outcome(&own), "arrives", "{goal:?}: {}", own.place());
    }
}

#[tokio::test]
async fn a_handle_that_was_used_leads_nowhere() {
    let setting = Setting::new(|_| {}).await;
    for (number, goal) in KEPT.into_iter().enumerate() {
        let mut walk = at_sign_in(&setting, number, goal).await;
        let letters = letters_in(&walk);
        password(&mut walk).await;
        assert_eq!(goal.outcome(&walk), "arrives", "{goal:?}: {}", walk.place());
        let is_kept = walk.browser.jar.keys().any(|name| name.starts_with("vestibule_to_"));
        assert!(!is_kept, "nothing is left of it: {:?}", walk.browser.jar);
        assert_told(&mut walk, &letters).await;
        walk.sign_out_by_closing();
        assert_told(&mut walk, &letters).await;
        sign_in_with(&mut walk, &letters).await;
    }
}

#[tokio::test]
async fn altered_letters_and_cookies_open_nothing() {
    let setting = Setting::new(|_| {}).await;
    let (goal, other_goal) = (Goal::Client(200), Goal::Client(7_000));
    let mut walk = at_sign_in(&setting, 1, goal).await;
    let letters = letters_in(&walk);
    other_goal.begin(&mut walk, false).await;
    let others = letters_in(&walk);
    let kept = walk.browser.jar[&cookie_of(&letters)].clone();
    let others_kept = walk.browser.jar[&cookie_of(&others)].clone();
    let bad = [
        (&letters, altered(&kept)),
        (&letters, kept[..kept.len() - 1].to_owned()),
        (&letters, String::new()),
        (&letters, "A".repeat(22)),
        (&letters, "A".repeat(3_000)),
        // Under the name of another journey.
        (&letters, others_kept.clone()),
        (&others, kept.clone()),
        (&others, altered(&others_kept)),
    ];
    for (letters, value) in bad {
        walk.browser.jar.insert(cookie_of(letters), value);
        assert_told(&mut walk, letters).await;
    }
    for (letters, value) in [(&letters, kept), (&others, others_kept)] {
        walk.browser.jar.insert(cookie_of(letters), value);
    }
    for made_up in [altered(&letters), altered(&others), format!("p{}", &letters[1..])] {
        assert_told(&mut walk, &made_up).await;
    }
    // Nobody has lost anything by that.
    walk.go(&with_parameter("/login", "next", &letters)).await;
    password(&mut walk).await;
    assert_eq!(goal.outcome(&walk), "arrives", "{}", walk.place());
    walk.go(&with_parameter("/login", "next", &others)).await;
    assert_eq!(other_goal.outcome(&walk), "arrives", "{}", walk.place());
}

/// Browsers forget the cookie by themselves. One that does not is no better off.
#[tokio::test]
async fn after_two_days_the_way_begins_again() {
    let mut number = 0;
    for goal in KEPT {
        for forgets in [true, false] {
            let setting = Setting::new(|_| {}).await;
            number += 1;
            let mut walk = at_sign_in(&setting, number, goal).await;
            let letters = letters_in(&walk);
            setting.world.app.wait(TOO_LONG);
            if forgets {
                walk.browser.forget(&cookie_of(&letters));
            }
            assert_told(&mut walk, &letters).await;
            sign_in_with(&mut walk, &letters).await;
            goal.begin(&mut walk, false).await;
            assert_eq!(goal.outcome(&walk), "arrives", "{goal:?}: {}", walk.place());
        }
    }
}

/// Until then it is good, however long somebody looks for the password.
#[tokio::test]
async fn for_two_days_it_leads_to_its_goal() {
    let setting = Setting::new(|_| {}).await;
    for (number, goal) in KEPT.into_iter().enumerate() {
        let mut walk = at_sign_in(&setting, number, goal).await;
        setting.world.app.wait(TOO_LONG - 120);
        password(&mut walk).await;
        assert_eq!(goal.outcome(&walk), "arrives", "{goal:?}: {}", walk.place());
    }
}
