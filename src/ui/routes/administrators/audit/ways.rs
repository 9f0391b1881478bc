//! The ways to what administrators look for most in the audit log, as links: periods, and groups of events. And the filters that apply as
//! chips, each of which removes one.

use crate::language::Label;
use crate::shared::overview::Period;
use crate::shared::{AuditQuery, DAY, EventGroup, EventKind, Timestamp};
use crate::ui::components::Shape;
use crate::ui::routes::administrators::say;
use crate::ui::{Markup, write_markup};
use std::time::Duration;

const DAY_MILLIS: i64 = DAY.as_millis() as i64;
/// A night ends at eight, and begins fourteen hours before.
const END_OF_NIGHT: Duration = Duration::from_secs(8 * 60 * 60);
const NIGHT: Duration = Duration::from_secs(14 * 60 * 60);

/// Of the filters, in the order in which a query returns them.
const LABELS: [Label; 9] = [
    say::user,
    say::audit_kinds,
    say::audit_event,
    say::result,
    say::audit_address,
    say::audit_device,
    say::overview_period,
    say::audit_filter_from,
    say::audit_filter_to,
];

/// `offset`: how many minutes the clock of the reader is behind UTC.
pub fn write_ways(out: &mut Markup, shown: &AuditQuery, now: Timestamp, offset: i64) {
    write_markup!(out; "<nav class=\"periods\" aria-label=\"" (say::overview_period()) "\">");
    let [from, to] = last_night(now, offset).map(|at| at.to_string());
    let is_night = shown.from == from && shown.to == to;
    write_way(out, "night", &shown.with("from", &from).with("to", &to), say::audit_last_night(), is_night);
    for period in [Period::Day, Period::Week, Period::Month] {
        let is_current = shown.period == period.as_str();
        write_way(out, period.as_str(), &shown.with("period", period.as_str()), period_label(period), is_current);
    }
    write_markup!(out; "</nav><nav class=\"kinds\" aria-label=\"" (say::audit_kinds()) "\">");
    let all = shown.with("kinds", "").with("event", "").with("result", "");
    write_way(out, "all", &all, say::audit_all_kinds(), all == shown.restarted());
    for (at, group) in EventGroup::ALL.into_iter().enumerate() {
        let is_current = shown.kinds == group.as_str() && shown.event.is_empty();
        write_way(out, group.as_str(), &all.with("kinds", group.as_str()), group.label(), is_current);
        // Second, because it is what most people look for.
        if at == 0 {
            let is_current = shown.result == "refused" && shown.kinds.is_empty() && shown.event.is_empty();
            write_way(out, "refused", &all.with("result", "refused"), say::audit_refused(), is_current);
        }
    }
    out.add("</nav>");
    write_chips(out, shown);
}

/// The id lets the focus stay on the link when the links are written again.
fn write_way(out: &mut Markup, id: &str, query: &AuditQuery, label: &str, is_current: bool) {
    write_markup!(out; "<a data-noscroll id=\"only-" (id) "\" href=\"" (&query.address()) "\"");
    out.add(if is_current { " aria-current=\"true\">" } else { ">" });
    write_markup!(out; (label) "</a>");
}

/// From the evening of the day before to the morning of this day, in the reader's time.
fn last_night(now: Timestamp, offset: i64) -> [Timestamp; 2] {
    let behind = offset * 60 * 1000;
    let midnight = Timestamp((now.0 - behind).div_euclid(DAY_MILLIS) * DAY_MILLIS + behind);
    let morning = midnight.plus(END_OF_NIGHT);
    [morning.minus(NIGHT), morning]
}

fn period_label(period: Period) -> &'static str {
    match period {
        Period::Day => say::overview_24_hours(),
        Period::Week => say::overview_7_days(),
        Period::Month => say::overview_30_days(),
        Period::Year => say::overview_year(),
    }
}

