//! The clients of an application in the file of applications: what the tables `[[application.client]]` say. Whether that is a valid
//! definition is checked when it is applied, with the same rules as a request (`accounts/clients/file.rs`).

use super::file::FileDefinitions;
use super::file_problem::{FileError, FileProblem, error_at, line_of, of_toml};
use crate::language::Message;
use crate::shared::clients::{MAX_SECRETS, SHOWN_SECRET_CHARS, check_secret};
use crate::shared::fields::input::{Defined as _, request_of};
use crate::shared::{ApplicationName, ClientDefinition, ClientId, ClientRequest};
use serde::Deserialize as _;
use serde_json::{Map, Value};
use sha2::{Digest as _, Sha256};
use std::collections::BTreeMap;
use std::ops::Range;
use toml::Spanned;
use toml::de::{DeTable, DeValue, ValueDeserializer};

const SECRET_FILE: &str = "secret_file";
const SECRET_HASH: &str = "secret_hash";

/// A client of the file.
#[derive(Clone, Debug)]
pub struct DefinedClient {
    pub application: ApplicationName,
    pub id: ClientId,
    pub request: ClientRequest,
    pub secrets: Vec<DefinedSecret>,
    /// Of the table, and of its keys.
    line: usize,
    lines: BTreeMap<String, usize>,
    /// A mistake in the table itself. Then the client is closed.
    pub mistake: Option<FileError>,
}

/// A secret of a client of the file.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct DefinedSecret {
    pub hash: [u8; 32],
    /// Its first characters. Empty: only its hash is known.
    pub prefix: String,
}

impl DefinedClient {
    /// The line of a key, or that of the table.
    pub fn line_of(&self, key: &str) -> usize {
        self.lines.get(key).copied().unwrap_or(self.line)
    }

    /// A mistake in this client.
    pub fn problem(&self, error: FileError) -> FileProblem {
        FileProblem { application: Some(self.application.to_string()), client: Some(self.id.to_string()), error }
    }
}

/// Reads the clients of an application. `secret_in`: as in [`read_file`](super::read_file).
pub(super) fn read_clients(
    text: &str,
    clients: Spanned<DeValue<'_>>,
    application: &ApplicationName,
    secret_in: &dyn Fn(&str) -> Result<String, String>,
    found: &mut FileDefinitions,
) {
    let at = clients.span();
    let stop = |found: &mut FileDefinitions, error: FileError| {
        found.has_unnamed = true;
        found.problems.push(FileProblem { application: Some(application.to_string()), client: None, error });
    };
    let DeValue::Array(tables) = clients.into_inner() else {
        return stop(found, error_at(text, &at, "Write [[application.client]]."));
    };
    for table in tables {
        let at = table.span();
        let DeValue::Table(table) = table.into_inner() else {
            stop(found, error_at(text, &at, "Write [[application.client]]."));
            continue;
        };
        match client(text, &at, table, application, secret_in) {
            Ok(client) if found.clients.iter().any(|other| other.id == client.id) => {
                stop(found, error_at(text, &at, format!("The id {} is taken. Choose another one.", client.id)));
            }
            Ok(client) => {
                found.problems.extend(client.mistake.clone().map(|mistake| client.problem(mistake)));
                found.clients.push(client);
            }
            Err(error) => stop(found, error),
        }
    }
}

