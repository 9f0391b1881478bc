//! What a writer knows: what it was told is done, and what it never got an answer to.

use super::{api::Api, dice::Dice};
use crate::support::Answer;
use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use serde_json::Value;
use std::io;
use uuid::Uuid;
use vestibule::keys::fingerprint;

/// The kinds of write.
pub const KINDS: [&str; 7] = ["register", "login", "refresh", "logout", "profile", "password", "delete"];

/// A write to one's account; the number is that of the session it is done in, or done to.
#[derive(Clone, Debug)]
pub enum Deed {
    Register,
    LogIn,
    Refresh(usize),
    LogOut(usize),
    Rename(usize),
    ChangePassword(usize),
    Delete(usize),
}

/// An account, as it must be now.
#[derive(Clone, Debug)]
pub struct Account {
    pub username: String,
    pub id: String,
    pub exists: bool,
    pub deleted: bool,
    pub version: i64,
    /// Names it has had, by number.
    renamed: u32,
    /// Passwords it has had, by number.
    passwords: u32,
    pub sessions: Vec<Session>,
    /// Asked for, and never answered: it has been done, or nothing of it.
    pub under_way: Option<Deed>,
}

/// One sign-in.
#[derive(Clone, Debug)]
pub struct Session {
    pub id: Option<Uuid>,
    access_token: Option<String>,
    /// All refresh tokens it has had. The last may have been in an answer that never came.
    pub refresh_tokens: Vec<Option<String>>,
    pub ended: bool,
}

impl Deed {
    /// Which of `KINDS` it is.
    pub fn kind(&self) -> usize {
        match self {
            Self::Register => 0,
            Self::LogIn => 1,
            Self::Refresh(_) => 2,
            Self::LogOut(_) => 3,
            Self::Rename(_) => 4,
            Self::ChangePassword(_) => 5,
            Self::Delete(_) => 6,
        }
    }

    /// The status of the answer that says it is done.
    pub fn success(&self) -> u16 {
        match self {
            Self::Register => 201,
            Self::LogIn | Self::Refresh(_) | Self::Rename(_) => 200,
            Self::LogOut(_) | Self::ChangePassword(_) | Self::Delete(_) => 204,
        }
    }
}

impl Account {
    /// One that nobody has made yet.
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
            under_way: None,
        }
    }

    /// Whether nothing more can be done with it.
    pub fn is_over(&self) -> bool {
        self.deleted || self.under_way.is_some()
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

    /// Something that can be done with it now; in a hurry without a password, if it is signed in.
    pub fn choose(&self, dice: &mut Dice, in_a_hurry: bool) -> Deed {
        let living: Vec<_> = (0..self.sessions.len()).filter(|session| !self.sessions[*session].ended).collect();
        if !self.exists {
            return Deed::Register;
        }
        if living.is_empty() {
            return Deed::LogIn;
        }
        let session = *dice.pick(&living);
        match dice.below(if in_a_hurry { 33 } else { 60 }) {
            0..=15 => Deed::Refresh(session),
            16..=31 => Deed::Rename(session),
            32..=39 => Deed::LogOut(session),
            40..=43 => Deed::LogIn,
            44..=51 => Deed::ChangePassword(session),
            _ => Deed::Delete(session),
        }
    }

    /// Asks for it.
    pub fn ask(&self, deed: &Deed, api: &mut Api) -> io::Result<Answer> {
        match deed {
            Deed::Register => api.register(&self.username, &self.email(), &self.password()),
            Deed::LogIn => api.log_in(&self.username, &self.password()),
            Deed::Refresh(session) => api.refresh(self.sessions[*session].refresh_token()),
            Deed::LogOut(session) => api.log_out(self.sessions[*session].access_token()),
            Deed::Rename(session) => {
                let name = nth_name(self.renamed + 1);
                api.rename(&self.id, self.sessions[*session].access_token(), self.version, &name)
            }
            Deed::ChangePassword(session) => {
                let new = nth_password(self.passwords + 1);
                api.change_password(self.sessions[*session].access_token(), &self.password(), &new)
            }
            Deed::Delete(session) => api.delete(&self.id, self.sessions[*session].access_token(), &self.password()),
        }
    }

    /// Notes that it is done. `answer` is null when it never came.
    pub fn done(&mut self, deed: &Deed, answer: &Value) {
        match deed {
            Deed::Register => {
                self.exists = true;
                self.id = answer["id"].as_str().unwrap_or_default().to_owned();
            }
            Deed::LogIn => self.sessions.push(Session::new(answer)),
            Deed::Refresh(session) => self.sessions[*session].continued(answer),
            Deed::LogOut(session) => self.sessions[*session].ended = true,
            Deed::Rename(_) => {
                self.renamed += 1;
                self.version += 1;
            }
            Deed::ChangePassword(session) => {
                self.passwords += 1;
                self.version += 1;
                self.end_all_but(Some(*session));
            }
            Deed::Delete(_) => {
                self.deleted = true;
                self.version += 1;
                self.end_all_but(None);
            }
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

    fn continued(&mut self, answer: &Value) {
        self.access_token = text(answer, "access_token").or(self.access_token.take());
        self.refresh_tokens.push(text(answer, "refresh_token"));
    }

    /// The last that is known; none when the answer to the sign-in never came.
    pub fn known(&self) -> Option<(&str, &str)> {
        let refresh = self.refresh_tokens.iter().rev().flatten().next()?;
        Some((self.access_token.as_deref()?, refresh))
    }

    fn access_token(&self) -> &str {
        self.known().expect("tokens").0
    }

    fn refresh_token(&self) -> &str {
        self.known().expect("tokens").1
    }
}

/// What the database holds of a refresh token.
pub fn hash(refresh_token: &str) -> Vec<u8> {
    let jti = BASE64_URL_SAFE_NO_PAD.decode(claim(refresh_token, "jti")).expect("base64");
    fingerprint(&jti).to_vec()
}

fn claim(token: &str, name: &str) -> String {
    let claims = BASE64_URL_SAFE_NO_PAD.decode(token.split('.').nth(1).expect("claims")).expect("base64");
    text(&serde_json::from_slice(&claims).expect("JSON"), name).expect("a claim")
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
