//! How the clients of applications are, so that the list of these says where something is wrong.

use crate::accounts::Applications;
use crate::accounts::clients::from_rows;
use crate::applications::{Client, Origin};
use crate::shared::{ApplicationName, ClientsState, DAY};
use crate::store::StoreError;
use crate::store::clients::{self, refusals};
use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap};

impl Applications {
    /// By the name of the application. One without clients is missing.
    pub(super) async fn client_states(&self) -> Result<BTreeMap<ApplicationName, ClientsState>, StoreError> {
        let since = self.now().minus(DAY);
        let read = self.db().read(async move |mut conn| {
            Ok((clients::list(&mut conn).await?, refusals::refused_since(&mut conn, since).await?))
        });
        let (rows, refused) = read.await?;
        let refused: HashMap<_, _> = refused.iter().map(|row| (row.client_id.as_str(), row)).collect();
        let mut states: BTreeMap<ApplicationName, ClientsState> = BTreeMap::new();
        for client in from_rows(rows, Vec::new()) {
            let state = states.entry(client.application.clone()).or_default();
            state.count += 1;
            state.closed += u64::from(client.definition.closed);
            state.last_used_at = state.last_used_at.max(client.last_used_at);
            state.address = state.address.take().or_else(|| address_of(&client));
            if let Some(row) = refused.get(client.id.as_str()) {
                state.refused += row.refused.unsigned_abs();
                state.nameless |= row.unasked > 0;
                state.refused_client.get_or_insert(client.id);
            }
        }
        Ok(states)
    }

    /// The clients that were refused something today which they have sent themselves, the one that was refused most first. What a stranger
    /// can have caused is not among it.
    pub(in crate::accounts) async fn clients_refused_today(&self) -> Result<Vec<String>, StoreError> {
        let since = self.now().minus(DAY);
        let mut rows = self.db().read(async move |mut conn| refusals::refused_since(&mut conn, since).await).await?;
        rows.retain(|row| row.by_itself > 0);
        rows.sort_by_key(|row| Reverse(row.by_itself));
        Ok(rows.into_iter().map(|row| row.client_id).collect())
    }
}

/// Where people open a client, or return to it. None: nowhere on the web.
fn address_of(client: &Client) -> Option<String> {
    let launched = client.launch_uri().and_then(Origin::of_url).map(|origin| origin.to_string());
    launched.or_else(|| client.redirect_uris.iter().find_map(|uri| Some(uri.origin()?.to_string())))
}
