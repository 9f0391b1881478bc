//! `/applications/{name}`: one application.

use super::{
    connect::connect,
    deletion::Deletion,
    details::{Details, facts},
};
use crate::{
    actions::applications::show_application,
    shared::{
        applications::{ApplicationName, ApplicationSource},
        error::AppError,
        next::LocalPath,
        page::{ApplicationData, PageData},
    },
    ui::{
        browser::{attributes, live, when_mounted},
        client_state::ClientState,
        components::{
            alert::{Alert, Tone},
            heading::Heading,
            layout::{AppLayout, Back},
        },
        embedded::embedded,
        navigation::{Navigator, login_url},
    },
};
use leptos::{prelude::*, task::spawn_local};
use leptos_router::hooks::use_params_map;

/// The application as embedded by the server, or fetched after client-side navigation.
type Loaded = RwSignal<Option<Result<ApplicationData, AppError>>>;

#[component]
pub fn ApplicationPage() -> impl IntoView {
    let name = use_params_map().with_untracked(|params| params.get("name").unwrap_or_default());
    let navigator = Navigator::current();
    let path = LocalPath::application(&ApplicationName::from_stored(name.clone()));
    if !ClientState::current().is_signed_in() {
        navigator.redirect(login_url(&path));
        return ().into_any();
    }
    let data = embedded(|| match use_context() {
        Some(PageData::Application(data)) => Some(*data),
        _ => None,
    });
    let is_embedded = data.is_some();
    let loaded: Loaded = RwSignal::new(data.map(Ok));
    if !is_embedded {
        when_mounted(move || load(name.clone(), path.clone(), loaded, navigator));
    }
    view! {
        <AppLayout>
            <Back to="/applications" label="Applications"/>
            {live(move || loaded.with(|loaded| match loaded {
                Some(Ok(data)) => content(data),
                Some(Err(error)) => failure(error),
                None => view! { <p {..attributes(&[("class", "sr-only"), ("role", "status")])}>"Loading the application"</p> }.into_any(),
            }))}
        </AppLayout>
    }
    .into_any()
}

fn load(name: String, path: LocalPath, loaded: Loaded, navigator: Navigator) {
    spawn_local(async move {
        match show_application(name).await {
            Err(error) if error.code.is_signed_out() => navigator.sign_in_again(&path, error),
            outcome => _ = loaded.try_set(Some(outcome)),
        }
    });
}

fn failure(error: &AppError) -> AnyView {
    let more = error.detail.to_string().into_any();
    view! {
        <Heading text="Application"/>
        <div class="mt-4">
            <Alert tone=Tone::Danger title="The application could not be loaded" more/>
        </div>
    }
    .into_any()
}

/// What an administrator should change.
fn warning(problems: &[String]) -> AnyView {
    if problems.is_empty() {
        return ().into_any();
    }
    let more = problems.join(" ").into_any();
    view! { <Alert tone=Tone::Warning title="This application needs a change" more/> }.into_any()
}

fn content(data: &ApplicationData) -> AnyView {
    let ApplicationData { application, base_url } = data;
    let (name, title) = (application.name.to_string(), RwSignal::new(application.title.clone()));
    let problems = RwSignal::new(application.problems.clone());
    let connection = connect(&name, base_url);
    let (details, deletion) = match application.source {
        ApplicationSource::File => (facts(application), ().into_any()),
        ApplicationSource::Database => {
            let details = view! { <Details application=application.clone() title problems/> };
            (details.into_any(), view! { <Deletion name=name.clone()/> }.into_any())
        }
    };
    view! {
        <Heading text=Signal::derive(move || title.get())/>
        <p class="mt-2 text-ink-muted">{name}</p>
        <div class="mt-7 grid max-w-192 gap-6">
            {live(move || problems.with(|problems| warning(problems)))}
            {details}
            {connection}
            {deletion}
        </div>
    }
    .into_any()
}
