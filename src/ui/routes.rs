//! The table of all pages: paths, window titles, access rules, lazily loaded parts, and the data that the server reads
//! before rendering. The routes of the browser and of the server both derive from it.

// Private, so that no page of another part can name these pages, nor what they say.
mod administrators;
#[cfg(test)]
mod tests;

use super::client_state::{Place, Routing, with_name};
use super::lazy::{LazyPart, lazy_parts};
use super::matching::PageRoutes;
use super::pages;
use crate::language::{Label, say};
use crate::shared::page::Reads;
use crate::shared::{Admission, ProviderKind, UserId};
use leptos::children::ToChildren;
use leptos::prelude::*;
use leptos_router::components::{FlatRoutes, RouteChildren};
use pages::NotFoundPage;

/// A row of the table.
#[derive(Clone, Copy)]
pub struct Page {
    /// The path. Its last segment may be a parameter: `:id` is the id of an account, `:name` the name of an
    /// application, a group, a provider or a field, `:client` that of a client, `:kind` a kind of provider, `:values` one of fields.
    pub path: &'static str,
    /// The window title without the name of the installation. Empty: the name alone.
    pub title: Label,
    pub code: Code,
    pub admission: Admission,
    pub reads: Reads,
    /// Which link of the navigation is marked as current there.
    pub place: Place,
}

/// Which WebAssembly file has the code of a page.
#[derive(Clone, Copy)]
pub enum Code {
    /// The main file, which every page loads.
    Main(fn() -> AnyView),
    Lazy(LazyPart),
    /// Strangers see the page of the main file, and users the one of a part.
    ByVisitor(fn() -> AnyView, LazyPart),
}

macro_rules! pages {
    ($($name:ident: $path:tt, $title:expr, $code:ident($($of:tt)*), $admission:ident, $reads:ident, $place:ident;)*) => {
        $(pub const $name: Page = Page {
            path: $path,
            title: $title,
            code: pages!(@$code $($of)*),
            admission: Admission::$admission,
            reads: Reads::$reads,
            place: Place::$place,
        };)*

        /// Every page.
        pub const PAGES: &[Page] = &[$($name,)*];

        lazy_parts!([
            account: everybody, administration: administrators, directory: administrators, home: everybody,
            register: everybody,
        ] ($(($path, $code($($of)*)))*));
    };
    (@main $component:path) => { Code::Main(|| $component().into_any()) };
    (@lazy $part:ident, $component:path) => { Code::Lazy($part::PART) };
    (@by_visitor $stranger:path, $part:ident, $user:path) => {
        Code::ByVisitor(|| $stranger().into_any(), $part::PART)
    };
}

