//! Pages that a browser shows on the host of an application.

use super::super::host_look::Forms;
use super::super::rate_limit::Source;
use super::super::state::AppState;
use crate::accounts::{self, User};
use crate::applications::Origin;
use crate::language::{Label, say};
use crate::shared::{AppError, SignedOutElsewhere};
use crate::ui::markup::{Markup, write_markup};
use crate::web::{language, problem};
use axum::http::{HeaderMap, Uri};
use axum::response::{IntoResponse, Response};

/// A link on a page.
pub struct Link<'a> {
    pub href: &'a str,
    pub text: Label,
}

/// An error, which is a page with a link to Vestibule if the client shows pages.
pub fn refused(state: &AppState, headers: &HeaderMap, error: AppError) -> Result<Response, AppError> {
    let issuer = &state.accounts.settings().issuer;
    respond(state, headers, error, &Link { href: &format!("{issuer}/"), text: say::title_own_applications })
}

/// The same for an error that anybody can cause, with what they have made up: the request is charged.
pub fn refused_to_anybody(source: &mut Source<'_>, error: AppError) -> Result<Response, AppError> {
    source.charge()?;
    refused(source.state, source.headers, error)
}

/// The user has to add a second factor first. A page links to where that is done.
pub fn factor_missing(state: &AppState, headers: &HeaderMap) -> Result<Response, AppError> {
    let issuer = &state.accounts.settings().issuer;
    let link = Link { href: &format!("{issuer}/account/security"), text: say::security };
    respond(state, headers, accounts::factor_missing(), &link)
}

/// An error, which is a page with this link if the client shows pages. An error of the server is always left to the middleware.
pub fn respond(state: &AppState, headers: &HeaderMap, error: AppError, link: &Link<'_>) -> Result<Response, AppError> {
    let status = problem::status_of(error.code);
    if !problem::wants_html(headers) || status.is_server_error() {
        return Err(error);
    }
    let language = language::of_visitor(state, None, &Uri::default(), headers);
    let write = |out: &mut Markup| write_error(out, &error.detail.say(), link);
    let page = state.host_page(language, |look| look.page(error.code.title(), Forms::None, write));
    Ok((status, page).into_response())
}

/// What the page that asks before a sign-out shows.
pub struct Question<'a> {
    pub user: &'a User,
    /// The path of the form.
    pub action: &'a str,
    /// Where the page is.
    pub origin: &'a Origin,
}

/// Asks whether the user wants to sign out, with a plain form.
pub fn ask(state: &AppState, headers: &HeaderMap, question: &Question<'_>) -> Response {
    let language = language::of_visitor(state, question.user.language(), &Uri::default(), headers);
    let name = state.settings(language).name.as_str();
    let write = |out: &mut Markup| write_question(out, question, name);
    state.host_page(language, |look| look.page(say::enter_sign_out_title(), Forms::Own, write))
}

/// Says where a user who has signed out may still be signed in. `to`: where the sign-out leads.
pub fn signed_out(
    state: &AppState,
    headers: &HeaderMap,
    user: &User,
    elsewhere: &SignedOutElsewhere,
    to: &str,
) -> Response {
    let language = language::of_visitor(state, user.language(), &Uri::default(), headers);
    state.host_page(language, |look| {
        let (title, line) = elsewhere.words();
        let write = |out: &mut Markup| {
            write_markup!(out; "<p>" (&line) "</p><p><a href=\"" (to) "\">" (say::elsewhere_go_on()) "</a></p>");
        };
        look.page(title, Forms::None, write)
    })
}

fn write_error(out: &mut Markup, text: &str, link: &Link<'_>) {
    write_markup!(out; "<p>" (text) "</p><p><a href=\"" (link.href) "\">" ((link.text)()) "</a></p>");
}

/// `installation`: its name.
fn write_question(out: &mut Markup, question: &Question<'_>, installation: &str) {
    let Question { user, action, origin, .. } = question;
    write_markup!(
        out;
        "<p>" (&say::enter_sign_out_about(installation, &user.username)) "</p><form method=\"post\" action=\"" (action)
        "\"><button>" (say::sign_out()) "</button></form><p><a href=\"" (&format!("{origin}/")) "\">"
        (say::enter_stay_signed_in()) "</a></p>"
    );
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::markup::html;

    #[test]
    fn text_and_address_are_escaped() {
        let link = Link { href: "https://a.example/\"><script>", text: say::sign_out };
        let page = html(|out| write_error(out, "<b>No</b>.", &link));
        assert!(!page.contains("<script>") && page.contains("<p>&lt;b&gt;No&lt;/b&gt;.</p>"), "{page}");
    }
}
