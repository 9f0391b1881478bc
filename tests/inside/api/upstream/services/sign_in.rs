//! Whole sign-ins at each of the services.

use super::{MAREN, SHAPES, World};
use crate::api::upstream::{FIRST_TIME, LINK, SIGN_IN_FIRST, accept, confirm_link, is_confirmed, signs_in, whose};
use crate::support::*;

#[tokio::test]
async fn an_account_is_opened_the_first_time_and_entered_by_its_id_from_then_on() {
    for shape in SHAPES {
        let world = World::of(shape).await;
        let mut browser = world.app.browser();
        let maren = (shape.person)(1001, Some(MAREN), false);
        assert_eq!(world.enter(&mut browser, &maren).await, FIRST_TIME, "{}", shape.kind);
        assert!(browser.open(FIRST_TIME).await.expect_status(200).has("value", MAREN), "{}", shape.kind);
        assert!(signs_in(&accept(&mut browser, "maren", MAREN).await), "{}", shape.kind);
        assert_eq!(world.linked().await, ["maren 1001"], "{}", shape.kind);
        assert!(!is_confirmed(&world.app, "maren").await, "{}: it was not confirmed there", shape.kind);
        // With another address there, or none, it is the same account.
        for email in [Some("other@example.net"), None] {
            let mut browser = world.app.browser();
            let outcome = world.enter(&mut browser, &(shape.person)(1001, email, true)).await;
            assert_eq!((outcome.as_str(), whose(&world.app, &browser).await.as_deref()), ("signed in", Some("maren")));
        }
        // With another id it is another one.
        let other = (shape.person)(1002, Some("jonas@example.net"), false);
        assert_eq!(world.sign_in(&other).await, FIRST_TIME, "{}", shape.kind);
        assert_eq!(world.linked().await, ["maren 1001"], "{}", shape.kind);
    }
}

#[tokio::test]
async fn somebody_who_is_signed_in_links_an_account_there() {
    for shape in SHAPES {
        let world = World::of(shape).await;
        let elsewhere = (shape.person)(1001, Some("elsewhere@example.net"), false);
        let mut maren = world.app.member_in_browser("maren").await;
        let back = world.back(&mut maren, "?for=link", &elsewhere).await;
        assert_eq!(world.outcome(&mut maren, &back).await, LINK, "{}", shape.kind);
        assert!(world.linked().await.is_empty(), "{}: a page asks first", shape.kind);
        confirm_link(&mut maren).await.expect_status(303);
        assert_eq!(world.linked().await, ["maren 1001"], "{}", shape.kind);
        let mut browser = world.app.browser();
        assert_eq!(world.enter(&mut browser, &elsewhere).await, "signed in", "{}", shape.kind);
        assert_eq!(whose(&world.app, &browser).await.as_deref(), Some("maren"), "{}", shape.kind);
        // It is linked to one account.
        let mut jonas = world.app.member_in_browser("jonas").await;
        let back = world.back(&mut jonas, "?for=link", &elsewhere).await;
        assert_eq!(world.outcome(&mut jonas, &back).await, "other_account", "{}", shape.kind);
    }
}

#[tokio::test]
async fn the_owner_of_an_address_that_is_not_confirmed_there_signs_in_here_first() {
    for shape in SHAPES {
        let world = World::of(shape).await;
        world.account_of_maren(MAREN).await;
        let mut browser = world.app.browser();
        let maren = (shape.person)(1001, Some(MAREN), false);
        assert_eq!(world.enter(&mut browser, &maren).await, SIGN_IN_FIRST, "{}", shape.kind);
        browser.submit("/actions/link_identity", &[]).await;
        assert!(world.linked().await.is_empty(), "{}: nobody has signed in here", shape.kind);
        let fields = [("login", "maren"), ("password", PASSWORD), ("next", LINK)];
        assert_eq!(browser.submit("/actions/login", &fields).await.location(), LINK);
        confirm_link(&mut browser).await.expect_status(303);
        assert_eq!(world.linked().await, ["maren 1001"], "{}", shape.kind);
        assert_eq!(world.sign_in(&maren).await, "signed in", "{}", shape.kind);
    }
}

#[tokio::test]
async fn who_has_no_address_there_enters_one() {
    for shape in SHAPES {
        let world = World::of(shape).await;
        let mut browser = world.app.browser();
        let maren = (shape.person)(1001, None, false);
        assert_eq!(world.enter(&mut browser, &maren).await, FIRST_TIME, "{}", shape.kind);
        assert!(signs_in(&accept(&mut browser, "maren", "maren@example.net").await), "{}", shape.kind);
        assert!(!is_confirmed(&world.app, "maren").await, "{}", shape.kind);
        assert_eq!(world.sign_in(&maren).await, "signed in", "{}", shape.kind);
    }
}
