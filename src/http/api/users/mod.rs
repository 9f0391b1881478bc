//! `/api/users`: the user's own account and, for administrators, all accounts.

mod admin;
mod files;

use super::super::download;
use super::super::openapi::{Access, Endpoint, Tag, examples};
use super::etag::{ETAG, IF_MATCH, IF_NONE_MATCH, IfMatch, IfNoneMatch, tagged};
use super::extract::{Anyone, Bearer, Id, Query};
use super::json::{Json, created, read_optional};
use super::links::user_links;
use super::sessions;
use crate::accounts::{Accounts, Caller, Registered, User};
use crate::budgets::Budget;
use crate::shared::api_tokens::Scope;
use crate::shared::fields::profile::FIELDS;
use crate::shared::{
    AppError, CreatedTokenView, DeleteAccountRequest, ErrorCode, Expected, ListUsersRequest, RegisterRequest, Text,
    UpdateUserRequest, UserAction, UserId,
};
use axum::extract::Request;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

/// What `Link` is for after an administrator was changed.
const CREATED: &str =
    "The API tokens that a former administrator has created for programs, if some are valid (`related`).";

pub fn endpoints() -> Vec<Endpoint> {
    let register = Endpoint::post("/api/users/register", register, "register", "Register an account")
        .about(
            "The email address is confirmed with a link that is sent to it. A server with strict registration privacy answers 202 \
             without a body, whether or not the address is taken. 30 registrations an hour are allowed from a network. A person who has \
             seen the terms of the installation accepts them with `accepted_terms`; without it the account owes them.",
        )
        .tag(Tag::SIGN_IN)
        .body::<RegisterRequest>(json!({ "email": "ada@example.org", "password": "Correct-Horse-9", "username": "ada" }))
        .returns(201, "The new account.", &examples::user())
        .with_header("Location", "The path of the account.")
        .with_header("ETag", ETAG)
        .done(202, "The registration is completed with the link in a message.")
        .errors(&[
            ErrorCode::RegistrationClosed,
            ErrorCode::UsernameTaken,
            ErrorCode::EmailTaken,
            ErrorCode::FieldTaken,
        ]);
    let users = Endpoint::get("/api/users", list, "listUsers", "List accounts")
        .about("In pages: by number, or by cursor, which is fast at any depth and stable while accounts come and go.")
        .access(Access::Administrator)
        .scopes(&[Scope::UsersRead])
        .query::<ListUsersRequest>()
        .returns(200, "A page of accounts.", &examples::user_list())
        .with_header("Link", "The other pages (RFC 8288): `first`, `prev`, `next`, `last`.")
        .errors(&[ErrorCode::NotFound])
        .tag(Tag::USERS);
    let mut endpoints = vec![register, users];
    endpoints.extend(account_endpoints());
    endpoints.extend(admin::endpoints());
    endpoints.extend(files::endpoints());
    endpoints
}

