//! `/api/users/{id}/ways-in`: everything that can still sign in to an account; and `/api/users/{id}/start-over`.

use super::super::openapi::{Access, Endpoint, Tag, examples};
use super::extract::Id;
use crate::language::message;
use crate::shared::api_tokens::Scope;
use crate::shared::{DeviceKind, ErrorCode, WayInView, WayKind, WaysInView};

const WAYS_IN: &str = "/api/users/{id}/ways-in";

pub fn endpoints() -> impl Iterator<Item = Endpoint> {
    let endpoints = [
        Endpoint::get(WAYS_IN, list, "listWaysIn", "List what can still sign in")
            .about(
                "Everything that signs in to the account or acts for it: sessions, factors, linked accounts, trusted browsers, \
                 tokens, clients, open links and the email address; the newest first.",
            )
            .access(Access::OwnerOrAdministrator)
            .scopes(&[Scope::UsersRead])
            .returns(200, "The ways in.", &WaysInView { ways_in: vec![example()] }),
        Endpoint::delete(WAYS_IN, end_everything_else, "endEverythingElse", "End everything else")
            .about(
                "Sessions (of the own account all except the one of the request), trusted browsers, the access of clients, and API \
                 tokens. Password, factors and linked accounts stay.",
            )
            .access(Access::OwnerOrAdministrator)
            .done(204, "They have ended."),
        Endpoint::post("/api/users/{id}/start-over", start_over, "startOver", "Let the owner of an account start over")
            .about(
                "Takes away everything that signs in to the account, factors and linked accounts included, and sends its owner a \
                 link for a new password. Role and groups stay. Not for oneself.",
            )
            .access(Access::Administrator)
            .asks()
            .done(204, "The link is on its way.")
            .errors(&[ErrorCode::Disabled, ErrorCode::ValidationFailed]),
    ];
    endpoints.into_iter().map(|endpoint| endpoint.tag(Tag::USERS))
}

/// A passkey, as the document shows it.
fn example() -> WayInView {
    let passkey = examples::passkey();
    WayInView {
        id: Some(passkey.id.to_string()),
        name: Some("Windows Hello".to_owned()),
        added_at: Some(examples::NOW),
        device: Some(message::devices_browser_on_system("Firefox".to_owned(), "Linux".to_owned())),
        device_kind: DeviceKind::Desktop,
        address: Some("203.0.113.7".to_owned()),
        last_used_at: Some(examples::NOW),
        ..WayInView::of(WayKind::Passkey)
    }
}

handlers! {
    list(who, Id(id): Id) -> WaysInView { ways_in } = ways_in.of(id);
    end_everything_else(who, Id(id): Id) = ways_in.end_everything_else(id);
    start_over(who, Id(id): Id) = ways_in.start_over(id);
}
