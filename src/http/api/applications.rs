//! `/api/applications`: the applications behind Vestibule and how they are connected, for administrators; and
//! `/api/auth/application-token`: a token with which a signed-in user identifies to one of them.

use super::super::openapi::{Access, Endpoint, Tag, examples};
use super::extract::{Bearer, InPath};
use super::json::{Answer, Json, created};
use crate::accounts::ApplicationToken;
use crate::budgets::Budget;
use crate::shared::api_tokens::Scope;
use crate::shared::applications::ApplicationListView;
use crate::shared::{
    AppError, ApplicationRequest, ApplicationTokenRequest, ApplicationView, ClientsState, ConnectionView, ErrorCode,
};
use axum::response::Response;
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::borrow::Cow;

/// An example of one in the list.
fn listed() -> ApplicationView {
    let clients = ClientsState { count: 1, last_used_at: Some(examples::NOW), ..ClientsState::default() };
    ApplicationView { clients: Some(clients), ..examples::application() }
}

pub fn endpoints() -> Vec<Endpoint> {
    let endpoints = [
        Endpoint::get("/api/applications", list, "listApplications", "List applications")
            .about("By name, including those that a file of the operator defines.")
            .returns(200, "The applications.", &ApplicationListView { applications: vec![listed()] }),
        Endpoint::post("/api/applications", create, "createApplication", "Create an application")
            .asks()
            .about("Nobody may enter it until `everyone` or `groups` says so.")
            .body::<ApplicationRequest>(request())
            .returns(201, "The application.", &examples::application())
            .with_header("Location", "The path of the application.")
            .errors(&[ErrorCode::ApplicationTaken])
            .idempotent(),
        Endpoint::get("/api/applications/{name}", show, "getApplication", "Read an application").returns(
            200,
            "The application.",
            &examples::application(),
        ),
        Endpoint::put("/api/applications/{name}", replace, "replaceApplication", "Replace an application")
            .asks()
            .about(
                "Missing fields get their defaults. The name stays, and may be left out. An application of a file can be \
                 changed there only.",
            )
            .body::<Replacement>(request())
            .returns(200, "The application.", &examples::application())
            .errors(&[ErrorCode::ApplicationTaken]),
        Endpoint::delete("/api/applications/{name}", delete, "deleteApplication", "Delete an application")
            .asks()
            .about("Nobody can enter it from the next request on. An application of a file can be removed there only.")
            .done(204, "The application no longer exists.")
            .errors(&[ErrorCode::ApplicationTaken]),
        Endpoint::get(
            "/api/applications/{name}/connection",
            show_connection,
            "getApplicationConnection",
            "Read how an application is connected",
        )
        .about(
            "The configurations of proxies with its addresses, and what has arrived about its hosts in the last 15 minutes at the \
             server that answers. With several servers, each one knows its own.",
        )
        .returns(200, "The connection.", &examples::connection()),
    ];
    let of_scope = |endpoint: Endpoint| endpoint.access(Access::Administrator).scopes(&[Scope::ApplicationsWrite]);
    let endpoints = endpoints.into_iter().map(of_scope);
    endpoints.chain([token_endpoint()]).map(|endpoint| endpoint.tag(Tag::APPLICATIONS)).collect()
}

fn token_endpoint() -> Endpoint {
    Endpoint::post("/api/auth/application-token", create_token, "createApplicationToken", "Get a token for an application")
        .about(
            "For an application that admits the user. Its audience is the name of the application alone, and it is valid for five \
             minutes: send it to the application in place of the access token, which is for this server only. API tokens are \
             refused.",
        )
        .access(Access::SignedIn)
        .charged(Budget::Request)
        .body::<ApplicationTokenRequest>(json!({ "application": "journal" }))
        .returns(200, "The token.", &ApplicationTokenView::example())
        .errors(&[
            ErrorCode::NotFound,
            ErrorCode::StepUpRequired,
            ErrorCode::FieldsRequired,
            ErrorCode::TermsRequired,
        ])
}

/// An application whose name is in the path.
#[derive(Deserialize)]
#[serde(transparent)]
struct Replacement(ApplicationRequest);

impl JsonSchema for Replacement {
    fn schema_name() -> Cow<'static, str> {
        Cow::Borrowed("ReplaceApplicationRequest")
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let mut schema = ApplicationRequest::json_schema(generator);
        schema.remove("required");
        schema.insert("description".to_owned(), json!("Replace an application."));
        // As for all fields that may be left out, null means that it is missing.
        if let Some(name) = schema.pointer_mut("/properties/name") {
            name["type"] = json!(["string", "null"]);
        }
        schema
    }
}

/// An example of a request.
fn request() -> Value {
    json!({ "name": "journal", "title": "Journal", "locations": ["https://journal.example.org/"], "groups": ["editors"] })
}

handlers! {
    list(who) -> ApplicationListView { applications } = applications.list_applications();
    show(who, InPath(name): InPath<String>) -> ApplicationView = applications.show_application(&name);
    show_connection(who, InPath(name): InPath<String>) -> ConnectionView = applications.show_connection(&name);
    replace(who, InPath(name): InPath<String>, Json(Replacement(request)): Json<Replacement>) -> ApplicationView
        = applications.replace_application(&name, request);
    delete(who, InPath(name): InPath<String>) = applications.delete_application(&name);
}

async fn create(who: Bearer, Json(request): Json<ApplicationRequest>) -> Result<Response, AppError> {
    let application = who.accounts.applications().create_application(&who.caller, request).await?;
    Ok(created(&format!("/api/applications/{}", application.name), Json(application)))
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

async fn create_token(who: Bearer, Json(request): Json<ApplicationTokenRequest>) -> Answer<ApplicationTokenView> {
    Ok(Json(who.accounts.hand_overs().request_application_token(who.user(), &who.caller, &request).await?.into()))
}
