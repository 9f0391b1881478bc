//! Everything that can still sign in to an account, or act for it, as its owner and administrators see it.

mod former;
#[cfg(test)]
mod tests;

pub(super) use former::FormerId;

use super::defined::Defined;
use super::repair::way_of_link;
use super::row::{added, from_device};
use super::{Fate, Repair, WayIn, fate};
use crate::accounts::one_time::address_in;
use crate::accounts::own_fields::OwnFieldAccess;
use crate::accounts::{Action, Caller, Principal, WaysIn, factors, no_such_account};
use crate::identity;
use crate::own_fields::DefinedFields;
use crate::shared::{
    AppError, ClientAccessView, Identifier, Role, SessionId, Timestamp, UserId, Way, WayInView, WayKind,
};
use crate::store::api_tokens::{self, ListedTokenRow};
use crate::store::created_tokens::{self, CreatedTokenRow};
use crate::store::factors::HeldFactors;
use crate::store::factors::trusted_browsers::{self, TrustedBrowserRow};
use crate::store::former_values::{self, RESERVED};
use crate::store::identities;
use crate::store::one_time_tokens;
use crate::store::own_fields::{self, UniqueValueRow};
use crate::store::sessions::{self, ActiveSessionRow};
use crate::store::users;
use crate::store::{Conn, FormerValueRow, IdentityRow, OneTimeTokenRow, StoreError, UserRow};
use std::cmp::Reverse;
use std::sync::Arc;

/// Links and created tokens that are listed at most.
pub(super) const MAX: u32 = 1_000;

/// Whether and how a list shows a way in. None: it does not.
///
/// The match has no wildcard: a new way in does not compile before this says what its owner is shown of it.
fn listed_as(way: WayIn) -> Option<WayKind> {
    match way {
        WayIn::Password => Some(WayKind::Password),
        WayIn::Session => Some(WayKind::Session),
        WayIn::TrustedBrowser => Some(WayKind::TrustedBrowser),
        WayIn::Factor(kind) => Some(kind.into()),
        WayIn::Identity => Some(WayKind::Identity),
        WayIn::ApiToken => Some(WayKind::ApiToken),
        WayIn::TokenForOthers => Some(WayKind::TokenForOthers),
        // One row for each client: what it holds, and what it gets without asking again.
        WayIn::ClientGrant | WayIn::Consent => Some(WayKind::Client),
        WayIn::HandedLink => Some(WayKind::HandedLink),
        WayIn::Invitation => Some(WayKind::Invitation),
        WayIn::PendingEmail => Some(WayKind::PendingEmail),
        WayIn::Undo => Some(WayKind::Undo),
        // Whoever reads the mailbox can ask for one at any time.
        WayIn::MailedLink => Some(WayKind::Email),
        // Sealed and kept by the client, so nobody knows of it. It ends within minutes, and with the password.
        WayIn::PendingSignIn
        // Within minutes it is a grant, which is listed, or has expired.
        | WayIn::DeviceCode
        // They let somebody into another account.
        | WayIn::LinkForOthers
        // It is the title of the page. Those that the account has lost are listed.
        | WayIn::Username
        // They sign nobody in.
        | WayIn::Confirmation
        | WayIn::ReportLink
        // These bar the owner.
        | WayIn::Lockout
        | WayIn::FactorLockout => None,
    }
}

/// What an account has.
struct Stored {
    user: UserRow,
    factors: HeldFactors,
    sessions: Vec<ActiveSessionRow>,
    browsers: Vec<TrustedBrowserRow>,
    identities: Vec<IdentityRow>,
    tokens: Vec<ListedTokenRow>,
    for_others: Vec<CreatedTokenRow>,
    links: Vec<OneTimeTokenRow>,
    /// Values that are reserved for it, the oldest first.
    former: Vec<FormerValueRow>,
    /// Present values of custom fields that no two accounts may have.
    unique: Vec<UniqueValueRow>,
    defined: Defined,
}

