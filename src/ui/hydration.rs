//! The script that hydrates the page.
//!
//! It replaces the script of Leptos because of missing files. During a rolling upgrade, the assets of this page's version
//! may be on a server that does not answer: then the page is reloaded once. It is not reloaded if that would lose
//! something: typed text, the result of a form, or the whole page when the server is unreachable. Then it stays plain
//! HTML, whose forms work as they do without JavaScript.
//! The stylesheet precedes every script, so a stylesheet that is missing when the script runs has failed to load.

use crate::shared::visit::Visit;
use leptos::{nonce::use_nonce, prelude::*};

/// Scripts of every page. The first imports the second; preloading both avoids one round trip.
const SCRIPTS: [&str; 2] = ["vestibule.js", "__wasm_split.______________________.js"];

/// `folder`: the absolute path of the assets. `part`: the additional files that this page needs.
#[component]
pub fn Hydration(folder: String, part: Vec<String>) -> impl IntoView {
    let nonce = use_nonce();
    // The file contains a function expression; the parenthesis begins its call.
    let script = concat!(include_str!("hydration.js"), "(");
    // Reloading the page would lose the message, whose cookie is deleted by the response.
    let has_message = use_context::<Visit>().is_some_and(|visit| visit.flash.is_some());
    // A preloaded file is used only if its `crossorigin` matches the later request; otherwise it is loaded twice.
    let scripts = SCRIPTS.map(|name| {
        view! { <link rel="modulepreload" href=format!("{folder}/{name}") crossorigin="anonymous"/> }
    });
    let files = ["vestibule.wasm".to_owned()].into_iter().chain(part).map(|name| {
        view! {
            <link
                rel="preload"
                href=format!("{folder}/{name}")
                r#as="fetch"
                r#type="application/wasm"
                crossorigin="anonymous"
            />
        }
    });
    // `{folder:?}` writes a quoted string, which is a string literal of JavaScript as well.
    view! {
        {scripts}
        {files.collect::<Vec<_>>()}
        <script type="module" nonce=nonce inner_html=format!("{script}{folder:?}, {has_message})")></script>
    }
}
