//! RP-initiated logout: `/oauth/logout`. With an ID token of the present session it signs out at once, otherwise a page asks.

use super::request::{in_body, in_query, repeat_with_get};
use crate::accounts::{CurrentUser, LogoutRequest, WayBack};
use crate::http::authenticate::own_session;
use crate::http::guard::redirect_to_url;
use crate::http::headers::{no_head, open_to_opener, with_cookies};
use crate::http::host_look::{Forms, HostLook};
use crate::http::rate_limit::Source;
use crate::http::state::AppState;
use crate::http::{bodies, lead_on, pages};
use crate::language::{Language, say};
use crate::shared::{AppError, Flash, Notice, SignedOutElsewhere};
use crate::ui::markup::{Markup, write_markup};
use crate::ui::routes::LOGIN;
use crate::web::urls::Parameters;
use crate::web::{language, problem};
use axum::Router;
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::http::request::Parts;
use axum::middleware::{from_fn_with_state, map_response};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};

const LOGOUT: &str = "/oauth/logout";
/// Where the page that asks sends its form.
const CONFIRM: &str = "/oauth/logout/confirm";
/// The field of the form.
const FIELD: &str = "sign_out";

/// HEAD does nothing: a program that only looks at a link must not sign its user out.
pub(super) fn routes(state: &AppState) -> Router<AppState> {
    Router::new()
        .route(LOGOUT, get(begin).head(no_head("GET, POST")).post(repeat))
        .route(CONFIRM, post(confirm))
        .layer(from_fn_with_state(state.clone(), pages::render_errors))
        // A client may sign out in a window that it has opened, and waits for it to come back.
        .layer(map_response(open_to_opener))
}

async fn begin(State(state): State<AppState>, request: Request) -> Result<Response, AppError> {
    let (parts, _) = request.into_parts();
    let who = visitor(&state, &parts).await?;
    let request = match read(&state, &parts, who.as_ref()).await {
        Ok(request) => request,
        Err(error) => return refuse(&state, &parts, who.as_ref(), error),
    };
    match who {
        Some(who) if request.is_about(&who) => {
            let elsewhere = sign_out(&state, &parts, &who).await?;
            // The ID token shows that it is the client that asks.
            let elsewhere = match request.asked_by() {
                Some(title) => elsewhere.and_then(|elsewhere| elsewhere.without(title)),
                None => elsewhere,
            };
            // Also to a client with a document: they have signed in there, in this session.
            signed_out(&state, request.leads_to().map(|way| way.url), elsewhere)
        }
        Some(who) => ask(&state, &parts, &who, &request, None),
        None => signed_out_by_link(&state, &parts, None, request.leads_to(), None),
    }
}

/// A form of another site comes without the cookies of this one, so none is read.
async fn repeat(State(state): State<AppState>, request: Request) -> Result<Response, AppError> {
    let (parts, body) = request.into_parts();
    Source::of(&state, &parts.extensions, &parts.headers).charge()?;
    repeat_with_get(&state.accounts, LOGOUT, &in_body(&parts.headers, body).await?)
}

/// The form of the page that asks. What it contains is sealed for this session, so no other site can have it.
async fn confirm(State(state): State<AppState>, request: Request) -> Result<Response, AppError> {
    let (parts, body) = request.into_parts();
    let who = visitor(&state, &parts).await?;
    let form = bodies::read_form(&parts.headers, body).await?;
    let form = Parameters::of_form(&form);
    let sealed = form.get(FIELD).unwrap_or_default();
    let confirmed = state.accounts.openid().open_logout(who.as_ref(), sealed).await?;
    let response = match (who, confirmed) {
        (Some(who), Some(confirmed)) if who.session_id() == Some(confirmed.session) => {
            let elsewhere = sign_out(&state, &parts, &who).await?;
            signed_out_by_link(&state, &parts, who.user.language(), confirmed.leads_to, elsewhere)
        }
        // It has ended meanwhile, perhaps in another window.
        (None, Some(confirmed)) => signed_out_by_link(&state, &parts, None, confirmed.leads_to, None),
        // Too old, or of an earlier session: the page asks again.
        _ => see_other(LOGOUT),
    };
    response.map(|response| lead_on::after_form(&state, &parts.uri, &parts.headers, response))
}

/// The user of the session of the cookies, if there is one. Charges the account or, without one, the source.
async fn visitor(state: &AppState, parts: &Parts) -> Result<Option<CurrentUser>, AppError> {
    let mut source = Source::of(state, &parts.extensions, &parts.headers);
    let who = own_session(&mut source).await?;
    source.charge_user(who.as_ref())?;
    Ok(who)
}

