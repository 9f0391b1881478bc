//! A page of the audit log: the events, or why there are none, and the pagination.

use super::table::{write_skeleton, write_table};
use crate::actions::account::list_audit;
use crate::shared::audit_query::{SIZES, Scope};
use crate::shared::{AppError, AuditLogView, AuditQuery};
use crate::ui::components::list_parts::{self, Links, Step};
use crate::ui::components::sentence::Reader;
use crate::ui::components::{Shape, write_sizes, write_step};
use crate::ui::list_state::{ListQuery, RenderedList};
use crate::ui::routes::administrators::say;
use crate::ui::{ClientState, Markup, html, page_data, write_markup};
use std::pin::Pin;

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
        html(|out| write_skeleton(out, self.scope))
    }
}

fn render(list_query: &AuditQuery, log: &AuditLogView, client: ClientState) -> RenderedList {
    if log.events.is_empty() {
        return empty(list_query);
    }
    let own = client.id().filter(|_| list_query.scope == Scope::Own);
    let reader = Reader::of(log, own, client.now());
    let list = html(|out| write_table(out, list_query, log, &reader));
    let announcement = say::audit_count(log.events.len() as u64);
    let pages = html(|out| write_pages(out, list_query, log, &announcement));
    RenderedList { list, pages, announcement, ..RenderedList::default() }
}

fn empty(list_query: &AuditQuery) -> RenderedList {
    let (first_page, all) = (list_query.restarted().address(), list_query.scope.path());
    // Not the first page: there may be matching events before it.
    let (title, advice, href, label) = if list_query.restarted() != *list_query {
        (say::audit_page_empty(), say::audit_page_empty_advice(), &*first_page, say::audit_page_empty_link())
    } else if list_query.is_filtered() {
        (say::audit_no_match(), say::audit_no_match_advice(), all, say::audit_no_match_link())
    } else {
        (say::audit_none(), say::audit_none_advice(), all, say::audit_none_link())
    };
    list_parts::empty(title.to_owned(), advice, href, label)
}

fn write_pages(out: &mut Markup, list_query: &AuditQuery, log: &AuditLogView, count: &str) {
    write_markup!(out; "<div class=\"pager\"><p>" (count) "</p>");
    let sizes = SIZES.map(|size| (size, list_query.sized(size).address()));
    write_sizes(out, say::audit_per_page(), list_query.size(), &sizes);
    if log.next.is_some() || log.prev.is_some() {
        let newer = Step { rel: "prev", label: say::audit_newer(), shape: Shape::LEFT };
        let older = Step { rel: "next", label: say::audit_older(), shape: Shape::RIGHT };
        write_markup!(out; "<nav class=\"pages\" aria-label=\"" (say::pages()) "\">");
        write_step(out, &newer, log.prev.map(|event| list_query.after(event).address()).as_deref());
        write_step(out, &older, log.next.map(|event| list_query.before(event).address()).as_deref());
        out.add("</nav>");
    }
    out.add("</div>");
}
