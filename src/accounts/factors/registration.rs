//! A registration of a passkey that has begun. Sealed, and kept by the client.

use super::LIFETIME;
use crate::accounts::{Sealed, SealedOnce};
use crate::shared::{SessionId, Timestamp, UserId};
use serde::{Deserialize, Serialize};
use std::time::Duration;
use uuid::Uuid;
use webauthn_rs::prelude::PasskeyRegistration;

#[derive(Serialize, Deserialize)]
pub(super) struct Registration {
    pub id: Uuid,
    pub account: UserId,
    pub session: SessionId,
    pub state: PasskeyRegistration,
    pub began_at: Timestamp,
}

impl Sealed for Registration {
    const PURPOSE: &'static str = "passkey-registration";
    const LIFETIME: Duration = LIFETIME;

    fn ends_at(&self) -> Timestamp {
        self.began_at.plus(Self::LIFETIME)
    }
}

impl SealedOnce for Registration {
    fn unique(&self) -> &[u8] {
        self.id.as_bytes()
    }
}
