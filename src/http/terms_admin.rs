//! `/terms/manage`, for administrators: which versions of terms there are, how many have accepted each, and a form for another one.
//! Written on the server, without a script, as the pages that everybody reads (`terms_page`).

use super::host_look::Forms;
use super::state::AppState;
use super::{bodies, guard};
use crate::accounts::{Action, Caller};
use crate::language::{Language, say};
use crate::shared::terms::{TermsRequest, TermsState, TermsVersionView};
use crate::shared::{AppError, ApplicationName, ErrorCode, Expected, Handle, Text};
use crate::ui::markup::{Markup, write_markup};
use crate::ui::routes::CONFIRM;
use crate::web::urls::{Parameters, page};
use crate::web::{language, problem};
use axum::Router;
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};

/// The path of the page.
pub const MANAGE: &str = "/terms/manage";
const PUBLISH: &str = "/actions/terms/publish";
const WITHDRAW: &str = "/actions/terms/withdraw";

pub fn routes() -> Router<AppState> {
    Router::new().route(MANAGE, get(manage))
}

/// The forms, which change something.
pub fn form_routes() -> Router<AppState> {
    Router::new().route(PUBLISH, post(publish)).route(WITHDRAW, post(withdraw))
}

/// What was typed into the form, by the names of its fields.
type Typed = [(String, String)];

async fn manage(State(state): State<AppState>, request: Request) -> Result<Response, AppError> {
    let (parts, _) = request.into_parts();
    let caller = state.proxies.caller(&parts.extensions, &parts.headers);
    if let Some(to_sign_in) = sign_in_first(&caller) {
        return Ok(to_sign_in);
    }
    show(&state, &parts, &caller, None, &[]).await
}

async fn publish(State(state): State<AppState>, request: Request) -> Result<Response, AppError> {
    let (parts, body) = request.into_parts();
    let body = bodies::read_form(&parts.headers, body).await?;
    let caller = state.proxies.caller(&parts.extensions, &parts.headers);
    if let Some(to_sign_in) = sign_in_first(&caller) {
        return Ok(to_sign_in);
    }
    let form = Parameters::of_form(&body);
    let typed: Vec<_> = form.iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
    match state.accounts.terms().publish_terms(&caller, request_of(&typed)).await {
        Ok(_) => Ok(back()),
        Err(error) => show(&state, &parts, &caller, Some(error), &typed).await,
    }
}

async fn withdraw(State(state): State<AppState>, request: Request) -> Result<Response, AppError> {
    let (parts, body) = request.into_parts();
    let body = bodies::read_form(&parts.headers, body).await?;
    let caller = state.proxies.caller(&parts.extensions, &parts.headers);
    if let Some(to_sign_in) = sign_in_first(&caller) {
        return Ok(to_sign_in);
    }
    let version = Parameters::of_form(&body).get("version").and_then(|version| version.parse::<i64>().ok());
    let version = version.ok_or_else(problem::not_found)?;
    match state.accounts.terms().withdraw_terms(&caller, version).await {
        Ok(()) => Ok(back()),
        Err(error) => show(&state, &parts, &caller, Some(error), &[]).await,
    }
}

/// Where somebody signs in who is not, so that they come back to the page.
fn sign_in_first(caller: &Caller) -> Option<Response> {
    let is_stranger = caller.user_id().is_none();
    is_stranger.then(|| guard::redirect_with(StatusCode::SEE_OTHER, &Handle::from(page(MANAGE)).on("/login").into()))
}

fn back() -> Response {
    guard::redirect_with(StatusCode::SEE_OTHER, &page(MANAGE).into())
}

/// The value of a field.
fn value<'a>(typed: &'a Typed, name: &str) -> &'a str {
    typed.iter().find(|(field, _)| field == name).map(|(_, value)| value.as_str()).unwrap_or_default()
}

/// The name of the field for the document in a language.
fn field_of(language: Language) -> String {
    format!("document-{}", language.as_str())
}

/// A document that is nothing but an address is a link.
fn request_of(typed: &Typed) -> TermsRequest {
    let is_link = |text: &str| text.starts_with("https://") || text.starts_with("http://");
    let documents = Language::ALL.into_iter().map(|language| (language, value(typed, &field_of(language)).trim()));
    let written = documents.filter(|(_, text)| !text.is_empty());
    let (links, texts): (Vec<_>, Vec<_>) =
        written.partition(|(_, text)| is_link(text) && !text.contains(char::is_whitespace));
    let all = |documents: Vec<(Language, &str)>| {
        let one = |(language, text): (Language, &str)| Text::from(format!("{}={text}", language.as_str()));
        Expected::Given(documents.into_iter().map(one).collect::<Vec<_>>())
    };
    TermsRequest {
        application: Text::from(value(typed, "application")),
        links: all(links),
        texts: all(texts),
        applies_from: Text::from(value(typed, "applies_from")),
    }
}

