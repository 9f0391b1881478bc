//! `/terms`, which anybody can read, and `/terms/accept`, where somebody accepts terms on the way to where they are going. Written on the
//! server, without a script: they work the same everywhere, and no page has to load them.

use super::host_look::Forms;
use super::markdown::write_markdown;
use super::state::AppState;
use super::terms_admin::{MANAGE, heading};
use super::{bodies, guard, journeys};
use crate::accounts::{Action, CurrentUser};
use crate::language::{Language, say};
use crate::shared::journey::ACCEPT_TERMS;
use crate::shared::terms::TermsView;
use crate::shared::{AppError, ErrorCode, Handle};
use crate::ui::journey::write_field;
use crate::ui::markup::{Markup, write_markup};
use crate::ui::routes::LOGIN;
use crate::web::urls::{Parameters, handle_in, handle_in_form};
use crate::web::{language, problem};
use axum::Router;
use axum::extract::{Path, Request, State};
use axum::http::StatusCode;
use axum::http::request::Parts;
use axum::response::Response;
use axum::routing::{get, post};

const CURRENT: &str = "/terms";
/// A version, also one that was replaced.
const ONE: &str = "/terms/{version}";
const ACCEPTING: &str = "/actions/accept-terms";
/// The name of the hidden field with the number of a version that was shown.
const VERSION: &str = "version";

pub fn routes() -> Router<AppState> {
    Router::new().route(CURRENT, get(current)).route(ONE, get(one)).route(ACCEPT_TERMS, get(ask))
}

/// The form, which changes something.
pub fn form_routes() -> Router<AppState> {
    Router::new().route(ACCEPTING, post(accept))
}

async fn current(State(state): State<AppState>, request: Request) -> Result<Response, AppError> {
    let (parts, _) = request.into_parts();
    shown(&state, &parts, None).await
}

async fn one(
    State(state): State<AppState>,
    Path(version): Path<String>,
    request: Request,
) -> Result<Response, AppError> {
    let (parts, _) = request.into_parts();
    let version = version.parse::<i64>().map_err(|_| problem::not_found())?;
    shown(&state, &parts, Some(version)).await
}

async fn shown(state: &AppState, parts: &Parts, version: Option<i64>) -> Result<Response, AppError> {
    let caller = state.proxies.caller(&parts.extensions, &parts.headers);
    let terms = state.accounts.journeys().show_public_terms(&caller, version).await?;
    let (language, may_manage) = (language_of(state, parts), caller.may(Action::ManageTerms));
    Ok(state.host_page(language, |look| {
        look.page(say::terms(), Forms::None, |out| {
            write_terms(out, &terms, language);
            if may_manage {
                write_markup!(out; "<p><a href=\"" (MANAGE) "\">" (say::terms_manage()) "</a></p>");
            }
        })
    }))
}

/// Shows what the visitor has to accept, and leads on if that is nothing.
async fn ask(State(state): State<AppState>, request: Request) -> Result<Response, AppError> {
    let (parts, _) = request.into_parts();
    let next = handle_in(&parts.uri);
    let Some(who) = parts.extensions.get::<CurrentUser>() else {
        return Ok(guard::redirect(&next.on(LOGIN.path).into()));
    };
    if who.needs_factor {
        return Ok(guard::redirect(&next.before_factor().into()));
    }
    let goal = journeys::at(&state, &parts.headers, &next).await?.map(|journey| journey.goal);
    let owed = state.accounts.journeys().terms_before(who, goal.as_ref()).await?;
    if owed.is_empty() {
        return Ok(guard::redirect(&state.after_sign_in(&next, &who.user).await));
    }
    let language = language_of(&state, &parts);
    Ok(state.host_page(language, |look| {
        look.page(say::terms_accept_title(), Forms::Own, |out| write_question(out, &owed, &next, language))
    }))
}

/// Notes what was accepted, and leads on. What has changed since the page was shown is asked for again.
async fn accept(State(state): State<AppState>, request: Request) -> Result<Response, AppError> {
    let (parts, body) = request.into_parts();
    let body = bodies::read_form(&parts.headers, body).await?;
    let next = handle_in_form(&body);
    let Some(who) = parts.extensions.get::<CurrentUser>() else {
        return Ok(guard::redirect_with(StatusCode::SEE_OTHER, &next.on(LOGIN.path).into()));
    };
    let form = Parameters::of_form(&body);
    let versions: Vec<i64> =
        form.iter().filter(|(name, _)| *name == VERSION).filter_map(|(_, value)| value.parse().ok()).collect();
    let caller = state.proxies.caller(&parts.extensions, &parts.headers);
    match state.accounts.terms().accept_terms(&caller, versions, language_of(&state, &parts)).await {
        Err(error) if error.code == ErrorCode::NotFound => {
            return Ok(guard::redirect_with(StatusCode::SEE_OTHER, &next.on(ACCEPT_TERMS).into()));
        }
        accepted => accepted?,
    }
    let to = state.after_sign_in(&next, &who.user).await;
    Ok(guard::redirect_with(StatusCode::SEE_OTHER, &to))
}

fn language_of(state: &AppState, parts: &Parts) -> Language {
    language::of_request(state, &parts.uri, &parts.extensions, &parts.headers)
}

fn write_question(out: &mut Markup, owed: &[TermsView], next: &Handle, language: Language) {
    write_markup!(out; "<p>" (say::terms_accept_about()) "</p>");
    for terms in owed {
        write_terms(out, terms, language);
    }
    write_markup!(out; "<form method=\"post\" action=\"" (ACCEPTING) "\">");
    write_field(out, next);
    for terms in owed {
        let version = terms.version.to_string();
        write_markup!(out; "<input type=\"hidden\" name=\"" (VERSION) "\" value=\"" (&version) "\">");
    }
    write_markup!(
        out;
        "<button>" (say::terms_accept()) "</button></form><p><a href=\"/account\">" (say::terms_not_now()) "</a></p>"
    );
}

/// A version: its text, or a link to it.
fn write_terms(out: &mut Markup, terms: &TermsView, language: Language) {
    let heading = heading(terms.application.as_ref());
    write_markup!(out; "<div><p><strong>" (&heading) "</strong> · ");
    write_markup!(out; (&say::terms_version(&terms.applies_from.day_in_words(), &terms.version.to_string())) "</p>");
    if let Some(link) = terms.documents.link(language) {
        write_markup!(
            out;
            "<p><a rel=\"noopener noreferrer\" target=\"_blank\" href=\"" (link) "\">" (say::terms_read()) "</a></p>"
        );
    }
    if let Some(text) = terms.documents.text(language) {
        write_markdown(out, text);
    }
    out.add("</div>");
}
