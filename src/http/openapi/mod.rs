//! The description of an endpoint, and the OpenAPI document that is generated from the descriptions of all of them ([decision
//! 35](../../../docs/decisions/0035-openapi.md)).
//!
//! | module | responsibility |
//! |---|---|
//! | [`endpoint`] | a route with its description |
//! | [`document`], [`errors`] | generating the document |
//! | [`written`] | the document as it was generated for a release |
//! | [`own_fields`], [`served`] | the document that an installation serves, with its fields |
//! | [`examples`] | examples of responses |

mod document;
mod endpoint;
mod errors;
pub mod examples;
mod own_fields;
mod served;
mod written;

pub use document::document;
pub use endpoint::{Endpoint, Group, grouped, routes};
pub use served::ServedDocuments;
pub use written::written;

use crate::budgets::Budget;
use crate::shared::ErrorCode;
use crate::shared::api_tokens::Scope;
use axum::http::Method;
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde_json::Value;

/// The header with which a request can be repeated.
pub const IDEMPOTENCY_KEY: &str = "Idempotency-Key";

/// Whether this program generates the document. A release has it as it is written in docs/openapi.json, because the schemas of all types
/// would be a fiftieth of the program.
pub const IS_GENERATED: bool = cfg!(debug_assertions);

/// The schema of a type; its definitions are added to the generator.
pub type SchemaOf = fn(&mut SchemaGenerator) -> Schema;

/// The schema of `T`; empty in a program that does not generate the document.
pub fn schema_of<T: JsonSchema>() -> SchemaOf {
    if IS_GENERATED { |generator| generator.subschema_for::<T>() } else { |_| Schema::default() }
}

/// A group of endpoints.
#[derive(Clone, Copy, Debug)]
pub struct Tag {
    pub name: &'static str,
    pub description: &'static str,
}

/// The tags, in the order of the document.
macro_rules! tags {
    ($($tag:ident = $name:literal: $description:literal;)*) => {
        impl Tag {
            $(pub const $tag: Self = Self { name: $name, description: $description };)*

            pub const ALL: [Self; [$($name),*].len()] = [$(Self::$tag),*];
        }
    };
}
tags! {
    SIGN_IN = "Sign-in": "Register, sign in, renew tokens, sign out.";
    ACCOUNT = "Account": "The account of the caller: password and email address.";
    FACTORS = "Factors": "What people prove who they are with, beside the password: passkeys and codes.";
    SESSIONS = "Sessions": "Where an account is signed in.";
    TOKENS = "API tokens": "Tokens for programs, and accounts for programs.";
    USERS = "Users": "Read and change accounts.";
    GROUPS = "Groups": "Groups of users, which decide who may enter an application.";
    FILES = "Import and export": "Many accounts as a file.";
    INVITATIONS = "Invitations": "Links to choose a first password, sent by mail.";
    APPLICATIONS = "Applications": "What stands behind Vestibule, and who may enter it.";
    FIELDS = "Fields": "Fields of accounts that this installation defines.";
    TERMS = "Terms": "What people accept before they enter an application.";
    PROVIDERS = "Providers": "Providers at which people have accounts with which they sign in, and these accounts.";
    OVERVIEW = "Overview": "How the installation is doing.";
    AUDIT = "Audit log": "What happened, and who did it.";
    SERVER = "Server": "The state of the server, its public keys and this document.";
}

/// Who may call an endpoint.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Access {
    Anyone,
    /// The holder of the one-time link whose token is in the body.
    LinkHolder,
    /// The holder of a refresh token, or for signing out of an access token.
    TokenHolder,
    /// A user who is signed in, about the own account.
    SignedIn,
    /// The owner of the account in the path.
    Owner,
    /// The owner of the account in the path, and administrators.
    OwnerOrAdministrator,
    Administrator,
}

impl Access {
    /// Whether the request needs an access token.
    pub fn needs_token(self) -> bool {
        !matches!(self, Self::Anyone | Self::LinkHolder | Self::TokenHolder)
    }

    /// A sentence for the document.
    pub fn description(self) -> &'static str {
        match self {
            Self::Anyone => "Anyone may call this.",
            Self::LinkHolder => "For the holder of a one-time link.",
            Self::TokenHolder => "For the holder of the token.",
            Self::SignedIn => "For users who are signed in.",
            Self::Owner => "For the owner of the account.",
            Self::OwnerOrAdministrator => "For the owner of the account and for administrators.",
            Self::Administrator => "For administrators.",
        }
    }
}

/// A header or query parameter. Those in the path are derived from it.
#[derive(Clone)]
pub struct HeaderParameter {
    pub name: &'static str,
    pub description: &'static str,
    pub example: &'static str,
    /// The regular expression that values match.
    pub pattern: &'static str,
}

/// The body of a request.
#[derive(Clone)]
pub enum RequestBody {
    Json { schema: SchemaOf, example: Value, is_required: bool },
    File { media_types: &'static [&'static str], description: &'static str },
}

/// The body of a response.
#[derive(Clone)]
pub enum Content {
    Nothing,
    Json {
        schema: SchemaOf,
        example: Value,
    },
    /// Media types with an example of each: a JSON object, or the text.
    File {
        examples: Vec<(&'static str, Value)>,
    },
}

/// A response that is no error.
#[derive(Clone)]
pub struct Success {
    pub status: u16,
    pub description: &'static str,
    /// Names and descriptions of the headers that it has beside those of all responses.
    pub headers: Vec<(&'static str, &'static str)>,
    pub content: Content,
}

/// The description of an endpoint.
#[derive(Clone)]
pub struct Operation {
    pub method: Method,
    pub path: &'static str,
    /// The name of the function in generated clients, in camel case, because the page about the API has it in addresses and
    /// reads `_` as a space there. Stable.
    pub id: &'static str,
    /// A few words.
    pub summary: &'static str,
    /// Whole sentences, in Markdown; may be empty.
    pub description: &'static str,
    pub tag: Tag,
    pub access: Access,
    /// The scopes that an API token needs one of; none if API tokens are refused.
    pub scopes: &'static [Scope],
    pub budget: Budget,
    /// A type whose fields are the query parameters.
    pub query: Option<SchemaOf>,
    /// Fields of that type that have no effect here.
    pub unused: &'static [&'static str],
    pub headers: Vec<HeaderParameter>,
    pub body: Option<RequestBody>,
    pub successes: Vec<Success>,
    /// Whether people in a session need a recent proof of who they are, at least for some requests.
    pub asks: bool,
    /// The errors beside those that follow from the rest, such as `token_missing`.
    pub errors: &'static [ErrorCode],
}

impl Operation {
    /// Whether the request can be repeated with an `Idempotency-Key`.
    pub fn is_idempotent(&self) -> bool {
        self.headers.iter().any(|header| header.name == IDEMPOTENCY_KEY)
    }
}