async fn read(state: &AppState, parts: &Parts, who: Option<&CurrentUser>) -> Result<LogoutRequest, AppError> {
    let address = state.proxies.address(&parts.extensions, &parts.headers);
    let parameters = in_query(&state.accounts, &parts.uri)?;
    state.accounts.openid().read_logout_request(who, address, &parameters).await
}

/// Ends the session; returns where else that had an effect.
async fn sign_out(state: &AppState, parts: &Parts, who: &CurrentUser) -> Result<Option<SignedOutElsewhere>, AppError> {
    let caller = state.proxies.caller(&parts.extensions, &parts.headers);
    state.accounts.sessions().log_out(who, &caller).await
}

/// Deletes the cookies, and leads to the client or to the sign-in page, which says that one is signed out, and where else.
fn signed_out(
    state: &AppState,
    leads_to: Option<String>,
    elsewhere: Option<SignedOutElsewhere>,
) -> Result<Response, AppError> {
    let response = see_other(leads_to.as_deref().unwrap_or(LOGIN.path))?;
    let flash = leads_to.is_none().then(|| Flash { notice: Some(Notice::SignedOut), elsewhere, ..Flash::default() });
    let flash = flash.and_then(|flash| state.flash.cookie(state.cookies, flash, state.accounts.now()));
    Ok(with_cookies(response, state.cookies.sign_out().chain(flash)))
}

/// The same where no ID token of the session shows who has made the link. The address of a client with a document is whatever anybody
/// has written there, so a page says first whose it is: otherwise a link to this server would lead anywhere (RFC 9700, section 4.11.2).
fn signed_out_by_link(
    state: &AppState,
    parts: &Parts,
    account: Option<Language>,
    leads_to: Option<WayBack>,
    elsewhere: Option<SignedOutElsewhere>,
) -> Result<Response, AppError> {
    let Some(WayBack { url, leads_to: to, described_at: Some(host) }) = &leads_to else {
        return signed_out(state, leads_to.map(|way| way.url), elsewhere);
    };
    let language = language::of_visitor(state, account, &parts.uri, &parts.headers);
    let write = |out: &mut Markup| {
        write_markup!(
            out;
            "<p>" (&say::oauth_logout_way_back_about(host)) "</p><p>" (&to.words()) "</p><p><a href=\"" (url) "\">"
            (say::oauth_way_back()) "</a></p>"
        );
    };
    let page = |look: &HostLook| look.page(say::oauth_logout_way_back_title(), Forms::None, write);
    Ok(with_cookies(state.host_page(language, page), state.cookies.sign_out()))
}

/// Says what is wrong with a request. Those who are signed in can sign out all the same.
fn refuse(state: &AppState, parts: &Parts, who: Option<&CurrentUser>, error: AppError) -> Result<Response, AppError> {
    let status = problem::status_of(error.code);
    let Some(who) = who.filter(|_| problem::wants_html(&parts.headers) && status.is_client_error()) else {
        return Err(error);
    };
    let page = ask(state, parts, who, &LogoutRequest::default(), Some(&error))?;
    Ok((status, page).into_response())
}

/// Asks whether the user wants to sign out, with a plain form.
fn ask(
    state: &AppState,
    parts: &Parts,
    who: &CurrentUser,
    request: &LogoutRequest,
    error: Option<&AppError>,
) -> Result<Response, AppError> {
    let sealed = state.accounts.openid().seal_logout(who, request)?;
    let language = language::of_visitor(state, who.user.language(), &parts.uri, &parts.headers);
    let installation = state.settings(language).name.as_str();
    Ok(state.host_page(language, |look| {
        let title = if error.is_some() { say::oauth_logout_refused() } else { say::enter_sign_out_title() };
        let write = |out: &mut Markup| {
            if let Some(error) = error {
                write_markup!(out; "<p>" (&error.detail.say()) "</p>");
            }
            if let Some(title) = request.asked_by() {
                write_markup!(out; "<p>" (&say::oauth_logout_asked_by(title)) "</p>");
            }
            write_question(out, &say::oauth_logout_about(installation, &who.user.username), &sealed);
        };
        look.page(title, Forms::Own, write)
    }))
}

fn write_question(out: &mut Markup, about: &str, sealed: &str) {
    write_markup!(
        out;
        "<p>" (about) "</p><form method=\"post\" action=\"" (CONFIRM) "\"><input type=\"hidden\" name=\"" (FIELD)
        "\" value=\"" (sealed) "\"><button>" (say::sign_out()) "</button></form><p><a href=\"/\">"
        (say::enter_stay_signed_in()) "</a></p>"
    );
}

/// After 303, the browser continues with GET.
fn see_other(url: &str) -> Result<Response, AppError> {
    redirect_to_url(StatusCode::SEE_OTHER, url)
}
