//! The header of the pages for signed-in users: the main navigation and the user menu.

use super::drawings::{Brand, Icon, Shape, SmallIcon};
use super::form_parts::PostForm;
use super::toasts::Toaster;
use super::user::Avatar;
use crate::actions::session::logout;
use crate::language::{Label, say};
use crate::ui::browser::{attributes, element, focus, handler};
use crate::ui::client_state::Place;
use crate::ui::{ClientState, Navigator, Pending, live_flag, live_option, markup, write_markup};
use leptos::ev;
use leptos::prelude::*;
use leptos::tachys::html::InertElement;
use leptos::web_sys::HtmlDetailsElement;
use leptos_router::hooks::use_location;
use std::sync::Arc;

const MENU: &str = "person";
const SUMMARY: &str = "person-summary";

/// The places of administrators. Their account is in the menu.
const OF_ADMINISTRATORS: [(&str, Label, Place); 5] = [
    ("/overview", say::overview, Place::Overview),
    ("/users", say::users, Place::Users),
    ("/applications", say::applications, Place::Applications),
    ("/providers", say::nav_sign_in, Place::SignIn),
    ("/audit", say::audit_log, Place::Audit),
];

#[component]
pub fn Header() -> impl IntoView {
    let links: Vec<_> = match ClientState::current().is_administrator() {
        true => OF_ADMINISTRATORS.iter().map(|&(to, label, place)| nav_link(to, label(), place)).collect(),
        false => vec![nav_link("/account", say::account(), Place::Account)],
    };
    view! {
        <header class="top">
            <div class="top-row">
                <Brand/>
                <nav aria-label=say::nav_main()>
                    {home_link()}
                    {links}
                </nav>
                <UserMenu/>
            </div>
        </header>
    }
}

/// `/`. For an administrator the first steps are there until they are done, which only the server knows (`rel=external`).
fn home_link() -> AnyView {
    if !ClientState::current().is_administrator() {
        return nav_link("/", say::nav_home(), Place::Home);
    }
    let current = match current_place() {
        Place::Home => &[("href", "/"), ("rel", "external"), ("aria-current", "page")][..],
        _ => &[("href", "/"), ("rel", "external")],
    };
    view! { <a {..attributes(current)}>{say::nav_home()}</a> }.into_any()
}

/// A link that is marked as current on its page and the others of its place.
fn nav_link(to: &'static str, label: &'static str, place: Place) -> AnyView {
    let current = match current_place() {
        here if here != place => &[("href", to)][..],
        _ if use_location().pathname.get_untracked() == to => &[("href", to), ("aria-current", "page")],
        _ => &[("href", to), ("aria-current", "true")],
    };
    view! { <a {..attributes(current)}>{label}</a> }.into_any()
}

/// Untracked, because every page builds its own header.
fn current_place() -> Place {
    ClientState::current().place_of(&use_location().pathname.get_untracked())
}

/// Who is signed in, and sign out. Works without JavaScript: while it is open, the stylesheet extends its summary over
/// the page, so that a click elsewhere closes it. Closing with Escape needs JavaScript.
#[component]
fn UserMenu() -> impl IntoView {
    let user = ClientState::current().user;
    let on_key = move |event: ev::KeyboardEvent| {
        if let ("Escape", Some(menu)) = (event.key().as_str(), element::<HtmlDetailsElement>(MENU)) {
            menu.set_open(false);
            // Closing hides the focused item of the menu, which would lose the focus.
            focus(SUMMARY);
        }
    };
    view! {
        <details class="person" id=MENU on:keydown=handler(on_key)>
            <summary id=SUMMARY>
                {live_option(move || user.get().map(|user| view! { <Avatar user/> }.into_any()))}
                <SmallIcon shape=Shape::DOWN/>
            </summary>
            <div class="menu">
                <p class="truncate px-2.5 py-2 text-ink-subtle">
                    {move || user.get().map(|user| user.email).unwrap_or_default()}
                </p>
                {ClientState::current().is_administrator().then(administrators_links)}
                <SignOut/>
            </div>
        </details>
    }
}

/// Links to the account, the first steps and `/docs`, for administrators. `rel=external`: the browser loads that, because it is not a
/// page of the router.
fn administrators_links() -> InertElement {
    let is_here = current_place() == Place::Account;
    markup::element(|out| {
        out.add("<div><a class=\"menu-item\" href=\"/account\"");
        out.add(if is_here { " aria-current=\"true\">" } else { ">" });
        Shape::PERSON.write(out, "icon");
        write_markup!(out; (say::account()) "</a><a class=\"menu-item\" href=\"/first-steps\">");
        Shape::GOOD.write(out, "icon");
        write_markup!(out; (say::first_steps()) "</a><a class=\"menu-item\" href=\"/docs\" rel=\"external\">");
        Shape::TERMINAL.write(out, "icon");
        out.add("API</a></div>");
    })
}

#[component]
fn SignOut() -> impl IntoView {
    let (navigator, toaster) = (Navigator::current(), Toaster::current());
    let pending = Pending::default();
    let submit = move |event: ev::SubmitEvent| {
        event.prevent_default();
        let accepted = move |elsewhere| navigator.signed_out(elsewhere);
        pending.send(
            Box::pin(logout("on".to_owned())),
            Box::new(accepted),
            Box::new(move |error| toaster.bad(error.detail.say())),
        );
    };
    view! {
        <PostForm action="/actions/logout" class="" submit=Arc::new(submit)>
            <button class="menu-item" type="submit" {..live_flag("aria-busy", move || pending.get())}>
                <Icon shape=Shape::OUT/>
                {say::sign_out()}
            </button>
        </PostForm>
    }
}
