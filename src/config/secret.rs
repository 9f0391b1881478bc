//! Secrets. `VESTIBULE_SECRET` encrypts the signing keys: it is configured, or generated once in the data directory.
//! `VESTIBULE_METRICS_TOKEN` permits reading the metrics.

use super::database::{Database, prepare_data_dir};
use super::text_file::{self, MAX_BYTES};
use super::{ConfigError, Source, private};
use crate::entropy::Entropy;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use std::collections::BTreeSet;
use std::fmt;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use zeroize::Zeroizing;

const MIN_BYTES: usize = 32;
/// The minimum number of different characters. 32 random ones hardly ever have fewer than 12.
const MIN_DISTINCT_CHARS: usize = 8;
const MIN_TOKEN_CHARS: usize = 16;
/// Parts of sample values, which do not occur in random text.
const PLACEHOLDERS: &[&str] = &[
    "changeme",
    "change-me",
    "change_me",
    "change this",
    "default",
    "example",
    "insecure",
    "password",
    "placeholder",
    "replace",
    "sample",
    "secretsecret",
    "your-secret",
    "your_secret",
    "yoursecret",
];

/// The secret that encrypts the signing keys in the database. Never printed.
#[derive(Clone)]
pub struct MasterSecret(Zeroizing<Vec<u8>>);

impl MasterSecret {
    pub fn new(bytes: Vec<u8>) -> Self {
        Self(Zeroizing::new(bytes))
    }

    pub fn expose(&self) -> &[u8] {
        &self.0
    }
}

impl fmt::Debug for MasterSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("MasterSecret(…)")
    }
}

/// The token that permits reading the metrics. Never printed.
#[derive(Clone)]
pub struct MetricsToken(Zeroizing<String>);

impl MetricsToken {
    /// Accepts any text; what an operator sets is checked when the configuration is loaded.
    pub fn new(token: impl Into<String>) -> Self {
        Self(Zeroizing::new(token.into()))
    }

    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for MetricsToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("MetricsToken(…)")
    }
}

/// 256 random bits as text: a value for `VESTIBULE_SECRET`.
pub fn generate_secret(entropy: &dyn Entropy) -> Zeroizing<String> {
    let bytes = Zeroizing::new(entropy.bytes::<32>());
    Zeroizing::new(URL_SAFE_NO_PAD.encode(bytes.as_slice()))
}

/// The secret in the variable `name`, or in the file that `<name>_FILE` names.
pub(super) fn configured(source: &Source, name: &str) -> Result<Option<MasterSecret>, ConfigError> {
    source.secret(name)?.map(|secret| check(name, &secret)).transpose()
}

/// The configured secret, or the one in the data directory, which is created. First it is checked whether the command can work with
/// the database.
pub(super) fn read(source: &Source, database: Database, entropy: &dyn Entropy) -> Result<MasterSecret, ConfigError> {
    let (data_dir, url, configured) = (source.data_dir()?, source.database_url()?, source.configured_secret()?);
    url.check_secret(configured.as_ref())?;
    database.check(&url, &data_dir)?;
    or_generated(configured, &data_dir, url.sqlite_file().as_deref(), entropy)
}

/// Generates the secret if neither it nor a database exists.
fn or_generated(
    configured: Option<MasterSecret>,
    data_dir: &Path,
    database: Option<&Path>,
    entropy: &dyn Entropy,
) -> Result<MasterSecret, ConfigError> {
    prepare_data_dir(data_dir)?;
    if let Some(configured) = configured {
        return Ok(configured);
    }
    let path = data_dir.join("secret");
    let name = path.display().to_string();
    let failed = |error: io::Error| {
        ConfigError(format!(
            "{name} cannot be read or created: fix its permissions, or set VESTIBULE_SECRET ({error})."
        ))
    };
    // The database is looked up before the secret: a process that starts at the same time creates its secret first, so
    // if its database is seen here, its secret is seen below.
    let in_use = database.filter(|file| file.metadata().is_ok_and(|file| file.len() > 0));
    if !path.try_exists().map_err(failed)? {
        if let Some(database) = in_use {
            return Err(ConfigError(format!(
                "{name} is missing, but the database {} exists, and only the secret that created it can decrypt its \
                 signing keys: restore that file, or set VESTIBULE_SECRET. If the secret is lost, see \
                 docs/operations/recover.md.",
                database.display()
            )));
        }
        create(&path, entropy).map_err(failed)?;
    }
    // An existing file may have been copied by the operator, with other permissions.
    reject_if_readable_by_others(&path)?;
    check(&name, &text_file::read(&path, MAX_BYTES).map_err(failed)?)
}

