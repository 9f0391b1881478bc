//! What a page needs before it is rendered, so that errors determine the status code of the response: its data, and what it knows
//! about its visitor.

mod applications;

pub use applications::offered_providers;

use super::oauth::request::consent_for;
use super::state::AppState;
use super::wrong_address;
use crate::accounts::{
    Accounts, Caller, CurrentUser, EndedSession, Goal, Journey, LinkHolder, LinkKind, Principal, Target, Wanted,
    log_cause,
};
use crate::shared::audit_query::Scope;
use crate::shared::overview::OverviewRequest;
use crate::shared::own_factors::SecurityData;
use crate::shared::own_fields::AskedOfNew;
use crate::shared::page::{AccountData, DirectoryData, GroupData, NewUserData, Reads};
use crate::shared::{
    AppError, AuditRequest, AwaitingPasswordRequest, Flash, Level, ListInvitationsRequest, ListUsersRequest, LocalPath,
    PageData, ProofWays, Text, Theme, UserId, Visit,
};
use crate::ui::routes::{DEVICE, GROUP, INVITATIONS, PERSON, Page, USERS};
use crate::web::cookies::Name;
use crate::web::factors::{demanded_from, own_factors, own_ways_in, ways_to_confirm, ways_to_enter};
use crate::web::urls::{audit_query, directory_query, parameter};
use crate::web::{language, own_fields, problem};
use axum::http::{Extensions, HeaderMap, HeaderValue, Uri, header};
use std::sync::Arc;

