//! What an application learns about a user: the headers and the token that its proxy gets for each request, and the token that a
//! client sends itself.

use super::applications::Learner;
use super::policy::{self, Action};
use super::sessions::{BACKDATED, amr};
use super::{Caller, CurrentUser, HandOvers, Principal, User};
use crate::applications::Application;
use crate::keys::{ApplicationClaims, Kind};
use crate::language::message;
use crate::shared::applications::Claim;
use crate::shared::own_fields::FieldValues;
use crate::shared::{
    AppError, ApplicationName, ApplicationTokenRequest, Fields, GroupCarrier, GroupNames, Proof, SessionId, Timestamp,
    UserId,
};
use std::hash::{Hash, Hasher};
use std::sync::Arc;
use std::time::Duration;

/// The lifetime of a token of forward authentication in seconds. An application reads it at once, so this is the difference of
/// two clocks.
const LIFETIME: i64 = 60;
/// For how long a token may be sent again with other requests: after it, the token is still valid for half a minute.
pub const TOKEN_REUSED_FOR: Duration = Duration::from_secs(25);
/// The lifetime of a token that a client has requested, in seconds: enough for several requests. The end of the session, of the
/// membership and of the account are noticed after this time at the latest.
const REQUESTED_LIFETIME: u16 = 5 * 60;

/// What an application may know about a user, besides the id and the username. What it may not know, and what the user does not
/// have, is None.
pub struct Disclosed<'a> {
    pub name: Option<&'a str>,
    /// The path of the picture, which belongs to the name.
    pub picture: Option<&'a str>,
    pub email: Option<&'a str>,
    pub groups: Option<&'a GroupNames>,
}

impl<'a> Disclosed<'a> {
    /// The same for headers and tokens.
    pub fn of(user: &'a User, application: &Application) -> Self {
        let may_know = |claim| application.claims.contains(&claim);
        Self {
            name: user.name.as_deref().filter(|_| may_know(Claim::Name)),
            picture: user.avatar_url.as_deref().filter(|_| may_know(Claim::Name)),
            email: may_know(Claim::Email).then_some(user.email.as_str()),
            groups: may_know(Claim::Groups).then_some(&user.groups),
        }
    }
}

/// Everything that an application learns about a user depends on this, besides the time: headers as well as the claims and the
/// signature of a token.
#[derive(PartialEq, Eq)]
pub struct IdentityKey {
    session: SessionId,
    /// With its claims. Shared, so that a lookup copies nothing.
    application: Arc<Application>,
    /// With all that a token may say of them.
    user: Arc<User>,
    /// The last proof in the session.
    proof: Proof,
    /// The fields of one's own that the application learns, and when each was changed last. Their values change with the account.
    fields: Vec<(i64, Timestamp)>,
    /// The generation of the signing keys.
    generation: u64,
}

/// Hashes what is quick to hash and differs for most.
impl Hash for IdentityKey {
    fn hash<H: Hasher>(&self, state: &mut H) {
        (self.session, &self.application, &self.user, self.proof.at, self.generation).hash(state);
    }
}

/// A signed token for one application.
#[derive(Debug)]
pub struct ApplicationToken {
    pub token: String,
    /// In seconds.
    pub lifetime: u16,
}

impl HandOvers {
    /// A token for the application of the request, for a client that sends it to the application itself: an app, a program, or a
    /// page without forward authentication. Unlike an access token, which is worth the whole session, it is of no use anywhere
    /// else.
    ///
    /// # Errors
    /// Not found also if the application does not admit the user, so that users do not learn the names of those that they may not
    /// enter. For the same reason a refusal is no event. Step-up required if the application demands another proof.
    pub async fn request_application_token(
        &self,
        who: &CurrentUser,
        caller: &Caller,
        request: &ApplicationTokenRequest,
    ) -> Result<ApplicationToken, AppError> {
        policy::permit(&Principal::User(who.clone()), Action::EnterApplications)?;
        let mut fields = Fields::default();
        let name = fields.parse("application", &request.application, ApplicationName::parse);
        fields.finish().map_err(AppError::invalid)?;
        let applications = self.applications().all().await?;
        let found = name.and_then(|name| applications.named(&name));
        let admitting = found.filter(|application| application.admits(&who.user.groups));
        let application = admitting.ok_or_else(|| AppError::not_found(message::enter_unknown_name()))?;
        self.applications().enter(who, application, || caller.clone()).await?;
        let token = self.sign_for_application(who, application, i64::from(REQUESTED_LIFETIME)).await?;
        Ok(ApplicationToken { token, lifetime: REQUESTED_LIFETIME })
    }

