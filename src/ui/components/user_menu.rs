//! The person's menu: who is signed in, and the way out.

use super::{
    avatar::Avatar,
    icon::{Icon, Shape, SmallIcon},
    toasts::Toaster,
};
use crate::{
    actions::session::logout,
    shared::{views::Answer, visit::Notice},
    ui::{journey::Journey, visitor::Visitor},
};
use leptos::{ev, html, prelude::*, task::spawn_local, wasm_bindgen::JsCast, web_sys};

/// Opens and shuts by itself (`details`); a browser that runs the page also shuts it on Escape and on a press
/// elsewhere.
#[component]
pub fn UserMenu() -> impl IntoView {
    let user = Visitor::here().user;
    let menu = NodeRef::<html::Details>::new();
    let shut = move || {
        if let Some(menu) = menu.get_untracked() {
            menu.set_open(false);
        }
    };
    Effect::new(move || {
        let elsewhere = window_event_listener(ev::pointerdown, move |event| {
            let target = event
                .target()
                .and_then(|target| target.dyn_into::<web_sys::Node>().ok());
            let inside = menu
                .get_untracked()
                .is_some_and(|menu| menu.contains(target.as_ref()));
            if !inside {
                shut();
            }
        });
        on_cleanup(move || elsewhere.remove());
    });
    let on_escape = move |event: ev::KeyboardEvent| {
        if event.key() == "Escape" && menu.get_untracked().is_some_and(|menu| menu.open()) {
            shut();
            if let Some(summary) = document().get_element_by_id("person") {
                _ = summary.unchecked_into::<web_sys::HtmlElement>().focus();
            }
        }
    };
    view! {
        <details class="person" node_ref=menu on:keydown=on_escape>
            <summary id="person">
                {move || user.get().map(|user| view! { <Avatar user/> })}
                <span class="truncate">{move || user.with(|user| name(user.as_ref()))}</span>
                <span class="text-ink-subtle">
                    <SmallIcon shape=Shape::Down/>
                </span>
            </summary>
            <div class="menu">
                <p class="truncate px-2.5 py-2 text-ink-subtle">
                    {move || user.with(|user| user.as_ref().map(|user| user.email.clone()))}
                </p>
                <SignOut/>
            </div>
        </details>
    }
}

fn name(user: Option<&crate::shared::views::UserView>) -> String {
    user.map(|user| user.display_name().to_owned())
        .unwrap_or_default()
}

/// Ends the session.
#[component]
fn SignOut() -> impl IntoView {
    let (journey, toaster) = (Journey::here(), Toaster::here());
    let pending = RwSignal::new(false);
    let submit = move |event: ev::SubmitEvent| {
        event.prevent_default();
        if pending.get_untracked() {
            return;
        }
        pending.set(true);
        spawn_local(async move {
            match logout().await {
                Ok(Answer::Accepted(()) | Answer::Rejected) => journey.sign_out(Notice::SignedOut),
                Err(error) => {
                    toaster.bad(error.detail);
                    pending.try_set(false);
                }
            }
        });
    };
    view! {
        <form method="post" action="/actions/logout" on:submit=submit>
            <button class="menu-item" type="submit" aria-busy=move || pending.get().then_some("true")>
                <Icon shape=Shape::Out/>
                "Sign out"
            </button>
        </form>
    }
}
