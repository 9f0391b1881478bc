//! How somebody proves who they are, in forms and on pages.

use crate::accounts::{Accounts, Caller, CurrentUser, PasskeyChallengeView, Principal};
use crate::shared::possible::possible;
use crate::shared::{
    AppError, Demanded, ErrorCode, Level, Method, Methods, OwnFactorsView, OwnWaysInView, PasskeyOptions, Problem,
    ProofWays, StepUpWays, Timestamp, UserId,
};
use serde_json::Value;
use std::time::Duration;

/// How long after a sign-in a passkey is offered.
const AFTER_SIGN_IN: Duration = Duration::from_secs(10 * 60);

/// What an authenticator has answered, from a field of a form. Null, which no passkey answers, if it is no JSON.
pub fn credential_in(field: &str) -> Value {
    serde_json::from_str(field).unwrap_or_default()
}

/// What the script of a page gets of a challenge.
pub fn passkey_options(begun: PasskeyChallengeView) -> PasskeyOptions {
    PasskeyOptions { challenge: begun.challenge, options: begun.options.to_string() }
}

/// An error about the code in a form, at its field.
pub fn at_code(error: AppError) -> AppError {
    at_field(error, "code")
}

/// The same for the code in a message.
pub fn at_mail_code(error: AppError) -> AppError {
    at_field(error, "mail_code")
}

fn at_field(mut error: AppError, field: &'static str) -> AppError {
    if error.code == ErrorCode::InvalidCode && error.errors.is_empty() {
        error.errors.push(Problem::new("invalid", error.detail.clone()).of(field));
    }
    error
}

/// How the user signs in.
pub async fn own_factors(accounts: &Accounts, caller: &Caller, id: UserId) -> Result<OwnFactorsView, AppError> {
    Ok(OwnFactorsView {
        factors: accounts.factors().of(caller, id).await?,
        identities: accounts.factors().means(caller, id).await?.identities,
        browsers: accounts.sessions().trusted_browsers(caller, id).await?,
        sessions_without_factor: accounts.factors().sessions_without_factor(caller).await?,
        needs_long_password: accounts.settings().password_rules.nist,
        no_passkeys: accounts.factors().relying_party().err().map(|error| error.detail),
        needs_factor: matches!(&caller.who, Principal::User(current) if current.needs_factor),
        demanded_from: demanded_from(accounts, caller),
    })
}

/// Everything that can still sign in to the user's account.
pub async fn own_ways_in(accounts: &Accounts, caller: &Caller, id: UserId) -> Result<OwnWaysInView, AppError> {
    let needs_long_password = accounts.settings().password_rules.nist;
    Ok(OwnWaysInView { ways_in: accounts.ways_in().of(caller, id).await?, needs_long_password })
}

/// From when on a second factor will be demanded of the caller, who has none. None also if it is demanded already.
pub fn demanded_from(accounts: &Accounts, caller: &Caller) -> Option<Timestamp> {
    let Principal::User(current) = &caller.who else { return None };
    match accounts.demand_on(&current.user) {
        Demanded::From(from) if !current.user.has_second_factor => Some(from),
        Demanded::From(_) | Demanded::Nothing | Demanded::Now => None,
    }
}

/// Whether the user has just signed in with one factor, and has no passkey; or with a recovery code, because the passkeys are lost.
pub async fn needs_passkey(accounts: &Accounts, caller: &Caller, who: &CurrentUser) -> Result<bool, AppError> {
    let is_fresh = accounts.now() < who.proof.at.plus(AFTER_SIGN_IN);
    let by_one_factor = who.proof.methods.level() == Level::Password;
    if !is_fresh || !by_one_factor || accounts.factors().relying_party().is_err() {
        return Ok(false);
    }
    let has_lost_them = who.proof.methods.contains(Method::RecoveryCode);
    Ok(has_lost_them || accounts.identities().step_up_ways(caller).await?.means.passkeys == 0)
}

/// How the user can confirm who they are.
pub async fn ways_to_confirm(accounts: &Accounts, caller: &Caller) -> Result<ProofWays, AppError> {
    let StepUpWays { means, providers } = accounts.identities().step_up_ways(caller).await?;
    // For any fresh proof it does not matter what was shown before.
    let methods = possible(&means, Methods::default()).methods(Level::Password);
    Ok(ProofWays::of(methods, &providers))
}

/// How the user can give a proof of the level that an application demands.
pub async fn ways_to_enter(
    accounts: &Accounts,
    caller: &Caller,
    who: &CurrentUser,
    level: Level,
) -> Result<ProofWays, AppError> {
    let StepUpWays { means, providers } = accounts.identities().step_up_ways(caller).await?;
    let methods = possible(&means, who.proof.methods).methods(level);
    let (lacks_factor, lacks_passkey) = match level {
        Level::Password => (false, false),
        Level::SecondFactor => (methods.is_empty() && !means.has_second_factor(), false),
        Level::Passkey => (false, methods.is_empty()),
    };
    Ok(ProofWays { is_for_application: true, lacks_factor, lacks_passkey, ..ProofWays::of(methods, &providers) })
}
