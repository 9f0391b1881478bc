//! The hand-over of a sign-in to an application on another host (`docs/decisions/0045-hand-over.md`).
//!
//! | step | |
//! |---|---|
//! | [`secret`] | the application's host gives the browser a secret, and the sign-in page gets a hash of it |
//! | [`issue`] | the signed-in user gets a ticket for the application, bound to that hash |
//! | [`redeem`] | the application's host exchanges the ticket, once and only with the secret, for an application session |
//! | [`application_session`] | each request to the application is authenticated with it |

mod application_session;
mod issue;
mod redeem;
mod secret;
mod ticket;

pub use issue::{HandOverError, IssuedTicket};
pub use redeem::{HandedOver, TicketError};
pub use secret::HandOverSecret;
