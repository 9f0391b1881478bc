//! Examples of responses for the document. They are values of the types that are served, so that they cannot be outdated.

mod clients;
mod factors;
mod own_fields;
mod providers;
mod terms;

pub use clients::{client, new_client, new_client_secret, refusal};
pub use factors::{
    added_authenticator, added_passkey, credential, factors, new_authenticator, passkey, passkey_challenge, pending,
    recovery_codes,
};
pub use own_fields::{own_field, own_field_preview, own_fields, unfitting};
pub use providers::{identities, offered_providers, provider, providers};
pub use terms::{terms, terms_versions};

use crate::accounts::{ExportedUser, user_cells, user_columns};
use crate::language::Message;
use crate::shared::api_tokens::Scope;
use crate::shared::applications::Claim;
use crate::shared::connections::ArrivalView;
use crate::shared::{
    ActorKind, ActorView, ApiTokenId, ApiTokenView, ApplicationName, ApplicationSource, ApplicationView, ArrivalKind,
    ArrivalResult, AuditEventId, AuditEventView, AwaitingPasswordView, BulkChangeList, BulkChangeView, BulkReport,
    ConfigurationView, ConnectionState, ConnectionView, CreatedTokenView, CreatedTokensView, CreatorView, EventKind,
    GroupName, GroupNames, GroupView, ImportOutcome, ImportReport, InvitationListView, InvitationView,
    InvitedAccountView, ListedInvitationView, MailingState, MailingView, NewApiTokenView, Outcome, Pagination,
    PasswordLinkRow, ProxyKind, RemoteUser, Role, RowError, ServiceAccountView, Status, Timestamp, UserId, UserList,
    UserView, days,
};
use serde_json::{Value, json};
use std::time::Duration;
use uuid::Uuid;

/// The token of a one-time link.
pub const LINK_TOKEN: &str = "q83JYbQmWc0uVZr2pX1sTg5kLh9nEoAiFdBvCxMjRwU";

/// 2026-11-22T09:12:00Z.
pub const NOW: Timestamp = Timestamp(1_795_338_720_000);
pub const ADA: UserId = UserId(Uuid::from_u128(0x0192_f3a1_7b2c_7def_8123_4567_89ab_cdef));

pub fn user() -> UserView {
    UserView { groups: GroupName::parse("editors").into_iter().collect(), ..UserView::example(ADA, NOW) }
}

