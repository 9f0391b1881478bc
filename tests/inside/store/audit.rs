//! The audit log: events cannot be changed, and each filter returns exactly the matching events.

use crate::database::TestDatabase;
use crate::support::store::{self, database, record};
use std::time::Duration;
use uuid::Uuid;
use vestibule::clock::{Clock as _, SystemClock};
use vestibule::shared::audit::{ActorKind, EventKind, Outcome};
use vestibule::shared::ids::{AuditEventId, UserId};
use vestibule::shared::timestamp::Timestamp;
use vestibule::store::audit::{self, EventFilter, EventRow, NewEvent};
use vestibule::store::{Db, Tx, audit_retention};

const DAY: Duration = Duration::from_secs(24 * 60 * 60);
/// A time in the past: triggers compare with the clock of the database, which tests cannot change.
pub const LONG_AGO: Timestamp = Timestamp(1_600_000_000_000);

fn now() -> Timestamp {
    SystemClock.now()
}

pub fn user(number: u128) -> UserId {
    UserId(Uuid::from_u128(number))
}

/// A successful event with the user as actor and target, the `number`th at this time.
pub fn event(number: u128, at: Timestamp) -> NewEvent {
    NewEvent {
        id: AuditEventId(Uuid::from_u128(AuditEventId::first_at(at).0.as_u128() + number)),
        actor_kind: ActorKind::User,
        actor: Some(user(1)),
        target: Some(user(1)),
        request_id: Some(Uuid::from_u128(7)),
        detail: Some("a detail".to_owned()),
        address: Some("192.0.2.1".to_owned()),
        device: Some("A browser".to_owned()),
        ..store::event(EventKind::SessionStart, at)
    }
}

fn unfiltered() -> EventFilter {
    EventFilter {
        party: None,
        actor: None,
        target: None,
        kinds: Vec::new(),
        result: None,
        address: None,
        device: None,
        since: AuditEventId(Uuid::nil()),
        before: AuditEventId(Uuid::max()),
    }
}

async fn newest(db: &Db, filter: EventFilter, limit: u32) -> Vec<EventRow> {
    db.read(async move |mut conn| audit::newest(&mut conn, &filter, limit).await).await.unwrap()
}

async fn keep_for(db: &Db, retention: Duration) {
    db.write(async move |mut tx: Tx| audit_retention::keep_for(&mut tx, retention).await).await.unwrap();
}

async fn assert_rejected(place: &TestDatabase, sql: &str, because: &str) {
    let error = place.try_to_run(sql).await.expect_err(sql).to_string();
    assert!(error.contains(because), "{sql}: {error}");
}

#[tokio::test]
async fn a_recorded_event_is_read_with_all_fields() {
    let (_place, db) = database().await;
    let bare = NewEvent { id: event(2, LONG_AGO).id, ..store::event(EventKind::SessionStart, LONG_AGO) };
    record(&db, vec![event(1, LONG_AGO), bare]).await;
    let found = newest(&db, unfiltered(), 10).await;
    let [bare, full] = found.as_slice() else { panic!("{found:?}") };
    let event = event(1, LONG_AGO);
    assert_eq!((full.id, full.at), (event.id.0, LONG_AGO.0));
    assert_eq!(
        (full.event.as_str(), full.result.as_str(), full.actor_kind.as_str()),
        ("session.start", "success", "user")
    );
    assert_eq!((full.actor_id, full.target_id), (Some(user(1).0), Some(user(1).0)));
    assert_eq!((full.request_id, full.detail.as_deref()), (event.request_id, Some("a detail")));
    assert_eq!((full.address.as_deref(), full.device.as_deref()), (Some("192.0.2.1"), Some("A browser")));
    assert_eq!(bare.actor_kind, ActorKind::System);
    assert_eq!((bare.actor_id, bare.target_id, bare.request_id), (None, None, None));
    assert_eq!((&bare.detail, &bare.address, &bare.device), (&None, &None, &None));
}

