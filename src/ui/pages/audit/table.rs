//! The table of events; on narrow screens one card per event. Each event has expandable details.

use crate::shared::audit::{ActorKind, AuditEventView, AuditLogView, Outcome};
use crate::shared::audit_query::Scope;
use crate::shared::ids::UserId;
use crate::shared::timestamp::Timestamp;
use crate::ui::components::drawings::Shape;
use crate::ui::components::event::{reason, sentence};
use crate::ui::markup::{Markup, write_markup, write_time};

/// Classes and headings of the columns.
const COLUMNS: [(&str, &str); 5] =
    [("c-what", "Event"), ("c-by", "By"), ("c-on", "Account"), ("c-from", "IP address"), ("c-when", "Time")];

/// A row of the skeleton.
const SKELETON_ROW: &str = concat!(
    r#"<tr><td class="c-what"><span class="bone"></span></td><td class="c-by"><span class="bone"></span></td>"#,
    r#"<td class="c-on"><span class="bone"></span></td><td class="c-from"><span class="bone"></span></td>"#,
    r#"<td class="c-when"><span class="bone"></span></td></tr>"#
);

/// Who looks at the events, and when.
pub struct Look {
    /// The user, if they look at their own activity.
    pub own: Option<UserId>,
    pub now: Timestamp,
}

pub fn write_table(out: &mut Markup, scope: Scope, log: &AuditLogView, look: &Look) {
    let caption = if scope == Scope::Own { "Your events, newest first" } else { "Events, newest first" };
    write_markup!(out;
        "<div class=\"card\"><table class=\"users trail\" role=\"table\"><caption class=\"sr-only\">" (caption)
        "</caption>");
    write_head(out);
    out.add("<tbody role=\"rowgroup\">");
    for event in &log.events {
        write_row(out, log, event, look);
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
        write_markup!(out; "<th scope=\"col\" role=\"columnheader\" class=\"" (class) "\">" (heading) "</th>");
    }
    out.add("</tr></thead>");
}

fn write_row(out: &mut Markup, log: &AuditLogView, event: &AuditEventView, look: &Look) {
    out.add("<tr role=\"row\"><td role=\"cell\" class=\"c-what\"><details class=\"event-details\"><summary>");
    Shape::RIGHT.write(out, "icon icon-small");
    write_markup!(out; "<span>" (&sentence(event)) "</span>");
    if event.result == Outcome::Refused {
        out.add("<span class=\"badge badge-warning\"><i></i>Refused</span>");
    }
    out.add("</summary>");
    write_details(out, event);
    out.add("</details></td><td role=\"cell\" class=\"c-by\">");
    write_actor(out, log, event, look);
    out.add("</td><td role=\"cell\" class=\"c-on\">");
    match event.target_id {
        Some(target) if look.own == Some(target) => out.add("Your account"),
        Some(target) => write_user(out, log, target, look),
        None => {}
    }
    let address = event.address.as_deref().unwrap_or_default();
    write_markup!(out;
        "</td><td role=\"cell\" class=\"c-from\" title=\"" (address) "\">" (address)
        "</td><td role=\"cell\" class=\"c-when\">");
    write_time(out, event.at, &event.at.ago(look.now));
    out.add("</td></tr>");
}

fn write_actor(out: &mut Markup, log: &AuditLogView, event: &AuditEventView, look: &Look) {
    match (event.actor.kind, event.actor.id) {
        (_, Some(actor)) => write_user(out, log, actor, look),
        (ActorKind::System, None) => out.add("The operator"),
        // In a user's own activity the server hides the ids of others, who can only be administrators.
        (ActorKind::User, None) => out.add("An administrator"),
        (ActorKind::Anonymous, None) => out.add("<span class=\"never\">Not signed in</span>"),
    }
}

/// A user, with a link to their page. The events of a permanently deleted user can still be searched by id.
fn write_user(out: &mut Markup, log: &AuditLogView, id: UserId, look: &Look) {
    let text = id.to_string();
    match log.name_of(id) {
        _ if look.own == Some(id) => out.add("You"),
        Some(name) => write_markup!(out; "<a href=\"/users/" (&text) "\" title=\"" (name) "\">" (name) "</a>"),
        // Users get no names of others, so a missing name does not mean a deleted account.
        None if look.own.is_some() => out.add("Another user"),
        None => write_markup!(out;
            "<a class=\"gone\" href=\"/audit?person=" (&text) "\" title=\"" (&text) "\">Deleted user</a>"),
    }
}

fn write_details(out: &mut Markup, event: &AuditEventView) {
    let refused = event.result == Outcome::Refused;
    let actor = event.actor.id.map(|id| id.to_string());
    let target = event.target_id.map(|id| id.to_string());
    let (request, why) = (event.request_id.map(|id| id.to_string()), reason(event));
    let details = [
        ("Time", Some(event.at.to_string())),
        ("Event", Some(event.event.clone())),
        ("Result", Some(if refused { "Refused" } else { "Succeeded" }.to_owned())),
        ("Reason", why.map(str::to_owned)),
        // The detail of a refused event is the name of its reason, which is shown in words already.
        ("Detail", event.detail.clone().filter(|_| why.is_none())),
        ("By", actor),
        ("Account", target),
        ("IP address", event.address.clone()),
        ("Device", event.device.clone()),
        ("Request ID", request),
    ];
    out.add("<dl>");
    for (name, value) in details {
        if let Some(value) = value {
            write_markup!(out; "<dt>" (name) "</dt><dd>" (&value) "</dd>");
        }
    }
    out.add("</dl>");
}
