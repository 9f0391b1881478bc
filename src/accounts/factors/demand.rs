//! Accounts of which a second factor is demanded (`VESTIBULE_REQUIRE_SECOND_FACTOR`). A session of one that has none can read its
//! own account, add a factor and sign out, and nothing else: the policy decides by [`CurrentUser::needs_factor`]. Recovery codes
//! alone are no factor.
//!
//! [`CurrentUser::needs_factor`]: crate::accounts::CurrentUser::needs_factor

use crate::accounts::{UnitOfWork, User};
use crate::language::message;
use crate::shared::{AppError, ErrorCode, FactorDemand, UserId};
use crate::store::{Db, StoreError, groups, users};

/// A sentence about each group of which a second factor is demanded and which does not exist: of nobody in it, as it stands.
pub async fn demand_problems(db: &Db, demand: &FactorDemand) -> Result<Vec<String>, StoreError> {
    if demand.of_groups.is_empty() {
        return Ok(Vec::new());
    }
    let existing = db.read(async |mut conn| groups::names(&mut conn).await).await?;
    let missing = demand.of_groups.iter().filter(|name| !existing.contains(name));
    Ok(missing
        .map(|name| {
            format!(
                "VESTIBULE_REQUIRE_SECOND_FACTOR names the group {name}, which does not exist: nobody needs a second factor for \
                 it. Create the group, or correct its name."
            )
        })
        .collect())
}

/// Fails if an account has lost in this transaction the last factor that is demanded of it.
pub(super) async fn keep_demanded(tx: &mut UnitOfWork, id: UserId) -> Result<(), AppError> {
    let user = users::find(tx, id).await?.map(User::from);
    if user.is_some_and(|user| tx.accounts().needs_factor(&user)) {
        return Err(AppError::new(ErrorCode::FactorNeeded, message::factors_demanded()));
    }
    Ok(())
}
