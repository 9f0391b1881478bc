//! The way to a provider, and the way back. Both are GET: a form that leads to another origin is answered by a page in between
//! (`lead_on`), and the provider leads back with a redirect.

use super::attempt_cookie;
use crate::accounts::{Arrived, CurrentUser, ProviderAnswer, Purpose, ReturnError, Returned, SealedText};
use crate::budgets::{Budget, RateLimitKey};
use crate::http::headers::{no_head, with_cookies};
use crate::http::state::AppState;
use crate::http::{guard, headers, journeys};
use crate::shared::{AppError, Form, Handle, LocalPath, SessionId, UserId};
use crate::ui::routes::{CONFIRM, FIRST_TIME, LINK, LOGIN, RESET_PASSWORD, SIGN_IN_FIRST, TAKE_OVER};
use crate::web::context::RequestContext;
use crate::web::cookies::Name;
use crate::web::journeys::fit;
use crate::web::problem;
use crate::web::urls::{Parameters, handle_in, page, page_with};
use axum::Router;
use axum::extract::{Path, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, StatusCode};
use axum::response::Response;
use axum::routing::get;

const SEC_FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");
/// The maximum length of the token of an invitation. A longer one invites nobody, and would only make the address of the provider long.
const MAX_TOKEN: usize = 64;
/// The parameters of an answer.
const ANSWER: [&str; 4] = ["state", "code", "iss", "error"];

/// HEAD does nothing: otherwise a program that only looks at a link would use up an attempt.
pub(super) fn routes() -> Router<AppState> {
    Router::new()
        .route("/auth/with/{provider}", get(leave).head(no_head("GET")))
        .route("/auth/with/{provider}/callback", get(come_back).head(no_head("GET")))
}

/// Leads to the provider.
async fn leave(
    State(state): State<AppState>,
    Path(provider): Path<String>,
    request: Request,
) -> Result<Response, AppError> {
    let (parts, _) = request.into_parts();
    let (next, cookies) = journeys::short(&state, &parts, &handle_in(&parts.uri)).await;
    let response = begin(&state, &provider, &next, parts).await?;
    Ok(on_the_way(&next, with_cookies(response, cookies)).await)
}

/// A window in which somebody goes on to a client can return to the page that opened it.
async fn on_the_way(next: &Handle, response: Response) -> Response {
    if next.is_for_client() { headers::open_to_opener(response).await } else { response }
}

/// The answer that leads to the provider, or elsewhere first. Changes nothing here.
async fn begin(state: &AppState, provider: &str, next: &Handle, parts: Parts) -> Result<Response, AppError> {
    let (uri, headers) = (parts.uri.clone(), parts.headers.clone());
    let asked = Parameters::of(&uri);
    let Some(purpose) = purpose(&asked, parts.extensions.get())? else {
        return Ok(guard::redirect(&guard::login_for(&uri).into()));
    };
    if let (Purpose::AcceptInvitation { token }, false) = (&purpose, is_from_own_page(&headers)) {
        return Ok(guard::redirect(&page_with(RESET_PASSWORD.path, "token", token).into()));
    }
    let context = RequestContext::of(state.web.clone(), parts);
    let (caller, hint) = (context.caller(), asked.get("login_hint"));
    let kept = (!next.is_empty()).then(|| next.to_string());
    let begun = state.accounts.identities().begin_at_provider(&caller, provider, purpose.clone(), kept, hint).await;
    let departure = match begun {
        Ok(departure) => departure,
        Err(error) => {
            return Ok(match guard::detour(&error, &uri) {
                Some(page) => guard::redirect(&page.into()),
                None => refuse(context, Some(&purpose), next, error),
            });
        }
    };
    let response = guard::redirect_to_url(StatusCode::SEE_OTHER, &departure.location)?;
    Ok(with_cookies(response, attempt_cookie::keep(state.cookies, &headers, &departure)))
}

/// Whether a page of this server has led here. An invitation links the account at the provider without another question, so its page
/// has to ask: with a link, others could link the account of a person to one that they were invited to. Old browsers do not say.
fn is_from_own_page(headers: &HeaderMap) -> bool {
    headers.get(&SEC_FETCH_SITE).is_none_or(|site| site == "same-origin")
}

/// Why somebody goes to the provider. None: they have to sign in here first.
fn purpose(asked: &Parameters<'_>, who: Option<&CurrentUser>) -> Result<Option<Purpose>, AppError> {
    let own = || -> Result<Option<(UserId, SessionId)>, AppError> {
        who.map(|who| Ok((who.user.id, who.session()?))).transpose()
    };
    Ok(match asked.get("for").unwrap_or_default() {
        "" => Some(Purpose::SignIn { remember: asked.get("remember").is_some_and(|value| !value.is_empty()) }),
        "invitation" => {
            let token = asked.get("token").filter(|token| token.len() <= MAX_TOKEN);
            Some(Purpose::AcceptInvitation { token: token.unwrap_or_default().to_owned() })
        }
        "link" => own()?.map(|(user, session)| Purpose::Link { user, session }),
        "step-up" => own()?.map(|(user, session)| Purpose::StepUp { user, session }),
        _ => return Err(problem::not_found()),
    })
}