/// Reads the client whose table is at `at`. An error is that of a client without an id: another mistake is a part of the client.
fn client(
    text: &str,
    at: &Range<usize>,
    mut table: DeTable<'_>,
    application: &ApplicationName,
    secret_in: &dyn Fn(&str) -> Result<String, String>,
) -> Result<DefinedClient, FileError> {
    let lines: BTreeMap<_, _> =
        table.iter().map(|(key, value)| (key.get_ref().to_string(), line_of(text, &value.span()))).collect();
    let Some(DeValue::String(id)) = table.get("client_id").map(Spanned::get_ref) else {
        return Err(error_at(text, at, "The key client_id is missing: add client_id = \"wiki\"."));
    };
    let line = line_of(text, at);
    let line_of_id = lines.get("client_id").copied().unwrap_or(line);
    let id = ClientId::parse(id.trim()).map_err(|problem| FileError { line: line_of_id, message: problem.message })?;
    let secrets = secrets(text, at, &mut table, secret_in);
    let is_known = |key: &str| key == "client_id" || ClientDefinition::FIELDS.iter().any(|field| field.name == key);
    let unknown = table.keys().find(|key| !is_known(key.get_ref()));
    let unknown = unknown.map(|key| error_at(text, &key.span(), format!("unknown field `{}`.", key.get_ref())));
    let values = Map::deserialize(ValueDeserializer::from(Spanned::new(at.clone(), DeValue::Table(table))));
    let values = values.map_err(|error| of_toml(text, at, &error));
    let request = values.and_then(|values| match values.iter().find(|(_, value)| has_null(value)) {
        Some((name, _)) => {
            let line = lines.get(name).copied().unwrap_or(line);
            Err(FileError { line, message: Message::written(format!("The field `{name}` cannot be inf or nan.")) })
        }
        None => Ok(request_of::<ClientRequest>(values)),
    });
    let mut client = DefinedClient {
        application: application.clone(),
        id,
        request: ClientRequest::default(),
        secrets: Vec::new(),
        line,
        lines,
        mistake: unknown,
    };
    match (request, secrets) {
        (Ok(request), Ok(secrets)) => (client.request, client.secrets) = (request, secrets),
        (Err(error), _) | (_, Err(error)) => client.mistake = client.mistake.or(Some(error)),
    }
    Ok(client)
}

/// TOML has no null: it is what JSON has in place of `inf` and `nan`, and would count as left out.
fn has_null(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Array(items) => items.iter().any(has_null),
        Value::Object(members) => members.values().any(has_null),
        Value::Bool(_) | Value::Number(_) | Value::String(_) => false,
    }
}

/// Takes the secrets out of a table.
fn secrets(
    text: &str,
    at: &Range<usize>,
    table: &mut DeTable<'_>,
    secret_in: &dyn Fn(&str) -> Result<String, String>,
) -> Result<Vec<DefinedSecret>, FileError> {
    let mut secrets = Vec::new();
    for (at, path) in texts(text, table.remove(SECRET_FILE))? {
        let secret = secret_in(&path).map_err(|why| {
            error_at(text, &at, format!("The file {path} cannot be read: check its path and permissions ({why})."))
        })?;
        let secret = secret.trim_end_matches(['\r', '\n']);
        check_secret(secret).map_err(|problem| {
            error_at(text, &at, format!("The secret in {path} is not allowed. {}", problem.message))
        })?;
        let prefix = secret.chars().take(SHOWN_SECRET_CHARS).collect();
        secrets.push(DefinedSecret { hash: Sha256::digest(secret).into(), prefix });
    }
    for (at, hash) in texts(text, table.remove(SECRET_HASH))? {
        let hash = digest_in(&hash)
            .ok_or_else(|| error_at(text, &at, "Write the SHA-256 of the secret as 64 hexadecimal digits."))?;
        secrets.push(DefinedSecret { hash, prefix: String::new() });
    }
    if secrets.len() > MAX_SECRETS {
        return Err(error_at(text, at, format!("A client has at most {MAX_SECRETS} secrets.")));
    }
    Ok(secrets)
}

/// One text, or a list of some.
fn texts(text: &str, value: Option<Spanned<DeValue<'_>>>) -> Result<Vec<(Range<usize>, String)>, FileError> {
    let Some(value) = value else { return Ok(Vec::new()) };
    let at = value.span();
    let items: Vec<_> = match value.into_inner() {
        DeValue::Array(items) => items.into_iter().collect(),
        other => vec![Spanned::new(at, other)],
    };
    let one = |item: Spanned<DeValue<'_>>| {
        let at = item.span();
        match item.into_inner() {
            DeValue::String(text) => Ok((at, text.into_owned())),
            _ => Err(error_at(text, &at, "Write a text, or a list of texts.")),
        }
    };
    items.into_iter().map(one).collect()
}

