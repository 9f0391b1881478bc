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
//! | [`trial`] | an administrator tries a client |

mod authorize;
mod device;
mod discovery;
mod logout;
mod token;
mod trial;
mod userinfo;

use super::state::AppState;
use axum::Router;

/// Routes that a browser visits with its cookies. They are also the targets of forms on other sites, which carry no cookies.
pub fn browser_routes() -> Router<AppState> {
    Router::new().merge(authorize::routes()).merge(logout::routes())
}

/// Routes that are pages of this origin, with its cookies and its protection.
pub fn page_routes() -> Router<AppState> {
    trial::routes()
}

/// Routes for clients, which authenticate themselves. No cookie is read or set.
pub fn client_routes() -> Router<AppState> {
    let routes = Router::new().merge(token::routes()).merge(userinfo::routes());
    routes.merge(discovery::routes()).merge(device::routes())
}
