//! `/api/applications`: the applications behind Vestibule, for administrators.

use super::{
    super::openapi::{Access, Endpoint, Tag, examples},
    bearer::Bearer,
    json::Json,
};
use crate::{
    accounts::{Accounts, Caller},
    shared::{
        applications::{ApplicationListView, ApplicationRequest, ApplicationView},
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
use serde::Deserialize;
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
    endpoints.into_iter().map(|endpoint| endpoint.tag(Tag::Applications).access(Access::Administrator)).collect()
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

async fn list(State(accounts): State<Accounts>, who: Bearer) -> Result<Json<ApplicationListView>, Problem> {
    let applications = accounts.list_applications(&who.principal()).await?;
    Ok(Json(ApplicationListView { applications }))
}

async fn create(
    State(accounts): State<Accounts>,
    who: Bearer,
    caller: Caller,
    Json(request): Json<ApplicationRequest>,
) -> Result<Response, Problem> {
    let application = accounts.create_application(&who.principal(), &caller, request).await?;
    let location = HeaderValue::from_str(&format!("/api/applications/{}", application.name)).ok();
    let mut response = (StatusCode::CREATED, Json(application)).into_response();
    response.headers_mut().extend(location.map(|path| (header::LOCATION, path)));
    Ok(response)
}

async fn show(
    State(accounts): State<Accounts>,
    who: Bearer,
    path: Result<Path<String>, PathRejection>,
) -> Result<Json<ApplicationView>, Problem> {
    Ok(Json(accounts.show_application(&who.principal(), &name_in(path)?).await?))
}

async fn replace(
    State(accounts): State<Accounts>,
    who: Bearer,
    caller: Caller,
    path: Result<Path<String>, PathRejection>,
    Json(Replacement(request)): Json<Replacement>,
) -> Result<Json<ApplicationView>, Problem> {
    Ok(Json(accounts.replace_application(&who.principal(), &caller, &name_in(path)?, request).await?))
}

async fn delete(
    State(accounts): State<Accounts>,
    who: Bearer,
    caller: Caller,
    path: Result<Path<String>, PathRejection>,
) -> Result<StatusCode, Problem> {
    accounts.delete_application(&who.principal(), &caller, &name_in(path)?).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The name in the path. One that is not UTF-8 is not found.
fn name_in(path: Result<Path<String>, PathRejection>) -> Result<String, Problem> {
    path.map(|Path(name)| name).map_err(|_| Problem(problem::not_found()))
}
