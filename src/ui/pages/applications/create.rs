//! The form for a new application.

use super::fields::{Answers, ApplicationFields};
use crate::{
    actions::applications::create_application,
    shared::{applications::ApplicationView, next::LocalPath, visit::Notice},
    ui::{
        browser::handler,
        components::{post_form::PostForm, submit_button::SubmitButton, toasts::Toaster},
        form::{FormState, Reply},
        navigation::Navigator,
    },
};
use leptos::{ev::SubmitEvent, prelude::*};

#[component]
pub fn CreateForm(form: FormState) -> impl IntoView {
    let (navigator, toaster) = (Navigator::current(), Toaster::current());
    let fields = ApplicationFields::new(form, true);
    let submit = move |event: SubmitEvent| {
        // Reads the fields only when `submit` has validated them.
        let send = || {
            let Answers { name, title, locations, entry, groups, claims, remote_user, after_sign_out } =
                fields.answers();
            let after = after_sign_out.into();
            Box::pin(create_application(name, title, locations, entry, groups, claims, remote_user, after)) as Reply<_>
        };
        form.submit(&event, send, move |application: ApplicationView| {
            toaster.good(Notice::ApplicationCreated.text());
            navigator.go(LocalPath::application(&application.name).as_str());
        });
    };
    view! {
        <PostForm action="/actions/applications/create" class="card" submit=handler(submit)>
            <div class="card-body">
                <h2>"New application"</h2>
                {fields.view(None)}
            </div>
            <div class="card-foot">
                <span>"Its page says how to connect it."</span>
                <SubmitButton form label="Create application" busy="Creating…" class="btn btn-primary"/>
            </div>
        </PostForm>
    }
}
