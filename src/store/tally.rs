//! As what events are counted, and what a transaction counts, before it is written
//! ([decision 99](../../docs/decisions/0099-counters.md)).

use crate::shared::counters::{AT_PROVIDER, Counter, NOT_ADMITTED, Way};
use crate::shared::{EventKind, Outcome, Timestamp};
use std::collections::BTreeMap;
use uuid::Uuid;

/// Milliseconds.
pub const HOUR: i64 = 60 * 60 * 1_000;
pub const DAY: i64 = 24 * HOUR;

/// A power of two.
const SHARDS: u8 = 16;

/// The periods that end with a day and in which somebody was active, in days.
const PERIODS: [(Counter, i64); 3] =
    [(Counter::ActiveInDay, 1), (Counter::ActiveInWeek, 7), (Counter::ActiveInMonth, 30)];

/// How an event is counted. It is not stored with it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tally {
    /// As its kind says.
    #[default]
    Usual,
    /// A sign-in by this way.
    By(Way),
    /// Another event of the transaction counts it.
    Elsewhere,
}

/// What a transaction counts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Counts(BTreeMap<Place, i64>);

/// A row. In this order they are locked.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Place {
    kind: &'static str,
    since: i64,
    label: String,
    shard: i64,
}

impl Counts {
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The kind, the time, the label and the number of each row, where all shards are one.
    pub(super) fn rows(&self) -> Vec<(&str, i64, &str, i64)> {
        self.0.iter().map(|(place, number)| (place.kind, place.since, place.label.as_str(), *number)).collect()
    }

    fn add(&mut self, counter: Counter, since: i64, label: &str, shard: i64, number: i64) {
        let place = Place { kind: counter.as_str(), since, label: label.to_owned(), shard };
        *self.0.entry(place).or_default() += number;
    }

    /// Counts this number of something at a time. `id`: random, or a UUID of version 7.
    pub fn some(&mut self, (counter, label, number): (Counter, &str, i64), at: Timestamp, id: Uuid) {
        self.add(counter, hour_of(at), label, shard_of(id), number);
    }

    /// Counts somebody who was active on a day, for each period that ends with it or later, unless they were counted for that when they
    /// were active before. `id`: spreads the rows.
    pub(super) fn active(&mut self, day: i64, day_before: Option<i64>, id: Uuid) {
        for (counter, length) in PERIODS {
            let uncounted = day_before.map_or(day, |before| before + length).max(day);
            (uncounted..day + length).for_each(|end| self.add(counter, end * DAY, "", shard_of(id), 1));
        }
    }

    /// The columns of the rows, for PostgreSQL.
    pub(super) fn columns(&self) -> Columns<'_> {
        let mut columns = Columns::default();
        for (Place { kind, since, label, shard }, number) in &self.0 {
            columns.kinds.push(kind);
            columns.since.push(*since);
            columns.labels.push(label);
            columns.shards.push(*shard);
            columns.numbers.push(*number);
        }
        columns
    }
}

/// Rows by columns.
#[derive(Default)]
pub(super) struct Columns<'a> {
    pub kinds: Vec<&'a str>,
    pub since: Vec<i64>,
    pub labels: Vec<&'a str>,
    pub shards: Vec<i64>,
    pub numbers: Vec<i64>,
}

/// The day, in days since 1970.
pub fn day_of(at: Timestamp) -> i64 {
    at.0.div_euclid(DAY)
}

pub(super) fn hour_of(at: Timestamp) -> i64 {
    at.0 - at.0.rem_euclid(HOUR)
}

/// By the last byte, which is random.
pub(super) fn shard_of(id: Uuid) -> i64 {
    i64::from(id.as_bytes()[15] % SHARDS)
}

