//! What pages and lists show of a user: the picture or the initials, the name, and badges for role, status and kind of
//! account.

use crate::language::say;
use crate::shared::{Role, Status, UserView};
use crate::ui::markup;
use crate::ui::{Markup, write_markup};
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

/// The logo of a client, as decoration: its name is beside it. It is on another host, which does not learn where it is shown, and has
/// its place before it is loaded.
pub fn write_logo(out: &mut Markup, address: &str) {
    write_markup!(out;
        "<img class=\"client-logo\" alt=\"\" loading=\"lazy\" width=\"40\" height=\"40\" referrerpolicy=\"no-referrer\" src=\""
        (address) "\">");
}

/// A badge. Only values other than the default are tinted.
pub fn write_role(out: &mut Markup, role: Role) {
    match role {
        Role::User => write_markup!(out; "<span class=\"badge\">" (say::user()) "</span>"),
        Role::Admin => write_markup!(out; "<span class=\"badge badge-accent\">" (say::admin()) "</span>"),
    }
}

pub fn write_status(out: &mut Markup, status: Status) {
    let (class, label) = match status {
        Status::Active => ("badge-good", say::active()),
        Status::Disabled => ("badge-warning", say::disabled()),
        Status::Deleted => ("badge-danger", say::deleted()),
    };
    write_markup!(out; "<span class=\"badge " (class) "\"><i></i>" (label) "</span>");
}

pub fn role_badge(role: Role) -> InertElement {
    markup::element(|out| write_role(out, role))
}

pub fn status_badge(status: Status) -> InertElement {
    markup::element(|out| write_status(out, status))
}

pub fn service_account_badge() -> InertElement {
    markup::element(|out| write_markup!(out; "<span class=\"badge\">" (say::service_account()) "</span>"))
}

/// The classes with the background colour. `seed`: the id of a user, the address of an application, so that the colour is the same on
/// all pages and after a change of the name.
pub(super) fn tint(seed: &[u8]) -> &'static str {
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

/// The first letters of the first and the last word, or the first two of a single word; in scripts that do not write names with
/// initials, one letter. The stylesheet makes them upper case. All this without the tables of Unicode, which would enlarge the
/// WebAssembly file.
fn initials(name: &str) -> String {
    let mut words = name.split([' ', '.', '_', '-']).filter_map(letter);
    let Some((first, rest)) = words.next() else { return String::new() };
    // None if `next` has taken the only word.
    let second = words.next_back().or_else(|| letter(rest)).map(|(letter, _)| letter);
    match second.filter(|second| has_initials(first) && has_initials(second)) {
        Some(second) => format!("{first}{second}"),
        None => first.to_owned(),
    }
}

/// The first letter or picture of a word, with the marks that belong to it, and the rest.
fn letter(word: &str) -> Option<(&str, &str)> {
    let word = word.trim_start_matches(|c: char| is_punctuation(c) || is_mark(c));
    let first = word.chars().next()?;
    let mut before = first;
    let end = word.char_indices().skip(1).find(|&(at, c)| {
        // Two letters of a flag are one picture.
        let is_flag = at == first.len_utf8() && is_of_flag(first) && is_of_flag(c);
        let belongs = is_mark(c) || before == JOINER || is_flag;
        before = c;
        !belongs
    });
    Some(word.split_at(end.map_or(word.len(), |(at, _)| at)))
}

/// Joins pictures to one.
const JOINER: char = '\u{200d}';

/// Latin, Greek, Cyrillic, Armenian and Georgian.
fn has_initials(letter: &str) -> bool {
    letter.starts_with(|c: char| {
        matches!(c, '\0'..='\u{58f}' | '\u{10a0}'..='\u{10ff}' | '\u{1c80}'..='\u{1cbf}' | '\u{1e00}'..='\u{1fff}')
    })
}

fn is_punctuation(c: char) -> bool {
    (c.is_ascii() && !c.is_ascii_alphanumeric())
        || (matches!(c, '\u{80}'..='\u{bf}') && !matches!(c, 'ª' | 'µ' | 'º'))
        || matches!(c, '\u{2000}'..='\u{206f}' | '\u{3000}'..='\u{303f}' | '\u{ff00}'..='\u{ff0f}')
}

/// Whether it changes the letter or the picture before it.
fn is_mark(c: char) -> bool {
    match c {
        // The scripts of India have their signs in the same places of their blocks.
        '\u{900}'..='\u{d7f}' => {
            matches!(u32::from(c) % 0x80, 0..=3 | 0x3c | 0x3e..=0x4d | 0x51..=0x57 | 0x62..=0x63)
        }
        _ => matches!(c, '\u{300}'..='\u{36f}' | '\u{483}'..='\u{489}' | '\u{591}'..='\u{5bd}' | '\u{5c1}'..='\u{5c2}'
            | '\u{610}'..='\u{61a}' | '\u{64b}'..='\u{65f}' | '\u{670}' | '\u{e31}' | '\u{e34}'..='\u{e3a}' | '\u{e47}'..='\u{e4e}'
            | '\u{1ab0}'..='\u{1aff}' | '\u{1dc0}'..='\u{1dff}' | JOINER | '\u{20d0}'..='\u{20ff}' | '\u{3099}'..='\u{309a}'
            | '\u{fe00}'..='\u{fe0f}' | '\u{fe20}'..='\u{fe2f}' | '\u{1f3fb}'..='\u{1f3ff}' | '\u{e0020}'..='\u{e007f}'),
    }
}

fn is_of_flag(c: char) -> bool {
    matches!(c, '\u{1f1e6}'..='\u{1f1ff}')
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
            // Punctuation is no initial.
            ("<<img>>", "im"),
            ("(Maren) \"Holt\"", "MH"),
            ("<<", ""),
            // With their accents.
            ("E\u{301}mile Zola", "E\u{301}Z"),
            ("Maren 🌷", "M"),
            ("👩\u{200d}🚀 Maren", "👩\u{200d}🚀"),
            ("🇸🇪🇳🇴", "🇸🇪"),
            // Scripts without initials.
            ("(שרה לוי", "ש"),
            ("山田太郎", "山"),
            ("김민준", "김"),
            ("नीता शर्मा", "नी"),
            ("Анна Каренина", "АК"),
        ];
        for (name, expected) in names {
            assert_eq!(initials(name), expected);
        }
    }
}
