//! Server functions for the factors of an account: one's own passkeys, authenticator app, recovery codes and trusted browsers; for
//! administrators, resetting those of others.

use crate::shared::form_bodies::NewPasskeyFields;
use crate::shared::{
    Answer, AppError, ConfirmAuthenticatorRequest, Handle, Json, NewAuthenticatorView, OwnFactorsView,
    PasskeyNameFields, PasskeyOptions, SignalView, TokenSecret,
};
use leptos::prelude::*;

functions! {
    changes: CreatePasskey, RenamePasskey, RemovePasskey, ConfirmAuthenticator, RemoveAuthenticator, NewRecoveryCodes,
        RemovePassword, ForgetBrowser, EndSessionsWithoutFactor, ResetFactors;
    others: ListOwnFactors, BeginNewPasskey, SignalPasskeys, OfferPasskey, DeclinePasskey, BeginAuthenticator;
}

/// How the user signs in.
#[server(prefix = "/actions", endpoint = "factors", output = Json)]
pub async fn list_own_factors() -> Result<OwnFactorsView, AppError> {
    use crate::web::prelude::*;

    let context = RequestContext::current()?;
    let id = context.visitor()?.user.id;
    context.answer(own_factors(context.accounts(), &context.caller(), id).await)
}

/// What `public/passkey.js` asks the browser for, to create a passkey.
#[server(prefix = "/actions", endpoint = "passkeys/begin", output = Json)]
pub async fn begin_new_passkey() -> Result<PasskeyOptions, AppError> {
    use crate::web::prelude::*;

    let context = RequestContext::current()?;
    let caller = context.signed_in()?;
    let begun = context.answer(context.accounts().factors().begin_passkey_registration(&caller).await)?;
    Ok(passkey_options(begun))
}

/// Adds the passkey that `public/passkey.js` has got from the browser.
#[server(prefix = "/actions", endpoint = "passkeys/create", output = Json)]
pub async fn create_passkey(#[server(flatten)] fields: NewPasskeyFields) -> Result<Answer<()>, AppError> {
    use crate::accounts::NewPasskeyRequest;
    use crate::web::prelude::*;

    let context = RequestContext::current()?;
    let request = NewPasskeyRequest {
        challenge: fields.challenge,
        credential: credential_in(&fields.credential),
        // The first name is that of the provider.
        name: Text::Missing,
        // The page offers it afterwards.
        end_other_sessions: Expected::Missing,
    };
    let created = async { context.accounts().factors().register_passkey(&context.signed_in()?, request).await };
    context.form(Form::Factors, page("/account/security")).finish(created.await.map(|_| ()), Notice::PasskeyAdded)
}

/// Renames a passkey of the user.
#[server(prefix = "/actions", endpoint = "passkeys/rename", output = Json)]
pub async fn rename_passkey(#[server(flatten)] fields: PasskeyNameFields) -> Result<Answer<()>, AppError> {
    use crate::web::prelude::*;

    let context = RequestContext::current()?;
    let renamed = async {
        let caller = context.signed_in()?;
        context.accounts().factors().rename_passkey(&caller, id_in(&fields.id)?, &fields.name).await
    };
    let form = context.form(Form::Factors, page("/account/security"));
    form.finish(renamed.await, Notice::PasskeyRenamed)
}

/// Removes a passkey of the user. `current_password`: where the page asks for it.
#[server(prefix = "/actions", endpoint = "passkeys/remove", output = Json)]
pub async fn remove_passkey(
    #[server(default)] id: String,
    #[server(default)] current_password: String,
) -> Result<Answer<()>, AppError> {
    use crate::web::prelude::*;

    let context = RequestContext::current()?;
    let removed = async {
        let (caller, password) = (context.signed_in()?, Text::from(current_password));
        context.accounts().factors().remove_passkey(&caller, id_in(&id)?, &password).await
    };
    context.form(Form::Factors, page("/account/security")).finish(removed.await, Notice::PasskeyRemoved)
}

/// What `public/passkey.js` tells the browser about the passkeys of the user. None if there was never one, and for visitors who
/// have signed out meanwhile: they have not asked for this.
#[server(prefix = "/actions", endpoint = "passkeys/signal", output = Json)]
pub async fn signal_passkeys() -> Result<Option<SignalView>, AppError> {
    use crate::web::prelude::*;

    let context = RequestContext::current()?;
    match context.signed_in() {
        Ok(caller) => context.answer(context.accounts().factors().signal_details(&caller).await),
        Err(_) => Ok(None),
    }
}

/// Whether it is time to offer a passkey: after a sign-in with a password, to an account that has none, once a month in a browser.
#[server(prefix = "/actions", endpoint = "passkeys/offer", output = Json)]
pub async fn offer_passkey() -> Result<bool, AppError> {
    use crate::web::prelude::*;

    let context = RequestContext::current()?;
    let Some(who) = context.visitor().ok().filter(|_| !context.was_offered_passkey()) else { return Ok(false) };
    let is_due = context.answer(needs_passkey(context.accounts(), &context.caller(), who).await)?;
    if is_due {
        context.remember_offer(false);
    }
    Ok(is_due)
}