/// The label of what an event counts as.
#[derive(Clone, Copy)]
enum Label {
    Fixed(&'static str),
    /// The detail of the event.
    Detail,
    /// The way of a sign-in, which the event does not say.
    Way,
    /// The detail is how many of this.
    Number(&'static str),
}

/// As what the events of a kind are counted: those of success, and those of a refusal. This table is all that decides it.
const fn counters_of(kind: EventKind) -> [Option<(Counter, Label)>; 2] {
    const REGISTERED: Label = Label::Fixed("registration");
    const CREATED: Label = Label::Fixed("administrator");
    match kind {
        EventKind::SessionStart => [Some((Counter::SignIns, Label::Way)), Some((Counter::Refusals, Label::Detail))],
        EventKind::ApplicationEnter => {
            [Some((Counter::Entries, Label::Detail)), Some((Counter::Refusals, Label::Fixed(NOT_ADMITTED)))]
        }
        EventKind::IdentityLink => [None, Some((Counter::Refusals, Label::Fixed(AT_PROVIDER)))],
        EventKind::UserRegister => [Some((Counter::Accounts, REGISTERED)), None],
        EventKind::UserCreate | EventKind::UserSetUp => [Some((Counter::Accounts, CREATED)), None],
        EventKind::UserImport => [Some((Counter::Accounts, Label::Number("import"))), None],
        EventKind::MailFailed => [Some((Counter::Mail, Label::Fixed("given_up"))), None],
        EventKind::UserInvite
        | EventKind::UserRevokeInvitation
        | EventKind::UserUpdate
        | EventKind::UserReleaseValue
        | EventKind::UserSetRole
        | EventKind::UserDisable
        | EventKind::UserEnable
        | EventKind::UserDelete
        | EventKind::UserRestore
        | EventKind::UserPurge
        | EventKind::UserSetPassword
        | EventKind::UserStartOver
        | EventKind::UserExport
        | EventKind::UserDataDownload
        | EventKind::EmailConfirm
        | EventKind::EmailDisown
        | EventKind::PasswordChange
        | EventKind::PasswordResetIssued
        | EventKind::PasswordLinkRevoked
        | EventKind::PasswordReset
        | EventKind::EmailChangeUndone
        | EventKind::SessionEnd
        | EventKind::SessionEndOthers
        | EventKind::SessionReported
        | EventKind::StepUp
        | EventKind::LinkVoid
        | EventKind::TokenReuse
        | EventKind::ApiTokenCreate
        | EventKind::ApiTokenRevoke
        | EventKind::FactorAdd
        | EventKind::FactorRemove
        | EventKind::FactorReset
        | EventKind::FactorUse
        | EventKind::FactorSync
        | EventKind::FactorClock
        | EventKind::RecoveryCodesNew
        | EventKind::RecoveryCodeUse
        | EventKind::ServiceAccountCreate
        | EventKind::GroupCreate
        | EventKind::GroupUpdate
        | EventKind::GroupDelete
        | EventKind::GroupAdd
        | EventKind::GroupRemove
        | EventKind::ApplicationCreate
        | EventKind::ApplicationUpdate
        | EventKind::ApplicationDelete
        | EventKind::ClientCreate
        | EventKind::ClientUpdate
        | EventKind::ClientDelete
        | EventKind::ClientClose
        | EventKind::ClientOpen
        | EventKind::ClientSecretAdd
        | EventKind::ClientSecretRemove
        | EventKind::ClientConsent
        | EventKind::ClientRevoke
        | EventKind::ClientTokenReuse
        | EventKind::ClientLogoutFailed
        | EventKind::ClientRefuse
        | EventKind::OwnFieldCreate
        | EventKind::OwnFieldUpdate
        | EventKind::OwnFieldDelete
        | EventKind::OwnFieldRestore
        | EventKind::TermsPublish
        | EventKind::TermsWithdraw
        | EventKind::TermsAccept
        | EventKind::ProviderCreate
        | EventKind::ProviderUpdate
        | EventKind::ProviderDelete
        | EventKind::IdentityUnlink
        | EventKind::IdentityKeep
        | EventKind::IdentityTakeOver
        | EventKind::AvatarSet
        | EventKind::AvatarRemove
        | EventKind::KeyRotate
        | EventKind::KeyRetire
        | EventKind::PasswordLinksIssued
        | EventKind::MailingBegin
        | EventKind::MailingStop => [None, None],
    }
}

/// As what an event is counted: the counter, the label, and how many.
pub(super) fn counted(
    kind: EventKind,
    result: Outcome,
    tally: Tally,
    detail: Option<&str>,
) -> Option<(Counter, &str, i64)> {
    let [done, refused] = counters_of(kind);
    let (counter, label) = match result {
        Outcome::Success => done?,
        Outcome::Refused => refused?,
    };
    match (tally, label) {
        (Tally::Elsewhere, _) => None,
        (_, Label::Fixed(label)) => Some((counter, label, 1)),
        (_, Label::Detail) => Some((counter, detail.unwrap_or(Way::Other.as_str()), 1)),
        (Tally::By(way), Label::Way) => Some((counter, way.as_str(), 1)),
        (Tally::Usual, Label::Way) => Some((counter, Way::Other.as_str(), 1)),
        (_, Label::Number(label)) => Some((counter, label, detail?.parse().ok()?)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shared::counters::{AccountSource, MailOutcome};

    #[test]
    fn events_are_counted_in_their_hour_by_the_table() {
        use Outcome::{Refused, Success};
        let mut counts = Counts::default();
        for (kind, result, detail, tally) in [
            (EventKind::SessionStart, Success, "a session", Tally::By(Way::Passkey)),
            (EventKind::SessionStart, Success, "another session", Tally::By(Way::Passkey)),
            (EventKind::SessionStart, Refused, "no_match", Tally::Usual),
            (EventKind::ApplicationEnter, Success, "wiki", Tally::Usual),
            (EventKind::ApplicationEnter, Refused, "wiki", Tally::Usual),
            (EventKind::UserImport, Success, "57", Tally::Usual),
            (EventKind::UserCreate, Success, "admin", Tally::Elsewhere),
            (EventKind::UserUpdate, Success, "name", Tally::Usual),
        ] {
            if let Some(counted) = counted(kind, result, tally, Some(detail)) {
                counts.some(counted, Timestamp(5 * HOUR + 17), Uuid::from_u128(0x21));
            }
        }
        let found: Vec<_> = counts.0.iter().map(|(place, number)| (place.kind, &*place.label, *number)).collect();
        let expected = [
            ("accounts", "import", 57),
            ("entries", "wiki", 1),
            ("refusals", "no_match", 1),
            ("refusals", "not_admitted", 1),
            ("sign_ins", "passkey", 2),
        ];
        assert_eq!(found, expected);
        assert!(counts.0.keys().all(|place| place.since == 5 * HOUR && place.shard == 1));
    }

    #[test]
    fn somebody_is_counted_once_in_each_period() {
        let mut counts = Counts::default();
        let id = Uuid::nil();
        counts.active(100, None, id);
        counts.active(103, Some(100), id);
        counts.active(140, Some(103), id);
        let days = |counter: Counter| {
            let of = |(kind, since, _, number): (&str, i64, &str, i64)| {
                (kind == counter.as_str()).then_some((since / DAY, number))
            };
            counts.rows().into_iter().filter_map(of).collect::<Vec<_>>()
        };
        assert_eq!(days(Counter::ActiveInDay), [(100, 1), (103, 1), (140, 1)]);
        let once =
            |days: &[std::ops::Range<i64>]| days.iter().cloned().flatten().map(|day| (day, 1)).collect::<Vec<_>>();
        assert_eq!(days(Counter::ActiveInWeek), once(&[100..110, 140..147]));
        assert_eq!(days(Counter::ActiveInMonth), once(&[100..133, 140..170]));
    }

    #[test]
    fn labels_of_the_table_are_those_of_the_overview() {
        let labels = EventKind::ALL.into_iter().flat_map(counters_of).flatten().filter_map(|(counter, label)| {
            let (Label::Fixed(label) | Label::Number(label)) = label else { return None };
            Some((counter, label))
        });
        for (counter, label) in labels {
            let is_known = match counter {
                Counter::Accounts => label.parse::<AccountSource>().is_ok(),
                Counter::Mail => label.parse::<MailOutcome>().is_ok(),
                _ => [NOT_ADMITTED, AT_PROVIDER].contains(&label),
            };
            assert!(is_known, "{counter} {label}");
        }
    }
}
