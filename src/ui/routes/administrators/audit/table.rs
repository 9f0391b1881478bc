//! The table of events; on narrow screens one card per event. Each event has expandable details.

use crate::language::Label;
use crate::shared::audit_query::Scope;
use crate::shared::{AuditEventView, AuditLogView, AuditQuery, Outcome, Timestamp, UserId};
use crate::ui::components::Shape;
use crate::ui::components::event::{icon_of, reason, write_origin};
use crate::ui::components::sentence::{Reader, sentence};
use crate::ui::markup::write_fact;
use crate::ui::routes::administrators::say;
use crate::ui::{Markup, write_markup, write_time};
use std::time::Duration;
use uuid::Uuid;

/// Classes and headings of the columns.
const COLUMNS: [(&str, Label); 3] =
    [("c-what", say::audit_event), ("c-from", say::audit_device), ("c-when", say::audit_time)];

/// A row of the skeleton.
const SKELETON_ROW: &str = concat!(
    r#"<tr><td class="c-what"><span class="bone"></span></td><td class="c-from"><span class="bone"></span></td>"#,
    r#"<td class="c-when"><span class="bone"></span></td></tr>"#
);

/// Equal refusals that follow each other at most so long are one line.
const TOGETHER: Duration = Duration::from_secs(10 * 60);

/// An event, and how many equal ones came shortly before it.
struct Line<'a> {
    event: &'a AuditEventView,
    /// With it.
    count: u64,
    /// The time of the first of them.
    since: Timestamp,
}

/// The lines of a page, the newest event first. A refusal is counted in the line of an equal one.
fn lines(events: &[AuditEventView]) -> Vec<Line<'_>> {
    let mut lines: Vec<Line<'_>> = Vec::new();
    for event in events {
        let is_same = |line: &&mut Line<'_>| is_equal(line.event, event) && event.at.until(line.event.at) <= TOGETHER;
        match lines.iter_mut().find(is_same) {
            Some(line) => (line.count, line.since) = (line.count + 1, event.at),
            None => lines.push(Line { event, count: 1, since: event.at }),
        }
    }
    lines
}

/// Whether both are refusals of the same thing, to the same one.
fn is_equal(one: &AuditEventView, other: &AuditEventView) -> bool {
    one.result == Outcome::Refused
        && one.result == other.result
        && one.event == other.event
        && one.actor == other.actor
        && one.target_id == other.target_id
        && one.detail == other.detail
        && one.address == other.address
        && one.device == other.device
}

pub fn write_table(out: &mut Markup, list_query: &AuditQuery, log: &AuditLogView, reader: &Reader<'_>) {
    let caption = if list_query.scope == Scope::Own { say::audit_own_caption() } else { say::audit_caption() };
    write_opening(out, list_query.scope);
    write_markup!(out; "\" role=\"table\"><caption class=\"sr-only\">" (caption) "</caption>");
    write_head(out);
    out.add("<tbody role=\"rowgroup\">");
    for line in lines(&log.events) {
        write_row(out, &line, list_query, reader);
    }
    out.add("</tbody></table></div>");
}

/// The table up to the end of its classes. An event has one line where the list is as wide as the page, which one's own is not.
fn write_opening(out: &mut Markup, scope: Scope) {
    out.add(match scope {
        Scope::Everyone => "<div class=\"card\"><table class=\"users trail in-lines",
        Scope::Own => "<div class=\"card\"><table class=\"users trail",
    });
}

/// Six placeholder rows of the usual height.
pub fn write_skeleton(out: &mut Markup, scope: Scope) {
    write_opening(out, scope);
    out.add(" skeleton\" aria-hidden=\"true\">");
    write_head(out);
    out.add("<tbody>");
    (0..6).for_each(|_| out.add(SKELETON_ROW));
    out.add("</tbody></table></div>");
}

fn write_head(out: &mut Markup) {
    out.add("<thead role=\"rowgroup\"><tr role=\"row\">");
    for (class, heading) in COLUMNS {
        write_markup!(out; "<th scope=\"col\" role=\"columnheader\" class=\"" (class) "\">" (heading()) "</th>");
    }
    out.add("</tr></thead>");
}

fn write_row(out: &mut Markup, line: &Line<'_>, list_query: &AuditQuery, reader: &Reader<'_>) {
    let Line { event, count, since } = *line;
    out.add("<tr role=\"row\"><td role=\"cell\" class=\"c-what\"><details class=\"event-details\"><summary>");
    Shape::RIGHT.write(out, "icon icon-small");
    icon_of(event, reader).write(out, "icon");
    write_markup!(out; "<span>" (&sentence(event, reader)) "</span>");
    if event.result == Outcome::Refused {
        write_markup!(out; "<span class=\"badge badge-warning\"><i></i>" (say::audit_refused()) "</span>");
    }
    if count > 1 {
        write_markup!(out; "<span class=\"badge\">" (&say::audit_times(count)) "</span>");
    }
    out.add("</summary><dl>");
    write_details(out, event, reader);
    if count > 1 {
        write_markup!(out; "<dt>" (say::audit_first_of_them()) "</dt><dd>");
        write_time(out, since, &since.minute_in_words());
        out.add("</dd>");
    }
    out.add("</dl></details></td><td role=\"cell\" class=\"c-from\">");
    match list_query.scope {
        Scope::Everyone => write_origin_links(out, event, list_query, reader),
        Scope::Own => write_origin(out, event, reader, " \u{b7} "),
    }
    out.add("</td><td role=\"cell\" class=\"c-when\">");
    write_time(out, event.at, &say::audit_minute(&event.at.short_day(), &event.at.clock()));
    write_markup!(out; "<small>" (&event.at.ago(reader.now)) "</small></td></tr>");
}

