//! What answering a browser takes, whoever answers: server functions ([`crate::actions`]) and the routes of
//! [`crate::http`].
//!
//! | file | what it does |
//! |---|---|
//! | [`state`] | what both share |
//! | [`reply`] | the request to a server function, and the answer to it |
//! | [`cookies`], [`flash`] | what a browser keeps between two requests |
//! | [`bulk_form`] | the form that changes many accounts |
//! | [`address`] | the query of an address, read and written |
//! | [`problem`] | from an error to a response |
//! | [`client_address`], [`request_id`] | where a request comes from, and its name |

pub mod address;
pub mod bulk_form;
pub mod client_address;
pub mod cookies;
pub mod flash;
pub mod problem;
pub mod reply;
pub mod request_id;
pub mod state;