/// A SHA-256 in hexadecimal, also behind `sha256:`.
fn digest_in(text: &str) -> Option<[u8; 32]> {
    let digits = text.trim().trim_start_matches("sha256:").as_bytes();
    let digit = |byte: u8| char::from(byte).to_digit(16);
    let (pairs, rest) = digits.as_chunks::<2>();
    let bytes = pairs.iter().map(|[high, low]| u8::try_from(digit(*high)? * 16 + digit(*low)?).ok());
    let bytes = bytes.collect::<Option<Vec<_>>>()?;
    if rest.is_empty() { bytes.try_into().ok() } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::applications::read_file;

    const WIKI: &str = "[[application]]\nname = \"wiki\"\n";

    fn read(text: &str) -> FileDefinitions {
        let secret_in = |path: &str| match path {
            "short" => Ok("short".to_owned()),
            "missing" => Err("No such file".to_owned()),
            _ => Ok(format!("{}\n", "s".repeat(24))),
        };
        read_file(text, None, &secret_in).unwrap()
    }

    fn problems(found: &FileDefinitions) -> Vec<String> {
        found.problems.iter().map(|problem| problem.error.to_string()).collect()
    }

    #[test]
    fn a_client_is_a_table_of_its_application() {
        let digest = "0123456789abcdef".repeat(4);
        let text = format!(
            "{WIKI}[[application.client]]\nclient_id = \"wiki\"\nredirect_uris = [\"https://w.example/cb\"]\n\
             access_ttl = 300\nsecret_file = \"a\"\nsecret_hash = [\"sha256:{digest}\"]\n\
             [[application.client]]\nclient_id = \"app\"\nkind = \"public\"\n"
        );
        let found = read(&text);
        assert_eq!(problems(&found), Vec::<String>::new());
        let [wiki, app] = found.clients.as_slice() else { panic!("two clients: {found:?}") };
        assert_eq!(
            (wiki.id.as_str(), wiki.application.as_str(), wiki.request.access_ttl.as_str()),
            ("wiki", "wiki", "300")
        );
        let prefixes: Vec<_> = wiki.secrets.iter().map(|secret| secret.prefix.as_str()).collect();
        assert_eq!(prefixes, ["ssssssss", ""]);
        assert_eq!(wiki.secrets[1].hash[..2], [0x01, 0x23]);
        assert_eq!((wiki.line_of("access_ttl"), wiki.line_of("acr")), (6, 3));
        assert!(app.secrets.is_empty() && app.request.kind.as_str() == "public");
    }

    #[test]
    fn a_mistake_in_a_client_stops_it_and_no_other() {
        let client = |more: &str| format!("[[application.client]]\nclient_id = \"bad\"\n{more}");
        let good = "[[application.client]]\nclient_id = \"good\"\n";
        for (more, line, part) in [
            ("secret = \"x\"\n", 5, "unknown field `secret`"),
            ("secret_file = \"missing\"\n", 5, "The file missing cannot be read"),
            ("secret_file = \"short\"\n", 5, "The secret in short is not allowed."),
            ("secret_hash = [\n\"00\"]\n", 6, "64 hexadecimal digits"),
            ("secret_hash = 5\n", 5, "Write a text, or a list of texts."),
            ("access_ttl = inf\n", 5, "The field `access_ttl` cannot be inf or nan."),
            ("grants = [\"refresh_token\", -nan]\n", 5, "The field `grants` cannot be inf or nan."),
        ] {
            let found = read(&format!("{WIKI}{}{good}", client(more)));
            let ids: Vec<_> = found.clients.iter().map(|one| (one.id.as_str(), one.mistake.is_some())).collect();
            assert_eq!(ids, [("bad", true), ("good", false)], "{more}");
            let [problem] = found.problems.as_slice() else { panic!("one problem: {:?}", found.problems) };
            assert_eq!((problem.error.line, problem.client.as_deref()), (line, Some("bad")), "{more}");
            assert!(problem.error.to_string().contains(part), "{}", problem.error);
            assert_eq!(found.applications.len(), 1);
        }
        let found = read(&format!("{WIKI}{good}[[application.client]]\nkind = \"public\"\n{good}client = 1\n"));
        assert_eq!(found.clients.len(), 1, "{found:?}");
        let expected = ["line 5: The key client_id is missing", "line 7: The id good is taken."];
        let all = problems(&found);
        assert!(all.len() == 2 && all.iter().zip(expected).all(|(one, begin)| one.starts_with(begin)), "{all:?}");
        let found = read("[[application]]\nname = \"wiki\"\nclient = 1\n");
        assert_eq!(problems(&found), ["line 3: Write [[application.client]]."]);
    }
}
