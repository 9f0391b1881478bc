//! Answers of the services that are none, or refuse.

use super::{MAREN, SHAPES, World};
use crate::api::upstream::{BEGIN, FIRST_TIME};
use crate::support::hostile_provider::Answer;
use crate::support::*;
use vestibule::shared::providers::ProviderKind;

/// An answer with this status and body.
fn json_page(status: u16, body: &str) -> Answer {
    Answer::Page(status, "application/json", body.to_owned())
}

#[tokio::test]
async fn an_answer_that_cannot_be_read_opens_nothing() {
    let large = format!(r#"{{"access_token":"a","id":"7","name":"{}"}}"#, "a".repeat(70_000));
    for shape in SHAPES {
        let world = World::of(shape).await;
        let maren = (shape.person)(1001, Some(MAREN), true);
        for what in [Some(shape.token), shape.me].into_iter().flatten() {
            for (answer, expected) in [
                (Answer::Page(200, "text/html", "<!doctype html><p>We are back soon.</p>".to_owned()), "malformed"),
                (json_page(200, "[]"), "malformed"),
                (json_page(200, "{\"access_token\":\"a"), "malformed"),
                (json_page(200, &large), "malformed"),
                (Answer::Redirect, "malformed"),
                (json_page(429, "{}"), "unreachable"),
                (json_page(503, ""), "unreachable"),
            ] {
                world.service.answer(what, answer.clone());
                assert_eq!(world.sign_in(&maren).await, expected, "{what} {answer:?}");
            }
        }
        world.service.be_honest();
        assert_eq!(world.sign_in(&maren).await, FIRST_TIME, "{}: it works again", shape.kind);
    }
}

#[tokio::test]
async fn a_token_endpoint_of_another_shape_opens_nothing() {
    for shape in SHAPES {
        let world = World::of(shape).await;
        let maren = (shape.person)(1001, Some(MAREN), true);
        for body in [
            "access_token=abc&expires=5183999",
            "{}",
            r#"{"access_token":7}"#,
            r#"{"access_token":""}"#,
            r#"{"access_token":"a b"}"#,
            r#"{"access_token":"a","token_type":"mac"}"#,
            r#"{"data":{"access_token":"abc"}}"#,
            // One that it has not issued, and no ID token.
            r#"{"access_token":"abc","token_type":"bearer"}"#,
            r#"{"access_token":"abc","token_type":"bearer","id_token":"a.b.c"}"#,
        ] {
            world.service.answer(shape.token, json_page(200, body));
            assert_eq!(world.sign_in(&maren).await, "malformed", "{} {body}", shape.kind);
        }
    }
}

#[tokio::test]
async fn an_id_that_is_none_opens_nothing() {
    let (long, seen) = ("a".repeat(256), "7\u{0}");
    let wrong =
        [json!(null), json!(""), json!(true), json!(7.5), json!({"id": "7"}), json!(["7"]), json!(long), json!(seen)];
    for shape in SHAPES {
        let world = World::of(shape).await;
        for id in &wrong {
            let mut person = (shape.person)(1001, Some(MAREN), true);
            person[shape.subject] = id.clone();
            assert_eq!(world.sign_in(&person).await, "malformed", "{} {id}", shape.kind);
        }
        let mut person = (shape.person)(1001, Some(MAREN), true);
        person.as_object_mut().expect("an object").remove(shape.subject);
        assert_eq!(world.sign_in(&person).await, "malformed", "{} without an id", shape.kind);
    }
}

#[tokio::test]
async fn a_secret_that_the_service_does_not_know_is_named() {
    for shape in SHAPES {
        let world = World::mistaken(shape).await;
        let maren = (shape.person)(1001, Some(MAREN), true);
        assert_eq!(world.sign_in(&maren).await, "invalid_client", "{}", shape.kind);
    }
}

#[tokio::test]
async fn who_does_not_agree_there_is_told_so() {
    for shape in SHAPES {
        let world = World::of(shape).await;
        let mut browser = world.app.browser();
        let answer = world.back(&mut browser, "", &(shape.person)(1001, Some(MAREN), true)).await;
        assert_eq!(world.outcome(&mut browser, &answer.refusal(shape.denial)).await, "denied", "{}", shape.kind);
        assert_eq!(world.service.requests(shape.token), 0, "{}", shape.kind);
    }
}

#[tokio::test]
async fn none_of_them_but_gitlab_proves_a_new_sign_in() {
    // They do not say when somebody has signed in there, or cannot be asked to let them sign in again.
    for shape in SHAPES {
        let world = World::of(shape).await;
        let mut browser = world.open_account(&(shape.person)(1001, Some(MAREN), false)).await;
        let reply = browser.press(&format!("{}?for=step-up", BEGIN)).await;
        let is_led_there = reply.location().starts_with(shape.sign_in);
        assert_eq!(is_led_there, shape.kind == ProviderKind::Gitlab, "{}: {}", shape.kind, reply.location());
    }
}
