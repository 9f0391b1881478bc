//! A lost race: an account or an application has changed since its page was loaded. The form shows both versions, and asks which one
//! is kept. "Use mine" sends the form again, "Use theirs" loads the page again, so both work without JavaScript.

use crate::language::say;
use crate::shared::fields::profile::{FIELDS, Profile};
use crate::shared::{AppError, ErrorCode, UserView};
use crate::ui::browser::attributes;
use crate::ui::form::field::FieldState;
use crate::ui::{FormState, Markup, html, write_markup};
use leptos::prelude::*;

/// The fields of the form.
#[derive(Clone, Copy)]
pub struct Edited {
    pub profile: Profile<FieldState>,
    pub username: FieldState,
    /// None: a service account has no address.
    pub email: Option<FieldState>,
}

/// A label, and both versions of its value.
pub type Row = (&'static str, String, String);

/// Whether the form was rejected because what it edits has changed.
pub fn is_conflict(error: &Option<AppError>) -> bool {
    error.as_ref().is_some_and(|error| error.code == ErrorCode::PreconditionFailed)
}

/// Both versions of the fields. `is_hydrated`: otherwise what was typed is in the message, not in the fields.
pub fn rows(form: FormState, edited: Edited, theirs: UserView, is_hydrated: bool) -> Vec<Row> {
    let typed = |name: &str| form.typed(name).unwrap_or_default();
    let mine = |field: FieldState| if is_hydrated { field.value() } else { typed(field.spec.name) };
    let row = |field: FieldState, value: String| ((field.spec.label)(), mine(field), value);
    let profile = FIELDS.each_ref().zip(edited.profile).zip(theirs.profile()).into_values();
    let mut rows: Vec<Row> = profile
        .map(|((described, field), value)| {
            let (label, mine, theirs) = row(field, value.unwrap_or_default());
            (label, described.words(mine), described.words(theirs))
        })
        .collect();
    rows.push(row(edited.username, theirs.username));
    rows.extend(edited.email.map(|email| row(email, theirs.email)));
    rows
}

/// Both versions of what differs, and the choice. `page`: the address of the page.
pub fn choice(rows: Vec<Row>, page: String) -> AnyView {
    let own = [("class", "conflict"), ("role", "group"), ("aria-label", say::conflict_versions())];
    let mine = [("class", "btn btn-primary"), ("type", "submit")];
    // `data-discard`: what was typed is given up without a further question.
    let theirs = [("class", "btn btn-secondary"), ("rel", "external"), ("data-discard", "")];
    view! {
        <div {..attributes(&own)}>
            <div inner_html=table(rows)></div>
            <div class="flex flex-wrap gap-2">
                <button {..attributes(&mine)}>{say::conflict_use_mine()}</button>
                <a {..attributes(&theirs)} href=page>
                    {say::conflict_use_theirs()}
                </a>
            </div>
        </div>
    }
    .into_any()
}

fn table(mut rows: Vec<Row>) -> String {
    rows.retain(|(_, mine, theirs)| mine.trim() != theirs);
    if rows.is_empty() {
        return html(|out| write_markup!(out; "<p class=\"hint\">" (say::conflict_none()) "</p>"));
    }
    let mut out = Markup::default();
    write_markup!(out;
        "<table class=\"rows\"><thead><tr><td></td><th scope=\"col\">" (say::conflict_mine()) "</th><th scope=\"col\">"
        (say::conflict_theirs()) "</th></tr></thead><tbody>");
    for (label, mine, theirs) in rows {
        write_markup!(out; "<tr><th scope=\"row\">" (label) "</th><td>" (&mine) "</td><td>" (&theirs) "</td></tr>");
    }
    out.add("</tbody></table>");
    out.into_html()
}
