//! `/api/applications`: the applications behind Vestibule, for administrators; and `/api/auth/application-token`: a token with
//! which a signed-in user identifies to one of them.

use super::{
    super::openapi::{Access, Endpoint, Tag, examples},
    bearer::Bearer,
    json::Json,
};
use crate::{
    accounts::{Accounts, ApplicationToken},
    budgets::Budget,
    shared::{
        applications::{ApplicationListView, ApplicationRequest, ApplicationTokenRequest, ApplicationView},
        error::ErrorCode,
    },
    web::problem::{self, Problem},
};
use axum::{
    extract::{Path, State, rejection::PathRejection},
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::borrow::Cow;

pub fn endpoints() -> Vec<Endpoint> {
    let endpoints = [
        Endpoint::get("/api/applications", list, "listApplications", "List applications")
            .about("By name, including those that a file of the operator defines.")
            .returns(200, "The applications.", &examples::applications()),
        Endpoint::post("/api/applications", create, "createApplication", "Create an application")
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
            .about(
                "Missing fields get their defaults. The name stays, and may be left out. An application of a file can be \
                 changed there only.",
            )
            .body::<Replacement>(request())
            .returns(200, "The application.", &examples::application())
            .errors(&[ErrorCode::ApplicationTaken]),
        Endpoint::delete("/api/applications/{name}", delete, "deleteApplication", "Delete an application")
            .about("Nobody can enter it from the next request on. An application of a file can be removed there only.")
            .done(204, "The application no longer exists.")
            .errors(&[ErrorCode::ApplicationTaken]),
    ];
    let endpoints = endpoints.into_iter().map(|endpoint| endpoint.access(Access::Administrator));
    endpoints.chain([token_endpoint()]).map(|endpoint| endpoint.tag(Tag::Applications)).collect()
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
        .errors(&[ErrorCode::NotFound])
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
        schema.insert("required".to_owned(), json!(["locations"]));
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

async fn list(State(accounts): State<Accounts>, Bearer(caller): Bearer) -> Result<Json<ApplicationListView>, Problem> {
    let applications = accounts.list_applications(&caller).await?;
    Ok(Json(ApplicationListView { applications }))
}

async fn create(
    State(accounts): State<Accounts>,
    Bearer(caller): Bearer,
    Json(request): Json<ApplicationRequest>,
) -> Result<Response, Problem> {
    let application = accounts.create_application(&caller, request).await?;
    let location = HeaderValue::from_str(&format!("/api/applications/{}", application.name)).ok();
    let mut response = (StatusCode::CREATED, Json(application)).into_response();
    response.headers_mut().extend(location.map(|path| (header::LOCATION, path)));
    Ok(response)
}

async fn show(
    State(accounts): State<Accounts>,
    Bearer(caller): Bearer,
    path: Result<Path<String>, PathRejection>,
) -> Result<Json<ApplicationView>, Problem> {
    Ok(Json(accounts.show_application(&caller, &name_in(path)?).await?))
}

async fn replace(
    State(accounts): State<Accounts>,
    Bearer(caller): Bearer,
    path: Result<Path<String>, PathRejection>,
    Json(Replacement(request)): Json<Replacement>,
) -> Result<Json<ApplicationView>, Problem> {
    Ok(Json(accounts.replace_application(&caller, &name_in(path)?, request).await?))
}

async fn delete(
    State(accounts): State<Accounts>,
    Bearer(caller): Bearer,
    path: Result<Path<String>, PathRejection>,
) -> Result<StatusCode, Problem> {
    accounts.delete_application(&caller, &name_in(path)?).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The name in the path. One that is not UTF-8 is not found.
fn name_in(path: Result<Path<String>, PathRejection>) -> Result<String, Problem> {
    path.map(|Path(name)| name).map_err(|_| Problem(problem::not_found()))
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

async fn create_token(
    State(accounts): State<Accounts>,
    who: Bearer,
    Json(request): Json<ApplicationTokenRequest>,
) -> Result<Json<ApplicationTokenView>, Problem> {
    Ok(Json(accounts.request_application_token(who.user(), &who.0, &request).await?.into()))
}
