//! `/api/auth/sessions` and `/api/users/{id}/sessions`: the user's own sessions, and those of an account.

use super::super::openapi::{Access, Endpoint, Tag, examples};
use super::extract::{Anyone, Id, InPath};
use super::json::Json;
use crate::accounts::LinkHolder;
use crate::budgets::Budget;
use crate::language::message;
use crate::shared::api_tokens::Scope;
use crate::shared::{AppError, DeviceKind, LinkRequest, SessionId, SessionView, UserId};
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::json;
use std::time::Duration;
use uuid::Uuid;

pub fn endpoints() -> impl Iterator<Item = Endpoint> {
    let own = own_endpoints().into_iter();
    let of_accounts = account_endpoints().into_iter().map(|endpoint| endpoint.access(Access::OwnerOrAdministrator));
    own.chain(of_accounts).map(|endpoint| endpoint.tag(Tag::SESSIONS))
}

fn own_endpoints() -> [Endpoint; 4] {
    [
        Endpoint::get("/api/auth/sessions", list_own, "listOwnSessions", "List the own sessions")
            .access(Access::SignedIn)
            .scopes(&[Scope::UsersRead])
            .returns(200, "The active sessions.", &Sessions::example()),
        Endpoint::delete("/api/auth/sessions", end_others, "endOtherSessions", "End all other sessions")
            .about("All sessions of the account end, except the one of the request.")
            .access(Access::SignedIn)
            .done(204, "The sessions have ended."),
        Endpoint::post("/api/auth/sessions/report", report_sign_in, "reportSignIn", "Report a sign-in as not one's own")
            .about(
                "With the link in the notice of a sign-in from a new browser. All sessions end, the password becomes invalid, API \
                 tokens are revoked, what was added since that session began is taken away, and the owner gets a password link by \
                 mail.",
            )
            .access(Access::LinkHolder)
            .charged(Budget::Request)
            .body::<LinkRequest>(json!({ "token": examples::LINK_TOKEN }))
            .done(204, "All sessions have ended."),
        Endpoint::delete("/api/auth/sessions/{session_id}", end_own, "endOwnSession", "End an own session")
            .access(Access::SignedIn)
            .done(204, "The session has ended."),
    ]
}

fn account_endpoints() -> [Endpoint; 3] {
    [
        Endpoint::get("/api/users/{id}/sessions", list, "listSessions", "List the sessions of an account")
            .scopes(&[Scope::UsersRead])
            .returns(200, "The active sessions.", &Sessions::example()),
        Endpoint::delete("/api/users/{id}/sessions", end_all, "endSessions", "End the sessions of an account")
            .about("Of the own account, all except the one of the request.")
            .done(204, "The sessions have ended."),
        Endpoint::delete("/api/users/{id}/sessions/{session_id}", end, "endSession", "End a session")
            .done(204, "The session has ended."),
    ]
}

/// The active sessions of an account.
#[derive(Serialize, JsonSchema)]
struct Sessions {
    sessions: Vec<SessionView>,
}

impl Sessions {
    fn example() -> Self {
        Self { sessions: vec![example()] }
    }
}

/// A session, as the document shows it.
pub fn example() -> SessionView {
    SessionView {
        id: SessionId(Uuid::from_u128(0x0192_f3a1_8c00_7000_8123_4567_89ab_cdef)),
        current: true,
        remember: false,
        device: message::devices_browser_on_system("Firefox", "Linux"),
        kind: DeviceKind::Desktop,
        address: Some("203.0.113.7".to_owned()),
        created_at: examples::NOW,
        last_used_at: examples::NOW,
        expires_at: examples::NOW.plus(Duration::from_secs(12 * 60 * 60)),
    }
}

handlers! {
    list(who, Id(id): Id) -> Sessions { sessions } = sessions.list_sessions(id);
    list_own(who) -> Sessions { sessions } = sessions.list_sessions(who.id());
    end_all(who, Id(id): Id) = sessions.end_sessions_of(id);
    end_others(who) = sessions.end_sessions_of(who.id());
    end(who, InPath((id, session)): InPath<(UserId, SessionId)>) = sessions.end_session_of(id, session);
    end_own(who, InPath(session): InPath<SessionId>) = sessions.end_session_of(who.id(), session);
}

async fn report_sign_in(who: Anyone, Json(request): Json<LinkRequest>) -> Result<(), AppError> {
    who.accounts.sessions().report_sign_in(&who.caller, request.token()?, LinkHolder::Api).await
}
