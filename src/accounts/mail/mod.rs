//! Sending mail. A use case adds a message to the outbox in its own transaction ([`UnitOfWork::send`]); a task of the server sends
//! it afterwards ([`MailDelivery`]), so no request waits for a mail server (`docs/decisions/0030-outbox.md`).
//!
//! [`UnitOfWork::send`]: super::unit_of_work::UnitOfWork::send

mod back_off;
mod charge;
mod deliver;
mod enqueue;
mod lanes;
mod limits;
mod settle;
mod wait_until_sent;

pub use deliver::MailDelivery;
pub use enqueue::Recipient;
pub use limits::DeliveryLimits;
