//! Device authorization (RFC 8628): a device without a browser shows letters, and waits until somebody who is signed in elsewhere
//! has entered them and allowed it.
//!
//! 1. The client gets a code for itself, and letters for people.
//! 2. It asks the token endpoint with its code, again and again.
//! 3. On the page, the letters lead to the client and the device, and somebody decides.
//! 4. The next time that the client asks, it gets tokens in the session in which it was allowed, or a refusal.

use super::authorize::part;
use super::denial::Denial;
use super::tokens::{NewlyGranted, Tokens, narrowed};
use crate::accounts::fair_room::network;
use crate::accounts::sessions::device::describe;
use crate::accounts::{Action, AuthenticatedClient, Caller, CurrentUser, OpenId, Principal, UnitOfWork, not_admitted};
use crate::applications::{Client, OauthError, OauthErrorCode, Registered, Resource, Scopes};
use crate::budgets::{Budget, RateLimitKey};
use crate::keys::fingerprint;
use crate::language::message;
use crate::shared::{
    AppError, ClientId, DeviceView, EventKind, Fault, GrantKind, Level, Problem, SessionId, Timestamp, UserCode, UserId,
};
use crate::store::StoreError;
use crate::store::clients::device_codes::{self as rows, DeviceCodeRow, NewDeviceCode, WaitingRow};
use serde::Serialize;
use std::collections::HashMap;
use std::net::IpAddr;
use std::time::Duration;

/// Secret scanners recognise the code of a device by it.
const PREFIX: &str = "vdc_";
/// The lifetime of a code: enough to find another device and to sign in there.
const LIFETIME: Duration = Duration::from_secs(10 * 60);
/// The seconds that a device waits between two requests, and by how many more it has to wait each time it did not.
const INTERVAL: i64 = 5;
/// The most that it has to wait.
const MAX_INTERVAL: i64 = 60;
/// Requests arrive a little earlier than they were sent apart.
const TOLERANCE: Duration = Duration::from_millis(500);
/// How often letters are drawn. Those of another device are as rare as one in a million devices at a time.
const MAX_DRAWS: usize = 4;
/// How many devices of one client may wait at a time. A public client has no secret, so anybody can begin.
const MAX_WAITING: usize = 1_000;
/// The page for the letters.
const PAGE: &str = "/device";

/// The answer to a device (RFC 8628, section 3.2).
#[derive(Clone, Debug, Serialize)]
pub struct DeviceAuthorization {
    pub device_code: String,
    pub user_code: String,
    pub verification_uri: String,
    pub verification_uri_complete: String,
    pub expires_in: u64,
    pub interval: i64,
}

impl OpenId {
    /// Gives a client a code for itself, and letters for people. `resources`: as the client has sent them.
    pub async fn begin_device(
        &self,
        caller: &Caller,
        client: &AuthenticatedClient,
        scope: &str,
        resources: &[String],
    ) -> Result<DeviceAuthorization, Denial> {
        let Registered { client, application } = &client.registered;
        client.refuse_closed()?;
        if !client.has_grant(GrantKind::DeviceCode) {
            let code = OauthErrorCode::UnauthorizedClient;
            let error = code.because("the client may not use the grant of devices");
            return Err(error.about_word(Fault::Grant, GrantKind::DeviceCode.as_str()).into());
        }
        let resources =
            resources.iter().map(|text| registered_resource(client, text)).collect::<Result<Vec<_>, _>>()?;
        let fields = self.field_scopes(client).await?;
        let code = format!("{PREFIX}{}", self.entropy().text::<32>());
        let new = NewDeviceCode {
            code_hash: fingerprint(code.as_bytes()),
            user_code: String::new(),
            client_id: client.id.to_string(),
            scopes: client.granted_scopes(application, &fields, &Scopes::parse(scope)).to_string(),
            resources: resources.join("\n"),
            device: caller.device.clone(),
            address: caller.address.map(|address| address.to_string()),
            created_at: self.now(),
            expires_at: self.now().plus(LIFETIME),
            poll_interval: INTERVAL,
        };
        let caller_network = caller.address.map(network);
        let job = async move |mut tx: UnitOfWork| {
            let mut new = new;
            if !make_room(&mut tx, &new.client_id, caller_network).await? {
                return Ok(None);
            }
            for _ in 0..MAX_DRAWS {
                let drawn = UserCode::numbered(u64::from_le_bytes(tx.accounts().entropy().bytes()));
                new.user_code = drawn.letters();
                if rows::insert(&mut tx, &new).await? {
                    return Ok(Some(drawn));
                }
            }
            Ok(None)
        };
        let letters = self.transact(caller, caller, job).await?.ok_or_else(|| {
            let error = OauthErrorCode::TemporarilyUnavailable.because("too many devices of this client are waiting");
            error.about(Fault::Limit).retry(60)
        })?;
        let page = format!("{}{PAGE}", self.settings().issuer);
        Ok(DeviceAuthorization {
            device_code: code,
            verification_uri_complete: format!("{page}?user_code={letters}"),
            verification_uri: page,
            user_code: letters.to_string(),
            expires_in: LIFETIME.as_secs(),
            interval: INTERVAL,
        })
    }