impl Stored {
    async fn read(
        conn: &mut Conn,
        id: UserId,
        is_for_administrator: bool,
        now: Timestamp,
    ) -> Result<Option<Self>, StoreError> {
        let Some(user) = users::find(conn, id).await? else { return Ok(None) };
        // The thief may have taken the role from the account, which another administrator reads about.
        let may_define = user.role == Role::Admin || is_for_administrator;
        let Some(factors) = HeldFactors::of(conn, id).await? else { return Ok(None) };
        Ok(Some(Self {
            user,
            factors,
            sessions: sessions::active(conn, id, now).await?,
            browsers: trusted_browsers::of_user(conn, id, now).await?,
            identities: identities::of_user(conn, id).await?,
            tokens: api_tokens::active(conn, id, now).await?,
            for_others: created_tokens::active(conn, id, now, i64::from(MAX)).await?,
            links: one_time_tokens::open_of_user(conn, id, now, MAX).await?,
            defined: if may_define { Defined::read(conn, id, now).await? } else { Defined::default() },
            unique: own_fields::unique_of_user(conn, id).await?,
            former: former_values::of_user(conn, id, now.minus(RESERVED)).await?,
        }))
    }
}

/// What the rows are shown with.
struct Shown<'a> {
    stored: &'a Stored,
    clients: Vec<ClientAccessView>,
    /// The session of the request.
    session: Option<SessionId>,
    /// Whether trusted browsers are asked for no second factor at present.
    trusts_browsers: bool,
    /// The definitions that the account, an administrator, made before it was recovered.
    defined: Vec<WayInView>,
    /// Whether the owner of the account reads the list.
    is_own: bool,
    /// The custom fields, and which of them the reader sees.
    fields: Arc<DefinedFields>,
    access: OwnFieldAccess,
    /// The identities, with the titles of their providers, and whether people can sign in there.
    providers: Vec<(String, bool)>,
}

impl WaysIn {
    /// Everything that can still sign in to an account or act for it, the newest first. What has always been there comes last.
    pub async fn of(&self, caller: &Caller, id: UserId) -> Result<Vec<WayInView>, AppError> {
        caller.permit(Action::ReadFactors(id))?;
        let now = self.now();
        let reader = matches!(&caller.who, Principal::User(reader) if reader.user.role == Role::Admin);
        let read = self.db().read(async move |mut conn| Stored::read(&mut conn, id, reader, now).await).await?;
        let stored = read.ok_or_else(no_such_account)?;
        let providers = self.providers().all().await?;
        let of = |row: &IdentityRow| {
            let title = providers.find(&row.provider).map_or(row.provider.as_str(), |found| found.title());
            let usable = providers.usable(&row.provider);
            (title.to_owned(), usable.is_some_and(|provider| provider.issuer.admits(&row.issuer)))
        };
        let shown = Shown {
            clients: self.openid().client_access_of(id).await?,
            session: caller.who.session_id(),
            defined: stored.defined.rows(self.applications().all().await?.as_ref(), &providers),
            is_own: caller.user_id() == Some(id),
            fields: self.own_fields().all().await?,
            access: OwnFieldAccess::of(caller, Some(id)),
            trusts_browsers: self.settings().trust_browsers.is_some(),
            providers: stored.identities.iter().map(of).collect(),
            stored: &stored,
        };
        let mut list = Vec::new();
        for kind in WayKind::ALL {
            list.extend(shown.of(kind));
        }
        list.sort_by_key(|way| Reverse(way.added_at));
        Ok(list)
    }
}

/// What the kind of everything is that a repair ends whatever it is.
pub(super) fn ended_by(repair: Repair) -> Vec<WayKind> {
    let is_ended =
        |kind: &WayKind| WayIn::all().any(|way| listed_as(way) == Some(*kind) && fate(way, repair) == Fate::End);
    // The address itself stays: the next link is sent to it.
    WayKind::ALL.into_iter().filter(|kind| *kind != WayKind::Email && is_ended(kind)).collect()
}

