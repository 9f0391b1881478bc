//! An account that was registered with the address of somebody else goes to the owner of that address, who holds the link and the
//! digits of the message: whoever registered it may wait in it for its owner (pre-hijacking, [decision
//! 75](../../../docs/decisions/0075-other-accounts.md)).

use super::LinkKind;
use crate::accounts::one_time::is_disownable;
use crate::accounts::upstream::{keep_of_profile, leave_groups};
use crate::accounts::{Actor, Caller, Emails, Repair, Repairing, UnitOfWork, link_invalid};
use crate::identity;
use crate::shared::{AppError, EventKind, TakenOver, Text};
use crate::store::one_time_tokens;
use crate::store::{AdvisoryLock, Purpose, users};

impl Emails {
    /// Gives an account whose address was never confirmed to the holder of the link that confirms it, who says that they have not
    /// registered it. Everything with which somebody gets in is void, with groups, name and picture. Returns the token of a link with
    /// which they choose a password.
    ///
    /// # Errors
    /// If the digits of the message are wrong: programs that check mail press buttons.
    pub async fn disown_registration(&self, caller: &Caller, token: &str, digits: &Text) -> Result<String, AppError> {
        let opened = self.links().open_link_of(caller, token, LinkKind::Confirm).await?;
        if opened.row.purpose != Purpose::ConfirmEmail {
            return Err(link_invalid());
        }
        self.links().check_digits(caller, &opened, digits).await?;
        let id = opened.row.user().ok_or_else(link_invalid)?;
        let job = async move |mut tx: UnitOfWork| {
            let now = tx.now();
            // Only one of two concurrent requests consumes the link; the other changes nothing.
            let consumed = one_time_tokens::consume(&mut tx, &opened.hash, Purpose::ConfirmEmail, now).await?;
            let user = users::find(&mut tx, id).await?.filter(is_disownable);
            let user = user.filter(|user| consumed && Some(identity::key(&user.email)) == opened.row.email_key);
            let user = user.ok_or_else(link_invalid)?;
            // An administrator may have handed a link over, and so said whose account it is.
            if users::is_owner_known(&mut tx, id).await? {
                return Err(link_invalid());
            }
            tx.repair(id, Repairing::of(Repair::FirstProof)).await?;
            leave_groups(&mut tx, id).await?;
            keep_of_profile(&mut tx, id, TakenOver::default(), None).await?;
            tx.record(tx.event(EventKind::EmailDisown).on(id));
            Ok(tx.make_owner_link(id, &user.email).await?)
        };
        // Groups change.
        let lock = Some(AdvisoryLock::Administrators);
        self.on_account(id, lock, Actor::User(id), caller, job).await
    }
}
