//! `/api/terms`, for administrators, and `/api/account/terms`, for those who have to accept some.

use super::super::openapi::{Access, Endpoint, Tag, examples};
use super::extract::{Bearer, InPath, Query};
use super::json::{Json, created};
use crate::shared::api_tokens::Scope;
use crate::shared::terms::{OwedTermsQuery, OwedTermsView, TermsRequest, TermsVersionListView, TermsView};
use crate::shared::{AppError, ErrorCode};
use axum::response::Response;
use serde_json::json;

pub fn endpoints() -> impl Iterator<Item = Endpoint> {
    let all = reading().into_iter().chain(changing()).map(|endpoint| endpoint.access(Access::Administrator));
    all.chain(own()).map(|endpoint| endpoint.tag(Tag::TERMS))
}

fn reading() -> [Endpoint; 2] {
    [
        Endpoint::get("/api/terms", list, "listTerms", "List versions of terms")
            .about("The last one first, with the number of accounts that have accepted it.")
            .scopes(&[Scope::UsersRead])
            .returns(200, "The versions.", &examples::terms_versions()),
        Endpoint::get("/api/terms/{version}", show, "getTerms", "Read a version of terms")
            .scopes(&[Scope::UsersRead])
            .returns(200, "The version with its documents.", &examples::terms()),
    ]
}

fn changing() -> [Endpoint; 2] {
    [
        Endpoint::post("/api/terms", publish, "publishTerms", "Publish terms")
            .asks()
            .about(
                "Those of the installation are accepted by everybody, those of an application by whoever enters it. From \
                 `applies_from` on nobody enters without that. A version is kept for good once it is in effect.",
            )
            .body::<TermsRequest>(json!({
                "texts": ["# Terms\n\nBe nice.", "de=# Bedingungen\n\nSeien Sie nett."],
                "applies_from": "2099-01-01",
            }))
            .returns(201, "The version.", &examples::terms())
            .with_header("Location", "The path of the version.")
            .idempotent(),
        Endpoint::delete("/api/terms/{version}", withdraw, "withdrawTerms", "Withdraw terms")
            .asks()
            .about("Only before they are in effect.")
            .done(204, "The version is gone.")
            .errors(&[ErrorCode::ValidationFailed]),
    ]
}

fn own() -> impl Iterator<Item = Endpoint> {
    let endpoints = [
        Endpoint::get("/api/account/terms", list_own, "listOwedTerms", "List the terms to accept")
            .about(
                "What the account has to accept: the terms of the installation, and those of the application in the query if the \
                 account may enter it. Until then, entering answers with `terms_required`.",
            )
            .query::<OwedTermsQuery>()
            .returns(200, "The terms.", &OwedTermsView { terms: vec![examples::terms()] })
            .errors(&[ErrorCode::ValidationFailed]),
        Endpoint::post("/api/account/terms/{version}", accept, "acceptTerms", "Accept terms")
            .about(
                "Repeating it changes nothing. A version that is not in effect, or of an application that the account may not enter, \
                 is not found.",
            )
            .done(204, "The terms are accepted."),
    ];
    endpoints.into_iter().map(|endpoint| endpoint.access(Access::SignedIn))
}

handlers! {
    list(who) -> TermsVersionListView { versions } = terms.list_terms();
    show(who, InPath(version): InPath<i64>) -> TermsView = terms.show_terms(version);
    withdraw(who, InPath(version): InPath<i64>) = terms.withdraw_terms(version);
    list_own(who, Query(query): Query<OwedTermsQuery>) -> OwedTermsView { terms }
        = journeys.list_owed_terms(&query.application);
}

async fn publish(who: Bearer, Json(request): Json<TermsRequest>) -> Result<Response, AppError> {
    let new = who.accounts.terms().publish_terms(&who.caller, request).await?;
    Ok(created(&format!("/api/terms/{}", new.version), Json(new)))
}

async fn accept(who: Bearer, InPath(version): InPath<i64>) -> Result<(), AppError> {
    let language = who.user().user.language().unwrap_or(who.accounts.settings().language);
    who.accounts.terms().accept_terms(&who.caller, vec![version], language).await
}
