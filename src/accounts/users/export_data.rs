//! Exports all data stored about a user, for that user. Sessions and events are streamed, so that memory use is
//! bounded.

use super::{ManageError, User};
use crate::{
    accounts::{
        Accounts, Caller, Failure, Principal,
        audit::EventPages,
        one_time,
        policy::{self, Action},
        throttle::{self, Counter},
    },
    identity,
    shared::{
        audit::EventKind,
        ids::{ApiTokenId, SessionId, UserId},
        own_data::{
            CounterView, OwnAccountView, OwnApiTokenView, OwnDataView, OwnLinkView, OwnMailView, OwnPictureView,
            OwnSessionView,
        },
        timestamp::Timestamp,
        views::Status,
    },
    store::{
        Conn, StoreError,
        account_status::{self, Before},
        api_tokens::{self, ApiTokenRow},
        avatars::{self, OwnAvatarRow},
        one_time_tokens::{self, OneTimeTokenRow},
        outbox::{self, RefusedAddressRow, WaitingMailRow},
        service_accounts, sessions,
        throttles::ThrottleRow,
        users::{self, UserRow},
    },
};
use base64::{Engine as _, prelude::BASE64_STANDARD};
use futures::{StreamExt as _, stream, stream::BoxStream};
use uuid::Uuid;

/// Sessions per query; so many are in memory at a time.
const SESSION_BATCH: u32 = 100;

/// Lists the data that is stored but not exported.
const NOTE: &str = "We also store the following data, which is not in this file: the hashes of your password, tokens \
    and links, because anyone who finds this file could use them to attack your account; which other users acted on your \
    account and from where, because that is their personal data; the number of failed sign-ins in each of your \
    browsers; the numbers of imports and bulk changes that included your account; for a day, the encrypted responses to \
    requests with which your programs created other accounts and links; and data derived from the rest, which \
    is a smaller copy of your picture and the words by which you are found and sorted.";

/// All data stored about a user.
pub struct OwnData {
    pub head: OwnDataView,
    /// The oldest first.
    pub sessions: BoxStream<'static, Result<Vec<OwnSessionView>, Failure>>,
    /// The newest first.
    pub events: EventPages,
}

/// The data that is read in one transaction.
struct Stored {
    user: UserRow,
    before: Before,
    picture: Option<OwnAvatarRow>,
    links: Vec<OneTimeTokenRow>,
    failures: Option<ThrottleRow>,
    mail: Vec<WaitingMailRow>,
    refusal: Option<RefusedAddressRow>,
    tokens: Vec<ApiTokenRow>,
    service_since: Option<i64>,
}

impl Accounts {
    /// All data stored about a user. The audit event of the download is recorded first, so the file contains it.
    pub async fn export_data(&self, who: &Principal, caller: &Caller, id: UserId) -> Result<OwnData, ManageError> {
        policy::permit(who, Action::ExportData(id))?;
        let stored = self.db().read(move |conn| Box::pin(stored(conn, id))).await?;
        let stored = stored.filter(|stored| stored.user.status == Status::Active).ok_or(ManageError::NotFound)?;
        self.record(self.event(EventKind::UserDataDownload, who, caller).on(id)).await?;
        let current = who.session_id();
        let head = head(stored, self.now(), &self.settings().issuer);
        Ok(OwnData { head, sessions: self.stream_sessions(who, id, current), events: self.events_of(who, id) })
    }

    fn stream_sessions(
        &self,
        who: &Principal,
        user: UserId,
        current: Option<SessionId>,
    ) -> BoxStream<'static, Result<Vec<OwnSessionView>, Failure>> {
        // Pages are ordered by id, and no id is before this one.
        let start = (self.clone(), who.clone(), SessionId(Uuid::nil()));
        let pages = stream::try_unfold(start, move |(accounts, who, after)| async move {
            // A download may take long, and the session may end meanwhile.
            accounts.recheck(&who, Action::ExportData(user)).await?;
            let page = accounts.db().read(move |conn| Box::pin(sessions_after(conn, user, after, current))).await?;
            let Some(last) = page.last().map(|session| session.id) else { return Ok(None) };
            Ok::<_, Failure>(Some((page, (accounts, who, last))))
        });
        pages.boxed()
    }
}

