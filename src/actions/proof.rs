//! Server functions with which somebody proves who they are, beside the password at the sign-in: with a code or a passkey,
//! and again before what matters.

use crate::shared::form_bodies::PasskeyFields;
use crate::shared::{
    Answer, AppError, CodeFields, ConfirmFields, Json, LocalPath, PasskeyOptions, ProofWays, RecoveryFields, SignedIn,
};
use leptos::prelude::*;

functions! {
    changes: ConfirmIdentity;
    others: BeginPasskey, SignInWithPasskey, SignInWithCode, SignInWithRecoveryCode, ShowWaysToConfirm;
}

/// What `public/passkey.js` asks the browser for: any passkey or one of the user, or with `second_factor` one for the sign-in that
/// waits for it.
#[server(prefix = "/actions", endpoint = "passkey-begin", output = Json)]
pub async fn begin_passkey(#[server(default)] second_factor: String) -> Result<PasskeyOptions, AppError> {
    use crate::web::prelude::*;

    let context = RequestContext::current()?;
    let pending = (!second_factor.is_empty()).then(|| context.pending_token());
    let begun = context.answer(context.accounts().sessions().begin_passkey(&context.caller(), pending).await)?;
    Ok(passkey_options(begun))
}

/// Signs in with what `public/passkey.js` has got from the browser.
#[server(prefix = "/actions", endpoint = "passkey-sign-in", output = Json)]
pub async fn sign_in_with_passkey(#[server(flatten)] fields: PasskeyFields) -> Result<Answer<SignedIn>, AppError> {
    use crate::accounts::PasskeyAnswer;
    use crate::shared::ErrorCode;
    use crate::web::prelude::*;

    let context = RequestContext::current()?;
    let answer = PasskeyAnswer {
        challenge: fields.challenge,
        credential: credential_in(&fields.credential),
        remember_me: Expected::Given(!fields.remember_me.is_empty()),
    };
    // Before the answer it is not known whether the address has to be confirmed first, with a link.
    let caller = context.asking_caller();
    match context.accounts().sessions().log_in_with_passkey(&caller, context.browser(), answer).await {
        Ok(sign_in) => {
            let next = context.destination(&fields.next, &sign_in).await;
            Ok(context.accept_sign_in(sign_in, next, None).await)
        }
        Err(error) => {
            if error.code == ErrorCode::EmailUnconfirmed {
                context.remember_asking_browser();
            }
            context.form(Form::Login, fields.next.on("/login")).reject(error)
        }
    }
}

/// Completes a sign-in with a code of the authenticator app, or with a recovery code.
#[server(prefix = "/actions", endpoint = "second-factor", output = Json)]
pub async fn sign_in_with_code(#[server(flatten)] fields: CodeFields) -> Result<Answer<SignedIn>, AppError> {
    use crate::shared::{ErrorCode, SecondFactorRequest};
    use crate::web::prelude::*;

    let context = RequestContext::current()?;
    let request = SecondFactorRequest {
        pending_token: context.pending_token().into(),
        code: fields.code,
        trust: Expected::Given(!fields.trust.is_empty()),
    };
    match context.accounts().sessions().log_in_with_code(&context.caller(), context.browser(), request).await {
        Ok(sign_in) => {
            let notice = (!fields.recovery.is_empty()).then_some(Notice::RecoveryCodeSpent);
            // That page says how many codes are left, and replaces what is lost.
            let next = match fields.next.is_empty() && notice.is_some() {
                true => context.or_home(&fields.next).at_security().into(),
                false => context.destination(&fields.next, &sign_in).await,
            };
            Ok(context.accept_sign_in(sign_in, next, notice).await)
        }
        // The page that asks for the code is of no more use.
        Err(error) if error.code == ErrorCode::PendingExpired => {
            context.form(Form::Login, fields.next.on("/login")).reject(error)
        }
        Err(error) => {
            let form = if fields.recovery.is_empty() { Form::SecondFactor } else { Form::RecoveryCode };
            context.form(form, fields.next.on("/login/second-factor")).reject(at_code(error))
        }
    }
}

/// Signs in to an account without a password, with a recovery code. The next page asks for a new passkey, and leads on.
#[server(prefix = "/actions", endpoint = "recovery-sign-in", output = Json)]
pub async fn sign_in_with_recovery_code(
    #[server(flatten)] fields: RecoveryFields,
) -> Result<Answer<SignedIn>, AppError> {
    use crate::shared::{ErrorCode, RecoveryLoginRequest};
    use crate::web::prelude::*;

    let context = RequestContext::current()?;
    let request = RecoveryLoginRequest {
        login: fields.login.into(),
        recovery_code: fields.recovery_code,
        ..RecoveryLoginRequest::default()
    };
    // Before the answer it is not known whether the address has to be confirmed first, with a link.
    let caller = context.asking_caller();
    match context.accounts().sessions().log_in_with_recovery_code(&caller, context.browser(), request).await {
        Ok(sign_in) => {
            let next = context.or_home(&fields.next).at_security().into();
            Ok(context.accept_sign_in(sign_in, next, Some(Notice::RecoveryCodeUsed)).await)
        }
        Err(error) => {
            if error.code == ErrorCode::EmailUnconfirmed {
                context.remember_asking_browser();
            }
            context.form(Form::RecoverySignIn, fields.next.on("/login/recovery")).reject(error)
        }
    }
}

/// How the user can confirm who they are.
#[server(prefix = "/actions", endpoint = "ways-to-confirm", output = Json)]
pub async fn show_ways_to_confirm() -> Result<ProofWays, AppError> {
    use crate::web::prelude::*;

    let context = RequestContext::current()?;
    context.visitor()?;
    let ways = context.answer(ways_to_confirm(context.accounts(), &context.caller()).await)?;
    Ok(ProofWays { mail_sent: ways.mail && !context.mail_proof().is_empty(), ..ways })
}

/// Confirms who the user is, before something that matters. Returns the page to go back to.
#[server(prefix = "/actions", endpoint = "confirm", output = Json)]
pub async fn confirm_identity(#[server(flatten)] fields: ConfirmFields) -> Result<Answer<LocalPath>, AppError> {
    use crate::accounts::StepUpRequest;
    use crate::web::prelude::*;

    let context = RequestContext::current()?;
    let next = fields.next.or_account();
    let is_mail = !fields.mail_code.is_missing();
    let form = match (fields.code.is_missing(), fields.recovery.is_empty()) {
        _ if is_mail => Form::ConfirmMail,
        (true, _) => Form::Confirm,
        (false, true) => Form::ConfirmCode,
        (false, false) => Form::ConfirmRecoveryCode,
    };
    let confirmed = async {
        context.visitor()?;
        let request = StepUpRequest {
            password: fields.password,
            code: fields.code,
            mail_proof: if is_mail { context.mail_proof().into() } else { Text::Missing },
            mail_code: fields.mail_code,
            challenge: fields.challenge,
            credential: (!fields.credential.is_empty()).then(|| credential_in(&fields.credential)),
        };
        let sign_in = context.accounts().sessions().step_up(&context.caller(), request).await;
        let sign_in = sign_in.map_err(|error| if is_mail { at_mail_code(error) } else { at_code(error) })?;
        context.set_sign_in(&sign_in);
        if is_mail {
            context.forget_mail_proof();
        }
        Ok(())
    };
    let page = fields.next.on("/confirm");
    context.form(form, page).finish_with(confirmed.await, |(), _| context.accept(next.clone(), &next, None))
}
