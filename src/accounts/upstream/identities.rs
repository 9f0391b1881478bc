//! Reading the accounts at providers that are linked to an account.

use crate::accounts::{Action, Caller, Identities, no_such_account};
use crate::applications::Providers;
use crate::shared::{AppError, IdentityId, IdentityListView, IdentityView, ProviderName, Timestamp, UserId};
use crate::store::identities;
use crate::store::{IdentityRow, users};

impl Identities {
    /// The identities of an account, the oldest first.
    pub async fn list_identities(&self, caller: &Caller, id: UserId) -> Result<IdentityListView, AppError> {
        caller.permit(Action::ReadFactors(id))?;
        let read = self.db().read(async move |mut conn| {
            let is_there = users::find(&mut conn, id).await?.is_some();
            Ok(if is_there { Some(identities::of_user(&mut conn, id).await?) } else { None })
        });
        let rows = read.await?.ok_or_else(no_such_account)?;
        let providers = self.providers().all().await?;
        Ok(IdentityListView { identities: rows.into_iter().map(|row| identity_view(row, &providers)).collect() })
    }
}

/// An identity, with the title of its provider. One that is defined no longer is shown with its name.
pub(in crate::accounts) fn identity_view(row: IdentityRow, providers: &Providers) -> IdentityView {
    let title = providers.find(&row.provider).map_or_else(|| row.provider.clone(), |found| found.title().to_owned());
    IdentityView {
        id: IdentityId(row.id),
        provider: ProviderName::from_stored(row.provider),
        title,
        label: row.label,
        issuer: row.issuer,
        subject: row.subject,
        created_at: Timestamp(row.created_at),
        last_used_at: row.last_used_at.map(Timestamp),
        is_held: row.is_held,
    }
}