#[tokio::test]
async fn events_cannot_be_updated_or_replaced() {
    let (place, db) = database().await;
    record(&db, vec![event(1, LONG_AGO)]).await;
    keep_for(&db, DAY).await;
    let unchanged = "audit events are never changed";
    assert_rejected(&place, "UPDATE audit_events SET detail = 'forged'", unchanged).await;
    let columns = "id, at, event, result, actor_kind, actor_id, target_id, request_id";
    if place.is_postgres() {
        assert_rejected(&place, "TRUNCATE audit_events", unchanged).await;
        let replace = format!(
            "INSERT INTO audit_events SELECT {columns}, 'forged' FROM audit_events \
             ON CONFLICT (id) DO UPDATE SET detail = 'forged'"
        );
        assert_rejected(&place, &replace, unchanged).await;
    } else {
        for insert in ["INSERT OR REPLACE", "REPLACE"] {
            let replace = format!("{insert} INTO audit_events SELECT {columns}, 'forged' FROM audit_events");
            assert_rejected(&place, &replace, unchanged).await;
        }
    }
    assert_eq!(newest(&db, unfiltered(), 10).await[0].detail.as_deref(), Some("a detail"));
}

#[tokio::test]
async fn an_event_cannot_be_deleted_before_its_retention_ends() {
    let (place, db) = database().await;
    let kept = "audit events are kept";
    record(&db, vec![event(1, LONG_AGO)]).await;
    assert_rejected(&place, "DELETE FROM audit_events", kept).await;

    keep_for(&db, DAY).await;
    let young = NewEvent { kind: EventKind::UserDelete, ..event(2, now().minus(DAY - Duration::from_secs(60))) };
    let old = NewEvent { kind: EventKind::UserPurge, ..event(3, now().minus(DAY + Duration::from_secs(60))) };
    record(&db, vec![young, old]).await;
    assert_rejected(&place, "DELETE FROM audit_events", kept).await;
    assert_rejected(&place, "DELETE FROM audit_events WHERE event = 'user.delete'", kept).await;
    assert_eq!(newest(&db, unfiltered(), 10).await.len(), 3, "a recent event makes the whole DELETE fail");
    place.run("DELETE FROM audit_events WHERE event = 'user.purge'").await;
    place.run("DELETE FROM audit_events WHERE event = 'session.start'").await;
    assert_eq!(newest(&db, unfiltered(), 10).await.len(), 1);

    keep_for(&db, 2 * DAY).await;
    keep_for(&db, DAY / 2).await;
    place.run("DELETE FROM audit_events").await;
}

#[tokio::test]
async fn expired_events_are_deleted_oldest_first_in_batches_with_their_origins() {
    let (place, db) = database().await;
    keep_for(&db, DAY).await;
    let then = LONG_AGO.plus(DAY);
    record(&db, (0..7).map(|n| event(n, LONG_AGO)).chain([event(0, then)]).collect()).await;
    let delete = async |limit| {
        db.write(async move |mut tx: Tx| audit_retention::delete_past(&mut tx, then, limit).await).await.unwrap()
    };
    assert_eq!(delete(5).await, 5);
    let left: Vec<_> = newest(&db, unfiltered(), 10).await.iter().map(|row| row.id).collect();
    assert_eq!(left, [event(0, then), event(6, LONG_AGO), event(5, LONG_AGO)].map(|event| event.id.0));
    assert_eq!((delete(5).await, delete(5).await), (2, 0), "events at the limit are not deleted");
    assert_eq!(place.run("SELECT device FROM audit_origins").await.len(), 1);
}

