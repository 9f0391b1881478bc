//! Sends a message to the mail server, over a connection of its own: a server that is slow for one recipient delays no other.

use super::connection::{Stream, Tls};
use super::replies::{later, printable, refused, reply};
use super::{FinalDot, MailerError, Report, SendError};
use crate::config::{Login, SmtpUrl};
use lettre::Message;
use lettre::transport::smtp::authentication::{Credentials, DEFAULT_MECHANISMS};
use lettre::transport::smtp::client::{AsyncSmtpConnection, TlsParameters};
use lettre::transport::smtp::commands::{Data, Mail, Rcpt};
use lettre::transport::smtp::extension::{ClientId, Extension, MailBodyParameter, MailParameter};
use std::fmt;
use std::iter::{from_fn, once};
use std::time::Duration;
use tokio::net::TcpStream;
use tokio::time::timeout;

/// How long the server may take to answer QUIT. The message is sent then, whatever the answer.
const QUIT_TIMEOUT: Duration = Duration::from_secs(5);

pub(super) struct Smtp {
    url: SmtpUrl,
    tls: Tls,
    hello: ClientId,
}

/// The server, without the password.
impl fmt::Display for Smtp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.url)
    }
}

impl Smtp {
    /// `site`: the name with which this client introduces itself.
    pub(super) fn new(url: &SmtpUrl, site: &str) -> Result<Self, MailerError> {
        // Without the port, which is not part of the name. An address in brackets, such as `[::1]`, is this machine.
        let name = site.split(':').next().filter(|name| !name.starts_with('[')).unwrap_or("localhost");
        Ok(Self { url: url.clone(), tls: Tls::new(url)?, hello: ClientId::Domain(name.to_owned()) })
    }

    pub(super) async fn send(
        &self,
        message: &Message,
        final_dot: &FinalDot,
        report: &mut Report<'_>,
    ) -> Result<(), SendError> {
        let mut connection = self.connect(report).await?;
        transfer(&mut connection, message, final_dot, report).await?;
        // Not awaited: if the caller's time ended meanwhile, the message would be sent again.
        tokio::spawn(async move { timeout(QUIT_TIMEOUT, connection.quit()).await });
        Ok(())
    }

    async fn connect(&self, report: &mut Report<'_>) -> Result<AsyncSmtpConnection, SendError> {
        let SmtpUrl { host, port, .. } = &self.url;
        let failed = |error: &dyn fmt::Display| {
            SendError::Later(format!("the mail server {host}:{port} cannot be reached ({error})"))
        };
        let tcp = TcpStream::connect((host.as_str(), *port)).await.map_err(|error| failed(&error))?;
        let peer = tcp.peer_addr().map_err(|error| failed(&error))?;
        report(&format!("connected to {host}:{port} ({peer})"));
        let mut is_encrypted = false;
        let stream = match &self.tls {
            Tls::Implicit { connector, name } => {
                let tls = connector.connect(name.clone(), tcp).await.map_err(|error| failed(&error))?;
                report("encrypted with TLS");
                is_encrypted = true;
                Stream::encrypted(tls, peer)
            }
            Tls::None | Tls::Explicit { .. } => Stream::plain(tcp, peer),
        };
        let connection = AsyncSmtpConnection::connect_with_transport(Box::new(stream), &self.hello).await;
        let mut connection = connection.map_err(|error| later("EHLO", &error, report))?;
        report(&format!("EHLO: {}", printable(&connection.server_info().to_string())));
        if let Tls::Explicit { parameters, required } = &self.tls {
            is_encrypted = self.encrypt(&mut connection, parameters, *required, report).await?;
        }
        if let Some(login) = &self.url.login {
            require_login(&connection, is_encrypted, report)?;
            authenticate(&mut connection, login, report).await?;
        }
        Ok(connection)
    }

