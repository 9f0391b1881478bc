//! The list on the page: as the server rendered it, and as it is asked for from then on.

use super::{
    asked::Asked,
    blank, pager,
    table::{self, Look},
};
use crate::{
    actions::directory::list_users,
    shared::{
        directory::UserList,
        error::{AppError, ErrorCode},
        next::LocalPath,
    },
    ui::{
        browser::{element, focus},
        in_page::in_page,
        journey::Journey,
        markup::Markup,
        visitor::Visitor,
    },
};
use leptos::{prelude::*, task::spawn_local, web_sys::Element};
use std::{sync::Arc, time::Duration};

/// Where the list stands.
pub const RESULTS: &str = "results";
/// Where the ways to its other pages stand.
pub const PAGES: &str = "pages";
/// How long the old list stays before the skeleton of the new one.
const PATIENCE: Duration = Duration::from_millis(200);

/// The list that the server has read for the page that it renders; it gives it by context.
#[derive(Clone)]
pub struct ListRead(pub Arc<Result<UserList, AppError>>);

/// What is shown, and the question that it answers.
#[derive(Clone, Copy)]
pub struct Listing {
    /// The list as HTML. Empty while that of the server stands.
    pub html: RwSignal<String>,
    /// The ways to its other pages, as HTML.
    pub pages: RwSignal<String>,
    /// The address of what is shown.
    pub here: RwSignal<String>,
    /// How many there are, in words.
    pub total: RwSignal<String>,
    /// What to tell those who do not see it.
    pub said: RwSignal<String>,
    /// An answer is overdue.
    pub busy: RwSignal<bool>,
    /// Goes up with each question and each answer, so that a late answer finds that it is late.
    turn: StoredValue<u32>,
    /// What was asked for last.
    asked: StoredValue<Option<Asked>>,
    visitor: Visitor,
    journey: Journey,
}

impl Listing {
    pub fn new(asked: &Asked) -> Self {
        let visitor = Visitor::here();
        let read = use_context::<ListRead>();
        let shown = in_page(|| read.as_ref().map(|ListRead(answer)| total(answer)));
        let html = read.map(|ListRead(answer)| Written::new(asked, &answer, visitor)).unwrap_or_default();
        Self {
            html: RwSignal::new(html.list),
            pages: RwSignal::new(html.pages),
            here: RwSignal::new(asked.address()),
            asked: StoredValue::new(shown.is_some().then(|| asked.clone())),
            total: RwSignal::new(shown.unwrap_or_default()),
            said: RwSignal::new(String::new()),
            busy: RwSignal::new(false),
            turn: StoredValue::new(0),
            visitor,
            journey: Journey::here(),
        }
    }

    /// Asks the server, unless that is what is shown or under way already.
    pub fn ask(self, asked: Asked) {
        if self.asked.with_value(|before| before.as_ref() == Some(&asked)) {
            return;
        }
        self.asked.set_value(Some(asked.clone()));
        let turn = self.next_turn();
        let overdue = asked.clone();
        set_timeout(move || self.wait(turn, &overdue), PATIENCE);
        spawn_local(async move {
            let Asked { q, role, status, sort, page, per_page, cursor } = asked.clone();
            let answer = list_users(q, role, status, sort, page, per_page, cursor).await;
            if self.is_current(turn) {
                self.next_turn();
                self.show(&asked, answer);
            }
        });
    }

    /// Asks the same again: it has changed.
    pub fn reload(self) {
        if let Some(Some(asked)) = self.asked.try_get_value() {
            self.asked.set_value(None);
            self.ask(asked);
        }
    }

    fn next_turn(self) -> u32 {
        let turn = self.turn.get_value() + 1;
        self.turn.set_value(turn);
        turn
    }

    /// Whether nothing has been asked or answered since. Nothing is current once the page has been left.
    fn is_current(self, turn: u32) -> bool {
        self.turn.try_get_value() == Some(turn)
    }

    /// The answer takes its time: a skeleton stands in for it.
    fn wait(self, turn: u32, asked: &Asked) {
        if self.is_current(turn) {
            let mut out = Markup::default();
            blank::write_skeleton(&mut out, asked);
            self.busy.set(true);
            self.html.set(out.into_html());
            self.pages.set(String::new());
        }
    }

    fn show(self, asked: &Asked, answer: Result<UserList, AppError>) {
        if let Err(AppError {
            code: ErrorCode::TokenMissing | ErrorCode::TokenRevoked | ErrorCode::TokenExpired, ..
        }) = answer
        {
            let here = LocalPath::parse(&asked.address()).unwrap_or_else(LocalPath::account);
            return self.journey.sign_in_again(&here);
        }
        let focused = focused_result();
        self.busy.set(false);
        self.total.set(total(&answer));
        self.said.set(said(asked, &answer));
        let html = Written::new(asked, &answer, self.visitor);
        self.html.set(html.list);
        self.pages.set(html.pages);
        self.here.set(asked.address());
        if let Some(id) = focused {
            request_animation_frame(move || focus(if element::<Element>(&id).is_some() { &id } else { RESULTS }));
        }
    }
}

/// An answer as HTML.
#[derive(Default)]
struct Written {
    list: String,
    pages: String,
}

impl Written {
    fn new(asked: &Asked, answer: &Result<UserList, AppError>, visitor: Visitor) -> Self {
        let (mut list, mut pages) = (Markup::default(), Markup::default());
        match answer {
            Err(error) => blank::write_failure(&mut list, asked, error),
            Ok(found) if found.users.is_empty() => blank::write_nobody(&mut list, asked),
            Ok(found) => {
                let look = Look { here: asked.address(), who: visitor.id(), now: visitor.now() };
                table::write(&mut list, asked, found, &look);
                if found.pagination.total == 1 && !asked.is_filtered() {
                    blank::write_first(&mut list);
                }
                pager::write(&mut pages, asked, found);
            }
        }
        Self { list: list.into_html(), pages: pages.into_html() }
    }
}

/// The id of the link of the list or its pages that has the focus: the one of the next list takes it over.
fn focused_result() -> Option<String> {
    let active = document().active_element()?;
    let inside = |id| element::<Element>(id).is_some_and(|part| part.contains(Some(&active)));
    (inside(RESULTS) || inside(PAGES)).then(|| active.id())
}

fn total(answer: &Result<UserList, AppError>) -> String {
    match answer {
        Ok(list) if !list.users.is_empty() => pager::total(&list.pagination),
        _ => String::new(),
    }
}

fn said(asked: &Asked, answer: &Result<UserList, AppError>) -> String {
    match answer {
        Ok(list) if list.users.is_empty() => blank::nobody_title(asked),
        Ok(list) => format!("Users {}", pager::range(list)),
        Err(error) => blank::failure_title(error).to_owned(),
    }
}
