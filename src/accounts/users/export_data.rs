//! Everything held about oneself. What may be long comes in pieces, so that it takes little memory however long it is.

use super::{ManageError, User};
use crate::{
    accounts::{
        Accounts, Caller, Failure, Principal,
        audit::EventPages,
        policy::{self, Action},
        throttle::{self, Counter},
    },
    shared::{
        audit::EventKind,
        ids::{SessionId, UserId},
        own_data::{CounterView, OwnAccountView, OwnDataView, OwnLinkView, OwnPictureView, OwnSessionView},
        timestamp::Timestamp,
        views::Status,
    },
    store::{
        Conn, StoreError,
        account_status::{self, Before},
        avatars::{self, OwnAvatarRow},
        password_links::{self, PasswordLinkRow},
        sessions,
        throttles::ThrottleRow,
        users::{self, UserRow},
    },
};
use base64::{Engine as _, prelude::BASE64_STANDARD};
use futures::{StreamExt as _, stream, stream::BoxStream};
use uuid::Uuid;

/// Sessions that are in memory at a time.
const SESSIONS_AT_ONCE: u32 = 100;

/// What is held and not given out.
const NOTE: &str = "Also held, and not in this file: the hash of your password and the hashes of your tokens and links, \
    with which whoever finds this file could try to get in; who else acted on your account, and from where, which is \
    about them; how often signing in failed from each browser that you use; the numbers of imports and of changes to many accounts that yours was part of; and what is worked out \
    from the rest: a smaller copy of your picture, and the words by which you are found and sorted.";

/// Everything held about a person.
pub struct OwnData {
    pub head: OwnDataView,
    /// The oldest first.
    pub sessions: BoxStream<'static, Result<Vec<OwnSessionView>, Failure>>,
    /// The newest first.
    pub events: EventPages,
}

/// What is read at once.
struct Held {
    user: UserRow,
    before: Before,
    picture: Option<OwnAvatarRow>,
    links: Vec<PasswordLinkRow>,
    failures: Option<ThrottleRow>,
}

impl Accounts {
    /// Everything held about a person, for that person. That it was asked for is recorded first, and so is a part of it.
    pub async fn export_data(&self, who: &Principal, caller: &Caller, id: UserId) -> Result<OwnData, ManageError> {
        policy::permit(who, Action::ExportData(id))?;
        let held = self.db().read(move |conn| Box::pin(held(conn, id))).await?;
        let held = held.filter(|held| held.user.status == Status::Active).ok_or(ManageError::NotFound)?;
        self.record(self.event(EventKind::UserDataDownload, who, caller).on(id)).await?;
        let own = match who {
            Principal::User(current) => Some(current.session),
            Principal::Anonymous | Principal::System => None,
        };
        let head = head(held, self.now(), &self.settings().issuer);
        Ok(OwnData { head, sessions: self.kept_sessions(who, id, own), events: self.events_of(who, id) })
    }

    fn kept_sessions(
        &self,
        who: &Principal,
        user: UserId,
        own: Option<SessionId>,
    ) -> BoxStream<'static, Result<Vec<OwnSessionView>, Failure>> {
        let start = (self.clone(), who.clone(), SessionId(Uuid::nil()));
        let pages = stream::try_unfold(start, move |(accounts, who, after)| async move {
            accounts.recheck(&who, Action::ExportData(user)).await?;
            let page = accounts.db().read(move |conn| Box::pin(sessions_after(conn, user, after, own))).await?;
            let Some(last) = page.last().map(|session| session.id) else { return Ok(None) };
            Ok::<_, Failure>(Some((page, (accounts, who, last))))
        });
        pages.boxed()
    }
}

/// None when there is no such account.
async fn held(conn: &mut Conn, id: UserId) -> Result<Option<Held>, StoreError> {
    let Some(user) = users::find(conn, id).await? else { return Ok(None) };
    Ok(Some(Held {
        user,
        before: account_status::before(conn, id).await?,
        picture: avatars::of_user(conn, id).await?,
        links: password_links::of_user(conn, id).await?,
        failures: throttle::find(conn, &Counter::run_of_account(id)).await?,
    }))
}

fn head(held: Held, now: Timestamp, origin: &str) -> OwnDataView {
    let Before { status_before, role_before } = held.before;
    let user = User::from(held.user);
    let link = |row: PasswordLinkRow| OwnLinkView {
        created_at: Timestamp(row.created_at),
        expires_at: Timestamp(row.expires_at),
        used_at: row.used_at.map(Timestamp),
    };
    let picture = |row: OwnAvatarRow| OwnPictureView {
        media_type: row.media_type,
        set_at: Timestamp(row.created_at),
        base64: BASE64_STANDARD.encode(row.bytes),
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
        picture: held.picture.map(picture),
        password_links: held.links.into_iter().map(link).collect(),
        failed_sign_ins: held.failures.map(counter),
    }
}

async fn sessions_after(
    conn: &mut Conn,
    user: UserId,
    after: SessionId,
    own: Option<SessionId>,
) -> Result<Vec<OwnSessionView>, StoreError> {
    let mut page = Vec::new();
    for row in sessions::kept(conn, user, after, SESSIONS_AT_ONCE).await? {
        let id = SessionId(row.id);
        page.push(OwnSessionView {
            id,
            current: own == Some(id),
            remember: row.remember,
            created_at: Timestamp(row.created_at),
            last_used_at: Timestamp(row.last_used_at),
            expires_at: Timestamp(row.expires_at),
            ended_at: row.ended_at.map(Timestamp),
            failed_confirmations: throttle::find(conn, &Counter::session(id)).await?.map(counter),
        });
    }
    Ok(page)
}

fn counter(row: ThrottleRow) -> CounterView {
    CounterView {
        count: row.failures,
        last_at: Timestamp(row.last_at),
        until: (row.blocked_until != 0).then_some(Timestamp(row.blocked_until)),
    }
}
