//! The form for names, email and role.

use super::conflict::Conflict;
use super::state::UserState;
use crate::actions::user::update_user;
use crate::shared::fields::profile::Profile;
use crate::shared::{AppError, Form, Notice, Role, UserFields, UserView};
use crate::ui::browser::{attributes, input, is_checked};
use crate::ui::components::choice::checkbox;
use crate::ui::components::conflict::Edited;
use crate::ui::components::dialog;
use crate::ui::components::{Dialog, Field, FormAlert, ProfileInputs, RoleChoice, chosen_role, submitted_card};
use crate::ui::form::field::FieldState;
use crate::ui::routes::administrators::say;
use crate::ui::{FormState, live_option, live_text, spec};
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use std::sync::Arc;

const DIALOG: &str = "promotion";
/// The id of the checkbox with which an administrator vouches for the address.
const EMAIL_VERIFIED: &str = "email-verified";
const CHECKBOX: [(&str, &str); 5] =
    [("class", "box"), ("id", EMAIL_VERIFIED), ("type", "checkbox"), ("name", "email_verified"), ("value", "on")];

pub fn details(user_state: UserState) -> AnyView {
    let form = FormState::new(Form::User);
    let profile = form.profile(&spec::THEIR_PROFILE);
    let username = form.field(&spec::THEIR_USERNAME);
    // A service account has no email address.
    let email = untrack(|| !user_state.is_service_account()).then(|| form.field(&spec::THEIR_EMAIL));
    // Administrators confirm their own address with the link in the message.
    let can_vouch = email.is_some() && !user_state.is_oneself();
    let version = move || user_state.read(|view| view.version.to_string());
    let (values, initial_username, initial_email) = untrack(|| user_state.read_user(initial));
    let (edited, sent) = (Edited { profile, username, email }, StoredValue::new(String::new()));
    let send = move |confirmed: bool| {
        sent.set_value(untrack(version));
        let before = untrack(|| user_state.role());
        let fields = UserFields {
            id: user_state.id(),
            // With the version, the server rejects the form if the account has changed since it was read.
            version: untrack(version),
            profile: profile.map(|field| field.value().into()),
            username: username.value(),
            email: email.map(FieldState::value).unwrap_or_default(),
            role: chosen_role().as_str().to_owned(),
            email_verified: ticked(is_checked(EMAIL_VERIFIED)),
            confirmed: ticked(confirmed),
        };
        form.send(Box::pin(update_user(fields)), move |user: UserView| saved(user_state, before, &user));
    };
    let submit = Arc::new(move |event: SubmitEvent| {
        event.prevent_default();
        // Errors of fields are shown before the question, not after it.
        if form.is_ready() {
            let promotes = chosen_role() == Role::Admin && untrack(|| user_state.role()) != Role::Admin;
            if promotes { dialog::open(DIALOG) } else { send(false) }
        }
    });
    let words = [say::details(), say::user_details_note(), say::save_changes(), say::saving()];
    let fields = view! {
        <div class="fields">
            <FormAlert form/>
            <Conflict user_state form edited sent/>
            <input type="hidden" name="id" value=user_state.id()/>
            <input type="hidden" name="version" value=live_text(version)/>
            <ProfileInputs form fields=profile values/>
            <Field form field=username value=initial_username/>
            {email.map(|email| view! { <Field form field=email value=initial_email/> })}
            {can_vouch.then(|| checkbox(&CHECKBOX, say::user_vouch(), say::user_vouch_about()))}
        </div>
        <RoleChoice form role=untrack(|| user_state.role())/>
        {live_option(move || form.error.with(is_unconfirmed).then(|| confirmation(user_state)))}
    };
    let is_hydrated = user_state.client.hydrated;
    view! {
        {submitted_card(form, "/actions/users/update", words, Vec::new(), submit, fields.into_any())}
        {live_option(move || is_hydrated.get().then(|| promotion(user_state, Box::new(send))))}
    }
    .into_any()
}

/// The values that the form begins with.
fn initial(user: &UserView) -> (Profile<Option<String>>, String, String) {
    (user.profile(), user.username.clone(), user.email.clone())
}

/// The value of a checkbox.
fn ticked(is_ticked: bool) -> String {
    if is_ticked { "on" } else { "" }.to_owned()
}

/// Confirms the changes; a role change can be undone.
fn saved(user_state: UserState, before: Role, user: &UserView) {
    let text = Notice::ChangesSaved.text();
    // It was about this address.
    if let Some(checkbox) = input(EMAIL_VERIFIED) {
        checkbox.set_checked(false);
    }
    if user.role == before {
        user_state.toaster.good(text);
    } else {
        user_state.toaster.with_action(text.to_owned(), user_state.undo(user_state.id(), format!("set_role:{before}")));
    }
    user_state.refresh();
}

/// Whether the server rejected a promotion because it was not confirmed.
fn is_unconfirmed(error: &Option<AppError>) -> bool {
    error.as_ref().is_some_and(|error| error.of_field("confirmed").is_some())
}

/// Confirms that the user becomes an administrator, in a dialog.
fn promotion(user_state: UserState, send: Box<dyn Fn(bool)>) -> AnyView {
    let on_close = move |confirmed| {
        if confirmed {
            send(true);
        }
    };
    let content = dialog::buttons(DIALOG, say::cancel(), say::user_promote(), "btn btn-primary");
    let title = say::user_promote_question(&user_state.name());
    let about = say::user_promote_about().to_owned();
    view! { <Dialog id=DIALOG title about on_close=Box::new(on_close) content/> }.into_any()
}

/// Confirms the same without JavaScript, in the rejected form.
fn confirmation(user_state: UserState) -> AnyView {
    let own = [("class", "box"), ("type", "checkbox"), ("name", "confirmed"), ("value", "on")];
    let label = say::user_promote_checkbox(&untrack(|| user_state.name()));
    view! {
        <label class="check mt-4">
            <input {..attributes(&own)}/>
            <span>
                {label} <small>{say::user_promote_about()}</small>
            </span>
        </label>
    }
    .into_any()
}
