//! Numbers over time, from the rows of a counter. Pure.

use crate::shared::Timestamp;
use crate::shared::overview::{LineView, Period, SeriesView};
use crate::store::counts::{CountRow, DAY, HOUR};
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// The columns of a period, in UTC.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Columns {
    /// When the first one begins, in milliseconds since 1970.
    from: i64,
    /// How long each lasts.
    step: i64,
    number: i64,
}

impl Columns {
    /// For what is counted by the hour.
    pub(super) fn of_events(period: Period, now: Timestamp) -> Self {
        match period {
            Period::Day => Self::until(now, HOUR, 24, HOUR),
            Period::Week => Self::until(now, DAY, 7, DAY),
            Period::Month => Self::until(now, DAY, 30, DAY),
            Period::Year => Self::until(now, DAY, 52, 7 * DAY),
        }
    }

    /// For what is counted by the day: of 24 hours there would be one column, so there are those of a week.
    pub(super) fn of_days(period: Period, now: Timestamp) -> Self {
        match period {
            Period::Day => Self::of_events(Period::Week, now),
            Period::Week | Period::Month | Period::Year => Self::of_events(period, now),
        }
    }

    /// Those that end with the hour or the day of `now`.
    fn until(now: Timestamp, unit: i64, number: i64, step: i64) -> Self {
        let end = now.0 - now.0.rem_euclid(unit) + unit;
        Self { from: end - number * step, step, number }
    }

    fn length(self) -> i64 {
        self.number * self.step
    }

    /// When the period before begins, when the period begins, and when it ends.
    pub(super) fn bounds(self) -> [Timestamp; 3] {
        [self.from - self.length(), self.from, self.from + self.length()].map(Timestamp)
    }

    fn starts(self) -> impl Iterator<Item = i64> {
        (0..self.number).map(move |column| self.from + column * self.step)
    }

    fn view(self, lines: Vec<LineView>) -> SeriesView {
        SeriesView { columns: self.starts().map(Timestamp).collect(), lines }
    }

    /// What has happened in each column, for these labels.
    pub(super) fn sums<const LABELS: usize>(self, rows: &[CountRow], labels: [&str; LABELS]) -> SeriesView {
        self.view(labels.map(|label| self.sum(rows, label)).into())
    }

    /// The same for all labels that there are, the most frequent first.
    pub(super) fn sums_of_all(self, rows: &[CountRow]) -> SeriesView {
        let mut labels: Vec<_> = rows.iter().map(|row| row.label.as_str()).collect();
        labels.sort_unstable();
        labels.dedup();
        let mut lines: Vec<_> = labels.into_iter().map(|label| self.sum(rows, label)).collect();
        lines.sort_by_key(|line| Reverse(line.total));
        self.view(lines)
    }

    fn sum(self, rows: &[CountRow], label: &str) -> LineView {
        let mut line = self.line(label);
        for row in rows.iter().filter(|row| row.label == label) {
            let total = row.total.unsigned_abs();
            match usize::try_from((row.since - self.from).div_euclid(self.step)) {
                Ok(column) => {
                    line.total += total;
                    line.values[column] += total;
                }
                Err(_) => line.before += total,
            }
        }
        line
    }

    fn line(self, label: &str) -> LineView {
        let values = self.starts().map(|_| 0).collect();
        LineView { label: label.to_owned(), values, total: 0, before: 0 }
    }

    /// What was counted for the last day of each column, a line for each counter.
    pub(super) fn last_days<const LINES: usize>(
        self,
        labels: [&str; LINES],
        counters: &[Vec<CountRow>; LINES],
    ) -> SeriesView {
        let mut lines = Vec::new();
        for (label, rows) in labels.into_iter().zip(counters) {
            let days: BTreeMap<_, _> = rows.iter().map(|row| (row.since, row.total.unsigned_abs())).collect();
            let of_day = |day: i64| days.get(&day).copied().unwrap_or_default();
            let values: Vec<_> = self.starts().map(|start| of_day(start + self.step - DAY)).collect();
            let total = values.last().copied().unwrap_or_default();
            lines.push(LineView { label: label.to_owned(), values, total, before: of_day(self.from - DAY) });
        }
        self.view(lines)
    }