/// The page, with what is wrong, and what was typed.
async fn show(
    state: &AppState,
    parts: &Parts,
    caller: &Caller,
    error: Option<AppError>,
    typed: &Typed,
) -> Result<Response, AppError> {
    let versions = state.accounts.terms().list_terms(caller).await?;
    if !caller.may(Action::ManageTerms) {
        return Err(problem::not_found());
    }
    let applications = state.accounts.applications().all().await?;
    let names: Vec<String> = applications.all().iter().map(|application| application.name.to_string()).collect();
    let language = language::of_request(state, &parts.uri, &parts.extensions, &parts.headers);
    let shown = state.host_page(language, |look| {
        look.page(say::terms(), Forms::Own, |out| {
            if let Some(error) = &error {
                write_error(out, error);
            }
            versions.iter().for_each(|version| write_version(out, version));
            write_form(out, &names, typed);
        })
    });
    let status = error.map(|error| problem::status_of(error.code)).unwrap_or_default();
    Ok((status, shown).into_response())
}

fn write_error(out: &mut Markup, error: &AppError) {
    write_markup!(out; "<div role=\"alert\"><p>" (&error.detail.say()) "</p>");
    for wrong in &error.errors {
        write_markup!(out; "<p>" (&wrong.message.say()) "</p>");
    }
    if error.code == ErrorCode::StepUpRequired {
        // In another tab: what was typed stays here.
        let confirm = Handle::from(page(MANAGE)).on(CONFIRM.path);
        write_markup!(out; "<p><a target=\"_blank\" rel=\"noopener\" href=\"" (confirm.as_str()) "\">");
        write_markup!(out; (say::title_confirm()) "</a></p>");
    }
    out.add("</div>");
}

/// Whose terms they are.
pub fn heading(application: Option<&ApplicationName>) -> String {
    match application {
        Some(name) => say::terms_of_application(name.as_str()),
        None => say::terms_of_installation().to_owned(),
    }
}

fn write_version(out: &mut Markup, terms: &TermsVersionView) {
    let number = terms.version.to_string();
    let state = match terms.state {
        TermsState::Planned => say::terms_planned(),
        TermsState::InEffect => say::terms_is_in_effect(),
        TermsState::Replaced => say::terms_replaced(),
    };
    let heading = heading(terms.application.as_ref());
    write_markup!(out; "<div><p><strong>" (&heading) "</strong> · ");
    write_markup!(out; (&say::terms_version(&terms.applies_from.day_in_words(), &number)) " · " (state) " · ");
    write_markup!(out; (&say::terms_accepted_by(terms.accepted)) "</p>");
    if terms.state == TermsState::Planned {
        write_markup!(out; "<form method=\"post\" action=\"" (WITHDRAW) "\"><input type=\"hidden\" name=\"version\" value=\"");
        write_markup!(out; (&number) "\"><button>" (say::terms_withdraw()) "</button></form>");
    } else {
        write_markup!(out; "<p><a href=\"/terms/" (&number) "\">" (say::terms_read()) "</a></p>");
    }
    out.add("</div>");
}

fn write_form(out: &mut Markup, applications: &[String], typed: &Typed) {
    write_markup!(out; "<h2>" (say::terms_new()) "</h2><p>" (say::terms_new_about()) "</p>");
    write_markup!(out; "<form method=\"post\" action=\"" (PUBLISH) "\"><p><label for=\"application\">");
    write_markup!(out; (say::terms_whose()) "</label><br><select id=\"application\" name=\"application\"><option value=\"\">");
    write_markup!(out; (say::terms_of_installation()) "</option>");
    for name in applications {
        out.add(if value(typed, "application") == name { "<option selected value=\"" } else { "<option value=\"" });
        write_markup!(out; (name) "\">" (&say::terms_of_application(name)) "</option>");
    }
    out.add("</select></p>");
    for language in Language::ALL {
        let field = field_of(language);
        write_markup!(out; "<p><label for=\"" (&field) "\">" (&say::terms_document_in(language.name())) "</label><br>");
        write_markup!(out; "<textarea id=\"" (&field) "\" name=\"" (&field) "\" rows=\"8\" lang=\"" (language.as_str()));
        write_markup!(out; "\">\n" (value(typed, &field)) "</textarea></p>");
    }
    write_markup!(out; "<p><label for=\"applies_from\">" (say::terms_from()) "</label><br>");
    write_markup!(out; "<input type=\"date\" id=\"applies_from\" name=\"applies_from\" value=\"");
    write_markup!(out; (value(typed, "applies_from")) "\"></p><button>" (say::terms_publish()) "</button></form>");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_a_link_and_everything_else_a_text() {
        let typed = |english: &str, german: &str| {
            [("document-en", english), ("document-de", german)].map(|(a, b)| (a.to_owned(), b.to_owned())).to_vec()
        };
        let read = |list: &Expected<Vec<Text>>| match list {
            Expected::Given(list) => list.iter().map(|text| text.as_str().to_owned()).collect::<Vec<_>>(),
            Expected::Missing | Expected::WrongType => Vec::new(),
        };
        let request = request_of(&typed(" https://example.org/terms ", ""));
        assert_eq!(
            (read(&request.links), read(&request.texts).len()),
            (vec!["en=https://example.org/terms".to_owned()], 0)
        );
        let request = request_of(&typed("https://example.org/ has them", "Seien Sie nett."));
        assert_eq!((read(&request.links).len(), read(&request.texts).len()), (0, 2));
    }
}
