//! `/providers/{name}`: one provider.

use super::{form, title};
use crate::actions::providers::show_provider;
use crate::language::Message;
use crate::shared::error::AppError;
use crate::shared::forms::Form;
use crate::shared::next::LocalPath;
use crate::shared::providers::{ProviderName, ProviderSource, ProviderView};
use crate::ui::browser::{attributes, handler, live, when_mounted};
use crate::ui::components::choice::label_of;
use crate::ui::components::copy_field::CopyField;
use crate::ui::components::dialog::danger_card;
use crate::ui::components::form_parts::{FormAlert, PostForm, SubmitButton};
use crate::ui::components::list_parts::{Opener, write_disclosure};
use crate::ui::components::provider_kinds;
use crate::ui::components::{Alert, AppLayout, Heading, SubjectHeading, Tone, back_to};
use crate::ui::embedded::{embedded, page_data};
use crate::ui::form::FormState;
use crate::ui::markup::{Markup, write_markup};
use crate::ui::navigation::Navigator;
use crate::ui::routes::administrators::say;
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::hooks::use_params_map;

/// The provider as embedded by the server, or fetched after client-side navigation.
type Loaded = RwSignal<Option<Result<ProviderView, AppError>>>;

#[component]
pub fn ProviderPage() -> impl IntoView {
    let name = use_params_map().with_untracked(|params| params.get("name").unwrap_or_default());
    let navigator = Navigator::current();
    let provider = embedded(|| page_data!(Provider).map(|provider| *provider));
    let is_embedded = provider.is_some();
    let loaded: Loaded = RwSignal::new(provider.map(Ok));
    if !is_embedded {
        when_mounted(move || load(name.clone(), loaded, navigator));
    }
    view! {
        <AppLayout>
            {live(move || loaded.with(|loaded| match loaded {
                Some(Ok(provider)) => content(provider),
                Some(Err(error)) => failure(error),
                None => loading(),
            }))}
        </AppLayout>
    }
}

fn load(name: String, loaded: Loaded, navigator: Navigator) {
    let path = LocalPath::provider(&ProviderName::from_stored(name.clone()));
    spawn_local(async move {
        match show_provider(name).await {
            Err(error) if error.code.is_signed_out() => navigator.sign_in_again(&path, error),
            outcome => _ = loaded.try_set(Some(outcome)),
        }
    });
}

fn loading() -> AnyView {
    view! { <p {..attributes(&[("class", "sr-only"), ("role", "status")])}>{say::provider_loading()}</p> }.into_any()
}

fn failure(error: &AppError) -> AnyView {
    let more = error.detail.say().into_any();
    view! {
        <Heading text=say::provider()/>
        <div class="mt-4">
            <Alert tone=Tone::Danger title=say::provider_not_loaded() more/>
        </div>
    }
    .into_any()
}

fn content(provider: &ProviderView) -> AnyView {
    let problems = provider.problems.iter().map(Message::say).collect::<Vec<_>>().join(" ");
    let closed = (!problems.is_empty()).then(|| {
        view! { <Alert tone=Tone::Warning title=say::provider_is_closed() more=problems.into_any()/> }
    });
    let (definition, deletion) = match provider.source {
        ProviderSource::Database => (definition(provider), Some(deletion(provider))),
        ProviderSource::File | ProviderSource::Environment => (facts(provider), None),
    };
    view! {
        {back_to("/providers", say::providers())}
        <SubjectHeading text=title(provider).to_owned()/>
        <div class="mt-7 grid max-w-192 gap-6">
            {closed}
            {addresses(provider)}
            {definition}
            {deletion}
        </div>
    }
    .into_any()
}

/// What is entered at the provider.
fn addresses(provider: &ProviderView) -> AnyView {
    let callback = provider.callback_uri.clone();
    let sign_out = provider.backchannel_logout_uri.clone().map(|value| {
        view! {
            <div>
                <p class="hint">{say::provider_backchannel_uri()}</p>
                <CopyField id="backchannel-logout-uri" label=say::provider_backchannel_uri() value/>
            </div>
        }
        .into_any()
    });
    view! {
        <section class="card">
            <div class="facts-card">
                <h2>{say::provider_enter_there()}</h2>
                <div class="grid gap-5">
                    <div>
                        <p class="hint">{say::provider_callback_uri()}</p>
                        <CopyField id="callback-uri" label=say::provider_callback_uri() value=callback/>
                    </div>
                    {sign_out}
                </div>
                <p class="hint">{say::provider_identities(provider.identities)}</p>
            </div>
        </section>
    }
    .into_any()
}

