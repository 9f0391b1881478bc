//! Sentences for each kind of reader.

use super::*;
use crate::shared::{ActorView, AuditEventId};
use uuid::Uuid;

const MAREN: UserId = UserId(Uuid::from_u128(2));
const BOSS: UserId = UserId(Uuid::from_u128(3));

fn event(kind: &str, actor: Option<UserId>, detail: Option<&str>) -> AuditEventView {
    AuditEventView {
        id: AuditEventId(Uuid::from_u128(1)),
        at: Timestamp(0),
        event: kind.to_owned(),
        result: Outcome::Success,
        actor: ActorView { kind: ActorKind::User, id: actor },
        target_id: Some(MAREN),
        address: None,
        device: None,
        request_id: None,
        detail: detail.map(str::to_owned),
    }
}

fn people() -> Vec<NamedUser> {
    let named = |id, name: &str| NamedUser { id, name: name.to_owned() };
    vec![named(MAREN, "Maren Holt"), named(BOSS, "Ottoline")]
}

fn reader(people: &[NamedUser], own: Option<UserId>, subject: Option<UserId>) -> Reader<'_> {
    Reader { own, subject, people, devices: &[], titles: &[], now: Timestamp(0) }
}

#[test]
fn an_event_is_a_sentence_for_its_reader() {
    let (people, disabled) = (people(), event("user.disable", Some(BOSS), None));
    let of = |event: &AuditEventView, own, subject| sentence(event, &reader(&people, own, subject));
    assert_eq!(of(&disabled, None, None), "Ottoline disabled the account of Maren Holt");
    assert_eq!(of(&disabled, None, Some(MAREN)), "Ottoline disabled this account");
    assert_eq!(of(&disabled, Some(BOSS), None), "You disabled the account of Maren Holt");
    let hidden = event("user.disable", None, None);
    assert_eq!(of(&hidden, Some(MAREN), None), "An administrator disabled your account");
    let own = event("password.change", Some(MAREN), None);
    assert_eq!(of(&own, Some(MAREN), None), "You changed the password of your account");
    assert_eq!(of(&own, None, None), "Maren Holt changed the password of their own account");
}

#[test]
fn users_without_a_name_are_described() {
    let of = |event: &AuditEventView, own, subject| sentence(event, &reader(&[], own, subject));
    let disabled = event("user.disable", Some(BOSS), None);
    assert_eq!(of(&disabled, None, None), "A deleted user disabled an account that no longer exists");
    assert_eq!(of(&disabled, Some(BOSS), None), "You disabled another account");
    assert_eq!(of(&event("session.start", Some(MAREN), None), None, Some(MAREN)), "The user signed in");
    let operator = ActorView { kind: ActorKind::System, id: None };
    let made = AuditEventView { actor: operator, ..event("user.create", None, Some("user")) };
    assert_eq!(of(&made, Some(MAREN), None), "The operator created your account");
}

#[test]
fn details_are_words_of_the_sentence() {
    let people = people();
    let of = |kind, detail| sentence(&event(kind, Some(BOSS), detail), &reader(&people, None, Some(MAREN)));
    assert_eq!(of("user.set_role", Some("admin")), "Ottoline set the role of this account to admin");
    assert_eq!(of("group.add", Some("editors")), "Ottoline added this account to the group editors");
    assert_eq!(of("user.update", Some("name email")), "Ottoline changed the name and email address of this account");
    assert_eq!(of("user.update", None), "Ottoline changed the details of this account");
    assert_eq!(of("of.a_newer_version", None), "of.a_newer_version");
    assert_eq!(of("factor.add", Some("passkey")), "Ottoline added a passkey to this account");
    assert_eq!(of("factor.remove", Some("authenticator")), "Ottoline removed an authenticator app from this account");
    assert_eq!(of("factor.reset", None), "Ottoline removed all second factors from this account");
    assert_eq!(of("factor.reset", Some("taken_over")), "Ottoline removed all second factors from this account");
    assert_eq!(
        of("factor.reset", Some("reported")),
        "Ottoline removed recently added second factors from this account"
    );
    assert_eq!(of("recovery_codes.create", None), "Ottoline added new recovery codes to this account");
}

#[test]
fn refusals_say_what_was_not_done() {
    let anonymous = ActorView { kind: ActorKind::Anonymous, id: None };
    let mut one = event("session.start", None, Some("no_match"));
    one.result = Outcome::Refused;
    one.actor = anonymous;
    assert_eq!(sentence(&one, &reader(&people(), None, None)), "A sign-in to the account of Maren Holt was refused");
    one.target_id = None;
    assert_eq!(sentence(&one, &reader(&[], None, None)), "A sign-in to an unknown account was refused");
    one.event = "factor.use".to_owned();
    one.target_id = Some(MAREN);
    assert_eq!(
        sentence(&one, &reader(&people(), None, Some(MAREN))),
        "A passkey of this account was refused because it may be a copy"
    );
    one.event = "user.restore".to_owned();
    assert_eq!(sentence(&one, &reader(&[], None, None)), "Account restored: refused");
}

#[test]
fn a_sentence_says_who_did_it_to_whom() {
    let people = people();
    let of = |event: &AuditEventView| sentence(event, &reader(&people, None, Some(MAREN)));
    assert_eq!(of(&event("session.end", Some(MAREN), None)), "Maren Holt signed out");
    assert_eq!(of(&event("session.end", Some(BOSS), None)), "Ottoline signed out a device of this account");
    assert_eq!(of(&event("session.end_others", Some(MAREN), None)), "Maren Holt signed out all other devices");
    assert_eq!(of(&event("session.end_others", Some(BOSS), None)), "Ottoline signed out all devices of this account");
    assert_eq!(of(&event("password.reset", Some(MAREN), None)), "Maren Holt set a password with a link");
    let accepted = of(&event("password.reset", Some(MAREN), Some("invitation")));
    assert_eq!(accepted, "Maren Holt accepted the invitation");
    let created = event("password.reset_issued", Some(BOSS), None);
    assert_eq!(of(&created), "Ottoline created a password link for this account");
    let visitor = ActorView { kind: ActorKind::Anonymous, id: None };
    let asked = of(&AuditEventView { actor: visitor, ..created });
    assert!(asked.ends_with("asked for a password link for this account"), "{asked}");
}

#[test]
fn no_placeholder_is_left() {
    for kind in EventKind::ALL {
        for result in Outcome::ALL {
            let one = AuditEventView { result, ..event(kind.as_str(), Some(BOSS), Some("x")) };
            let text = sentence(&one, &reader(&[], None, None));
            assert!(!text.contains(['@', '#', '%']) && text.contains(' '), "{text}");
            assert_ne!(text, kind.label(), "a sentence of its own");
        }
    }
}

#[test]
fn applications_and_providers_are_called_by_their_titles_as_long_as_they_exist() {
    let titled = |noun: &str| Titled { noun: noun.to_owned(), name: "files".to_owned(), title: "The Files".to_owned() };
    let (people, titles) = (people(), [titled("application"), titled("provider")]);
    let reader = Reader { titles: &titles, ..reader(&people, None, None) };
    for kind in ["application.enter", "application.create", "identity.link", "provider.update"] {
        let of = |detail: &str| sentence(&event(kind, Some(BOSS), Some(detail)), &reader);
        assert!(of("files").contains("The Files"), "{kind}: {}", of("files"));
        assert!(of("gone").contains("gone"), "{kind}: {}", of("gone"));
    }
    assert!(sentence(&event("group.add", Some(BOSS), Some("files")), &reader).contains("files"));
}
