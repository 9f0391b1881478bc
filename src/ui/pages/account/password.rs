//! The password.

use crate::actions::account::change_password;
use crate::language::say;
use crate::shared::fields::password::PasswordRules;
use crate::shared::{Form, Notice, PasswordFacts, PasswordFields};
use crate::ui::browser::{input, is_checked, live};
use crate::ui::components::choice::checkbox;
use crate::ui::components::password::METER;
use crate::ui::components::{FormAlert, PasswordField, PostForm, Section, submit_button, username_hint};
use crate::ui::{FormState, live_text, spec};
use leptos::prelude::*;

/// The id of the checkbox.
const REVOKE_TOKENS: &str = "revoke-tokens";
const CHECKBOX: [(&str, &str); 5] =
    [("class", "box"), ("id", REVOKE_TOKENS), ("type", "checkbox"), ("name", "revoke_tokens"), ("value", "on")];

#[component]
pub fn PasswordSection(username: String, facts: RwSignal<PasswordFacts>) -> impl IntoView {
    let about = move || {
        let has_password = facts.with(|facts| facts.has_password);
        let about = if has_password { say::security_password_about() } else { say::security_no_password() };
        about.to_owned()
    };
    view! {
        <Section id="change-password" heading=say::password() about=live_text(about).into_any()>
            {live(move || password_form(username.clone(), facts))}
        </Section>
    }
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
        <PostForm action="/actions/password" class="card" submit>
            <div class="card-body">
                <div class="fields">
                    <FormAlert form/>
                    {username_hint(username)}
                    {current.map(|field| view! { <PasswordField field/> })}
                    <PasswordField field=new meter=&METER/>
                    {checkbox(&CHECKBOX, say::security_revoke_tokens(), say::security_revoke_tokens_about())}
                </div>
                {advice(new.rules)}
            </div>
            <div class="card-foot">
                {submit_button(form, [label, say::security_changing()], "btn btn-secondary")}
            </div>
        </PostForm>
    }
    .into_any()
}

/// How to choose a good password, by the operator's rules.
fn advice(rules: PasswordRules) -> AnyView {
    let passphrase = say::security_advice_long(rules.passphrase_length() as u64);
    let short = if rules.allows_short() { say::security_advice_short(rules.min_length as u64) } else { String::new() };
    view! {
        <div class="beside">
            <p class="font-medium text-ink">{say::security_advice()}</p>
            <p>{passphrase}</p>
            <p>{short}</p>
        </div>
    }
    .into_any()
}