pages! {
    // path, title, code, access, data that the server reads, place
    HOME: "/", || "",
        by_visitor(pages::home::HomePage, home, pages::my_applications::MyApplicationsPage), Anyone, OpenApplications, Home;
    LOGIN: "/login", say::sign_in,
        main(pages::sign_in::LoginPage), SignedOut, Nothing, Nowhere;
    SECOND_FACTOR: "/login/second-factor", say::title_second_factor,
        lazy(register, pages::second_factor::SecondFactorPage), PendingSignIn, PendingSignIn, Nowhere;
    RECOVERY: "/login/recovery", say::title_recovery,
        lazy(register, pages::recovery::RecoveryPage), SignedOut, Nothing, Nowhere;
    CONFIRM: "/confirm", say::title_confirm,
        lazy(register, pages::confirm::ConfirmPage), SignedIn, WaysToConfirm, Nowhere;
    REGISTER: "/register", say::create_account,
        lazy(register, pages::sign_in::RegisterPage), SignedOut, Registration, Nowhere;
    FIRST_TIME: "/auth/first-time", say::title_first_time,
        lazy(register, pages::upstream::first_time::FirstTimePage), Anyone, Arrival, Nowhere;
    SIGN_IN_FIRST: "/auth/sign-in-first", say::title_sign_in_first,
        lazy(register, pages::upstream::sign_in_first::SignInFirstPage), Anyone, Arrival, Nowhere;
    LINK: "/auth/link", say::title_link_identity,
        lazy(register, pages::upstream::link::LinkPage), SignedIn, Arrival, Nowhere;
    TAKE_OVER: "/auth/take-over", say::title_take_over,
        lazy(register, pages::upstream::take_over::TakeOverPage), Anyone, Arrival, Nowhere;
    FORGOT_PASSWORD: "/forgot-password", say::title_forgot_password,
        lazy(register, pages::sign_in::ForgotPasswordPage), SignedOut, Nothing, Nowhere;
    CHECK_MAIL: "/check-mail", say::title_check_mail,
        lazy(register, pages::check_mail::CheckMailPage), SignedOut, SentMessage, Nowhere;
    SETUP: "/setup", say::title_setup,
        lazy(register, pages::links::SetupPage), SetupLink, Nothing, Nowhere;
    RESET_PASSWORD: "/reset-password", say::title_choose_password,
        lazy(register, pages::links::ResetPasswordPage), PasswordLink, PasswordLink, Nowhere;
    REPORT_SIGN_IN: "/report-sign-in", say::title_report_sign_in,
        lazy(register, pages::links::ReportSignInPage), Anyone, ReportLink, Nowhere;
    VERIFY_EMAIL: "/verify-email", say::title_confirm_email,
        lazy(register, pages::links::VerifyEmailPage), ConfirmLink, ConfirmLink, Nowhere;
    UNDO_EMAIL_CHANGE: "/undo-email-change", say::title_undo_email_change,
        lazy(register, pages::links::UndoEmailChangePage), Anyone, UndoLink, Nowhere;
    CONSENT: "/oauth/consent", say::title_consent,
        lazy(register, pages::consent::ConsentPage), SignedIn, Consent, Nowhere;
    ACCOUNT: "/account", say::title_account,
        lazy(account, pages::account::AccountPage), SignedIn, Account, Account;
    SECURITY: "/account/security", say::security,
        lazy(account, pages::account::security::SecurityPage), SignedIn, Security, Account;
    FACTOR_DEMAND: "/account/second-factor", say::title_factor_demand,
        lazy(account, pages::account::demand::DemandPage), SignedIn, FactorDemand, Account;
    OWN_DETAILS: "/account/details", say::title_own_details,
        lazy(account, pages::account::own_fields::OwnDetailsPage), SignedIn, MissingValues, Account;
    AUTHENTICATOR: "/account/security/authenticator", say::title_authenticator,
        lazy(account, pages::account::authenticator::AuthenticatorPage), SignedIn, NewAuthenticator, Account;
    DEVICES: "/account/devices", say::devices,
        lazy(account, pages::account::DevicesPage), SignedIn, Sessions, Account;
    OWN_APPLICATIONS: "/account/applications", say::title_own_applications,
        lazy(account, pages::account::applications::ApplicationsPage), SignedIn, OwnApplications, Account;
    OWN_DATA: "/account/your-data", say::title_own_data,
        lazy(account, pages::account::data::DataPage), SignedIn, Nothing, Account;
    ACTIVITY: "/account/activity", say::title_activity,
        lazy(administration, administrators::audit::ActivityPage), SignedIn, OwnActivity, Account;
    API_TOKENS: "/account/tokens", say::programs,
        lazy(account, pages::programs::ApiTokensPage), SignedIn, ApiTokens, Account;
    DEVICE: "/device", say::title_device,
        lazy(account, pages::device::DevicePage), SignedIn, Device, Nowhere;
    USERS: "/users", say::users,
        lazy(directory, administrators::users::UsersPage), Directory, Directory, Users;
    CREATE_USER: "/users/new", say::create_user,
        lazy(administration, administrators::create_user::CreateUserPage), Directory, NewUser, Users;
    IMPORT: "/users/import", say::import_users,
        lazy(administration, administrators::import::ImportPage), Directory, OwnFields, Users;
    AWAITING_PASSWORD: "/users/awaiting-password", say::users_without_password,
        lazy(administration, administrators::awaiting_password::AwaitingPasswordPage), Directory, AwaitingPassword, Users;
    INVITATIONS: "/users/invitations", say::invitations,
        lazy(administration, administrators::invitations::InvitationsPage), Directory, Invitations, Users;
    SERVICE_ACCOUNTS: "/users/service-accounts", say::service_accounts,
        lazy(administration, pages::programs::ServiceAccountsPage), Directory, ServiceAccounts, Users;
    GROUPS: "/users/groups", say::groups,
        lazy(administration, administrators::groups::GroupsPage), Directory, Groups, Users;
    GROUP: "/users/groups/:name", say::group,
        lazy(administration, administrators::groups::GroupPage), Directory, Group, Users;
    OWN_FIELDS: "/users/fields", say::own_fields,
        lazy(administration, administrators::own_fields::OwnFieldsPage), Directory, OwnFields, Users;
    NEW_OWN_FIELD: "/users/fields/add/:values", say::title_new_own_field,
        lazy(administration, administrators::own_fields::NewOwnFieldPage), Directory, NewOwnField, Users;
    OWN_FIELD: "/users/fields/:name", say::own_field,
        lazy(administration, administrators::own_fields::OwnFieldPage), Directory, OwnField, Users;
    PERSON: "/users/:id", say::user,
        lazy(directory, administrators::user::UserPage), Directory, User, Users;
    APPLICATIONS: "/applications", say::applications,
        lazy(administration, administrators::applications::ApplicationsPage), Applications, Applications, Applications;
    APPLICATION: "/applications/:name", say::application,
        lazy(administration, administrators::applications::ApplicationPage), Applications, Application, Applications;
    APPLICATION_PEOPLE: "/applications/people/:name", say::application,
        lazy(administration, administrators::applications::PeoplePage), Applications, ApplicationPeople, Applications;
    CLIENTS: "/clients/of/:name", say::clients,
        lazy(administration, administrators::clients::ClientsPage), Applications, Clients, Applications;
    CLIENT: "/clients/:client", say::client,
        lazy(administration, administrators::clients::ClientPage), Applications, Client, Applications;
    CLIENT_SETTINGS: "/clients/settings/:client", say::client,
        lazy(administration, administrators::clients::ClientSettingsPage), Applications, Client, Applications;
    CLIENT_ACCESS: "/clients/access/:client", say::client,
        lazy(administration, administrators::clients::ClientAccessPage), Applications, Client, Applications;
    CLIENT_SECRETS: "/clients/secrets/:client", say::client,
        lazy(administration, administrators::clients::ClientSecretsPage), Applications, Client, Applications;
    CLIENT_TRIAL: "/clients/trial/:client", say::client_trial,
        lazy(administration, administrators::clients::TrialPage), Applications, Trial, Applications;
    CONNECT: "/connect", say::applications_connect,
        lazy(administration, administrators::connecting::ConnectPage), Applications, Connect, Applications;
    PROVIDERS: "/providers", say::providers,
        lazy(administration, administrators::providers::ProvidersPage), Applications, Providers, SignIn;
    NEW_PROVIDER: "/providers/add/:kind", say::title_new_provider,
        lazy(administration, administrators::providers::AddProviderPage), Applications, NewProvider, SignIn;
    PROVIDER: "/providers/:name", say::provider,
        lazy(administration, administrators::providers::ProviderPage), Applications, Provider, SignIn;
    OVERVIEW: "/overview", say::overview,
        lazy(administration, administrators::overview::OverviewPage), Audit, Overview, Overview;
    FIRST_STEPS: "/first-steps", say::first_steps,
        lazy(administration, administrators::first_steps::FirstStepsPage), Directory, FirstSteps, Home;
    AUDIT: "/audit", say::audit_log,
        lazy(administration, administrators::audit::AuditPage), Audit, Audit, Audit;
}

