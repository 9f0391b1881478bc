//! How the clients of applications are, so that the list of these says where something is wrong.

use crate::accounts::Applications;
use crate::accounts::clients::from_rows;
use crate::shared::{ApplicationName, ClientsState};
use crate::store::StoreError;
use crate::store::clients::{self, refusals};
use std::collections::{BTreeMap, HashSet};
use std::time::Duration;

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

impl Applications {
    /// By the name of the application. One without clients is missing.
    pub(super) async fn client_states(&self) -> Result<BTreeMap<ApplicationName, ClientsState>, StoreError> {
        let since = self.now().minus(DAY);
        let read = self.db().read(async move |mut conn| {
            Ok((clients::list(&mut conn).await?, refusals::refused_since(&mut conn, since).await?))
        });
        let (rows, refused) = read.await?;
        let refused: HashSet<String> = refused.into_iter().collect();
        let mut states: BTreeMap<ApplicationName, ClientsState> = BTreeMap::new();
        for client in from_rows(rows, Vec::new()) {
            let state = states.entry(client.application).or_default();
            state.count += 1;
            state.closed += u64::from(client.definition.closed);
            state.refused += u64::from(refused.contains(client.id.as_str()));
            state.last_used_at = state.last_used_at.max(client.last_used_at);
        }
        Ok(states)
    }
}
