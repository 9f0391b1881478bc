//! An account whose address is not confirmed goes to the owner of the address, as a provider vouches. Somebody else may have opened
//! it, to wait in it for its owner: nothing with which one gets in stays.

use super::fate::{Fate, fate_at};
use super::link::{link, proof_of};
use super::sealed::{over, with_address};
use crate::accounts::groups::change_member;
use crate::accounts::sessions::enter;
use crate::accounts::users::names::{names_of, write_names};
use crate::accounts::{
    Actor, Browser, Caller, Identities, MemberChange, NewPassword, Repair, Repairing, SignIn, UnitOfWork, User,
    no_such_account,
};
use crate::mail::Mail;
use crate::shared::fields::names::person_name;
use crate::shared::fields::profile::Profile;
use crate::shared::{AppError, EventKind, TakenOver, UserId};
use crate::store::users::{self, Names};
use crate::store::{AdvisoryLock, avatars};

impl Identities {
    /// Gives the unconfirmed account with the address of an identity to the owner of that address, and signs them in. Password,
    /// sessions, tokens, factors, links and groups of the account are void; `keeps` says what of the rest stays. `shown`: the mark of
    /// the one that its page has shown.
    ///
    /// # Errors
    /// [`ErrorCode::PendingExpired`](crate::shared::error::ErrorCode::PendingExpired) if there is no such account any more.
    pub async fn take_over(
        &self,
        caller: &Caller,
        browser: Browser<'_>,
        (arrival, shown): (&str, &str),
        keeps: TakenOver,
    ) -> Result<SignIn, AppError> {
        let arrival = self.open_arrival(arrival)?;
        // Another tab may have come back with somebody else since.
        if arrival.asked_by.is_some() || !arrival.is_shown(shown) {
            return Err(over());
        }
        let provider = self.providers().provider_of(&arrival.identity).await?;
        let identity = arrival.identity.clone();
        let found = self.db().read(async move |mut conn| with_address(&mut conn, &identity).await).await?;
        let id = UserId(found.ok_or_else(over)?.id);
        let groups = self.groups_of_identity(&provider, &arrival.identity).await?;
        let browser = self.sessions().opened(browser, arrival.remember);
        let job = async move |mut tx: UnitOfWork| {
            if fate_at(&mut tx, id, &arrival.identity).await? != Some(Fate::TakeOver) {
                return Err(over());
            }
            arrival.spend(&mut tx).await?;
            let password = NewPassword::None;
            tx.repair(id, Repairing { password, ..Repairing::of(Repair::TakenOver) }).await?;
            leave_groups(&mut tx, id).await?;
            keep_of_profile(&mut tx, id, keeps, arrival.identity.name.as_deref()).await?;
            let link = link(&mut tx, id, &provider, &arrival.identity).await?;
            if let Some(groups) = &groups {
                groups.follow(&mut tx, id).await?;
            }
            tx.record(tx.event(EventKind::IdentityTakeOver).on(id).detail(&provider.name));
            let (title, at) = (provider.title().to_owned(), tx.now());
            tx.notify(id, |user| Mail::IdentityTakenOver { name: user.greeting(), provider: title, at }).await?;
            enter(&mut tx, id, &browser, &proof_of(&arrival.identity, link)).await
        };
        // Groups change.
        let lock = Some(AdvisoryLock::Administrators);
        let entered = self.on_account(id, lock, Actor::User(id), caller, job).await?;
        self.signed_in(entered)
    }
}

/// Removes an account from its groups, which were given to somebody else.
pub(in crate::accounts) async fn leave_groups(tx: &mut UnitOfWork, id: UserId) -> Result<(), AppError> {
    let user = users::find(tx, id).await?.map(User::from).ok_or_else(no_such_account)?;
    for name in user.groups.iter() {
        change_member(tx, name, id, MemberChange::Remove).await?;
    }
    Ok(())
}

/// Confirms the address, and removes what the new owner does not keep. `name`: what the provider calls them.
pub(in crate::accounts) async fn keep_of_profile(
    tx: &mut UnitOfWork,
    id: UserId,
    keeps: TakenOver,
    name: Option<&str>,
) -> Result<(), AppError> {
    let now = tx.now();
    let user = users::find(tx, id).await?.map(User::from).ok_or_else(no_such_account)?;
    let there = name.and_then(|name| person_name(name).ok().flatten());
    let name = if keeps.name { user.name.clone() } else { there };
    let names = Names { profile: Profile::of_name(name), ..names_of(&user) };
    write_names(tx, &user, &names, true).await?.ok_or_else(no_such_account)?;
    if !keeps.picture && user.avatar_url.is_some() {
        avatars::set_avatar(tx, id, None, now).await?.ok_or_else(no_such_account)?;
        avatars::delete_of(tx, id).await?;
    }
    Ok(())
}
