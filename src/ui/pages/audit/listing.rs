//! A page of the audit log, rendered.

use super::{
    query::{AuditQuery, SIZES, Scope},
    table::{self, Look},
};
use crate::{
    actions::audit::list_audit,
    shared::{audit::AuditLogView, error::AppError, page::PageData},
    ui::{
        client_state::ClientState,
        components::{
            empty_state::{self, Links, failure_title},
            icon::Shape,
            pager::{Step, write_sizes, write_step},
        },
        list_state::{ListQuery, RenderedList},
        markup::{Markup, write_markup},
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
        empty_state::write_failure(&mut list, error, &links);
        RenderedList {
            list: list.into_html(),
            announcement: failure_title(error).to_owned(),
            ..RenderedList::default()
        }
    }

    fn write_skeleton(&self) -> String {
        let mut out = Markup::default();
        table::write_skeleton(&mut out);
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
    table::write(&mut list, list_query.scope, log, &Look { own, now: client.now() });
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
        empty_state::write_empty(
            out,
            title,
            "There are no events beyond this page.",
            &list_query.restarted().address(),
            "Go to the newest events",
        );
        title
    } else if list_query.is_filtered() {
        let title = "No events match your filters";
        empty_state::write_empty(
            out,
            title,
            "Change the filters, or clear them to see all events.",
            all,
            "Clear filters",
        );
        title
    } else {
        let title = "No events yet";
        empty_state::write_empty(out, title, "Sign-ins and changes of accounts will appear here.", all, "Reload");
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
