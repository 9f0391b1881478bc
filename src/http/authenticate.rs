//! Authentication by cookies. An expired access token is renewed with the refresh token.

use super::headers::with_cookies;
use super::rate_limit::{self, Source};
use super::state::{AppState, RecentIdentities, ValidToken};
use crate::accounts::{CurrentUser, EndedSession, SignIn};
use crate::budgets::Budget;
use crate::shared::{AppError, Flash, Timestamp};
use crate::web::cookies::Name;
use crate::web::problem;
use axum::extract::{Request, State};
use axum::http::{Extensions, HeaderMap, HeaderValue, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use std::sync::Arc;

/// The visitor of a page, according to the cookies.
enum Visitor {
    /// There are no cookies.
    Anonymous,
    SignedIn(CurrentUser),
    /// The access token had expired: set the cookies to the new tokens.
    Renewed(Box<SignIn>),
    /// The session has ended: delete the cookies. None if they are not of this server, so that there was no session.
    SessionEnded(Option<EndedSession>),
}

impl Visitor {
    fn user(&self) -> Option<&CurrentUser> {
        match self {
            Self::SignedIn(user) => Some(user),
            Self::Renewed(sign_in) => Some(&sign_in.who),
            Self::Anonymous | Self::SessionEnded(_) => None,
        }
    }
}

/// Authenticates the visitor, charges a user to this budget, adds a [`CurrentUser`] to the request's extensions if the visitor
/// is signed in, and updates the cookies after a renewal or the end of the session.
pub async fn authenticate(
    State((state, budget)): State<(AppState, Budget)>,
    mut request: Request,
    next: Next,
) -> Response {
    // Neither a spent budget nor an internal failure, such as an unreachable database, signs the visitor out: the cookies stay.
    let visitor = match identify(&state, request.extensions(), request.headers()).await {
        Ok(visitor) => visitor,
        Err(error) => return error.into_response(),
    };
    let user = visitor.user();
    // As soon as the account is known, and before a handler reads the body or changes anything. Everybody else is charged
    // already.
    let charged = user.map_or(Ok(()), |user| rate_limit::charge(&state, budget, user));
    let mut response = match charged {
        Ok(()) => {
            if let Some(user) = user {
                let address = state.proxies.address(request.extensions(), request.headers());
                state.accounts.sessions().note_use(user.authority, address);
                request.extensions_mut().insert(user.clone());
            }
            // Pages and forms tell the visitor why they are signed out.
            if let Visitor::SessionEnded(Some(ended)) = visitor {
                request.extensions_mut().insert(ended);
            }
            next.run(request).await
        }
        Err(error) => rate_limit::reject(error, request, user).await,
    };
    if let Some(user) = user
        && problem::is_error(&response)
    {
        // An outer layer renders the error page, and no longer has the request with its user.
        response.extensions_mut().insert(user.clone());
    }
    if let Visitor::SessionEnded(Some(ended)) = visitor {
        explain(&state, ended, &mut response);
    }
    // If the handler signed a user in or out, its cookies take precedence.
    match state.cookies.sets_sign_in(response.headers()) {
        true => response,
        false => with_cookies(response, updated_cookies(&state, &visitor)),
    }
}

/// Tells the sign-in page why it is shown, unless it is shown with another message.
fn explain(state: &AppState, ended: EndedSession, response: &mut Response) {
    let location = response.headers().get(header::LOCATION).and_then(|location| location.to_str().ok());
    let is_sign_in = location.is_some_and(|location| location.split('?').next() == Some("/login"));
    if is_sign_in && !state.cookies.sets(Name::Flash, response.headers()) {
        let flash = Flash { signed_out: Some(ended.why), ..Flash::default() };
        if let Some(cookie) = state.flash.cookie(state.cookies, flash, state.accounts.now()) {
            response.headers_mut().append(header::SET_COOKIE, cookie);
        }
    }
}

/// Charges the client address, unless there is a valid access token. Two tabs can send the same expired token at the same time.
/// Within the grace period, `refresh` returns the same new token to both, so the order of the responses does not matter.
async fn identify(state: &AppState, extensions: &Extensions, headers: &HeaderMap) -> Result<Visitor, AppError> {
    let access = state.cookies.read(headers, Name::Access);
    let refresh = state.cookies.read(headers, Name::Refresh);
    let mut source = Source::of(state, extensions, headers);
    if let Some(token) = access
        && let Some(user) = source.user_of_access_token(token).await?
    {
        return Ok(Visitor::SignedIn(user));
    }
    // Before the queries that an old cookie costs, which can be sent again and again.
    source.charge()?;
    // The access token is missing, expired or invalid: try the refresh token.
    let Some(token) = refresh else {
        // Without a refresh token, an access token that is not accepted can never be renewed.
        return match access {
            Some(token) => ended(state, token).await,
            None => Ok(Visitor::Anonymous),
        };
    };
    // A renewal would be refused, and charged to the account.
    if let Some(user) = user_who_reads_on(state, token).await? {
        return Ok(Visitor::SignedIn(user));
    }
    let caller = state.proxies.caller(extensions, headers);
    match state.accounts.sessions().refresh(&caller, token).await {
        Ok(sign_in) => Ok(Visitor::Renewed(Box::new(sign_in))),
        Err(error) if error.code.is_signed_out() => ended(state, token).await,
        // A failure of the server says nothing about the token, which may still be valid.
        Err(error) => user_who_reads_on(state, token).await?.map(Visitor::SignedIn).ok_or(error),
    }
}

/// While the database refuses writes, such as on a full disk, no token can be renewed, so that after 15 minutes nobody could read
/// anything: who could renew theirs is signed in without it. None while it accepts writes.
async fn user_who_reads_on(state: &AppState, refresh_token: &str) -> Result<Option<CurrentUser>, AppError> {
    if state.accounts.is_writable() {
        return Ok(None);
    }
    Ok(ask(state, refresh_token).await?.map(|(user, _)| user))
}

/// The visitor with a token that is no longer accepted.
async fn ended(state: &AppState, token: &str) -> Result<Visitor, AppError> {
    rate_limit::if_valid(state.accounts.sessions().why_ended(token).await).map(Visitor::SessionEnded)
}

/// The cookies to set or delete in the browser.
fn updated_cookies(state: &AppState, visitor: &Visitor) -> Vec<HeaderValue> {
    match visitor {
        Visitor::Anonymous | Visitor::SignedIn(_) => Vec::new(),
        Visitor::Renewed(sign_in) => state.cookies.sign_in(sign_in, state.accounts.now()).collect(),
        Visitor::SessionEnded(_) => state.cookies.sign_out().collect(),
    }
}

/// The user of an active session of this server, for requests that renew nothing: those of forward authentication, and sign-outs of
/// clients. The access token decides or, when it has expired, the refresh token. An expired access token alone has no authority,
/// and neither has an API token.
pub async fn own_session(source: &mut Source<'_>) -> Result<Option<CurrentUser>, AppError> {
    let (state, headers) = (source.state, source.headers);
    if let Some(token) = state.cookies.read(headers, Name::Access)
        && let Some(who) = source.user_of_access_token(token).await?
    {
        return Ok(Some(who));
    }
    match state.cookies.read(headers, Name::Refresh) {
        Some(token) => user_of_refresh_token(source, token).await,
        None => Ok(None),
    }
}

/// The user of an active session that could be continued with this refresh token, on the host of Vestibule.
///
/// Whether a refresh token has been used is known only to the database, so the source is charged before it is asked: an old token
/// can be sent again and again. A page causes dozens of questions at the same time, which an active session must not be charged
/// for: a token that was found valid is remembered for a few seconds, and of concurrent questions with the same token one asks.
async fn user_of_refresh_token(source: &mut Source<'_>, token: &str) -> Result<Option<CurrentUser>, AppError> {
    let state = source.state;
    let Some(id) = state.accounts.sessions().refresh_token_id(token) else {
        // Probably made up, so it takes no space in memory.
        source.charge()?;
        return Ok(ask(state, token).await?.map(|(who, _)| who));
    };
    let entry = state.identities.refresh_tokens.get_or_insert_with(id, Arc::default);
    let mut found = entry.lock().await;
    let now = state.accounts.now();
    // The cache uses the clock of the system, which tests do not move.
    if let Some(ValidToken { session, user, .. }) = found.filter(|valid| now < valid.until) {
        // Looking up the session can take a query, which others need not wait for.
        drop(found);
        return state.accounts.sessions().user_of_session(session, user).await;
    }
    source.charge()?;
    let Some((who, until)) = ask(state, token).await? else { return Ok(None) };
    let until = until.min(now.plus(RecentIdentities::TOKENS_REMEMBERED_FOR));
    *found = Some(ValidToken { session: who.session()?, user: who.user.id, until });
    Ok(Some(who))
}

/// The user of a valid token and the end of its validity, according to the database.
async fn ask(state: &AppState, token: &str) -> Result<Option<(CurrentUser, Timestamp)>, AppError> {
    rate_limit::if_valid(state.accounts.sessions().peek_refresh(token).await)
}
