//! Finds all applications: in memory, or in the database and the file.

use super::{application_problems, stored};
use crate::{
    accounts::{Accounts, Failure},
    applications::Applications,
    store::applications as rows,
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
        let rows = self.db().read(|conn| Box::pin(rows::list(conn))).await?;
        let applications = memory.made_of(&rows).unwrap_or_else(|| {
            let stored = rows.iter().cloned().map(stored::from_row).collect();
            let (applications, _) = Applications::merge(&self.settings().applications, stored);
            Arc::new(applications)
        });
        memory.insert(version, rows, &applications);
        Ok(applications)
    }

    /// Logs which applications and locations of the database the file takes the place of, and what is wrong with the others.
    pub async fn warn_about_applications(&self) -> Result<(), Failure> {
        let stored = self.db().read(|conn| Box::pin(stored::all(conn))).await?;
        let (_, overridden) = Applications::merge(&self.settings().applications, stored);
        for overridden in overridden {
            tracing::warn!("{overridden}");
        }
        for problem in application_problems(self.db(), &self.settings().applications, self.own_origin()).await? {
            tracing::warn!("{problem}");
        }
        Ok(())
    }
}
