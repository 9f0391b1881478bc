//! `/applications/{name}`: one application.

use super::forms::{Details, facts};
use crate::{
    actions::applications::{delete_application, show_application},
    shared::{
        applications::{ApplicationName, ApplicationSource},
        error::AppError,
        forms::{Form, Notice},
        next::LocalPath,
        page::{ApplicationData, PageData},
    },
    ui::{
        browser::{attributes, handler, live, when_mounted},
        client_state::{ClientState, embedded},
        components::{
            Alert, AppLayout, Back, Heading, Tone,
            copy_field::CopyField,
            dialog::{Confirmation, ConfirmationText},
            form_parts::{FormAlert, PostForm, SubmitButton},
            toasts::Toaster,
        },
        form::{FormState, Reply},
        navigation::{Navigator, login_url},
    },
};
use leptos::{ev::SubmitEvent, prelude::*, task::spawn_local};
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

/// What the proxy of the application and the application itself have to know.
fn connect(name: &str, base_url: &str) -> AnyView {
    let forward = format!("{base_url}/auth/forward");
    let nginx = format!("{base_url}/auth/request");
    let value = |id: &'static str, label: &'static str, value: String| {
        view! {
            <div class="field">
                <span class="label">{label}</span>
                <CopyField id label value/>
            </div>
        }
        .into_any()
    };
    view! {
        <section class="card">
            <div class="facts-card">
                <h2>"Connect it"</h2>
                <p class="hint">
                    "The reverse proxy in front of the application asks Vestibule about each request (forward authentication), and passes the answer on: in the headers that begin with Remote-, and as a signed token in X-Vestibule-Token. An application that checks the token must require this audience."
                </p>
                {value("forward-url", "URL for Traefik and Caddy", forward)}
                {value("request-url", "URL for nginx", nginx)}
                {value("audience", "Audience of tokens", name.to_owned())}
            </div>
        </section>
    }
    .into_any()
}

#[component]
fn Deletion(name: String) -> impl IntoView {
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
