//! The bodies of forms that are no requests of the API as well: a form also sends what its page knows, such as an id or the page to
//! open next, and all its values are texts. Everything in here is untrusted, like the [requests](super::requests).

use super::bulk::{ADD_TO_GROUP, REMOVE_FROM_GROUP, SET_FIELD};
use super::fields::profile::Profile;
use super::journey::Handle;
use super::own_fields::SentFields;
use super::requests::RegisterRequest;
use super::values::Text;
use serde::{Deserialize, Serialize};

/// Register an account, or create the first administrator.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct NewAccountFields {
    #[serde(flatten)]
    pub account: RegisterRequest,
    /// The page to open next. Not for the first administrator.
    pub next: Handle,
    /// The token of the setup link. Only for the first administrator.
    pub token: String,
}

/// Sign in.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct LoginFields {
    pub login: String,
    pub password: Text,
    /// Not empty if the checkbox is ticked.
    pub remember_me: String,
    /// The page to open next.
    pub next: Handle,
}

/// Complete a sign-in with a code.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct CodeFields {
    pub code: Text,
    /// Not empty in the form for recovery codes.
    pub recovery: String,
    /// Not empty if this browser shall need no code for some time.
    pub trust: String,
    /// The page to open next.
    pub next: Handle,
}

/// Sign in with a recovery code alone.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct RecoveryFields {
    pub login: String,
    pub recovery_code: Text,
    /// Where the person goes on, once the page that follows has been seen.
    pub next: Handle,
}

/// Sign in with a passkey.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct PasskeyFields {
    pub challenge: Text,
    /// What the authenticator has answered, as JSON.
    pub credential: String,
    /// Not empty if the checkbox is ticked.
    pub remember_me: String,
    /// The page to open next.
    pub next: Handle,
}

/// Confirm who one is, in one of these ways: with the password, with a code, or with a passkey.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct ConfirmFields {
    pub password: Text,
    pub code: Text,
    /// Not empty in the form for recovery codes.
    pub recovery: String,
    /// From a message.
    pub mail_code: Text,
    pub challenge: Text,
    /// What the authenticator has answered, as JSON.
    pub credential: String,
    /// The page to return to.
    pub next: Handle,
}

/// Add a passkey to the own account.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct NewPasskeyFields {
    pub challenge: Text,
    /// What the authenticator has answered, as JSON.
    pub credential: String,
}

/// Rename a passkey of the own account.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct PasskeyNameFields {
    pub id: String,
    pub name: Text,
}

/// Use a one-time link.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct LinkFields {
    pub token: String,
    /// From the message. Not needed in the browser that asked for the link.
    pub digits: Text,
    /// Of the registration that is confirmed. Not needed in the browser that registered.
    pub password: Text,
    /// Not empty if the page goes where the answer says. Those of the previous version cannot.
    pub led_on: String,
}

/// Change the own account.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct ProfileFields {
    /// What the page has shown: [`UserView::editable`](super::views::UserView::editable). Pages of the previous version do not send
    /// it.
    pub before: String,
    #[serde(flatten)]
    pub profile: Profile<Text>,
    pub username: String,
    pub email: String,
    pub current_password: Text,
}

/// Change the own password.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct PasswordFields {
    pub current_password: Text,
    pub new_password: Text,
    /// Not empty if the API tokens are revoked as well.
    pub revoke_tokens: String,
}

/// Choose the theme.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct ThemeFields {
    pub theme: String,
    /// The page to return to without JavaScript.
    pub back: String,
}

/// Choose the language.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct LanguageFields {
    pub language: String,
    /// The page to return to.
    pub back: String,
}

/// Create an API token.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct ApiTokenFields {
    /// The account; empty for the own one.
    pub id: String,
    pub name: String,
    pub scopes: Vec<String>,
    pub expires_in_days: String,
    pub current_password: Text,
}

/// Revoke an API token.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct RevocationFields {
    /// The account; empty for the own one.
    pub id: String,
    /// The id of the token.
    pub token: String,
}

/// Create an account for another user.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct InvitationFields {
    #[serde(flatten)]
    pub profile: Profile<Text>,
    pub username: String,
    pub email: String,
    pub role: String,
    /// `mail` if the link is sent to the address of the account; otherwise it is returned, to be passed on.
    pub delivery: String,
    /// The groups that the account is added to.
    pub groups: Vec<String>,
    /// Fields of one's own.
    #[serde(skip_serializing_if = "SentFields::is_empty")]
    pub fields: SentFields,
}

/// Change an account.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct UserFields {
    pub id: String,
    /// The version that the page shows.
    pub version: String,
    #[serde(flatten)]
    pub profile: Profile<Text>,
    pub username: String,
    /// Empty for a service account.
    pub email: String,
    pub role: String,
    /// Not empty if the administrator vouches for the address.
    pub email_verified: String,
    /// Not empty if a promotion to administrator has been confirmed.
    pub confirmed: String,
}

/// Disable, enable, delete or restore an account, or change its role.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct UserActionFields {
    pub id: String,
    /// The name of a [`UserAction`](super::bulk::UserAction).
    pub action: String,
}

/// Delete an account permanently.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct PurgeFields {
    pub id: String,
    /// Typed to confirm.
    pub username: String,
}

/// Change sessions of an account.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct SessionFields {
    pub id: String,
    /// The id of the session; empty for all.
    pub session: String,
}

/// Add an account to a group, or remove it.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct MemberFields {
    /// The account.
    pub id: String,
    /// The name of the group.
    pub group: String,
}

/// Change many accounts. The first request confirms nothing.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct BulkFields {
    /// The name of a [`BulkAction`](super::bulk::BulkAction); without the group if that is chosen in `group`, and without
    /// the field.
    pub action: String,
    /// The group for the buttons beside which one is chosen.
    pub group: String,
    /// The field that is set, and to what.
    pub field: String,
    pub value: String,
    /// The selected accounts.
    pub ids: Vec<String>,
    /// The same in one field, as a plain form sends them with its confirmation.
    pub selection: String,
    /// Not empty for all accounts that match the filters in `back`, in place of the selected ones.
    pub all: String,
    /// From the previous response, to continue where it ended.
    pub rest: String,
    /// The address of the list, to which a plain form is redirected.
    pub back: String,
    /// The number of accounts in the question.
    pub confirmed: String,
    /// The same, typed by the user, if it is large.
    pub typed: String,
}

impl BulkFields {
    /// The name of the action, with its group or its field.
    pub fn full_action(&self) -> String {
        match self.action.as_str() {
            action @ (ADD_TO_GROUP | REMOVE_FROM_GROUP) => format!("{action}:{}", self.group),
            SET_FIELD => format!("{SET_FIELD}:{}={}", self.field, self.value),
            action => action.to_owned(),
        }
    }
}

/// Undo a change of many accounts.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct UndoFields {
    pub bulk_id: String,
    /// The page to which a plain form is redirected.
    pub back: String,
}
