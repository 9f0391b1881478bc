//! The settings of requests that the server sends.

use super::{ConfigError, Source};
use ipnet::IpNet;
use std::fs;
use std::path::PathBuf;
use tokio_rustls::rustls::RootCertStore;
use tokio_rustls::rustls::pki_types::CertificateDer;
use tokio_rustls::rustls::pki_types::pem::PemObject as _;

/// Where the server may send requests, and which authorities it trusts.
#[derive(Clone, Debug, Default)]
pub struct OutboundSettings {
    /// Private addresses that requests may go to; all others are refused.
    pub private: Vec<IpNet>,
    /// Certificates of authorities that are trusted beside the public ones.
    pub authorities: Vec<CertificateDer<'static>>,
    /// The file of the certificates.
    pub ca_file: Option<PathBuf>,
}

/// A file and the certificates in it.
pub(super) type CertificateFile = (PathBuf, Vec<CertificateDer<'static>>);

pub(super) fn read(source: &Source) -> Result<OutboundSettings, ConfigError> {
    let (ca_file, authorities) = source.authorities()?.unzip();
    let authorities = authorities.unwrap_or_default();
    Ok(OutboundSettings { private: source.outbound_private()?, authorities, ca_file })
}

pub(super) fn authorities(path: &str) -> Result<CertificateFile, String> {
    let pem = fs::read(path).map_err(|error| format!("use the path of a readable file ({error})"))?;
    let fix = "use a file with certificates of authorities in PEM format";
    let found: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(&pem).collect();
    let found = found.map_err(|error| format!("{fix} ({error})"))?;
    if found.is_empty() {
        return Err(format!("{fix}; it contains none"));
    }
    // Now, because a server that starts has to be able to use them.
    let mut roots = RootCertStore::empty();
    for certificate in &found {
        roots.add(certificate.clone()).map_err(|error| format!("{fix} ({error})"))?;
    }
    Ok((path.into(), found))
}
