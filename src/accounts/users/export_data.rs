//! Exports all data stored about a user, for that user. Lists are streamed, so that memory use is bounded.
//!
//! No other noun asks `DataExports` for anything.

use super::User;
use crate::accounts::audit::EventPages;
use crate::accounts::openid::{consents_after, grants_after};
use crate::accounts::sessions::own_view;
use crate::accounts::terms::accepted_terms;
use crate::accounts::throttle::{self, Counter};
use crate::accounts::upstream::identity_view;
use crate::accounts::{Accounts, Action, Caller, DataExports, error, factors, one_time};
use crate::applications::Providers;
use crate::identity;
use crate::language::say;
use crate::own_fields::{DefinedField, DefinedFields};
use crate::shared::factor_kinds::OwnFactorData;
use crate::shared::own_data::{
    CounterView, FormerValueView, OwnAccountView, OwnApiTokenView, OwnIdentityView, OwnLinkView, OwnMailView,
    OwnPictureView, OwnTrustedBrowserView, UnlinkedIdentityView,
};
use crate::shared::sessions::OwnOriginView;
use crate::shared::terms::AcceptedTermsView;
use crate::shared::{
    ApiTokenId, AppError, EventKind, Identifier, OwnConsentView, OwnDataView, OwnFieldParty, OwnGrantView,
    OwnSessionView, SessionId, Status, Timestamp, TrustedBrowserId, UserId,
};
use crate::store::account_status::{self, Before};
use crate::store::api_tokens::{self, ApiTokenRow};
use crate::store::avatars;
use crate::store::clients::sessions as client_sessions;
use crate::store::factors::trusted_browsers::{self, TrustedBrowserRow};
use crate::store::former_values::{self, RESERVED};
use crate::store::identities::{self, UnlinkedRow};
use crate::store::one_time_tokens::{self, StoredTokenRow};
use crate::store::outbox::{self, RefusedAddressRow, WaitingMailRow};
use crate::store::users;
use crate::store::{
    AddedIn, AvatarRow, Conn, FormerValueRow, IdentityRow, Lease, StoreError, ThrottleRow, UserRow, service_accounts,
    sessions,
};
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use futures::stream::BoxStream;
use futures::{StreamExt as _, stream};
use uuid::Uuid;

/// Rows per query; so many are in memory at a time.
const PAGE: u32 = 100;

/// A list that is read while it is sent.
pub type Pages<T> = BoxStream<'static, Result<Vec<T>, AppError>>;

/// All data stored about a user.
pub struct OwnData {
    pub head: OwnDataView,
    /// This list and the next ones: the oldest first.
    pub links: Pages<OwnLinkView>,
    pub mail: Pages<OwnMailView>,
    pub tokens: Pages<OwnApiTokenView>,
    /// By client.
    pub consents: Pages<OwnConsentView>,
    pub grants: Pages<OwnGrantView>,
    pub sessions: Pages<OwnSessionView>,
    /// The newest first.
    pub events: EventPages,
}

/// The data that is read in one transaction.
struct Stored {
    user: UserRow,
    before: Before,
    picture: Option<AvatarRow>,
    failures: Option<ThrottleRow>,
    refusal: Option<RefusedAddressRow>,
    service_since: Option<i64>,
    proofs: Proofs,
    terms: Vec<AcceptedTermsView>,
    former: Vec<FormerValueRow>,
}

/// How the owner proves who they are. There are few of each.
struct Proofs {
    factors: OwnFactorData,
    browsers: Vec<TrustedBrowserRow>,
    identities: Vec<IdentityRow>,
    unlinked: Vec<UnlinkedRow>,
}

impl DataExports {
    /// All data stored about a user. The audit event of the download is recorded first, so the file contains it.
    pub async fn export_data(&self, caller: &Caller, id: UserId) -> Result<OwnData, AppError> {
        self.permit_recent(caller, Action::ExportData(id))?;
        let now = self.now();
        let stored = self.db().read(async move |mut conn| stored(&mut conn, id, now).await).await?;
        let stored = stored.filter(|stored| stored.user.status == Status::Active).ok_or_else(error::no_such_account)?;
        self.record(self.event(EventKind::UserDataDownload, caller, caller).on(id)).await?;
        let current = caller.who.session_id();
        let providers = self.providers().all().await?;
        let former = stored.former.clone();
        let mut head = head(stored, now, &self.settings().issuer, &providers);
        // What is about the person is theirs to know, also where they do not see it on pages.
        let is_own =
            |field: &DefinedField| field.definition.personal || field.definition.is_seen_by(OwnFieldParty::Owner);
        head.account.user.fields = self.own_fields().values_of(vec![id], is_own).await?.remove(&id);
        let fields = self.own_fields().all().await?;
        head.former_values = former.into_iter().filter_map(|row| former_value(row, &fields, is_own)).collect();
        head.deleted_fields = self.own_fields().deleted_of(id, is_own).await?;
        Ok(OwnData {
            head,
            links: self.pages(caller, id, (0, Vec::new()), move |conn, after| links_after(conn, id, after)),
            mail: self.pages(caller, id, Uuid::nil(), move |conn, after| mail_after(conn, id, after)),
            tokens: self.pages(caller, id, Uuid::nil(), move |conn, after| tokens_after(conn, id, after)),
            consents: self.pages(caller, id, String::new(), move |mut conn, after| async move {
                consents_after(&mut conn, id, &after, PAGE).await
            }),
            grants: self.pages(caller, id, Uuid::nil(), move |mut conn, after| async move {
                grants_after(&mut conn, id, after, PAGE).await
            }),
            sessions: self.pages(caller, id, Uuid::nil(), move |conn, after| sessions_after(conn, id, after, current)),
            events: self.audit().events_of(caller, id),
        })
    }

