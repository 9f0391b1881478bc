//! What the rows of the list of ways in have in common.

use crate::accounts::sessions::device::{Device, describe};
use crate::shared::{Timestamp, WayInView, WayKind};
use crate::store::AddedIn;

/// A way in that was added at this time, from there.
pub(in crate::accounts) fn added(kind: WayKind, at: i64, added: &AddedIn) -> WayInView {
    let address = added.address.clone();
    WayInView { added_at: Some(Timestamp(at)), address, ..from_device(kind, added.device.as_deref()) }
}

/// The same without a time, from a device with this `User-Agent`.
pub(super) fn from_device(kind: WayKind, agent: Option<&str>) -> WayInView {
    match agent {
        Some(agent) => {
            let Device { words, kind: device_kind } = describe(Some(agent));
            WayInView { device: Some(words), device_kind, ..WayInView::of(kind) }
        }
        None => WayInView::of(kind),
    }
}
