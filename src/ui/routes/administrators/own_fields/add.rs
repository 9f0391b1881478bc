//! `/users/fields/add/{kind}`: a new field. Its kind was chosen first, so only its properties are here.

use super::{OWN_FIELDS, form, kinds_html};
use crate::shared::{Form, OwnFieldKind};
use crate::ui::components::form_parts::hidden_inputs;
use crate::ui::components::{AppLayout, FormAlert, Heading, PostForm, back_to, submit_button};
use crate::ui::form::spec::own_fields::NAME;
use crate::ui::routes::administrators::definition::text;
use crate::ui::routes::administrators::say;
use crate::ui::{FormState, Submit};
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use std::sync::Arc;

#[component]
pub fn NewOwnFieldPage() -> impl IntoView {
    let kind = use_params_map().with_untracked(|params| params.get("values").and_then(|kind| kind.parse().ok()));
    // The server finds no page for another one.
    let kind: OwnFieldKind = kind.unwrap_or_default();
    view! {
        <AppLayout>
            {back_to(OWN_FIELDS, say::own_fields())}
            <Heading text=say::title_new_own_field()/>
            {content(kind)}
        </AppLayout>
    }
}

fn content(kind: OwnFieldKind) -> AnyView {
    let form = FormState::new(Form::CreateOwnField);
    let about = kind.choice().about;
    let name = text(form, &NAME, String::new(), say::own_field_name_hint());
    let (needed, folded) = form::of_new(form, kind);
    let submit: Submit = Arc::new(|_: SubmitEvent| ());
    view! {
        <div class="card mt-7 max-w-176">
            <nav class="facts-card" aria-label=say::own_field_kind() inner_html=kinds_html(Some(kind))></nav>
            <PostForm action="/actions/fields/create" class="block" submit>
                {hidden_inputs(vec![("kind", kind.as_str().to_owned())])}
                <section class="part fields">
                    <FormAlert form/>
                    <p class="hint">{about}</p>
                    {name}
                    {needed}
                </section>
                {folded}
                {form::confirmation(form)}
                <div class="card-foot">
                    {submit_button(form, [say::own_field_create(), say::creating()], "btn btn-primary")}
                </div>
            </PostForm>
        </div>
    }
    .into_any()
}
