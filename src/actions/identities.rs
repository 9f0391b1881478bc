//! Server functions for accounts at providers: what follows when a provider has proved one, and the list of those that are linked.

use crate::shared::arrivals::ArrivalView;
use crate::shared::{
    Answer, AppError, FirstTimeRequest, Handle, IdentityFields, IdentityListView, Json, LinkIdentityFields, LocalPath,
    Registration, SignedIn, TakeOverFields,
};
use leptos::prelude::*;

functions! {
    changes: FirstTime, KeepIdentity, LinkIdentity, TakeOver, UnlinkIdentity;
    others: ListOwnIdentities, SendProofCode, ShowArrival;
}

/// Creates an account for the person that a provider has just named, and signs in, unless the email address has to be confirmed
/// first. `next`: where the person goes on; may be empty.
#[server(prefix = "/actions", endpoint = "first_time", output = Json)]
pub async fn first_time(
    #[server(flatten)] request: FirstTimeRequest,
    #[server(default)] next: Handle,
) -> Result<Answer<Registration>, AppError> {
    use crate::accounts::FirstTime as Opened;
    use crate::shared::{ErrorCode, SentFor};
    use crate::web::prelude::*;

    let context = RequestContext::current()?;
    let (accounts, email) = (context.accounts(), request.email.clone());
    let form = context.form(Form::FirstTime, next.on("/auth/first-time")).keeping(&request);
    let opened: Result<_, AppError> = async {
        let kept = accounts.identities().show_arrival(context.arrival()).await?.next;
        // The link in a message needs nothing more in this browser.
        let next = next.clone().or(kept);
        let caller = context.going_on_to(&next, context.asking_caller()).await;
        let outcome = accounts
            .identities()
            .register_with_identity(&caller, context.browser(), context.arrival(), request)
            .await?;
        Ok((outcome, next))
    }
    .await;
    let (sent, next) = match opened {
        Ok((Opened::SignedIn(sign_in), next)) => {
            let next = context.destination(&next, &sign_in).await;
            return Ok(context.accept_sign_in(*sign_in, next, Some(Notice::Welcome)).await.map(Registration::from));
        }
        Ok((Opened::ConfirmFirst(_), next)) => ((Notice::ConfirmEmailFirst, SentFor::Confirmation), next),
        Ok((Opened::Pending, next)) => ((Notice::RegistrationReceived, SentFor::Registration), next),
        // The page is of no more use.
        Err(error) if error.code == ErrorCode::PendingExpired => {
            return context.form(Form::Login, next.on("/login")).reject(error);
        }
        Err(error) => return form.reject(error),
    };
    context.forget_arrival();
    Ok(context.accept_unconfirmed(email.as_str(), sent, &next))
}

/// What the page shows of the account at a provider that this browser has just proved.
#[server(prefix = "/actions", endpoint = "arrival", output = Json)]
pub async fn show_arrival() -> Result<ArrivalView, AppError> {
    use crate::web::prelude::*;

    let context = RequestContext::current()?;
    context.answer(context.accounts().identities().show_arrival(context.arrival()).await)
}

/// Links the account at a provider that the page has shown with that of the user. Returns the page to go on with.
#[server(prefix = "/actions", endpoint = "link_identity", output = Json)]
pub async fn link_identity(#[server(flatten)] fields: LinkIdentityFields) -> Result<Answer<LocalPath>, AppError> {
    use crate::shared::ErrorCode;
    use crate::web::prelude::*;

    let context = RequestContext::current()?;
    let linked: Result<_, AppError> = async {
        let caller = context.signed_in()?;
        let arrival = context.accounts().identities().show_arrival(context.arrival()).await?;
        context.accounts().identities().link_identity(&caller, context.arrival(), &fields.shown).await?;
        // Whoever has signed in for this goes on as after a sign-in.
        let next = if arrival.is_asked { arrival.next } else { arrival.next.or_home() };
        Ok(next.into_path().unwrap_or_else(LocalPath::security))
    }
    .await;
    match linked {
        Ok(next) => {
            context.forget_arrival();
            Ok(context.accept(next.clone(), &next, Some(Notice::IdentityLinked)))
        }
        // The page is of no more use.
        Err(error) if error.code == ErrorCode::PendingExpired => {
            context.form(Form::Identities, LocalPath::security()).reject(error)
        }
        Err(error) => context.form(Form::LinkIdentity, page("/auth/link")).reject(error),
    }
}

