//! The page layouts: forms for signed-out users, the app for signed-in users, and single messages.

use super::{brand::Brand, header::Header, pattern::Pattern, theme_switch::ThemeSwitch};
use crate::ui::browser::attributes;
use leptos::{prelude::*, tachys::html::InertElement};

/// A form in one pane and, on wide screens, a decorative pattern in the other.
#[component]
pub fn FormLayout(
    /// A note in the footer.
    line: &'static str,
    /// Whether a narrow window shows the pattern below the form.
    #[prop(optional)]
    pattern_below: bool,
    children: Children,
) -> impl IntoView {
    view! {
        <div class="doorway">
            {pane("pane", "doorway-main", line.to_owned(), children())}
            <Pattern below=pattern_below/>
        </div>
    }
}

/// A page with one centred message.
#[component]
pub fn MessageLayout(line: String, children: Children) -> impl IntoView {
    pane("pane min-h-dvh", "blank", line, children())
}

/// Brand, content and footer in one column.
fn pane(class: &'static str, main: &'static str, line: String, children: AnyView) -> AnyView {
    view! {
        <div class=class>
            <SkipLink/>
            <header>
                <Brand/>
            </header>
            <main {..attributes(&[("class", main), ("id", "main"), ("tabindex", "-1")])}>
                {children}
            </main>
            <Foot line/>
        </div>
    }
    .into_any()
}

/// A page for signed-in users, with header and navigation.
#[component]
pub fn AppLayout(children: Children) -> impl IntoView {
    view! {
        <div class="flex min-h-dvh flex-col">
            <SkipLink/>
            <Header/>
            <main {..attributes(&[("class", "page grow"), ("id", "main"), ("tabindex", "-1")])}>
                {children()}
            </main>
            <div class="mx-auto w-full max-w-page px-4 pb-6 md:px-8">
                <Foot line="On a shared device, sign out when you finish.".to_owned()/>
            </div>
        </div>
    }
}

/// The footer: a note and the theme switch.
#[component]
fn Foot(line: String) -> impl IntoView {
    view! {
        <footer class="foot">
            <span>{line}</span>
            <ThemeSwitch/>
        </footer>
    }
}

/// A link from a subpage to its parent page.
#[component]
pub fn Back(to: &'static str, label: &'static str) -> impl IntoView {
    InertElement::new(format!(
        r#"<a class="back" href="{to}"><svg class="icon icon-small" viewBox="0 0 20 20" aria-hidden="true"><path d="m12 6-4 4 4 4"/></svg>{label}</a>"#
    ))
}

/// The first link of the page. `rel=external`: the browser follows it, because the router would not move the focus.
#[component]
fn SkipLink() -> impl IntoView {
    InertElement::new(r##"<a class="skip" href="#main" rel="external">Skip to content</a>"##)
}
