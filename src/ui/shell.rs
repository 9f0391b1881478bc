//! The HTML document around every page, and the script that hydrates it.

use super::App;
use super::browser::attributes;
use super::client_state::{ClientState, with_name};
use super::components::theme::canvas;
use super::markup::Markup;
use super::pages::error::{ErrorPage, ErrorShown};
use super::routes::{HOME, title_of};
use crate::language::say;
use crate::shared::page::PageData;
use crate::shared::visit::Visit;
use leptos::attr;
use leptos::config::LeptosOptions;
use leptos::nonce::use_nonce;
use leptos::prelude::*;
use leptos_router::location::RequestUrl;

/// Scripts of every page. The first imports the second; preloading both avoids one round trip.
const SCRIPTS: [&str; 2] = ["vestibule.js", "__wasm_split.______________________.js"];

/// The pages of strangers that ask for passkeys.
const SIGN_IN: [&str; 2] = ["/login", "/login/second-factor"];

/// A whole document: the app, or an error page if the server provides one by context. `part`: the additional files to
/// hydrate the page with; `None` disables hydration.
pub fn shell(options: LeptosOptions, part: Option<Vec<String>>) -> impl IntoView {
    let Visit { theme, language, settings, .. } = use_context::<Visit>().unwrap_or_default();
    let asset = |name: &str| format!("/{}/{name}", options.site_pkg_dir);
    let (icon, icon_type, touch_icon) = match settings.icon {
        Some(own) => (own.clone(), "image/png", own),
        None => (asset("favicon.svg"), "image/svg+xml", asset("app-icon.png")),
    };
    view! {
        <!DOCTYPE html>
        <html lang=language.as_str() data-theme=theme.attribute()>
            <head>
                <meta charset="utf-8"/>
                <meta name="viewport" content="width=device-width, initial-scale=1"/>
                // A text node would be followed by a hydration marker (a comment), which a title shows as text.
                <title inner_html=title()></title>
                // Search engines are to list the home page alone.
                {is_home().then(|| view! {
                    <meta name="description" content=say::home_about(settings.name.as_str())/>
                })}
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
                // After the other one, whose tokens it replaces.
                {settings.stylesheet.map(|own| view! { <link rel="stylesheet" href=own/> })}
                <link rel="icon" href=icon r#type=icon_type/>
                <link rel="apple-touch-icon" href=touch_icon/>
                <AutoReload options=options.clone()/>
                {part.map(|part| view! { <Hydration folder=format!("/{}", options.site_pkg_dir) part/> })}
            </head>
            <body>{body()}</body>
        </html>
    }
}

/// Whether the document is the home page of strangers.
fn is_home() -> bool {
    use_context::<ErrorShown>().is_none()
        && use_context::<Visit>().is_some_and(|visit| visit.user.is_none())
        && path() == HOME.path
}

/// The window title, escaped.
fn title() -> String {
    let name = use_context::<Visit>().unwrap_or_default().settings.name;
    let title = match use_context::<ErrorShown>() {
        Some(error) => with_name(error.title(), name.as_str()),
        None => match use_context::<PageData>().as_ref().and_then(PageData::subject) {
            Some(subject) => with_name(subject, name.as_str()),
            None => title_of(&path(), name.as_str()),
        },
    };
    let mut escaped = Markup::default();
    escaped.text(&title);
    escaped.into_html()
}

/// The path of the page.
fn path() -> String {
    use_context::<RequestUrl>().and_then(|url| Some(url.parse().ok()?.path().to_owned())).unwrap_or_default()
}

fn body() -> AnyView {
    match use_context::<ErrorShown>() {
        Some(error) => {
            // The error page replaces `App`, which provides the state for all other pages.
            ClientState::provide(None);
            view! { <ErrorPage error/> }.into_any()
        }
        None => view! { <App/> }.into_any(),
    }
}

/// The script that hydrates the page.
///
/// It replaces the script of Leptos because of missing files. During a rolling upgrade, the assets of this page's
/// version may be on a server that does not answer: then the page is reloaded once. It is not reloaded if that would
/// lose something: typed text, the result of a form, or the whole page when the server is unreachable. Then it stays
/// plain HTML, whose forms work as they do without JavaScript. The stylesheet precedes every script, so a stylesheet
/// that is missing when the script runs has failed to load.
///
/// `folder`: the absolute path of the assets. `part`: the additional files that this page needs.
#[component]
fn Hydration(folder: String, part: Vec<String>) -> impl IntoView {
    let nonce = use_nonce();
    // The file contains a function expression; the parenthesis begins its call.
    let script = concat!(include_str!("hydration.js"), "(");
    let visit = use_context::<Visit>().unwrap_or_default();
    // Reloading the page would lose the message, whose cookie is deleted by the response. Users have other parts than strangers.
    let (has_message, is_signed_in) = (visit.flash.is_some(), visit.user.is_some());
    // `{folder:?}` writes a quoted string, which is a string literal of JavaScript as well.
    let language = visit.language.as_str();
    // The program is loaded when somebody begins to use the page, unless the page shows something that passes or goes on.
    let is_preloaded = has_message || use_context::<PageData>().is_some_and(|data| data.goes_on());
    let later: &[String] = if is_preloaded { &[] } else { &part };
    let call = format!("{script}{folder:?}, {language:?}, {later:?}, {has_message}, {is_signed_in}, {is_preloaded})");
    // A preloaded file is used only if its `crossorigin` matches the later request; otherwise it is loaded twice.
    let links = is_preloaded.then(|| {
        let scripts = SCRIPTS.map(|name| {
            view! { <link rel="modulepreload" href=format!("{folder}/{name}") crossorigin="anonymous"/> }
        });
        let wasm = ["vestibule.wasm".to_owned()].into_iter().chain(part).map(|name| (name, "application/wasm"));
        let files = wasm.chain([(format!("texts/{language}.txt"), "text/plain")]).map(|(name, kind)| {
            view! {
                <link
                    rel="preload"
                    href=format!("{folder}/{name}")
                    r#as="fetch"
                    r#type=kind
                    crossorigin="anonymous"
                />
            }
        });
        (scripts, files.collect::<Vec<_>>())
    });
    // Before the program, for browsers that offer passkeys in the field of the username.
    let passkeys = visit.settings.passkeys && SIGN_IN.contains(&path().as_str());
    let passkeys = passkeys.then(|| {
        let nonce = nonce.clone();
        view! { <script type="module" src=format!("{folder}/passkey.js") nonce=nonce></script> }
    });
    view! {
        {links}
        {passkeys}
        <script type="module" {..attributes(&script_words())} nonce=nonce inner_html=call></script>
    }
}

/// The words of `public/page.js` and `public/keep.js`, as attributes of the script that loads them.
fn script_words() -> [(&'static str, &'static str); 8] {
    [
        ("data-offline-page", say::offline_page()),
        ("data-offline-form", say::offline_form()),
        ("data-offline-cancel", say::offline_cancel()),
        ("data-kept", say::kept_note()),
        ("data-leave-title", say::leave_title()),
        ("data-leave-about", say::leave_about()),
        ("data-stay", say::leave_not()),
        ("data-leave", say::leave()),
    ]
}
