//! `/api/groups`: groups of users, for administrators. Their members are listed by `GET /api/users?group=NAME`.

use super::super::openapi::{Access, Endpoint, Tag, examples};
use super::extract::{Bearer, InPath};
use super::json::{Json, created};
use crate::shared::api_tokens::Scope;
use crate::shared::groups::GroupListView;
use crate::shared::{AppError, CreateGroupRequest, ErrorCode, GroupName, GroupView, UpdateGroupRequest, UserId};
use axum::response::Response;
use serde_json::json;

pub fn endpoints() -> Vec<Endpoint> {
    let mut endpoints = group_endpoints();
    endpoints.extend(member_endpoints());
    endpoints.into_iter().map(|endpoint| endpoint.tag(Tag::GROUPS).access(Access::Administrator)).collect()
}

fn group_endpoints() -> Vec<Endpoint> {
    vec![
        Endpoint::get("/api/groups", list, "listGroups", "List groups")
            .about("All of them, by name. Their members: `GET /api/users?group=NAME`.")
            .scopes(&[Scope::UsersRead])
            .returns(200, "The groups.", &GroupListView { groups: vec![examples::group()] }),
        Endpoint::post("/api/groups", create, "createGroup", "Create a group")
            .asks()
            .about(
                "There are at most 1,000 groups. The name cannot be changed, because applications compare it. Accounts follow a \
                 `rule` in the transaction that changes their fields, and a new rule within moments. Like a change of members, a \
                 `rule` asks for a recent proof, and of a token for the scope `users:read` as well.",
            )
            .scopes(&[Scope::GroupsWrite])
            .body::<CreateGroupRequest>(json!({ "name": "editors", "description": "Write and publish articles." }))
            .returns(201, "The group.", &examples::group())
            .with_header("Location", "The path of the group.")
            .errors(&[ErrorCode::GroupTaken, ErrorCode::GroupInUse])
            .idempotent(),
        Endpoint::get("/api/groups/{name}", show, "getGroup", "Read a group").scopes(&[Scope::UsersRead]).returns(
            200,
            "The group.",
            &examples::group(),
        ),
        Endpoint::patch("/api/groups/{name}", change, "updateGroup", "Change a group")
            .asks()
            .about(
                "Another `rule` asks for a recent proof, and of a token for the scope `users:read` as well. Refused for a group of \
                 whose members a second factor is demanded.",
            )
            .scopes(&[Scope::GroupsWrite])
            .errors(&[ErrorCode::GroupInUse])
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
            .asks()
            .about("Repeating it changes nothing. Otherwise the account has a new version (`ETag`). Refused where a rule says who belongs.")
            .scopes(&[Scope::GroupsWrite])
            .errors(&[ErrorCode::GroupInUse])
            .done(204, "The user is in the group."),
        Endpoint::delete("/api/groups/{name}/members/{id}", remove, "removeGroupMember", "Remove a user from a group")
            .asks()
            .about("Repeating it changes nothing. Otherwise the account has a new version (`ETag`). Refused where a rule says who belongs.")
            .scopes(&[Scope::GroupsWrite])
            .errors(&[ErrorCode::GroupInUse])
            .done(204, "The user is not in the group."),
    ]
}

handlers! {
    list(who) -> GroupListView { groups } = groups.list_groups();
    show(who, InPath(name): InPath<GroupName>) -> GroupView = groups.show_group(name.as_str());
    change(who, InPath(name): InPath<GroupName>, Json(request): Json<UpdateGroupRequest>) -> GroupView
        = groups.update_group(name.as_str(), request);
    delete(who, InPath(name): InPath<GroupName>) = groups.delete_group(name.as_str());
    add(who, InPath((name, id)): InPath<(GroupName, UserId)>) = groups.add_to_group(name.as_str(), id);
    remove(who, InPath((name, id)): InPath<(GroupName, UserId)>) = groups.remove_from_group(name.as_str(), id);
}

async fn create(who: Bearer, Json(request): Json<CreateGroupRequest>) -> Result<Response, AppError> {
    let group = who.accounts.groups().create_group(&who.caller, request).await?;
    Ok(created(&format!("/api/groups/{}", group.name), Json(group)))
}
