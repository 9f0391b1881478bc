//! Types that browser and server share: ids, field types with their rules, requests, views and errors.
//!
//! Compiled for both, so nothing here may contain a secret or depend on a database engine.

pub mod any_value;
pub mod api_tokens;
pub mod applications;
pub mod audit;
pub mod audit_query;
pub mod awaiting_password;
pub mod confirmation;
pub mod directory;
pub mod directory_query;
pub mod end_reason;
pub mod error;
pub mod fields;
pub mod groups;
pub mod ids;
pub mod import;
pub mod invitations;
pub mod json;
pub mod next;
pub mod own_data;
pub mod page;
pub mod requests;
pub mod sent;
pub mod strict;
pub mod text;
pub mod timestamp;
pub mod views;
pub mod visit;
pub mod wait;
