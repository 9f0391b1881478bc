//! The form that creates an application, and the one that changes it; for an application of a file, what is set.

use super::conflict::Versions;
use super::fields::ApplicationFields;
use super::{after_sign_out, demands, learns, may_enter};
use crate::actions::applications::{create_application, replace_application};
use crate::language::Message;
use crate::shared::applications::ApplicationView;
use crate::shared::form_bodies::ApplicationForm;
use crate::shared::forms::{Form, Notice};
use crate::shared::groups::GroupNames;
use crate::shared::next::LocalPath;
use crate::ui::browser::handler;
use crate::ui::components::form_parts::{PostForm, SubmitButton};
use crate::ui::components::toasts::Toaster;
use crate::ui::components::{Alert, Tone};
use crate::ui::form::FormState;
use crate::ui::navigation::Navigator;
use crate::ui::routes::administrators::say;
use leptos::ev::SubmitEvent;
use leptos::prelude::*;

#[component]
pub fn CreateForm(
    form: FormState,
    /// The names of all groups, if the server has embedded them.
    groups: Option<GroupNames>,
) -> impl IntoView {
    let (navigator, toaster) = (Navigator::current(), Toaster::current());
    let fields = ApplicationFields::new(form, true, groups);
    let submit = move |event: SubmitEvent| {
        let accepted = move |application: ApplicationView| {
            toaster.good(Notice::ApplicationCreated.text());
            navigator.go(LocalPath::application(&application.name).as_str());
        };
        // Reads the fields only when `submit` has validated them.
        form.submit(&event, || Box::pin(create_application(fields.answers())), accepted);
    };
    view! {
        <PostForm action="/actions/applications/create" class="card" submit=handler(submit)>
            <div class="card-body">
                <h2>{say::application_new()}</h2>
                {fields.view(None, ().into_any())}
            </div>
            <div class="card-foot">
                <span>{say::application_new_about()}</span>
                <SubmitButton
                    form
                    label=say::application_create()
                    busy=say::creating()
                    class="btn btn-primary"
                />
            </div>
        </PostForm>
    }
}

#[component]
pub fn Details(
    application: ApplicationView,
    /// The names of all groups.
    groups: GroupNames,
    /// The title in the heading of the page.
    title: RwSignal<String>,
    /// The problems above the form.
    problems: RwSignal<Vec<Message>>,
) -> impl IntoView {
    let toaster = Toaster::current();
    let form = FormState::new(Form::Application);
    let fields = ApplicationFields::new(form, false, Some(groups));
    let versions = Versions::new(form, &application);
    let content = fields.view(Some(&application), versions.view(fields));
    let name = application.name.to_string();
    // For the hidden inputs; `submit` keeps the other copy.
    let (value, before) = (name.clone(), application.editable());
    let submit = move |event: SubmitEvent| {
        let application = || ApplicationForm { before: versions.before(), name: name.clone(), ..fields.answers() };
        let accepted = move |application: ApplicationView| {
            versions.saved(&application);
            toaster.good(Notice::ChangesSaved.text());
            title.try_set(application.title);
            problems.try_set(application.problems);
        };
        form.submit(&event, || Box::pin(replace_application(application())), accepted);
    };
    view! {
        <PostForm action="/actions/applications/replace" class="card" submit=handler(submit)>
            <input type="hidden" name="before" value=before/>
            <input type="hidden" name="name" value=value/>
            <div class="card-body">
                <h2>{say::details()}</h2>
                {content}
            </div>
            <div class="card-foot">
                <span>{say::application_save_about()}</span>
                <SubmitButton
                    form
                    label=say::save_changes()
                    busy=say::saving()
                    class="btn btn-primary"
                />
            </div>
        </PostForm>
    }
}

/// What is set for an application that only a file can change.
pub fn facts(application: &ApplicationView) -> AnyView {
    let more = say::application_change_file().into_any();
    view! {
        <Alert tone=Tone::Info title=say::application_is_of_file() more/>
        <section class="card">
            <div class="facts-card">
                <h2>{say::details()}</h2>
                <dl class="facts">
                    <dt>{say::application_addresses()}</dt>
                    <dd class="wrap-anywhere">{application.locations.join(" · ")}</dd>
                    <dt>{say::application_who_may_enter()}</dt>
                    <dd>{may_enter(application)}</dd>
                    <dt>{say::application_it_learns()}</dt>
                    <dd>{learns(application)}</dd>
                    <dt>"Remote-User"</dt>
                    <dd>{application.remote_user.as_str()}</dd>
                    <dt>{say::field_after_sign_out()}</dt>
                    <dd class="wrap-anywhere">{after_sign_out(application)}</dd>
                    <dt>{say::application_demands()}</dt>
                    <dd>{demands(application)}</dd>
                </dl>
            </div>
        </section>
    }
    .into_any()
}
