//! What happened to accounts and sessions, as log lines: who, to whom, from where, with what result. Ids alone;
//! no name, no address of mail, nothing typed.

use super::Caller;
use crate::shared::ids::UserId;

pub(super) fn succeeded(event: &'static str, user: Option<UserId>, caller: &Caller) {
    record(event, "success", user, caller);
}

pub(super) fn refused(event: &'static str, reason: &'static str, user: Option<UserId>, caller: &Caller) {
    record(event, reason, user, caller);
}

fn record(event: &'static str, result: &'static str, user: Option<UserId>, caller: &Caller) {
    tracing::info!(
        target: "vestibule::events",
        event,
        result,
        user.id = user.map(tracing::field::display),
        client.address = caller.address.map(tracing::field::display),
    );
}
