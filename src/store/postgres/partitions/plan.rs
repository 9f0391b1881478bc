//! Which partitions there are to be, and the statements that make them.

use crate::shared::{DAY, Timestamp, days};
use std::time::Duration;
use uuid::Uuid;

/// The tables, with the columns of their keys. Partitions have the name of their table, and what follows.
pub(super) const TABLES: [(&str, &str); 2] = [("audit_events", "id"), ("audit_origins", "event_id")];
const FIRST: &str = "first";
/// The constraint that proves the bounds of a partition, so that no row is read while others wait. It is there only until then.
pub(super) const END: &str = "audit_end";

/// Into how many partitions the retention period is divided: few enough that a search asks the indexes of all.
const PARTS: u64 = 12;
/// The time in an id has this many bits.
const TIME_BITS: u32 = 48;

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Partition {
    /// What follows the names of the tables.
    pub suffix: String,
    /// The first time, and the one that follows the last. None: no bound.
    pub from: Option<Timestamp>,
    pub to: Option<Timestamp>,
    /// Of events, as far as the database knows.
    pub rows: u64,
}

/// How much time a partition covers: whole days.
pub(super) fn span_of(retention: Duration) -> Duration {
    days(retention.as_secs().div_ceil(DAY.as_secs() * PARTS).max(1))
}

/// Whether another partition is needed after `last`: it begins less than a span ahead.
pub(super) fn is_due(last: &Partition, now: Timestamp, span: Duration) -> bool {
    last.to.is_none() && last.from.is_none_or(|from| from < now.plus(span))
}

/// Where `last` is to end. `newest`: of its rows. None: there is an id that is not of version 7, and so no time after it.
pub(super) fn end_of(last: &Partition, newest: Option<Timestamp>, now: Timestamp, span: Duration) -> Option<Timestamp> {
    let latest = [last.from, newest].into_iter().flatten().fold(now, Timestamp::max);
    let end = day_from(latest).plus(span);
    (end.0 >> TIME_BITS == 0).then_some(end)
}

/// The partitions in which all events are from before `cutoff`, and where they end. None if there is only the first one, whose rows are
/// deleted one by one.
pub(super) fn past_of(partitions: &[Partition], cutoff: Timestamp) -> Option<(&[Partition], Timestamp)> {
    let past = partitions.iter().take_while(|partition| partition.to.is_some_and(|to| to <= cutoff)).count();
    let past = partitions.get(..past).filter(|past| past.len() > 1)?;
    Some((past, past.last()?.to?))
}

/// Before which time events are to be deleted one by one: all of those in the first partition that are from before `cutoff`, and those in
/// the second one, unless it is dropped within a span.
pub(super) fn left_before(partitions: &[Partition], cutoff: Timestamp, span: Duration) -> Timestamp {
    match partitions.get(1) {
        Some(Partition { from: Some(from), to: Some(to), .. }) if *to <= cutoff.plus(span) => cutoff.min(*from),
        _ => cutoff,
    }
}

/// The statements for both tables, which are made of the name and the key of each.
pub(super) fn of_both(statement: impl Fn(&'static str, &'static str) -> String) -> String {
    TABLES.map(|(table, key)| statement(table, key)).join("; ")
}

/// The statements that add the constraint. One of an attempt that was interrupted has another end.
pub(super) fn mark(last: &Partition, end: Timestamp) -> String {
    let (suffix, from, to) = (&last.suffix, last.from.map(bound), bound(end));
    of_both(|table, key| {
        // Where it begins as well: what is detached has no bounds any more that would prove it.
        let begins = from.as_ref().map(|from| format!("{key} >= {from} AND ")).unwrap_or_default();
        format!(
            "ALTER TABLE {table}_{suffix} DROP CONSTRAINT IF EXISTS {END}, \
             ADD CONSTRAINT {END} CHECK ({begins}{key} < {to}) NOT VALID"
        )
    })
}

/// Those that remove it.
pub(super) fn unmark(last: &Partition) -> String {
    let suffix = &last.suffix;
    of_both(|table, _| format!("ALTER TABLE {table}_{suffix} DROP CONSTRAINT IF EXISTS {END}"))
}

/// The statements that let `last`, which has the constraint, end there, and another partition begin.
pub(super) fn division(last: &Partition, end: Timestamp) -> String {
    let (suffix, next) = (&last.suffix, format!("from_{}", date(end)));
    let (from, to) = (last.from.map_or_else(|| "MINVALUE".to_owned(), bound), bound(end));
    let new = of_both(|table, _| format!("CREATE TABLE {table}_{next} (LIKE {table} INCLUDING ALL)"));
    // From here on others wait.
    let attached = of_both(|table, _| {
        format!(
            "ALTER TABLE {table} DETACH PARTITION {table}_{suffix}; \
             ALTER TABLE {table} ATTACH PARTITION {table}_{suffix} FOR VALUES FROM ({from}) TO ({to}); \
             ALTER TABLE {table}_{suffix} DROP CONSTRAINT {END}; \
             ALTER TABLE {table} ATTACH PARTITION {table}_{next} FOR VALUES FROM ({to}) TO (MAXVALUE)"
        )
    });
    format!("{new}; {}; {attached}", not_emptied(&next))
}

