//! The form for a new API token: its scopes, its lifetime, and the secret that is shown once.

use super::choice::{choice_group, select, selected};
use super::copy_field::CopyField;
use super::form_card::submitted_card;
use super::form_parts::{Field, FormAlert};
use super::password::PasswordField;
use crate::actions::programs::create_api_token;
use crate::language::{Label, say};
use crate::shared::api_tokens::Scope;
use crate::shared::fields::input::Choice;
use crate::shared::{ApiTokenFields, Form, TokenSecret};
use crate::ui::browser::{focus, value_of};
use crate::ui::{FormState, spec};
use leptos::prelude::*;
use std::sync::Arc;

/// Called with the secret of the new token.
pub type Created = Arc<dyn Fn(TokenSecret) + Send + Sync>;

/// The id and the name of the select.
const DAYS: &str = "expires_in_days";
const DEFAULT: &str = "90";
const LIFETIMES: [(&str, Label); 4] =
    [("7", say::token_7_days), ("30", say::token_30_days), (DEFAULT, say::token_90_days), ("366", say::token_1_year)];
/// The id of the field with the secret.
const SECRET: &str = "api-token";

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
    form.keep(DAYS, || value_of(DAYS));
    let typed_scopes = form.typed("scopes");
    let days = form.chosen(DAYS, DEFAULT);
    let lifetimes = LIFETIMES.map(|(days, label)| (days, label()));
    // For the hidden input; `call` keeps the other copy.
    let value = account.clone();
    let call = move || {
        create_api_token(ApiTokenFields {
            id: account.clone(),
            name: name.value(),
            scopes: chosen_scopes(),
            expires_in_days: value_of(DAYS),
            current_password: password.value().into(),
        })
    };
    let submit = form.on_submit(call, move |secret| {
        form.clear();
        created(secret);
        // The secret is in the document only in the next frame.
        request_animation_frame(|| focus(SECRET));
    });
    let words = [say::token_new(), say::token_new_about(), say::token_create(), say::creating()];
    let fields = view! {
        <div class="fields">
            <FormAlert form/>
            <input type="hidden" name="id" value=value/>
            <Field form field=name/>
            <div class="field">
                <label class="label" for=DAYS>
                    {say::token_expires_after()}
                </label>
                {select(DAYS, say::token_expires_after(), &lifetimes, &days, "choice relative")}
            </div>
            <PasswordField field=password hint=say::field_own_password_hint()/>
        </div>
        {scope_choice(is_administrator, typed_scopes.as_deref())}
    };
    submitted_card(form, "/actions/tokens/create", words, Vec::new(), submit, fields.into_any())
}

/// Shows the secret of a new token.
pub fn token_secret(shown: TokenSecret) -> AnyView {
    view! {
        <section class="card password-link">
            <h2 class="wrap-anywhere">{say::token_new_name(&shown.name)}</h2>
            <p class="hint">{say::token_copy_now()}</p>
            <CopyField id=SECRET label=say::token_label() value=shown.secret/>
        </section>
    }
    .into_any()
}

/// The checkbox of a scope; `about` says what a token with the scope may do.
fn checkbox(scope: Scope) -> Choice {
    let (id, label, about) = match scope {
        Scope::Own => ("scope-self", say::token_scope_self(), say::token_scope_self_about()),
        Scope::UsersRead => ("scope-users-read", say::token_scope_users_read(), say::token_scope_users_read_about()),
        Scope::UsersWrite => {
            ("scope-users-write", say::token_scope_users_write(), say::token_scope_users_write_about())
        }
        Scope::GroupsWrite => {
            ("scope-groups-write", say::token_scope_groups_write(), say::token_scope_groups_write_about())
        }
        Scope::ApplicationsWrite => (
            "scope-applications-write",
            say::token_scope_applications_write(),
            say::token_scope_applications_write_about(),
        ),
        Scope::AuditRead => ("scope-audit-read", say::token_scope_audit_read(), say::token_scope_audit_read_about()),
    };
    Choice { id, value: scope.as_str(), label, about }
}

/// The scopes of a token as text.
pub(super) fn scopes_in_words(scopes: &[Scope]) -> String {
    scopes.iter().map(|scope| checkbox(*scope).label).collect::<Vec<_>>().join(" · ")
}

/// Checkboxes for the scopes that a token of the account can make use of. `typed`: the names of the checked ones in a
/// rejected form.
fn scope_choice(is_administrator: bool, typed: Option<&str>) -> AnyView {
    // With a single scope there is nothing to choose. Otherwise none is checked, so that no token gets one by accident.
    let typed = typed.unwrap_or(if is_administrator { "" } else { Scope::Own.as_str() });
    let offered = Scope::ALL.into_iter().filter(|scope| is_administrator || !scope.is_for_administrators());
    let boxes: Vec<_> = offered.map(checkbox).collect();
    let is_typed = |name: &str| typed.split(' ').any(|typed| typed == name);
    choice_group("checkbox", say::token_scopes(), "scopes[]", &boxes, &is_typed)
}

/// The names of the checked scopes.
fn chosen_scopes() -> Vec<String> {
    selected(&Scope::ALL.map(checkbox)).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shared::api_tokens::{DEFAULT_DAYS, MAX_DAYS};

    #[test]
    fn the_lifetimes_are_within_the_limits() {
        assert_eq!(DEFAULT.parse(), Ok(DEFAULT_DAYS));
        for (days, _) in LIFETIMES {
            assert!(days.parse::<u16>().is_ok_and(|days| (1..=MAX_DAYS).contains(&days)), "{days}");
        }
    }
}
