//! Requests and responses of browsers, for server functions ([`crate::actions`]) and for the routes of [`crate::http`].
//!
//! | module | responsibility |
//! |---|---|
//! | [`state`] | the shared state |
//! | [`context`] | the request to a server function, and its response |
//! | [`cookies`], [`flash`] | cookies, and messages for the next page |
//! | [`bulk_form`], [`application_form`], [`form_values`] | forms that change many accounts, or an application; single values of forms |
//! | [`address`] | URLs and query parameters |
//! | [`problem`] | error responses |
//! | [`client_address`], [`request_id`] | the client address and the id of a request |

pub mod address;
pub mod application_form;
pub mod bulk_form;
pub mod client_address;
pub mod context;
pub mod cookies;
pub mod flash;
pub mod form_values;
pub mod problem;
pub mod request_id;
pub mod state;
