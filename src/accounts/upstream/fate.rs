//! What becomes of an identity that no account is linked to, if an account has its address ([decision
//! 75](../../../docs/decisions/0075-other-accounts.md)).

use super::sealed::{is_same_address, with_address};
use crate::accounts::{ProvenIdentity, UnitOfWork};
use crate::identity::is_service_address;
use crate::shared::possible::Means;
use crate::shared::{Role, Status, UserId};
use crate::store::users;
use crate::store::{StoreError, UserRow, factors, identities, invitations};

/// What becomes of it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Fate {
    /// It is linked to the account: its owner is known at both.
    Link,
    /// It is linked in place of the invitation that the owner of the address has not used yet.
    AcceptInvitation,
    /// The account goes to the owner of the address, who first says what they keep of it.
    TakeOver,
    /// It is linked when somebody has signed in to their account and confirms it: the provider does not vouch for the address, or
    /// the identity was unlinked from the account.
    SignInFirst,
    /// It can open an account with another address.
    TakenAddress,
    /// Nothing, and administrators learn of it.
    Refused,
}

/// What is known of the account.
#[derive(Clone, Copy, Debug)]
struct Local {
    /// Whether it is active, and belongs to a person.
    is_open: bool,
    is_administrator: bool,
    is_confirmed: bool,
    /// Whether its owner is known, also if the address is unconfirmed by now: an account of somebody is not taken over.
    is_known: bool,
    /// Whether it waits for its owner: it was invited, and never used.
    is_invited: bool,
    /// Whether the identity was linked to it, and was unlinked: whoever did that wants to keep it out.
    was_unlinked: bool,
}

/// What becomes of an identity at the account `id`, which has its address. None: the account has another address by now. The
/// transaction has locked the account.
pub(super) async fn fate_at(
    tx: &mut UnitOfWork,
    id: UserId,
    identity: &ProvenIdentity,
) -> Result<Option<Fate>, StoreError> {
    let Some(user) = with_address(tx, identity).await?.filter(|user| user.id == id.0) else { return Ok(None) };
    let is_literal = identity.email.as_deref().is_some_and(|email| is_same_address(email, &user.email));
    let local = Local {
        is_open: user.status == Status::Active && !is_service_address(&user.email),
        is_administrator: user.role == Role::Admin,
        is_confirmed: user.email_verified,
        is_known: users::is_owner_known(tx, id).await?,
        is_invited: is_invited(tx, &user).await?,
        was_unlinked: identities::was_unlinked(tx, id, &identity.issuer, &identity.subject).await?,
    };
    Ok(Some(fate_of(local, identity.is_vouched && is_literal)))
}

/// Whether an account that was invited was never used: a person who reads its address may take it, with the groups that an
/// administrator has put it into.
async fn is_invited(tx: &mut UnitOfWork, user: &UserRow) -> Result<bool, StoreError> {
    let (id, now) = (UserId(user.id), tx.now());
    let is_bare = factors::of(tx, id).await?.is_some_and(|row| Means::from(row).is_bare());
    Ok(is_bare && user.last_login_at == 0 && invitations::of_user(tx, id, now).await?.is_some())
}

/// `is_vouched`: whether the provider vouches for exactly the address of the account.
fn fate_of(local: Local, is_vouched: bool) -> Fate {
    match (local, is_vouched) {
        (Local { is_open: false, .. }, true) | (Local { is_administrator: true, .. }, true) => Fate::Refused,
        (Local { was_unlinked: true, .. }, true) | (Local { is_open: true, is_confirmed: true, .. }, false) => {
            Fate::SignInFirst
        }
        (_, false) => Fate::TakenAddress,
        (Local { is_confirmed: true, .. }, true) => Fate::Link,
        (Local { is_invited: true, .. }, true) => Fate::AcceptInvitation,
        (Local { is_known: true, .. }, true) => Fate::SignInFirst,
        (_, true) => Fate::TakeOver,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn of(is_open: bool, is_administrator: bool, is_confirmed: bool, is_invited: bool) -> Local {
        Local { is_open, is_administrator, is_confirmed, is_known: is_confirmed, is_invited, was_unlinked: false }
    }

    #[test]
    fn an_address_alone_links_nothing() {
        // the account, and what becomes of the identity with and without a provider that vouches for the address
        for (local, vouched, otherwise) in [
            (of(true, false, true, false), Fate::Link, Fate::SignInFirst),
            (of(true, false, true, true), Fate::Link, Fate::SignInFirst),
            (of(true, false, false, true), Fate::AcceptInvitation, Fate::TakenAddress),
            (of(true, false, false, false), Fate::TakeOver, Fate::TakenAddress),
            (of(true, true, true, false), Fate::Refused, Fate::SignInFirst),
            (of(true, true, false, false), Fate::Refused, Fate::TakenAddress),
            (of(true, true, false, true), Fate::Refused, Fate::TakenAddress),
            (of(false, false, true, false), Fate::Refused, Fate::TakenAddress),
            (of(false, true, true, false), Fate::Refused, Fate::TakenAddress),
            (of(false, false, false, false), Fate::Refused, Fate::TakenAddress),
        ] {
            assert_eq!((fate_of(local, true), fate_of(local, false)), (vouched, otherwise), "{local:?}");
        }
    }

    /// A mailbox and a provider together get past no factor that was there before.
    #[test]
    fn an_account_of_a_known_owner_is_not_taken_over() {
        let local = Local { is_known: true, ..of(true, false, false, false) };
        assert_eq!((fate_of(local, true), fate_of(local, false)), (Fate::SignInFirst, Fate::TakenAddress));
        let invited = Local { is_invited: true, ..local };
        assert_eq!(fate_of(invited, true), Fate::AcceptInvitation);
    }

    #[test]
    fn an_address_links_nothing_that_was_unlinked() {
        for is_confirmed in [true, false] {
            for is_invited in [true, false] {
                let local = Local { was_unlinked: true, ..of(true, false, is_confirmed, is_invited) };
                assert_eq!(fate_of(local, true), Fate::SignInFirst, "{local:?}");
            }
        }
        for local in [of(true, true, true, false), of(false, false, true, false)] {
            assert_eq!(fate_of(Local { was_unlinked: true, ..local }, true), Fate::Refused, "{local:?}");
        }
    }
}