    /// The device that shows these letters. Looking for one is charged to the account, so that it cannot be used to try many.
    pub async fn show_device(&self, caller: &Caller, typed: &str) -> Result<DeviceView, AppError> {
        let (_, code) = self.read_letters(caller, typed)?;
        let (row, registered) = self.device(&code).await?;
        let Registered { client, application } = &registered;
        let fields = self.field_scopes(client).await?;
        // What it would get now.
        let scopes = client.granted_scopes(application, &fields, &Scopes::parse(&row.scopes));
        Ok(DeviceView {
            user_code: code,
            client: client.id.clone(),
            application: application.title.clone(),
            logo: client.definition.logo().map(str::to_owned),
            parts: scopes.known().map(part).collect(),
            fields: self.labels_of_fields(&fields, &scopes).await?,
            resources: row.resources.lines().map(str::to_owned).collect(),
            device: describe(row.device.as_deref()).words,
            address: row.address,
            asked_at: Timestamp(row.created_at),
        })
    }

    /// The level of a proof that allows the device which shows these letters.
    pub async fn level_for_device(&self, caller: &Caller, typed: &str) -> Result<Level, AppError> {
        let (_, code) = self.read_letters(caller, typed)?;
        let (row, registered) = self.device(&code).await?;
        Ok(self.applications().all().await?.demand(&registered, row.resources.lines()).level)
    }

    /// Allows the device that shows these letters to sign in as the caller, in their present session, or refuses it.
    ///
    /// # Errors
    /// If there is no such device any more, the caller may not enter its application, or it demands another proof.
    pub async fn decide_device(&self, caller: &Caller, typed: &str, is_allowed: bool) -> Result<(), AppError> {
        let (who, code) = self.read_letters(caller, typed)?;
        let (row, registered) = self.device(&code).await?;
        if is_allowed {
            // It would get nothing, and give up.
            if registered.client.definition.closed {
                return Err(not_admitted());
            }
            let demand = self.applications().all().await?.demand(&registered, row.resources.lines());
            if !self.applications().enter_with(who, &registered.application, demand, || caller.clone()).await? {
                return Err(not_admitted());
            }
        }
        let (user, session, client) = (who.user.id, who.session()?, registered.client.id.clone());
        // Tokens are only given while the session is active, so its end meanwhile takes this back as well.
        let job = async move |mut tx: UnitOfWork| {
            let now = tx.now();
            if !rows::decide(&mut tx, &code.letters(), is_allowed, (user, session), now).await? {
                return Err(unknown_letters());
            }
            let event = tx.event(EventKind::ClientConsent).on(user);
            tx.record(if is_allowed { event.detail(&client) } else { event.refused(&client) });
            Ok(())
        };
        self.transact(who, caller, job).await
    }

    /// Gives a device tokens, once somebody has allowed it.
    pub(super) async fn exchange_device_code(
        &self,
        caller: &Caller,
        client: &AuthenticatedClient,
        code: &str,
        resources: &[String],
    ) -> Result<Tokens, Denial> {
        let (code_hash, now) = (fingerprint(code.as_bytes()), self.now());
        // Before anything is written: unknown codes cost no writer.
        let found = self.db().read(async move |mut conn| rows::find(&mut conn, &code_hash).await).await?;
        let Some(row) = found.filter(|row| row.client_id == client.registered.client.id.as_str()) else {
            let error = OauthErrorCode::InvalidGrant.because("the device code is unknown, or was used");
            return Err(error.about(Fault::DeviceCode).into());
        };
        if row.expires_at <= now.0 {
            return Err(OauthErrorCode::ExpiredToken.because("the device code has expired").into());
        }
        let (user, session) = match (row.is_allowed, row.user_id, row.session_id) {
            (Some(true), Some(user), Some(session)) => (UserId(user), SessionId(session)),
            (Some(_), ..) => {
                let forget = async move |mut tx: UnitOfWork| Ok(rows::delete(&mut tx, &code_hash).await?);
                self.transact(caller, caller, forget).await?;
                return Err(OauthErrorCode::AccessDenied.because("the device was refused").into());
            }
            (None, ..) => return Err(self.note_poll(caller, &row, code_hash, now).await?.into()),
        };
        let allowed: Vec<String> = row.resources.lines().map(str::to_owned).collect();
        let resources = narrowed(&allowed, resources)?;
        // If the session has ended, nothing is given, and what a first use of the code has given is revoked.
        let who = self.sessions().current(session, user).await?;
        // The grant marks the code as used. Its row stays until it expires, so that a second use is noticed.
        let granted = NewlyGranted {
            code_hash,
            // As if it had been issued when its row was read: taking access back deletes the row.
            issued_at: now,
            session,
            user,
            scopes: Scopes::parse(&row.scopes),
            // Those of the first request, which have been checked, or some of them.
            resources,
            nonce: None,
            claims: None,
            proof: who.map(|who| who.proof).unwrap_or_default(),
        };
        self.give_tokens(caller, client, granted).await
    }

