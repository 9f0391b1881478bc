//! The programs that people connect: one row each, with what a client for it has to be, and what goes into its settings.
//!
//! Page, API, command and `docs/applications/programs.md` take it from here. A row has what was tried with the real program, or else
//! where its documents say so, and when: documents age, so a row that nobody has tried says that it was only read.

mod assistants;
mod gateways;
mod home;
mod libraries;
mod operations;
mod team;
#[cfg(test)]
mod tests;

use super::RedirectUri;
use crate::language::message;
use crate::shared::programs::{ANOTHER, PasteView, ProgramGroup, ProgramPkce, ProgramTrialView, ProgramView};
use crate::shared::{ClientKind, GrantKind, Problem};

/// A program.
pub struct Program {
    /// In requests, commands and addresses: lower-case letters, digits and `-`.
    pub id: &'static str,
    /// As its makers write it.
    pub title: &'static str,
    /// Other words by which people look for it.
    pub also: &'static str,
    pub group: ProgramGroup,
    pub kind: ClientKind,
    /// Where people return after signing in.
    pub redirect_uris: &'static [&'static str],
    /// Where they may return after signing out.
    pub post_logout_redirect_uris: &'static [&'static str],
    /// Where it learns that a session has ended.
    pub backchannel_logout_uri: Option<&'static str>,
    pub pkce: ProgramPkce,
    /// Whether it reads the ID token alone, and so needs the claims in it.
    pub reads_id_token: bool,
    /// The claim in which it finds groups. None: it makes nothing of groups.
    pub groups_claim: Option<&'static str>,
    pub grants: &'static [GrantKind],
    /// What goes where. Each part begins with a line `=== ` and the place, as the program calls it.
    paste: &'static str,
    pub tried: Tried,
    /// Its guide in `docs/applications`, without `.md`.
    pub guide: Option<&'static str>,
}

/// From where a row is known. The day is written as `2026-11-28`.
#[derive(Clone, Copy)]
pub enum Tried {
    /// The real program has signed people in.
    With { version: &'static str, on: &'static str },
    /// It was read on that day, and not tried here.
    Read { at: &'static str, on: &'static str },
    /// Nothing is known of it.
    Unknown,
}

/// Somebody signs in.
const CODE: &[GrantKind] = &[GrantKind::AuthorizationCode];
/// The same, and access goes on after the session.
const CODE_AND_REFRESH: &[GrantKind] = &[GrantKind::AuthorizationCode, GrantKind::RefreshToken];
/// What most programs can do with groups.
const GROUPS: Option<&str> = Some("groups");

/// What is pasted into the settings of a program.
pub struct Values<'a> {
    /// Where the program is, as people open it, without a slash at its end.
    pub url: &'a str,
    /// The base URL of this server.
    pub issuer: &'a str,
    /// What people call the installation.
    pub name: &'a str,
    pub client_id: &'a str,
    /// The first one.
    pub redirect_uri: &'a str,
}

/// All programs. The last one is [`ANOTHER`].
pub fn programs() -> impl Iterator<Item = &'static Program> {
    [home::ALL, team::ALL, operations::ALL, gateways::ALL, libraries::ALL, assistants::ALL].into_iter().flatten()
}

/// The program with this id.
pub fn program(id: &str) -> Option<&'static Program> {
    programs().find(|program| program.id == id)
}

impl Program {
    /// The addresses of a list, where the program is at `url`.
    pub fn at(&self, list: &[&str], url: &str) -> Vec<String> {
        list.iter().map(|address| placed(address, url)).collect()
    }

    /// Where it learns that a session has ended.
    pub fn back_channel_at(&self, url: &str) -> Option<String> {
        self.backchannel_logout_uri.map(|address| placed(address, url))
    }

    /// The APIs for which it asks for tokens, where the program is at `url`: an assistant names the server that it calls (RFC 8707), and is
    /// refused if its client has no such resource.
    pub fn resources_at(&self, url: &str) -> Vec<String> {
        match self.group {
            ProgramGroup::Assistants => vec![url.to_owned()],
            ProgramGroup::Home
            | ProgramGroup::Team
            | ProgramGroup::Operations
            | ProgramGroup::Gateways
            | ProgramGroup::Libraries => Vec::new(),
        }
    }

    /// What goes into its settings, in parts. The secret is shown once, so its place stays open: `{client_secret}`.
    pub fn paste(&self, values: &Values<'_>) -> Vec<PasteView> {
        let whole = format!("\n{}", self.paste);
        let parts = whole.split("\n=== ").filter(|part| !part.trim().is_empty());
        let read = |part: &str| {
            let (place, text) = part.split_once('\n').unwrap_or((part, ""));
            PasteView { place: place.trim().to_owned(), text: values.fill(text.trim_end()) }
        };
        parts.map(read).collect()
    }

    pub fn view(&self) -> ProgramView {
        let texts = |list: &[&str]| list.iter().map(|text| (*text).to_owned()).collect();
        ProgramView {
            id: self.id.to_owned(),
            title: self.title.to_owned(),
            also: self.also.to_owned(),
            group: self.group,
            kind: self.kind,
            redirect_uris: texts(self.redirect_uris),
            post_logout_redirect_uris: texts(self.post_logout_redirect_uris),
            backchannel_logout_uri: self.backchannel_logout_uri.map(str::to_owned),
            pkce: self.pkce,
            id_token_claims: self.reads_id_token,
            groups_claim: self.groups_claim.map(str::to_owned),
            grants: self.grants.to_vec(),
            tried: self.tried.view(),
            guide: self.guide.map(str::to_owned),
        }
    }
}

impl Tried {
    fn view(self) -> Option<ProgramTrialView> {
        let (version, address, on) = match self {
            Self::With { version, on } => (Some(version.to_owned()), None, on),
            Self::Read { at, on } => (None, Some(at.to_owned()), on),
            Self::Unknown => return None,
        };
        Some(ProgramTrialView { version, address, on: on.to_owned() })
    }
}

impl Values<'_> {
    fn fill(&self, text: &str) -> String {
        let host = self.url.split_once("://").map_or(self.url, |(_, host)| host);
        let values = [
            ("{url}", self.url),
            ("{host}", host.split(['/', ':']).next().unwrap_or_default()),
            ("{issuer}", self.issuer),
            ("{client_id}", self.client_id),
            ("{redirect_uri}", self.redirect_uri),
        ];
        // It stands between quotation marks of several languages, and each file writes others in another way.
        let name = self.name.replace(['"', '\'', '\\', '<', '>', '{', '}'], "");
        let values = values.into_iter().chain([("{name}", name.as_str())]);
        values.fold(text.to_owned(), |text, (place, value)| text.replace(place, value))
    }
}

/// An address of a row, where the program is at `url`.
fn placed(address: &str, url: &str) -> String {
    address.replace("{url}", url)
}

/// Reads where a program is, as people open it: an absolute address without a query. One without a scheme has `https`. Returns it
/// without a slash at its end.
///
/// # Errors
/// If the text is no such address, or nobody could be sent back to it.
pub fn read_url(text: &str) -> Result<String, Problem> {
    let text = text.trim();
    if text.is_empty() {
        return Err(Problem::new("required", message::program_url_required()));
    }
    let is_complete = text.contains("://");
    let url = if is_complete { text.to_owned() } else { format!("https://{text}") };
    let url = url.trim_end_matches('/');
    let read = RedirectUri::read(url)?;
    match read.origin() {
        Some(_) if !url.contains('?') => Ok(url.to_owned()),
        Some(_) | None => Err(Problem::new("invalid_uri", message::program_url_invalid())),
    }
}
