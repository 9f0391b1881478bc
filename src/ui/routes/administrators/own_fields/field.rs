//! `/users/fields/{name}`: one field.

use super::{OWN_FIELDS, form, write_restoring};
use crate::actions::own_fields::show_own_field;
use crate::language::current;
use crate::shared::fields::input::Defined as _;
use crate::shared::own_fields::{OwnFieldParty, OwnFieldSource};
use crate::shared::{Form, LocalPath, OwnFieldDefinition, OwnFieldName, OwnFieldView};
use crate::ui::components::{AppLayout, SubjectHeading, Tone, alert, back_to, card};
use crate::ui::embedded::embedded;
use crate::ui::routes::administrators::definition::{deletion_card, facts_card, warning, words, write_fact};
use crate::ui::routes::administrators::loaded::{loaded, shown};
use crate::ui::routes::administrators::say;
use crate::ui::{FormState, html, page_data, write_markup};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

#[component]
pub fn OwnFieldPage() -> impl IntoView {
    let name = use_params_map().with_untracked(|params| params.get("name").unwrap_or_default());
    let field = embedded(|| page_data!(OwnField).map(|field| *field));
    let page = LocalPath::own_field(&OwnFieldName::from_stored(name.clone()));
    let loaded = loaded(field, page, move || show_own_field(name.clone()));
    let words = [say::own_field(), say::own_field_loading(), say::own_field_not_loaded()];
    view! { <AppLayout>{shown(loaded, words, content)}</AppLayout> }
}

fn content(field: &OwnFieldView) -> AnyView {
    let problems = warning(say::own_field_is_closed(), &field.problems);
    let label = field.label(current()).to_owned();
    let (definition, deletion) = match (field.deleted_at, field.source) {
        (Some(_), _) => (restoring(field), None),
        (None, OwnFieldSource::Database) => (form::settings(field), Some(deletion(field))),
        (None, OwnFieldSource::File) => {
            (facts_card(say::own_field_is_of_file(), say::application_change_file(), facts(field)), None)
        }
    };
    view! {
        {back_to(OWN_FIELDS, say::own_fields())}
        <SubjectHeading text=label/>
        <p class="mt-2 text-ink-muted" inner_html=below_heading(field)></p>
        <div class="mt-7 grid max-w-176 gap-6">
            {problems}
            {definition}
            {deletion}
        </div>
    }
    .into_any()
}

/// The kind, and for those who see the field a link to whom it does not fit. `rel=external`: the server alone has that page.
fn below_heading(field: &OwnFieldView) -> String {
    html(|out| {
        write_markup!(out; (field.definition.kind.choice().label));
        if field.deleted_at.is_none() && field.definition.is_seen_by(OwnFieldParty::Administrators) {
            let page = LocalPath::own_field(&field.name);
            write_markup!(out; " \u{b7} <a rel=\"external\" href=\"" (page.as_str()) "/unfitting\">");
            write_markup!(out; (say::own_field_unfitting()) "</a>");
        }
    })
}

/// What is set, as the entries of a list.
fn facts(field: &OwnFieldView) -> String {
    html(|out| {
        write_fact(out, say::name(), field.name.as_str());
        for property in OwnFieldDefinition::FIELDS {
            let value = words(property.input, (property.texts)(&field.definition)).join(" \u{b7} ");
            if !value.is_empty() && property.when.is_for(field.definition.kind.as_str()) {
                write_fact(out, (property.label)(), &value);
            }
        }
    })
}

/// In place of the form of a field that was deleted.
fn restoring(field: &OwnFieldView) -> AnyView {
    let button = html(|out| write_restoring(out, field));
    view! {
        {alert(Tone::Info, say::own_field_is_deleted(), say::own_field_restore_about().into_any())}
        <div inner_html=button></div>
        {card(say::details(), view! { <dl class="facts" inner_html=facts(field)></dl> }.into_any())}
    }
    .into_any()
}

fn deletion(field: &OwnFieldView) -> AnyView {
    let form = FormState::new(Form::DeleteOwnField);
    let words = [say::own_field_delete_opener(), say::own_field_delete(), say::own_field_delete_about()];
    let hidden = [("name", field.name.as_str())];
    deletion_card(form, "/actions/fields/delete", field.label(current()), words, &hidden)
}
