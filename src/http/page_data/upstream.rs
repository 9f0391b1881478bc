//! What pages know of providers, and of accounts there.

use crate::accounts::log_cause;
use crate::http::state::AppState;
use crate::shared::{AppError, OfferedProvider, PageData};
use crate::web::cookies::Name;
use axum::http::HeaderMap;

/// The providers with which visitors can sign in. None if the database does not answer: the page opens all the same, with the other
/// ways to sign in.
pub async fn offered_providers(state: &AppState) -> Vec<OfferedProvider> {
    let providers = state.accounts.providers().all().await.map_err(AppError::from).inspect_err(log_cause);
    providers.map(|providers| providers.offered()).unwrap_or_default()
}

/// The account at a provider that this browser has just proved.
///
/// # Errors
/// [`PendingExpired`](crate::shared::error::ErrorCode::PendingExpired) if that is too long ago: the visitor begins again.
pub async fn arrival(state: &AppState, headers: &HeaderMap) -> Result<PageData, AppError> {
    let sealed = state.cookies.read(headers, Name::Arrival).unwrap_or_default();
    Ok(PageData::Arrival(Box::new(state.accounts.identities().show_arrival(sealed).await?)))
}
