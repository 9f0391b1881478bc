//! The script that takes over the page.
//!
//! In place of Leptos' own, because of what happens when a file does not arrive. While two versions of the program answer
//! side by side, the files of this page's version may be at the other one: then the page is loaded again, once. But never
//! where that would lose something: when something has been typed, when the page says what came of a form, or when the
//! server cannot be reached. Then the page stays plain HTML, whose forms work as they do without JavaScript.
//! A stylesheet comes before every script: one that is not there by then never will be.

use crate::shared::visit::Visit;
use leptos::{nonce::use_nonce, prelude::*};

/// Script that each page imports; the second from the first, so it is asked for before that is read.
const SCRIPTS: [&str; 2] = ["vestibule.js", "__wasm_split.______________________.js"];

/// `folder`: where the files are, from the root. `part`: what the page needs of them besides.
#[component]
pub fn Hydration(folder: String, part: Vec<String>) -> impl IntoView {
    let nonce = use_nonce();
    let script = concat!(include_str!("hydration.js"), "(");
    let says_something = use_context::<Visit>().is_some_and(|visit| visit.flash.is_some());
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
    view! {
        {scripts}
        {files.collect::<Vec<_>>()}
        <script type="module" nonce=nonce inner_html=format!("{script}{folder:?}, {says_something})")></script>
    }
}
