//! Finds all applications: in memory, or in the database and the file.

use super::stored;
use crate::{
    accounts::{Accounts, Failure},
    applications::{Applications, Overridden},
    store::StoreError,
};
use std::sync::Arc;

impl Accounts {
    /// All applications, from memory while notifications of changes can be relied on, otherwise from the database. Contains
    /// those of the file.
    pub async fn applications(&self) -> Result<Arc<Applications>, Failure> {
        let memory = self.application_memory();
        if let Some(applications) = memory.get() {
            return Ok(applications);
        }
        let version = memory.version();
        let (applications, _) = self.merged_applications().await?;
        let applications = Arc::new(applications);
        memory.insert(version, &applications);
        Ok(applications)
    }

    /// Logs which applications and locations of the database the file takes the place of.
    pub async fn warn_about_overridden_applications(&self) -> Result<(), Failure> {
        let (_, overridden) = self.merged_applications().await?;
        for overridden in overridden {
            tracing::warn!("{overridden}");
        }
        Ok(())
    }

    async fn merged_applications(&self) -> Result<(Applications, Vec<Overridden>), StoreError> {
        let stored = self.db().read(|conn| Box::pin(stored::all(conn))).await?;
        Ok(Applications::merge(&self.settings().applications, stored))
    }
}
