//! The table of events; on narrow screens one card per event. Each event has expandable details.

use crate::language::Label;
use crate::shared::audit_query::Scope;
use crate::shared::{AuditEventView, AuditLogView, Outcome, UserId};
use crate::ui::components::Shape;
use crate::ui::components::event::{icon_of, reason, write_origin};
use crate::ui::components::sentence::{Reader, sentence};
use crate::ui::markup::write_fact;
use crate::ui::routes::administrators::say;
use crate::ui::{Markup, write_markup, write_time};
use uuid::Uuid;

/// Classes and headings of the columns.
const COLUMNS: [(&str, Label); 3] =
    [("c-what", say::audit_event), ("c-from", say::audit_device), ("c-when", say::audit_time)];

/// A row of the skeleton.
const SKELETON_ROW: &str = concat!(
    r#"<tr><td class="c-what"><span class="bone"></span></td><td class="c-from"><span class="bone"></span></td>"#,
    r#"<td class="c-when"><span class="bone"></span></td></tr>"#
);

pub fn write_table(out: &mut Markup, scope: Scope, log: &AuditLogView, reader: &Reader<'_>) {
    let caption = if scope == Scope::Own { say::audit_own_caption() } else { say::audit_caption() };
    write_markup!(out;
        "<div class=\"card\"><table class=\"users trail\" role=\"table\"><caption class=\"sr-only\">" (caption)
        "</caption>");
    write_head(out);
    out.add("<tbody role=\"rowgroup\">");
    for event in &log.events {
        write_row(out, event, reader);
    }
    out.add("</tbody></table></div>");
}

/// Six placeholder rows of the usual height.
pub fn write_skeleton(out: &mut Markup) {
    out.add("<div class=\"card\" aria-hidden=\"true\"><table class=\"users trail skeleton\">");
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

fn write_row(out: &mut Markup, event: &AuditEventView, reader: &Reader<'_>) {
    out.add("<tr role=\"row\"><td role=\"cell\" class=\"c-what\"><details class=\"event-details\"><summary>");
    Shape::RIGHT.write(out, "icon icon-small");
    icon_of(event, reader).write(out, "icon");
    write_markup!(out; "<span>" (&sentence(event, reader)) "</span>");
    if event.result == Outcome::Refused {
        write_markup!(out; "<span class=\"badge badge-warning\"><i></i>" (say::audit_refused()) "</span>");
    }
    out.add("</summary><dl>");
    write_details(out, event, reader);
    out.add("</dl></details></td><td role=\"cell\" class=\"c-from\">");
    write_origin(out, event, reader, "<br>");
    out.add("</td><td role=\"cell\" class=\"c-when\">");
    write_time(out, event.at, &event.at.ago(reader.now));
    out.add("</td></tr>");
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
