//! Exchanges an authorization code, once (RFC 6749, section 4.1.3). What a code gives is a grant: its row marks the code as used,
//! so a second use finds what the first one has given, and revokes it.

use super::basis::{
    Basis, Origin, Tokens, not_admitted, not_proven, note_use, resources_of_code, revoke_reused, terms_owed,
};
use super::refresh;
use crate::accounts::clients::hold_client_and_read_mark;
use crate::accounts::openid::code::{AuthorizationCode, LIFETIME, mark_of_taken_back};
use crate::accounts::rotation::Family;
use crate::accounts::sessions::active_user;
use crate::accounts::{Actor, AuthenticatedClient, Caller, Denial, OpenId, UnitOfWork};
use crate::applications::{Client, OauthError, OauthErrorCode, Scope, Scopes};
use crate::budgets::{Budget, RateLimitKey};
use crate::keys::fingerprint;
use crate::shared::{AppError, ClientGrantId, Fault, GroupNames, Proof, SessionId, Timestamp, UserId, days};
use crate::store::clients::grants::{self, NewGrant};
use crate::store::clients::{refresh as refresh_rows, sessions as client_sessions};
use crate::store::{StoreError, locks};
use std::time::Duration;

/// How long offline access goes on after somebody has signed in.
const OFFLINE: Duration = days(30);
/// How many grants of an account to one client go on after the session: browsers and devices. A further one ends the oldest.
const MAX_OFFLINE: u32 = 20;

/// What a client presents with a code.
pub(super) struct Presented {
    pub redirect_uri: Option<String>,
    pub verifier: Option<String>,
    pub resources: Vec<String>,
}

/// What a code of any kind gives. That it has not expired, and who presents it, has been checked.
pub(in crate::accounts) struct NewlyGranted {
    /// Marks the code as used.
    pub code_hash: [u8; 32],
    /// What was issued before somebody has taken access back gives nothing any more.
    pub issued_at: Timestamp,
    pub session: SessionId,
    pub user: UserId,
    pub scopes: Scopes,
    /// As they are registered.
    pub resources: Vec<String>,
    pub nonce: Option<String>,
    /// The parameter `claims`, as JSON.
    pub claims: Option<String>,
    /// How and when the user had proved who they are.
    pub proof: Proof,
}

/// What the transaction has stored.
struct Stored {
    grant: ClientGrantId,
    is_offline: bool,
    /// The end of the grant.
    until: Timestamp,
}

impl OpenId {
    pub(super) async fn exchange_code(
        &self,
        caller: &Caller,
        client: &AuthenticatedClient,
        sealed: &str,
        presented: Presented,
    ) -> Result<Tokens, Denial> {
        // Before anything else, so that another client learns nothing, and revokes nothing.
        let code = self.open_code(sealed).filter(|code| code.client == client.registered.client.id);
        let code = code.ok_or_else(|| OauthErrorCode::InvalidGrant.because("the code is not valid for this client"))?;
        let resources = check(&code, &client.registered.client, &presented)?;
        if code.expires_at() <= self.now() {
            self.revoke_used_code(caller, code.hash()).await?;
            return Err(OauthErrorCode::InvalidGrant.because("the code has expired or was used before").into());
        }
        let granted = NewlyGranted {
            code_hash: code.hash(),
            issued_at: code.issued_at(),
            session: code.session,
            user: code.user,
            scopes: code.scopes(),
            resources,
            nonce: code.nonce.clone(),
            claims: code.claims.clone(),
            proof: code.proof(),
        };
        let tokens = self.give_tokens(caller, client, granted).await?;
        self.note_sign_in(&client.registered, &tokens.scope, code.claims.as_deref());
        // Only now: the parameters of a request can be made up by anybody.
        if code.challenge.is_some() && !client.registered.client.needs_pkce() {
            self.note_pkce(&client.registered.client.id);
        }
        Ok(tokens)
    }

