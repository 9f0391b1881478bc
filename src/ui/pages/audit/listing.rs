//! A page of the audit log: the events, or why there are none, and the pagination.

use super::table::{write_skeleton, write_table};
use crate::actions::account::list_audit;
use crate::shared::audit::AuditLogView;
use crate::shared::audit_query::{AuditQuery, SIZES, Scope};
use crate::shared::error::AppError;
use crate::ui::client_state::ClientState;
use crate::ui::components::drawings::Shape;
use crate::ui::components::list_parts::{self, Links, Step, write_sizes, write_step};
use crate::ui::components::sentence::Reader;
use crate::ui::embedded::page_data;
use crate::ui::list_state::{ListQuery, RenderedList};
use crate::ui::markup::{Markup, html, write_markup};
use crate::ui::words::number_of;
use std::pin::Pin;

const NEWER: Step = Step { rel: "prev", label: "Newer events", shape: Shape::LEFT };
const OLDER: Step = Step { rel: "next", label: "Older events", shape: Shape::RIGHT };

/// The page that the server has read; none in the browser.
pub fn from_page_data(list_query: &AuditQuery, client: ClientState) -> Option<RenderedList> {
    Some(match page_data!(Audit)?.as_ref() {
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
        let (current, first_page) = (self.address(), self.restarted().address());
        list_parts::failure(error, &Links { current, first_page, unfiltered: self.scope.path() })
    }

    fn write_skeleton(&self) -> String {
        html(write_skeleton)
    }
}

fn render(list_query: &AuditQuery, log: &AuditLogView, client: ClientState) -> RenderedList {
    if log.events.is_empty() {
        return empty(list_query);
    }
    let own = client.id().filter(|_| list_query.scope == Scope::Own);
    let reader = Reader::of(log, own, client.now());
    let list = html(|out| write_table(out, list_query.scope, log, &reader));
    let announcement = number_of(log.events.len() as u64, "event");
    let pages = html(|out| write_pages(out, list_query, log, &announcement));
    RenderedList { list, pages, announcement, ..RenderedList::default() }
}

fn empty(list_query: &AuditQuery) -> RenderedList {
    let (first_page, all) = (list_query.restarted().address(), list_query.scope.path());
    // Not the first page: there may be matching events before it.
    let (title, advice, href, label) = if list_query.restarted() != *list_query {
        ("No more events", "There are no events beyond this page.", &*first_page, "Go to the newest events")
    } else if list_query.is_filtered() {
        let advice = "Change the filters, or clear them to see all events.";
        ("No events match your filters", advice, all, "Clear filters")
    } else {
        ("No events yet", "Sign-ins and changes of accounts will appear here.", all, "Reload")
    };
    list_parts::empty(title.to_owned(), advice, href, label)
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
