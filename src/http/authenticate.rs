//! Who a browser's visitor is, by the cookies. An expired access token is renewed on the way.

use super::{charge, state::AppState};
use crate::{
    accounts::{CurrentUser, Failure, RefreshError, SignIn, TokenError},
    shared::error::AppError,
    web::{
        cookies::Name,
        problem::{self, Problem},
    },
};
use axum::{
    extract::{Request, State},
    http::{Extensions, HeaderMap, HeaderValue, header},
    middleware::Next,
    response::{IntoResponse, Response},
};

/// The visitor, and what that means for the browser's cookies.
enum Visitor {
    /// Nobody, and no cookie says otherwise.
    Stranger,
    Known(CurrentUser),
    /// The access token had expired; here are the next tokens.
    Renewed(Box<SignIn>),
    /// The session is over: its cookies are of no more use.
    Gone,
}

impl Visitor {
    fn user(&self) -> Option<&CurrentUser> {
        match self {
            Self::Known(user) => Some(user),
            Self::Renewed(sign_in) => Some(&sign_in.who),
            Self::Stranger | Self::Gone => None,
        }
    }
}

/// Charges the request to the visitor's budget, puts the visitor, if signed in, into its extensions as a [`CurrentUser`], and
/// keeps the browser's cookies true to the session.
pub async fn authenticate(State(state): State<AppState>, mut request: Request, next: Next) -> Response {
    let visitor = match identify(&state, request.extensions(), request.headers()).await {
        Ok(visitor) => visitor,
        Err(failure) => return Problem(AppError::from(failure)).into_response(),
    };
    let user = visitor.user();
    let mut response = match charge::charge(&state, &request, user) {
        Ok(()) => {
            if let Some(user) = user {
                request.extensions_mut().insert(user.clone());
            }
            next.run(request).await
        }
        Err(error) => charge::refuse(error, request, user).await,
    };
    if let Some(user) = user
        && problem::is_error(&response)
    {
        // The page of the error is made further out, where the request is gone.
        response.extensions_mut().insert(user.clone());
    }
    // A handler that signed somebody in or out has the last word.
    if !state.cookies.decides_sign_in(response.headers()) {
        for cookie in news(&state, &visitor) {
            response.headers_mut().append(header::SET_COOKIE, cookie);
        }
    }
    response
}

/// Two tabs may come with the same expired token at once: within its grace the use case gives both the same
/// successor, so whichever answer arrives last changes nothing.
async fn identify(state: &AppState, extensions: &Extensions, headers: &HeaderMap) -> Result<Visitor, Failure> {
    let access = state.cookies.read(headers, Name::Access);
    let refresh = state.cookies.read(headers, Name::Refresh);
    if let Some(token) = access {
        match state.accounts.authenticate(token).await {
            Ok(user) => return Ok(Visitor::Known(user)),
            Err(TokenError::Failed(failure)) => return Err(failure),
            Err(_) => {}
        }
    }
    let Some(token) = refresh else {
        return Ok(if access.is_some() { Visitor::Gone } else { Visitor::Stranger });
    };
    let caller = state.proxies.caller(extensions, headers);
    match state.accounts.refresh(&caller, token).await {
        Ok(sign_in) => Ok(Visitor::Renewed(Box::new(sign_in))),
        Err(RefreshError::Failed(failure) | RefreshError::Token(TokenError::Failed(failure))) => Err(failure),
        Err(RefreshError::Token(_)) => Ok(Visitor::Gone),
    }
}

/// The cookies that the browser has to learn of.
fn news(state: &AppState, visitor: &Visitor) -> Vec<HeaderValue> {
    match visitor {
        Visitor::Stranger | Visitor::Known(_) => Vec::new(),
        Visitor::Renewed(sign_in) => state.cookies.sign_in(sign_in, state.accounts.now()).collect(),
        Visitor::Gone => state.cookies.sign_out().collect(),
    }
}