    /// Stores what a code gives, and signs the tokens. A code that was used before is refused, and what it has given is revoked.
    pub(in crate::accounts) async fn give_tokens(
        &self,
        caller: &Caller,
        client: &AuthenticatedClient,
        granted: NewlyGranted,
    ) -> Result<Tokens, Denial> {
        let registered = client.registered.clone();
        let Some(who) = self.sessions().current(granted.session, granted.user).await? else {
            // Offline access that a first use has given goes on after the session, unless this is a second use.
            self.revoke_used_code(caller, granted.code_hash).await?;
            return Err(session_over().into());
        };
        if !self.may_use(&registered, &who.user) || !self.may_reach(&who.user, &granted.resources).await? {
            return Err(not_admitted().into());
        }
        let resources = granted.resources.iter().map(String::as_str);
        let meant = self.applications().all().await?.meant_by(&registered, resources);
        if self.terms().owes(who.user.id, &meant).await? {
            return Err(terms_owed().into());
        }
        let decided_at = self.now().minus(LIFETIME);
        let resources = granted.resources.iter().map(String::as_str);
        if !self.applications().all().await?.accept_proof(&registered, resources, &granted.proof, decided_at) {
            return Err(not_proven().into());
        }
        // What the application may learn can have changed since the code was issued.
        let fields = self.field_scopes(&registered.client).await?;
        let scopes = registered.client.granted_scopes(&registered.application, &fields, &granted.scopes);
        if let Err(exceeded) = self.spend(Budget::ClientGrant, RateLimitKey::Account(granted.user)) {
            // A second use is noticed also now.
            self.revoke_used_code(caller, granted.code_hash).await?;
            return Err(exceeded.into());
        }
        let (new, end) = self.new_grant(&registered.client, &granted, scopes.clone());
        let secret = Family::Grant(new.id).secret(self.keyring(), self.entropy().bytes());
        let (by, issued_at) = (client.clone(), granted.issued_at);
        let job = async move |mut tx: UnitOfWork| store(&mut tx, &by, new, issued_at, end, &secret).await;
        let stored = self.transact_as(Actor::User(granted.user), caller, job).await?;
        let refresh_token = stored.is_offline.then(|| refresh::write(stored.grant, &secret));
        let basis = Basis {
            registered,
            user: who.user,
            origin: Some(Origin { grant: stored.grant, session: granted.session, proof: granted.proof }),
            scopes: if stored.is_offline { scopes } else { scopes.without(Scope::OfflineAccess) },
            resources: granted.resources,
            nonce: granted.nonce,
            claims: granted.claims,
            until: stored.until,
        };
        Ok(self.sign_tokens(&basis, refresh_token).await?)
    }

    /// The row of a grant. `expires_at` of one that is not offline is limited by the session in the transaction. Also returns when
    /// its refresh token expires; None if it has none.
    fn new_grant(&self, client: &Client, granted: &NewlyGranted, scopes: Scopes) -> (NewGrant, Option<Timestamp>) {
        let now = self.now();
        let end = granted.proof.at.plus(OFFLINE);
        // A session can be older, if the operator allows it: then there is nothing left to give.
        let is_offline = scopes.contains(Scope::OfflineAccess) && now < end;
        let scopes = if is_offline { scopes } else { scopes.without(Scope::OfflineAccess) };
        let new = NewGrant {
            id: ClientGrantId(self.new_id()),
            client_id: client.id.to_string(),
            user: granted.user,
            session: granted.session,
            code_hash: granted.code_hash,
            scopes: scopes.to_string(),
            resources: granted.resources.join("\n"),
            claims: granted.claims.clone(),
            is_offline,
            methods: granted.proof.methods.to_string(),
            proved_at: granted.proof.at,
            created_at: now,
            expires_at: if is_offline { end } else { now.plus(self.client_access_ttl(client)) },
        };
        let token_end = is_offline.then(|| refresh::expiry(client, now, end));
        (new, token_end)
    }

    /// Revokes what a code has given that comes again after it has expired, or after its session has ended.
    async fn revoke_used_code(&self, caller: &Caller, hash: [u8; 32]) -> Result<(), AppError> {
        // Most have just come too late: that needs no transaction.
        let used = self.db().read(async move |mut conn| grants::by_code(&mut conn, &hash).await).await?;
        if let Some(grant) = used.filter(|grant| grant.revoked_at.is_none()) {
            let job = async move |mut tx: UnitOfWork| Ok(revoke_reused(&mut tx, &grant).await?);
            self.transact(Actor::Anonymous, caller, job).await?;
        }
        Ok(())
    }
}