/// The data of the page that is requested. Pages of visitors who are not signed in have none, except those of links and messages.
/// `journey`: on which the visitor is.
pub async fn read(
    state: &AppState,
    reads: Reads,
    (uri, headers): (&Uri, &HeaderMap),
    caller: &Caller,
    journey: Option<&Journey>,
) -> Result<PageData, AppError> {
    let visitor = match &caller.who {
        Principal::User(visitor) => Some(visitor),
        Principal::Anonymous | Principal::System => None,
    };
    let accounts = &state.accounts;
    Ok(match (reads, visitor) {
        (Reads::Nothing, _) => PageData::Nothing,
        (Reads::PasswordLink, _) => {
            PageData::PasswordLink(accounts.link_pages().show_password_link(&parameter(uri, "token")).await?)
        }
        (Reads::ConfirmLink, _) => link(state, LinkKind::Confirm, uri, visitor, headers).await?,
        (Reads::UndoLink, _) => link(state, LinkKind::Undo, uri, visitor, headers).await?,
        (Reads::ReportLink, _) => link(state, LinkKind::Report, uri, visitor, headers).await?,
        (Reads::PendingSignIn, _) => pending_sign_in(state, headers).await?,
        (Reads::Arrival, _) => applications::arrival(state, headers).await?,
        (Reads::SentMessage, _) => {
            let sent = state.flash.read_sent(state.cookies, headers, accounts.now());
            sent.map_or(PageData::Nothing, PageData::SentMessage)
        }
        (Reads::Registration, _) => registration(own_fields::asked_at_registration(accounts).await?),
        (_, None) => PageData::Nothing,
        (Reads::Directory, Some(_)) => directory(state, caller, uri).await,
        (Reads::NewUser, Some(_)) => {
            let AskedOfNew { fields, .. } = own_fields::asked_for_another(accounts, caller).await?;
            let data = NewUserData { fields, ..accounts.groups().choices_for_new(caller).await? };
            PageData::NewUser(Box::new(data))
        }
        (Reads::User, Some(_)) => {
            let id = last_segment(uri).ok_or_else(problem::not_found)?;
            PageData::User(Box::new(accounts.directory().show_user_details(caller, id).await?))
        }
        (Reads::Overview, Some(_)) => {
            let request = OverviewRequest { period: parameter(uri, "period") };
            PageData::Overview(Box::new(accounts.overview().show_overview(caller, &request).await?))
        }
        (Reads::FirstSteps, Some(_)) => applications::first_steps(accounts, caller).await?,
        (Reads::Audit, Some(_)) => audit_log(state, caller, &audit_query(Scope::Everyone, uri).request()).await,
        (Reads::OwnActivity, Some(_)) => audit_log(state, caller, &audit_query(Scope::Own, uri).request()).await,
        (Reads::Account, Some(visitor)) => {
            let pending_email = accounts.users().find_user(caller, visitor.user.id).await?.all.pending_email;
            let own = accounts.own_fields().stored_values(caller, visitor.user.id).await?;
            PageData::Account(AccountData { pending_email, demanded_from: demanded_from(accounts, caller), own })
        }
        (Reads::Security, Some(visitor)) => security(state, caller, visitor.user.id).await?,
        (Reads::FactorDemand, Some(visitor)) => {
            PageData::FactorDemand(Box::new(own_factors(accounts, caller, visitor.user.id).await?))
        }
        (Reads::NewAuthenticator, Some(_)) => {
            PageData::NewAuthenticator(Box::new(accounts.factors().begin_authenticator(caller).await?))
        }
        (Reads::WaysToConfirm, Some(visitor)) => {
            let ways = ways_to_go_on(state, caller, visitor, journey).await?;
            let mail_sent = ways.mail && state.cookies.read(headers, Name::MailProof).is_some();
            PageData::WaysToConfirm(ProofWays { mail_sent, ..ways })
        }
        (Reads::Sessions, Some(visitor)) => {
            PageData::Sessions(accounts.sessions().list_sessions(caller, visitor.user.id).await?)
        }
        (Reads::ApiTokens, Some(visitor)) => {
            PageData::ApiTokens(accounts.api_tokens().list_api_tokens(caller, visitor.user.id).await?)
        }
        (Reads::ServiceAccounts, Some(_)) => {
            PageData::ServiceAccounts(accounts.users().list_service_accounts(caller).await?)
        }
        (Reads::AwaitingPassword, Some(_)) => awaiting_password(state, caller, uri).await?,
        (Reads::Invitations, Some(_)) => invitations(state, caller, uri).await,
        (Reads::Groups, Some(_)) => PageData::Groups(accounts.groups().list_groups(caller).await?),
        (Reads::Group, Some(_)) => group(state, caller, uri).await?,
        (Reads::Applications, Some(_)) => applications::all(state, caller).await?,
        (Reads::Application, Some(_)) => applications::one(state, caller, uri).await?,
        (Reads::ApplicationPeople, Some(_)) => applications::people(accounts, caller, uri).await?,
        (Reads::Clients, Some(_)) => applications::clients(accounts, caller, uri).await?,
        (Reads::Client, Some(_)) => applications::client(accounts, caller, uri).await?,
        (Reads::Trial, Some(_)) => applications::trial(accounts, caller, uri).await?,
        (Reads::Connect, Some(_)) => applications::connect(accounts, caller, uri).await?,
        (Reads::Providers, Some(_)) => applications::providers(accounts, caller).await?,
        (Reads::NewProvider, Some(_)) => applications::new_provider(accounts, caller, uri).await?,
        (Reads::Provider, Some(_)) => applications::provider(accounts, caller, uri).await?,
        (Reads::MissingValues, Some(visitor)) => {
            PageData::OwnInputs(accounts.own_fields().missing_of(visitor.user.id).await?)
        }
        (Reads::OwnFields, Some(_)) => PageData::OwnFields(accounts.own_fields().list_fields(caller).await?),
        (Reads::NewOwnField, Some(_)) => applications::new_own_field(uri)?,
        (Reads::OwnField, Some(_)) => applications::own_field(accounts, caller, uri).await?,
        (Reads::OpenApplications, Some(visitor)) => applications::open(accounts, visitor).await?,
        (Reads::OwnApplications, Some(visitor)) => applications::own(accounts, caller, visitor).await?,
        (Reads::Consent, Some(_)) => PageData::Consent(consent_for(state, caller, journey).await?),
        (Reads::Device, Some(_)) => applications::device(state, caller, uri).await,
    })
}

async fn security(state: &AppState, caller: &Caller, id: UserId) -> Result<PageData, AppError> {
    let own = own_factors(&state.accounts, caller, id).await?;
    let identities = state.accounts.identities().list_identities(caller, id).await?;
    let ways = own_ways_in(&state.accounts, caller, id).await?;
    Ok(PageData::Security(Box::new(SecurityData { own, identities, ways })))
}

/// A page that asks for nothing has no data, so it is the same one for all strangers.
fn registration(asked: AskedOfNew) -> PageData {
    if asked == AskedOfNew::default() { PageData::Nothing } else { PageData::Registration(Box::new(asked)) }
}

