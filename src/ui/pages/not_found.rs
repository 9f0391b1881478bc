//! The page for unknown addresses.

use crate::ui::{
    client_state::ClientState,
    components::{heading::Heading, illustration::ErrorIllustration, layout::MessageLayout},
};
use leptos::prelude::*;

#[component]
pub fn NotFoundPage() -> impl IntoView {
    view! {
        <MessageLayout line="Error 404".to_owned()>
            <ErrorIllustration/>
            <Heading text="Page not found"/>
            <p>"Check the address for typing mistakes. The page may also have moved."</p>
            {exit_links()}
        </MessageLayout>
    }
}

/// Links that lead away from an error page.
pub fn exit_links() -> impl IntoView {
    let (to, label) =
        if ClientState::current().is_signed_in() { ("/account", "Go to your account") } else { ("/login", "Sign in") };
    view! {
        <div class="mt-4 flex flex-wrap justify-center gap-2">
            <a class="btn btn-primary" href=to>
                {label}
            </a>
            <a class="btn btn-secondary" href="/">
                "Go to the home page"
            </a>
        </div>
    }
}
