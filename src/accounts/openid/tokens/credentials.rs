//! Tokens that a client gets for itself (RFC 6749, section 4.4): those of its service account. Nothing is stored.

use super::basis::{Basis, Tokens, of_registered};
use crate::accounts::{AuthenticatedClient, Caller, Denial, OpenId, UnitOfWork, User};
use crate::applications::{OauthErrorCode, Registered, Scope, Scopes};
use crate::shared::{AppError, Fault};
use crate::store::{clients, users};
use std::sync::Arc;

impl OpenId {
    pub(super) async fn exchange_credentials(
        &self,
        caller: &Caller,
        client: &AuthenticatedClient,
        scope: Option<&str>,
        resources: &[String],
    ) -> Result<Tokens, Denial> {
        let Registered { client: registered, application } = &client.registered;
        let refused = |why: &'static str, fault| OauthErrorCode::UnauthorizedClient.because(why).about(fault);
        if client.secret.is_none() {
            return Err(refused("a public client cannot get tokens for itself", Fault::Authentication).into());
        }
        let id = registered.definition.service_account;
        let id = id.ok_or_else(|| refused("this client has no service account", Fault::ServiceAccount))?;
        let user = self.db().read(async move |mut conn| users::find(&mut conn, id).await).await?.map(User::from);
        let user = user.filter(|user| self.may_use(&client.registered, user));
        let inactive = "the service account is not active or may not enter the application";
        let user = user.ok_or_else(|| refused(inactive, Fault::ServiceAccount))?;
        // There is no person, and nothing to go on with.
        let asked = Scopes::parse(scope.unwrap_or_default()).without(Scope::OpenId).without(Scope::OfflineAccess);
        let fields = self.field_scopes(registered).await?;
        // Without any, the token is for the client itself.
        let resources = of_registered(registered, resources)?;
        if !self.may_reach(&user, &resources).await? {
            let error = OauthErrorCode::InvalidTarget
                .because("the application at the address of the resource does not admit the account");
            return Err(error.about(Fault::NotAdmitted).into());
        }
        self.note_client_use(caller, client).await?;
        let basis = Basis {
            registered: client.registered.clone(),
            user: Arc::new(user),
            origin: None,
            scopes: registered.granted_scopes(application, &fields, &asked),
            resources,
            nonce: None,
            claims: None,
            until: self.now().plus(self.client_access_ttl(registered)),
        };
        Ok(self.sign_tokens(&basis, None).await?)
    }

    /// Stores the use of a client, at most once a minute.
    async fn note_client_use(&self, caller: &Caller, client: &AuthenticatedClient) -> Result<(), AppError> {
        if !self.is_use_to_store(client, self.now()) {
            return Ok(());
        }
        let by = client.clone();
        let job = async move |mut tx: UnitOfWork| {
            let now = tx.now();
            Ok(clients::touch(&mut tx, by.registered.client.id.as_str(), by.secret, now).await?)
        };
        self.transact(caller, caller, job).await
    }
}