/// The user as an export writes it.
pub fn users_file() -> [(&'static str, Value); 2] {
    let columns: Vec<_> = user_columns().collect();
    let exported = ExportedUser { user: user(), provider: None, subject: None };
    let cells: Vec<_> = user_cells(&exported, &[]).collect();
    let csv = format!("\"{}\"\r\n\"{}\"\r\n", columns.join("\",\""), cells.join("\",\""));
    table(&csv, &json!(exported))
}

/// The link of an account as a file of password links has it.
pub fn password_links_file() -> [(&'static str, Value); 2] {
    let UserView { username, email, .. } = user();
    let expires = NOW.plus(Duration::from_secs(72 * 60 * 60));
    let csv = format!(
        "\"username\",\"email\",\"link\",\"expires\"\r\n\"{username}\",\"{email}\",\"{}\",\"{expires}\"\r\n",
        link()
    );
    table(&csv, &json!(PasswordLinkRow { username, email, link: link(), expires }))
}

/// The event as an export writes it.
pub fn events_file() -> [(&'static str, Value); 2] {
    let csv = "\"id\",\"at\",\"event\",\"result\",\"actor_kind\",\"actor_id\",\"target_id\",\"address\",\"device\",\"request_id\",\
               \"detail\"\r\n\
               \"0192f3a1-8c00-7000-9123-456789abcdef\",\"2026-11-22T09:12:00.000Z\",\"session.start\",\"success\",\"user\",\
               \"0192f3a1-7b2c-7def-8123-456789abcdef\",\"0192f3a1-7b2c-7def-8123-456789abcdef\",\"203.0.113.7\",\"curl/8.5.0\",\"\",\
               \"0192f3a1-8c00-7000-8123-456789abcdef\"\r\n";
    table(csv, &json!(event()))
}

/// A table in both formats of exports.
fn table(csv: &str, row: &Value) -> [(&'static str, Value); 2] {
    [("text/csv", json!(csv)), ("application/x-ndjson", json!(format!("{row}\n")))]
}

/// A one-time link.
pub fn link() -> String {
    format!("https://auth.example.com/reset-password?token={LINK_TOKEN}")
}

pub fn user_list() -> UserList {
    let pagination =
        Pagination { page: 1, per_page: 20, pages: 1, total: 1, total_is_exact: true, next: None, prev: None };
    UserList { users: vec![user()], pagination, columns: Vec::new() }
}

pub fn bulk_report() -> BulkReport {
    BulkReport {
        bulk_id: Uuid::from_u128(0x0192_f3a1_9d00_7000_8123_4567_89ab_cdef),
        changed: 1,
        skipped: 0,
        created_tokens: 0,
        is_final: false,
        rest: None,
    }
}

pub fn bulk_changes() -> BulkChangeList {
    let change = BulkChangeView {
        bulk_id: bulk_report().bulk_id,
        at: NOW,
        action: "disable".to_owned(),
        role: None,
        field: None,
        accounts: 3,
        name: None,
    };
    BulkChangeList { changes: vec![change] }
}

pub fn invitation() -> InvitationView {
    InvitationView { created_at: NOW, expires_at: NOW.plus(days(7)) }
}

pub fn invitations() -> InvitationListView {
    let UserView { id, username, email, name, .. } = user();
    let user = InvitedAccountView { id, username, email, name };
    let InvitationView { created_at, expires_at } = invitation();
    InvitationListView { invitations: vec![ListedInvitationView { user, created_at, expires_at }], next: None }
}

pub fn mailing() -> MailingView {
    MailingView {
        state: MailingState::Running,
        import: Some(NOW.0),
        created_at: NOW,
        rate: 60,
        total: 1_200,
        sent: 180,
        waiting: 1_015,
        failed: 2,
        skipped: 3,
    }
}

pub fn awaiting_password() -> AwaitingPasswordView {
    AwaitingPasswordView { accounts: 1_150, uninvited: 1_012, rate: 60, mailing: Some(mailing()) }
}

pub fn import_report() -> ImportReport {
    let error = RowError {
        row: 3,
        field: "email".into(),
        code: "invalid".into(),
        message: Message::written("Enter an email address such as ada@example.org."),
    };
    ImportReport {
        outcome: ImportOutcome::NothingImported,
        rows: 2,
        good: 1,
        bad: 1,
        errors: vec![error],
        ..ImportReport::default()
    }
}

pub fn event() -> AuditEventView {
    AuditEventView {
        id: AuditEventId(Uuid::from_u128(0x0192_f3a1_8c00_7000_9123_4567_89ab_cdef)),
        at: NOW,
        event: EventKind::SessionStart.as_str().to_owned(),
        result: Outcome::Success,
        actor: ActorView { kind: ActorKind::User, id: Some(ADA) },
        target_id: Some(ADA),
        address: Some("203.0.113.7".to_owned()),
        device: Some("curl/8.5.0".to_owned()),
        request_id: None,
        detail: Some(crate::http::api::sessions::example().id.to_string()),
    }
}

pub fn api_token() -> ApiTokenView {
    ApiTokenView {
        id: ApiTokenId(Uuid::from_u128(0x0192_f3a1_ae00_7000_8123_4567_89ab_cdef)),
        name: "Nightly report".to_owned(),
        scopes: vec![Scope::UsersRead],
        created_at: NOW,
        expires_at: NOW.plus(days(90)),
        last_used_at: None,
        last_used_address: None,
        created_by: Some(creator()),
    }
}

fn creator() -> CreatorView {
    CreatorView { id: ADA, username: Some("ada".to_owned()), is_administrator: true }
}

pub fn created_tokens() -> CreatedTokensView {
    let service_account = service_account();
    let (account_id, username) = (service_account.id, service_account.username.clone());
    let token = CreatedTokenView { account_id, username, token: api_token() };
    CreatedTokensView { service_accounts: vec![service_account], tokens: vec![token] }
}

pub fn new_api_token() -> NewApiTokenView {
    // Not in the format of a secret, so that no scanner reports the document.
    NewApiTokenView { secret: "vst_…".to_owned(), token: api_token() }
}

pub fn service_account() -> ServiceAccountView {
    ServiceAccountView {
        id: ADA,
        username: "nightly-report".to_owned(),
        name: Some("Nightly report".to_owned()),
        role: Role::User,
        status: Status::Active,
        created_at: NOW,
        tokens: 0,
        last_used_at: None,
        created_by: Some(creator()),
    }
}

pub fn group() -> GroupView {
    let name = GroupName::parse("editors").unwrap_or_else(|problem| unreachable!("{}", problem.message));
    let (description, rule) = ("Write and publish articles.".to_owned(), String::new());
    GroupView { name, description, rule, members: 12, created_at: NOW }
}

pub fn connection() -> ConnectionView {
    let origin = "https://journal.example.org";
    let arrival = ArrivalView {
        at: NOW,
        kind: ArrivalKind::Forward,
        peer: Some("10.0.0.2".to_owned()),
        trusted: true,
        origin: Some(origin.to_owned()),
        headers: ["X-Forwarded-Proto", "X-Forwarded-Host", "X-Forwarded-Uri", "X-Forwarded-Method"]
            .map(str::to_owned)
            .to_vec(),
        missing: vec!["X-Forwarded-For".to_owned()],
        result: ArrivalResult::SignIn,
        detail: None,
    };
    let configuration = ConfigurationView {
        proxy: ProxyKind::Caddy,
        address: origin.to_owned(),
        about: Message::written("Add this to the Caddyfile, after the site of Vestibule."),
        text: format!("{origin} {{\n\t…\n}}\n"),
    };
    ConnectionView {
        server: "web-1:3000".to_owned(),
        state: ConnectionState::Connected,
        advice: vec![Message::written("X-Forwarded-For is missing.")],
        arrivals: vec![arrival],
        configurations: vec![configuration],
    }
}

pub fn application() -> ApplicationView {
    ApplicationView {
        name: ApplicationName::parse("journal").unwrap_or_else(|_| unreachable!("the text is a name")),
        title: "Journal".to_owned(),
        locations: vec!["https://journal.example.org/".to_owned()],
        everyone: false,
        groups: GroupNames::from_stored("editors"),
        claims: Claim::ALL.to_vec(),
        remote_user: RemoteUser::Username,
        after_sign_out: Some("https://www.example.org/".to_owned()),
        link: None,
        fields: Vec::new(),
        second_factor: true,
        max_age: Some(43_200),
        source: ApplicationSource::Database,
        problems: Vec::new(),
        created_at: Some(NOW),
        updated_at: Some(NOW),
        clients: None,
        people: None,
        entered_at: None,
    }
}
