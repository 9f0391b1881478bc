//! The change of address that waits for its confirmation.

use crate::{
    accounts::one_time,
    shared::{ids::UserId, timestamp::Timestamp},
    store::{
        Conn, StoreError,
        one_time_tokens::{self, Purpose},
    },
};

/// The new address of an account while it is not confirmed; None if no change is pending.
pub(super) async fn pending_email(conn: &mut Conn, id: UserId, now: Timestamp) -> Result<Option<String>, StoreError> {
    let token = one_time_tokens::newest(conn, id, Purpose::ChangeEmail, now).await?;
    Ok(token.as_ref().and_then(one_time::address_in))
}
