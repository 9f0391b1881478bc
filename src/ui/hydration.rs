//! The script that takes over the page.
//!
//! In place of Leptos' own, because of what happens while two versions of the program answer side by side: the files of
//! this page's version may not be had from the other. Then the page is loaded anew; once, for without script it works as
//! well. A stylesheet comes before every script: one that is not there by then never will be.

use leptos::{nonce::use_nonce, prelude::*};

/// Script that each page imports; the second from the first, so it is asked for before that is read.
const SCRIPTS: [&str; 2] = ["vestibule.js", "__wasm_split.______________________.js"];

/// `folder`: where the files are, from the root. `part`: what the page needs of them besides.
#[component]
pub fn Hydration(folder: String, part: Vec<String>) -> impl IntoView {
    let nonce = use_nonce();
    let script = concat!(include_str!("hydration.js"), "(");
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
        <script type="module" nonce=nonce inner_html=format!("{script}{folder:?})")></script>
    }
}
