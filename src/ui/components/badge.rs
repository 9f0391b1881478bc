//! Badges for role, status and kind of account. Only values other than the default are tinted.

use crate::shared::views::{Role, Status};
use leptos::tachys::html::InertElement;

pub fn role_html(role: Role) -> &'static str {
    match role {
        Role::User => r#"<span class="badge">User</span>"#,
        Role::Admin => r#"<span class="badge badge-accent">Admin</span>"#,
    }
}

pub fn status_html(status: Status) -> &'static str {
    match status {
        Status::Active => r#"<span class="badge badge-good"><i></i>Active</span>"#,
        Status::Disabled => r#"<span class="badge badge-warning"><i></i>Disabled</span>"#,
        Status::Deleted => r#"<span class="badge badge-danger"><i></i>Deleted</span>"#,
    }
}

pub fn role_badge(role: Role) -> InertElement {
    InertElement::new(role_html(role))
}

pub fn status_badge(status: Status) -> InertElement {
    InertElement::new(status_html(status))
}

pub fn service_account_badge() -> InertElement {
    InertElement::new(r#"<span class="badge">Service account</span>"#)
}
