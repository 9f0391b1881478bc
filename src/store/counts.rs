//! Counters of what happens, for the overview of administrators: a number for each hour, and after a week for each day
//! ([decision 99](../../docs/decisions/0099-counters.md)).
//!
//! They are written in the transaction of what they count, as its last statement. On PostgreSQL a row is locked from there to the
//! commit, so transactions that count the same at the same time are spread among the shards of a number, which readers add up.

use super::recording::{NewEvent, Tally};
use super::statement::statements;
use super::{Conn, StoreError, Tx, stats};
use crate::shared::counters::{AT_PROVIDER, Counter, NOT_ADMITTED, Protection, Way};
use crate::shared::{EventKind, Outcome, Timestamp, UserId};
use sqlx::{FromRow, PgConnection, SqliteConnection};
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

/// A number of the overview.
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct CountRow {
    /// When the hour or the day began.
    pub since: i64,
    pub label: String,
    pub total: i64,
}

/// How well people are protected: all, those with a second factor, and those with a passkey.
#[derive(Clone, Copy, Debug, PartialEq, Eq, FromRow)]
pub struct ProtectionRow {
    pub everybody: i64,
    pub second_factor: i64,
    pub passkey: i64,
}

statements! {
    /// The numbers of a counter from `from` on and before `to`.
    pub fn of(conn, counter: Counter, from: Timestamp, to: Timestamp) -> Vec<CountRow> =
        "SELECT since, label, CAST(SUM(count) AS BIGINT) AS total FROM counts WHERE kind = $1 AND since >= $2 AND since < $3 \
         GROUP BY since, label ORDER BY since, label";

    /// The labels with the largest numbers in this time, the largest first.
    pub fn largest(conn, counter: Counter, from: Timestamp, to: Timestamp, limit: u32) -> Vec<(String, i64)> =
        "SELECT label, CAST(SUM(count) AS BIGINT) AS total FROM counts WHERE kind = $1 AND since >= $2 AND since < $3 \
         GROUP BY label ORDER BY total DESC, label LIMIT $4";

    // What is measured replaces what was measured before on that day.
    fn measure(tx, counter: Counter, since: i64, label: &str, number: i64) =
        "INSERT INTO counts (kind, since, label, shard, count) VALUES ($1, $2, $3, 0, $4) \
         ON CONFLICT (kind, since, label, shard) DO UPDATE SET count = $4";

    // People with a factor are counted by their factors, so that nobody who has none is looked at.
    fn protection(conn) -> ProtectionRow = one concat!(
        "SELECT CAST((SELECT COALESCE(SUM(count), 0) FROM user_counts WHERE import_number = 0 AND class < 4) \
         - (SELECT COUNT(*) FROM service_accounts JOIN users ON id = user_id WHERE status = 'active') AS BIGINT) AS everybody, \
         (SELECT COUNT(*) FROM users WHERE status = 'active' AND id IN (SELECT user_id FROM passkeys WHERE ",
        super::factors::passkeys::is_usable!(),
        " UNION SELECT user_id FROM authenticators)) AS second_factor, \
         (SELECT COUNT(*) FROM users WHERE status = 'active' AND id IN (SELECT user_id FROM passkeys WHERE ",
        super::factors::passkeys::is_usable!(),
        ")) AS passkey");

    /// Deletes at most `limit` numbers from before `then`.
    pub fn delete_past(tx, then: Timestamp, limit: u32) -> u64 =
        "DELETE FROM counts WHERE (kind, since, label, shard) IN \
         (SELECT kind, since, label, shard FROM counts WHERE since < $1 LIMIT $2)";

    /// Forgets at most `limit` people who were active last before this day.
    pub fn forget_inactive(tx, day: i64, limit: u32) -> u64 =
        "DELETE FROM active_people WHERE user_id IN (SELECT user_id FROM active_people WHERE day < $1 LIMIT $2)";

    /// Forgets when somebody was active last, whose account is purged.
    pub fn forget(tx, user: UserId) = "DELETE FROM active_people WHERE user_id = $1";
}

pub mod on_postgres {
    use super::*;

