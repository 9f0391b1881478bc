//! `/.vestibule/token` on the host of an application, which its proxy passes to this server: a token for the application, for the
//! scripts of its own pages. The cookie authenticates, so a page keeps its session over a reload without storing anything.

use super::{
    super::{
        api::{ApplicationTokenView, Json, read_optional},
        rate_limit::Source,
        state::AppState,
    },
    host::Host,
    proxy::TrustedProxy,
    visitor,
};
use crate::{
    accounts::{ApplicationError, CurrentUser, HandOverError},
    budgets::{Budget, RateLimitKey},
    shared::{
        applications::ApplicationTokenRequest,
        error::{AppError, ErrorCode},
        fields,
        text::Text,
    },
    web::problem::Problem,
};
use axum::{
    Router,
    extract::{Request, State},
    http::HeaderMap,
    routing::post,
};

const PATH: &str = "/.vestibule/token";

pub fn routes() -> Router<AppState> {
    Router::new().route(PATH, post(issue))
}

/// The same as `/api/auth/application-token`, for an application of this host. A body is needed only where there are several.
async fn issue(
    _: TrustedProxy,
    State(state): State<AppState>,
    request: Request,
) -> Result<Json<ApplicationTokenView>, Problem> {
    let (headers, extensions) = (request.headers(), request.extensions());
    let mut source = Source::of(&state, extensions, headers);
    let (host, who) = match identify(&state, &mut source, headers).await {
        Ok(identified) => identified,
        Err(error) => {
            source.charge()?;
            return Err(error.into());
        }
    };
    // Before the body is read.
    state.accounts.spend(Budget::Request, RateLimitKey::Account(who.user.id))?;
    let caller = state.proxies.caller(extensions, headers);
    state.accounts.note_use(who.authority, caller.address);
    let asked = read_optional::<ApplicationTokenRequest>(request).await?.unwrap_or_default();
    let named = ApplicationTokenRequest { application: application_of(&host, &asked.application)? };
    match state.accounts.request_application_token(&who, &caller, &named).await {
        Ok(issued) => Ok(Json(issued.into())),
        // Unlike for other clients, it is no secret that there is an application.
        Err(ApplicationError::NotAdmitted) => Err(AppError::from(HandOverError::NotAdmitted).into()),
        Err(error) => Err(AppError::from(error).into()),
    }
}

/// The host, and the user who is signed in there.
async fn identify(
    state: &AppState,
    source: &mut Source<'_>,
    headers: &HeaderMap,
) -> Result<(Host, CurrentUser), AppError> {
    let host = Host::of(state, headers).await?;
    host.require_own_page(headers)?;
    let who = visitor::identify(state, source, headers, &host.origin).await?;
    let signed_out = || AppError::new(ErrorCode::TokenMissing, "You are signed out. Load the page again to sign in.");
    Ok((host, who.ok_or_else(signed_out)?))
}

/// The name of the application that is asked for. It must be one of this host: otherwise an application could act as the user at
/// another one.
fn application_of(host: &Host, asked: &Text) -> Result<Text, AppError> {
    let refused =
        |problem: fields::Problem| AppError::fields(ErrorCode::ValidationFailed, vec![problem.of("application")]);
    let found = match asked {
        Text::WrongType => return Err(refused(fields::Problem::not_text())),
        Text::Missing => host.only().ok_or_else(|| {
            let message = "Several applications are on this host. Name one of them: {\"application\": \"journal\"}.";
            refused(fields::Problem::new("required", message))
        })?,
        Text::Given(name) => host.named(name).ok_or_else(|| {
            AppError::new(ErrorCode::NotFound, "There is no application with this name on this host.")
        })?,
    };
    Ok(found.name.as_str().into())
}