fn account_endpoints() -> impl Iterator<Item = Endpoint> {
    const OWN_OR_OTHERS: &[Scope] = &[Scope::Own, Scope::UsersWrite];
    let endpoints = [
        Endpoint::get("/api/users/{id}", show, "getUser", "Read an account")
            .access(Access::OwnerOrAdministrator)
            .scopes(&[Scope::Own, Scope::UsersRead, Scope::UsersWrite])
            .header(IF_NONE_MATCH)
            .returns(200, "The account.", &examples::user())
            .with_header("ETag", ETAG)
            .done(304, "The client has this response already.")
            .with_header("ETag", ETAG),
        Endpoint::patch("/api/users/{id}", change, "changeUser", "Change an account")
            .asks()
            .about(
                "Fields that are missing do not change. API tokens cannot change the role, the email address or whether it is \
                 confirmed.",
            )
            .access(Access::OwnerOrAdministrator)
            .scopes(OWN_OR_OTHERS)
            .header(IF_MATCH)
            .body::<UpdateUserRequest>(json!({ "name": "Ada King" }))
            .returns(200, "The account.", &examples::user())
            .with_header("ETag", ETAG)
            .with_header("Link", CREATED)
            .errors(CHANGE_ERRORS),
        Endpoint::put("/api/users/{id}", replace, "replaceUser", "Replace an account")
            .asks()
            .about("Like `PATCH`, but `username` and `email` are required, and missing fields of the profile are removed.")
            .access(Access::OwnerOrAdministrator)
            .scopes(OWN_OR_OTHERS)
            .header(IF_MATCH)
            .body::<UpdateUserRequest>(replacement())
            .returns(200, "The account.", &examples::user())
            .with_header("ETag", ETAG)
            .with_header("Link", CREATED)
            .errors(CHANGE_ERRORS),
        Endpoint::delete("/api/users/{id}", delete, "deleteUser", "Delete an account")
            .asks()
            .about(
                "It can be restored for 30 days. The owner sends the password; administrators delete the accounts of others without \
                 a body.",
            )
            .access(Access::OwnerOrAdministrator)
            .scopes(&[Scope::UsersWrite])
            .optional_body::<DeleteAccountRequest>(json!({ "password": "Correct-Horse-9" }))
            .done(204, "The account is deleted.")
            .with_header("Link", CREATED)
            .errors(&[ErrorCode::Forbidden, ErrorCode::TooManyAttempts]),
        Endpoint::get("/api/users/{id}/data", data, "exportOwnData", "Download all data about oneself")
            .asks()
            .access(Access::Owner)
            .scopes(&[Scope::Own])
            .charged(Budget::File)
            .returns_file("Everything that is stored about the account.", [("application/json", own_data())])
            .errors(&[ErrorCode::Forbidden]),
    ];
    endpoints.into_iter().map(|endpoint| endpoint.tag(Tag::USERS))
}

/// What a `PUT` sets, of the account that the document has as an example.
fn replacement() -> Value {
    let user = json!(examples::user());
    let profile = FIELDS.each_ref().map(|field| field.name).into_values();
    ["username", "email"].into_iter().chain(profile).map(|name| (name, user[name].clone())).collect()
}

/// A part of all data about an account: the other members are of the same kind.
fn own_data() -> Value {
    let (account, sessions, events) = (examples::user(), [sessions::example()], [examples::event()]);
    json!({ "exported_at": examples::NOW, "account": account, "sessions": sessions, "events": events })
}

const CHANGE_ERRORS: &[ErrorCode] = &[
    ErrorCode::Forbidden,
    ErrorCode::UsernameTaken,
    ErrorCode::EmailTaken,
    ErrorCode::FieldTaken,
    ErrorCode::PreconditionFailed,
    ErrorCode::TooManyAttempts,
];

async fn register(who: Anyone, Json(request): Json<RegisterRequest>) -> Result<Response, AppError> {
    let user = match who.accounts.users().register(&who.caller, request).await? {
        Registered::Account(user) => user,
        // Nothing else: the response must not depend on whether the address is taken.
        Registered::Pending => return Ok(StatusCode::ACCEPTED.into_response()),
    };
    Ok(created(&format!("/api/users/{}", user.id), user_response(&who.accounts, &user, &who.caller)))
}

async fn list(who: Bearer, uri: Uri, Query(request): Query<ListUsersRequest>) -> Result<Response, AppError> {
    let mut list = who.accounts.directory().list_users(&who.caller, &request).await?;
    list.users = list.users.into_iter().map(|user| user.absolute(&who.accounts.settings().issuer)).collect();
    let links = user_links(uri.query().unwrap_or_default(), &list.pagination);
    let mut response = Json(list).into_response();
    response.headers_mut().extend(links.map(|links| (header::LINK, links)));
    Ok(response)
}

async fn show(who: Bearer, Id(id): Id, if_none_match: IfNoneMatch) -> Result<Response, AppError> {
    let user = who.accounts.users().find_user(&who.caller, id).await?;
    Ok(if_none_match.respond(&who.accounts.users().view_of(&user, &who.caller), user.version))
}