#[tokio::test]
async fn erasing_the_origins_of_a_user_keeps_their_events() {
    let (_place, db) = database().await;
    let by_another = NewEvent { actor: Some(user(2)), ..event(2, LONG_AGO) };
    let tried = NewEvent { actor_kind: ActorKind::Anonymous, actor: None, ..event(3, LONG_AGO) };
    let to_another = NewEvent { target: Some(user(2)), ..event(4, LONG_AGO) };
    let of_others = NewEvent { actor: Some(user(2)), target: Some(user(3)), ..event(5, LONG_AGO) };
    record(&db, vec![event(1, LONG_AGO), by_another, tried, to_another, of_others]).await;
    let erase = async |since: u128, before: Option<u128>| {
        let (since, before) = (event(since, LONG_AGO).id, before.map(|number| event(number, LONG_AGO).id));
        let job = async move |mut tx: Tx| audit_retention::erase_origins(&mut tx, user(1), since, before).await;
        db.write(job).await.unwrap()
    };
    assert_eq!(erase(1, Some(3)).await, 1, "the first of these events is erased, and the one after the last is not");
    assert_eq!(erase(4, None).await, 1);
    assert_eq!(erase(1, None).await, 1);
    let found = newest(&db, unfiltered(), 10).await;
    let known: Vec<_> = found.iter().rev().map(|row| row.address.is_some() && row.device.is_some()).collect();
    assert_eq!(known, [false, true, false, false, true], "an address of another actor is not erased");
    assert!(found.iter().all(|row| row.detail.is_some()));
}

#[tokio::test]
async fn the_events_of_a_user_are_counted_on_both_sides() {
    let (_place, db) = database().await;
    let own = (0..3).map(|number| event(number, LONG_AGO));
    let by_another = (3..6).map(|number| NewEvent { actor: Some(user(2)), ..event(number, LONG_AGO) });
    let of_others =
        (6..9).map(|number| NewEvent { actor: Some(user(2)), target: Some(user(3)), ..event(number, LONG_AGO) });
    let to_another = (9..11).map(|number| NewEvent { target: Some(user(2)), ..event(number, LONG_AGO) });
    record(&db, own.chain(by_another).chain(of_others).chain(to_another).collect()).await;
    for (since, count, expected) in [
        (0, 1, Some(1)),
        (0, 3, Some(3)),
        (0, 6, Some(9)),
        (0, 7, Some(10)),
        (0, 8, None),
        (2, 2, Some(4)),
        (6, 0, Some(9)),
        (10, 1, None),
    ] {
        let first = event(since, LONG_AGO).id;
        let found = db
            .read(async move |mut conn| audit_retention::event_after(&mut conn, user(1), first, count).await)
            .await
            .unwrap();
        assert_eq!(found, expected.map(|number| event(number, LONG_AGO).id), "{count} events from {since} on");
    }
}

/// Events with all combinations of the fields that filters use.
fn mixture() -> Vec<NewEvent> {
    let mut events = Vec::new();
    for number in 0..96_u128 {
        let actor = [Some(user(1)), Some(user(2)), None][(number % 3) as usize];
        let target = [Some(user(1)), Some(user(2)), Some(user(3)), None][(number / 3 % 4) as usize];
        let kind = if number % 5 < 3 { EventKind::SessionStart } else { EventKind::UserUpdate };
        let result = if number % 7 == 0 { Outcome::Refused } else { Outcome::Success };
        let at = LONG_AGO.plus(Duration::from_millis(number as u64 / 4));
        let actor_kind = if actor.is_some() { ActorKind::User } else { ActorKind::Anonymous };
        let [address, device] = [["192.0.2.1", "192.0.2.2"], ["A browser", "Wren"]];
        let (address, device) = (address[(number / 2 % 2) as usize], device[(number / 5 % 2) as usize]);
        let (address, device) = (Some(address.to_owned()), Some(device.to_owned()));
        events.push(NewEvent { kind, result, actor_kind, actor, target, address, device, ..event(number, at) });
    }
    events
}

