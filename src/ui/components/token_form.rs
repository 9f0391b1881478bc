//! The form for a new API token: its scopes, its lifetime, and the secret that is shown once.

use super::{
    choice::select,
    copy_field::CopyField,
    form_parts::{Field, FormAlert, PostForm, SubmitButton},
    password::PasswordField,
};
use crate::{
    actions::programs::create_api_token,
    shared::{api_tokens::Scope, form_bodies::ApiTokenFields, forms::Form, visit::TokenSecret},
    ui::{
        browser::{attributes, element, focus, handler, input},
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
    form.keep(DAYS, chosen_days);
    let typed_scopes = form.typed("scopes");
    let days = form.typed(DAYS).filter(|days| !days.is_empty()).unwrap_or_else(|| DEFAULT.to_owned());
    // For the hidden input; `submit` keeps the other copy.
    let value = account.clone();
    let submit = move |event: SubmitEvent| {
        let send = || {
            let fields = ApiTokenFields {
                id: account.clone(),
                name: name.value(),
                scopes: chosen_scopes(),
                expires_in_days: chosen_days(),
                current_password: password.value().into(),
            };
            Box::pin(create_api_token(fields)) as Reply<_>
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

/// Shows the secret of a new token.
pub fn token_secret(shown: TokenSecret) -> AnyView {
    view! {
        <section class="card password-link">
            <h2 class="wrap-anywhere">"New token: " {shown.name}</h2>
            <p class="hint">"Copy the token now. Anyone who has it can use its scopes. It is not shown again."</p>
            <CopyField id=SECRET label="API token" value=shown.secret/>
        </section>
    }
    .into_any()
}

/// What pages say about a scope.
struct Words {
    /// The id of its checkbox.
    id: &'static str,
    label: &'static str,
    /// What a token with the scope may do.
    about: &'static str,
}

fn words(scope: Scope) -> Words {
    match scope {
        Scope::Own => Words {
            id: "scope-self",
            label: "Own account",
            about: "Read the account, its events and its data; change name, username and picture.",
        },
        Scope::UsersRead => Words {
            id: "scope-users-read",
            label: "Read users",
            about: "Read all accounts, their sessions and invitations, and all groups.",
        },
        Scope::UsersWrite => Words {
            id: "scope-users-write",
            label: "Change users",
            about: "Create, invite, import, change, disable and delete accounts of others, but not their role, email address or password.",
        },
        Scope::GroupsWrite => Words {
            id: "scope-groups-write",
            label: "Change groups",
            about: "Create, describe and delete groups, and change who belongs to them.",
        },
        Scope::AuditRead => {
            Words { id: "scope-audit-read", label: "Read the audit log", about: "Read the events of all accounts." }
        }
    }
}

/// The scopes of a token as text.
pub(super) fn scopes_in_words(scopes: &[Scope]) -> String {
    scopes.iter().map(|scope| words(*scope).label).collect::<Vec<_>>().join(" · ")
}

/// Checkboxes for the scopes that a token of the account can make use of. `typed`: the names of the checked ones in a
/// rejected form.
fn scope_choice(is_administrator: bool, typed: Option<&str>) -> AnyView {
    // With a single scope there is nothing to choose. Otherwise none is checked, so that no token gets one by accident.
    let typed = typed.unwrap_or(if is_administrator { "" } else { Scope::Own.as_str() });
    let checkbox = |scope: Scope| {
        let Words { id, label, about } = words(scope);
        let mut own =
            vec![("class", "box"), ("id", id), ("type", "checkbox"), ("name", "scopes[]"), ("value", scope.as_str())];
        if typed.split(' ').any(|name| name == scope.as_str()) {
            own.push(("checked", ""));
        }
        view! {
            <label class="check">
                <input {..attributes(&own)}/>
                <span>{label} <small>{about}</small></span>
            </label>
        }
        .into_any()
    };
    let offered = Scope::ALL.into_iter().filter(|scope| is_administrator || !scope.is_for_administrators());
    view! {
        <fieldset class="roles">
            <legend class="label">"Scopes"</legend>
            {offered.map(checkbox).collect::<Vec<_>>()}
        </fieldset>
    }
    .into_any()
}

/// The names of the checked scopes.
fn chosen_scopes() -> Vec<String> {
    let is_checked = |scope: &Scope| input(words(*scope).id).is_some_and(|checkbox| checkbox.checked());
    Scope::ALL.into_iter().filter(is_checked).map(|scope| scope.as_str().to_owned()).collect()
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