async fn change(
    who: Bearer,
    Id(id): Id,
    headers: HeaderMap,
    Json(request): Json<UpdateUserRequest>,
) -> Result<Response, AppError> {
    let Bearer { accounts, caller } = who;
    let if_match = IfMatch::of(&headers);
    // The account is read only if there is a condition. `update_profile` compares the version again in its transaction.
    let version = match if_match {
        IfMatch::Any => None,
        IfMatch::OneOf(_) => if_match.check(accounts.users().find_user(&caller, id).await?.version)?,
    };
    let governs = !request.role.is_missing() || !request.status.is_missing();
    let user = accounts.users().update_profile(&caller, id, request, version).await?;
    let mut response = user_response(&accounts, &user, &caller);
    if governs {
        response.headers_mut().extend(link_to_created(id, accounts.api_tokens().tokens_left_by(&caller, &user).await));
    }
    Ok(response)
}

/// `Link` to the API tokens that an account has left for programs, after a change that has made it a former administrator.
fn link_to_created(id: UserId, left: Result<Vec<CreatedTokenView>, AppError>) -> Option<(HeaderName, HeaderValue)> {
    // The change is committed, so an error here must not look like one of the change.
    let tokens = left.unwrap_or_default();
    let link = format!("</api/users/{id}/created-tokens>; rel=\"related\"; title=\"API tokens: {}\"", tokens.len());
    HeaderValue::from_str(&link).ok().filter(|_| !tokens.is_empty()).map(|link| (header::LINK, link))
}

/// Like `change`, but a missing field is removed, or reported as an error if it is required.
async fn replace(
    who: Bearer,
    id: Id,
    headers: HeaderMap,
    Json(mut request): Json<UpdateUserRequest>,
) -> Result<Response, AppError> {
    // An empty text is an error for the fields that are required, and removes the others; a missing one would keep the current value.
    let or_empty = |text: Text| if text.is_missing() { Text::from("") } else { text };
    request.username = or_empty(request.username);
    request.email = or_empty(request.email);
    request.profile = request.profile.map(or_empty);
    // Read-only here: clients send back what they have read, which is about the address before the change.
    if matches!(request.email_verified, Expected::Given(_)) {
        request.email_verified = Expected::Missing;
    }
    change(who, id, headers, Json(request)).await
}

/// Deletes an account; it can be restored. Users confirm the deletion of their own account with their password;
/// administrators delete the accounts of others.
async fn delete(who: Bearer, Id(id): Id, request: Request) -> Result<Response, AppError> {
    if who.id() == id {
        // Without a body, validation reports that the password is missing.
        let request = read_optional::<DeleteAccountRequest>(request).await?.unwrap_or_default();
        who.accounts.users().delete_account(who.user(), &who.caller, request).await?;
    } else {
        who.accounts.users().change_status(&who.caller, id, UserAction::Delete).await?;
    }
    Ok(gone(&who.accounts, &who.caller, id).await)
}

/// The response after an account was deleted, with the `Link` of [`link_to_created`].
async fn gone(accounts: &Accounts, caller: &Caller, id: UserId) -> Response {
    let left = accounts.api_tokens().list_created_tokens(caller, id).await.map(|created| created.tokens);
    let mut response = StatusCode::NO_CONTENT.into_response();
    response.headers_mut().extend(link_to_created(id, left));
    response
}

/// All data about an account, for its owner.
async fn data(who: Bearer, Id(id): Id) -> Result<Response, AppError> {
    who.accounts.data_exports().export_data(&who.caller, id).await.map(download::own_data)
}

/// The response with an account as the caller may see it, and its `ETag`.
pub fn user_response(accounts: &Accounts, user: &User, caller: &Caller) -> Response {
    tagged(&accounts.users().view_of(user, caller), user.version)
}
