//! What an account has to prove who its owner is with, and whether that is enough to sign in.

use crate::accounts::{Accounts, Action, Caller, Factors, UnitOfWork, no_such_account};
use crate::shared::possible::Means;
use crate::shared::{AppError, UserId};
use crate::store::factors;
use crate::store::{Conn, FactorsRow, StoreError};

impl Factors {
    /// What an account has to prove who its owner is with. Of identities only those of open providers count.
    pub async fn means(&self, caller: &Caller, id: UserId) -> Result<Means, AppError> {
        caller.permit(Action::ReadFactors(id))?;
        let factors = self.clone();
        let read = self.db().read(async move |mut conn| {
            let Some(row) = factors::of(&mut conn, id).await? else { return Ok(None) };
            usable_means(&factors, &mut conn, id, row).await.map(Some)
        });
        read.await?.ok_or_else(no_such_account)
    }
}

/// Whether the owner of an account can still sign in with what it has now.
pub(in crate::accounts) async fn has_way_in_left(tx: &mut UnitOfWork, id: UserId) -> Result<bool, StoreError> {
    match factors::of(tx, id).await? {
        Some(row) => keeps_way_in(tx, id, row).await,
        None => Ok(false),
    }
}

/// Whether the owner of an account can still sign in.
pub(in crate::accounts) async fn keeps_way_in(
    tx: &mut UnitOfWork,
    id: UserId,
    row: FactorsRow,
) -> Result<bool, StoreError> {
    let accounts = tx.accounts().clone();
    Ok(usable_means(&accounts, tx, id, row).await?.has_way_in())
}

/// What an account has. Of identities only those of open providers count.
pub(in crate::accounts) async fn usable_means(
    accounts: &Accounts,
    conn: &mut Conn,
    id: UserId,
    row: FactorsRow,
) -> Result<Means, StoreError> {
    let identities = accounts.providers().usable_identities(conn, id).await?;
    Ok(Means::from(FactorsRow { identities, ..row }))
}
