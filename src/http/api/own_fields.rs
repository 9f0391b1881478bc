//! `/api/fields`: fields of one's own, for administrators. What an account has in them is `fields` of the account.

use super::super::openapi::{Access, Endpoint, Tag, examples};
use super::extract::{Bearer, InPath, Query};
use super::json::{Answer, Json, created};
use crate::shared::api_tokens::Scope;
use crate::shared::own_fields::{OwnFieldListView, OwnFieldPreview, UnfittingListView, UnfittingRequest};
use crate::shared::{AppError, ErrorCode, OwnFieldRequest, OwnFieldView};
use axum::response::Response;
use serde_json::{Value, json};

pub fn endpoints() -> impl Iterator<Item = Endpoint> {
    let all = reading().into_iter().chain(changing());
    all.map(|endpoint| endpoint.access(Access::Administrator).tag(Tag::FIELDS))
}

fn reading() -> [Endpoint; 3] {
    [
        Endpoint::get("/api/fields", list, "listFields", "List the fields")
            .about(
                "By position and name. Those that were deleted less than 30 days ago come last. An account has its values in `fields`.",
            )
            .scopes(&[Scope::UsersRead])
            .returns(200, "The fields.", &examples::own_fields()),
        Endpoint::get("/api/fields/{name}", show, "getField", "Read a field").scopes(&[Scope::UsersRead]).returns(
            200,
            "The field.",
            &examples::own_field(),
        ),
        Endpoint::get(
            "/api/fields/{name}/unfitting",
            unfitting,
            "listUnfitting",
            "List the accounts that a field does not fit",
        )
        .asks()
        .about(
            "By id, at most 100: whose value does not fit any more, and who has none though it is required at the next sign-in. \
             Service accounts and deleted accounts are left out. 403 for those who do not see the field.",
        )
        .query::<UnfittingRequest>()
        .returns(200, "The accounts.", &examples::unfitting()),
    ]
}

fn changing() -> [Endpoint; 5] {
    [
        Endpoint::post("/api/fields", create, "createField", "Define a field")
            .asks()
            .about("There are at most 64. What cannot work is refused, such as a required field that its owner may not change.")
            .body::<OwnFieldRequest>(request())
            .returns(201, "The field.", &examples::own_field())
            .with_header("Location", "The path of the field.")
            .errors(&[ErrorCode::FieldTaken])
            .idempotent(),
        Endpoint::patch("/api/fields/{name}", change, "updateField", "Change a field")
            .asks()
            .about(
                "Missing properties do not change, and `kind` and `unique` cannot. Values that do not fit any more are kept. A field \
                 of the operator's file can be changed there only.",
            )
            .body::<OwnFieldRequest>(json!({ "choices": ["sales=Sales", "it=IT", "press=Press"] }))
            .returns(200, "The field.", &examples::own_field())
            .errors(&[ErrorCode::FieldTaken]),
        Endpoint::post("/api/fields/{name}/preview", preview, "previewField", "See what a change would mean")
            .asks()
            .about(
                "Changes nothing. Says how many people have a value that would not fit, and how many would lack one. Service accounts \
                 and deleted accounts do not count.",
            )
            .body::<OwnFieldRequest>(json!({ "choices": ["sales=Sales", "it=IT"] }))
            .returns(200, "How many accounts.", &examples::own_field_preview())
            .errors(&[ErrorCode::FieldTaken]),
        Endpoint::delete("/api/fields/{name}", delete, "deleteField", "Delete a field")
            .asks()
            .about("Nobody sees it any more. For 30 days it can be restored, with all values.")
            .done(204, "The field is deleted.")
            .errors(&[ErrorCode::FieldTaken]),
        Endpoint::post("/api/fields/{name}/restore", restore, "restoreField", "Restore a field")
            .asks()
            .about("Repeating it changes nothing.")
            .returns(200, "The field.", &examples::own_field()),
    ]
}

/// An example of a request.
fn request() -> Value {
    json!({
        "name": "department",
        "kind": "choice",
        "label": ["Department", "de=Abteilung"],
        "choices": ["sales=Sales", "sales:de=Vertrieb", "it=IT"],
        "filterable": true,
    })
}

handlers! {
    list(who) -> OwnFieldListView { fields } = own_fields.list_fields();
    show(who, InPath(name): InPath<String>) -> OwnFieldView = own_fields.show_field(&name);
    unfitting(who, InPath(name): InPath<String>, Query(request): Query<UnfittingRequest>) -> UnfittingListView
        = own_fields.list_unfitting(&name, &request);
    change(who, InPath(name): InPath<String>, Json(request): Json<OwnFieldRequest>) -> OwnFieldView
        = own_fields.update_field(&name, request);
    delete(who, InPath(name): InPath<String>) = own_fields.delete_field(&name);
    restore(who, InPath(name): InPath<String>) -> OwnFieldView = own_fields.restore_field(&name);
}

async fn create(who: Bearer, Json(request): Json<OwnFieldRequest>) -> Result<Response, AppError> {
    let new = who.accounts.own_fields().create_field(&who.caller, request).await?;
    // A name needs no escaping.
    Ok(created(&format!("/api/fields/{}", new.name), Json(new)))
}

async fn preview(
    who: Bearer,
    InPath(name): InPath<String>,
    Json(request): Json<OwnFieldRequest>,
) -> Answer<OwnFieldPreview> {
    who.accounts.own_fields().preview_field(&who.caller, Some(&name), &request).await.map(Json)
}
