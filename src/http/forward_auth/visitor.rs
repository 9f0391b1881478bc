//! Who has sent a request to an application, according to its cookies.

use crate::accounts::CurrentUser;
use crate::applications::Origin;
use crate::http::authenticate::own_session;
use crate::http::rate_limit::Source;
use crate::http::state::AppState;
use crate::shared::AppError;
use crate::web::cookies::{Cookies, Name};
use axum::http::HeaderMap;

/// The user of an active session. Changes nothing, and renews nothing. Charges `source` before a query that anybody can cause.
pub async fn identify(source: &mut Source<'_>, origin: &Origin) -> Result<Option<CurrentUser>, AppError> {
    match source.state.accounts.is_own_origin(origin) {
        true => own_session(source).await,
        false => application_session(source.state, source.headers, origin).await,
    }
}

/// The user whose session a sign-out at `origin` ends; the request is charged to the account or, without one, to the source. On the
/// host of an application, this is also one who has to be handed over again.
pub async fn leaving(source: &mut Source<'_>, origin: &Origin) -> Result<Option<CurrentUser>, AppError> {
    let who = match (source.state.accounts.is_own_origin(origin), sealed_session(source.headers, origin)) {
        (true, _) => own_session(source).await?,
        (false, Some(sealed)) => source.state.accounts.hand_overs().user_of_application_session(sealed, origin).await?,
        (false, None) => None,
    };
    source.charge_user(who.as_ref())?;
    Ok(who)
}

/// The user of the application session at `origin`, the host of an application.
pub async fn application_session(
    state: &AppState,
    headers: &HeaderMap,
    origin: &Origin,
) -> Result<Option<CurrentUser>, AppError> {
    match sealed_session(headers, origin) {
        Some(sealed) => state.accounts.hand_overs().authenticate_application_session(sealed, origin).await,
        None => Ok(None),
    }
}

fn sealed_session<'a>(headers: &'a HeaderMap, origin: &Origin) -> Option<&'a str> {
    Cookies::new(origin.is_https()).read(headers, Name::Application)
}
