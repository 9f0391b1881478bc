//! Radio buttons for the role of an account.

use crate::{
    shared::views::Role,
    ui::{browser::attributes, form::FormState},
};
use leptos::{prelude::*, web_sys::HtmlInputElement};

const ADMIN: &str = "role-admin";
const CHOICES: [(Role, &str, &str, &str); 2] = [
    (Role::User, "role-user", "User", "Can manage their own account."),
    (Role::Admin, ADMIN, "Admin", "Can manage every account."),
];

#[component]
pub fn RoleChoice(
    form: FormState,
    /// The initial choice, unless a rejected submission had another.
    role: Role,
) -> impl IntoView {
    form.keep("role", || chosen_role().as_str().to_owned());
    let chosen = form.typed("role").and_then(|role| role.parse().ok()).unwrap_or(role);
    let choice = |(role, id, label, about): (Role, &'static str, &'static str, &'static str)| {
        let mut own = vec![("class", "box"), ("id", id), ("type", "radio"), ("name", "role"), ("value", role.as_str())];
        if role == chosen {
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
    view! {
        <fieldset class="roles">
            <legend class="label">"Role"</legend>
            {CHOICES.into_iter().map(choice).collect::<Vec<_>>()}
        </fieldset>
    }
}

/// The selected role.
pub fn chosen_role() -> Role {
    let admin = crate::ui::browser::element::<HtmlInputElement>(ADMIN).is_some_and(|admin| admin.checked());
    if admin { Role::Admin } else { Role::User }
}
