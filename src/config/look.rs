//! The settings of the look: a logo, an accent and the operator's links.

use super::{ConfigError, Source, addresses};
use crate::look::Look;
use crate::look::accent::{Accent, Palette};
use crate::look::themes::{DARK, LIGHT};
use crate::pictures::logo::{Logo, MAX_BYTES};
use crate::shared::fields::credentials::EmailAddress;
use std::fs::File;
use std::io::{self, Read as _};

/// `base_url`: where paths of the settings are.
pub(super) fn read(source: &Source, base_url: &str) -> Result<Look, ConfigError> {
    Ok(Look {
        logo: source.parse("VESTIBULE_LOGO", logo)?,
        logo_file: source.get("VESTIBULE_LOGO").map(Into::into),
        accent: accent(source)?,
        terms_url: page(source, base_url, "VESTIBULE_TERMS_URL")?,
        privacy_url: page(source, base_url, "VESTIBULE_PRIVACY_URL")?,
        support_email: source.parse("VESTIBULE_SUPPORT_EMAIL", email)?,
    })
}

/// The absolute URL of the page that a setting names.
pub(super) fn page(source: &Source, base_url: &str, name: &str) -> Result<Option<String>, ConfigError> {
    let given = source.parse(name, addresses::page_url)?;
    Ok(given.map(|url| if url.starts_with('/') { format!("{base_url}{url}") } else { url }))
}

fn logo(path: &str) -> Result<Logo, String> {
    let file = read_file(path).map_err(|error| format!("use the path of a readable file ({error})"))?;
    Logo::read(file).map_err(|error| error.to_string())
}

/// One byte more than a logo may have, so that a larger file is recognized.
fn read_file(path: &str) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    File::open(path)?.take(MAX_BYTES as u64 + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}

fn accent(source: &Source) -> Result<Option<Accent>, ConfigError> {
    let light = source.parse("VESTIBULE_ACCENT", |value| Palette::parse(value, &LIGHT))?;
    let dark = source.parse("VESTIBULE_ACCENT_DARK", |value| Palette::parse(value, &DARK))?;
    match (light, dark) {
        (Some(light), dark) => Ok(Some(Accent { dark: dark.unwrap_or_else(|| light.in_the_dark()), light })),
        (None, None) => Ok(None),
        (None, Some(_)) => Err(ConfigError(
            "VESTIBULE_ACCENT_DARK is set without VESTIBULE_ACCENT, that of the light theme: set both.".to_owned(),
        )),
    }
}

pub(super) fn email(value: &str) -> Result<String, String> {
    let address = EmailAddress::parse(value).map_err(|_| "use an email address, such as help@example.org")?;
    Ok(address.as_str().to_owned())
}