fn write_chips(out: &mut Markup, shown: &AuditQuery) {
    let given: Vec<_> = shown.filters().into_iter().zip(LABELS).filter(|((_, value), _)| !value.is_empty()).collect();
    if given.is_empty() {
        return;
    }
    write_markup!(out; "<ul class=\"chips\" role=\"list\" aria-label=\"" (say::users_chips()) "\">");
    for ((name, value), label) in &given {
        write_markup!(out;
            "<li><a class=\"chip\" data-noscroll id=\"without-" (name) "\" href=\"" (&shown.with(name, "").address())
            "\"><span class=\"sr-only\">" (say::users_chip_remove()) " </span><span class=\"truncate\">"
            (&say::users_chip(label(), in_words(name, value))) "</span>");
        Shape::CROSS.write(out, "icon icon-small");
        out.add("</a></li>");
    }
    if given.len() > 1 {
        write_markup!(out;
            "<li><a class=\"chip-all\" data-noscroll id=\"without-all\" href=\"" (&shown.unfiltered().address()) "\">"
            (say::users_chips_clear()) "</a></li>");
    }
    out.add("</ul>");
}

/// The value of a filter in words. What is typed, an address, a device and days are shown as they are.
fn in_words<'a>(name: &str, value: &'a str) -> &'a str {
    match name {
        "kinds" => value.parse().map_or(value, |group: EventGroup| group.label()),
        "event" => value.parse().map_or(value, |kind: EventKind| kind.label()),
        "period" => value.parse().map_or(value, |period: Period| period_label(period)),
        "result" if value == "refused" => say::audit_refused(),
        "result" if value == "success" => say::audit_succeeded(),
        _ => value,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shared::audit_query::Scope;
    use crate::ui::html;
    use std::collections::HashMap;

    fn query(pairs: &[(&'static str, &'static str)]) -> AuditQuery {
        let given: HashMap<_, _> = pairs.iter().copied().collect();
        AuditQuery::read(Scope::Everyone, |name| given.get(name).copied())
    }

    #[test]
    fn last_night_is_that_of_the_reader() {
        let text = |now: &str, offset| last_night(now.parse().expect("a time"), offset).map(|at| at.to_string());
        let expected = |from: &str, to: &str| [from, to].map(|at| at.parse::<Timestamp>().expect("a time").to_string());
        assert_eq!(text("2026-11-28T12:00:00Z", 0), expected("2026-11-27T18:00:00Z", "2026-11-28T08:00:00Z"));
        // In Berlin it is two on the next day already.
        assert_eq!(text("2026-11-28T23:30:00Z", -60), expected("2026-11-28T17:00:00Z", "2026-11-29T07:00:00Z"));
        assert_eq!(text("2026-11-28T02:00:00Z", 300), expected("2026-11-26T23:00:00Z", "2026-11-27T13:00:00Z"));
    }

    #[test]
    fn ways_replace_each_other_and_keep_the_rest() {
        let shown = query(&[("person", "<a>"), ("kinds", "mail"), ("period", "7d")]);
        let html = html(|out| write_ways(out, &shown, Timestamp(0), 0));
        for part in [
            "id=\"only-7d\" href=\"/audit?person=%3Ca%3E&amp;kinds=mail&amp;period=7d\" aria-current=\"true\"",
            "id=\"only-24h\" href=\"/audit?person=%3Ca%3E&amp;kinds=mail&amp;period=24h\">",
            "id=\"only-refused\" href=\"/audit?person=%3Ca%3E&amp;result=refused&amp;period=7d\">",
            "id=\"only-mail\" href=\"/audit?person=%3Ca%3E&amp;kinds=mail&amp;period=7d\" aria-current=\"true\"",
            "id=\"without-kinds\" href=\"/audit?person=%3Ca%3E&amp;period=7d\"",
            "id=\"without-all\" href=\"/audit\"",
            "User: &lt;a&gt;",
        ] {
            assert!(html.contains(part), "{part} is not in {html}");
        }
    }
}
