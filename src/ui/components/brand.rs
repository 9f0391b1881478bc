//! The logo with the name of the installation, which links to the home page.

use crate::ui::{
    client_state::ClientState,
    markup::{Markup, element, write_markup},
};
use leptos::prelude::*;

#[component]
pub fn Brand() -> impl IntoView {
    let name = ClientState::current().installation_name();
    element(|out| write_brand(out, &name))
}

/// The link with the logo, a half open door in two paths.
pub fn write_brand(out: &mut Markup, name: &str) {
    write_markup!(out;
        r#"<a class="brand" href="/"><svg viewBox="0 0 32 32" aria-hidden="true">
<path fill="var(--color-mark)" d="M4 32V12a12 12 0 0 1 24 0v20z"/>
<path fill="var(--color-mark-light)" d="M16 4a8 8 0 0 1 8 8v20h-8z"/></svg><span>"# (name) "</span></a>");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_is_escaped() {
        let mut out = Markup::default();
        write_brand(&mut out, "<b>Söhne & Co");
        assert!(out.into_html().ends_with("</svg><span>&lt;b&gt;Söhne &amp; Co</span></a>"));
    }
}
