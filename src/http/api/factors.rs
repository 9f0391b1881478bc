//! `/api/account/factors`: what the caller proves who they are with, beside the password; and `/api/users/{id}/factors`, that of an
//! account.

use super::super::openapi::{Access, Endpoint, Tag, examples};
use super::extract::{Bearer, Id, InPath, Optional};
use super::json::{Json, created};
use crate::accounts::{NewPasskeyRequest, PasskeyChallengeView, expect_credential};
use crate::shared::api_tokens::Scope;
use crate::shared::requests::{LastFactorRequest, RenamePasskeyRequest};
use crate::shared::{
    AddedAuthenticatorView, AppError, ConfirmAuthenticatorRequest, ErrorCode, FactorsView, Fields,
    NewAuthenticatorView, NewRecoveryCodesView, PasskeyId,
};
use axum::response::Response;
use serde_json::json;

const RECOVERY_CODES: &str = "/api/account/factors/recovery-codes";
const AUTHENTICATOR: &str = "/api/account/factors/authenticator";
const PASSKEYS: &str = "/api/account/factors/passkeys";
const PASSKEY: &str = "/api/account/factors/passkeys/{passkey_id}";
const OF_ACCOUNT: &str = "/api/users/{id}/factors";

pub fn endpoints() -> impl Iterator<Item = Endpoint> {
    let own = [Endpoint::get("/api/account/factors", list_own, "listOwnFactors", "List the own factors")
        .scopes(&[Scope::UsersRead])
        .returns(200, "The factors.", &examples::factors())];
    let own = own.into_iter().chain(authenticator_endpoints()).chain(passkey_endpoints());
    let own = own.map(|endpoint| endpoint.access(Access::SignedIn));
    own.chain(account_endpoints()).map(|endpoint| endpoint.tag(Tag::FACTORS))
}

fn authenticator_endpoints() -> [Endpoint; 4] {
    const BEGIN: &str = "/api/account/factors/authenticator/begin";
    const CONFIRM: &str = "/api/account/factors/authenticator/confirm";
    [
        Endpoint::post(BEGIN, begin_authenticator, "beginAuthenticator", "Get a secret for an authenticator app")
            .about(
                "Nothing is stored before `POST /api/account/factors/authenticator/confirm`, for which there are ten minutes.",
            )
            .returns(200, "The secret.", &examples::new_authenticator())
            .asks(),
        Endpoint::post(CONFIRM, confirm_authenticator, "confirmAuthenticator", "Add an authenticator app")
            .asks()
            .about("With a code that shows that the app has the secret. An account has one: a new one replaces it.")
            .body::<ConfirmAuthenticatorRequest>(json!({ "setup": "q83JYbQmWc0u…", "code": "123456" }))
            .returns(200, "The authenticator app.", &examples::added_authenticator()),
        Endpoint::delete(AUTHENTICATOR, remove_authenticator, "removeAuthenticator", "Remove the authenticator app")
            .optional_body::<LastFactorRequest>(json!({ "current_password": "Correct-Horse-9" }))
            .done(204, "Its codes are no longer accepted.")
            .errors(&[ErrorCode::NotFound])
            .asks(),
        Endpoint::post(RECOVERY_CODES, new_recovery_codes, "createRecoveryCodes", "Get new recovery codes")
            .about("Each takes the place of a second factor once. Earlier ones are no longer accepted.")
            .returns(201, "The codes. They are in this response only.", &examples::recovery_codes())
            .asks(),
    ]
}

fn passkey_endpoints() -> [Endpoint; 4] {
    const BEGIN: &str = "/api/account/factors/passkeys/begin";
    [
        Endpoint::post(BEGIN, begin_passkey, "beginPasskeyRegistration", "Get a challenge for a new passkey")
            .about("Pass `options` to `PublicKeyCredential.parseCreationOptionsFromJSON()`, within ten minutes.")
            .returns(200, "The challenge. It works once.", &examples::passkey_challenge())
            .errors(&[ErrorCode::ValidationFailed, ErrorCode::PasskeysUnavailable])
            .asks(),
        Endpoint::post(PASSKEYS, register_passkey, "registerPasskey", "Add a passkey")
            .asks()
            .body::<NewPasskeyRequest>(
                json!({ "challenge": "q83JYbQmWc0u…", "credential": examples::credential(), "name": "Phone" }),
            )
            .returns(201, "The passkey.", &examples::added_passkey())
            .with_header("Location", "The path of the passkey.")
            .errors(&[ErrorCode::PasskeyRefused, ErrorCode::PasskeysUnavailable]),
        Endpoint::patch(PASSKEY, rename_passkey, "renamePasskey", "Rename a passkey")
            .body::<RenamePasskeyRequest>(json!({ "name": "Phone" }))
            .done(204, "The passkey has this name.")
            .asks(),
        Endpoint::delete(PASSKEY, remove_passkey, "removePasskey", "Remove a passkey")
            .about("The last way to sign in cannot be removed.")
            .optional_body::<LastFactorRequest>(json!({ "current_password": "Correct-Horse-9" }))
            .done(204, "The passkey is no longer accepted.")
            .errors(&[ErrorCode::FactorNeeded])
            .asks(),
    ]
}

fn account_endpoints() -> [Endpoint; 2] {
    [
        Endpoint::get(OF_ACCOUNT, list, "listFactors", "List the factors of an account")
            .access(Access::OwnerOrAdministrator)
            .scopes(&[Scope::UsersRead])
            .returns(200, "The factors.", &examples::factors()),
        Endpoint::delete(OF_ACCOUNT, reset, "resetFactors", "Remove the factors of an account")
            .about("All but its password, for somebody who has lost them. Not for oneself.")
            .access(Access::Administrator)
            .done(204, "The password alone signs in.")
            .errors(&[ErrorCode::FactorNeeded])
            .asks(),
    ]
}

handlers! {
    list(who, Id(id): Id) -> FactorsView = factors.of(id);
    list_own(who) -> FactorsView = factors.of(who.id());
    begin_authenticator(who) -> NewAuthenticatorView = factors.begin_authenticator();
    confirm_authenticator(who, Json(request): Json<ConfirmAuthenticatorRequest>) -> AddedAuthenticatorView
        = factors.confirm_authenticator(request);
    remove_authenticator(who, Optional(body): Optional<LastFactorRequest>)
        = factors.remove_authenticator(who.id(), &body.current_password);
    new_recovery_codes(who) -> NewRecoveryCodesView = factors.new_recovery_codes();
    begin_passkey(who) -> PasskeyChallengeView = factors.begin_passkey_registration();
    rename_passkey(who, InPath(passkey): InPath<PasskeyId>, Json(request): Json<RenamePasskeyRequest>)
        = factors.rename_passkey(passkey, &request.name);
    remove_passkey(who, InPath(passkey): InPath<PasskeyId>, Optional(body): Optional<LastFactorRequest>)
        = factors.remove_passkey(passkey, &body.current_password);
    reset(who, Id(id): Id) = factors.reset_factors(id);
}

async fn register_passkey(who: Bearer, Json(request): Json<NewPasskeyRequest>) -> Result<Response, AppError> {
    let mut fields = Fields::default();
    expect_credential(&mut fields, &request.credential);
    fields.finish().map_err(AppError::invalid)?;
    let new = who.accounts.factors().register_passkey(&who.caller, request).await?;
    Ok(created(&format!("{PASSKEYS}/{}", new.passkey.id), Json(new)))
}