    /// What was measured last by the end of each column, from the first one on in which it was.
    pub(super) fn measured<const LABELS: usize>(self, rows: &[CountRow], labels: [&str; LABELS]) -> SeriesView {
        let first = rows.iter().map(|row| row.since).min();
        let is_measured = |start: i64| first.is_some_and(|first| first < start + self.step);
        let columns: Vec<_> = self.starts().filter(|start| is_measured(*start)).collect();
        let line = |label: &str| {
            let days: BTreeMap<_, _> =
                rows.iter().filter(|row| row.label == label).map(|row| (row.since, row.total.unsigned_abs())).collect();
            let before = |end: i64| days.range(..end).next_back().map_or(0, |(_, number)| *number);
            let values: Vec<_> = columns.iter().map(|start| before(start + self.step)).collect();
            let total = values.last().copied().unwrap_or_default();
            LineView { label: label.to_owned(), values, total, before: before(self.from) }
        };
        let lines = labels.map(line).into();
        SeriesView { columns: columns.into_iter().map(Timestamp).collect(), lines }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(since: i64, label: &str, total: i64) -> CountRow {
        CountRow { since, label: label.to_owned(), total }
    }

    /// Noon of the 100th day.
    const NOW: Timestamp = Timestamp(100 * DAY + 12 * HOUR);

    #[test]
    fn periods_end_with_the_present_hour_or_day() {
        let bounds = |period| Columns::of_events(period, NOW).bounds().map(|at| at.0 / HOUR - 100 * 24);
        assert_eq!(bounds(Period::Day), [13 - 48, 13 - 24, 13]);
        assert_eq!(bounds(Period::Week), [24 - 14 * 24, 24 - 7 * 24, 24]);
        assert_eq!(bounds(Period::Month), [24 - 60 * 24, 24 - 30 * 24, 24]);
        assert_eq!(bounds(Period::Year), [24 - 728 * 24, 24 - 364 * 24, 24]);
        assert_eq!(Columns::of_days(Period::Day, NOW), Columns::of_events(Period::Week, NOW));
    }

    #[test]
    fn events_are_summed_by_column_and_label_and_for_the_period_before() {
        let rows = [
            row(86 * DAY, "a", 100),
            row(93 * DAY + 23 * HOUR, "a", 7),
            row(94 * DAY, "a", 1),
            row(94 * DAY + HOUR, "a", 2),
            row(100 * DAY + 12 * HOUR, "b", 4),
        ];
        let week = Columns::of_events(Period::Week, NOW);
        let series = week.sums(&rows[1..], ["a", "b", "c"]);
        let of = |label| series.line(label).map(|line| (line.values.clone(), line.total, line.before)).unwrap();
        assert_eq!(of("a"), (vec![3, 0, 0, 0, 0, 0, 0], 3, 7));
        assert_eq!(of("b"), (vec![0, 0, 0, 0, 0, 0, 4], 4, 0));
        assert_eq!(of("c"), (vec![0; 7], 0, 0));
        assert_eq!((series.total(), series.before()), (7, 7));
        let all = week.sums_of_all(&rows[1..]);
        assert_eq!(all.lines.iter().map(|line| &*line.label).collect::<Vec<_>>(), ["b", "a"]);
    }

    #[test]
    fn people_are_those_of_the_last_day_of_a_column() {
        let year = Columns::of_days(Period::Year, NOW);
        let series =
            year.last_days(["day"], &[vec![row(100 * DAY, "", 5), row(99 * DAY, "", 6), row(93 * DAY, "", 7)]]);
        let line = &series.lines[0];
        assert_eq!((line.values[51], line.values[50], line.values[49], line.total), (5, 7, 0, 5));
    }

    #[test]
    fn what_is_measured_begins_with_the_first_day_and_stays_until_it_is_measured_again() {
        let week = Columns::of_days(Period::Week, NOW);
        let series = week.measured(&[row(96 * DAY, "all", 3), row(99 * DAY, "all", 4)], ["all"]);
        assert_eq!(series.columns.first().map(|at| at.0), Some(96 * DAY));
        assert_eq!((series.lines[0].values.clone(), series.lines[0].total), (vec![3, 3, 3, 4, 4], 4));
        assert!(week.measured(&[], ["all"]).columns.is_empty());
        let earlier = week.measured(&[row(80 * DAY, "all", 2)], ["all"]);
        assert_eq!((earlier.lines[0].values.clone(), earlier.lines[0].before), (vec![2; 7], 2));
    }
}
