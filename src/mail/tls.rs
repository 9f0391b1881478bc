//! TLS to the mail server. Trusts the public authorities, and the certificates that the configuration names.

use super::MailerError;
use crate::config::{Encryption, SmtpUrl};
use lettre::transport::smtp::client::{Certificate, TlsParameters};
use std::{fmt::Display, fs, sync::Arc};
use tokio_rustls::{
    TlsConnector,
    rustls::{
        ClientConfig, RootCertStore,
        crypto::ring,
        pki_types::{CertificateDer, ServerName, pem::PemObject as _},
    },
};

pub(super) enum Tls {
    None,
    /// TLS from the first byte.
    Implicit {
        connector: TlsConnector,
        name: ServerName<'static>,
    },
    /// TLS after the command STARTTLS.
    Explicit {
        parameters: TlsParameters,
        required: bool,
    },
}

impl Tls {
    pub(super) fn new(url: &SmtpUrl) -> Result<Self, MailerError> {
        let pem = match &url.ca {
            Some(path) => fs::read(path).map_err(unreadable)?,
            None => Vec::new(),
        };
        let own: Vec<_> = CertificateDer::pem_slice_iter(&pem).collect::<Result<_, _>>().map_err(unreadable)?;
        if url.ca.is_some() && own.is_empty() {
            return Err(unreadable("it is empty"));
        }
        match url.encryption {
            Encryption::None => Ok(Self::None),
            Encryption::Implicit => implicit(&url.host, own),
            Encryption::Required => starttls(&url.host, &pem, true),
            Encryption::Opportunistic => starttls(&url.host, &pem, false),
        }
    }
}

fn implicit(host: &str, own: Vec<CertificateDer<'static>>) -> Result<Tls, MailerError> {
    let name = ServerName::try_from(host.to_owned()).map_err(|_| MailerError::ServerName(host.to_owned()))?;
    let mut roots = RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
    for certificate in own {
        roots.add(certificate).map_err(unreadable)?;
    }
    let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(unreadable)?
        .with_root_certificates(roots)
        .with_no_client_auth();
    Ok(Tls::Implicit { connector: TlsConnector::from(Arc::new(config)), name })
}

fn starttls(host: &str, pem: &[u8], required: bool) -> Result<Tls, MailerError> {
    // Lettre finds out only when it connects.
    ServerName::try_from(host).map_err(|_| MailerError::ServerName(host.to_owned()))?;
    let mut builder = TlsParameters::builder(host.to_owned());
    if !pem.is_empty() {
        builder = builder.add_root_certificate(Certificate::from_pem(pem).map_err(unreadable)?);
    }
    Ok(Tls::Explicit { parameters: builder.build().map_err(unreadable)?, required })
}

fn unreadable(error: impl Display) -> MailerError {
    MailerError::Certificates(error.to_string())
}
