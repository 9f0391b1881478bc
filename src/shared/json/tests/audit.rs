//! Events.

use super::assert_round_trip;
use crate::language::Message;
use crate::shared::audit::{ActorKind, ActorView, AuditEventView, Outcome};
use crate::shared::audit_log::{AuditLogView, NamedDevice, NamedUser, Titled};
use crate::shared::ids::{AuditEventId, UserId};
use crate::shared::sessions::DeviceKind;
use crate::shared::timestamp::Timestamp;

#[test]
fn audit_events_round_trip() {
    let id = uuid::Uuid::from_u128(7);
    let full = AuditEventView {
        id: AuditEventId(id),
        at: Timestamp(1_700_000_000_123),
        event: "of.a_newer_version".to_owned(),
        result: Outcome::Refused,
        actor: ActorView { kind: ActorKind::User, id: Some(UserId(id)) },
        target_id: Some(UserId(id)),
        address: Some("192.0.2.1".to_owned()),
        device: Some("A \"browser\"".to_owned()),
        request_id: Some(id),
        detail: Some("admin".to_owned()),
    };
    let bare = AuditEventView {
        actor: ActorView { kind: ActorKind::System, id: None },
        target_id: None,
        address: None,
        device: None,
        request_id: None,
        detail: None,
        ..full.clone()
    };
    let people = vec![NamedUser { id: UserId(id), name: "Maren \"M\" Holt".to_owned() }];
    let devices = vec![NamedDevice {
        agent: "A \"browser\"".to_owned(),
        words: Message::written("A browser"),
        kind: DeviceKind::Program,
    }];
    assert_round_trip(&AuditLogView {
        events: vec![full.clone(), bare],
        next: Some(AuditEventId(id)),
        prev: None,
        people,
        devices,
        titles: vec![Titled { noun: "application".to_owned(), name: "wiki".to_owned(), title: "Wiki".to_owned() }],
    });
    assert_round_trip(&AuditLogView {
        events: Vec::new(),
        next: None,
        prev: Some(AuditEventId(id)),
        people: Vec::new(),
        devices: Vec::new(),
        titles: Vec::new(),
    });
    assert_round_trip(&Some(vec![full]));
}