/// The device and the address, each with a link to all that came from there.
fn write_origin_links(out: &mut Markup, event: &AuditEventView, list_query: &AuditQuery, reader: &Reader<'_>) {
    let mut link = |name: &str, value: &str, words: &str| {
        write_markup!(out; "<a href=\"" (&list_query.with(name, value).address()) "\">" (words) "</a>");
    };
    let device = reader.device_of(event).zip(event.device.as_deref());
    if let Some((device, agent)) = device {
        link("device", agent, &device.words.say());
    }
    if let Some(address) = &event.address {
        link("address", address, address);
    }
}

fn write_details(out: &mut Markup, event: &AuditEventView, reader: &Reader<'_>) {
    let refused = event.result == Outcome::Refused;
    write_markup!(out; "<dt>" (say::audit_time()) "</dt><dd>");
    write_time(out, event.at, &event.at.to_string());
    out.add("</dd>");
    write_fact(out, say::audit_event(), &event.event);
    let result = if refused { say::audit_refused() } else { say::audit_succeeded() };
    write_fact(out, say::result(), result);
    match (reason(event), &event.detail) {
        // The detail of a refused event is the name of its reason.
        (Some(why), _) => write_fact(out, say::audit_reason(), why),
        (None, Some(detail)) if detail.parse::<Uuid>().is_ok() => {
            write_id(out, say::audit_detail(), None, detail, say::audit_copy_detail());
        }
        (None, Some(detail)) => write_fact(out, say::audit_detail(), detail),
        (None, None) => {}
    }
    match event.actor.id {
        Some(actor) => write_user(out, say::audit_by(), actor, reader),
        None => write_fact(out, say::audit_by(), reader.actor(event)),
    }
    if let Some(target) = event.target_id {
        write_user(out, say::account(), target, reader);
    }
    if let Some(address) = &event.address {
        write_fact(out, say::audit_address(), address);
    }
    if let Some(device) = reader.device_of(event) {
        write_fact(out, say::audit_device(), &device.words.say());
    }
    if let Some(agent) = &event.device {
        write_fact(out, say::audit_agent(), agent);
    }
    if let Some(request) = event.request_id {
        write_id(out, say::audit_request_id(), None, &request.to_string(), say::audit_copy_request_id());
    }
}

/// A user, with a link to their page and the id. The events of a permanently deleted user can still be searched by id. Of their
/// own account readers need neither.
fn write_user(out: &mut Markup, role: &str, id: UserId, reader: &Reader<'_>) {
    let text = id.to_string();
    let (name, address) = match reader.name_of(id) {
        _ if reader.own == Some(id) => return,
        Some(name) => (name, format!("/users/{text}")),
        // Users get no names of others, so a missing name does not mean a deleted account.
        None if reader.own.is_some() => return write_fact(out, role, say::audit_other_user()),
        None => (say::audit_deleted_user(), format!("/audit?person={text}")),
    };
    write_id(out, role, Some((&*address, name)), &text, &say::audit_copy_id(name));
}

/// An id with a button that copies it. `link`: the address and the text of a link before it. `copy`: the accessible name of the
/// button.
fn write_id(out: &mut Markup, name: &str, link: Option<(&str, &str)>, id: &str, copy: &str) {
    write_markup!(out; "<dt>" (name) "</dt><dd>");
    if let Some((href, text)) = link {
        write_markup!(out; "<a href=\"" (href) "\">" (text) "</a><br>");
    }
    write_markup!(out;
        "<code>" (id) "</code> <button class=\"btn btn-secondary btn-small with-script\" type=\"button\" data-copy"
        " aria-label=\"" (copy) "\">" (say::copy()) "</button></dd>");
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shared::{ActorKind, ActorView, AuditEventId};

    fn refusal(number: u128, minutes: u64, address: &str) -> AuditEventView {
        AuditEventView {
            id: AuditEventId(Uuid::from_u128(number)),
            at: Timestamp(0).plus(Duration::from_secs(minutes * 60)),
            event: "session.start".to_owned(),
            result: Outcome::Refused,
            actor: ActorView { kind: ActorKind::Anonymous, id: None },
            target_id: None,
            address: Some(address.to_owned()),
            device: None,
            request_id: Some(Uuid::from_u128(number)),
            detail: Some("no_match".to_owned()),
        }
    }

    #[test]
    fn equal_refusals_within_ten_minutes_are_one_line() {
        let events =
            [refusal(5, 30, "a"), refusal(4, 25, "b"), refusal(3, 21, "a"), refusal(2, 20, "a"), refusal(1, 19, "a")];
        let counts: Vec<_> = lines(&events).iter().map(|line| (line.event.at.0 / 60_000, line.count)).collect();
        assert_eq!(counts, [(30, 3), (25, 1), (19, 1)]);
        let first = lines(&events)[0].since;
        assert_eq!(first, events[3].at);
        let success = |number| AuditEventView { result: Outcome::Success, ..refusal(number, 1, "a") };
        assert_eq!(lines(&[success(2), success(1)]).len(), 2, "what has happened is never left out");
    }
}
