//! What went well, or did not, in a corner for a while.

use super::icon::{Icon, Shape, SmallIcon};
use crate::ui::visitor::Visitor;
use leptos::{leptos_dom::helpers::TimeoutHandle, prelude::*};
use std::{borrow::Cow, time::Duration};

/// How long a toast stays.
const STAY: Duration = Duration::from_secs(8);
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
    last_id: StoredValue<u32>,
}

impl Toaster {
    /// Gives the toaster to all pages. What the server has to say is its first toast.
    pub fn provide(visitor: Visitor) {
        let toaster = Self {
            toasts: RwSignal::new(Vec::new()),
            last_id: StoredValue::new(0),
        };
        if let Some(notice) = visitor.notice() {
            toaster.good(notice.text());
        }
        provide_context(toaster);
    }

    /// The toaster of this page.
    pub fn here() -> Self {
        expect_context()
    }

    pub fn good(self, text: impl Into<Cow<'static, str>>) {
        self.push(text.into(), false);
    }

    pub fn bad(self, text: impl Into<Cow<'static, str>>) {
        self.push(text.into(), true);
    }

    fn push(self, text: Cow<'static, str>, bad: bool) {
        let id = self.last_id.get_value() + 1;
        self.last_id.set_value(id);
        self.toasts.update(|toasts| {
            toasts.push(Toast { id, text, bad });
            let too_many = toasts.len().saturating_sub(MOST);
            toasts.drain(..too_many);
        });
    }

    fn dismiss(self, id: u32) {
        self.toasts
            .update(|toasts| toasts.retain(|toast| toast.id != id));
    }
}

/// The corner where they appear, one for all pages. There from the start, so that screen readers listen to it.
#[component]
pub fn Toasts() -> impl IntoView {
    let toaster = Toaster::here();
    view! {
        <div class="toasts" role="status">
            <For each=move || toaster.toasts.get() key=|toast| toast.id let:toast>
                <ToastView toast/>
            </For>
        </div>
    }
}

/// Goes by itself, but not while it is pointed at or has the focus. Without JavaScript it stays.
#[component]
fn ToastView(toast: Toast) -> impl IntoView {
    let toaster = Toaster::here();
    let hydrated = Visitor::here().hydrated;
    let Toast { id, text, bad } = toast;
    let timer = StoredValue::new(None::<TimeoutHandle>);
    let hold = move || {
        if let Some(timer) = timer.try_update_value(Option::take).flatten() {
            timer.clear();
        }
    };
    let start = move || {
        hold();
        timer.set_value(set_timeout_with_handle(move || toaster.dismiss(id), STAY).ok());
    };
    Effect::new(start);
    on_cleanup(hold);
    let dismiss = move || {
        hydrated.get().then(|| {
            view! {
                <button type="button" aria-label="Dismiss" on:click=move |_| toaster.dismiss(id)>
                    <SmallIcon shape=Shape::Cross/>
                </button>
            }
        })
    };
    view! {
        <div
            class="toast"
            class:toast-bad=bad
            on:pointerenter=move |_| hold()
            on:pointerleave=move |_| start()
            on:focusin=move |_| hold()
            on:focusout=move |_| start()
        >
            <Icon shape=if bad { Shape::Alert } else { Shape::Good }/>
            <p>{text}</p>
            {dismiss}
        </div>
    }
}