    /// To be called before the token is signed: if a key is added or retired meanwhile, what was signed is not used again.
    ///
    /// # Errors
    /// For a request with an API token.
    pub async fn identity_key(
        &self,
        who: &CurrentUser,
        application: &Arc<Application>,
    ) -> Result<IdentityKey, AppError> {
        let fields = match application.fields.as_slice() {
            [] => Vec::new(),
            names => {
                let all = self.own_fields().all().await?;
                let told = names.iter().filter_map(|name| all.find(name.as_str()));
                told.map(|field| (field.id, field.updated_at)).collect()
            }
        };
        Ok(IdentityKey {
            fields,
            session: who.session()?,
            application: Arc::clone(application),
            user: Arc::clone(&who.user),
            proof: who.proof,
            generation: self.keyring().generation(),
        })
    }

    /// A token that tells one application who sends a request. It is valid for a minute. The application verifies it with the
    /// public keys; Vestibule accepts it nowhere.
    ///
    /// # Errors
    /// As [`HandOvers::identity_key`], and if signing fails.
    pub async fn application_token(&self, who: &CurrentUser, application: &Application) -> Result<String, AppError> {
        self.sign_for_application(who, application, LIFETIME).await
    }

    /// What an application learns of somebody in fields of one's own, as far as there is room for it. Without such fields nothing is read.
    pub async fn told_fields(
        &self,
        user: UserId,
        application: &Application,
        carrier: GroupCarrier,
    ) -> Result<FieldValues, AppError> {
        Ok(self.own_fields().learned_of(user, application.fields.clone(), carrier).await?)
    }

    /// Signs a token that is valid for `lifetime` seconds.
    async fn sign_for_application(
        &self,
        who: &CurrentUser,
        application: &Application,
        lifetime: i64,
    ) -> Result<String, AppError> {
        let now = self.now();
        let fields = self.told_fields(who.user.id, application, GroupCarrier::ApplicationToken).await?;
        let mut claims = self.application_claims(who, who.session()?, application, (now.whole_second(), lifetime));
        claims.fields = fields;
        self.keyring().sign(&claims, now).map_err(AppError::internal)
    }

    fn application_claims(
        &self,
        who: &CurrentUser,
        session: SessionId,
        application: &Application,
        (now, lifetime): (Timestamp, i64),
    ) -> ApplicationClaims {
        let user = &who.user;
        let Disclosed { name, email, groups, .. } = Disclosed::of(user, application);
        let carrier = GroupCarrier::ApplicationToken;
        let whole_groups = groups.and_then(|groups| groups.within(carrier));
        let are_left_out = groups.is_some() && whole_groups.is_none();
        let learner = Learner::Application(application.name.clone());
        self.applications().note_groups(learner, carrier, user.id, are_left_out);
        ApplicationClaims {
            iss: self.settings().issuer.clone(),
            aud: application.name.clone(),
            sub: user.id,
            sid: session,
            iat: now.seconds() - BACKDATED,
            nbf: now.seconds() - BACKDATED,
            exp: now.seconds() + lifetime,
            auth_time: who.proof.at.seconds() - BACKDATED,
            amr: amr(&who.proof),
            acr: who.proof.methods.acr().to_owned(),
            username: user.username.clone(),
            name: name.map(str::to_owned),
            email: email.map(str::to_owned),
            email_verified: email.map(|_| user.email_verified),
            groups_overflow: are_left_out,
            groups: whole_groups,
            fields: FieldValues::new(),
            kind: Kind::Application,
        }
    }
}
