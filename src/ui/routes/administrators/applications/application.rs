//! `/applications/{name}`: one application.

use super::connection::Connection;
use super::forms::{Details, facts};
use crate::actions::applications::{delete_application, show_application};
use crate::language::Message;
use crate::shared::applications::{ApplicationName, ApplicationSource};
use crate::shared::connections::ApplicationData;
use crate::shared::forms::{Form, Notice};
use crate::shared::next::LocalPath;
use crate::ui::browser::{live, when_mounted};
use crate::ui::components::dialog::{Confirmation, Question, danger_card};
use crate::ui::components::toasts::Toaster;
use crate::ui::components::{Alert, AppLayout, Back, SubjectHeading, Tone};
use crate::ui::embedded::{embedded, page_data};
use crate::ui::form::FormState;
use crate::ui::navigation::Navigator;
use crate::ui::routes::administrators::loaded::{Loaded, shown};
use crate::ui::routes::administrators::say;
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::hooks::use_params_map;
use std::sync::Arc;

#[component]
pub fn ApplicationPage() -> impl IntoView {
    let name = use_params_map().with_untracked(|params| params.get("name").unwrap_or_default());
    let navigator = Navigator::current();
    let data = embedded(|| page_data!(Application).map(|data| *data));
    let is_embedded = data.is_some();
    let loaded: Loaded<ApplicationData> = RwSignal::new(data.map(Ok));
    let connection = Connection::new(name.clone());
    if !is_embedded {
        when_mounted(move || load(name.clone(), loaded, connection, navigator));
    }
    view! {
        <AppLayout>
            <Back to="/applications" label=say::applications()/>
            {shown(
                loaded,
                [say::application(), say::application_loading(), say::application_not_loaded()],
                move |data| content(data, connection),
            )}
        </AppLayout>
    }
}

fn load(name: String, loaded: Loaded<ApplicationData>, connection: Connection, navigator: Navigator) {
    let path = LocalPath::application(&ApplicationName::from_stored(name.clone()));
    spawn_local(async move {
        let outcome = match show_application(name).await {
            Err(error) if error.code.is_signed_out() => return navigator.sign_in_again(&path, error),
            outcome => outcome,
        };
        // Not together: an application that does not exist has one error.
        if outcome.is_ok() {
            connection.fetch(true);
        }
        loaded.try_set(Some(outcome));
    });
}

/// What an administrator should change.
fn warning(problems: &[Message]) -> AnyView {
    if problems.is_empty() {
        return ().into_any();
    }
    let more = problems.iter().map(Message::say).collect::<Vec<_>>().join(" ").into_any();
    view! { <Alert tone=Tone::Warning title=say::application_this_needs_change() more/> }.into_any()
}

fn content(data: &ApplicationData, connection: Connection) -> AnyView {
    let ApplicationData { application, base_url, groups, .. } = data;
    let (name, title) = (application.name.to_string(), RwSignal::new(application.title.clone()));
    let problems = RwSignal::new(application.problems.clone());
    let configurations = connection.configuration_card(&name, base_url);
    let test = connection.test_card(application);
    let (details, deletion) = match application.source {
        ApplicationSource::File => (facts(application), ().into_any()),
        ApplicationSource::Database => {
            let details = view! { <Details application=application.clone() groups=groups.clone() title problems/> };
            (details.into_any(), deletion(&name))
        }
    };
    view! {
        <SubjectHeading text=title/>
        <p class="mt-2 text-ink-muted">{name}</p>
        <div class="mt-7 grid max-w-192 gap-6">
            {live(move || problems.with(|problems| warning(problems)))}
            {details}
            {clients_card(&application.name)}
            {configurations}
            {test}
            {deletion}
        </div>
    }
    .into_any()
}

/// Leads to the programs of the application that sign people in themselves.
fn clients_card(name: &ApplicationName) -> AnyView {
    let page = LocalPath::clients(name);
    view! {
        <section class="card">
            <div class="facts-card">
                <h2>{say::clients()}</h2>
                <p class="hint">{say::clients_about()}</p>
                <p>
                    <a class="inline-block py-0.5" href=page.to_string()>{say::clients()}</a>
                </p>
            </div>
        </section>
    }
    .into_any()
}

fn deletion(name: &str) -> AnyView {
    let (form, navigator, toaster) =
        (FormState::new(Form::DeleteApplication), Navigator::current(), Toaster::current());
    let (title, about) = (say::delete_name(name), say::application_delete_about());
    let question = Question {
        opener: say::application_delete_opener(),
        title: say::delete_question(name),
        about: about.into(),
        keep: say::application_keep(),
        confirm: say::application_delete(),
        action: "/actions/applications/delete",
    };
    // For the hidden input; `submit` keeps the other copy.
    let (value, name) = (name.to_owned(), name.to_owned());
    let inputs = move || view! { <input type="hidden" name="name" value=value.clone()/> }.into_any();
    let submit = move |event: SubmitEvent| {
        let accepted = move |()| {
            toaster.good(Notice::ApplicationDeleted.text());
            navigator.go("/applications");
        };
        form.submit(&event, || Box::pin(delete_application(name.clone())), accepted);
    };
    let confirmation = view! { <Confirmation form question inputs=Box::new(inputs) submit=Arc::new(submit)/> };
    danger_card(title, about.to_owned(), confirmation.into_any())
}
