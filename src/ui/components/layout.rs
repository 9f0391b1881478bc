//! The frames of the pages: the doorway, the house behind it, and the page with nothing but a sentence.

use super::{brand::Brand, header::Header, pattern::Pattern, theme_switch::ThemeSwitch};
use leptos::prelude::*;

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
        <SkipLink/>
        <div class="doorway">
            <Pane line>{children()}</Pane>
            <Pattern below=view_below/>
        </div>
    }
}

/// Brand, content and foot, one below the other.
#[component]
fn Pane(line: &'static str, children: Children) -> impl IntoView {
    view! {
        <div class="pane">
            <header>
                <Brand/>
            </header>
            <main id="main" tabindex="-1">
                {children()}
            </main>
            <Foot line/>
        </div>
    }
}

/// A page behind the door.
#[component]
pub fn House(children: Children) -> impl IntoView {
    view! {
        <SkipLink/>
        <div class="flex min-h-dvh flex-col">
            <Header/>
            <main id="main" class="page grow" tabindex="-1">
                {children()}
            </main>
            <div class="mx-auto w-full max-w-page px-4 pb-6 md:px-8">
                <Foot line="Sign out when you leave a device that is not yours."/>
            </div>
        </div>
    }
}

/// A page that has one thing to say, in the middle.
#[component]
pub fn Blank(#[prop(into)] line: String, children: Children) -> impl IntoView {
    view! {
        <SkipLink/>
        <div class="pane min-h-dvh">
            <header>
                <Brand/>
            </header>
            <main id="main" class="blank m-0 max-w-none content-center gap-2" tabindex="-1">
                {children()}
            </main>
            <Foot line/>
        </div>
    }
}

#[component]
fn Foot(#[prop(into)] line: String) -> impl IntoView {
    view! {
        <footer class="foot">
            <span>{line}</span>
            <ThemeSwitch/>
        </footer>
    }
}

/// The first stop of the Tab key. The browser follows it, not the router, so that the focus goes along.
#[component]
fn SkipLink() -> impl IntoView {
    view! {
        <a class="skip" href="#main" rel="external">
            "Skip to content"
        </a>
    }
}
