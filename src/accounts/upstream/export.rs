//! Accounts at providers as an export of users has them.

use crate::accounts::Identities;
use crate::applications::upstream::id_in_files;
use crate::shared::UserId;
use crate::store::identities;
use crate::store::{IdentityRow, StoreError};

/// An account at a provider, by the name of the provider and the id there.
#[derive(Clone, Debug)]
pub(in crate::accounts) struct ExportedIdentity {
    pub provider: String,
    pub subject: String,
}

impl Identities {
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
