//! The scopes of a token in words, and the checkboxes that choose them.

use crate::{
    shared::api_tokens::Scope,
    ui::browser::{attributes, input},
};
use leptos::prelude::*;

/// A scope on pages.
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
pub fn in_words(scopes: &[Scope]) -> String {
    scopes.iter().map(|scope| words(*scope).label).collect::<Vec<_>>().join(" · ")
}

/// Checkboxes for the scopes that a token of the account can make use of. `typed`: the names of the checked ones in a
/// rejected form.
pub fn scope_choice(is_administrator: bool, typed: Option<&str>) -> AnyView {
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
pub fn chosen_scopes() -> Vec<String> {
    let is_checked = |scope: &Scope| input(words(*scope).id).is_some_and(|checkbox| checkbox.checked());
    Scope::ALL.into_iter().filter(is_checked).map(|scope| scope.as_str().to_owned()).collect()
}