/// Takes the answer of the provider, and leads on.
async fn come_back(
    State(state): State<AppState>,
    Path(provider): Path<String>,
    request: Request,
) -> Result<Response, AppError> {
    let (parts, _) = request.into_parts();
    let (uri, headers) = (parts.uri.clone(), parts.headers.clone());
    let asked = Parameters::of(&uri);
    let text = |name: &str| asked.get(name).map(str::to_owned);
    let mark = asked.get("state").unwrap_or_default();
    // No provider sends one twice (RFC 6749, section 3.1): somebody has added another value.
    let is_clear = !ANSWER.iter().any(|name| asked.repeats(name));
    let binding = attempt_cookie::kept(state.cookies, &parts.headers, mark).filter(|_| is_clear);
    let answer = ProviderAnswer {
        provider,
        state: mark.to_owned(),
        code: text("code"),
        iss: text("iss"),
        error: text("error"),
        name: text("name"),
        binding: binding.map(str::to_owned),
    };
    let address = state.proxies.address(&parts.extensions, &parts.headers);
    let context = RequestContext::of(state.web.clone(), parts);
    // Before the provider is asked: anybody can make up answers.
    let charged = address.map(|address| state.accounts.spend(Budget::Provider, RateLimitKey::source(address)));
    let returned = match charged.transpose() {
        Ok(_) => state.accounts.identities().return_from_provider(&context.caller(), context.browser(), answer).await,
        Err(exceeded) => Err(Box::new(ReturnError { error: exceeded.into(), purpose: None, next: None })),
    };
    let next = match &returned {
        Ok(returned) => &returned.next,
        Err(failed) => &failed.next,
    };
    let next = Handle::parse(next.as_deref().unwrap_or_default());
    let response = match returned {
        Ok(returned) => proceed(&state, &headers, context, returned, &next).await,
        Err(failed) => {
            let ReturnError { error, purpose, .. } = *failed;
            refuse(context, purpose.as_ref(), &next, error)
        }
    };
    let response = with_cookies(response, attempt_cookie::forget(state.cookies, mark));
    Ok(on_the_way(&next, response).await)
}

/// Leads to what follows a proven identity.
async fn proceed(
    state: &AppState,
    headers: &HeaderMap,
    context: RequestContext,
    returned: Returned,
    next: &Handle,
) -> Response {
    let Returned { arrived, purpose, .. } = returned;
    match (arrived, purpose) {
        // The session goes on, with a new proof.
        (Arrived::SignedIn(sign_in), Purpose::StepUp { .. } | Purpose::Link { .. }) => {
            context.set_sign_in(&sign_in);
            let answer = context.accept((), &next.or_account(), None);
            context.respond(Ok(answer))
        }
        (Arrived::SignedIn(sign_in), _) => {
            let next = context.destination(next, &sign_in).await;
            let answer = context.accept_sign_in(*sign_in, next, None).await;
            context.respond(Ok(answer))
        }
        (Arrived::SecondFactor(pending), _) => {
            let answer = context.ask_second_factor(&pending, next);
            context.respond(Ok(answer))
        }
        (Arrived::FirstTime(arrival), _) => to_page(state, headers, &next.on(FIRST_TIME.path), &arrival),
        (Arrived::SignInFirst(arrival), _) => to_page(state, headers, &next.on(SIGN_IN_FIRST.path), &arrival),
        // Its visitor is signed in, and has come from the page about security.
        (Arrived::ConfirmLink(arrival), _) => to_page(state, headers, &page(LINK.path), &arrival),
        (Arrived::TakeOver(arrival), _) => to_page(state, headers, &next.on(TAKE_OVER.path), &arrival),
    }
}

/// Leads to a page that asks its visitor about the identity, which the browser keeps for a while. The address of the page says where
/// they go on also after that.
fn to_page(state: &AppState, headers: &HeaderMap, page: &LocalPath, arrival: &SealedText) -> Response {
    let kept = fit(state.cookies, headers, Name::Arrival.into(), &arrival.text, arrival.lifetime);
    with_cookies(guard::redirect_with(StatusCode::SEE_OTHER, &page.into()), kept)
}

/// Leads to the page on which the person can begin again, or do something else, and which shows the error.
fn refuse(context: RequestContext, purpose: Option<&Purpose>, next: &Handle, error: AppError) -> Response {
    let (form, back) = match purpose {
        Some(Purpose::StepUp { .. }) => (Form::Confirm, next.on(CONFIRM.path)),
        Some(Purpose::Link { .. }) => (Form::Identities, LocalPath::security()),
        // The sign-in page would lead on, without the error.
        _ if context.visitor().is_ok() => (Form::Identities, LocalPath::security()),
        _ => (Form::Login, next.on(LOGIN.path)),
    };
    let answer = context.form(form, back).reject::<()>(error);
    context.respond(answer)
}
