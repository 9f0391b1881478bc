//! Who can still get in: what signs in to an account, or acts for it, as its owner and administrators see it.

use super::factor_kinds::FactorKind;
use super::former_values::Identifier;
use super::forms::Notice;
use super::ids::UserId;
use super::journey::Handle;
use super::next::LocalPath;
use super::sessions::DeviceKind;
use super::timestamp::Timestamp;
use crate::language::Message;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

names! {
    /// What somebody gets in with, as a list names it.
    #[derive(JsonSchema)]
    pub enum WayKind as label {
        /// Whoever knows it signs in.
        Password = "password": ways_in_password,
        Session = "session": ways_in_session,
        /// It is asked for no second factor.
        TrustedBrowser = "trusted_browser": ways_in_trusted_browser,
        Passkey = "passkey": ways_in_passkey,
        Authenticator = "authenticator": ways_in_authenticator,
        RecoveryCodes = "recovery_codes": ways_in_recovery_codes,
        /// An account at a provider.
        Identity = "identity": ways_in_identity,
        ApiToken = "api_token": ways_in_api_token,
        /// An API token that the account has made for a service account.
        TokenForOthers = "token_for_others": ways_in_token_for_others,
        /// A client of OpenID Connect that has access, or gets it without asking again.
        Client = "client": ways_in_client,
        /// A password link that an administrator passes on.
        HandedLink = "handed_link": ways_in_handed_link,
        Invitation = "invitation": ways_in_invitation,
        /// A new address that waits for its confirmation.
        PendingEmail = "pending_email": ways_in_pending_email,
        /// A link that undoes a change. The account can be given back to the address that it was sent to: an earlier one, unless
        /// there is a name, which is that of the present one.
        Undo = "undo": ways_in_undo,
        /// The address of the account: who reads its messages can set a new password.
        Email = "email": ways_in_email,
        /// A username that the account has lost, and that is reserved for it.
        FormerUsername = "former_username": ways_in_former_username,
        /// A confirmed address that the account has lost, and that is reserved for it. Only administrators see it.
        FormerEmail = "former_email": ways_in_former_email,
        /// A value of a unique custom field that the account has lost, and that is reserved for it.
        FormerField = "former_field": ways_in_former_field,
        /// A provider that the account, which is an administrator, has defined before it was recovered.
        DefinedProvider = "defined_provider": ways_in_defined_provider,
        /// A provider that was there before, and that it has changed.
        ChangedProvider = "changed_provider": ways_in_changed_provider,
        /// A client of OpenID Connect that it has created or changed.
        DefinedClient = "defined_client": ways_in_defined_client,
        /// An account that it has made an administrator.
        MadeAdministrator = "made_administrator": ways_in_made_administrator,
    }
}

/// What a kind is, with all factors as one: for what treats them alike.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Way {
    Password,
    Session,
    TrustedBrowser,
    Factor(FactorKind),
    Identity,
    ApiToken,
    TokenForOthers,
    Client,
    HandedLink,
    Invitation,
    PendingEmail,
    Undo,
    Email,
    /// A value that the account has lost, and that is reserved for it.
    Former(Identifier),
    /// Defined by an administrator whose account was recovered since.
    Defined(Definition),
}

/// Names what an administrator defines and a thief gets into other accounts with.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Definition {
    /// Whether it is new; otherwise it was changed.
    Provider {
        is_new: bool,
    },
    Client,
    Administrator,
}

impl WayKind {
    pub const fn way(self) -> Way {
        match self {
            Self::Password => Way::Password,
            Self::Session => Way::Session,
            Self::TrustedBrowser => Way::TrustedBrowser,
            Self::Passkey => Way::Factor(FactorKind::Passkey),
            Self::Authenticator => Way::Factor(FactorKind::Authenticator),
            Self::RecoveryCodes => Way::Factor(FactorKind::RecoveryCodes),
            Self::Identity => Way::Identity,
            Self::ApiToken => Way::ApiToken,
            Self::TokenForOthers => Way::TokenForOthers,
            Self::Client => Way::Client,
            Self::HandedLink => Way::HandedLink,
            Self::Invitation => Way::Invitation,
            Self::PendingEmail => Way::PendingEmail,
            Self::Undo => Way::Undo,
            Self::Email => Way::Email,
            Self::FormerUsername => Way::Former(Identifier::Username),
            Self::FormerEmail => Way::Former(Identifier::Email),
            Self::FormerField => Way::Former(Identifier::Field),
            Self::DefinedProvider => Way::Defined(Definition::Provider { is_new: true }),
            Self::ChangedProvider => Way::Defined(Definition::Provider { is_new: false }),
            Self::DefinedClient => Way::Defined(Definition::Client),
            Self::MadeAdministrator => Way::Defined(Definition::Administrator),
        }
    }
}

impl WayKind {
    /// Says what ending one of this kind has done.
    pub const fn notice(self) -> Notice {
        match self.way() {
            Way::Former(_) => Notice::ValueReleased,
            Way::Defined(_) => Notice::DefinitionTakenBack,
            _ => Notice::WayInEnded,
        }
    }

    /// The notice for a form that names its row so, as [`WayInView::in_form`] writes it.
    pub fn notice_of(way: &str) -> Notice {
        let kind: Option<Self> = way.split_once(':').and_then(|(kind, _)| kind.parse().ok());
        kind.map_or(Notice::WayInEnded, Self::notice)
    }
}