    /// Returns whether the connection is encrypted.
    async fn encrypt(
        &self,
        connection: &mut AsyncSmtpConnection,
        parameters: &TlsParameters,
        required: bool,
        report: &mut Report<'_>,
    ) -> Result<bool, SendError> {
        if !connection.can_starttls() && !required {
            report("the server offers no STARTTLS: not encrypted");
            return Ok(false);
        }
        // Fails if the server does not offer it.
        let encrypted = connection.starttls(parameters.clone(), &self.hello).await;
        encrypted.map_err(|error| match later("STARTTLS", &error, report) {
            SendError::Later(text) if error.status().is_none() => SendError::Later(format!(
                "{text}: if the certificate is not from a public authority, name it in SMTP_URL with ca="
            )),
            other => other,
        })?;
        report("STARTTLS: encrypted");
        Ok(true)
    }
}

/// Fails if the server asks for no password here, with what to set: many servers do so only after TLS.
fn require_login(
    connection: &AsyncSmtpConnection,
    is_encrypted: bool,
    report: &mut Report<'_>,
) -> Result<(), SendError> {
    if connection.server_info().get_auth_mechanism(DEFAULT_MECHANISMS).is_some() {
        return Ok(());
    }
    let reason = if is_encrypted {
        "the mail server accepts no name and password (AUTH PLAIN or LOGIN): remove them from SMTP_URL"
    } else {
        "the mail server accepts no name and password without TLS, and offers no STARTTLS: use smtps:// or another port in \
         SMTP_URL, or remove the name and the password"
    };
    report(reason);
    Err(SendError::Later(reason.to_owned()))
}

async fn authenticate(
    connection: &mut AsyncSmtpConnection,
    login: &Login,
    report: &mut Report<'_>,
) -> Result<(), SendError> {
    let credentials = Credentials::new(login.user.clone(), login.password.to_string());
    // A refusal is the operator's mistake and not the recipient's, so it is never final.
    let accepted = connection.auth(DEFAULT_MECHANISMS, &credentials).await;
    let accepted = accepted.map_err(|error| later("AUTH", &error, report))?;
    report(&format!("AUTH: {}", reply(&accepted)));
    Ok(())
}

async fn transfer(
    connection: &mut AsyncSmtpConnection,
    message: &Message,
    final_dot: &FinalDot,
    report: &mut Report<'_>,
) -> Result<(), SendError> {
    let bytes = message.formatted();
    let envelope = message.envelope();
    let is_ascii = |address: &lettre::Address| AsRef::<str>::as_ref(address).is_ascii();
    let mut parameters = Vec::new();
    if !envelope.from().is_none_or(is_ascii) || !envelope.to().iter().all(is_ascii) {
        if !connection.server_info().supports_feature(Extension::SmtpUtfEight) {
            let reason = "the mail server accepts only ASCII addresses (no SMTPUTF8)";
            report(reason);
            return Err(SendError::MessageRefused(reason.to_owned()));
        }
        parameters.push(MailParameter::SmtpUtfEight);
    }
    if !bytes.is_ascii() {
        parameters.push(MailParameter::Body(MailBodyParameter::EightBitMime));
    }
    // A refusal of the sender is the operator's mistake as well.
    let from = connection.command(Mail::new(envelope.from().cloned(), parameters)).await;
    let from = from.map_err(|error| later("MAIL FROM", &error, report))?;
    report(&format!("MAIL FROM: {}", reply(&from)));
    for address in envelope.to() {
        let to = connection.command(Rcpt::new(address.clone(), Vec::new())).await;
        let to = to.map_err(|error| refused("RCPT TO", &error, report, SendError::AddressRefused))?;
        report(&format!("RCPT TO: {}", reply(&to)));
    }
    let data = connection.command(Data).await;
    let data = data.map_err(|error| refused("DATA", &error, report, SendError::MessageRefused))?;
    report(&format!("DATA: {}", reply(&data)));
    // Lettre asks for the next part when it has written one, and sends the dot when there is none.
    let end = from_fn(|| {
        final_dot.send();
        None
    });
    let sent = connection.message_iter(once(&bytes).chain(end)).await;
    let sent = sent.map_err(|error| match refused("the message", &error, report, SendError::MessageRefused) {
        SendError::Later(text) if final_dot.is_sent() && error.status().is_none() => SendError::Unanswered(text),
        error => error,
    })?;
    report(&format!("the message: {}", reply(&sent)));
    Ok(())
}
