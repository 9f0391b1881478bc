//! What pages and lists show of a user: the picture or the initials, the name, and badges for role, status and kind of
//! account.

use crate::shared::views::{Role, Status, UserView};
use crate::ui::markup::{self, Markup, write_markup};
use leptos::prelude::*;
use leptos::tachys::html::InertElement;

/// A user's picture, or the initials on one of six background colours; and the name.
#[component]
pub fn Avatar(user: UserView) -> impl IntoView {
    view! {
        {face(&user, "64")}
        <span class="truncate">{user.display_name().to_owned()}</span>
    }
}

/// The avatar alone. `size`: the side of the image file in pixels, 64 or 256.
pub fn face(user: &UserView, size: &'static str) -> InertElement {
    markup::element(|out| write_face(out, user, size))
}

/// The stylesheet sets the size. The attributes `width` and `height` reserve the aspect ratio while the image loads.
pub fn write_face(out: &mut Markup, user: &UserView, size: &'static str) {
    match &user.avatar_url {
        // The address ends with the size, so that of the small picture differs only there.
        Some(url) => write_markup!(out;
            "<img class=\"avatar\" alt=\"\" loading=\"lazy\" width=\"56\" height=\"64\" src=\"" (url.trim_end_matches("256"))
            (size) "\">"),
        None => write_initials(out, "avatar", user.display_name(), user.id.0.as_bytes()),
    }
}

/// The initials of a name on one of six background colours. `class`: the shape. `seed` decides about the colour.
pub fn write_initials(out: &mut Markup, class: &'static str, name: &str, seed: &[u8]) {
    write_markup!(out;
        "<span class=\"" (class) " " (tint(seed)) "\" aria-hidden=\"true\">" (&initials(name)) "</span>");
}

/// A badge. Only values other than the default are tinted.
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

/// The classes with the background colour. `seed`: the id of a user, the address of an application, so that the colour is the same on
/// all pages and after a change of the name.
fn tint(seed: &[u8]) -> &'static str {
    let sum: u32 = seed.iter().map(|byte| u32::from(*byte)).sum();
    match sum % 6 {
        0 => "bg-tint-1 text-tint-1-ink",
        1 => "bg-tint-2 text-tint-2-ink",
        2 => "bg-tint-3 text-tint-3-ink",
        3 => "bg-tint-4 text-tint-4-ink",
        4 => "bg-tint-5 text-tint-5-ink",
        _ => "bg-tint-6 text-tint-6-ink",
    }
}

/// The first letters of the first and the last word, or the first two of a single word. The stylesheet makes them upper
/// case, because the Unicode tables for that would enlarge the WebAssembly file.
fn initials(name: &str) -> String {
    let mut words = name.split([' ', '.', '_', '-']).filter(|word| !word.is_empty());
    let first = words.next().unwrap_or_default();
    // None if `next` has taken the only word.
    match words.next_back() {
        Some(last) => first.chars().take(1).chain(last.chars().take(1)).collect(),
        None => first.chars().take(2).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn initials_come_from_the_first_and_the_last_word() {
        let names = [
            ("Maren Holt", "MH"),
            ("Ana de la Cruz", "AC"),
            ("maren.holt", "mh"),
            ("kestrel", "ke"),
            ("é", "é"),
            ("", ""),
        ];
        for (name, expected) in names {
            assert_eq!(initials(name), expected);
        }
    }
}
