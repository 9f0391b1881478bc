//! `/terms`, which anybody can read, and `/terms/accept`, where somebody accepts terms on the way to where they are going. Written on the
//! server, without a script: they work the same everywhere, and no page has to load them.

use super::host_look::Forms;
use super::markdown::write_markdown;
use super::state::AppState;
use super::terms_admin::{MANAGE, heading};
use super::{bodies, guard, journeys};
use crate::accounts::{Action, CurrentUser, Target};
use crate::language::{Language, say};
use crate::shared::journey::ACCEPT_TERMS;
use crate::shared::terms::TermsView;
use crate::shared::{AppError, ApplicationName, ErrorCode, Handle};
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
    let terms = state.accounts.terms().public_terms(None).await?;
    Ok(show(&state, &parts, &terms))
}

async fn one(
    State(state): State<AppState>,
    Path(version): Path<String>,
    request: Request,
) -> Result<Response, AppError> {
    let (parts, _) = request.into_parts();
    let version = version.parse::<i64>().map_err(|_| problem::not_found())?;
    let terms = state.accounts.terms().public_terms(Some(version)).await?;
    Ok(show(&state, &parts, &terms))
}

fn show(state: &AppState, parts: &Parts, terms: &TermsView) -> Response {
    let language = language_of(state, parts);
    let may_manage = state.proxies.caller(&parts.extensions, &parts.headers).may(Action::ManageTerms);
    state.host_page(language, |look| {
        look.page(say::terms(), Forms::None, |out| {
            write_terms(out, terms, language);
            if may_manage {
                write_markup!(out; "<p><a href=\"" (MANAGE) "\">" (say::terms_manage()) "</a></p>");
            }
        })
    })
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
    let owed = owed(&state, &parts, who, &next).await?;
    if owed.is_empty() {
        return Ok(guard::redirect(&state.after_sign_in(&next, &who.user).await));
    }
    let language = language_of(&state, &parts);
    Ok(state.host_page(language, |look| {
        look.page(say::terms_accept_title(), Forms::Own, |out| write_question(out, &owed, &next, language))
    }))
}

/// What somebody has to accept on the way to `next`. Wherever they go, accepting what all their applications ask is enough, so that
/// nobody is asked here and there for ever.
async fn owed(state: &AppState, parts: &Parts, who: &CurrentUser, next: &Handle) -> Result<Vec<TermsView>, AppError> {
    let target = match journeys::at(state, &parts.headers, next).await? {
        Some(journey) => state.accounts.journeys().target(&journey.goal).await?,
        None => Target::Page,
    };
    let ahead: Vec<ApplicationName> = match target {
        Target::Application(_, application, _) => vec![application.name.clone()],
        Target::Client(request) => vec![request.registered.application.name.clone()],
        Target::Page | Target::Gone(_) => Vec::new(),
    };
    let terms = state.accounts.terms();
    let owed = terms.show_owed(who.user.id, &ahead).await?;
    if !owed.is_empty() {
        return Ok(owed);
    }
    let applications = state.accounts.applications().all().await?;
    let open = applications.all().iter().filter(|application| application.admits(&who.user.groups));
    let open: Vec<_> = open.map(|application| application.name.clone()).collect();
    terms.show_owed(who.user.id, &open).await
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