/// The id at the end of a path. The router has matched the path, but not checked that it is an id.
fn last_segment(uri: &Uri) -> Option<UserId> {
    uri.path().rsplit('/').next()?.parse().ok()
}

/// The sign-in of the browser that waits for its second factor.
async fn pending_sign_in(state: &AppState, headers: &HeaderMap) -> Result<PageData, AppError> {
    let token = state.cookies.read(headers, Name::Pending).unwrap_or_default();
    let (user, pending) = state.accounts.sessions().pending_sign_in(token).await?;
    let (methods, username) = (pending.methods.into_iter().collect(), user.all.username);
    let may_trust = state.accounts.settings().trust_browsers.is_some();
    Ok(PageData::PendingSignIn(ProofWays { username, may_trust, ..ProofWays::of(methods, &[]) }))
}

/// How the user can confirm who they are, for the goal of the journey.
async fn ways_to_go_on(
    state: &AppState,
    caller: &Caller,
    visitor: &CurrentUser,
    journey: Option<&Journey>,
) -> Result<ProofWays, AppError> {
    let accounts = &state.accounts;
    let Some(Journey { goal, .. }) = journey else { return ways_to_confirm(accounts, caller).await };
    let level = match accounts.journeys().target(goal).await? {
        Target::Client(request) => match accounts.openid().wanted_level(caller, visitor, &request).await? {
            Wanted::Possible(level) => request.demand.level.max(level),
            Wanted::Reached | Wanted::Impossible => request.demand.level,
        },
        Target::Application(_, _, demand) => demand.level,
        Target::Page | Target::Gone(_) => match level_of_device(accounts, caller, goal).await {
            Some(level) => level,
            None => return ways_to_confirm(accounts, caller).await,
        },
    };
    ways_to_enter(accounts, caller, visitor, level).await
}

/// The level that the client on a device demands whose letters are in the address of its page. None for other pages.
async fn level_of_device(accounts: &Accounts, caller: &Caller, goal: &Goal) -> Option<Level> {
    let Goal::Page(page) = goal else { return None };
    let page: Uri = page.as_str().parse().ok()?;
    if page.path() != DEVICE.path {
        return None;
    }
    // If no device waits any more, its page says so.
    accounts.openid().level_for_device(caller, &parameter(&page, "user_code")).await.ok()
}

/// The link in the query. An invalid one is an error, so that the error page says what happened to it.
async fn link(
    state: &AppState,
    kind: LinkKind,
    uri: &Uri,
    signed_in: Option<&CurrentUser>,
    headers: &HeaderMap,
) -> Result<PageData, AppError> {
    let browser =
        state.cookies.read(headers, Name::Browser).and_then(|sealed| state.accounts.sessions().asking_browser(sealed));
    let holder = LinkHolder::Browser { signed_in, browser, digits: &Text::Missing, password: &Text::Missing };
    Ok(PageData::Link(state.accounts.link_pages().show_link(kind, &parameter(uri, "token"), holder).await?))
}

/// The page itself shows an error, such as an invalid filter. `render_page` derives the status code from it.
async fn directory(state: &AppState, caller: &Caller, uri: &Uri) -> PageData {
    let list = state.accounts.directory().show_users(caller, &directory_query(uri).request()).await;
    // Without the names the page has no filter by group. If the database does not answer, the list says so.
    let groups = state.accounts.groups().group_names(caller).await.unwrap_or_default();
    let fields = state.accounts.own_fields().list_fields(caller).await.unwrap_or_default();
    let recent = state.accounts.directory().recent_bulk_changes(caller).await.unwrap_or_default();
    PageData::Directory(Arc::new(DirectoryData { list: list.inspect_err(log_cause), groups, fields, recent }))
}

/// The page itself shows an error, as that of users does.
async fn invitations(state: &AppState, caller: &Caller, uri: &Uri) -> PageData {
    let request = ListInvitationsRequest { cursor: parameter(uri, "cursor").into() };
    let list = state.accounts.invitations().list_invitations(caller, &request).await;
    PageData::Invitations(Arc::new(list.inspect_err(log_cause)))
}

async fn awaiting_password(state: &AppState, caller: &Caller, uri: &Uri) -> Result<PageData, AppError> {
    let import = parameter(uri, "import").into();
    let request = AwaitingPasswordRequest { import, ..AwaitingPasswordRequest::default() };
    Ok(PageData::AwaitingPassword(Box::new(state.accounts.mailings().show_awaiting_password(caller, &request).await?)))
}

