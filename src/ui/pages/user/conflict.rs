//! A lost race: somebody else has changed the account since the page was loaded. The form shows both versions, and asks which one is
//! kept. "Use mine" sends the form again, "Use theirs" loads the page again, so both work without JavaScript.

use super::state::UserState;
use crate::shared::error::{AppError, ErrorCode};
use crate::shared::fields::profile::Profile;
use crate::ui::browser::{attributes, live};
use crate::ui::components::choice::chosen_role;
use crate::ui::form::FormState;
use crate::ui::form::field::FieldState;
use crate::ui::markup::{Markup, write_markup};
use leptos::prelude::*;

/// The fields of the form.
#[derive(Clone, Copy)]
pub struct Edited {
    pub profile: Profile<FieldState>,
    pub username: FieldState,
    /// None: a service account has no address.
    pub email: Option<FieldState>,
}

/// Both versions of what differs, and the choice, if the form was rejected because the account has changed.
#[component]
pub fn Conflict(
    user_state: UserState,
    form: FormState,
    edited: Edited,
    /// The version that was sent. Empty without JavaScript: the page has been loaded since.
    sent: StoredValue<String>,
) -> impl IntoView {
    Effect::new(move || {
        if form.error.with(is_conflict) {
            user_state.refresh_around_form();
        }
    });
    let version = move || user_state.read(|view| view.version.to_string());
    live(move || {
        if form.error.with(is_conflict) && sent.get_value() != version() {
            choice(user_state, form, edited)
        } else {
            ().into_any()
        }
    })
}

fn is_conflict(error: &Option<AppError>) -> bool {
    error.as_ref().is_some_and(|error| error.code == ErrorCode::PreconditionFailed)
}

fn choice(user_state: UserState, form: FormState, edited: Edited) -> AnyView {
    let own = [("class", "conflict"), ("role", "group"), ("aria-label", "Both versions")];
    let mine = [("class", "btn btn-primary"), ("type", "submit")];
    // `data-discard`: what was typed is given up without a further question.
    let theirs = [("class", "btn btn-secondary"), ("rel", "external"), ("data-discard", "")];
    view! {
        <div {..attributes(&own)}>
            <div inner_html=table(user_state, form, edited)></div>
            <div class="flex flex-wrap gap-2">
                <button {..attributes(&mine)}>"Use mine"</button>
                <a href=format!("/users/{}", user_state.id()) {..attributes(&theirs)}>
                    "Use theirs"
                </a>
            </div>
        </div>
    }
    .into_any()
}

fn table(user_state: UserState, form: FormState, edited: Edited) -> String {
    let Some(theirs) = user_state.read(|view| Some(view.user.clone())) else { return String::new() };
    // Without JavaScript, and while its page is hydrated, what was typed is in the message.
    let is_hydrated = user_state.client.hydrated.get_untracked();
    let typed = |name: &str| form.typed(name).unwrap_or_default();
    let profile = edited.profile.zip(theirs.profile()).into_values();
    let mut fields: Vec<_> = profile.map(|(field, value)| (field, value.unwrap_or_default())).collect();
    fields.push((edited.username, theirs.username));
    fields.extend(edited.email.map(|email| (email, theirs.email)));
    let mine = |field: FieldState| if is_hydrated { field.value() } else { typed(field.spec.name) };
    let mut rows: Vec<_> = fields.into_iter().map(|(field, value)| (field.spec.label, mine(field), value)).collect();
    let role = if is_hydrated { chosen_role().as_str().to_owned() } else { typed("role") };
    rows.push(("Role", role, theirs.role.as_str().to_owned()));
    rows.retain(|(_, mine, theirs)| mine.trim() != theirs);
    if rows.is_empty() {
        return "<p class=\"hint\">Nothing in this form differs.</p>".to_owned();
    }
    let mut out = Markup::default();
    out.add("<table class=\"rows\"><thead><tr><td></td><th scope=\"col\">Yours</th><th scope=\"col\">Theirs</th></tr></thead><tbody>");
    for (label, mine, theirs) in rows {
        write_markup!(out; "<tr><th scope=\"row\">" (label) "</th><td>" (&mine) "</td><td>" (&theirs) "</td></tr>");
    }
    out.add("</tbody></table>");
    out.into_html()
}
