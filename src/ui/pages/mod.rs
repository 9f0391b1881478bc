//! The pages, by subject, and the page for unknown addresses.

pub mod account;
pub mod check_mail;
pub mod confirm;
mod confirm_form;
mod confirm_without;
pub mod consent;
pub mod device;
pub mod error;
pub mod home;
pub mod links;
pub mod my_applications;
pub mod programs;
pub mod recovery;
pub mod second_factor;
pub mod sign_in;
pub mod upstream;

use crate::language::say;
use crate::ui::ClientState;
use crate::ui::components::{ErrorIllustration, Heading, MessageLayout};
use leptos::prelude::*;

#[component]
pub fn NotFoundPage() -> impl IntoView {
    view! {
        <MessageLayout line=say::error_page_status("404")>
            <ErrorIllustration/>
            <Heading text=say::title_not_found()/>
            <p>{say::error_page_not_found_more()}</p>
            {exit_links()}
        </MessageLayout>
    }
}

/// Links that lead away from an error page.
fn exit_links() -> AnyView {
    let next = if ClientState::current().is_signed_in() {
        ("/account", say::to_account())
    } else {
        ("/login", say::sign_in())
    };
    link_buttons(next, ("/", say::error_page_to_home()))
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
