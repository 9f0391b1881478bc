//! There is no page at this address.

use crate::ui::{
    components::{door::ShutDoor, heading::Heading, layout::Blank},
    visitor::Visitor,
};
use leptos::prelude::*;

#[component]
pub fn NotFoundPage() -> impl IntoView {
    view! {
        <Blank line="Error 404".to_owned()>
            <ShutDoor/>
            <Heading text="There is no page here"/>
            <p>"The address may be mistyped, or the page may have moved."</p>
            {ways_out()}
        </Blank>
    }
}

/// Where one can go from a page that leads nowhere.
pub fn ways_out() -> impl IntoView {
    let (to, words) = match Visitor::here().is_signed_in() {
        true => ("/account", "Go to your account"),
        false => ("/login", "Sign in"),
    };
    view! {
        <div class="mt-4 flex flex-wrap justify-center gap-2">
            <a class="btn btn-primary" href=to>
                {words}
            </a>
            <a class="btn btn-secondary" href="/">
                "Go to the start"
            </a>
        </div>
    }
}
