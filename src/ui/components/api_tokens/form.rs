//! The form for a new token.

use super::{
    scopes::{chosen_scopes, scope_choice},
    secret::SECRET,
};
use crate::{
    actions::api_tokens::create_api_token,
    shared::visit::{Form, TokenSecret},
    ui::{
        browser::{element, focus, handler},
        components::{
            choice::select, field::Field, form_alert::FormAlert, password_field::PasswordField, post_form::PostForm,
            submit_button::SubmitButton,
        },
        form::{FormState, Reply, spec},
    },
};
use leptos::{ev::SubmitEvent, prelude::*, web_sys::HtmlSelectElement};
use std::sync::Arc;

/// Called with the secret of the new token.
pub type Created = Arc<dyn Fn(TokenSecret) + Send + Sync>;

/// The id and the name of the select.
const DAYS: &str = "expires_in_days";
const DEFAULT: &str = "90";
const LIFETIMES: &[(&str, &str)] = &[("7", "7 days"), ("30", "30 days"), (DEFAULT, "90 days"), ("366", "1 year")];

#[component]
pub fn TokenForm(
    /// The account, or an empty text for the user's own.
    account: String,
    /// Whether the account is an administrator.
    is_administrator: bool,
    created: Created,
) -> impl IntoView {
    let form = FormState::new(Form::ApiToken);
    let name = form.field(&spec::TOKEN_NAME);
    let password = form.field(&spec::TOKEN_PASSWORD);
    form.keep("scopes", || chosen_scopes().join(" "));
    form.keep(DAYS, chosen_days);
    let typed_scopes = form.typed("scopes");
    let days = form.typed(DAYS).filter(|days| !days.is_empty()).unwrap_or_else(|| DEFAULT.to_owned());
    // For the hidden input; `submit` keeps the other copy.
    let value = account.clone();
    let submit = move |event: SubmitEvent| {
        let send = || {
            let call =
                create_api_token(account.clone(), name.value(), chosen_scopes(), chosen_days(), password.value());
            Box::pin(call) as Reply<_>
        };
        let created = Arc::clone(&created);
        form.submit(&event, send, move |secret| {
            form.clear();
            created(secret);
            // The secret is in the document only in the next frame.
            request_animation_frame(|| focus(SECRET));
        });
    };
    view! {
        <PostForm action="/actions/tokens/create" class="card" submit=handler(submit)>
            <div class="card-body">
                <h2>"New token"</h2>
                <div class="fields">
                    <FormAlert form/>
                    <input type="hidden" name="id" value=value/>
                    <Field form field=name/>
                    <div class="field">
                        <label class="label" for=DAYS>
                            "Expires after"
                        </label>
                        {select(DAYS, "Expires after", LIFETIMES, &days, "choice relative")}
                    </div>
                    <PasswordField field=password hint="Only needed if you signed in more than ten minutes ago"/>
                </div>
                {scope_choice(is_administrator, typed_scopes.as_deref())}
            </div>
            <div class="card-foot">
                <span>"The token is shown once."</span>
                <SubmitButton form label="Create token" busy="Creating…" class="btn btn-primary"/>
            </div>
        </PostForm>
    }
}

fn chosen_days() -> String {
    element::<HtmlSelectElement>(DAYS).map(|select| select.value()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shared::api_tokens::{DEFAULT_DAYS, MAX_DAYS};

    #[test]
    fn the_lifetimes_are_within_the_limits() {
        assert_eq!(DEFAULT.parse(), Ok(DEFAULT_DAYS));
        for (days, label) in LIFETIMES {
            assert!(days.parse::<u16>().is_ok_and(|days| (1..=MAX_DAYS).contains(&days)), "{label}");
        }
    }
}
