//! The pages of links in messages: what they show, where their holders go on, and the password that is chosen there.
//!
//! No other noun asks `LinkPages` for anything.

mod password;
mod way_on;

pub use way_on::{LinkJourney, LinkWay};

use super::one_time::{address_in, is_disownable, link_invalid};
use super::sessions::undo_for;
use super::{LinkHolder, LinkKind, LinkPages};
use crate::shared::{AppError, LinkAccount, LinkProof, LinkView};
use crate::store::users;
use crate::store::{Lease, OneTimeTokenRow, Purpose, StoreError, UserRow};

impl LinkPages {
    /// What the page of a link shows. Changes nothing, however often it is opened.
    pub async fn show_link(&self, kind: LinkKind, token: &str, holder: LinkHolder<'_>) -> Result<LinkView, AppError> {
        let opened = self.links().open_link(token, kind.purposes()).await?.ok_or_else(link_invalid)?;
        let proof = opened.proof(holder, self.links().registrant(&opened.row).await?.0);
        let can_disown = self.can_disown(&opened.row, proof).await?;
        let goes_to = self.named_by_link(&opened.row).await?;
        Ok(LinkView { proof, can_disown, account: self.account_of_link(opened.row).await?, goes_to })
    }

    /// Whether the holder may say that they have not registered the account. Not if they have shown that they have, and not of an
    /// administrator: a mailbox alone takes no such rights.
    async fn can_disown(&self, token: &OneTimeTokenRow, proof: LinkProof) -> Result<bool, StoreError> {
        let Some(id) = token.user().filter(|_| token.purpose == Purpose::ConfirmEmail) else { return Ok(false) };
        if proof == LinkProof::Nothing {
            return Ok(false);
        }
        let found = self.db().read(async move |mut conn| users::find(&mut conn, id).await).await?;
        Ok(found.is_some_and(|user| is_disownable(&user)))
    }

    async fn account_of_link(&self, token: OneTimeTokenRow) -> Result<Option<LinkAccount>, AppError> {
        let Some(id) = token.user() else {
            // The parameters of a registration contain both.
            return Ok(token.parameters.as_deref().and_then(|json| serde_json::from_str(json).ok()));
        };
        let Some(user) = self.db().read(async move |mut conn| users::find(&mut conn, id).await).await? else {
            return Ok(None);
        };
        // The mailbox of a report learns no address that has replaced its own.
        let undo =
            if token.purpose == Purpose::ReportSignIn { self.undo_of_report(&user, &token).await? } else { None };
        let email = address_in(undo.as_ref().unwrap_or(&token)).unwrap_or(user.email);
        Ok(Some(LinkAccount { username: user.username, email }))
    }

    /// The undo that a report counts as.
    ///
    /// # Errors
    /// If the report counts for nothing any more.
    async fn undo_of_report(
        &self,
        user: &UserRow,
        report: &OneTimeTokenRow,
    ) -> Result<Option<OneTimeTokenRow>, AppError> {
        let (user, report, now) = (user.clone(), report.clone(), self.now());
        let find = async move |mut conn: Lease| Ok(undo_for(&mut conn, &user, &report, now).await);
        self.db().read(find).await?
    }
}
