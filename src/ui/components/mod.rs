//! The building blocks of pages. This file has those of a page as a whole: layouts, the heading and message boxes.

pub mod access_list;
pub mod choice;
pub mod code_form;
pub mod conflict;
pub mod copy_field;
pub mod dialog;
pub mod drawings;
pub mod event;
pub mod file_problems;
pub mod filter_parts;
pub mod form_card;
pub mod form_parts;
pub mod forms;
pub mod going_to;
pub mod header;
pub mod helper;
pub mod identity_list;
pub mod language;
pub mod list_page;
pub mod list_parts;
pub mod own_values;
pub mod passkey;
pub mod password;
pub mod program_pictures;
pub mod provider_kinds;
pub mod providers;
pub mod row_list;
pub mod sentence;
pub mod session_list;
pub mod tabs;
pub mod theme;
pub mod toasts;
pub mod token_form;
pub mod token_list;
pub mod user;
pub mod ways_in;

pub use choice::{RoleChoice, choice_group, chosen_role, group_select, read_group_names};
pub use code_form::recovery_form;
pub use conflict::is_conflict;
pub use copy_field::{CopyField, PasswordLink, copy_beside};
pub use dialog::{Dialog, Question, danger_card};
pub use drawings::{ErrorIllustration, SmallIcon};
pub use event::write_events;
pub use filter_parts::set_day;
pub use form_card::submitted_card;
pub use form_parts::{Field, FormAlert, PageForm, PostForm, ProfileInputs, TextArea, submit_button};
pub use forms::NewAccountForm;
pub use going_to::{going_on_to, way_on};
pub use helper::write_helper;
pub use list_parts::{write_disclosure, write_last_use, write_password, write_sizes, write_step, write_warning};
pub use passkey::{passkey_way, write_words};
pub use password::{PasswordField, username_hint};
pub use providers::{provider_buttons, write_link};
pub use tabs::UsersTabs;
pub use toasts::{ToastAction, Toaster};
pub use token_form::{TokenForm, token_secret};
pub use user::{write_face, write_initials, write_logo, write_role, write_status};
pub use ways_in::ways_in_list;

use super::browser::{LiveText, attributes, focus, live_text, show_loading, when_mounted};
use super::client_state::{ClientState, with_name};
use super::markup::{self, write_markup};
use crate::language::say;
pub use drawings::{Brand, Icon, Pattern, Shape};
use header::Header;
use language::language_switch;
use leptos::prelude::*;
use leptos::tachys::html::InertElement;
use leptos_router::hooks::use_location;
use theme::ThemeSwitch;

/// The id of the heading.
const HEADING: &str = "heading";

/// A form in one pane and, on wide screens, a decorative pattern in the other.
#[component]
pub fn FormLayout(
    /// A note in the footer.
    line: &'static str,
    /// Whether a narrow window shows the pattern below the form.
    #[prop(optional)]
    pattern_below: bool,
    children: Children,
) -> impl IntoView {
    view! {
        <div class="doorway">
            {pane("pane", "doorway-main", line.to_owned(), children())}
            <Pattern below=pattern_below/>
        </div>
    }
}

/// A page with one centred message.
#[component]
pub fn MessageLayout(line: String, children: Children) -> impl IntoView {
    pane("pane min-h-dvh", "blank", line, children())
}

/// Brand, content and footer in one column.
fn pane(class: &'static str, main: &'static str, line: String, children: AnyView) -> AnyView {
    view! {
        <div class=class>
            <SkipLink/>
            <header>
                <Brand/>
            </header>
            <main {..attributes(&[("class", main), ("id", "main"), ("tabindex", "-1")])}>
                {children}
            </main>
            <Foot line/>
        </div>
    }
    .into_any()
}

/// A page for signed-in users, with header and navigation.
#[component]
pub fn AppLayout(children: Children) -> impl IntoView {
    view! {
        <div class="flex min-h-dvh flex-col">
            <SkipLink/>
            <Header/>
            <main {..attributes(&[("class", "page grow"), ("id", "main"), ("tabindex", "-1")])}>
                {children()}
            </main>
            <div class="mx-auto w-full max-w-page px-4 pb-6 md:px-8">
                <Foot line=say::foot_shared_device().to_owned()/>
            </div>
        </div>
    }
}

/// The footer: a note, the operator's links, and the switches for language and theme.
#[component]
fn Foot(line: String) -> impl IntoView {
    let (_, links) = ClientState::current().look();
    view! {
        <footer class="foot">
            <span>{line}</span>
            {links.map(InertElement::new)}
            <div class="switches">
                {language_switch()}
                <ThemeSwitch/>
            </div>
        </footer>
    }
}