    statements! {
        // In the order of the ids, so that two batches cannot deadlock.
        pub(super) NOTE = "INSERT INTO active_people (user_id, day) SELECT id, $2 FROM unnest($1::uuid[]) AS id ORDER BY id \
            ON CONFLICT (user_id) DO UPDATE SET day_before = active_people.day, day = excluded.day \
            WHERE active_people.day < excluded.day RETURNING day_before";

        // One statement, so that what is added up is what is deleted.
        pub(super) fn add_up(tx, before: Timestamp) =
            "WITH hours AS (DELETE FROM counts WHERE since < $1 AND (since % 86400000 <> 0 OR shard <> 0) \
             RETURNING kind, since - since % 86400000 AS day, label, count) \
             INSERT INTO counts (kind, since, label, shard, count) \
             SELECT kind, day, label, 0, SUM(count) FROM hours GROUP BY kind, day, label ORDER BY kind, day, label \
             ON CONFLICT (kind, since, label, shard) DO UPDATE SET count = counts.count + excluded.count";
    }
}

pub mod on_sqlite {
    use super::*;

    statements! {
        // WHERE TRUE, because otherwise ON would belong to a join.
        pub(super) ADD = "INSERT INTO counts (kind, since, label, shard, count) \
            SELECT value ->> 0, value ->> 1, value ->> 2, 0, value ->> 3 FROM json_each($1) WHERE TRUE \
            ON CONFLICT (kind, since, label, shard) DO UPDATE SET count = count + excluded.count";

        pub(super) fn one(conn, counter: Counter, since: i64, label: &str) =
            "INSERT INTO counts (kind, since, label, shard, count) VALUES ($1, $2, $3, 0, 1) \
             ON CONFLICT (kind, since, label, shard) DO UPDATE SET count = count + 1";

        pub(super) fn note(conn, user: UserId, day: i64) -> Option<Option<i64>> = scalar
            "INSERT INTO active_people (user_id, day) VALUES ($1, $2) ON CONFLICT (user_id) DO UPDATE \
             SET day_before = active_people.day, day = excluded.day WHERE active_people.day < excluded.day \
             RETURNING day_before";

        pub(super) fn add_up_hours(tx, before: Timestamp) =
            "INSERT INTO counts (kind, since, label, shard, count) \
             SELECT kind, since - since % 86400000 AS day, label, 0, SUM(count) FROM counts \
             WHERE since < $1 AND (since % 86400000 <> 0 OR shard <> 0) GROUP BY kind, day, label \
             ON CONFLICT (kind, since, label, shard) DO UPDATE SET count = counts.count + excluded.count";

        pub(super) fn delete_hours(tx, before: Timestamp) =
            "DELETE FROM counts WHERE since < $1 AND (since % 86400000 <> 0 OR shard <> 0)";
    }
}

/// Makes days of the hours of whole days before `before`.
pub async fn add_up(tx: &mut Tx, before: Timestamp) -> Result<(), StoreError> {
    let before = Timestamp(before.0 - before.0.rem_euclid(DAY));
    if matches!(**tx, Conn::Postgres(_)) {
        return on_postgres::add_up(tx, before).await;
    }
    on_sqlite::add_up_hours(tx, before).await?;
    on_sqlite::delete_hours(tx, before).await
}

