//! The password.

use crate::actions::account::change_password;
use crate::language::say;
use crate::shared::form_bodies::PasswordFields;
use crate::shared::forms::{Form, Notice};
use crate::ui::browser::{attributes, handler, input, is_checked};
use crate::ui::client_state::ClientState;
use crate::ui::components::form_parts::{FormAlert, PostForm, SubmitButton};
use crate::ui::components::password::{METER, PasswordField, username_hint};
use crate::ui::components::toasts::Toaster;
use crate::ui::form::{FormState, spec};
use leptos::ev::SubmitEvent;
use leptos::prelude::*;

/// The id of the checkbox.
const REVOKE_TOKENS: &str = "revoke-tokens";
const CHECKBOX: [(&str, &str); 5] =
    [("class", "box"), ("id", REVOKE_TOKENS), ("type", "checkbox"), ("name", "revoke_tokens"), ("value", "on")];

#[component]
pub fn PasswordSection(username: String) -> impl IntoView {
    let toaster = Toaster::current();
    let form = FormState::new(Form::Password);
    let current = form.field(&spec::CURRENT_PASSWORD);
    let new = form.field(&spec::NEW_PASSWORD);

    let submit = move |event: SubmitEvent| {
        let fields = || PasswordFields {
            current_password: current.value().into(),
            new_password: new.value().into(),
            revoke_tokens: if is_checked(REVOKE_TOKENS) { "on" } else { "" }.to_owned(),
        };
        let accepted = move |()| {
            form.clear();
            if let Some(checkbox) = input(REVOKE_TOKENS) {
                checkbox.set_checked(false);
            }
            toaster.good(Notice::PasswordChanged.text());
        };
        form.submit(&event, || Box::pin(change_password(fields())), accepted);
    };
    view! {
        <section class="section">
            <header>
                <h2>{say::password()}</h2>
                <p>{say::security_password_about()}</p>
            </header>
            <PostForm action="/actions/password" class="card" submit=handler(submit)>
                <div class="card-body">
                    <div class="fields">
                        <FormAlert form/>
                        {username_hint(username)}
                        <PasswordField field=current/>
                        <PasswordField field=new meter=&METER/>
                        <label class="check">
                            <input {..attributes(&CHECKBOX)}/>
                            <span>
                                {say::security_revoke_tokens()} <small>{say::security_revoke_tokens_about()}</small>
                            </span>
                        </label>
                    </div>
                    {advice()}
                </div>
                <div class="card-foot">
                    <SubmitButton
                        form
                        label=say::security_change_password()
                        busy=say::security_changing()
                        class="btn btn-secondary"
                    />
                </div>
            </PostForm>
        </section>
    }
}

/// How to choose a good password, by the operator's rules.
fn advice() -> AnyView {
    let rules = ClientState::current().password_rules();
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