/// Never offers a passkey in this browser again.
#[server(prefix = "/actions", endpoint = "passkeys/decline", output = Json)]
pub async fn decline_passkey() -> Result<Answer<()>, AppError> {
    use crate::web::prelude::*;

    let context = RequestContext::current()?;
    context.remember_offer(true);
    Ok(context.accept((), &LocalPath::account(), None))
}

/// A new secret for an authenticator app. It counts from the first right code on.
#[server(prefix = "/actions", endpoint = "authenticator/begin", output = Json)]
pub async fn begin_authenticator() -> Result<NewAuthenticatorView, AppError> {
    use crate::web::prelude::*;

    let context = RequestContext::current()?;
    context.answer(context.accounts().factors().begin_authenticator(&context.signed_in()?).await)
}

/// Adds the authenticator app, if the code shows that it has the secret. `next`: where the user goes on afterwards; may be empty.
#[server(prefix = "/actions", endpoint = "authenticator/confirm", output = Json)]
pub async fn confirm_authenticator(
    #[server(flatten)] request: ConfirmAuthenticatorRequest,
    #[server(default)] next: Handle,
) -> Result<Answer<()>, AppError> {
    use crate::web::prelude::*;

    let context = RequestContext::current()?;
    let here = next.on("/account/security/authenticator");
    // With the sealed secret: the app has it already.
    let form = context.form(Form::Authenticator, here).keeping(&request);
    let added = async {
        context.accounts().factors().confirm_authenticator(&context.signed_in()?, request).await.map_err(at_code)
    };
    form.finish_at(&next.at_security(), added.await.map(|_| ()), Notice::AuthenticatorAdded)
}

/// Removes the user's authenticator app. `current_password`: where the page asks for it.
#[server(prefix = "/actions", endpoint = "authenticator/remove", output = Json)]
pub async fn remove_authenticator(#[server(default)] current_password: String) -> Result<Answer<()>, AppError> {
    use crate::web::prelude::*;

    let context = RequestContext::current()?;
    let removed = async {
        let (caller, id) = (context.signed_in()?, context.visitor()?.user.id);
        context.accounts().factors().remove_authenticator(&caller, id, &Text::from(current_password)).await
    };
    context.form(Form::Factors, page("/account/security")).finish(removed.await, Notice::AuthenticatorRemoved)
}

/// New recovery codes in place of the previous ones. They are shown once.
#[server(prefix = "/actions", endpoint = "recovery-codes", output = Json)]
pub async fn new_recovery_codes() -> Result<Answer<TokenSecret>, AppError> {
    use crate::web::prelude::*;

    let context = RequestContext::current()?;
    let form = context.form(Form::Factors, page("/account/security"));
    let made = async {
        let (caller, id) = (context.signed_in()?, context.visitor()?.user.id);
        let new = context.accounts().factors().new_recovery_codes(&caller).await?;
        Ok((TokenSecret { name: String::new(), secret: new.codes.join("\n") }, id))
    };
    form.finish_with(made.await, |(shown, id), back| context.accept_secret(shown, id, back))
}

/// Removes the password of the user, who has passkeys.
#[server(prefix = "/actions", endpoint = "password/remove", output = Json)]
pub async fn remove_password() -> Result<Answer<()>, AppError> {
    use crate::web::prelude::*;

    let context = RequestContext::current()?;
    let removed = async {
        let (caller, id) = (context.signed_in()?, context.visitor()?.user.id);
        context.accounts().passwords().remove_password(&caller).await?;
        // As after a new password.
        context.remember_browser(id).await;
        Ok(())
    };
    context.form(Form::Factors, page("/account/security")).finish(removed.await, Notice::PasswordRemoved)
}

/// Makes a browser ask for the second factor of the user again.
#[server(prefix = "/actions", endpoint = "trusted-browsers/revoke", output = Json)]
pub async fn forget_browser(#[server(default)] id: String) -> Result<Answer<()>, AppError> {
    use crate::web::prelude::*;

    let context = RequestContext::current()?;
    let forgotten =
        async { context.accounts().sessions().forget_trusted_browser(&context.signed_in()?, id_in(&id)?).await };
    context.form(Form::Factors, page("/account/security")).finish(forgotten.await, Notice::BrowserForgotten)
}

/// Ends the other sessions of the user that have begun without a second factor.
#[server(prefix = "/actions", endpoint = "sessions/end-without-factor", output = Json)]
pub async fn end_sessions_without_factor() -> Result<Answer<()>, AppError> {
    use crate::web::prelude::*;

    let context = RequestContext::current()?;
    let ended = async { context.accounts().factors().end_sessions_without_factor(&context.signed_in()?).await };
    context.form(Form::Factors, page("/account/security")).finish(ended.await, Notice::EarlierSessionsEnded)
}

/// Removes all factors of a user but the password, for somebody who has lost them.
#[server(prefix = "/actions", endpoint = "users/reset-factors", output = Json)]
pub async fn reset_factors(#[server(default)] id: String) -> Result<Answer<()>, AppError> {
    use crate::web::prelude::*;

    let context = RequestContext::current()?;
    let (caller, id) = (context.signed_in()?, id_in(&id)?);
    let reset = context.accounts().factors().reset_factors(&caller, id).await;
    context.form(Form::User, LocalPath::user(id)).finish(reset, Notice::FactorsReset)
}
