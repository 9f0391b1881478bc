//! The endpoints of OpenID Connect and OAuth 2.0.
//!
//! | module | responsibility |
//! |---|---|
//! | [`authorize`] | the authorization endpoint, in a browser |
//! | [`token`] | token, revocation and introspection endpoint, for clients |
//! | [`userinfo`] | what an access token says about its user |
//! | [`discovery`] | the metadata of the server, and its keys |
//! | [`logout`] | signing out at the request of a client |
//! | [`device`] | devices without a browser |
//! | [`client_auth`], [`refusal`], [`cors`] | who a client is, what it gets instead of an answer, and which pages may read both |
//! | [`request`], [`answer`] | parameters of requests in a browser; what a client gets through it |

pub mod answer;
pub mod authorize;
mod client_auth;
mod cors;
mod device;
mod discovery;
mod logout;
mod refusal;
pub mod request;
mod token;
mod userinfo;

use super::state::AppState;
use axum::Router;

/// Routes that a browser visits with its cookies. They are also the targets of forms on other sites, which carry no cookies.
pub fn browser_routes(state: &AppState) -> Router<AppState> {
    Router::new().merge(authorize::routes(state)).merge(logout::routes(state))
}

/// Forms on pages of this server, with the layers of these pages.
pub fn form_routes() -> Router<AppState> {
    authorize::answer_routes()
}

/// Routes for clients, which authenticate themselves. No cookie is read or set.
pub fn client_routes(state: &AppState) -> Router<AppState> {
    let routes = Router::new().merge(token::routes(state)).merge(userinfo::routes(state));
    routes.merge(discovery::routes()).merge(device::routes())
}
