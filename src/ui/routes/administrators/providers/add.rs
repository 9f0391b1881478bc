//! `/providers/add/{kind}`: a new provider. The address that is entered there comes first, because the provider asks for it first.
//!
//! A plain form: after it, the page of the provider is loaded. One that does not pass its test keeps what was typed, except the secret.

use super::form;
use super::registration::steps_html;
use super::tiles::{kinds_html, preview_html};
use crate::shared::fields::input::ON;
use crate::shared::providers::NewProviderData;
use crate::shared::{Form, OfferedProvider, ProviderName};
use crate::ui::browser::{handler, value_of};
use crate::ui::components::copy_field::copying;
use crate::ui::components::form_parts::hidden_inputs;
use crate::ui::components::{AppLayout, FormAlert, Heading, PostForm, back_to, submit_button};
use crate::ui::form::spec::providers::NAME;
use crate::ui::routes::administrators::definition::text;
use crate::ui::routes::administrators::say;
use crate::ui::{FormState, Submit, embedded_only, html, live_text, page_data, write_markup};
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use std::sync::Arc;

#[component]
pub fn AddProviderPage() -> impl IntoView {
    let data = embedded_only(|| page_data!(NewProvider).map(|data| *data));
    view! {
        <AppLayout>
            {back_to("/providers", say::providers())}
            <Heading text=say::title_new_provider()/>
            {data.map(content)}
        </AppLayout>
    }
}

fn content(data: NewProviderData) -> AnyView {
    let form = FormState::new(Form::CreateProvider);
    let (kind, brand) = (data.kind, data.kind.brand());
    let mut hidden = vec![("kind", kind.as_str().to_owned()), ("test", ON.to_owned())];
    hidden.extend(brand.map(|_| ("name", data.name.clone())));
    let [give, paste] = match brand {
        Some(brand) => [say::provider_give(brand), say::provider_paste(brand)],
        None => [say::provider_give_other().to_owned(), say::provider_paste_other().to_owned()],
    };
    let preview = brand.map(|brand| preview_html(&[as_people_see(&data, brand)]));
    let beside = preview.unwrap_or_default() + &steps_html(kind);
    let address = address(form, &data);
    let (needed, folded) = form::of_new(form, kind);
    let submit: Submit = Arc::new(|_: SubmitEvent| ());
    view! {
        <div class="two mt-7">
            <div class="card">
                <nav class="facts-card" aria-label=say::provider_kind() inner_html=kinds_html(Some(kind))></nav>
                <PostForm action="/actions/providers/create" class="block" submit>
                    {hidden_inputs(hidden)}
                    <section class="part">
                        <FormAlert form/>
                        <h2>{give}</h2>
                        {address}
                    </section>
                    <section class="part fields">
                        <h2>{paste}</h2>
                        {needed}
                    </section>
                    {folded}
                    <div class="card-foot">
                        <span>{say::provider_tested_first()}</span>
                        {submit_button(form, [say::provider_create(), say::creating()], "btn btn-primary")}
                    </div>
                </PostForm>
            </div>
            <aside inner_html=beside></aside>
        </div>
    }
    .into_any()
}

/// The redirect URI with a button that copies it. Its part that is the name of the provider here is entered first, if there is none by
/// which everybody knows it.
fn address(form: FormState, data: &NewProviderData) -> AnyView {
    let name = RwSignal::new(form.typed("name").filter(|name| !name.is_empty()).unwrap_or_else(|| data.name.clone()));
    let uri = data.callback_uri.clone();
    let written = move || {
        name.with(|name| {
            let name = if name.trim().is_empty() { "\u{2026}" } else { name.trim() };
            html(|out| {
                write_markup!(out;
                    "<code class=\"wrap-anywhere\">" (&uri.replace("{name}", name))
                    "</code><button class=\"btn btn-secondary btn-small with-script\" type=\"button\" data-copy aria-label=\""
                    (&say::copy_what(say::provider_callback_uri())) "\">" (say::copy()) "</button>");
            })
        })
    };
    let entered = data.kind.brand().is_none().then(|| {
        let field = text(form, &NAME, data.name.clone(), say::provider_name_hint());
        view! { <div on:input=handler(move |_| name.set(value_of(NAME.id)))>{field}</div> }
    });
    view! {
        {entered}
        <p class="hint">{say::provider_give_about()}</p>
        <div class="copied-line" inner_html=live_text(written) on:click=copying()></div>
    }
    .into_any()
}

/// The provider as the sign-in page will have it.
fn as_people_see(data: &NewProviderData, brand: &str) -> OfferedProvider {
    let name = ProviderName::from_stored(data.name.clone());
    OfferedProvider { name, title: brand.to_owned(), kind: data.kind, logo_uri: None }
}
