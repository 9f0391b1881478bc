//! Goals that somebody else has made up or made too long.

use super::people::Person;
use super::walk::Walk;
use super::{HOME, Setting};
use crate::support::*;
use vestibule::shared::next::with_parameter;

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

/// What has another length, or does not begin as letters do, names no journey.
#[tokio::test]
async fn letters_of_another_shape_are_none() {
    let setting = Setting::new(|_| {}).await;
    let mut walk = Walk::new(&setting, Person::new(1), false);
    setting.world.app.register("maren-1").await;
    let endless = format!("c{}", "A".repeat(20 * 1_024));
    let shapes =
        ["c", "cAAAAAAAAAAAAAAA", "cAAAAAAAAAAAAAAAAA", "xAAAAAAAAAAAAAAAA", "cAAAAAAAA.AAAAAAA", "c AAAAAAAAAAAAAAA"];
    for next in shapes.into_iter().chain([endless.as_str()]) {
        let shown: String = next.chars().take(40).collect();
        walk.go(&with_parameter("/login", "next", next)).await;
        assert_eq!((walk.page.status, walk.page.hidden("next").as_str()), (200, ""), "{shown}");
        // It leads home, as for everybody without a goal.
        walk.go(&with_parameter("/auth/go", "next", next)).await;
        assert!(walk.address == HOME || walk.address.starts_with("/login"), "{shown}: {}", walk.place());
        let fields = [("login", "maren-1"), ("password", PASSWORD), ("next", next)];
        let mut browser = setting.world.app.browser();
        assert_eq!(browser.submit("/actions/login", &fields).await.location(), HOME, "{shown}");
        let led = browser.open(&with_parameter("/auth/go", "next", next)).await;
        assert!(led.status < 400, "{shown}: {}", led.status);
    }
}
