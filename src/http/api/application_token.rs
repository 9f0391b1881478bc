//! `/api/auth/application-token`: a token with which a signed-in user identifies to one application.

use super::{
    super::openapi::{Access, Endpoint, Tag},
    bearer::Bearer,
    json::Json,
};
use crate::{
    accounts::{Accounts, ApplicationToken, Caller},
    budgets::Budget,
    shared::{applications::ApplicationTokenRequest, error::ErrorCode},
    web::problem::Problem,
};
use axum::extract::State;
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::json;

pub fn endpoint() -> Endpoint {
    Endpoint::post("/api/auth/application-token", create, "createApplicationToken", "Get a token for an application")
        .about(
            "For an application that admits the user. Its audience is the name of the application alone, and it is valid for five \
             minutes: send it to the application in place of the access token, which is for this server only. API tokens are \
             refused.",
        )
        .tag(Tag::Applications)
        .access(Access::SignedIn)
        .charged(Budget::Request)
        .body::<ApplicationTokenRequest>(json!({ "application": "journal" }))
        .returns(200, "The token.", &ApplicationTokenView::example())
        .errors(&[ErrorCode::NotFound])
}

/// A token for one application, in the format of OAuth (RFC 6749, section 5.1) as far as it fits.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "ApplicationToken")]
pub struct ApplicationTokenView {
    /// A JWT, as forward authentication sends it in `X-Vestibule-Token`.
    token: String,
    /// `Bearer`.
    token_type: &'static str,
    /// The lifetime of the token in seconds.
    expires_in: u16,
}

impl ApplicationTokenView {
    fn new(token: String, expires_in: u16) -> Self {
        Self { token, token_type: "Bearer", expires_in }
    }

    fn example() -> Self {
        Self::new("eyJhbGciOiJFZERTQSIsInR5cCI6…".to_owned(), 300)
    }
}

impl From<ApplicationToken> for ApplicationTokenView {
    fn from(issued: ApplicationToken) -> Self {
        Self::new(issued.token, issued.lifetime)
    }
}

async fn create(
    State(accounts): State<Accounts>,
    who: Bearer,
    caller: Caller,
    Json(request): Json<ApplicationTokenRequest>,
) -> Result<Json<ApplicationTokenView>, Problem> {
    Ok(Json(accounts.request_application_token(&who.0, &caller, &request).await?.into()))
}