/// Measures how well people are protected, for the day of `now`.
pub async fn measure_protection(tx: &mut Tx, now: Timestamp) -> Result<(), StoreError> {
    let ProtectionRow { everybody, second_factor, passkey } = protection(tx).await?;
    let since = now.0 - now.0.rem_euclid(DAY);
    for (of, number) in
        [(Protection::Everybody, everybody), (Protection::SecondFactor, second_factor), (Protection::Passkey, passkey)]
    {
        measure(tx, Counter::People, since, of.as_str(), number).await?;
    }
    Ok(())
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

    fn add(&mut self, counter: Counter, since: i64, label: &str, shard: i64, number: i64) {
        let place = Place { kind: counter.as_str(), since, label: label.to_owned(), shard };
        *self.0.entry(place).or_default() += number;
    }

    /// Counts something that no event is about. `id`: random, or a UUID of version 7.
    pub fn one(&mut self, counter: Counter, label: &str, at: Timestamp, id: Uuid) {
        self.add(counter, hour_of(at), label, shard_of(id), 1);
    }

    /// Counts an event, if the overview shows such events.
    pub(super) fn event(&mut self, event: &NewEvent) {
        if let Some((counter, label, number)) = counted(event) {
            self.add(counter, hour_of(event.at), label, shard_of(event.id.0), number);
        }
    }

    /// Counts that people were active on a day: for each period that ends with it or later, unless they were counted for that.
    pub(super) async fn people(&mut self, conn: &mut Conn, day: i64, people: &[UserId]) -> Result<(), StoreError> {
        let Some(first) = people.first() else { return Ok(()) };
        let shard = shard_of(first.0);
        for day_before in note(conn, day, people).await? {
            for (counter, length) in PERIODS {
                let uncounted = day_before.map_or(day, |before| before + length).max(day);
                (uncounted..day + length).for_each(|end| self.add(counter, end * DAY, "", shard, 1));
            }
        }
        Ok(())
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

pub(super) async fn add_on_sqlite(connection: &mut SqliteConnection, counts: &Counts) -> Result<(), StoreError> {
    if counts.is_empty() {
        return Ok(());
    }
    let rows: Vec<_> =
        counts.0.iter().map(|(place, number)| (place.kind, place.since, place.label.as_str(), *number)).collect();
    let rows = serde_json::to_string(&rows).map_err(|error| sqlx::Error::Encode(error.into()))?;
    stats::timed(sqlx::query(on_sqlite::ADD.sql()).bind(rows).execute(connection)).await?;
    Ok(())
}

/// Counts one of something, where a transaction has no effects.
pub(super) async fn one_on_sqlite(
    conn: &mut Conn,
    counter: Counter,
    label: &str,
    at: Timestamp,
) -> Result<(), StoreError> {
    on_sqlite::one(conn, counter, hour_of(at), label).await
}

/// Notes that people were active on a day. Returns of each for whom that is new on which day they were active before.
async fn note(conn: &mut Conn, day: i64, people: &[UserId]) -> Result<Vec<Option<i64>>, StoreError> {
    if let Conn::Postgres(connection) = conn {
        return note_on_postgres(connection, day, people).await;
    }
    let mut before = Vec::new();
    for person in people {
        before.extend(on_sqlite::note(conn, *person, day).await?);
    }
    Ok(before)
}

async fn note_on_postgres(
    connection: &mut PgConnection,
    day: i64,
    people: &[UserId],
) -> Result<Vec<Option<i64>>, StoreError> {
    let ids: Vec<_> = people.iter().map(|person| person.0).collect();
    let query = sqlx::query_as::<_, (Option<i64>,)>(on_postgres::NOTE.sql()).bind(ids).bind(day);
    let rows = stats::timed(query.fetch_all(connection)).await?;
    Ok(rows.into_iter().map(|(before,)| before).collect())
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
        | EventKind::ClientSecretAdd
        | EventKind::ClientSecretRemove
        | EventKind::ClientConsent
        | EventKind::ClientRevoke
        | EventKind::ClientTokenReuse
        | EventKind::ClientLogoutFailed
        | EventKind::ProviderCreate
        | EventKind::ProviderUpdate
        | EventKind::ProviderDelete
        | EventKind::IdentityUnlink
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
fn counted(event: &NewEvent) -> Option<(Counter, &str, i64)> {
    let [done, refused] = counters_of(event.kind);
    let (counter, label) = match event.result {
        Outcome::Success => done?,
        Outcome::Refused => refused?,
    };
    let detail = event.detail.as_deref();
    match (event.tally, label) {
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
    use crate::shared::{ActorKind, AuditEventId};

    fn event(kind: EventKind, result: Outcome, detail: &str, tally: Tally) -> NewEvent {
        NewEvent {
            id: AuditEventId(Uuid::from_u128(0x21)),
            at: Timestamp(5 * HOUR + 17),
            kind,
            result,
            actor_kind: ActorKind::Anonymous,
            actor: None,
            target: None,
            request_id: None,
            detail: Some(detail.to_owned()),
            address: None,
            device: None,
            tally,
        }
    }

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
            counts.event(&event(kind, result, detail, tally));
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
