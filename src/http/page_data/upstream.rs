//! What pages know of providers, and of accounts there.

use crate::accounts::log_cause;
use crate::http::state::AppState;
use crate::shared::error::AppError;
use crate::shared::providers::OfferedProvider;

/// The providers with which visitors can sign in. None if the database does not answer: the page opens all the same, with the other
/// ways to sign in.
pub async fn offered_providers(state: &AppState) -> Vec<OfferedProvider> {
    let providers = state.accounts.providers().await.map_err(AppError::from).inspect_err(log_cause);
    providers.map(|providers| providers.offered()).unwrap_or_default()
}