fn definition(provider: &ProviderView) -> AnyView {
    let form = FormState::new(Form::Provider);
    let (id, before) = (provider.name.to_string(), provider.updated_at.map(|at| at.to_string()).unwrap_or_default());
    let fields = form::fields(form, provider);
    view! {
        <PostForm action="/actions/providers/replace" class="card" submit=handler(|_: SubmitEvent| ())>
            <input type="hidden" name="before" value=before/>
            <input type="hidden" name="id" value=id/>
            <div class="card-body">
                <h2>{say::details()}</h2>
                {fields}
            </div>
            <div class="card-foot">
                <span>{say::application_save_about()}</span>
                <SubmitButton form label=say::save_changes() busy=say::saving() class="btn btn-primary"/>
            </div>
        </PostForm>
    }
    .into_any()
}

/// What is set for a provider that only the file or the environment can change.
fn facts(provider: &ProviderView) -> AnyView {
    let definition = &provider.definition;
    let text = |value: &Option<String>| value.clone().unwrap_or_default();
    let list = |values: &[String]| values.join(" \u{b7} ");
    let registration = label_of(&form::registrations(), definition.registration.as_str());
    let facts = [
        (say::provider_kind(), provider_kinds::choice(definition.kind).label.to_owned()),
        (say::provider_client_id(), definition.client_id.clone()),
        (say::provider_issuer(), text(&definition.issuer)),
        (say::provider_authorization_endpoint(), text(&definition.authorization_endpoint)),
        (say::provider_token_endpoint(), text(&definition.token_endpoint)),
        (say::provider_userinfo_endpoint(), text(&definition.userinfo_endpoint)),
        (say::provider_claims(), list(&definition.claims)),
        (say::provider_tenant(), text(&definition.tenant)),
        (say::provider_team_id(), text(&definition.team_id)),
        (say::provider_key_id(), text(&definition.key_id)),
        (say::provider_title(), text(&definition.title)),
        (say::provider_logo(), text(&definition.logo_uri)),
        (say::provider_position(), definition.position.to_string()),
        (say::provider_scopes(), list(&definition.scopes)),
        (say::provider_trusted(), list(&definition.trusted_domains)),
        (say::provider_allowed(), list(&definition.allowed_domains)),
        (say::provider_registration(), registration.to_owned()),
        (say::provider_registration_domains(), list(&definition.registration_domains)),
        (say::provider_groups_claim(), text(&definition.groups_claim)),
        (say::provider_groups_prefix(), text(&definition.groups_prefix)),
        (say::provider_second_factor(), list(&definition.second_factor)),
    ];
    let mut out = Markup::default();
    for (label, value) in facts.iter().filter(|(_, value)| !value.is_empty()) {
        write_markup!(out; "<dt>" (label) "</dt><dd class=\"wrap-anywhere\">" (value) "</dd>");
    }
    let (title, more) = match provider.source {
        ProviderSource::Environment => (say::provider_is_of_environment(), say::provider_change_environment()),
        ProviderSource::File | ProviderSource::Database => (say::provider_is_of_file(), say::application_change_file()),
    };
    view! {
        <Alert tone=Tone::Info title more=more.into_any()/>
        <section class="card">
            <div class="facts-card">
                <h2>{say::details()}</h2>
                <dl class="facts" inner_html=out.into_html()></dl>
            </div>
        </section>
    }
    .into_any()
}

/// Below its button the form asks, with and without JavaScript.
fn deletion(provider: &ProviderView) -> AnyView {
    let form = FormState::new(Form::DeleteProvider);
    let name = provider.name.as_str();
    let label = say::delete_name(title(provider));
    let mut out = Markup::default();
    let opener = say::provider_delete_opener();
    let opener = Opener { label: opener, name: opener, class: "btn-danger-line" };
    write_disclosure(&mut out, &opener, "/actions/providers/delete", |out| {
        write_markup!(out;
            "<input type=\"hidden\" name=\"name\" value=\"" (name) "\">"
            "<button class=\"btn btn-danger\" type=\"submit\">" (say::provider_delete()) "</button>");
    });
    let html = out.into_html();
    let action = view! {
        <FormAlert form/>
        <div inner_html=html></div>
    };
    danger_card(label, say::provider_delete_about().to_owned(), action.into_any())
}