/// Gives the unconfirmed account with the address to its owner, as a provider has just named them, and signs in. `next`: where they
/// go on; may be empty.
#[server(prefix = "/actions", endpoint = "take_over", output = Json)]
pub async fn take_over(
    #[server(flatten)] fields: TakeOverFields,
    #[server(default)] next: Handle,
) -> Result<Answer<SignedIn>, AppError> {
    use crate::shared::{ErrorCode, TakenOver};
    use crate::web::prelude::*;

    let context = RequestContext::current()?;
    let keeps = TakenOver { name: !fields.name.is_empty(), picture: !fields.picture.is_empty() };
    let taken: Result<_, AppError> = async {
        let kept = context.accounts().identities().show_arrival(context.arrival()).await?.next;
        let (caller, arrival) = (context.caller(), (context.arrival(), fields.shown.as_str()));
        let sign_in = context.accounts().identities().take_over(&caller, context.browser(), arrival, keeps).await?;
        Ok((sign_in, next.clone().or(kept)))
    }
    .await;
    match taken {
        Ok((sign_in, next)) => {
            let next = context.destination(&next, &sign_in).await;
            Ok(context.accept_sign_in(sign_in, next, Some(Notice::TakenOver)).await)
        }
        // The page is of no more use.
        Err(error) if error.code == ErrorCode::PendingExpired => {
            context.form(Form::Login, next.on("/login")).reject(error)
        }
        Err(error) => context.form(Form::TakeOver, next.on("/auth/take-over")).reject(error),
    }
}

/// The accounts at providers with which the user signs in.
#[server(prefix = "/actions", endpoint = "identities", output = Json)]
pub async fn list_own_identities() -> Result<IdentityListView, AppError> {
    use crate::web::prelude::*;

    let context = RequestContext::current()?;
    let id = context.visitor()?.user.id;
    context.answer(context.accounts().identities().list_identities(&context.caller(), id).await)
}

/// Keeps an identity of the user's account that does not sign in since the password was reset.
#[server(prefix = "/actions", endpoint = "keep_identity", output = Json)]
pub async fn keep_identity(#[server(flatten)] fields: IdentityFields) -> Result<Answer<()>, AppError> {
    use crate::shared::identity_forms::KEEP;
    use crate::web::prelude::*;

    let context = RequestContext::current()?;
    let kept = async {
        let (account, id) = (context.visitor()?.user.id, fields.id.trim_start_matches(KEEP));
        context.accounts().identities().keep_identity(&context.caller(), account, id_in(id)?).await
    };
    context.form(Form::Identities, LocalPath::security()).finish(kept.await, Notice::IdentityKept)
}

/// Unlinks an account at a provider from an account, or from that of the user.
#[server(prefix = "/actions", endpoint = "unlink_identity", output = Json)]
pub async fn unlink_identity(#[server(flatten)] fields: IdentityFields) -> Result<Answer<()>, AppError> {
    use crate::web::prelude::*;

    let context = RequestContext::current()?;
    let (account, back) = owner(&fields.user, LocalPath::security())?;
    let unlinked = async {
        let account = account.unwrap_or(context.visitor()?.user.id);
        context.accounts().identities().unlink_identity(&context.caller(), account, id_in(&fields.id)?).await
    };
    context.form(Form::Identities, back).finish(unlinked.await, Notice::IdentityUnlinked)
}

/// Sends a code to the confirmed address of the user, who confirms with it who they are. `next`: the page to return to then.
#[server(prefix = "/actions", endpoint = "send_proof_code", output = Json)]
pub async fn send_proof_code(#[server(default)] next: Handle) -> Result<Answer<()>, AppError> {
    use crate::web::prelude::*;

    let context = RequestContext::current()?;
    let sent = async { context.accounts().identities().send_proof_code(&context.signed_in()?).await };
    let form = context.form(Form::ProofCode, next.on("/confirm"));
    form.finish_with(sent.await, |code, back| {
        context.remember_mail_proof(&code);
        context.accept((), back, Some(Notice::ProofCodeSent))
    })
}
