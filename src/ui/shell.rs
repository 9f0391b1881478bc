//! The HTML document around every page, and the script that hydrates it.

use super::App;
use super::browser::attributes;
use super::client_state::{ClientState, with_name};
use super::components::theme::canvas;
use super::markup::Markup;
use super::pages::error::{ErrorPage, ErrorShown};
use super::routes::{HOME, Page, title_of};
use crate::language::{Language, Readers, say};
use crate::shared::{PageData, Visit};
use leptos::attr;
use leptos::config::LeptosOptions;
use leptos::nonce::use_nonce;
use leptos::prelude::*;
use leptos_router::location::RequestUrl;
use std::sync::LazyLock;

/// Files of every page. The first imports the second; preloading both avoids one round trip.
const FRAME: [&str; 3] = ["vestibule.js", "__wasm_split.______________________.js", "vestibule.wasm"];

/// The pages that ask for passkeys, or add them.
const PASSKEYS: [&str; 5] =
    ["/login", "/login/second-factor", "/confirm", "/account/second-factor", "/account/security"];

/// The scripts that every page has.
static FIRST_USE: LazyLock<String> = LazyLock::new(|| without_comments(include_str!("first_use.js")));
static HYDRATION: LazyLock<String> = LazyLock::new(|| without_comments(include_str!("hydration.js")));

/// A script without its comments and indentation, which would be a twentieth of a page.
fn without_comments(script: &str) -> String {
    let lines = script.lines().map(str::trim).filter(|line| !line.starts_with("//"));
    lines.collect::<Vec<_>>().join("\n")
}

/// A whole document: the app, or an error page if the server provides one by context. `part`: the additional files to
/// hydrate the page with; `None` disables hydration.
pub fn shell(options: LeptosOptions, part: Option<Vec<String>>) -> impl IntoView {
    let Visit { theme, language, settings, user, flash, .. } = use_context::<Visit>().unwrap_or_default();
    let folder = format!("/{}", options.site_pkg_dir);
    let asset = |name: &str| format!("{folder}/{name}");
    let files = part.map(|part| program(&folder, language, part));
    let lazy_part = Page::at(&path()).and_then(|page| page.part(user.is_some()));
    let stylesheet = lazy_part.and_then(|part| part.stylesheet());
    // The program is loaded when somebody begins to use the page, unless the page shows something that passes or goes on.
    let is_preloaded = flash.is_some() || use_context::<PageData>().is_some_and(|data| data.goes_on());
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
                {is_home(user.is_some()).then(|| view! {
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
                {files.clone().filter(|_| !is_preloaded).map(|files| view! { <FirstUse files/> })}
                <link rel="stylesheet" href=asset("vestibule.css")/>
                {stylesheet.map(|name| view! { <link rel="stylesheet" href=asset(name)/> })}
                // After the other one, whose tokens it replaces.
                {settings.stylesheet.map(|own| view! { <link rel="stylesheet" href=own/> })}
                <link rel="icon" href=icon r#type=icon_type/>
                <link rel="apple-touch-icon" href=touch_icon/>
                <AutoReload options=options.clone()/>
                {files.map(|files| view! { <Hydration folder=folder.clone() files is_preloaded/> })}
            </head>
            <body>{body()}</body>
        </html>
    }
}

/// Whether the document is the home page of strangers.
fn is_home(is_signed_in: bool) -> bool {
    !is_signed_in && use_context::<ErrorShown>().is_none() && path() == HOME.path
}

/// The window title, escaped.
fn title() -> String {
    let name = use_context::<Visit>().unwrap_or_default().settings.name;
    let title = match use_context::<ErrorShown>() {
        Some(error) => with_name(error.title(), name.as_str()),
        None => match use_context::<PageData>().as_ref().and_then(PageData::subject) {
            Some(subject) => with_name(&subject, name.as_str()),
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

/// The addresses of the files that a page is hydrated with.
fn program(folder: &str, language: Language, part: Vec<String>) -> Vec<String> {
    let texts = Readers::Everybody.file(language);
    let names = FRAME.into_iter().map(str::to_owned).chain(part).chain([texts]);
    names.map(|name| format!("{folder}/{name}")).collect()
}

/// The script that preloads these files when somebody begins to use the page.
#[component]
fn FirstUse(files: Vec<String>) -> impl IntoView {
    // The file contains a function expression, which is called here. `{files:?}` is an array of JavaScript as well.
    let call = format!("{}({files:?})", *FIRST_USE);
    view! { <script nonce=use_nonce() inner_html=call></script> }
}

/// The script that hydrates the page.
///
/// It replaces the script of Leptos because of missing files. During a rolling upgrade, the assets of this page's
/// version may be on a server that does not answer: then the page is reloaded once. It is not reloaded if that would
/// lose something: typed text, the result of a form, or the whole page when the server is unreachable. Then it stays
/// plain HTML, whose forms work as they do without JavaScript. The stylesheets precede this script, so one that is missing when the
/// script runs has failed to load.
///
/// `folder`: the absolute path of the assets. `files`: what is preloaded, unless [`FirstUse`] does that.
#[component]
fn Hydration(folder: String, files: Vec<String>, is_preloaded: bool) -> impl IntoView {
    let visit = use_context::<Visit>().unwrap_or_default();
    // Reloading the page would lose the message, whose cookie is deleted by the response. Users have other parts than strangers.
    let (has_message, is_signed_in) = (visit.flash.is_some(), visit.user.is_some());
    let (script, language) = (&*HYDRATION, visit.language.as_str());
    // As in `FirstUse`.
    let call = format!("{script}({folder:?}, {language:?}, {has_message}, {is_signed_in})");
    // A preloaded file is used only if its `crossorigin` matches the later request; otherwise it is loaded twice.
    let link = |href: String| {
        let (rel, kind) = if href.ends_with(".js") { ("modulepreload", None) } else { ("preload", Some("fetch")) };
        view! { <link rel=rel r#as=kind href=href crossorigin="anonymous"/> }
    };
    let links = is_preloaded.then(|| files.into_iter().map(link).collect::<Vec<_>>());
    // Before the program: browsers offer passkeys in the field of the username, and the buttons are hidden without the script.
    let passkeys = visit.settings.passkeys && PASSKEYS.contains(&path().as_str());
    let passkeys = passkeys.then(|| {
        view! { <script type="module" src=format!("{folder}/passkey.js") nonce=use_nonce()></script> }
    });
    view! {
        {links}
        {passkeys}
        <script type="module" {..attributes(&script_words())} nonce=use_nonce() inner_html=call></script>
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
