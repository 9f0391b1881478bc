//! The attacks of docs/providers at each of the services.

use super::{MAREN, SHAPES, Shape, World, discord};
use crate::api::upstream::{SIGN_IN_FIRST, whose};

#[tokio::test]
async fn unverified_address() {
    for shape in SHAPES {
        let world = World::of(shape).await;
        world.account_of_maren(MAREN).await;
        let mallory = (shape.person)(666, Some(MAREN), false);
        assert_eq!(world.sign_in(&mallory).await, SIGN_IN_FIRST, "{}", shape.kind);
        assert!(world.linked().await.is_empty(), "{}", shape.kind);
    }
}

#[tokio::test]
async fn look_alikes() {
    for shape in SHAPES {
        let world = World::of(shape).await;
        world.account_of_maren(MAREN).await;
        for email in
            ["m\u{430}ren@example.org", "maren@\u{ff45}xample.org", "maren@example.org.", "maren@example.org\u{0}"]
        {
            let outcome = world.sign_in(&(shape.person)(666, Some(email), true)).await;
            assert_ne!(outcome, "signed in", "{} {email:?}", shape.kind);
        }
        assert!(world.linked().await.is_empty(), "{}", shape.kind);
    }
}

#[tokio::test]
async fn login_csrf_and_replayed_state() {
    for shape in SHAPES {
        let world = World::of(shape).await;
        let maren = (shape.person)(1001, Some(MAREN), false);
        world.open_account(&maren).await;
        let mut browser = world.app.browser();
        let answer = world.back(&mut browser, "", &maren).await;
        let requests = world.service.requests(shape.token);
        let mut victim = world.app.browser();
        for answer in [answer.clone(), answer.clone().with("state", "made-up"), answer.clone().with("state", "")] {
            assert_eq!(world.outcome(&mut victim, &answer).await, "state", "{}", shape.kind);
        }
        assert_eq!(world.service.requests(shape.token), requests, "{}: the code was sent", shape.kind);
        let mut thief = world.app.browser();
        thief.jar = browser.jar.clone();
        assert_eq!(world.outcome(&mut browser, &answer).await, "signed in", "{}", shape.kind);
        assert_eq!(world.outcome(&mut thief, &answer).await, "state", "{}", shape.kind);
        assert_eq!(world.service.requests(shape.token), requests + 1, "{}", shape.kind);
    }
}

#[tokio::test]
async fn code_of_another_browser_or_one_that_was_used() {
    for shape in SHAPES {
        let world = World::of(shape).await;
        let maren = (shape.person)(1001, Some(MAREN), false);
        world.open_account(&maren).await;
        let stolen = world.back(&mut world.app.browser(), "", &maren).await;
        let mut attacker = world.app.browser();
        let own = world.back(&mut attacker, "", &(shape.person)(666, None, false)).await;
        let mixed = own.with("code", &stolen.parameters["code"]);
        assert_eq!(world.outcome(&mut attacker, &mixed).await, shape.stolen_code, "{}", shape.kind);
        assert_eq!(whose(&world.app, &attacker).await, None, "{}", shape.kind);
        let again = world.back(&mut attacker, "", &maren).await.with("code", &stolen.parameters["code"]);
        assert_eq!(world.outcome(&mut attacker, &again).await, "invalid_code", "{}", shape.kind);
        assert_eq!(whose(&world.app, &attacker).await, None, "{}", shape.kind);
    }
}

#[tokio::test]
async fn mix_up() {
    for shape in SHAPES {
        let world = World::of(shape).await;
        let mut victim = world.app.browser();
        let answer = world.back(&mut victim, "", &(shape.person)(1001, Some(MAREN), true)).await;
        let answer = answer.with("iss", "https://evil.example");
        assert_eq!(world.outcome(&mut victim, &answer).await, "issuer", "{}", shape.kind);
        assert_eq!(world.service.requests(shape.token), 0, "{}: the code was sent", shape.kind);
    }
}

#[tokio::test]
async fn a_server_that_is_not_the_host() {
    static ELSEWHERE: Shape = Shape { hosts: &["discord.example"], ..discord::DISCORD };
    let world = World::of(&ELSEWHERE).await;
    assert_eq!(world.sign_in(&(ELSEWHERE.person)(1001, Some(MAREN), true)).await, "unreachable");
    assert_eq!(world.service.requests(ELSEWHERE.token), 0, "the secret was sent");
}
