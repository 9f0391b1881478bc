//! What went well, or did not, in a corner for a while.

use super::icon::{Icon, Shape, SmallIcon};
use crate::ui::{
    browser::{attributes, element, handler, when_mounted},
    visitor::Visitor,
};
use leptos::{prelude::*, web_sys::Element};
use std::{borrow::Cow, time::Duration};

/// How long a toast stays.
const STAY: Duration = Duration::from_secs(8);
/// How long it stays when it was pointed at, or had the focus, at the end of its time.
const LONGER: Duration = Duration::from_secs(3);
/// How many there are at most.
const MOST: usize = 3;

#[derive(Clone)]
struct Toast {
    id: u32,
    text: Cow<'static, str>,
    bad: bool,
}

/// Shows toasts, from any page.
#[derive(Clone, Copy)]
pub struct Toaster {
    toasts: RwSignal<Vec<Toast>>,
    last_id: RwSignal<u32>,
}

impl Toaster {
    /// Gives the toaster to all pages. What the server has to say is its first toast.
    pub fn provide(visitor: Visitor) {
        let toaster = Self { toasts: RwSignal::new(Vec::new()), last_id: RwSignal::new(0) };
        if let Some(notice) = visitor.notice() {
            let id = toaster.add(notice.text().into(), false);
            when_mounted(move || toaster.expire(id, STAY));
        }
        provide_context(toaster);
    }

    /// The toaster of this page.
    pub fn here() -> Self {
        expect_context()
    }

    pub fn good(self, text: impl Into<Cow<'static, str>>) {
        let id = self.add(text.into(), false);
        self.expire(id, STAY);
    }

    pub fn bad(self, text: impl Into<Cow<'static, str>>) {
        let id = self.add(text.into(), true);
        self.expire(id, STAY);
    }

    fn add(self, text: Cow<'static, str>, bad: bool) -> u32 {
        let id = self.last_id.get_untracked() + 1;
        self.last_id.set(id);
        self.toasts.update(|toasts| {
            toasts.push(Toast { id, text, bad });
            let too_many = toasts.len().saturating_sub(MOST);
            toasts.drain(..too_many);
        });
        id
    }

    /// Takes it away after a while, but not while it is held.
    fn expire(self, id: u32, stay: Duration) {
        let over = move || {
            let toast = element::<Element>(&element_id(id));
            let held = toast.is_some_and(|toast| toast.matches(":hover, :focus-within") == Ok(true));
            if held {
                self.expire(id, LONGER);
            } else {
                self.dismiss(id);
            }
        };
        set_timeout(over, stay);
    }

    fn dismiss(self, id: u32) {
        self.toasts.update(|toasts| toasts.retain(|toast| toast.id != id));
    }
}

/// The corner where they appear, one for all pages. There from the start, so that screen readers listen to it.
/// Without JavaScript they stay.
#[component]
pub fn Toasts() -> impl IntoView {
    let toaster = Toaster::here();
    let hydrated = Visitor::here().hydrated;
    view! {
        <div {..attributes(&[("class", "toasts"), ("role", "status")])}>
            {move || {
                let toasts = toaster.toasts.get().into_iter();
                toasts.map(|toast| shown(toaster, toast, hydrated)).collect::<Vec<_>>().into_any()
            }}
        </div>
    }
}

fn shown(toaster: Toaster, toast: Toast, hydrated: RwSignal<bool>) -> AnyView {
    let Toast { id, text, bad } = toast;
    let (class, shape) = match bad {
        true => ("toast toast-bad", Shape::Alert),
        false => ("toast", Shape::Good),
    };
    view! {
        <div class=class id=element_id(id)>
            <Icon shape/>
            <p>{text.into_owned()}</p>
            {move || match hydrated.get() {
                true => dismiss_button(toaster, id),
                false => ().into_any(),
            }}
        </div>
    }
    .into_any()
}

fn element_id(id: u32) -> String {
    format!("toast-{id}")
}

fn dismiss_button(toaster: Toaster, id: u32) -> AnyView {
    view! {
        <button {..attributes(&[("type", "button"), ("aria-label", "Dismiss")])} on:click=handler(move |_| toaster.dismiss(id))>
            <SmallIcon shape=Shape::Cross/>
        </button>
    }
    .into_any()
}
