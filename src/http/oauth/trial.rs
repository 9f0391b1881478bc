//! "Try it": an administrator signs in at a client, with `/oauth/trial` as its callback, and sees what it would get.

use crate::accounts::{Caller, TrialAnswer, TrialReport, TrialTokens};
use crate::http::guard::redirect_to_url;
use crate::http::host_look::Forms;
use crate::http::state::AppState;
use crate::language::{message, say};
use crate::shared::{AppError, ErrorCode, LocalPath};
use crate::ui::markup::{Markup, write_markup};
use crate::web::language;
use crate::web::urls::{Parameters, parameter};
use axum::Router;
use axum::body::to_bytes;
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::get;

/// The maximum length of the answer of the authorization endpoint in bytes.
const MAX_BODY: usize = 32 * 1024;

/// With the cookies of a page of this origin: the answer is sent by a form of our own page, so it is no write by GET, and no other
/// site can send one.
pub fn routes() -> Router<AppState> {
    // As in `TRIAL_PATH` of the use case.
    Router::new().route("/oauth/trial", get(begin).post(finish))
}

/// Leads to the authorization endpoint. HEAD does the same: nothing is stored.
async fn begin(State(state): State<AppState>, request: Request) -> Result<Response, AppError> {
    let caller = signed_in(state.proxies.caller(request.extensions(), request.headers()))?;
    let client = parameter(request.uri(), "client_id");
    let path = state.accounts.clients().begin_trial(&caller, &client).await?;
    redirect_to_url(StatusCode::SEE_OTHER, &path)
}

/// A stranger has to sign in, which is another answer than that of a user who may not manage applications.
fn signed_in(caller: Caller) -> Result<Caller, AppError> {
    let missing = || AppError::new(ErrorCode::TokenMissing, message::error_signed_out());
    caller.user_id().is_some().then_some(caller).ok_or_else(missing)
}

/// Shows what the client would get.
async fn finish(State(state): State<AppState>, request: Request) -> Result<Response, AppError> {
    let (parts, body) = request.into_parts();
    let caller = signed_in(state.proxies.caller(&parts.extensions, &parts.headers))?;
    let body = to_bytes(body, MAX_BODY).await;
    let body = body.map_err(|_| AppError::new(ErrorCode::PayloadTooLarge, message::client_trial_over()))?;
    let form = Parameters::of_form(&body);
    let field = |name: &str| form.get(name).unwrap_or_default().to_owned();
    let answer = TrialAnswer {
        state: field("state"),
        code: field("code"),
        error: field("error"),
        error_description: field("error_description"),
    };
    let report = state.accounts.clients().finish_trial(&caller, answer).await?;
    let language = language::of_request(&state, &parts.uri, &parts.extensions, &parts.headers);
    let write = |out: &mut Markup| write_report(out, &report);
    Ok(state.host_page(language, |look| look.page(say::client_trial(), Forms::None, write)))
}

fn write_report(out: &mut Markup, report: &TrialReport) {
    let back = LocalPath::client(&report.client);
    match &report.outcome {
        Ok(tokens) => write_tokens(out, tokens),
        Err(why) => write_markup!(out; "<p>" (say::client_trial_failed()) "</p><pre>" (why) "</pre>"),
    }
    if !report.findings.is_empty() {
        write_markup!(out; "<h2>" (say::client_trial_findings()) "</h2><ul>");
        for finding in &report.findings {
            write_markup!(out; "<li>" (&finding.say()) "</li>");
        }
        out.add("</ul>");
    }
    write_markup!(out; "<p><a href=\"" (back.as_str()) "\">" (say::client_trial_back()) "</a></p>");
}

fn write_tokens(out: &mut Markup, tokens: &TrialTokens) {
    let TrialTokens { id_token, access_token, userinfo, scope } = tokens;
    write_markup!(out; "<p>" (say::client_trial_about()) "</p>");
    let blocks = [
        (say::client_trial_id_token(), &id_token[..]),
        (say::client_trial_access_token(), &access_token[..]),
        (say::client_trial_userinfo(), std::slice::from_ref(userinfo)),
        (say::client_trial_scopes(), std::slice::from_ref(scope)),
    ];
    for (title, parts) in blocks {
        write_markup!(out; "<h2>" (title) "</h2>");
        for part in parts {
            write_markup!(out; "<pre>" (part) "</pre>");
        }
    }
}
