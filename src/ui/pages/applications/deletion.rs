//! Deletion of an application.

use crate::{
    actions::applications::delete_application,
    shared::visit::{Form, Notice},
    ui::{
        browser::handler,
        components::{
            confirmation::{Confirmation, ConfirmationText},
            form_alert::FormAlert,
            post_form::PostForm,
            submit_button::SubmitButton,
            toasts::Toaster,
        },
        form::{FormState, Reply},
        navigation::Navigator,
    },
};
use leptos::{ev::SubmitEvent, prelude::*};

#[component]
pub fn Deletion(name: String) -> impl IntoView {
    let form = FormState::new(Form::DeleteApplication);
    let about = "Nobody can enter it any more. Its own data stays as it is.";
    let text = ConfirmationText {
        opener: "Delete application…",
        title: format!("Delete {name}?"),
        about,
        keep: "Keep application",
    };
    let title = format!("Delete {name}");
    let answer = move |keep| view! { <DeleteForm form name=name.clone() keep/> }.into_any();
    view! {
        <div class="card border-danger-line">
            <div class="flex flex-wrap items-center justify-between gap-x-8 gap-y-4 p-5 sm:p-6">
                <div class="max-w-136 grow basis-72">
                    <p class="font-medium wrap-anywhere">{title}</p>
                    <p class="hint">{about}</p>
                </div>
                <Confirmation form text answer=Box::new(answer)/>
            </div>
        </div>
    }
}

#[component]
fn DeleteForm(form: FormState, name: String, keep: AnyView) -> impl IntoView {
    let (navigator, toaster) = (Navigator::current(), Toaster::current());
    // For the hidden input; `submit` keeps the other copy.
    let value = name.clone();
    let submit = move |event: SubmitEvent| {
        let send = || Box::pin(delete_application(name.clone())) as Reply<_>;
        form.submit(&event, send, move |()| {
            toaster.good(Notice::ApplicationDeleted.text());
            navigator.go("/applications");
        });
    };
    view! {
        <PostForm action="/actions/applications/delete" class="fields" submit=handler(submit)>
            <FormAlert form/>
            <input type="hidden" name="name" value=value/>
            <div class="flex flex-wrap justify-end gap-2">
                {keep}
                <SubmitButton form label="Delete application" busy="Deleting…" class="btn btn-danger"/>
            </div>
        </PostForm>
    }
}
