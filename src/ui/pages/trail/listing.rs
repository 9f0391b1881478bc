//! A part of the trail, as an answer of the server.

use super::{
    asked::{Asked, SIZES, Scope},
    table::{self, Look},
};
use crate::{
    actions::audit::list_audit,
    shared::{audit::TrailView, error::AppError, page::PageData},
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
pub fn read(asked: &Asked, visitor: Visitor) -> Option<Written> {
    let PageData::Trail(trail) = use_context()? else { return None };
    Some(match trail.as_ref() {
        Ok(trail) => written(asked, trail, visitor),
        Err(error) => asked.write_failure(error),
    })
}

impl Question for Asked {
    fn address(&self) -> String {
        Asked::address(self)
    }

    fn ask(&self, visitor: Visitor) -> Pin<Box<dyn Future<Output = Result<Written, AppError>>>> {
        let asked = self.clone();
        Box::pin(async move { Ok(written(&asked, &list_audit(asked.request()).await?, visitor)) })
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

fn written(asked: &Asked, trail: &TrailView, visitor: Visitor) -> Written {
    let (mut list, mut pages) = (Markup::default(), Markup::default());
    if trail.events.is_empty() {
        let said = write_nothing(&mut list, asked);
        return Written { list: list.into_html(), said: said.to_owned(), ..Written::default() };
    }
    let own = visitor.id().filter(|_| asked.scope == Scope::Own);
    table::write(&mut list, asked.scope, trail, &Look { own, now: visitor.now() });
    let said = count(trail.events.len());
    write_pages(&mut pages, asked, trail, &said);
    Written { list: list.into_html(), pages: pages.into_html(), said, ..Written::default() }
}

/// Nothing is found; gives back what is said of it.
fn write_nothing(out: &mut Markup, asked: &Asked) -> &'static str {
    let all = asked.scope.path();
    if asked.restarted() != *asked {
        let title = "There is nothing further";
        blank::write_nothing(
            out,
            title,
            "No event lies beyond.",
            &asked.restarted().address(),
            "Go to the newest events",
        );
        title
    } else if asked.is_filtered() {
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

fn write_pages(out: &mut Markup, asked: &Asked, trail: &TrailView, count: &str) {
    write_markup!(out; "<div class=\"pager\"><p>" (count) "</p>");
    write_sizes(out, "Events per page", asked.size(), &SIZES.map(|size| (size, asked.sized(size).address())));
    if trail.next.is_some() || trail.prev.is_some() {
        out.add("<nav class=\"pages\" aria-label=\"Pages\">");
        write_step(out, &NEWER, trail.prev.map(|event| asked.after(event).address()).as_deref());
        write_step(out, &OLDER, trail.next.map(|event| asked.before(event).address()).as_deref());
        out.add("</nav>");
    }
    out.add("</div>");
}
