//! A part of the trail, as an answer of the server.

use super::{
    query::{AuditQuery, SIZES, Scope},
    table::{self, Look},
};
use crate::{
    actions::audit::list_audit,
    shared::{audit::AuditLogView, error::AppError, page::PageData},
    ui::{
        components::{
            blank::{self, Ways, failure_title},
            icon::Shape,
            pager::{Step, write_sizes, write_step},
        },
        listing::{Question, Written},
        markup::{Markup, write_markup},
        visitor::Visitor,
    },
};
use leptos::prelude::use_context;
use std::{future::Future, pin::Pin};

const NEWER: Step = Step { rel: "prev", label: "Newer events", shape: Shape::Left };
const OLDER: Step = Step { rel: "next", label: "Older events", shape: Shape::Right };

/// That part, written; none in a browser.
pub fn read(list_query: &AuditQuery, visitor: Visitor) -> Option<Written> {
    let PageData::Audit(trail) = use_context()? else { return None };
    Some(match trail.as_ref() {
        Ok(trail) => written(list_query, trail, visitor),
        Err(error) => list_query.write_failure(error),
    })
}

impl Question for AuditQuery {
    fn address(&self) -> String {
        AuditQuery::address(self)
    }

    fn ask(&self, visitor: Visitor) -> Pin<Box<dyn Future<Output = Result<Written, AppError>>>> {
        let list_query = self.clone();
        Box::pin(async move { Ok(written(&list_query, &list_audit(list_query.request()).await?, visitor)) })
    }

    fn write_failure(&self, error: &AppError) -> Written {
        let mut list = Markup::default();
        let ways = Ways { here: self.address(), start: self.restarted().address(), all: self.scope.path() };
        blank::write_failure(&mut list, error, &ways);
        Written { list: list.into_html(), said: failure_title(error).to_owned(), ..Written::default() }
    }

    fn write_skeleton(&self) -> String {
        let mut out = Markup::default();
        table::write_skeleton(&mut out);
        out.into_html()
    }
}

fn written(list_query: &AuditQuery, trail: &AuditLogView, visitor: Visitor) -> Written {
    let (mut list, mut pages) = (Markup::default(), Markup::default());
    if trail.events.is_empty() {
        let said = write_nothing(&mut list, list_query);
        return Written { list: list.into_html(), said: said.to_owned(), ..Written::default() };
    }
    let own = visitor.id().filter(|_| list_query.scope == Scope::Own);
    table::write(&mut list, list_query.scope, trail, &Look { own, now: visitor.now() });
    let said = count(trail.events.len());
    write_pages(&mut pages, list_query, trail, &said);
    Written { list: list.into_html(), pages: pages.into_html(), said, ..Written::default() }
}

/// Nothing is found; gives back what is said of it.
fn write_nothing(out: &mut Markup, list_query: &AuditQuery) -> &'static str {
    let all = list_query.scope.path();
    if list_query.restarted() != *list_query {
        let title = "There is nothing further";
        blank::write_nothing(
            out,
            title,
            "No event lies beyond.",
            &list_query.restarted().address(),
            "Go to the newest events",
        );
        title
    } else if list_query.is_filtered() {
        let title = "Nothing like that happened";
        blank::write_nothing(out, title, "Look for something else, or among everything.", all, "Clear filters");
        title
    } else {
        let title = "Nothing has happened yet";
        blank::write_nothing(out, title, "What happens to accounts from now on is told here.", all, "Look again");
        title
    }
}

/// How many there are on the page.
fn count(events: usize) -> String {
    if events == 1 { "1 event".to_owned() } else { format!("{events} events") }
}

fn write_pages(out: &mut Markup, list_query: &AuditQuery, trail: &AuditLogView, count: &str) {
    write_markup!(out; "<div class=\"pager\"><p>" (count) "</p>");
    write_sizes(out, "Events per page", list_query.size(), &SIZES.map(|size| (size, list_query.sized(size).address())));
    if trail.next.is_some() || trail.prev.is_some() {
        out.add("<nav class=\"pages\" aria-label=\"Pages\">");
        write_step(out, &NEWER, trail.prev.map(|event| list_query.after(event).address()).as_deref());
        write_step(out, &OLDER, trail.next.map(|event| list_query.before(event).address()).as_deref());
        out.add("</nav>");
    }
    out.add("</div>");
}
