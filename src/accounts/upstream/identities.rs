//! Reading the accounts at providers that are linked to an account, for lists and for exports of users.

use crate::accounts::error::no_such_account;
use crate::accounts::policy::Action;
use crate::accounts::{Accounts, Caller};
use crate::applications::upstream::{Providers, id_in_files};
use crate::shared::error::AppError;
use crate::shared::ids::{IdentityId, UserId};
use crate::shared::providers::{IdentityListView, IdentityView, ProviderName};
use crate::shared::timestamp::Timestamp;
use crate::store::identities::{self, IdentityRow};
use crate::store::{StoreError, users};

impl Accounts {
    /// The identities of an account, the oldest first.
    pub async fn list_identities(&self, caller: &Caller, id: UserId) -> Result<IdentityListView, AppError> {
        caller.permit(Action::ReadFactors(id))?;
        let read = self.db().read(async move |mut conn| {
            let is_there = users::find(&mut conn, id).await?.is_some();
            Ok(if is_there { Some(identities::of_user(&mut conn, id).await?) } else { None })
        });
        let rows = read.await?.ok_or_else(no_such_account)?;
        let providers = self.providers().await?;
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
    }
}

/// An account at a provider, by the name of the provider and the id there.
#[derive(Clone, Debug)]
pub(in crate::accounts) struct ExportedIdentity {
    pub provider: String,
    pub subject: String,
}

impl Accounts {
    /// Of each account the identity that was linked first, as an import reads it.
    pub(in crate::accounts) async fn exported_identities(
        &self,
        users: Vec<UserId>,
    ) -> Result<Vec<Option<ExportedIdentity>>, StoreError> {
        let read = self.db().read_directory(async move |mut conn| {
            // Most installations have none, and then the accounts cost no query each.
            if !identities::exist(&mut conn).await? {
                return Ok(users.iter().map(|_| None).collect());
            }
            let mut found = Vec::with_capacity(users.len());
            for user in users {
                found.push(identities::of_user(&mut conn, user).await?.into_iter().next().map(exported));
            }
            Ok(found)
        });
        read.await
    }
}

fn exported(row: IdentityRow) -> ExportedIdentity {
    let subject = id_in_files(&row.issuer, &row.subject);
    ExportedIdentity { provider: row.provider, subject }
}
