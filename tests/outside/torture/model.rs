//! The expected state of each account: its acknowledged writes, and the write whose response never arrived.

use super::api::Api;
use super::rng::Rng;
use crate::support::Answer;
use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use serde_json::Value;
use std::collections::BTreeSet;
use std::io;
use uuid::Uuid;
use vestibule::keys::fingerprint;

/// The kinds of write.
pub const KINDS: [&str; 8] =
    ["register", "login", "refresh", "logout", "profile", "password", "delete", "recovery codes"];
/// The index of the kind that the version before may not know.
pub const CODES: usize = 7;

/// A write to an account. The number is the index of the session that the write uses or changes.
#[derive(Clone, Debug)]
pub enum Write {
    Register,
    LogIn,
    Refresh(usize),
    LogOut(usize),
    Rename(usize),
    ChangePassword(usize),
    Delete(usize),
    /// Makes recovery codes, which replace the previous ones.
    MakeCodes(usize),
}

/// The expected state of an account.
#[derive(Clone, Debug)]
pub struct Account {
    pub username: String,
    pub id: String,
    pub exists: bool,
    pub deleted: bool,
    pub version: i64,
    /// How often the account was renamed; the current name contains this number.
    renamed: u32,
    /// How many passwords the account has had; the current one contains this number.
    passwords: u32,
    pub sessions: Vec<Session>,
    /// The hashes of the recovery codes; None if the response with them was lost.
    pub codes: Option<BTreeSet<Vec<u8>>>,
    /// A write without a response: it has been applied completely or not at all.
    pub pending: Option<Write>,
}

/// The expected state of a session.
#[derive(Clone, Debug)]
pub struct Session {
    pub id: Option<Uuid>,
    access_token: Option<String>,
    /// All refresh tokens of the session. The last one is None if the response with it was lost.
    pub refresh_tokens: Vec<Option<String>>,
    pub ended: bool,
}

impl Write {
    /// The index in `KINDS`.
    pub fn kind(&self) -> usize {
        match self {
            Self::Register => 0,
            Self::LogIn => 1,
            Self::Refresh(_) => 2,
            Self::LogOut(_) => 3,
            Self::Rename(_) => 4,
            Self::ChangePassword(_) => 5,
            Self::Delete(_) => 6,
            Self::MakeCodes(_) => CODES,
        }
    }

    /// The status of a successful response.
    pub fn success(&self) -> u16 {
        match self {
            Self::Register | Self::MakeCodes(_) => 201,
            Self::LogIn | Self::Refresh(_) | Self::Rename(_) => 200,
            Self::LogOut(_) | Self::ChangePassword(_) | Self::Delete(_) => 204,
        }
    }
}

impl Account {
    /// An account that is not registered yet.
    pub fn new(username: String) -> Self {
        Self {
            username,
            id: String::new(),
            exists: false,
            deleted: false,
            version: 1,
            renamed: 0,
            passwords: 1,
            sessions: Vec::new(),
            codes: Some(BTreeSet::new()),
            pending: None,
        }
    }

    /// Whether no further writes are possible.
    pub fn is_finished(&self) -> bool {
        self.deleted || self.pending.is_some()
    }

    pub fn email(&self) -> String {
        format!("{}@example.org", self.username)
    }

    pub fn name(&self) -> Option<String> {
        (self.renamed > 0).then(|| nth_name(self.renamed))
    }

    pub fn password(&self) -> String {
        nth_password(self.passwords)
    }

    pub fn password_before(&self) -> Option<String> {
        (self.passwords > 1).then(|| nth_password(self.passwords - 1))
    }

    /// Chooses the next write. If `avoid_hashing` is set and there is a session, the write needs no password hashing.
    pub fn choose(&self, rng: &mut Rng, avoid_hashing: bool, makes_codes: bool) -> Write {
        let living: Vec<_> = (0..self.sessions.len()).filter(|session| !self.sessions[*session].ended).collect();
        if !self.exists {
            return Write::Register;
        }
        if living.is_empty() {
            return Write::LogIn;
        }
        let session = *rng.pick(&living);
        // The ranges are weights. Below 33 there are only refreshes, renames, new codes and a few sign-outs, which need no hashing.
        match rng.below(if avoid_hashing { 33 } else { 60 }) {
            0..=15 => Write::Refresh(session),
            16..=19 if makes_codes => Write::MakeCodes(session),
            16..=31 => Write::Rename(session),
            32..=39 => Write::LogOut(session),
            40..=43 => Write::LogIn,
            44..=51 => Write::ChangePassword(session),
            _ => Write::Delete(session),
        }
    }

