//! Creates an API token to try the API with at `/docs` ([decision 40](../../../docs/decisions/0040-api-page.md)).

use super::authenticate;
use super::create::{insert, parse_scopes, view};
use crate::accounts::{Action, ApiTokens, Caller, CurrentUser, UnitOfWork};
use crate::shared::{ApiTokenId, AppError, Expected, NewApiTokenView, Text, Timestamp};
use crate::store::api_tokens::NewApiToken;
use crate::store::sessions;
use std::time::Duration;

const LIFETIME: Duration = Duration::from_secs(10 * 60);
/// What lists of tokens call it.
const NAME: &str = "Trying the API at /docs";

impl ApiTokens {
    /// Creates a token for `who`, the caller, that lives ten minutes and ends with the session that creates it.
    ///
    /// It needs a recent proof, because programs are never asked for one. No message announces it: it does not outlive the session.
    pub async fn create_trial_token(
        &self,
        caller: &Caller,
        who: &CurrentUser,
        scopes: &Expected<Vec<Text>>,
    ) -> Result<NewApiTokenView, AppError> {
        let (user, session) = (who.user.id, who.session()?);
        let scopes = parse_scopes(scopes).map_err(|problem| AppError::invalid(vec![problem.of("scopes")]))?;
        let (secret, hash) = authenticate::draw(self.entropy());
        let (id, creator) = (ApiTokenId(self.new_id()), caller.who.as_creator());
        let job = async move |mut tx: UnitOfWork| {
            let now = tx.now();
            let row = sessions::find(&mut tx, session).await?;
            let session_expires_at = row.map_or(now, |row| Timestamp(row.session_expires_at));
            let new = NewApiToken {
                id,
                hash,
                user,
                name: NAME.to_owned(),
                scopes: scopes.to_stored(),
                created_by: Some(user),
                created_at: now,
                expires_at: now.plus(LIFETIME).min(session_expires_at),
                session: Some(session),
            };
            let inserted = insert(&mut tx, &new, scopes).await;
            inserted.map(|()| NewApiTokenView { secret, token: view(&new, scopes, creator) })
        };
        self.change(caller, Action::CreateApiTokens(user), job).await
    }
}