/// The routes in the browser, and on the server while it renders.
#[component]
pub fn Pages() -> impl IntoView {
    view! { <FlatRoutes fallback=NotFoundPage children=RouteChildren::to_children(PageRoutes::default)/> }
}

/// What the building blocks of the pages know of the table.
pub const ROUTING: Routing = Routing {
    title_of,
    has_page: |address| Page::at(address).is_some(),
    place_of: |address| Page::at(address).map_or(Place::Nowhere, |page| page.place),
};

impl Page {
    /// The page at an address on this origin, ignoring the query; none for files and for paths of other programs.
    pub fn at(address: &str) -> Option<&'static Self> {
        let path = address.split(['?', '#']).next()?;
        PAGES.iter().find(|page| page.is_at(path))
    }

    fn is_at(&self, path: &str) -> bool {
        match self.path.split_once(':') {
            // `/users/new` is below the same folder but no id, so it belongs to its own row only.
            Some((folder, parameter)) => path.strip_prefix(folder).is_some_and(|value| is_valid(parameter, value)),
            None => self.path == path,
        }
    }

    /// The path in the syntax of the server's router: `{id}` in place of `:id`.
    pub fn route(&self) -> String {
        match self.path.split_once(':') {
            Some((folder, parameter)) => format!("{folder}{{{parameter}}}"),
            None => self.path.to_owned(),
        }
    }

    /// The lazily loaded part with the code that a visitor needs, unless the main file has it.
    pub fn part(&self, is_signed_in: bool) -> Option<LazyPart> {
        match self.code {
            Code::Lazy(part) => Some(part),
            Code::ByVisitor(_, part) => is_signed_in.then_some(part),
            Code::Main(_) => None,
        }
    }
}

/// Whether a segment of a path can be the value of the parameter with this name.
fn is_valid(parameter: &str, value: &str) -> bool {
    match parameter {
        "id" => value.parse::<UserId>().is_ok(),
        "kind" => value.parse::<ProviderKind>().is_ok(),
        // Rows that were written by hand have any. What is no kind of field is not found by the server, so that the main file of the
        // program need not read them.
        "name" | "client" | "values" => !value.is_empty() && !value.contains('/'),
        _ => false,
    }
}

/// The window title at `path`, in an installation with this name.
pub fn title_of(path: &str, name: &str) -> String {
    with_name(Page::at(path).map_or_else(say::title_not_found, |page| (page.title)()), name)
}
