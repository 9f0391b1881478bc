//! Radio buttons for the role of an account.

use super::radio_group::{RadioButton, is_selected, radio_group};
use crate::{shared::views::Role, ui::form::FormState};
use leptos::prelude::*;

const ADMIN: &str = "role-admin";
const BUTTONS: &[RadioButton] = &[
    RadioButton { id: "role-user", value: "user", label: "User", about: "Can manage their own account." },
    RadioButton { id: ADMIN, value: "admin", label: "Admin", about: "Can manage every account." },
];

#[component]
pub fn RoleChoice(
    form: FormState,
    /// The initial choice, unless a rejected submission had another.
    role: Role,
) -> impl IntoView {
    form.keep("role", || chosen_role().as_str().to_owned());
    let chosen: Role = form.typed("role").and_then(|role| role.parse().ok()).unwrap_or(role);
    radio_group("Role", "role", BUTTONS, chosen.as_str())
}

/// The selected role.
pub fn chosen_role() -> Role {
    if is_selected(ADMIN) { Role::Admin } else { Role::User }
}
