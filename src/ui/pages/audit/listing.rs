//! A page of the audit log, rendered: a table of events; on narrow screens one card per event. Each event has expandable
//! details.

use crate::{
    actions::account::list_audit,
    shared::{
        audit::{ActorKind, AuditEventView, AuditLogView, Outcome},
        audit_query::{AuditQuery, SIZES, Scope},
        error::AppError,
        ids::UserId,
        page::PageData,
        timestamp::Timestamp,
    },
    ui::{
        client_state::ClientState,
        components::{
            drawings::Shape,
            event::{reason, sentence},
            list_parts::{self, Links, Step, failure_title, write_sizes, write_step},
        },
        list_state::{ListQuery, RenderedList},
        markup::{Markup, write_markup, write_time},
    },
};
use leptos::prelude::use_context;
use std::{future::Future, pin::Pin};

const NEWER: Step = Step { rel: "prev", label: "Newer events", shape: Shape::Left };
const OLDER: Step = Step { rel: "next", label: "Older events", shape: Shape::Right };

/// The page that the server has read; none in the browser.
pub fn from_page_data(list_query: &AuditQuery, client: ClientState) -> Option<RenderedList> {
    let PageData::Audit(log) = use_context()? else { return None };
    Some(match log.as_ref() {
        Ok(log) => render(list_query, log, client),
        Err(error) => list_query.write_failure(error),
    })
}

impl ListQuery for AuditQuery {
    fn address(&self) -> String {
        AuditQuery::address(self)
    }

    fn fetch(&self, client: ClientState) -> Pin<Box<dyn Future<Output = Result<RenderedList, AppError>>>> {
        // The future outlives the borrow of `self`.
        let list_query = self.clone();
        Box::pin(async move { Ok(render(&list_query, &list_audit(list_query.request()).await?, client)) })
    }

    fn write_failure(&self, error: &AppError) -> RenderedList {
        let mut list = Markup::default();
        let links =
            Links { current: self.address(), first_page: self.restarted().address(), unfiltered: self.scope.path() };
        list_parts::write_failure(&mut list, error, &links);
        RenderedList {
            list: list.into_html(),
            announcement: failure_title(error).to_owned(),
            ..RenderedList::default()
        }
    }

    fn write_skeleton(&self) -> String {
        let mut out = Markup::default();
        write_skeleton(&mut out);
        out.into_html()
    }
}

fn render(list_query: &AuditQuery, log: &AuditLogView, client: ClientState) -> RenderedList {
    let (mut list, mut pages) = (Markup::default(), Markup::default());
    if log.events.is_empty() {
        let title = write_empty(&mut list, list_query);
        return RenderedList { list: list.into_html(), announcement: title.to_owned(), ..RenderedList::default() };
    }
    let own = client.id().filter(|_| list_query.scope == Scope::Own);
    write_table(&mut list, list_query.scope, log, &Look { own, now: client.now() });
    let announcement = count(log.events.len());
    write_pages(&mut pages, list_query, log, &announcement);
    RenderedList { list: list.into_html(), pages: pages.into_html(), announcement, ..RenderedList::default() }
}

/// An empty list; returns its title.
fn write_empty(out: &mut Markup, list_query: &AuditQuery) -> &'static str {
    let all = list_query.scope.path();
    // Not the first page: there may be matching events before it.
    if list_query.restarted() != *list_query {
        let title = "No more events";
        list_parts::write_empty(
            out,
            title,
            "There are no events beyond this page.",
            &list_query.restarted().address(),
            "Go to the newest events",
        );
        title
    } else if list_query.is_filtered() {
        let title = "No events match your filters";
        list_parts::write_empty(
            out,
            title,
            "Change the filters, or clear them to see all events.",
            all,
            "Clear filters",
        );
        title
    } else {
        let title = "No events yet";
        list_parts::write_empty(out, title, "Sign-ins and changes of accounts will appear here.", all, "Reload");
        title
    }
}

/// The number of events on the page.
fn count(events: usize) -> String {
    if events == 1 { "1 event".to_owned() } else { format!("{events} events") }
}

fn write_pages(out: &mut Markup, list_query: &AuditQuery, log: &AuditLogView, count: &str) {
    write_markup!(out; "<div class=\"pager\"><p>" (count) "</p>");
    write_sizes(out, "Events per page", list_query.size(), &SIZES.map(|size| (size, list_query.sized(size).address())));
    if log.next.is_some() || log.prev.is_some() {
        out.add("<nav class=\"pages\" aria-label=\"Pages\">");
        write_step(out, &NEWER, log.prev.map(|event| list_query.after(event).address()).as_deref());
        write_step(out, &OLDER, log.next.map(|event| list_query.before(event).address()).as_deref());
        out.add("</nav>");
    }
    out.add("</div>");
}

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
struct Look {
    /// The user, if they look at their own activity.
    own: Option<UserId>,
    now: Timestamp,
}

fn write_table(out: &mut Markup, scope: Scope, log: &AuditLogView, look: &Look) {
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
fn write_skeleton(out: &mut Markup) {
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
    Shape::Right.write(out, "icon icon-small");
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