/// What a page is for: its heading, and a sentence below. `with_names`: the sentence has names, which may be long.
#[component]
pub fn Intro(
    #[prop(into)] heading: String,
    #[prop(into)] about: String,
    #[prop(optional)] with_names: bool,
) -> impl IntoView {
    let long = ("class", "mt-2 text-ink-muted wrap-anywhere");
    let own = if with_names { long } else { ("class", "mt-2 text-ink-muted") };
    view! {
        <div>
            <Heading text=heading/>
            <p {..attributes(&[own])}>{about}</p>
        </div>
    }
}

/// A section of a page: its heading, what it is about, and its content.
#[component]
pub fn Section(
    #[prop(optional)] id: Option<&'static str>,
    heading: &'static str,
    about: AnyView,
    children: Children,
) -> impl IntoView {
    view! {
        <section class="section" id=id>
            <header>
                <h2>{heading}</h2>
                <p>{about}</p>
            </header>
            {children()}
        </section>
    }
}

/// A card with facts or a list.
pub fn card(heading: &'static str, content: AnyView) -> AnyView {
    view! {
        <section class="card">
            <div class="facts-card">
                <h2>{heading}</h2>
                {content}
            </div>
        </section>
    }
    .into_any()
}

/// A card with a list alone, which is written as HTML.
pub fn list_card(html: LiveText) -> AnyView {
    view! {
        <div class="card">
            <div class="facts-card" inner_html=html></div>
        </div>
    }
    .into_any()
}

/// A link below a form.
pub fn hint_link(href: &str, label: &str) -> InertElement {
    markup::element(|out| {
        write_markup!(out; "<p class=\"hint\"><a class=\"inline-block py-0.5\" href=\"" (href) "\">" (label) "</a></p>");
    })
}

/// A link from a subpage to its parent page.
pub fn back_to(href: &str, label: &str) -> InertElement {
    markup::element(|out| {
        write_markup!(out; "<a class=\"back\" href=\"" (href) "\">");
        Shape::LEFT.write(out, "icon icon-small");
        write_markup!(out; (label) "</a>");
    })
}

/// The first link of the page. `rel=external`: the browser follows it, because the router would not move the focus.
#[component]
fn SkipLink() -> impl IntoView {
    markup::element(|out| {
        write_markup!(out; "<a class=\"skip\" href=\"#main\" rel=\"external\">" (say::skip_to_content()) "</a>");
    })
}

/// The `h1` of a page. After client-side navigation it gets the focus, so that a screen reader starts there as on a newly
/// loaded page, and the window title changes.
#[component]
pub fn Heading(#[prop(into)] text: Signal<String>) -> impl IntoView {
    let client = ClientState::current();
    when_mounted(move || {
        // On the first page the document has the title already, and the browser sets the focus.
        if !client.mark_mounted() {
            // The router's path: the window's location changes only after the page is complete.
            let path = use_location().pathname.get_untracked();
            document().set_title(&client.title_of(&path));
            show_loading(false);
            focus(HEADING);
        }
    });
    view! {
        <h1 {..attributes(&[("id", HEADING), ("tabindex", "-1")])}>
            {live_text(move || text.get())}
        </h1>
    }
}

/// The heading of a page about one person, group or application. Its text is also the window title, as long as the page is shown.
#[component]
pub fn SubjectHeading(#[prop(into)] text: Signal<String>) -> impl IntoView {
    let client = ClientState::current();
    let heading = view! { <Heading text/> };
    // After the effect of the heading, which sets the title that the table of pages has.
    Effect::new(move || document().set_title(&with_name(&text.get(), &client.installation_name())));
    heading
}

/// A message box below the heading of a page.
pub fn page_alert(tone: Tone, title: &str, more: AnyView) -> AnyView {
    view! { <div class="mt-4">{alert(tone, title, more)}</div> }.into_any()
}

/// The severity of a message.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Tone {
    Info,
    Warning,
    Danger,
}

/// A message box. `title` is emphasized; `more` explains it.
pub fn alert(tone: Tone, title: &str, more: AnyView) -> AnyView {
    // A screen reader announces an `alert` at once, and a `status` when it is idle.
    let (class, role, shape) = match tone {
        Tone::Info => ("alert", "status", Shape::INFO),
        Tone::Warning => ("alert alert-warning", "status", Shape::WARNING),
        Tone::Danger => ("alert alert-danger", "alert", Shape::ALERT),
    };
    view! {
        <div {..attributes(&[("class", class), ("role", role)])}>
            <Icon shape/>
            <div>
                <p class="font-semibold">{title.to_owned()}</p>
                <p>{more}</p>
            </div>
        </div>
    }
    .into_any()
}