    /// Sends the request for a write.
    pub fn send(&self, write: &Write, api: &mut Api) -> io::Result<Answer> {
        match write {
            Write::Register => api.register(&self.username, &self.email(), &self.password()),
            Write::LogIn => api.log_in(&self.username, &self.password()),
            Write::Refresh(session) => api.refresh(self.sessions[*session].refresh_token()),
            Write::LogOut(session) => api.log_out(self.sessions[*session].access_token()),
            Write::Rename(session) => {
                let name = nth_name(self.renamed + 1);
                api.rename(&self.id, self.sessions[*session].access_token(), self.version, &name)
            }
            Write::ChangePassword(session) => {
                let new = nth_password(self.passwords + 1);
                api.change_password(self.sessions[*session].access_token(), &self.password(), &new)
            }
            Write::Delete(session) => api.delete(&self.id, self.sessions[*session].access_token(), &self.password()),
            Write::MakeCodes(session) => api.make_codes(self.sessions[*session].access_token()),
        }
    }

    /// Applies a write to the expected state. `answer` is null if the response was lost.
    pub fn apply(&mut self, write: &Write, answer: &Value) {
        match write {
            Write::Register => {
                self.exists = true;
                self.id = answer["id"].as_str().unwrap_or_default().to_owned();
            }
            Write::LogIn => self.sessions.push(Session::new(answer)),
            Write::Refresh(session) => self.sessions[*session].refreshed(answer),
            Write::LogOut(session) => self.sessions[*session].ended = true,
            Write::Rename(_) => {
                self.renamed += 1;
                self.version += 1;
            }
            Write::ChangePassword(session) => {
                self.passwords += 1;
                self.version += 1;
                self.end_all_but(Some(*session));
            }
            Write::Delete(_) => {
                self.deleted = true;
                self.version += 1;
                self.end_all_but(None);
            }
            Write::MakeCodes(_) => self.codes = codes(answer),
        }
    }

    fn end_all_but(&mut self, kept: Option<usize>) {
        for (number, session) in self.sessions.iter_mut().enumerate() {
            session.ended |= Some(number) != kept;
        }
    }
}

impl Session {
    fn new(answer: &Value) -> Self {
        let access_token = text(answer, "access_token");
        let id = access_token.as_deref().map(|token| claim(token, "sid").parse().expect("a session's id"));
        Self { id, access_token, refresh_tokens: vec![text(answer, "refresh_token")], ended: false }
    }

    fn refreshed(&mut self, answer: &Value) {
        self.access_token = text(answer, "access_token").or(self.access_token.take());
        self.refresh_tokens.push(text(answer, "refresh_token"));
    }

    /// The newest known access and refresh token; None if the response to the sign-in was lost.
    pub fn tokens(&self) -> Option<(&str, &str)> {
        let refresh = self.refresh_tokens.iter().rev().flatten().next()?;
        Some((self.access_token.as_deref()?, refresh))
    }

    fn access_token(&self) -> &str {
        self.tokens().expect("tokens").0
    }

    fn refresh_token(&self) -> &str {
        self.tokens().expect("tokens").1
    }
}

/// The hash under which the database stores a refresh token.
pub fn hash(refresh_token: &str) -> Vec<u8> {
    let jti = BASE64_URL_SAFE_NO_PAD.decode(claim(refresh_token, "jti")).expect("base64");
    fingerprint(&jti).to_vec()
}

fn claim(token: &str, name: &str) -> String {
    let claims = BASE64_URL_SAFE_NO_PAD.decode(token.split('.').nth(1).expect("claims")).expect("base64");
    text(&serde_json::from_slice(&claims).expect("JSON"), name).expect("a claim")
}

/// The hashes under which the database stores the codes of an answer.
fn codes(answer: &Value) -> Option<BTreeSet<Vec<u8>>> {
    let texts = answer["codes"].as_array()?.iter().map(|code| code.as_str().expect("a code").replace('-', ""));
    Some(texts.map(|code| fingerprint(code.as_bytes()).to_vec()).collect())
}

fn text(object: &Value, name: &str) -> Option<String> {
    object[name].as_str().map(str::to_owned)
}

fn nth_name(number: u32) -> String {
    format!("Name {number}")
}

fn nth_password(number: u32) -> String {
    format!("kettle lantern orbit {number}")
}