/// None if the account does not exist.
async fn stored(conn: &mut Conn, id: UserId) -> Result<Option<Stored>, StoreError> {
    let Some(user) = users::find(conn, id).await? else { return Ok(None) };
    let refusal = outbox::refusal(conn, &identity::key(&user.email)).await?;
    Ok(Some(Stored {
        user,
        before: account_status::before(conn, id).await?,
        picture: avatars::of_user(conn, id).await?,
        links: one_time_tokens::of_user(conn, id).await?,
        failures: throttle::find(conn, &Counter::failures_of_account(id)).await?,
        mail: outbox::of_user(conn, id).await?,
        refusal,
        tokens: api_tokens::stored(conn, id).await?,
        service_since: service_accounts::since(conn, id).await?,
    }))
}

fn head(stored: Stored, now: Timestamp, origin: &str) -> OwnDataView {
    let Before { status_before, role_before } = stored.before;
    let user = User::from(stored.user);
    let link = |row: OneTimeTokenRow| OwnLinkView {
        purpose: row.purpose.as_str(),
        email: one_time::address_in(&row),
        created_at: Timestamp(row.created_at),
        expires_at: Timestamp(row.expires_at),
        used_at: row.used_at.map(Timestamp),
    };
    let picture = |row: OwnAvatarRow| OwnPictureView {
        media_type: row.media_type,
        set_at: Timestamp(row.created_at),
        base64: BASE64_STANDARD.encode(row.bytes),
    };
    let mail = |row: WaitingMailRow| OwnMailView {
        kind: row.kind,
        recipient: row.recipient,
        created_at: Timestamp(row.created_at),
    };
    let token = |row: ApiTokenRow| OwnApiTokenView {
        id: ApiTokenId(row.id),
        name: row.name,
        scopes: row.scopes,
        created_at: Timestamp(row.created_at),
        expires_at: Timestamp(row.expires_at),
        last_used_at: row.last_used_at.map(Timestamp),
        last_used_address: row.last_used_address,
        revoked_at: row.revoked_at.map(Timestamp),
    };
    OwnDataView {
        exported_at: now,
        note: NOTE,
        account: OwnAccountView {
            user: user.view().absolute(origin),
            version: user.version,
            role_before,
            status_before,
        },
        picture: stored.picture.map(picture),
        one_time_links: stored.links.into_iter().map(link).collect(),
        failed_sign_ins: stored.failures.map(counter),
        waiting_mail: stored.mail.into_iter().map(mail).collect(),
        api_tokens: stored.tokens.into_iter().map(token).collect(),
        service_account_since: stored.service_since.map(Timestamp),
        mail_refused_since: stored.refusal.map(|row| Timestamp(row.since)),
    }
}

async fn sessions_after(
    conn: &mut Conn,
    user: UserId,
    after: SessionId,
    current: Option<SessionId>,
) -> Result<Vec<OwnSessionView>, StoreError> {
    let mut page = Vec::new();
    for row in sessions::stored(conn, user, after, SESSION_BATCH).await? {
        let id = SessionId(row.id);
        page.push(OwnSessionView {
            id,
            current: current == Some(id),
            remember: row.remember,
            device: row.device,
            address: row.address,
            created_at: Timestamp(row.created_at),
            last_used_at: Timestamp(row.last_used_at),
            expires_at: Timestamp(row.expires_at),
            ended_at: row.ended_at.map(Timestamp),
            end_reason: row.end_reason,
            failed_confirmations: throttle::find(conn, &Counter::session(id)).await?.map(counter),
        });
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