impl From<FactorKind> for WayKind {
    fn from(kind: FactorKind) -> Self {
        match kind {
            FactorKind::Passkey => Self::Passkey,
            FactorKind::Authenticator => Self::Authenticator,
            FactorKind::RecoveryCodes => Self::RecoveryCodes,
        }
    }
}

impl From<Identifier> for WayKind {
    fn from(kind: Identifier) -> Self {
        match kind {
            Identifier::Username => Self::FormerUsername,
            Identifier::Email => Self::FormerEmail,
            Identifier::Field => Self::FormerField,
        }
    }
}

/// Something that can still sign in to an account, or act for it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "WayIn")]
pub struct WayInView {
    pub kind: WayKind,
    /// What ends it is called with this id. None: it has none.
    pub id: Option<String>,
    /// The name of a passkey or a token, the title of a provider or a client, or an address.
    pub name: Option<String>,
    /// The account at the provider, the username of the service account, or the name of a custom field.
    pub detail: Option<String>,
    /// The service account that a token was made for, or an account that was made an administrator.
    pub account_id: Option<UserId>,
    /// None: it is not known, or has always been there.
    pub added_at: Option<Timestamp>,
    /// From which browser and system it was added, such as `Firefox on Linux`. Of a session, where it is.
    pub device: Option<Message>,
    pub device_kind: DeviceKind,
    /// The IP address from which it was added; of a session, that of the last use.
    pub address: Option<String>,
    pub last_used_at: Option<Timestamp>,
    /// When it ends by itself. None: never, or when its session ends.
    pub expires_at: Option<Timestamp>,
    /// Whether it is the session of the request.
    pub is_current: bool,
    /// Whether it works at present. A passkey of an earlier domain does not, and neither does an account at a provider that is closed,
    /// or a trusted browser while the server trusts none.
    pub is_usable: bool,
    /// Whether a passkey is a second factor only until its owner has used it after a password, or a linked identity does not sign in
    /// until its owner has kept it.
    // The default is for responses of the previous version during an upgrade.
    #[serde(default)]
    pub is_held: bool,
}

impl WayInView {
    /// One of which nothing but its kind is known.
    pub fn of(kind: WayKind) -> Self {
        Self {
            kind,
            id: None,
            name: None,
            detail: None,
            account_id: None,
            added_at: None,
            device: None,
            device_kind: DeviceKind::Unknown,
            address: None,
            last_used_at: None,
            expires_at: None,
            is_current: false,
            is_usable: true,
            is_held: false,
        }
    }

    /// How a form names it: its kind and its id.
    pub fn in_form(&self) -> String {
        let id = self.id.as_deref().unwrap_or_default();
        match self.account_id {
            Some(account) => format!("{}:{account}/{id}", self.kind),
            None => format!("{}:{id}", self.kind),
        }
    }
}

/// What can still sign in to an account, the newest first.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "WaysIn")]
pub struct WaysInView {
    pub ways_in: Vec<WayInView>,
}

/// The same list of one's own account, and what its forms depend on.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct OwnWaysInView {
    pub ways_in: Vec<WayInView>,
    /// Whether the last second factor can only be removed with a password that is long enough without one.
    pub needs_long_password: bool,
}

/// The form of a row, which ends one way in.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct WayInFields {
    /// As [`WayInView::in_form`] writes it.
    pub way: String,
    /// The account; empty for the own one.
    pub user: String,
    /// As in the address of the page; may be empty.
    pub after: String,
    /// The same.
    pub next: Handle,
    /// Where the page asks for it.
    pub current_password: String,
}

names! {
    /// After what the owner of an account is shown who can still get in.
    pub enum After as text {
        /// A password was chosen with a link.
        Reset = "reset": ways_in_after_reset,
        /// A sign-in was reported.
        Report = "report": ways_in_after_report,
        /// A change was undone.
        Undo = "undo": ways_in_after_undo,
    }
}

impl After {
    /// The page with the list, which leads on to `next`.
    pub fn page(self, next: &Handle) -> LocalPath {
        next.on(LocalPath::security_with("after", self.as_str()).as_str())
    }

    /// What the page at this address follows.
    pub fn of_page(page: &LocalPath) -> Option<Self> {
        let follows = |after: &Self| {
            let bare = after.page(&Handle::default());
            page.as_str().strip_prefix(bare.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with('&'))
        };
        Self::ALL.into_iter().find(follows)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_says_after_what_it_is_shown() {
        let journey = Handle::parse("cAAAA-bbbb_CCCC12");
        for after in After::ALL {
            for next in [&Handle::default(), &journey, &Handle::parse("/users?q=a&b")] {
                assert_eq!(After::of_page(&after.page(next)), Some(after));
            }
        }
        assert_eq!(After::Reset.page(&Handle::default()).as_str(), "/account/security?after=reset");
        assert_eq!(After::Undo.page(&journey).as_str(), "/account/security?after=undo&next=cAAAA-bbbb_CCCC12");
        assert_eq!(LocalPath::parse("/account/security?after=resettled").and_then(|page| After::of_page(&page)), None);
        assert_eq!(After::of_page(&LocalPath::security()), None);
    }
}
