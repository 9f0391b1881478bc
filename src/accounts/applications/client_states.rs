//! How the clients of applications are, so that the list of these says where something is wrong.

use crate::accounts::Applications;
use crate::accounts::clients::from_rows;
use crate::applications::{Client, Origin};
use crate::shared::{ApplicationName, ClientsState, DAY, Fault};
use crate::store::StoreError;
use crate::store::clients::{self, refusals};
use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap};

impl Applications {
    /// By the name of the application. One without clients is missing.
    pub(super) async fn client_states(&self) -> Result<BTreeMap<ApplicationName, ClientsState>, StoreError> {
        let since = self.now().minus(DAY);
        let read = self.db().read(async move |mut conn| {
            Ok((clients::list(&mut conn).await?, refusals::faults_since(&mut conn, since).await?))
        });
        let (rows, faults) = read.await?;
        let mut faults_of: HashMap<_, Vec<_>> = HashMap::new();
        for row in &faults {
            faults_of.entry(row.client_id.as_str()).or_default().push(row);
        }
        let mut states: BTreeMap<ApplicationName, ClientsState> = BTreeMap::new();
        for client in from_rows(rows, Vec::new()) {
            let state = states.entry(client.application.clone()).or_default();
            state.count += 1;
            state.closed += u64::from(client.definition.closed);
            state.last_used_at = state.last_used_at.max(client.last_used_at);
            state.address = state.address.take().or_else(|| address_of(&client));
            if let Some(faults) = faults_of.get(client.id.as_str()) {
                for row in faults {
                    match Fault::from_stored(&row.fault) {
                        Fault::UserinfoUnasked => state.nameless = true,
                        _ => state.refused += row.requests.unsigned_abs(),
                    }
                }
                state.refused_client.get_or_insert(client.id);
            }
        }
        Ok(states)
    }

    /// The clients that were refused something today which they have sent themselves, the one that was refused most first. What a stranger
    /// can have caused is not among it.
    pub(in crate::accounts) async fn clients_refused_today(&self) -> Result<Vec<String>, StoreError> {
        let since = self.now().minus(DAY);
        let rows = self.db().read(async move |mut conn| refusals::faults_since(&mut conn, since).await).await?;
        let mut mistakes: BTreeMap<String, i64> = BTreeMap::new();
        for row in rows.into_iter().filter(|row| row.by_client && is_mistake(Fault::from_stored(&row.fault))) {
            *mistakes.entry(row.client_id).or_default() += row.requests;
        }
        let mut clients: Vec<_> = mistakes.into_iter().collect();
        clients.sort_by_key(|(_, requests)| Reverse(*requests));
        Ok(clients.into_iter().map(|(client, _)| client).collect())
    }
}

/// Whether a request with this fault is a mistake of its client, which somebody has to mend. Codes and tokens stop being valid, people
/// are not admitted, and limits are reached, without one.
fn is_mistake(fault: Fault) -> bool {
    match fault {
        Fault::IdTokenHint
        | Fault::Scope
        | Fault::Code
        | Fault::RefreshToken
        | Fault::AccessToken
        | Fault::DeviceCode
        | Fault::NotAdmitted
        | Fault::Proof
        | Fault::Limit
        | Fault::UserinfoUnasked => false,
        Fault::RedirectUri
        | Fault::RedirectUriMissing
        | Fault::RedirectUriInvalid
        | Fault::PostLogoutRedirectUri
        | Fault::PkceMissing
        | Fault::PkceMethod
        | Fault::PkceVerifier
        | Fault::ResponseType
        | Fault::ResponseMode
        | Fault::Grant
        | Fault::GrantUnknown
        | Fault::Resource
        | Fault::SecretMissing
        | Fault::SecretWrong
        | Fault::SecretExpired
        | Fault::SecretUnexpected
        | Fault::Authentication
        | Fault::CodeRedirectUri
        | Fault::ServiceAccount
        | Fault::Other => true,
    }
}

/// Where people open a client, or return to it. None: nowhere on the web.
fn address_of(client: &Client) -> Option<String> {
    let launched = client.launch_uri().and_then(Origin::of_url).map(|origin| origin.to_string());
    launched.or_else(|| client.redirect_uris.iter().find_map(|uri| Some(uri.origin()?.to_string())))
}
