//! `/api/auth/me`, `/api/auth/password` and `/api/auth/email`: the user's own account, its password and its email address.

use super::super::openapi::{Access, Endpoint, Tag, examples};
use super::etag::{ETAG, IF_NONE_MATCH, IfNoneMatch};
use super::extract::{Anyone, Bearer};
use super::json::Json;
use crate::accounts::LinkHolder;
use crate::budgets::Budget;
use crate::shared::api_tokens::Scope;
use crate::shared::{
    AppError, ChangePasswordRequest, ErrorCode, ForgotPasswordRequest, LinkRequest, ResetPasswordRequest,
};
use axum::response::Response;
use serde_json::json;

pub fn endpoints() -> impl Iterator<Item = Endpoint> {
    account_endpoints().into_iter().chain(email_endpoints()).map(|endpoint| endpoint.tag(Tag::ACCOUNT))
}

fn account_endpoints() -> [Endpoint; 5] {
    [
        Endpoint::get("/api/auth/me", me, "getMe", "Read the own account")
            .access(Access::SignedIn)
            .scopes(&[Scope::Own, Scope::UsersRead])
            .header(IF_NONE_MATCH)
            .returns(200, "The user.", &examples::user())
            .with_header("ETag", ETAG)
            .done(304, "The client has this response already.")
            .with_header("ETag", ETAG),
        Endpoint::put("/api/auth/password", change_password, "changePassword", "Change the password")
            .asks()
            .about(
                "All other sessions end. An account without a password sets one: it sends no `current_password`, but needs a \
                 recent proof.",
            )
            .access(Access::SignedIn)
            .body::<ChangePasswordRequest>(
                json!({ "current_password": "Correct-Horse-9", "new_password": "Battery-Staple-7" }),
            )
            .done(204, "The password is changed.")
            .errors(&[ErrorCode::TooManyAttempts, ErrorCode::StepUpRequired]),
        Endpoint::delete("/api/auth/password", remove_password, "removePassword", "Remove the password")
            .about(
                "For an account with two passkeys, or one and recovery codes, after a proof by passkey. All other sessions end, \
                 and links that an administrator handed over become invalid. For seven days the address can undo it.",
            )
            .access(Access::SignedIn)
            .done(204, "The account has no password.")
            .errors(&[ErrorCode::FactorNeeded, ErrorCode::StepUpRequired]),
        Endpoint::post("/api/auth/password/forgot", forgot_password, "forgotPassword", "Request a password link by mail")
            .about("The response is the same whether or not an account has the address.")
            .charged(Budget::Request)
            .body::<ForgotPasswordRequest>(json!({ "email": "ada@example.org" }))
            .done(202, "If an account has the address, a message with a link is sent to it."),
        Endpoint::post("/api/auth/password/reset", reset_password, "resetPassword", "Choose a password with a link")
            .about(
                "With a password link or an invitation. All sessions of the account end, and its API tokens are revoked. \
                 `accepted_terms` is as in a registration.",
            )
            .access(Access::LinkHolder)
            .body::<ResetPasswordRequest>(json!({ "token": examples::LINK_TOKEN, "password": "Battery-Staple-7" }))
            .done(204, "The password is set."),
    ]
}

fn email_endpoints() -> [Endpoint; 3] {
    [
        Endpoint::post("/api/auth/email/verify", verify, "confirmEmail", "Confirm an email address with a link")
            .about("Confirms the address of an account, or replaces it with the new one that the link was sent to.")
            .access(Access::LinkHolder)
            .body::<LinkRequest>(json!({ "token": examples::LINK_TOKEN }))
            .done(204, "The address is confirmed.")
            .errors(&[ErrorCode::UsernameTaken, ErrorCode::EmailTaken, ErrorCode::FieldTaken]),
        Endpoint::post("/api/auth/email/verify/resend", resend, "resendConfirmation", "Send the link again")
            .about("Sends the message that confirms the own address again. Without effect if the address is confirmed.")
            .access(Access::SignedIn)
            .done(202, "The message will be sent, unless the address is confirmed."),
        Endpoint::post("/api/auth/email/undo", undo_change, "undoEmailChange", "Undo a change of the email address")
            .about(
                "With the link that was sent to the previous address. The account gets that address back and a password link by mail; \
                 its sessions end, its password becomes invalid, its API tokens are revoked, and what was added since is taken away. \
                 The link in the message about a deletion by the owner, or about the removal of the password, does the same, and \
                 restores the account.",
            )
            .access(Access::LinkHolder)
            .body::<LinkRequest>(json!({ "token": examples::LINK_TOKEN }))
            .done(204, "The change is undone."),
    ]
}

async fn me(who: Bearer, if_none_match: IfNoneMatch) -> Result<Response, AppError> {
    let own = &who.user().user;
    Ok(if_none_match.respond(&who.accounts.users().own_account(&who.caller, own)?, own.version))
}

async fn change_password(who: Bearer, Json(request): Json<ChangePasswordRequest>) -> Result<(), AppError> {
    who.accounts.passwords().change_password(who.user(), &who.caller, request).await
}

async fn remove_password(who: Bearer) -> Result<(), AppError> {
    who.accounts.passwords().remove_password(&who.caller).await
}

async fn forgot_password(who: Anyone, Json(request): Json<ForgotPasswordRequest>) -> Result<(), AppError> {
    who.accounts.passwords().forgot_password(&who.caller, &request)
}

async fn reset_password(who: Anyone, Json(request): Json<ResetPasswordRequest>) -> Result<(), AppError> {
    who.accounts.link_pages().reset_password(request, &who.caller).await
}

async fn verify(who: Anyone, Json(request): Json<LinkRequest>) -> Result<(), AppError> {
    who.accounts.emails().confirm_email(&who.caller, request.token()?, LinkHolder::Api).await.map(drop)
}

async fn resend(who: Bearer) -> Result<(), AppError> {
    who.accounts.emails().resend_confirmation(who.user(), &who.caller).await
}

async fn undo_change(who: Anyone, Json(request): Json<LinkRequest>) -> Result<(), AppError> {
    who.accounts.emails().undo_email_change(&who.caller, request.token()?, LinkHolder::Api).await
}
