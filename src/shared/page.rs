//! Who may open a page, and which data the server reads for it. The table of all pages is `ui::routes`.

mod content;
mod groups;

use super::api_tokens::{ApiTokenView, CreatedTokensView, ServiceAccountView};
use super::applications::OpenApplication;
use super::arrivals::ArrivalView;
use super::audit::AuditEventView;
use super::audit_log::{AuditLogView, NamedDevice, NamedUser, Titled};
use super::awaiting_password::{AwaitingPasswordView, InvitationListView, InvitationView};
use super::bulk::BulkChangeList;
use super::client_access::{ClientAccessView, OwnApplicationsData};
use super::client_reports::{ClientData, ClientsData};
use super::client_trial::TrialData;
use super::connections::{ApplicationData, ApplicationPeopleData, ApplicationsData};
use super::consent::ConsentView;
use super::device_codes::DeviceData;
use super::directory::UserList;
use super::error::AppError;
use super::factor_kinds::{FactorsView, NewAuthenticatorView};
use super::first_steps::FirstStepsView;
use super::groups::{GroupName, GroupNames, GroupView};
use super::link_pages::{ChoosePasswordView, LinkView};
use super::overview::OverviewView;
use super::own_factors::{OwnFactorsView, ProofWays, SecurityData};
use super::own_fields::{AskedOfNew, OwnFieldView, StoredValue};
use super::programs::ConnectData;
use super::providers::{IdentityView, NewProviderData, ProviderView, ProvidersData};
use super::sessions::SessionView;
use super::timestamp::Timestamp;
use super::views::UserView;
use super::ways_in::{WayKind, WaysInView};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

pub use groups::{AdmittingApplication, GroupData, GroupDetailsView, MayEnter};

/// Who may see a page.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Admission {
    Anyone,
    /// Signed-in users are redirected to the page that they requested.
    SignedOut,
    /// Signed-out users are redirected to the sign-in page.
    SignedIn,
    /// Visitors whose sign-in lacks a second factor. Others are redirected to the sign-in page, and signed-in users to the page
    /// that they requested.
    PendingSignIn,
    /// Administrators who manage accounts.
    Directory,
    /// Administrators who manage applications.
    Applications,
    /// Administrators who read the audit log.
    Audit,
    /// Requests with a valid setup link; others get 404.
    SetupLink,
    /// Requests with a valid password link or invitation; others get 404.
    PasswordLink,
    /// Requests with a link that confirms an address. Without one, visitors are redirected to their account, which says if it is.
    ConfirmLink,
}

/// The data of a page besides its [`Visit`](super::visit::Visit). The server reads it before rendering.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Reads {
    Nothing,
    /// A page of the list of users, and the names of the groups.
    Directory,
    /// What a new account can be added to.
    NewUser,
    /// The user in the path.
    User,
    /// How the installation is doing, in the period of the query.
    Overview,
    /// The first steps.
    FirstSteps,
    /// A page of the audit log.
    Audit,
    /// A page of the user's own activity.
    OwnActivity,
    /// What the account page shows besides the account.
    Account,
    /// How the user signs in, and what can still sign in.
    Security,
    /// How the user signs in, for the page on which a second factor is demanded.
    FactorDemand,
    /// A new secret for the user's authenticator app.
    NewAuthenticator,
    /// How the user can confirm who they are.
    WaysToConfirm,
    /// How the visitor can complete their sign-in.
    PendingSignIn,
    /// The user's sessions.
    Sessions,
    /// The user's API tokens.
    ApiTokens,
    ServiceAccounts,
    /// How many accounts have no password, and the mailing to them.
    AwaitingPassword,
    /// Open invitations.
    Invitations,
    Groups,
    /// The group in the path, a page of its members, and who matches a search for new ones.
    Group,
    /// All applications, and the names of the groups.
    Applications,
    /// The application in the path, and the names of the groups.
    Application,
    /// The application in the path, the people who may enter it, and whether the user in the query would.
    ApplicationPeople,
    /// The clients of the application in the path.
    Clients,
    /// The client in the path, who has access with it, and what it would learn of the user in the query.
    Client,
    /// What the client in the path would get of the user in the query, or else of the visitor.
    Trial,
    /// The programs that are known, and the names of the groups.
    Connect,
    /// All providers.
    Providers,
    /// What a new provider of the kind in the path begins with.
    NewProvider,
    /// The provider in the path.
    Provider,
    /// What whoever registers is asked for.
    Registration,
    /// The fields of one's own that the user has to fill in before they go on.
    MissingValues,
    /// All fields of one's own.
    OwnFields,
    /// Nothing, if the path ends with a kind of field.
    NewOwnField,
    /// The field of one's own in the path.
    OwnField,
    /// The applications that the user may enter.
    OpenApplications,
    /// The same, and the clients that have access to the account.
    OwnApplications,
    /// What a client wants to learn.
    Consent,
    /// The message that this browser has asked for.
    SentMessage,
    /// The link to choose a password.
    PasswordLink,
    /// The link that confirms an address.
    ConfirmLink,
    /// The link that undoes a change of address.
    UndoLink,
    /// The link that reports a sign-in.
    ReportLink,
    /// The device that shows the letters in the address.
    Device,
    /// The account at a provider that this browser has just proved.
    Arrival,
}

