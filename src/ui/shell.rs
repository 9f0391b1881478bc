//! The HTML document around every page.

use super::{
    App,
    client_state::ClientState,
    hydration::Hydration,
    markup::Markup,
    pages::error::{ErrorPage, ErrorShown},
    routes::{title_of, with_name},
};
use crate::shared::visit::{Theme, Visit};
use leptos::{attr, config::LeptosOptions, prelude::*};
use leptos_router::location::RequestUrl;

/// The value of `theme-color`, which colours the browser's own interface like the page's background.
pub fn canvas(theme: Theme, system_is_dark: bool) -> &'static str {
    let dark = match theme {
        Theme::System => system_is_dark,
        Theme::Light => false,
        Theme::Dark => true,
    };
    if dark { "#151210" } else { "#f9f7f4" }
}

/// A whole document: the app, or an error page if the server provides one by context. `part`: the additional files to
/// hydrate the page with; `None` disables hydration.
pub fn shell(options: LeptosOptions, part: Option<Vec<String>>) -> impl IntoView {
    let theme = use_context::<Visit>().map(|visit| visit.theme).unwrap_or_default();
    let asset = |name: &str| format!("/{}/{name}", options.site_pkg_dir);
    view! {
        <!DOCTYPE html>
        <html lang="en" data-theme=theme.attribute()>
            <head>
                <meta charset="utf-8"/>
                <meta name="viewport" content="width=device-width, initial-scale=1"/>
                // A text node would be followed by a hydration marker (a comment), which a title shows as text.
                <title inner_html=title()></title>
                <meta name="color-scheme" content="light dark"/>
                <meta
                    id="canvas-light"
                    name="theme-color"
                    content=canvas(theme, false)
                    {..attr::media("(prefers-color-scheme: light)")}
                />
                <meta
                    id="canvas-dark"
                    name="theme-color"
                    content=canvas(theme, true)
                    {..attr::media("(prefers-color-scheme: dark)")}
                />
                <link
                    rel="preload"
                    href=asset("fonts/inter-latin.woff2")
                    r#as="font"
                    r#type="font/woff2"
                    crossorigin="anonymous"
                />
                <link rel="stylesheet" href=asset("vestibule.css")/>
                <link rel="icon" href=asset("favicon.svg") r#type="image/svg+xml"/>
                <link rel="apple-touch-icon" href=asset("app-icon.png")/>
                <AutoReload options=options.clone()/>
                {part.map(|part| view! { <Hydration folder=format!("/{}", options.site_pkg_dir) part/> })}
            </head>
            <body>{body()}</body>
        </html>
    }
}

/// The window title, escaped.
fn title() -> String {
    let name = use_context::<Visit>().unwrap_or_default().settings.name;
    let title = match use_context::<ErrorShown>() {
        Some(error) => with_name(error.title(), name.as_str()),
        None => {
            let path = use_context::<RequestUrl>().and_then(|url| Some(url.parse().ok()?.path().to_owned()));
            title_of(path.as_deref().unwrap_or_default(), name.as_str())
        }
    };
    let mut escaped = Markup::default();
    escaped.text(&title);
    escaped.into_html()
}

fn body() -> AnyView {
    match use_context::<ErrorShown>() {
        Some(error) => {
            // The error page replaces `App`, which provides the state for all other pages.
            ClientState::provide();
            view! { <ErrorPage error/> }.into_any()
        }
        None => view! { <App/> }.into_any(),
    }
}