    /// Notes that a device asks before a decision, and says how long it has to wait.
    async fn note_poll(
        &self,
        caller: &Caller,
        row: &DeviceCodeRow,
        code_hash: [u8; 32],
        now: Timestamp,
    ) -> Result<OauthError, AppError> {
        let interval = Duration::from_secs(u64::try_from(row.poll_interval).unwrap_or_default());
        let is_early = row.last_polled_at.is_some_and(|last| now.plus(TOLERANCE) < Timestamp(last).plus(interval));
        let wait = if is_early { (row.poll_interval + INTERVAL).min(MAX_INTERVAL) } else { row.poll_interval };
        let note = async move |mut tx: UnitOfWork| Ok(rows::note_poll(&mut tx, &code_hash, now, wait).await?);
        self.transact(caller, caller, note).await?;
        Ok(match is_early {
            true => OauthErrorCode::SlowDown.because("the device asks too often: wait 5 seconds longer"),
            false => OauthErrorCode::AuthorizationPending.because("the person has not decided yet"),
        })
    }

    /// The letters that somebody who is signed in has typed.
    fn read_letters<'a>(&self, caller: &'a Caller, typed: &str) -> Result<(&'a CurrentUser, UserCode), AppError> {
        caller.permit(Action::EnterApplications)?;
        let Principal::User(who) = &caller.who else { return Err(unknown_letters()) };
        let code = UserCode::parse(typed).map_err(|problem| AppError::invalid(vec![problem.of("user_code")]))?;
        self.spend(Budget::Change, RateLimitKey::Account(who.user.id))?;
        Ok((who, code))
    }

    /// The device that waits with these letters, and its client.
    async fn device(&self, code: &UserCode) -> Result<(DeviceCodeRow, Registered), AppError> {
        let (letters, now) = (code.letters(), self.now());
        let found = self.db().read(async move |mut conn| rows::by_letters(&mut conn, &letters, now).await).await?;
        let row = found.filter(|row| row.is_allowed.is_none()).ok_or_else(unknown_letters)?;
        let id = ClientId::from_stored(row.client_id.clone());
        let registered = self.applications().all().await?.client(&id).cloned().ok_or_else(unknown_letters)?;
        Ok((row, registered))
    }
}

/// The resource of a client that is meant by a text.
fn registered_resource(client: &Client, text: &str) -> Result<String, OauthError> {
    let requested = Resource::parse(text).ok();
    let registered = requested.and_then(|requested| client.resource(&requested).map(ToString::to_string));
    registered.ok_or_else(|| {
        let error = OauthErrorCode::InvalidTarget.because("the client may not request tokens for this resource");
        error.about_address(Fault::Resource, text)
    })
}

/// Whether there is room for one more device of a client from this network. When all places are taken, a network with more devices than
/// this one gives back the place of its oldest: so a few networks cannot take all of them.
async fn make_room(tx: &mut UnitOfWork, client: &str, network: Option<IpAddr>) -> Result<bool, StoreError> {
    let now = tx.now();
    let waiting = rows::waiting(tx, client, now, MAX_WAITING as i64).await?;
    if waiting.len() < MAX_WAITING {
        return Ok(true);
    }
    let Some(oldest) = place_to_give_back(&waiting, network) else { return Ok(false) };
    rows::delete(tx, oldest).await?;
    Ok(true)
}

/// The code of the oldest device that nobody has decided about, of the network that has most of them, if that has at least two more than
/// this one. `waiting`: the oldest first.
fn place_to_give_back(waiting: &[WaitingRow], own: Option<IpAddr>) -> Option<&[u8]> {
    let network_of = |row: &WaitingRow| row.address.as_ref().and_then(|text| text.parse().ok()).map(network);
    let mut of_networks: HashMap<Option<IpAddr>, Vec<&WaitingRow>> = HashMap::new();
    for row in waiting {
        of_networks.entry(network_of(row)).or_default().push(row);
    }
    let own = of_networks.get(&own).map_or(0, Vec::len);
    let most = of_networks.into_values().max_by_key(|rows| (rows.len(), rows[0].created_at))?;
    let is_larger = most.len() >= own + 2;
    let oldest = most.into_iter().find(|row| row.is_allowed.is_none()).filter(|_| is_larger)?;
    Some(&oldest.code_hash)
}

fn unknown_letters() -> AppError {
    AppError::invalid(vec![Problem::new("unknown", message::device_code_unknown()).of("user_code")])
}
