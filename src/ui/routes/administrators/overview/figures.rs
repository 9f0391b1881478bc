//! The numbers of the overview: four that matter, plots, and the busiest applications.

use super::plot::{Kind, Line, Plot, Unit};
use super::scale::{percent, share};
use crate::language::number;
use crate::shared::counters::{AT_PROVIDER, AccountSource, NOT_ADMITTED, Protection, Way};
use crate::shared::overview::{LineView, OverviewView, Period, SeriesView};
use crate::shared::{ApplicationName, LocalPath, Reason};
use crate::ui::routes::administrators::say;
use crate::ui::{Markup, write_markup, write_time};

/// How many reasons of refusals the plot names; the others are together.
const REASONS: usize = 4;

pub(super) fn write(out: &mut Markup, overview: &OverviewView) {
    write_numbers(out, overview);
    out.add("<div class=\"figures lead\">");
    sign_ins(overview).write(out);
    write_busiest(out, overview);
    out.add("</div><div class=\"figures half\">");
    refusals(overview).write(out);
    active(overview).write(out);
    protection(overview).write(out);
    accounts(overview).write(out);
    out.add("</div>");
    let mail = overview.mail;
    write_markup!(out; "<p class=\"hint\">" (&say::overview_mail(mail.given_up, mail.sent, mail.waiting)) " " (say::overview_counted()) " ");
    write_time(out, overview.at, &overview.at.minute_in_words());
    write_markup!(out; ". " (say::overview_utc()) "</p>");
}

/// The four numbers that matter, each against the period before.
fn write_numbers(out: &mut Markup, overview: &OverviewView) {
    let OverviewView { sign_ins, refusals, people, .. } = overview;
    let tries =
        |series: &SeriesView, refused: u64, total: fn(&SeriesView) -> u64| percent_of(refused, total(series) + refused);
    let refused =
        [tries(sign_ins, refusals.total(), SeriesView::total), tries(sign_ins, refusals.before(), SeriesView::before)];
    let (now, before) = (with_passkey(people, |line| line.total), with_passkey(people, |line| line.before));
    let active = active_line(overview).map_or(0, |line| line.total);
    let numbers = [
        (say::overview_sign_ins(), number(sign_ins.total()), compared(sign_ins.total(), sign_ins.before())),
        (say::overview_refused(), number(refusals.total()), say::overview_share(refused[1], refused[0])),
        (say::overview_active(), number(active), active_words(overview.period, now.0)),
        (say::overview_with_passkey(), passkey_share(now), protected_words(now, before.2)),
    ];
    out.add("<section class=\"card\"><dl class=\"numbers\">");
    for (label, value, more) in numbers {
        write_markup!(out; "<div><dt>" (label) "</dt><dd>" (&value) "<small>" (&more) "</small></dd></div>");
    }
    out.add("</dl></section>");
}

/// How many people there are at a time, how many of them have a passkey, and their share.
fn with_passkey(people: &SeriesView, at: fn(&LineView) -> u64) -> (u64, u64, u64) {
    let of = |protection: Protection| people.line(protection.as_str()).map_or(0, at);
    let (all, passkeys) = (of(Protection::Everybody), of(Protection::Passkey));
    (all, passkeys, percent_of(passkeys, all))
}

/// The share of those with a passkey. A dash until people are counted.
fn passkey_share((all, _, share): (u64, u64, u64)) -> String {
    if all == 0 { "\u{2013}".to_owned() } else { say::overview_percent(share) }
}

/// How many have a passkey. People are counted once an hour.
fn protected_words((all, passkeys, _): (u64, u64, u64), before: u64) -> String {
    if all == 0 { say::overview_not_counted().to_owned() } else { say::overview_passkeys(all, before, passkeys) }
}

/// A share in per cent.
fn percent_of(part: u64, all: u64) -> u64 {
    (share(part, all) + 50) / 100
}

/// How much more or less than before.
fn compared(total: u64, before: u64) -> String {
    match (total, before) {
        (_, 0) => say::overview_nothing_before().to_owned(),
        (total, before) if total > before => say::overview_more(percent_of_any(total - before, before)),
        (total, before) if total < before => say::overview_less(percent_of_any(before - total, before)),
        _ => say::overview_same().to_owned(),
    }
}

/// The same as [`percent_of`], also beyond a hundred.
fn percent_of_any(part: u64, all: u64) -> u64 {
    part.saturating_mul(100) / all.max(1)
}

