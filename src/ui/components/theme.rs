//! The theme: its switch, and the colour of the browser's own interface.

use super::drawings::{Shape, SmallIcon};
use crate::actions::account::set_theme;
use crate::language::say;
use crate::shared::{Theme, ThemeFields};
use crate::ui::browser::{attributes, element, handler};
use crate::ui::navigation::path_and_query;
use crate::ui::{ClientState, live_attribute};
use leptos::ev;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos::web_sys::Element;
use leptos_router::hooks::use_url;

/// The switch: system, light or dark. A form that sets a cookie and redirects back; with JavaScript the colours change
/// without a page load.
#[component]
pub fn ThemeSwitch() -> impl IntoView {
    view! {
        <form {..attributes(&[("method", "post"), ("action", "/actions/theme")])}>
            <input type="hidden" name="back" value=return_path()/>
            <div {..attributes(&[("class", "segments"), ("role", "group"), ("aria-label", say::theme())])}>
                <Choice theme=Theme::System label=say::theme_system() shape=Shape::SYSTEM/>
                <Choice theme=Theme::Light label=say::theme_light() shape=Shape::SUN/>
                <Choice theme=Theme::Dark label=say::theme_dark() shape=Shape::MOON/>
            </div>
        </form>
    }
}

/// The value of `theme-color`, which colours the browser's own interface like the page's background.
pub fn canvas(theme: Theme, system_is_dark: bool) -> &'static str {
    let dark = match theme {
        Theme::System => system_is_dark,
        Theme::Light => false,
        Theme::Dark => true,
    };
    if dark { "#151210" } else { "#f9f7f4" }
}

#[component]
fn Choice(theme: Theme, label: &'static str, shape: Shape) -> impl IntoView {
    let current = ClientState::current().theme;
    let own =
        [("type", "submit"), ("name", "theme"), ("value", theme.as_str()), ("title", label), ("aria-label", label)];
    view! {
        <button
            {..attributes(&own)}
            {..live_attribute("aria-pressed", move || Some(if current.get() == theme { "true" } else { "false" }))}
            on:click=handler(move |event: ev::MouseEvent| {
                event.prevent_default();
                current.set(theme);
                apply(theme);
                // If the cookie cannot be set, the choice is lost on the next page load: not worth an error message.
                let fields = ThemeFields { theme: theme.as_str().to_owned(), back: String::new() };
                spawn_local(async move { _ = set_theme(fields).await });
            })
        >
            <SmallIcon shape/>
        </button>
    }
}

/// The page to redirect back to. An error page is outside the router and may not be repeatable, so it leads to the home
/// page.
pub fn return_path() -> String {
    if ClientState::current().routing.is_none() {
        return "/".to_owned();
    }
    use_url().with_untracked(path_and_query)
}

/// Applies the theme to the document, without transitions.
fn apply(theme: Theme) {
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
    // Two frames, because the first callback runs before the new colours are painted.
    request_animation_frame(move || {
        request_animation_frame(move || _ = root.class_list().remove_1("still"));
    });
}
