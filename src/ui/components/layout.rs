//! The frames of the pages: the doorway, the house behind it, and the page with nothing but a sentence.

use super::{brand::Brand, header::Header, pattern::Pattern, theme_switch::ThemeSwitch};
use crate::ui::browser::attributes;
use leptos::{prelude::*, tachys::html::InertElement};

/// A form in one pane and, where there is room, the view into the house in the other.
#[component]
pub fn Doorway(
    /// A quiet line at the foot.
    line: &'static str,
    /// Whether a narrow window shows the view below.
    #[prop(optional)]
    view_below: bool,
    children: Children,
) -> impl IntoView {
    view! {
        <div class="doorway">
            {pane("pane", "doorway-main", line.to_owned(), children())}
            <Pattern below=view_below/>
        </div>
    }
}

/// A page that has one thing to say, in the middle.
#[component]
pub fn Blank(line: String, children: Children) -> impl IntoView {
    pane("pane min-h-dvh", "blank", line, children())
}

/// Brand, content and foot, one below the other.
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

/// A page behind the door.
#[component]
pub fn House(children: Children) -> impl IntoView {
    view! {
        <div class="flex min-h-dvh flex-col">
            <SkipLink/>
            <Header/>
            <main {..attributes(&[("class", "page grow"), ("id", "main"), ("tabindex", "-1")])}>
                {children()}
            </main>
            <div class="mx-auto w-full max-w-page px-4 pb-6 md:px-8">
                <Foot line="Sign out when you leave a device that is not yours.".to_owned()/>
            </div>
        </div>
    }
}

/// A quiet line, and the theme.
#[component]
fn Foot(line: String) -> impl IntoView {
    view! {
        <footer class="foot">
            <span>{line}</span>
            <ThemeSwitch/>
        </footer>
    }
}

/// From a page about a part to the page about the whole.
#[component]
pub fn Back(to: &'static str, words: &'static str) -> impl IntoView {
    InertElement::new(format!(
        r#"<a class="back" href="{to}"><svg class="icon icon-small" viewBox="0 0 20 20" aria-hidden="true"><path d="m12 6-4 4 4 4"/></svg>{words}</a>"#
    ))
}

/// The first stop of the Tab key. The browser follows it, not the router, so that the focus goes along.
#[component]
fn SkipLink() -> impl IntoView {
    InertElement::new(r##"<a class="skip" href="#main" rel="external">Skip to content</a>"##)
}
