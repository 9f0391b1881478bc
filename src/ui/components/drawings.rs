//! Drawings in SVG: icons, illustrations, the pattern beside forms, and the logo.

use crate::ui::markup;
use crate::ui::{ClientState, Markup, write_markup};
use leptos::prelude::*;
use leptos::tachys::html::InertElement;

/// What an icon shows, on a grid of 20 by 20. Icons are decorative: screen readers skip them.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Shape(pub(super) &'static str);

impl Shape {
    pub const ALERT: Self = Self(r#"<circle cx="10" cy="10" r="7.25"/><path d="M10 6.5V10.5M10 13.4v.1"/>"#);
    /// A column in ascending order.
    pub const ASCENDING: Self = Self(r#"<path d="M10 15.5v-11m-4 4 4-4 4 4"/>"#);
    pub const CHECK: Self = Self(r#"<path d="m5 10.5 3.25 3.25L15 7"/>"#);
    pub const COMPUTER: Self =
        Self(r#"<rect x="3" y="4" width="14" height="9.5" rx="1"/><path d="M7.5 16.5h5M10 13.5v3"/>"#);
    pub const CROSS: Self = Self(r#"<path d="m6 6 8 8m0-8-8 8"/>"#);
    /// A column in descending order.
    pub const DESCENDING: Self = Self(r#"<path d="M10 4.5v11m4-4-4 4-4-4"/>"#);
    pub const DOTS: Self = Self(r#"<path d="M5 10h.01M10 10h.01M15 10h.01" stroke-width="2.25"/>"#);
    pub const DOWN: Self = Self(r#"<path d="m6 8 4 4 4-4"/>"#);
    pub const GOOD: Self = Self(r#"<circle cx="10" cy="10" r="7.25"/><path d="m7 10.25 2.1 2.1L13.2 8.2"/>"#);
    pub const INFO: Self = Self(r#"<circle cx="10" cy="10" r="7.25"/><path d="M10 9.5v4M10 6.6v.1"/>"#);
    pub const KEY: Self = Self(
        r#"<circle cx="7.25" cy="12.75" r="3.5"/><path d="m9.75 10.25 6.5-6.5M13.5 6.5l2 2M11.75 8.25l1.25 1.25"/>"#,
    );
    pub const LEFT: Self = Self(r#"<path d="m12 6-4 4 4 4"/>"#);
    pub const LOCK: Self =
        Self(r#"<rect x="4.5" y="9" width="11" height="7.5" rx="1"/><path d="M7 9V6.5a3 3 0 0 1 6 0V9"/>"#);
    pub const MAIL: Self =
        Self(r#"<rect x="3" y="4.75" width="14" height="10.5" rx="1"/><path d="m3.5 6 6.5 5 6.5-5"/>"#);
    pub const MOON: Self = Self(r#"<path d="M16 11.75A6.5 6.5 0 0 1 8.25 4a6.5 6.5 0 1 0 7.75 7.75z"/>"#);
    pub const OUT: Self = Self(r#"<path d="M11.5 3.75h-6a1 1 0 0 0-1 1v10.5a1 1 0 0 0 1 1h6M9 10h8m-3-3 3 3-3 3"/>"#);
    pub const PERSON: Self = Self(r#"<circle cx="10" cy="7" r="3"/><path d="M4.5 16.25a5.5 5.5 0 0 1 11 0"/>"#);
    pub const PHONE: Self =
        Self(r#"<rect x="6" y="2.75" width="8" height="14.5" rx="1.5"/><path d="M9.25 14.75h1.5"/>"#);
    pub const PLUS: Self = Self(r#"<path d="M10 5v10M5 10h10"/>"#);
    pub const RIGHT: Self = Self(r#"<path d="m8 6 4 4-4 4"/>"#);
    pub const RING: Self = Self(r#"<circle cx="10" cy="10" r="2.5"/>"#);
    pub const SEARCH: Self = Self(r#"<circle cx="9" cy="9" r="5.25"/><path d="m13 13 3.5 3.5"/>"#);
    /// A sortable column that is not sorted.
    pub const SORTABLE: Self = Self(r#"<path d="m7 8 3-3 3 3M7 12l3 3 3-3"/>"#);
    pub const SUN: Self = Self(
        r#"<circle cx="10" cy="10" r="3"/><path d="M10 3v1.25M10 15.75V17M3 10h1.25M15.75 10H17M5 5l.9.9M14.1 14.1l.9.9M15 5l-.9.9M5.9 14.1 5 15"/>"#,
    );
    pub const SYSTEM: Self =
        Self(r#"<circle cx="10" cy="10" r="6.5"/><path d="M10 3.5v13a6.5 6.5 0 0 0 0-13z" fill="currentColor"/>"#);
    pub const TABLET: Self =
        Self(r#"<rect x="4.5" y="2.75" width="11" height="14.5" rx="1.5"/><path d="M9.25 14.75h1.5"/>"#);
    pub const TERMINAL: Self =
        Self(r#"<rect x="3" y="4" width="14" height="12" rx="1"/><path d="m6 8 2.25 2L6 12m4 .5h3.5"/>"#);
    pub const TILES: Self =
        Self(r#"<path d="M4 4h4.5v4.5H4zM11.5 4H16v4.5h-4.5zM4 11.5h4.5V16H4zM11.5 11.5H16V16h-4.5z"/>"#);
    pub const WARNING: Self = Self(r#"<path d="M10 3.25 17.5 16.25h-15zM10 8.25v3.5M10 13.9v.1"/>"#);

    pub fn write(self, out: &mut Markup, class: &'static str) {
        for piece in [r#"<svg class=""#, class, r#"" viewBox="0 0 20 20" aria-hidden="true">"#, self.0, "</svg>"] {
            out.add(piece);
        }
    }
}

/// An icon of 20 px.
#[component]
pub fn Icon(shape: Shape) -> impl IntoView {
    drawn(shape, "icon")
}

/// An icon of 16 px, for small text.
#[component]
pub fn SmallIcon(shape: Shape) -> impl IntoView {
    drawn(shape, "icon icon-small")
}

fn drawn(shape: Shape, class: &'static str) -> InertElement {
    markup::element(|out| shape.write(out, class))
}

/// The illustration of error pages: a closed door.
pub const CLOSED_DOOR: &str = r#"<svg class="door" viewBox="0 0 88 96" aria-hidden="true">
<path fill="var(--color-line-strong)" d="M8 92V44a36 36 0 0 1 72 0v48z"/>
<path fill="var(--color-door)" d="M16 92V44a28 28 0 0 1 56 0v48z"/>
<path fill="var(--color-door-shade)" d="M43 16h2v76h-2z"/>
<circle cx="50" cy="60" r="2" fill="var(--color-glow)"/>
<path fill="var(--color-line-strong)" d="M0 92h88v2H0z"/></svg>"#;

#[component]
pub fn ErrorIllustration() -> impl IntoView {
    InertElement::new(CLOSED_DOOR)
}

/// The illustration of an empty list: an empty doorway.
pub const EMPTY_DOORWAY: &str = r#"<svg class="door" viewBox="0 0 88 96" aria-hidden="true">
<path fill="var(--color-line-strong)" d="M8 92V44a36 36 0 0 1 72 0v48z"/>
<path fill="var(--color-wall-3)" d="M18 92V46a28 28 0 0 1 56 0v46z"/>
<path fill="var(--color-floor)" d="M8 92l10-12h56v12z"/>
<path fill="var(--color-line-strong)" d="M0 92h88v2H0z"/></svg>"#;

/// The decorative pattern next to forms: rooms behind arched doorways.
/// Inline SVG instead of a file, so that it uses the colours of the theme.
#[component]
pub fn Pattern(
    /// Whether narrow windows show it below the form; otherwise they hide it.
    below: bool,
) -> impl IntoView {
    let class = if below { "view view-below" } else { "view" };
    view! { <div class=class>{InertElement::new(include_str!("pattern.svg").trim_end())}</div> }
}

/// The logo with the name of the installation, which links to the home page.
#[component]
pub fn Brand() -> impl IntoView {
    let client = ClientState::current();
    let (brand, _) = client.look();
    markup::element(|out| write_brand(out, &client.installation_name(), brand.as_deref()))
}

/// The mark of the product: a half open door in two paths.
pub const MARK: &str = r#"<svg viewBox="0 0 32 32" aria-hidden="true">
<path fill="var(--color-mark)" d="M4 32V12a12 12 0 0 1 24 0v20z"/>
<path fill="var(--color-mark-light)" d="M16 4a8 8 0 0 1 8 8v20h-8z"/></svg>"#;

/// The link with the logo: that of the operator as HTML, or the mark of the product.
pub fn write_brand(out: &mut Markup, name: &str, brand: Option<&str>) {
    if let Some(brand) = brand {
        return out.written(brand);
    }
    out.add("<a class=\"brand\" href=\"/\">");
    out.add(MARK);
    write_markup!(out; "<span>" (name) "</span></a>");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_is_escaped() {
        let mut out = Markup::default();
        write_brand(&mut out, "<b>Söhne & Co", None);
        assert!(out.into_html().ends_with("</svg><span>&lt;b&gt;Söhne &amp; Co</span></a>"));
    }
}
