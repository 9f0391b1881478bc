//! The operator's secret: given, or made once and kept beside the database.

use super::{ConfigError, Source};
use crate::entropy::Entropy;
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use std::{
    collections::BTreeSet,
    fmt,
    fs::{self, File, OpenOptions},
    io::{self, Write},
    path::{Path, PathBuf},
};
use zeroize::Zeroizing;

/// Bytes that a secret has at least.
const LEAST: usize = 32;
/// Different characters that a secret has at least: 32 random ones hardly ever have fewer than 12.
const LEAST_VARIETY: usize = 8;
/// What stands in samples and in nobody's random bytes.
const SAMPLES: &[&str] = &[
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

/// What wraps the signing keys at rest. Never printed.
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

/// 256 random bits as text: a value for `VESTIBULE_SECRET`.
pub fn fresh_secret(entropy: &dyn Entropy) -> Zeroizing<String> {
    let bytes = Zeroizing::new(entropy.bytes::<32>());
    Zeroizing::new(URL_SAFE_NO_PAD.encode(bytes.as_slice()))
}

/// The secret in the variable `name`, or in the file that it names.
pub(super) fn given(source: &Source, name: &str) -> Result<Option<MasterSecret>, ConfigError> {
    source.secret(name)?.map(|secret| check(name, &secret)).transpose()
}

/// The secret that was given, else the one in the data directory, which is made when neither it nor a database is there.
pub(super) fn or_made(
    given: Option<MasterSecret>,
    data_dir: &Path,
    database: Option<&Path>,
    entropy: &dyn Entropy,
) -> Result<MasterSecret, ConfigError> {
    if let Some(given) = given {
        return Ok(given);
    }
    let path = data_dir.join("secret");
    let name = path.display().to_string();
    let failed = |error: io::Error| {
        ConfigError(format!("{name} cannot be read or made: set VESTIBULE_SECRET, or fix its permissions ({error})."))
    };
    // Before the secret: where another process makes both at this moment, its secret is there before its database.
    let in_use = database.filter(|file| file.metadata().is_ok_and(|file| file.len() > 0));
    if !path.try_exists().map_err(failed)? {
        if let Some(database) = in_use {
            return Err(ConfigError(format!(
                "{name} is missing, but the database {} exists, and its keys open with the secret that it was made with \
                 alone: put that file back, or set VESTIBULE_SECRET. If the secret is gone for good, docs/operations.md \
                 says what to do under \"The secret is gone\".",
                database.display()
            )));
        }
        make(&path, entropy).map_err(failed)?;
    }
    refuse_when_others_can_read(&path)?;
    check(&name, &Zeroizing::new(fs::read_to_string(&path).map_err(failed)?))
}

/// A secret that nobody can guess. Its value is not shown in an error.
fn check(name: &str, value: &str) -> Result<MasterSecret, ConfigError> {
    let value = value.trim();
    let refuse = |what: &str| Err(ConfigError(format!("{name} {what}: put the output of `vestibule secret` there.")));
    if value.is_empty() {
        return refuse("is empty");
    }
    if value.len() < LEAST {
        return refuse("is shorter than 32 bytes");
    }
    let lower = value.to_lowercase();
    if SAMPLES.iter().any(|sample| lower.contains(sample)) {
        return refuse("looks like a sample");
    }
    if value.chars().collect::<BTreeSet<_>>().len() < LEAST_VARIETY {
        return refuse("repeats a few characters");
    }
    Ok(MasterSecret::new(value.as_bytes().to_vec()))
}

/// Writes a new secret beside its place and links it there: whoever looks sees all of it or nothing, and of two
/// processes that start at once the second takes the first one's.
fn make(path: &Path, entropy: &dyn Entropy) -> io::Result<()> {
    let draft = draft_of(path, entropy);
    let linked = write_private(&draft, &fresh_secret(entropy)).and_then(|()| fs::hard_link(&draft, path));
    fs::remove_file(&draft)?;
    match linked {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(()),
        other => other,
    }?;
    // The entry in the directory must reach the disk as well.
    path.parent().map_or(Ok(()), |directory| File::open(directory)?.sync_all())
}

fn draft_of(path: &Path, entropy: &dyn Entropy) -> PathBuf {
    path.with_extension(URL_SAFE_NO_PAD.encode(entropy.bytes::<6>()))
}

/// Down to the disk: keys that were wrapped with a lost secret are lost as well.
fn write_private(path: &Path, secret: &str) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    writeln!(file, "{secret}")?;
    file.sync_all()
}

fn refuse_when_others_can_read(path: &Path) -> Result<(), ConfigError> {
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
