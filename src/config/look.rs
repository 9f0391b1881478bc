//! The settings of the look: a logo, an accent and the operator's links.

use super::{ConfigError, Source, addresses};
use crate::look::Look;
use crate::look::accent::Accent;
use crate::pictures::logo::{Logo, MAX_BYTES};
use crate::shared::fields::credentials::EmailAddress;
use std::fs::File;
use std::io::{self, Read as _};
use std::path::PathBuf;

pub(super) fn read(source: &Source) -> Result<Look, ConfigError> {
    let (logo_file, logo) = source.logo()?.unzip();
    Ok(Look {
        logo,
        logo_file,
        accent: accent(source)?,
        terms_url: source.terms_url()?,
        privacy_url: source.privacy_url()?,
        support_email: source.support_email()?,
    })
}

/// The absolute URL of the page that a setting names.
pub(super) fn page(source: &Source, name: &str) -> Result<Option<String>, ConfigError> {
    let (given, base_url) = (source.parse(name, addresses::page_url)?, source.base_url()?);
    Ok(given.map(|url| if url.starts_with('/') { format!("{base_url}{url}") } else { url }))
}

/// The file with its logo.
pub(super) fn logo(path: &str) -> Result<(PathBuf, Logo), String> {
    let file = read_file(path).map_err(|error| format!("use the path of a readable file ({error})"))?;
    Ok((path.into(), Logo::read(file).map_err(|error| error.to_string())?))
}

/// One byte more than a logo may have, so that a larger file is recognized.
fn read_file(path: &str) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    File::open(path)?.take(MAX_BYTES as u64 + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}

fn accent(source: &Source) -> Result<Option<Accent>, ConfigError> {
    match (source.accent()?, source.accent_dark()?) {
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