/// The statements that drop partitions, of which the first one is replaced by an empty one up to `end`.
pub(super) fn removal(past: &[Partition], end: Timestamp) -> String {
    let to = bound(end);
    let replaced = of_both(|table, _| {
        let names: Vec<_> = past.iter().map(|partition| format!("{table}_{}", partition.suffix)).collect();
        let names = names.join(", ");
        format!(
            "DROP TABLE {names}; CREATE TABLE {table}_{FIRST} PARTITION OF {table} FOR VALUES FROM (MINVALUE) TO ({to})"
        )
    });
    format!("{replaced}; {}", not_emptied(FIRST))
}

/// The statement that lets TRUNCATE of a partition be refused. Its other triggers are those of the whole table.
fn not_emptied(suffix: &str) -> String {
    format!(
        "CREATE TRIGGER audit_events_not_emptied BEFORE TRUNCATE ON audit_events_{suffix} \
         FOR EACH STATEMENT EXECUTE FUNCTION audit_events_unchanged()"
    )
}

/// The beginning of this day, if that is now, or of the next one (UTC).
fn day_from(time: Timestamp) -> Timestamp {
    let day = i64::try_from(DAY.as_millis()).unwrap_or(i64::MAX);
    Timestamp(time.0.saturating_add(day - 1).div_euclid(day).saturating_mul(day))
}

/// Such as `20261129`.
fn date(time: Timestamp) -> String {
    time.to_string().chars().filter(char::is_ascii_digit).take(8).collect()
}

/// The bound of a partition: no id of this time or later is lower.
fn bound(time: Timestamp) -> String {
    let time = u128::try_from(time.0).unwrap_or_default();
    format!("'{}'", Uuid::from_u128(time << (u128::BITS - TIME_BITS)))
}

/// The time with which an id begins.
pub(super) fn time_of(id: Uuid) -> Timestamp {
    Timestamp(i64::try_from(id.as_u128() >> (u128::BITS - TIME_BITS)).unwrap_or(i64::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shared::AuditEventId;

    /// The beginning of the day with this number.
    fn day(number: u64) -> Timestamp {
        Timestamp(0).plus(days(number))
    }

    /// The first one, and others that begin on these days.
    fn beginning(on: &[u64]) -> Vec<Partition> {
        let bounds: Vec<_> = on.iter().map(|number| Some(day(*number))).collect();
        let from = [None].into_iter().chain(bounds.clone());
        let to = bounds.into_iter().chain([None]);
        from.zip(to).map(|(from, to)| Partition { suffix: "x".to_owned(), from, to, rows: 1 }).collect()
    }

    #[test]
    fn a_period_is_divided_into_twelve_parts_of_whole_days() {
        for (retention, span) in [(1, 1), (12, 1), (13, 2), (30, 3), (90, 8), (365, 31), (36_525, 3_044)] {
            assert_eq!(span_of(days(retention)), days(span), "{retention} days");
        }
    }

    #[test]
    fn the_last_partition_ends_a_span_ahead_of_all_that_it_has() {
        let (partitions, now, span) = (beginning(&[10, 20]), day(15).plus(Duration::from_secs(1)), days(10));
        let last = partitions.last().unwrap();
        assert!(is_due(last, now, span) && !is_due(last, day(9), span));
        assert!(!is_due(&partitions[1], now, span), "it is not the last one");
        assert_eq!(end_of(last, None, now, span), Some(day(30)));
        assert_eq!(end_of(&beginning(&[])[0], None, now, span), Some(day(26)));
        assert_eq!(end_of(last, Some(day(40).plus(Duration::from_millis(1))), now, span), Some(day(51)));
        assert_eq!(end_of(last, Some(time_of(Uuid::max())), now, span), None);
    }

    #[test]
    fn what_is_past_as_a_whole_is_dropped_and_what_is_not_soon_is_left() {
        let partitions = beginning(&[10, 20, 30]);
        let dropped = |cutoff| past_of(&partitions, cutoff).map(|(past, end)| (past.len(), end));
        assert_eq!(dropped(day(19)), None, "the first one alone");
        assert_eq!(dropped(day(20)), Some((2, day(20))));
        assert_eq!(dropped(day(99)), Some((3, day(30))), "never the last one");
        for (cutoff, span, expected) in [(5, 1, 5), (12, 10, 10), (12, 1, 12), (19, 1, 10), (25, 1, 10)] {
            assert_eq!(left_before(&partitions, day(cutoff), days(span)), day(expected), "{cutoff} {span}");
        }
        assert_eq!(left_before(&beginning(&[10]), day(12), days(10)), day(12), "its end is not known");
        assert_eq!(left_before(&[], day(12), days(10)), day(12));
    }

    #[test]
    fn both_bounds_of_what_is_attached_again_are_proved() {
        let (partitions, from, to) = (beginning(&[10]), bound(day(10)), bound(day(20)));
        for key in ["id", "event_id"] {
            let (of_first, of_last) = (format!("({key} < {to})"), format!("({key} >= {from} AND {key} < {to})"));
            assert!(mark(&partitions[0], day(20)).contains(&format!("CHECK {of_first} NOT VALID")));
            assert!(mark(&partitions[1], day(20)).contains(&format!("CHECK {of_last} NOT VALID")));
        }
        assert!(division(&partitions[1], day(20)).contains(&format!("FOR VALUES FROM ({from}) TO ({to})")));
    }

    #[test]
    fn a_bound_is_not_above_the_ids_of_its_time() {
        let (time, id) = (Timestamp(1_796_000_000_000), AuditEventId::first_at(Timestamp(1_796_000_000_000)));
        assert_eq!(bound(time), "'01a229f1-2800-0000-0000-000000000000'");
        assert_eq!(time_of(id.0), time);
        assert!(format!("'{id}'") > bound(time) && date(time) == "20261130");
    }
}