/// The data that the server has read for a page, provided by context.
#[derive(Clone, Debug, Default)]
pub enum PageData {
    #[default]
    Nothing,
    Directory(Arc<DirectoryData>),
    NewUser(Box<NewUserData>),
    User(Box<UserDetailsView>),
    Overview(Box<OverviewView>),
    FirstSteps(Box<FirstStepsView>),
    Audit(Arc<Result<AuditLogView, AppError>>),
    Account(AccountData),
    Security(Box<SecurityData>),
    FactorDemand(Box<OwnFactorsView>),
    NewAuthenticator(Box<NewAuthenticatorView>),
    WaysToConfirm(ProofWays),
    PendingSignIn(ProofWays),
    Sessions(Vec<SessionView>),
    ApiTokens(Vec<ApiTokenView>),
    ServiceAccounts(Vec<ServiceAccountView>),
    AwaitingPassword(Box<AwaitingPasswordView>),
    Invitations(Arc<Result<InvitationListView, AppError>>),
    Groups(Vec<GroupView>),
    Group(Arc<GroupData>),
    Applications(Box<ApplicationsData>),
    Application(Box<ApplicationData>),
    ApplicationPeople(Box<ApplicationPeopleData>),
    Clients(Box<ClientsData>),
    Client(Box<ClientData>),
    Trial(Box<TrialData>),
    Connect(Box<ConnectData>),
    Providers(Box<ProvidersData>),
    NewProvider(Box<NewProviderData>),
    Provider(Box<ProviderView>),
    OwnFields(Vec<OwnFieldView>),
    Registration(Box<AskedOfNew>),
    /// Inputs of fields of one's own.
    OwnInputs(Vec<StoredValue>),
    OwnField(Box<OwnFieldView>),
    OpenApplications(Vec<OpenApplication>),
    Consent(Box<ConsentView>),
    OwnApplications(Box<OwnApplicationsData>),
    SentMessage(SentMessage),
    PasswordLink(ChoosePasswordView),
    Link(LinkView),
    Device(Box<DeviceData>),
    Arrival(Box<ArrivalView>),
}

/// The data of the account page.
#[derive(Clone, Debug, Default)]
pub struct AccountData {
    /// The new address, while it waits for its confirmation.
    pub pending_email: Option<String>,
    /// From when on a second factor will be demanded of the user, who has none.
    pub demanded_from: Option<Timestamp>,
    /// What the user has in fields of one's own.
    pub own: Vec<StoredValue>,
}

/// The data of the list of users.
#[derive(Clone, Debug)]
pub struct DirectoryData {
    /// The page also shows the error, if reading the list failed.
    pub list: Result<UserList, AppError>,
    /// The groups to filter by.
    pub groups: GroupNames,
    /// The fields of one's own.
    pub fields: Vec<OwnFieldView>,
    /// What can be undone.
    pub recent: BulkChangeList,
}

/// What a new account can be added to, and where it may go then.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewUserData {
    pub groups: Vec<GroupChoice>,
    /// The titles of the applications that everybody may enter.
    pub open: Vec<String>,
    /// The fields of one's own.
    #[serde(default)]
    pub fields: Vec<StoredValue>,
}

/// A group, and the titles of the applications that its members may enter.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GroupChoice {
    pub name: GroupName,
    pub opens: Vec<String>,
}

/// Everything that the page of one user shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UserDetailsView {
    pub user: UserView,
    /// Incremented with each change, so that a form based on an older version is rejected.
    pub version: i64,
    pub sessions: Vec<SessionView>,
    /// The recent events of the account, newest first.
    pub events: Vec<AuditEventView>,
    /// The users in these events.
    // Defaults for responses of the previous version during an upgrade.
    #[serde(default)]
    pub people: Vec<NamedUser>,
    /// The devices in these events.
    #[serde(default)]
    pub devices: Vec<NamedDevice>,
    /// What the applications and providers in these events are called.
    #[serde(default)]
    pub titles: Vec<Titled>,
    #[serde(default)]
    pub invitation: Option<InvitationView>,
    /// Whether an invitation can be sent.
    #[serde(default)]
    pub invitable: bool,
    /// Whether the account belongs to a program: it has no password, no email address and no sessions.
    #[serde(default)]
    pub is_service_account: bool,
    /// The API tokens that have neither expired nor been revoked, newest first.
    #[serde(default)]
    pub tokens: Vec<ApiTokenView>,
    /// What the user has created for programs as an administrator.
    #[serde(default)]
    pub created: CreatedTokensView,
    /// The groups that the user is not in.
    #[serde(default)]
    pub other_groups: GroupNames,
    /// The applications that the user may enter.
    #[serde(default)]
    pub enters: Vec<MayEnter>,
    /// How the user signs in. None for service accounts.
    #[serde(default)]
    pub factors: Option<FactorsView>,
    /// The clients that have access to the account.
    #[serde(default)]
    pub access: Vec<ClientAccessView>,
    /// The accounts at providers with which the user signs in.
    #[serde(default)]
    pub identities: Vec<IdentityView>,
    /// Everything that can still sign in to the account or act for it, the newest first.
    #[serde(default)]
    pub ways: WaysInView,
    /// What the user has in fields of one's own.
    #[serde(default)]
    pub own: Vec<StoredValue>,
    /// What is taken away if the owner starts over. Empty if that cannot be offered.
    #[serde(default)]
    pub start_over_ends: Vec<WayKind>,
}

/// Why a message was sent.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SentFor {
    /// The password of an account with this address is forgotten, if there is such an account.
    Password,
    /// The address of a new account has to be confirmed before the first sign-in.
    Confirmation,
    /// A registration with strict privacy: the message opens the account, or says that there is one already.
    Registration,
}

/// A message that a browser has asked for, as the page "Check your mail" names it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct SentMessage {
    /// As it was typed: whether an account has this address is not said.
    pub email: String,
    pub why: SentFor,
}