impl Shown<'_> {
    /// The rows of one kind.
    fn of(&self, kind: WayKind) -> Vec<WayInView> {
        let stored = self.stored;
        let one = || WayInView::of(kind);
        match kind.way() {
            Way::Password => stored.factors.row.has_password.then(one).into_iter().collect(),
            Way::Session => stored.sessions.iter().map(|row| session(row, self.session)).collect(),
            Way::TrustedBrowser => stored.browsers.iter().map(|row| browser(row, self.trusts_browsers)).collect(),
            Way::Factor(factor) => factors::listed(&stored.factors, factor),
            Way::Identity => {
                let with_provider = stored.identities.iter().zip(&self.providers);
                with_provider.map(|(row, (title, is_open))| linked(row, title, *is_open)).collect()
            }
            Way::ApiToken => stored.tokens.iter().map(|row| token(row, kind)).collect(),
            Way::TokenForOthers => stored.for_others.iter().map(token_for_others).collect(),
            Way::Client => self.clients.iter().map(client).collect(),
            Way::HandedLink | Way::Invitation | Way::PendingEmail | Way::Undo => {
                let email = &*stored.user.email;
                stored.links.iter().filter_map(|row| link(row, email)).filter(|way| way.kind == kind).collect()
            }
            // An earlier address is not named to its owner: who reads the list may be the thief.
            Way::Former(Identifier::Email) if self.is_own => Vec::new(),
            Way::Former(former) => self.former(former),
            Way::Defined(_) => self.defined.iter().filter(|way| way.kind == kind).cloned().collect(),
            Way::Email => {
                let email = &stored.user.email;
                let has_mailbox = !identity::is_service_address(email);
                has_mailbox.then(|| WayInView { name: Some(email.clone()), ..one() }).into_iter().collect()
            }
        }
    }
}

fn session(row: &ActiveSessionRow, own: Option<SessionId>) -> WayInView {
    WayInView {
        id: Some(row.id.to_string()),
        added_at: Some(Timestamp(row.created_at)),
        address: row.address.clone(),
        last_used_at: Some(Timestamp(row.last_used_at)),
        expires_at: Some(Timestamp(row.expires_at)),
        is_current: own == Some(SessionId(row.id)),
        ..from_device(WayKind::Session, Some(row.device.as_deref().unwrap_or_default()))
    }
}

fn browser(row: &TrustedBrowserRow, is_usable: bool) -> WayInView {
    WayInView {
        id: Some(row.id.to_string()),
        added_at: Some(Timestamp(row.created_at)),
        address: row.address.clone(),
        last_used_at: Some(Timestamp(row.last_used_at)),
        expires_at: Some(Timestamp(row.expires_at)),
        is_usable,
        ..from_device(WayKind::TrustedBrowser, Some(row.device.as_deref().unwrap_or_default()))
    }
}

fn linked(row: &IdentityRow, title: &str, is_open: bool) -> WayInView {
    WayInView {
        id: Some(row.id.to_string()),
        name: Some(title.to_owned()),
        detail: row.label.clone(),
        last_used_at: row.last_used_at.map(Timestamp),
        is_usable: is_open && !row.is_held,
        is_held: row.is_held,
        ..added(WayKind::Identity, row.created_at, &row.added)
    }
}

fn token(row: &ListedTokenRow, kind: WayKind) -> WayInView {
    let token = &row.token;
    WayInView {
        id: Some(token.id.to_string()),
        name: Some(token.name.clone()),
        added_at: Some(Timestamp(token.created_at)),
        last_used_at: token.last_used_at.map(Timestamp),
        expires_at: Some(Timestamp(token.expires_at)),
        ..WayInView::of(kind)
    }
}

fn token_for_others(row: &CreatedTokenRow) -> WayInView {
    WayInView {
        detail: Some(row.account_username.clone()),
        account_id: Some(UserId(row.account_id)),
        ..token(&row.listed, WayKind::TokenForOthers)
    }
}

fn client(access: &ClientAccessView) -> WayInView {
    WayInView {
        id: Some(access.client_id.to_string()),
        name: Some(access.title.clone()),
        added_at: Some(access.since),
        last_used_at: access.last_used_at,
        expires_at: access.offline_until,
        ..WayInView::of(WayKind::Client)
    }
}

/// An open link, as far as an owner should know of it. None: it is not listed. `email`: the address of the account.
fn link(row: &OneTimeTokenRow, email: &str) -> Option<WayInView> {
    // Those in a message name the address that they confirm.
    let kind = listed_as(way_of_link(row.purpose, row.email_key.is_some())?)?;
    // An earlier address is not named: who reads the list may be the thief.
    let is_undo_here = kind == WayKind::Undo && row.email_key.as_ref() == Some(&identity::key(email));
    let name = if kind == WayKind::PendingEmail { address_in(row) } else { is_undo_here.then(|| email.to_owned()) };
    let (added_at, expires_at) = (Some(Timestamp(row.created_at)), Some(Timestamp(row.expires_at)));
    Some(WayInView { name, added_at, expires_at, ..WayInView::of(kind) })
}
