//! The form that changes an application, or what is set for one that only a file can change.

use super::{
    fields::{Answers, ApplicationFields},
    words::{after_sign_out, learns, may_enter},
};
use crate::{
    actions::applications::replace_application,
    shared::{
        applications::ApplicationView,
        visit::{Form, Notice},
    },
    ui::{
        browser::handler,
        components::{
            alert::{Alert, Tone},
            post_form::PostForm,
            submit_button::SubmitButton,
            toasts::Toaster,
        },
        form::{FormState, Reply},
    },
};
use leptos::{ev::SubmitEvent, prelude::*};

#[component]
pub fn Details(
    application: ApplicationView,
    /// The title in the heading of the page.
    title: RwSignal<String>,
    /// The problems above the form.
    problems: RwSignal<Vec<String>>,
) -> impl IntoView {
    let toaster = Toaster::current();
    let form = FormState::new(Form::Application);
    let fields = ApplicationFields::new(form, false);
    let content = fields.view(Some(&application));
    let name = application.name.to_string();
    // For the hidden input; `submit` keeps the other copy.
    let value = name.clone();
    let submit = move |event: SubmitEvent| {
        let send = || {
            let Answers { title, locations, entry, groups, claims, remote_user, after_sign_out, .. } = fields.answers();
            let (name, after) = (name.clone(), after_sign_out.into());
            Box::pin(replace_application(name, title, locations, entry, groups, claims, remote_user, after)) as Reply<_>
        };
        form.submit(&event, send, move |application: ApplicationView| {
            toaster.good(Notice::ChangesSaved.text());
            title.try_set(application.title);
            problems.try_set(application.problems);
        });
    };
    view! {
        <PostForm action="/actions/applications/replace" class="card" submit=handler(submit)>
            <input type="hidden" name="name" value=value/>
            <div class="card-body">
                <h2>"Details"</h2>
                {content}
            </div>
            <div class="card-foot">
                <span>"Changes take effect immediately."</span>
                <SubmitButton form label="Save changes" busy="Saving…" class="btn btn-primary"/>
            </div>
        </PostForm>
    }
}

/// An application of a file.
pub fn facts(application: &ApplicationView) -> AnyView {
    let more = "Change it there, and restart the server.".into_any();
    view! {
        <Alert tone=Tone::Info title="This application is defined in a file." more/>
        <section class="card">
            <div class="facts-card">
                <h2>"Details"</h2>
                <dl class="facts">
                    <dt>"Locations"</dt>
                    <dd class="wrap-anywhere">{application.locations.join(" · ")}</dd>
                    <dt>"May enter"</dt>
                    <dd>{may_enter(application)}</dd>
                    <dt>"Learns"</dt>
                    <dd>{learns(application)}</dd>
                    <dt>"Remote-User"</dt>
                    <dd>{application.remote_user.as_str()}</dd>
                    <dt>"After signing out"</dt>
                    <dd class="wrap-anywhere">{after_sign_out(application)}</dd>
                </dl>
            </div>
        </section>
    }
    .into_any()
}