/// Rejects secrets that can be guessed. An error does not show the value.
fn check(name: &str, value: &str) -> Result<MasterSecret, ConfigError> {
    let value = value.trim();
    let reject =
        |reason: &str| Err(ConfigError(format!("{name} {reason}: replace it with the output of `vestibule secret`.")));
    if value.is_empty() {
        return reject("is empty");
    }
    if value.len() < MIN_BYTES {
        return reject("is shorter than 32 bytes");
    }
    let lower = value.to_lowercase();
    if PLACEHOLDERS.iter().any(|placeholder| lower.contains(placeholder)) {
        return reject("looks like a sample value");
    }
    if value.chars().collect::<BTreeSet<_>>().len() < MIN_DISTINCT_CHARS {
        return reject("has too few different characters");
    }
    Ok(MasterSecret::new(value.as_bytes().to_vec()))
}

/// Creates the secret atomically: writes a temporary file and links it to `path`. A reader never sees a part of it. If
/// two processes start at the same time, the link of the second fails, and it uses the secret of the first.
fn create(path: &Path, entropy: &dyn Entropy) -> io::Result<()> {
    let temporary = temporary_path(path, entropy);
    let linked = write_private(&temporary, &generate_secret(entropy)).and_then(|()| fs::hard_link(&temporary, path));
    // After the link, this is only a second name of the file.
    fs::remove_file(&temporary)?;
    match linked {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(()),
        other => other,
    }?;
    // The directory entry must reach the disk as well.
    path.parent().map_or(Ok(()), |directory| File::open(directory)?.sync_all())
}

fn temporary_path(path: &Path, entropy: &dyn Entropy) -> PathBuf {
    // Random, so that two processes that start at the same time do not write to the same file.
    path.with_extension(entropy.text::<6>())
}

/// Writes and syncs the file: if the secret is lost, the keys that it encrypts are lost as well.
fn write_private(path: &Path, secret: &str) -> io::Result<()> {
    let mut file = private::open(path, OpenOptions::new().write(true).create_new(true))?;
    writeln!(file, "{secret}")?;
    file.sync_all()
}

fn reject_if_readable_by_others(path: &Path) -> Result<(), ConfigError> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = fs::metadata(path).map_or(0, |metadata| metadata.permissions().mode());
        if mode & 0o077 != 0 {
            let path = path.display();
            return Err(ConfigError(format!("{path} can be read by other users: run `chmod 600 {path}`.")));
        }
    }
    Ok(())
}

/// The configured token. An empty one is an error: it may be a secret that was not filled in.
pub(super) fn metrics_token(source: &Source, name: &str) -> Result<Option<MetricsToken>, ConfigError> {
    source.secret(name)?.map(|token| check_token(name, &token)).transpose()
}

/// Rejects tokens that are easy to guess or cannot be sent. An error does not show the value.
fn check_token(name: &str, token: &str) -> Result<MetricsToken, ConfigError> {
    let reject = |reason: &str| {
        Err(ConfigError(format!("{name} {reason}: replace it with the output of `vestibule secret`, or unset it.")))
    };
    if token.len() < MIN_TOKEN_CHARS {
        return reject("is shorter than 16 characters");
    }
    // The characters of a bearer token (RFC 6750, section 2.1).
    let may_be_sent = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~+/=".contains(&byte);
    if !token.bytes().all(may_be_sent) {
        return reject("has characters other than letters, digits and -._~+/=");
    }
    Ok(MetricsToken::new(token))
}
