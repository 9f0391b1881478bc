//! The form that creates an application, and the one that changes it; for an application of a file, what is set.

use super::{after_sign_out, fields::ApplicationFields, learns, may_enter};
use crate::{
    actions::applications::{create_application, replace_application},
    shared::{
        applications::ApplicationView,
        form_bodies::ApplicationForm,
        forms::{Form, Notice},
        next::LocalPath,
    },
    ui::{
        browser::handler,
        components::{
            Alert, Tone,
            form_parts::{PostForm, SubmitButton},
            toasts::Toaster,
        },
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
        let send = || Box::pin(create_application(fields.answers())) as Reply<_>;
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
            let application = ApplicationForm { name: name.clone(), ..fields.answers() };
            Box::pin(replace_application(application)) as Reply<_>
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

/// What is set for an application that only a file can change.
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
