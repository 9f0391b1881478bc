//! Types that browser and server share: ids, field types with their rules, requests, views and errors.
//!
//! Compiled for both, so nothing here may contain a secret or depend on a database engine.

use std::fmt;

/// An enum whose values have stable names: in JSON, in the database, in forms and on the command line. It gets `ALL`, `as_str`,
/// `Display` and `FromStr`. The error is [`UnknownName`], or the text after `else`. With `as`, each value also has a text for people:
/// the message of this name in the catalogue.
macro_rules! names {
    (
        $(#[$of_type:meta])*
        pub enum $type:ident as $text:ident { $($(#[$of_value:meta])* $value:ident = $name:literal: $words:ident,)* }
    ) => {
        names! { $(#[$of_type])* pub enum $type { $($(#[$of_value])* $value = $name,)* } }

        impl $type {
            /// The text for people, in the language of the page.
            pub fn $text(self) -> &'static str {
                match self { $(Self::$value => $crate::language::say::$words(),)* }
            }

            /// The same text for those whose language is not known yet.
            pub fn message(self) -> $crate::language::Message {
                match self { $(Self::$value => $crate::language::message::$words(),)* }
            }
        }
    };
    (
        $(#[$of_type:meta])*
        pub enum $type:ident $(else $error:literal)? { $($(#[$of_value:meta])* $value:ident = $name:literal,)* }
    ) => {
        $(#[$of_type])*
        #[derive(Clone, Copy, PartialEq, Eq, Debug, serde::Serialize, serde::Deserialize)]
        pub enum $type {
            $($(#[$of_value])* #[serde(rename = $name)] $value,)*
        }

        impl $type {
            /// All values, in the order in which pages and messages list them.
            pub const ALL: [Self; [$($name),*].len()] = [$(Self::$value),*];

            /// The stable name.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$value => $name,)* }
            }
        }

        impl std::fmt::Display for $type {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        names!(@read $type $($error)?);
    };
    (@read $type:ident) => {
        names!(@read $type, $crate::shared::UnknownName, $crate::shared::UnknownName);

        impl TryFrom<String> for $type {
            type Error = $crate::shared::UnknownName;

            fn try_from(text: String) -> Result<Self, Self::Error> {
                text.parse()
            }
        }
    };
    (@read $type:ident $error:literal) => {
        names!(@read $type, String, $error.to_owned());
    };
    (@read $type:ident, $error:ty, $value:expr) => {
        impl std::str::FromStr for $type {
            type Err = $error;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Self::ALL.into_iter().find(|value| value.as_str() == text).ok_or_else(|| $value)
            }
        }
    };
}

/// The text in a type of checked texts: `as_str` and `Display`.
macro_rules! checked_text {
    ($type:ident) => {
        impl $type {
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl std::fmt::Display for $type {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

pub mod api_tokens;
pub mod application_form;
pub mod applications;
pub mod arrivals;
pub mod audit;
pub mod audit_log;
pub mod audit_query;
pub mod awaiting_password;
pub mod bulk;
pub mod client_access;
pub mod client_claims;
pub mod client_fields;
pub mod client_form;
pub mod client_reports;
pub mod client_texts;
pub mod client_trial;
pub mod clients;
pub mod connections;
pub mod consent;
pub mod counters;
pub mod demand;
pub mod device_codes;
pub mod directory;
pub mod error;
pub mod export;
pub mod export_format;
pub mod factor_kinds;
pub mod factors;
pub mod fields;
pub mod first_steps;
pub mod form_bodies;
pub mod former_values;
pub mod forms;
pub mod goes_to;
pub mod groups;
pub mod identity_forms;
pub mod identity_requests;
pub mod ids;
pub mod import;
pub mod import_systems;
pub mod import_times;
pub mod journey;
pub mod json;
pub mod lifetimes;
pub mod link_pages;
pub mod next;
pub mod notifications;
pub mod overview;
pub mod own_data;
pub mod own_factors;
pub mod own_fields;
pub mod page;
pub mod possible;
pub mod programs;
pub mod proofs;
pub mod provider_fields;
pub mod provider_form;
pub mod provider_texts;
pub mod providers;
pub mod refusals;
pub mod requests;
pub mod scopes;
pub mod sessions;
pub mod strict;
pub mod terms;
pub mod timestamp;
pub mod values;
pub mod views;
pub mod visit;
pub mod ways_in;

pub use api_tokens::{
    ApiTokenView, CreateApiTokenRequest, CreateServiceAccountRequest, CreatedTokenView, CreatedTokensView, CreatorView,
    NewApiTokenView, ServiceAccountView,
};
pub use application_form::ApplicationForm;
pub use applications::{
    ApplicationName, ApplicationRequest, ApplicationSource, ApplicationTokenRequest, ApplicationView, ClientsState,
    OpenApplication, RemoteUser,
};
pub use arrivals::UnconfirmedView;
pub use audit::{ActorKind, ActorView, AuditEventView, AuditPageView, EventGroup, EventKind, Outcome, Reason};
pub use audit_log::{AuditLogView, NamedDevice, NamedUser, Titled};
pub use audit_query::{AuditQuery, AuditRequest};
pub use awaiting_password::{
    AwaitingPasswordRequest, AwaitingPasswordView, InvitationListView, InvitationView, InvitedAccountView, InvitedUser,
    ListInvitationsRequest, ListedInvitationView, MailingState, MailingView, PasswordLinkRow, PasswordLinkView,
    PasswordLinksRequest,
};
pub use bulk::{
    BulkAction, BulkAnswer, BulkChangeList, BulkChangeView, BulkReport, BulkRequest, ConfirmationRequest,
    FilterRequest, UserAction,
};
pub use client_access::{ClientAccessFields, ClientAccessView, SignedOutElsewhere};
pub use client_claims::{ClaimRule, GroupRule};
pub use client_reports::{ClientData, ClientUserView, ClientsData, ShownPreview};
pub use clients::{
    ClientDefinition, ClientId, ClientKind, ClientRequest, ClientSecretRequest, ClientSecretView, ClientView,
    ConsentRule, DemandedLevel, GrantKind, NewClientSecretView, NewClientView,
};
pub use connections::{
    ApplicationData, ArrivalKind, ArrivalResult, ConfigurationView, ConnectionState, ConnectionView, ProxyKind,
};
pub use consent::{ConsentPart, ConsentQuestion, ConsentView};
pub use demand::{Demanded, FactorDemand};
pub use device_codes::{DeviceData, DeviceView, UserCode};
pub use directory::{Direction, DirectoryQuery, Filter, ListUsersRequest, Pagination, Sort, Times, UserList};
pub use error::{AppError, ErrorCode, ExceededBudget, Extension, FieldError};
pub use export::ExportRequest;
pub use export_format::ExportFormat;
pub use factor_kinds::{
    AddedAuthenticatorView, AddedPasskeyView, AuthenticatorView, FactorKind, FactorMark, FactorsView,
    NewAuthenticatorView, NewRecoveryCodesView, PasskeyView, RecoveryCodesView,
};
pub use factors::{Level, Method, Methods, PendingView, Proof, TrustedBrowserView};
pub use fields::{Fields, Problem, at_most};
pub use form_bodies::{
    ApiTokenFields, BulkFields, CodeFields, ConfirmFields, InvitationFields, LinkFields, LoginFields, MemberFields,
    NewAccountFields, PasskeyNameFields, PasswordFields, ProfileFields, PurgeFields, RecoveryFields, RevocationFields,
    SessionFields, ThemeFields, UndoFields, UserActionFields, UserFields,
};
pub use former_values::Identifier;
pub use forms::{Answer, Draft, Form, LoggedIn, Notice, Registration, Rejection, SignedIn};
pub use goes_to::{GoesTo, WayOn};
pub use groups::{CreateGroupRequest, GroupCarrier, GroupName, GroupNames, GroupView, UpdateGroupRequest};
pub use identity_forms::{IdentityFields, LinkIdentityFields, TakeOverFields};
pub use identity_requests::{FirstTimeRequest, ProofCodeView, TakenOver};
pub use ids::{
    ApiTokenId, AuditEventId, AvatarId, ClientGrantId, ClientSecretId, IdentityId, PasskeyId, RefusalId, SessionId,
    TrustedBrowserId, UserId,
};
pub use import::{
    HashCount, ImportOutcome, ImportProgress, ImportReport, ImportRequest, ImportedRow, LeftOut, RowError,
};
pub use import_systems::ImportSystem;
pub use import_times::ImportedTime;
pub use journey::{Handle, Letters};
pub use json::Json;
pub use link_pages::{ChoosePasswordView, LinkAccount, LinkProof, LinkView};
pub use next::{Destination, LocalPath};
pub use notifications::Notifications;
pub use own_data::{OwnConsentView, OwnDataView, OwnGrantView, OwnSessionView};
pub use own_factors::{OwnFactorsView, PasskeyOptions, PasswordFacts, ProofWays, StepUpWays};
pub use own_fields::{
    FieldValue, FieldValues, OwnFieldDefinition, OwnFieldKind, OwnFieldName, OwnFieldNeed, OwnFieldParty,
    OwnFieldRequest, OwnFieldView, Sent, SentFields,
};
pub use page::{Admission, AdmittingApplication, GroupDetailsView, PageData, SentFor, SentMessage, UserDetailsView};
pub use possible::Possible;
pub use providers::{
    IdentityListView, IdentityView, OfferedProvider, OfferedProvidersView, ProviderDefinition, ProviderKind,
    ProviderListView, ProviderName, ProviderRegistration, ProviderRequest, ProviderSource, ProviderView,
};
pub use refusals::{ClientEndpoint, Fault, Mend, RefusalView};
pub use requests::{
    ChangePasswordRequest, ConfirmAuthenticatorRequest, DeleteAccountRequest, ForgotPasswordRequest, InviteUserRequest,
    LinkRequest, LoginRequest, RecoveryLoginRequest, RegisterRequest, ResetPasswordRequest, SecondFactorRequest,
    UpdateUserRequest,
};
pub use sessions::{DeviceKind, EndReason, SessionView};
pub use timestamp::{DAY, NotATime, Timestamp, days};
pub use values::{Expected, Text};
pub use views::{Role, SignalView, Status, UserView};
pub use visit::{Flash, PublicSettings, Theme, TokenSecret, Visit};
pub use ways_in::{OwnWaysInView, Way, WayInFields, WayInView, WayKind, WaysInView};

/// A name that this version does not know.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct UnknownName;

impl fmt::Display for UnknownName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("unknown name")
    }
}

impl std::error::Error for UnknownName {}