/// Stores a grant with its first refresh token, which expires at `token_end`, in a session that goes on.
async fn store(
    tx: &mut UnitOfWork,
    client: &AuthenticatedClient,
    mut new: NewGrant,
    issued_at: Timestamp,
    token_end: Option<Timestamp>,
    secret: &[u8; 32],
) -> Result<Stored, Denial> {
    let now = tx.now();
    let session_end = insert(tx, client, &mut new, issued_at).await?;
    if let Some(end) = token_end {
        refresh_rows::insert(tx, &fingerprint(secret), new.id, now, end).await?;
        grants::revoke_oldest(tx, new.user, &new.client_id, MAX_OFFLINE, now).await?;
    }
    client_sessions::note(tx, new.session, &new.client_id, new.user, now, new.expires_at.min(session_end)).await?;
    note_use(tx, client).await?;
    Ok(Stored { grant: new.id, is_offline: new.is_offline, until: new.expires_at })
}

/// Stores a grant in a session that goes on; returns the end of the session.
async fn insert(
    tx: &mut UnitOfWork,
    client: &AuthenticatedClient,
    new: &mut NewGrant,
    issued_at: Timestamp,
) -> Result<Timestamp, Denial> {
    let now = tx.now();
    // Locked until the commit: what ends the session or resets the password afterwards finds the grant and its session.
    let locked = locks::lock_session(tx, new.session, new.user, None).await?;
    let session_end = locked.as_ref().map(|row| Timestamp(row.session_expires_at));
    let user = locked.and_then(|row| active_user(row, now));
    let (session_end, user) = session_end.zip(user).ok_or_else(session_over)?;
    // After the account is locked: who takes access back locks it as well.
    let mark = mark_of_taken_back(new.user, &new.client_id);
    let (is_there, taken_back) = hold_client_and_read_mark(tx, &new.client_id, &mark).await?;
    if !is_there {
        return Err(OauthErrorCode::InvalidClient.because("the client was deleted").about(Fault::Other).into());
    }
    // Again, with the row that is locked: who takes a group away after this moment finds the grant, and revokes it.
    if !tx.accounts().openid().may_use(&client.registered, &user)
        || !may_reach(tx, &new.resources, &user.groups).await?
    {
        return Err(not_admitted().into());
    }
    if taken_back.is_some_and(|end| issued_at.plus(LIFETIME) <= end) {
        return Err(OauthErrorCode::InvalidGrant.because("the account has taken back what it had granted").into());
    }
    if !new.is_offline {
        new.expires_at = new.expires_at.min(session_end);
    }
    if !grants::insert(tx, new).await? {
        if let Some(used) = grants::by_code(tx, &new.code_hash).await? {
            revoke_reused(tx, &used).await?;
        }
        return Err(tx.keep(OauthErrorCode::InvalidGrant.because("the code was used before")).into());
    }
    Ok(session_end)
}

/// Whether an account with these groups may enter the applications at the addresses of resources (one URI per line).
async fn may_reach(tx: &mut UnitOfWork, resources: &str, groups: &GroupNames) -> Result<bool, StoreError> {
    let resources: Vec<String> = resources.lines().map(str::to_owned).collect();
    // Most tokens have none, which saves reading all applications.
    Ok(resources.is_empty() || tx.stored_applications().await?.admit_to(&resources, groups))
}

/// Whether a code is presented by the one that has requested it: with its address and its verifier. Returns the resources of the
/// token.
fn check(code: &AuthorizationCode, client: &Client, presented: &Presented) -> Result<Vec<String>, OauthError> {
    let differs =
        || OauthErrorCode::InvalidGrant.because("redirect_uri differs from that of the authorization request");
    match &presented.redirect_uri {
        Some(address) if *address == code.redirect_uri => {}
        Some(address) => return Err(differs().about_address(Fault::CodeRedirectUri, address)),
        // Then the authorization request has to have left it out as well (RFC 6749, section 4.1.3).
        None if !code.is_address_named => {}
        None => return Err(differs().about(Fault::CodeRedirectUri)),
    }
    let unproven = |why: &'static str| Err(OauthErrorCode::InvalidGrant.because(why).about(Fault::PkceVerifier));
    match (&code.challenge, &presented.verifier) {
        (None, None) => {}
        (Some(challenge), Some(verifier)) if challenge.is_met_by(verifier) => {}
        (Some(_), Some(_)) => return unproven("code_verifier does not fit the code_challenge"),
        (Some(_), None) => return unproven("code_verifier is missing"),
        // Otherwise somebody could take the challenge out of a request without being noticed (RFC 9700, section 4.8).
        (None, Some(_)) => return unproven("code_verifier without a code_challenge in the authorization request"),
    }
    resources_of_code(client, &code.resources, &presented.resources)
}

fn session_over() -> OauthError {
    OauthErrorCode::InvalidGrant.because("the session in which the code was issued has ended")
}