fn matches_filter(filter: &EventFilter, event: &NewEvent) -> bool {
    let is = |wanted: Option<UserId>, found| wanted.is_none() || wanted == found;
    filter.party.is_none_or(|party| event.actor == Some(party) || event.target == Some(party))
        && is(filter.actor, event.actor)
        && is(filter.target, event.target)
        && (filter.kinds.is_empty() || filter.kinds.contains(&event.kind))
        && (filter.address.is_none() || filter.address == event.address)
        && (filter.device.is_none() || filter.device == event.device)
        && filter.result.is_none_or(|result| result == event.result)
        && (filter.since.0..filter.before.0).contains(&event.id.0)
}

/// Asserts that the filter finds its events from both ends. Returns whether there are any.
async fn assert_found(db: &Db, events: &[NewEvent], filter: &EventFilter) -> bool {
    let matching = events.iter().filter(|event| matches_filter(filter, event));
    let mut expected: Vec<_> = matching.map(|event| event.id.0).collect();
    expected.sort_unstable_by(|one, other| other.cmp(one));
    assert_eq!(pages(db, filter).await, expected, "{filter:?}");
    assert_eq!(pages_back(db, filter).await, expected, "{filter:?}");
    !expected.is_empty()
}

#[tokio::test]
async fn every_filter_returns_the_matching_events_page_by_page() {
    let (_place, db) = database().await;
    let events = mixture();
    record(&db, events.clone()).await;
    let (early, late) = (AuditEventId::first_at(LONG_AGO.plus(Duration::from_millis(5))), events[80].id);
    let people = [None, Some(user(1)), Some(user(3))];
    let mut non_empty = 0;
    for party in people {
        for actor in people {
            for target in people {
                for (kinds, result, address, device) in [
                    (&[][..], None, None, None),
                    (&[EventKind::SessionStart][..], None, None, None),
                    (&[EventKind::SessionStart, EventKind::UserUpdate][..], None, None, None),
                    (&[][..], Some(Outcome::Refused), None, None),
                    (&[EventKind::UserUpdate][..], Some(Outcome::Success), None, None),
                    (&[EventKind::SessionStart][..], Some(Outcome::Refused), None, None),
                    (&[][..], None, Some("192.0.2.1"), None),
                    (&[EventKind::UserUpdate, EventKind::UserPurge][..], None, None, Some("Wren")),
                    (&[][..], Some(Outcome::Success), Some("192.0.2.2"), Some("Wren")),
                ] {
                    for (since, before) in [(unfiltered().since, unfiltered().before), (early, late)] {
                        let kinds: Vec<EventKind> = kinds.to_vec();
                        let [address, device] = [address, device].map(|text: Option<&str>| text.map(str::to_owned));
                        let filter =
                            EventFilter { party, actor, target, kinds, result, address, device, since, before };
                        non_empty += usize::from(assert_found(&db, &events, &filter).await);
                    }
                }
            }
        }
    }
    assert!(non_empty > 100, "{non_empty}");
}

/// The ids of all events that match, read in pages of seven.
async fn pages(db: &Db, filter: &EventFilter) -> Vec<Uuid> {
    let (mut all, mut filter) = (Vec::new(), filter.clone());
    loop {
        let page = newest(db, filter.clone(), 7).await;
        let Some(last) = page.last() else { return all };
        filter.before = AuditEventId(last.id);
        all.extend(page.iter().map(|row| row.id));
    }
}

/// The same, read backwards from the oldest page; the result is sorted by newest as well.
async fn pages_back(db: &Db, filter: &EventFilter) -> Vec<Uuid> {
    let (mut all, mut filter) = (Vec::new(), filter.clone());
    loop {
        let page_filter = filter.clone();
        let read = db.read(async move |mut conn| audit::oldest(&mut conn, &page_filter, 7).await);
        let page = read.await.unwrap();
        let Some(first) = page.first() else { return all };
        filter.since = AuditEventId(Uuid::from_u128(first.id.as_u128() + 1));
        all.splice(0..0, page.iter().map(|row| row.id));
    }
}
