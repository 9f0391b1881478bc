//! The script that takes over the page.
//!
//! In place of Leptos' own, because of what happens while two versions of the program answer side by side: the files of
//! this page's version may not be had from the other. Then the page is loaded anew; once, for without script it works as
//! well. A stylesheet comes before every script: one that is not there by then never will be.

use leptos::{nonce::use_nonce, prelude::*};

/// `folder`: where the files are, from the root.
#[component]
pub fn Hydration(folder: String) -> impl IntoView {
    let nonce = use_nonce();
    let script = concat!(include_str!("hydration.js"), "(");
    view! {
        <link rel="modulepreload" href=format!("{folder}/vestibule.js") crossorigin="anonymous"/>
        <link
            rel="preload"
            href=format!("{folder}/vestibule.wasm")
            r#as="fetch"
            r#type="application/wasm"
            crossorigin="anonymous"
        />
        <script type="module" nonce=nonce inner_html=format!("{script}{folder:?})")></script>
    }
}
