//! `/api/groups`: groups of users, for administrators. Their members are listed by `GET /api/users?group=NAME`.

use super::{
    super::{
        openapi::{Access, Endpoint, Tag, examples},
        state::AppState,
    },
    bearer::Bearer,
    json::Json,
};
use crate::{
    accounts::Accounts,
    shared::{
        api_tokens::Scope,
        error::ErrorCode,
        groups::{CreateGroupRequest, GroupListView, GroupName, GroupView, UpdateGroupRequest},
        ids::UserId,
    },
    web::problem::{self, Problem},
};
use axum::{
    extract::{FromRequestParts, Path, State},
    http::{HeaderValue, StatusCode, header, request::Parts},
    response::{IntoResponse, Response},
};
use serde_json::json;

pub fn endpoints() -> Vec<Endpoint> {
    let mut endpoints = group_endpoints();
    endpoints.extend(member_endpoints());
    endpoints.into_iter().map(|endpoint| endpoint.tag(Tag::Groups).access(Access::Administrator)).collect()
}

fn group_endpoints() -> Vec<Endpoint> {
    vec![
        Endpoint::get("/api/groups", list, "listGroups", "List groups")
            .about("All of them, by name. Their members: `GET /api/users?group=NAME`.")
            .scopes(&[Scope::UsersRead])
            .returns(200, "The groups.", &examples::group_list()),
        Endpoint::post("/api/groups", create, "createGroup", "Create a group")
            .about("There are at most 1,000 groups. The name cannot be changed, because applications compare it.")
            .scopes(&[Scope::GroupsWrite])
            .body::<CreateGroupRequest>(json!({ "name": "editors", "description": "Write and publish articles." }))
            .returns(201, "The group.", &examples::group())
            .with_header("Location", "The path of the group.")
            .errors(&[ErrorCode::GroupTaken])
            .idempotent(),
        Endpoint::get("/api/groups/{name}", show, "getGroup", "Read a group").scopes(&[Scope::UsersRead]).returns(
            200,
            "The group.",
            &examples::group(),
        ),
        Endpoint::patch("/api/groups/{name}", change, "updateGroup", "Change the description of a group")
            .scopes(&[Scope::GroupsWrite])
            .body::<UpdateGroupRequest>(json!({ "description": "Write and publish articles." }))
            .returns(200, "The group.", &examples::group()),
        Endpoint::delete("/api/groups/{name}", delete, "deleteGroup", "Delete a group")
            .about("Its members keep their accounts. Refused while an import is running.")
            .scopes(&[Scope::GroupsWrite])
            .done(204, "The group no longer exists.")
            .errors(&[ErrorCode::GroupInUse, ErrorCode::ImportRunning]),
    ]
}

fn member_endpoints() -> [Endpoint; 2] {
    [
        Endpoint::put("/api/groups/{name}/members/{id}", add, "addGroupMember", "Add a user to a group")
            .about(
                "Repeating it changes nothing. Otherwise the account has a new version (`ETag`). The names of all groups of an \
                 account take at most 1,000 bytes.",
            )
            .scopes(&[Scope::GroupsWrite])
            .done(204, "The user is in the group.")
            .errors(&[ErrorCode::ValidationFailed]),
        Endpoint::delete("/api/groups/{name}/members/{id}", remove, "removeGroupMember", "Remove a user from a group")
            .about("Repeating it changes nothing. Otherwise the account has a new version (`ETag`).")
            .scopes(&[Scope::GroupsWrite])
            .done(204, "The user is not in the group."),
    ]
}

/// The group in the path. What is not a name is not found.
struct Name(GroupName);

impl FromRequestParts<AppState> for Name {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Problem> {
        let path = Path::<String>::from_request_parts(parts, state).await;
        path.ok().and_then(|Path(name)| GroupName::parse(&name).ok()).map(Self).ok_or_else(not_found)
    }
}

/// The group and the account in the path.
struct Membership(GroupName, UserId);

impl FromRequestParts<AppState> for Membership {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Problem> {
        let path = Path::<(String, String)>::from_request_parts(parts, state).await;
        let Path((name, id)) = path.map_err(|_| not_found())?;
        let (name, id) = (GroupName::parse(&name).ok(), id.parse().ok());
        name.zip(id).map(|(name, id)| Self(name, id)).ok_or_else(not_found)
    }
}

fn not_found() -> Problem {
    Problem(problem::not_found())
}

async fn list(State(accounts): State<Accounts>, Bearer(caller): Bearer) -> Result<Json<GroupListView>, Problem> {
    let groups = accounts.list_groups(&caller).await?;
    Ok(Json(GroupListView { groups }))
}

async fn create(
    State(accounts): State<Accounts>,
    Bearer(caller): Bearer,
    Json(request): Json<CreateGroupRequest>,
) -> Result<Response, Problem> {
    let group = accounts.create_group(&caller, request).await?;
    let location = HeaderValue::from_str(&format!("/api/groups/{}", group.name)).ok();
    let mut response = (StatusCode::CREATED, Json(group)).into_response();
    response.headers_mut().extend(location.map(|path| (header::LOCATION, path)));
    Ok(response)
}

async fn show(
    State(accounts): State<Accounts>,
    Bearer(caller): Bearer,
    Name(name): Name,
) -> Result<Json<GroupView>, Problem> {
    Ok(Json(accounts.show_group(&caller, name.as_str()).await?))
}

async fn change(
    State(accounts): State<Accounts>,
    Bearer(caller): Bearer,
    Name(name): Name,
    Json(request): Json<UpdateGroupRequest>,
) -> Result<Json<GroupView>, Problem> {
    Ok(Json(accounts.update_group(&caller, name.as_str(), request).await?))
}

async fn delete(
    State(accounts): State<Accounts>,
    Bearer(caller): Bearer,
    Name(name): Name,
) -> Result<StatusCode, Problem> {
    accounts.delete_group(&caller, name.as_str()).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn add(
    State(accounts): State<Accounts>,
    Bearer(caller): Bearer,
    Membership(name, id): Membership,
) -> Result<StatusCode, Problem> {
    accounts.add_to_group(&caller, name.as_str(), id).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn remove(
    State(accounts): State<Accounts>,
    Bearer(caller): Bearer,
    Membership(name, id): Membership,
) -> Result<StatusCode, Problem> {
    accounts.remove_from_group(&caller, name.as_str(), id).await?;
    Ok(StatusCode::NO_CONTENT)
}
