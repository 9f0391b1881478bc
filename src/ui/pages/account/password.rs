//! The password.

use super::way_rows::{Row, text, write_summary};
use crate::actions::account::change_password;
use crate::language::say;
use crate::shared::fields::password::PasswordRules;
use crate::shared::{Form, Notice, PasswordFacts, PasswordFields};
use crate::ui::browser::{attributes, input, is_checked, live};
use crate::ui::components::choice::checkbox;
use crate::ui::components::password::METER;
use crate::ui::components::{FormAlert, PasswordField, PostForm, Shape, submit_button, username_hint};
use crate::ui::{ClientState, FormState, html, live_text, spec};
use leptos::prelude::*;

/// The id of what opens below the row.
const ROW: &str = "change-password";
/// The id of the checkbox.
const REVOKE_TOKENS: &str = "revoke-tokens";
const CHECKBOX: [(&str, &str); 5] =
    [("class", "box"), ("id", REVOKE_TOKENS), ("type", "checkbox"), ("name", "revoke_tokens"), ("value", "on")];

/// The row of the password, with its form below.
pub fn password_row(username: String, facts: RwSignal<PasswordFacts>) -> AnyView {
    // A rejected form starts open, because its error is inside.
    let is_rejected = ClientState::current().rejection(Form::Password, |_| ()).is_some();
    let open: &[_] = if is_rejected { &[("open", "")] } else { &[] };
    let summary = move || {
        let (state, button) = match facts.with(|facts| facts.has_password) {
            true => (say::security_password_set(), say::way_change()),
            false => (say::security_no_password(), say::way_set()),
        };
        let row = Row { id: ROW, shape: Shape::LOCK, heading: say::password(), state: &text(state) };
        html(|out| write_summary(out, &row, button))
    };
    view! {
        <section class="way-row">
            <details {..attributes(open)}>
                <summary inner_html=live_text(summary)></summary>
                <div class="way-body" id=ROW>
                    {live(move || password_form(username.clone(), facts))}
                </div>
            </details>
        </section>
    }
    .into_any()
}

/// Changes the password, or sets one if there is none.
fn password_form(username: String, facts: RwSignal<PasswordFacts>) -> AnyView {
    let PasswordFacts { has_password, has_second_factor } = facts.get();
    let form = FormState::new(Form::Password);
    let current = has_password.then(|| form.field(&spec::CURRENT_PASSWORD));
    let new = form.field_for(&spec::NEW_PASSWORD, has_second_factor);
    let call = move || {
        change_password(PasswordFields {
            current_password: current.map(|current| current.value()).unwrap_or_default().into(),
            new_password: new.value().into(),
            revoke_tokens: if is_checked(REVOKE_TOKENS) { "on" } else { "" }.to_owned(),
        })
    };
    let submit = form.on_submit(call, move |()| {
        form.clear();
        if let Some(checkbox) = input(REVOKE_TOKENS) {
            checkbox.set_checked(false);
        }
        form.done(Notice::PasswordChanged);
        if !has_password {
            facts.try_set(PasswordFacts { has_password: true, has_second_factor });
        }
    });
    let label = if has_password { say::security_change_password() } else { say::security_set_password() };
    view! {
        <PostForm action="/actions/password" class="fields way-form" submit>
            <FormAlert form/>
            <p class="hint">{say::security_password_about()}</p>
            {username_hint(username)}
            {current.map(|field| view! { <PasswordField field/> })}
            <PasswordField field=new meter=&METER/>
            {advice(new.rules)}
            {checkbox(&CHECKBOX, say::security_revoke_tokens(), say::security_revoke_tokens_about())}
            <div>{submit_button(form, [label, say::security_changing()], "btn btn-primary")}</div>
        </PostForm>
    }
    .into_any()
}

/// How to choose a good password, by the operator's rules.
fn advice(rules: PasswordRules) -> AnyView {
    let passphrase = say::security_advice_long(rules.passphrase_length() as u64);
    let short = if rules.allows_short() { say::security_advice_short(rules.min_length as u64) } else { String::new() };
    view! {
        <div class="hint">
            <p class="font-medium text-ink">{say::security_advice()}</p>
            <p>{passphrase}</p>
            <p>{short}</p>
        </div>
    }
    .into_any()
}