    /// A list of the data of `user`. `read` returns the rows after a key, each with its own; no key is before `first`.
    fn pages<T, K, F, Fut>(&self, caller: &Caller, user: UserId, first: K, read: F) -> Pages<T>
    where
        T: Send + 'static,
        K: Send + Sync + 'static,
        F: Fn(Lease, K) -> Fut + Clone + Send + Sync + 'static,
        Fut: Future<Output = Result<Vec<(K, T)>, StoreError>> + Send + 'static,
    {
        let start = (Accounts::clone(self), caller.clone(), read, first);
        let pages = stream::try_unfold(start, move |(accounts, caller, read, after)| async move {
            // A download may take long, and the session may end meanwhile.
            accounts.sessions().recheck(&caller, Action::ExportData(user)).await?;
            let read_now = read.clone();
            let page = accounts.db().read(move |conn| read_now(conn, after)).await?;
            let (keys, rows): (Vec<_>, Vec<_>) = page.into_iter().unzip();
            let last = keys.into_iter().next_back();
            Ok::<_, AppError>(last.map(|last| (rows, (accounts, caller, read, last))))
        });
        pages.boxed()
    }
}

/// None if the account does not exist.
async fn stored(conn: &mut Conn, id: UserId, now: Timestamp) -> Result<Option<Stored>, StoreError> {
    let Some(user) = users::find(conn, id).await? else { return Ok(None) };
    let refusal = outbox::refusal(conn, &identity::key(&user.email)).await?;
    Ok(Some(Stored {
        user,
        before: account_status::before(conn, id).await?.unwrap_or_default(),
        picture: avatars::of_user(conn, id).await?,
        failures: throttle::find(conn, &Counter::failures_of_account(id)).await?,
        refusal,
        service_since: service_accounts::since(conn, id).await?,
        proofs: proofs(conn, id).await?,
        terms: accepted_terms(conn, id).await?,
        former: former_values::of_user(conn, id, now.minus(RESERVED)).await?,
    }))
}

async fn proofs(conn: &mut Conn, id: UserId) -> Result<Proofs, StoreError> {
    Ok(Proofs {
        factors: factors::own_data(conn, id).await?,
        // With those that have expired and are still stored.
        browsers: trusted_browsers::of_user(conn, id, Timestamp(0)).await?,
        identities: identities::of_user(conn, id).await?,
        unlinked: identities::unlinked_of_user(conn, id).await?,
    })
}

fn head(stored: Stored, now: Timestamp, origin: &str, providers: &Providers) -> OwnDataView {
    let Before { status_before, role_before } = stored.before;
    let user = User::from(stored.user);
    let Proofs { factors, browsers, identities, unlinked } = stored.proofs;
    let picture = |row: AvatarRow| OwnPictureView {
        media_type: row.media_type,
        set_at: Timestamp(row.created_at),
        base64: BASE64_STANDARD.encode(row.bytes),
    };
    OwnDataView {
        exported_at: now,
        note: say::own_data_note(),
        account: OwnAccountView {
            user: user.view().absolute(origin),
            version: user.version,
            role_before,
            status_before,
        },
        deleted_fields: Vec::new(),
        picture: stored.picture.map(picture),
        failed_sign_ins: stored.failures.map(counter),
        service_account_since: stored.service_since.map(Timestamp),
        mail_refused_since: stored.refusal.map(|row| Timestamp(row.since)),
        factors,
        trusted_browsers: browsers.into_iter().map(trusted_browser).collect(),
        identities: identities.into_iter().map(|row| own_identity(row, providers)).collect(),
        unlinked_identities: unlinked.into_iter().map(unlinked_identity).collect(),
        accepted_terms: stored.terms,
        former_values: Vec::new(),
    }
}

