//! Light, dark, or whatever the system says.

use super::icon::{Shape, SmallIcon};
use crate::{
    actions::account::set_theme,
    shared::visit::Theme,
    ui::{
        browser::{attributes, element, handler},
        pages::error::ErrorShown,
        shell::canvas,
        visitor::Visitor,
    },
};
use leptos::{ev, prelude::*, task::spawn_local, web_sys::Element};
use leptos_router::hooks::use_url;

/// A form that sets a cookie and comes back; in a browser that runs the page the colours change at once.
#[component]
pub fn ThemeSwitch() -> impl IntoView {
    view! {
        <form {..attributes(&[("method", "post"), ("action", "/actions/theme")])}>
            <input type="hidden" name="back" value=here()/>
            <div {..attributes(&[("class", "segments"), ("role", "group"), ("aria-label", "Theme")])}>
                <Choice theme=Theme::System label="Like the system" shape=Shape::System/>
                <Choice theme=Theme::Light label="Light" shape=Shape::Sun/>
                <Choice theme=Theme::Dark label="Dark" shape=Shape::Moon/>
            </div>
        </form>
    }
}

#[component]
fn Choice(theme: Theme, label: &'static str, shape: Shape) -> impl IntoView {
    let current = Visitor::here().theme;
    let own =
        [("type", "submit"), ("name", "theme"), ("value", theme.as_str()), ("title", label), ("aria-label", label)];
    view! {
        <button
            {..attributes(&own)}
            aria-pressed=move || if current.get() == theme { "true" } else { "false" }
            on:click=handler(move |event: ev::MouseEvent| {
                event.prevent_default();
                current.set(theme);
                wear(theme);
                // Not kept, it is chosen again on the next visit: nothing that needs words.
                spawn_local(async move { _ = set_theme(theme.as_str().to_owned(), String::new()).await });
            })
        >
            <SmallIcon shape/>
        </button>
    }
}

/// The page to come back to. An error page, which stands outside the router, may not be asked for twice; it leads
/// to the start.
fn here() -> String {
    if use_context::<ErrorShown>().is_some() {
        return "/".to_owned();
    }
    use_url().with_untracked(|url| match url.search() {
        "" => url.path().to_owned(),
        search => format!("{}?{search}", url.path()),
    })
}

/// Puts the theme on the document, all colours at once.
fn wear(theme: Theme) {
    let Some(root) = document().document_element() else {
        return;
    };
    // None of these can fail: the names are valid.
    _ = root.class_list().add_1("still");
    _ = match theme.attribute() {
        Some(name) => root.set_attribute("data-theme", name),
        None => root.remove_attribute("data-theme"),
    };
    for (id, dark) in [("canvas-light", false), ("canvas-dark", true)] {
        if let Some(meta) = element::<Element>(id) {
            _ = meta.set_attribute("content", canvas(theme, dark));
        }
    }
    request_animation_frame(move || {
        request_animation_frame(move || _ = root.class_list().remove_1("still"));
    });
}
