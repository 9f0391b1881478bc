//! What the passkeys of well-known providers are called at first. The owner can rename them.
//!
//! The names are those of <https://github.com/passkeydeveloper/passkey-authenticator-aaguids> (`aaguid.json`), and of the list of
//! Yubico for its keys.

use crate::accounts::sessions::device::{Device, describe};
use crate::language::Language;
use crate::shared::DeviceKind;
use crate::texts::in_language;
use uuid::{Uuid, uuid};

/// The name of a passkey of which neither the provider nor the browser is known.
const UNKNOWN: &str = "Passkey";

/// The providers by their AAGUIDs (WebAuthn Level 3, 6.5.1).
const PROVIDERS: [(Uuid, &str); 20] = [
    (uuid!("fbfc3007-154e-4ecc-8c0b-6e020557d7bd"), "iCloud Keychain"),
    (uuid!("dd4ec289-e01d-41c9-bb89-70fa845d4bf2"), "iCloud Keychain"),
    (uuid!("ea9b8d66-4d01-1d21-3ce4-b6b48cb575d4"), "Google Password Manager"),
    (uuid!("adce0002-35bc-c60a-648b-0b25f1f05503"), "Chrome on Mac"),
    (uuid!("08987058-cadc-4b81-b6e1-30de50dcbe96"), "Windows Hello"),
    (uuid!("9ddd1817-af5a-4672-a2b9-3e3dd95000a9"), "Windows Hello"),
    (uuid!("6028b017-b1d4-4c02-b4b3-afcdafc96bb2"), "Windows Hello"),
    (uuid!("bada5566-a7aa-401f-bd96-45619a55120d"), "1Password"),
    (uuid!("d548826e-79b4-db40-a3d8-11116f7e8349"), "Bitwarden"),
    (uuid!("531126d6-e717-415c-9320-3d9aa6981239"), "Dashlane"),
    (uuid!("fdb141b2-5d84-443e-8a35-4698c205a502"), "KeePassXC"),
    (uuid!("50726f74-6f6e-5061-7373-50726f746f6e"), "Proton Pass"),
    (uuid!("b84e4048-15dc-4dd0-8640-f4f60813c8af"), "NordPass"),
    (uuid!("53414d53-554e-4700-0000-000000000000"), "Samsung Pass"),
    (uuid!("cb69481e-8ff7-4039-93ec-0a2729a154a8"), "YubiKey 5"),
    (uuid!("ee882879-721c-4913-9775-3dfcce97072a"), "YubiKey 5"),
    (uuid!("19083c3d-8383-4b18-bc03-8f1c9ab2fd1b"), "YubiKey 5"),
    (uuid!("fa2b99dc-9e39-4257-8f92-4a30d23c4118"), "YubiKey 5 NFC"),
    (uuid!("2fc0579f-8113-47ea-b116-bb5a8db9202a"), "YubiKey 5 NFC"),
    (uuid!("a25342c0-3cdc-4414-8e46-f4807fca511c"), "YubiKey 5 NFC"),
];

/// The name that is proposed for a passkey: that of its provider, or else where it is made. `agent`: the `User-Agent`.
pub(super) fn proposed_name(aaguid: Option<Uuid>, agent: Option<&str>, language: Language) -> String {
    if let Some((_, provider)) = PROVIDERS.iter().find(|(id, _)| Some(*id) == aaguid) {
        return (*provider).to_owned();
    }
    let Device { words, kind } = describe(agent);
    match kind {
        DeviceKind::Desktop | DeviceKind::Phone | DeviceKind::Tablet => in_language(language, || words.say()),
        DeviceKind::Program | DeviceKind::Unknown => UNKNOWN.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn each_provider_has_an_id_of_its_own() {
        let ids: HashSet<_> = PROVIDERS.iter().map(|(id, _)| id).collect();
        assert_eq!(ids.len(), PROVIDERS.len());
        assert!(!ids.contains(&Uuid::nil()), "a passkey that does not name its provider");
    }

    #[test]
    fn a_passkey_of_an_unknown_provider_is_called_after_the_browser() {
        let firefox = Some("Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0");
        let name = |aaguid, agent| proposed_name(aaguid, agent, Language::English);
        assert_eq!(name(Some(uuid!("fbfc3007-154e-4ecc-8c0b-6e020557d7bd")), firefox), "iCloud Keychain");
        assert_eq!(name(Some(Uuid::nil()), firefox), "Firefox on Linux");
        assert_eq!(proposed_name(None, firefox, Language::German), "Firefox auf Linux");
        assert_eq!((name(None, None).as_str(), name(None, Some("curl/8.5.0")).as_str()), (UNKNOWN, UNKNOWN));
    }
}