fn trusted_browser(row: TrustedBrowserRow) -> OwnTrustedBrowserView {
    OwnTrustedBrowserView {
        id: TrustedBrowserId(row.id),
        device: row.device,
        address: row.address,
        created_at: Timestamp(row.created_at),
        last_used_at: Timestamp(row.last_used_at),
        expires_at: Timestamp(row.expires_at),
    }
}

fn own_identity(row: IdentityRow, providers: &Providers) -> OwnIdentityView {
    let added_from = row.added.clone().into();
    OwnIdentityView { identity: identity_view(row, providers), added_from }
}

impl From<AddedIn> for OwnOriginView {
    fn from(added: AddedIn) -> Self {
        Self { device: added.device, address: added.address }
    }
}

/// None: its owner does not see the field, or it is an earlier address, which is in the links that can give the account back to it.
fn former_value(
    row: FormerValueRow,
    fields: &DefinedFields,
    is_own: impl Fn(&DefinedField) -> bool,
) -> Option<FormerValueView> {
    let field = match row.kind {
        Identifier::Email => return None,
        Identifier::Username => None,
        Identifier::Field => Some(fields.of_id(row.field).filter(|field| is_own(field))?.name.clone()),
    };
    let lost_at = Timestamp(row.lost_at);
    Some(FormerValueView { kind: row.kind, field, value: row.value, lost_at, reserved_until: lost_at.plus(RESERVED) })
}

fn unlinked_identity(row: UnlinkedRow) -> UnlinkedIdentityView {
    UnlinkedIdentityView { issuer: row.issuer, subject: row.subject, unlinked_at: Timestamp(row.unlinked_at) }
}

async fn links_after(
    mut conn: Lease,
    user: UserId,
    after: (i64, Vec<u8>),
) -> Result<Vec<((i64, Vec<u8>), OwnLinkView)>, StoreError> {
    let rows = one_time_tokens::of_user(&mut conn, user, after, PAGE).await?;
    let link = |StoredTokenRow { token: row, token_hash }| {
        let view = OwnLinkView {
            purpose: row.purpose.as_str(),
            email: one_time::address_in(&row),
            created_at: Timestamp(row.created_at),
            expires_at: Timestamp(row.expires_at),
            used_at: row.used_at.map(Timestamp),
        };
        ((row.created_at, token_hash), view)
    };
    Ok(rows.into_iter().map(link).collect())
}

async fn mail_after(mut conn: Lease, user: UserId, after: Uuid) -> Result<Vec<(Uuid, OwnMailView)>, StoreError> {
    let rows = outbox::of_user(&mut conn, user, after, PAGE).await?;
    let mail = |row: WaitingMailRow| {
        (row.id, OwnMailView { kind: row.kind, recipient: row.recipient, created_at: Timestamp(row.created_at) })
    };
    Ok(rows.into_iter().map(mail).collect())
}

async fn tokens_after(mut conn: Lease, user: UserId, after: Uuid) -> Result<Vec<(Uuid, OwnApiTokenView)>, StoreError> {
    let rows = api_tokens::stored(&mut conn, user, ApiTokenId(after), PAGE).await?;
    let token = |row: ApiTokenRow| {
        let view = OwnApiTokenView {
            id: ApiTokenId(row.id),
            name: row.name,
            scopes: row.scopes,
            created_at: Timestamp(row.created_at),
            expires_at: Timestamp(row.expires_at),
            last_used_at: row.last_used_at.map(Timestamp),
            last_used_address: row.last_used_address,
            revoked_at: row.revoked_at.map(Timestamp),
        };
        (row.id, view)
    };
    Ok(rows.into_iter().map(token).collect())
}

async fn sessions_after(
    mut conn: Lease,
    user: UserId,
    after: Uuid,
    current: Option<SessionId>,
) -> Result<Vec<(Uuid, OwnSessionView)>, StoreError> {
    let mut page = Vec::new();
    for row in sessions::stored(&mut conn, user, SessionId(after), PAGE).await? {
        let id = row.session.id;
        let failed_confirmations = throttle::find(&mut conn, &Counter::session(SessionId(id))).await?.map(counter);
        let clients = client_sessions::of_session(&mut conn, SessionId(id)).await?;
        page.push((id, OwnSessionView { clients, failed_confirmations, ..own_view(row, current) }));
    }
    Ok(page)
}

fn counter(row: ThrottleRow) -> CounterView {
    CounterView {
        count: row.failures,
        last_at: Timestamp(row.last_at),
        // Zero is stored if there is no wait.
        until: (row.blocked_until != 0).then_some(Timestamp(row.blocked_until)),
    }
}
