//! The pages, by subject, and the page for unknown addresses.

pub mod account;
pub mod applications;
pub mod audit;
pub mod awaiting_password;
pub mod check_mail;
pub mod create_user;
pub mod error;
pub mod groups;
pub mod home;
pub mod import;
pub mod invitations;
pub mod links;
pub mod my_applications;
pub mod programs;
pub mod sign_in;
pub mod user;
pub mod users;

use crate::ui::client_state::ClientState;
use crate::ui::components::drawings::ErrorIllustration;
use crate::ui::components::{Heading, MessageLayout};
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
fn exit_links() -> AnyView {
    let (to, label) =
        if ClientState::current().is_signed_in() { ("/account", "Go to your account") } else { ("/login", "Sign in") };
    link_buttons((to, label), ("/", "Go to the home page"))
}

/// Two links as buttons: the next step, and an alternative. Each is an address and a label.
fn link_buttons(next: (&'static str, &'static str), other: (&'static str, &'static str)) -> AnyView {
    view! {
        <div class="mt-4 flex flex-wrap justify-center gap-2">
            <a class="btn btn-primary" href=next.0>
                {next.1}
            </a>
            <a class="btn btn-secondary" href=other.0>
                {other.1}
            </a>
        </div>
    }
    .into_any()
}