/// The line of the period that is nearest to what is shown.
fn active_line(overview: &OverviewView) -> Option<&LineView> {
    overview.active.line(match overview.period {
        Period::Day => "day",
        Period::Week => "week",
        Period::Month | Period::Year => "month",
    })
}

fn active_words(period: Period, people: u64) -> String {
    if people == 0 {
        return say::overview_not_counted().to_owned();
    }
    match period {
        Period::Day => say::overview_of_today(people),
        Period::Week => say::overview_of_7_days(people),
        Period::Month | Period::Year => say::overview_of_30_days(people),
    }
}

/// How long the columns of a series are.
fn unit(overview: &OverviewView, is_of_days: bool) -> Unit {
    match overview.period {
        Period::Day if !is_of_days => Unit::Hour,
        Period::Day | Period::Week | Period::Month => Unit::Day,
        Period::Year => Unit::Week,
    }
}

fn line(colour: &'static str, label: &'static str, view: &LineView) -> Line {
    Line { colour, label, values: view.values.clone(), total: number(view.total) }
}

fn sign_ins(overview: &OverviewView) -> Plot<'_> {
    let ways = Way::ALL.into_iter().filter_map(|way| {
        let (colour, label) = match way {
            Way::Passkey => ("s1", say::overview_by_passkey()),
            Way::SecondFactor => ("s2", say::overview_by_second_factor()),
            Way::Provider => ("s3", say::overview_by_provider()),
            Way::Password => ("s4", say::overview_by_password()),
            Way::Other => ("s5", say::overview_by_other()),
        };
        let view = overview.sign_ins.line(way.as_str())?;
        // It is rare, and in most installations it never occurs.
        (way != Way::Other || view.total > 0).then(|| line(colour, label, view))
    });
    let columns = &overview.sign_ins.columns;
    Plot {
        title: say::overview_by_way(),
        kind: Kind::Walked,
        unit: unit(overview, false),
        columns,
        lines: ways.collect(),
    }
}

fn refusals(overview: &OverviewView) -> Plot<'_> {
    let lines = &overview.refusals.lines;
    let mut shown: Vec<_> = lines.iter().take(REASONS).map(|view| line("bad", reason(&view.label), view)).collect();
    if let Some(rest) = lines.get(REASONS..).filter(|rest| !rest.is_empty()) {
        let sum = |at: usize| rest.iter().filter_map(|view| view.values.get(at)).sum::<u64>();
        let values = (0..overview.refusals.columns.len()).map(sum).collect();
        let total = number(rest.iter().map(|view| view.total).sum());
        shown.push(Line { colour: "bad", label: say::overview_by_other(), values, total });
    }
    let columns = &overview.refusals.columns;
    Plot { title: say::overview_refused(), kind: Kind::Columns, unit: unit(overview, false), columns, lines: shown }
}

/// Why something was refused, in words.
fn reason(label: &str) -> &'static str {
    match label {
        NOT_ADMITTED => say::overview_not_admitted(),
        AT_PROVIDER => say::overview_by_provider(),
        _ => match label.parse() {
            Ok(Reason::NoMatch | Reason::WrongPassword) => say::overview_wrong_password(),
            Ok(Reason::WrongCode) => say::overview_wrong_code(),
            Ok(Reason::PasskeyRefused) => say::overview_by_passkey(),
            Ok(Reason::Throttled) => say::overview_throttled(),
            Ok(Reason::EmailUnconfirmed) => say::overview_unconfirmed(),
            Ok(Reason::LastAdministrator) | Err(_) => say::overview_by_other(),
        },
    }
}

fn active(overview: &OverviewView) -> Plot<'_> {
    let of = [("s1", "day", say::overview_in_day()), ("s3", "week", say::overview_in_7_days())];
    let lines =
        of.into_iter().filter_map(|(colour, name, label)| Some(line(colour, label, overview.active.line(name)?)));
    let columns = &overview.active.columns;
    Plot {
        title: say::overview_active(),
        kind: Kind::Lines,
        unit: unit(overview, true),
        columns,
        lines: lines.collect(),
    }
}