/// The page itself shows an error of the list of members, but not that there is no such group.
async fn group(state: &AppState, caller: &Caller, uri: &Uri) -> Result<PageData, AppError> {
    let (accounts, query) = (&state.accounts, directory_query(uri));
    let details = accounts.groups().show_group_details(caller, &query.group).await?;
    let members = accounts.directory().show_users(caller, &query.request()).await.inspect_err(log_cause);
    let found = match parameter(uri, "add") {
        search if search.is_empty() => Vec::new(),
        search => {
            let request = ListUsersRequest { q: search.into(), ..ListUsersRequest::default() };
            // A search that is not valid has no results.
            accounts.directory().list_users(caller, &request).await.map(|list| list.users).unwrap_or_default()
        }
    };
    Ok(PageData::Group(Arc::new(GroupData { details, members, found })))
}

/// The page itself shows an error, as that of users does.
async fn audit_log(state: &AppState, caller: &Caller, request: &AuditRequest) -> PageData {
    let events = state.accounts.audit().show_audit_log(caller, request).await;
    PageData::Audit(Arc::new(events.inspect_err(log_cause)))
}

/// What the page at `uri` knows about its visitor: the user, the theme, and the messages for this page. The providers are missing,
/// which [`offered_providers`] reads, and where the page leads on.
pub fn visit(state: &AppState, uri: &Uri, extensions: &Extensions, headers: &HeaderMap) -> Visit {
    let theme = state.cookies.read(headers, Name::Theme);
    let flash = state.flash.read(state.cookies, headers, state.accounts.now());
    let user = extensions.get::<CurrentUser>().map(|current| current.user.view());
    // The session may have ended since the last page, or before the redirect to this one.
    let ended = extensions.get::<EndedSession>().map(|ended| ended.why);
    let draft = state.flash.read_draft(state.cookies, headers, state.accounts.now());
    let visitor = user.as_ref().map(|user| user.id);
    let list = visitor.and_then(|visitor| list_before(state, uri, visitor, headers));
    let language = language::of_request(state, uri, extensions, headers);
    let signed_out = ended.or_else(|| flash.as_ref()?.signed_out);
    // A password link or a token's secret is left in its cookie for the page that shows it.
    let (flash, once) = flash.filter(|flash| flash.is_for(visitor, uri.path())).map(Flash::split).unzip();
    Visit {
        signed_out,
        draft: draft.filter(|draft| user.as_ref().is_some_and(|user| draft.is_for(user.id, uri.path()))),
        user,
        settings: state.settings(language).clone(),
        now: state.accounts.now(),
        theme: theme.map(Theme::parse).unwrap_or_default(),
        language,
        list,
        address_note: wrong_address::note(state, language, uri, extensions, headers),
        flash,
        once: once.unwrap_or_default(),
        providers: Vec::new(),
        goes_to: None,
    }
}

/// The cookie that remembers the list at `uri` for the page of one of its accounts; none for other pages.
pub fn list_cookie(state: &AppState, uri: &Uri, caller: &Caller) -> Option<HeaderValue> {
    let (user, list) = (caller.user_id()?, list_at(uri)?);
    state.flash.list_cookie(state.cookies, (user, &list), state.accounts.now())
}

/// The list from which the page of an account was opened: the page before it. After a form without JavaScript, that is the page of
/// the account itself, so the cookie has the list.
fn list_before(state: &AppState, uri: &Uri, visitor: UserId, headers: &HeaderMap) -> Option<LocalPath> {
    Page::at(uri.path()).filter(|page| page.path == PERSON.path)?;
    let before = headers.get(header::REFERER).and_then(|before| before.to_str().ok()?.parse::<Uri>().ok());
    let in_cookie = || state.flash.read_list(state.cookies, headers, visitor, state.accounts.now());
    before.as_ref().and_then(list_at).or_else(in_cookie)
}

/// The list of users, of the members of a group or of invitations at this address.
fn list_at(uri: &Uri) -> Option<LocalPath> {
    match Page::at(uri.path())?.path {
        path if path == INVITATIONS.path => LocalPath::parse(uri.path_and_query()?.as_str()),
        path if path == USERS.path || path == GROUP.path => LocalPath::parse(&directory_query(uri).address()),
        _ => None,
    }
}