/// In per cent of all people.
fn protection(overview: &OverviewView) -> Plot<'_> {
    let SeriesView { columns, .. } = &overview.people;
    let everybody = overview.people.line(Protection::Everybody.as_str());
    let of = [
        ("s2", Protection::SecondFactor, say::overview_any_factor()),
        ("s1", Protection::Passkey, say::overview_a_passkey()),
    ];
    let lines = of.into_iter().filter_map(|(colour, protection, label)| {
        let (view, all) = (overview.people.line(protection.as_str())?, everybody?);
        let values: Vec<_> = view.values.iter().zip(&all.values).map(|(part, all)| percent_of(*part, *all)).collect();
        let total = say::overview_percent(values.last().copied().unwrap_or_default());
        Some(Line { colour, label, values, total })
    });
    let lines = lines.collect();
    Plot { title: say::overview_protection(), kind: Kind::Shares, unit: unit(overview, true), columns, lines }
}

fn accounts(overview: &OverviewView) -> Plot<'_> {
    let lines = AccountSource::ALL.into_iter().filter_map(|source| {
        let label = match source {
            AccountSource::Registration => say::overview_by_registration(),
            AccountSource::Administrator => say::overview_by_administrator(),
            AccountSource::Import => say::overview_by_import(),
        };
        Some(line("s1", label, overview.accounts.line(source.as_str())?))
    });
    let columns = &overview.accounts.columns;
    let title = say::overview_new_accounts();
    Plot { title, kind: Kind::Columns, unit: unit(overview, false), columns, lines: lines.collect() }
}

fn write_busiest(out: &mut Markup, overview: &OverviewView) {
    write_markup!(out;
        "<section class=\"card fig\"><h2>" (say::overview_busiest()) "</h2><p class=\"key\">" (say::overview_entered())
        "</p><ul class=\"busiest\">");
    let most = overview.applications.first().map_or(0, |application| application.entries);
    for application in &overview.applications {
        let href = LocalPath::application(&ApplicationName::from_stored(application.name.clone()));
        write_markup!(out;
            "<li><a href=\"" (href.as_str()) "\">" (&application.title) "</a><span>" (&number(application.entries))
            "</span><svg aria-hidden=\"true\"><rect class=\"s1\" width=\"" (&percent(share(application.entries, most)))
            "\" height=\"100%\"/></svg></li>");
    }
    write_markup!(out;
        "</ul><p class=\"fig-end\"><a href=\"/applications\">" (&say::overview_all(overview.all_applications)) "</a></p></section>");
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shared::Timestamp;
    use crate::ui::html;

    fn series(lines: &[(&str, u64)]) -> SeriesView {
        let line = |(label, total): &(&str, u64)| LineView {
            label: (*label).to_owned(),
            values: vec![*total],
            total: *total,
            before: total / 2,
        };
        SeriesView { columns: vec![Timestamp(1_709_510_400_000)], lines: lines.iter().map(line).collect() }
    }

    #[test]
    fn numbers_are_compared_with_the_period_before() {
        let overview = OverviewView {
            period: Period::Month,
            at: Timestamp(1_709_543_520_000),
            attention: Vec::new(),
            sign_ins: series(&[("passkey", 60), ("password", 40)]),
            refusals: series(&[("no_match", 6), ("wrong_code", 4), ("a", 3), ("b", 2), ("c", 1)]),
            accounts: series(&[("registration", 2)]),
            active: series(&[("day", 3), ("week", 5), ("month", 8)]),
            people: series(&[("everybody", 10), ("second_factor", 6), ("passkey", 4)]),
            mail: Default::default(),
            applications: Vec::new(),
            all_applications: 0,
        };
        let html = html(|out| write(out, &overview));
        for words in [
            "<dd>100<small>100 % more than in the period before</small>",
            "<dd>16<small>14 % of all tries; before, 12 %</small>",
            "<dd>8<small>of 10, in 30 days</small>",
            "<dd>40 %<small>4 of 10; before, 40 %</small>",
            "Wrong password <b>6</b>",
            "Other <b>1</b>",
            "Any second factor <b>60 %</b>",
        ] {
            assert!(html.contains(words), "{words}: {html}");
        }
    }

    #[test]
    fn people_that_are_not_counted_yet_have_no_share() {
        assert_eq!(passkey_share((0, 0, 0)), "\u{2013}");
        assert_eq!(protected_words((0, 0, 0), 0), say::overview_not_counted());
        assert_eq!(passkey_share((4, 0, 0)), say::overview_percent(0));
    }

    #[test]
    fn more_than_twice_as_much_is_said_in_per_cent_as_well() {
        for (total, before, words) in [
            (3, 0, say::overview_nothing_before().to_owned()),
            (9, 3, say::overview_more(200)),
            (3, 9, say::overview_less(66)),
            (3, 3, say::overview_same().to_owned()),
        ] {
            assert_eq!(compared(total, before), words);
        }
    }
}
