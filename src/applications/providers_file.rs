//! The providers in the file of applications: what the tables `[[provider]]` say. They are kept in memory and not stored, so that a
//! secret stays where the operator has written it.

use super::file::FileDefinitions;
use super::file_problem::{FileError, FileProblem, error_at, line_of, of_toml};
use super::own_fields_file::NamedField;
use super::upstream::{Provider, ProviderSecret, definition_problems, named_fields};
use crate::shared::clients::MAX_SECRET_CHARS;
use crate::shared::fields::input::Defined as _;
use crate::shared::providers::MAX_PROVIDERS;
use crate::shared::{ProviderDefinition, ProviderName, ProviderSource};
use serde::Deserialize as _;
use std::collections::BTreeMap;
use std::ops::Range;
use toml::Spanned;
use toml::de::{DeTable, DeValue, ValueDeserializer};

const SECRET_FILE: &str = "client_secret_file";

/// Reads the providers. `secret_in`: as in [`read_file`](super::read_file).
pub(super) fn read_providers(
    text: &str,
    providers: Spanned<DeValue<'_>>,
    secret_in: &dyn Fn(&str) -> Result<String, String>,
    found: &mut FileDefinitions,
) {
    let at = providers.span();
    let mut stop = |error: FileError| {
        found.problems.push(FileProblem { application: None, client: None, error });
    };
    let DeValue::Array(tables) = providers.into_inner() else {
        return stop(error_at(text, &at, "Write [[provider]]."));
    };
    for table in tables {
        let at = table.span();
        let DeValue::Table(table) = table.into_inner() else {
            stop(error_at(text, &at, "Write [[provider]]."));
            continue;
        };
        let line = line_of(text, &table.get("fields").map_or_else(|| at.clone(), Spanned::span));
        match provider(text, &at, table, secret_in) {
            Ok(provider) if found.providers.iter().any(|other| other.name == provider.name) => {
                stop(error_at(text, &at, format!("The name {} is taken. Choose another one.", provider.name)));
            }
            Ok(_) if found.providers.len() == MAX_PROVIDERS => {
                stop(error_at(text, &at, format!("Define at most {MAX_PROVIDERS} providers.")));
            }
            Ok(provider) => {
                let named = |field| NamedField { field, application: None, line };
                found.named.extend(named_fields(&provider.definition).map(named));
                found.providers.push(provider);
            }
            Err(error) => stop(error),
        }
    }
}

/// Reads the provider whose table is at `at`.
fn provider(
    text: &str,
    at: &Range<usize>,
    mut table: DeTable<'_>,
    secret_in: &dyn Fn(&str) -> Result<String, String>,
) -> Result<Provider, FileError> {
    let lines: BTreeMap<_, _> =
        table.iter().map(|(key, value)| (key.get_ref().to_string(), line_of(text, &value.span()))).collect();
    let line = line_of(text, at);
    let at_key = |key: &str, message| FileError { line: lines.get(key).copied().unwrap_or(line), message };
    let name = text_of(text, table.remove("name"))?;
    let (_, name) = name.ok_or_else(|| error_at(text, at, "The key name is missing: add name = \"company\"."))?;
    let name = ProviderName::parse(name.trim()).map_err(|problem| at_key("name", problem.message))?;
    let secret = text_of(text, table.remove(SECRET_FILE))?.map(|(at, path)| secret(text, &at, &path, secret_in));
    let secret = secret.transpose()?;
    let is_known = |key: &str| ProviderDefinition::FIELDS.iter().any(|field| field.name == key);
    if let Some(key) = table.keys().find(|key| !is_known(key.get_ref())) {
        return Err(error_at(text, &key.span(), format!("unknown field `{}`.", key.get_ref())));
    }
    let definition =
        ProviderDefinition::deserialize(ValueDeserializer::from(Spanned::new(at.clone(), DeValue::Table(table))));
    let definition = definition.map_err(|error| of_toml(text, at, &error))?;
    if let Some(problem) = definition_problems(&definition).into_iter().next() {
        return Err(at_key(&problem.field, problem.message));
    }
    let provider = Provider::new(name, definition, secret, ProviderSource::File);
    if provider.lacks_secret() {
        let rule = format!("The key {SECRET_FILE} is missing: name the file with the secret of this server.");
        return Err(error_at(text, at, rule));
    }
    Ok(provider)
}

fn secret(
    text: &str,
    at: &Range<usize>,
    path: &str,
    secret_in: &dyn Fn(&str) -> Result<String, String>,
) -> Result<ProviderSecret, FileError> {
    let secret = secret_in(path).map_err(|why| {
        error_at(text, at, format!("The file {path} cannot be read: check its path and permissions ({why})."))
    })?;
    let secret = ProviderSecret::entered(&secret);
    let is_right = (1..=MAX_SECRET_CHARS).contains(&secret.len()) && secret.bytes().all(|byte| byte.is_ascii_graphic());
    if !is_right {
        let rule = format!("Write 1 to {MAX_SECRET_CHARS} visible ASCII characters into the file {path}.");
        return Err(error_at(text, at, rule));
    }
    Ok(ProviderSecret::new(secret.as_str()))
}

fn text_of(text: &str, value: Option<Spanned<DeValue<'_>>>) -> Result<Option<(Range<usize>, String)>, FileError> {
    let Some(value) = value else { return Ok(None) };
    let at = value.span();
    match value.into_inner() {
        DeValue::String(found) => Ok(Some((at, found.into_owned()))),
        _ => Err(error_at(text, &at, "Write a text.")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::applications::read_file;

    fn read(text: &str) -> FileDefinitions {
        let secret_in = |path: &str| match path {
            "missing" => Err("No such file".to_owned()),
            "empty" => Ok("\n".to_owned()),
            _ => Ok("swordfish\n".to_owned()),
        };
        read_file(text, None, &secret_in).unwrap()
    }

    #[test]
    fn a_provider_is_a_table() {
        let found = read(
            "[[provider]]\nname = \"google\"\nkind = \"google\"\nclient_id = \"v\"\nclient_secret_file = \"a\"\n\
             [[provider]]\nname = \"company\"\nissuer = \"https://id.example\"\nclient_id = \"v\"\nposition = 2\n",
        );
        assert!(found.problems.is_empty() && !found.has_unnamed, "{found:?}");
        let [google, company] = found.providers.as_slice() else { panic!("two providers: {found:?}") };
        assert!(google.secret == Some(ProviderSecret::new("swordfish")) && google.source == ProviderSource::File);
        assert_eq!((company.title(), company.definition.position, &company.secret), ("company", 2, &None));
    }

    #[test]
    fn a_mistake_in_a_provider_stops_it_and_no_other() {
        let good = "[[provider]]\nname = \"google\"\nkind = \"google\"\nclient_id = \"v\"\n\
                    client_secret_file = \"a\"\n";
        for (more, line, part) in [
            ("name = \"a b\"\n", 2, "lower-case letters"),
            ("kind = \"openid\"\n", 1, "The key name is missing"),
            ("name = \"company\"\nclient_id = \"v\"\n", 1, "Enter the issuer"),
            ("name = \"company\"\nissuer = \"id.example\"\nclient_id = \"v\"\n", 3, "Enter the issuer exactly"),
            ("name = \"company\"\nclient_secret = \"x\"\n", 3, "unknown field `client_secret`"),
            ("name = \"company\"\nclient_secret_file = \"missing\"\n", 3, "The file missing cannot be read"),
            ("name = \"company\"\nclient_secret_file = \"empty\"\n", 3, "visible ASCII"),
            ("name = \"company\"\nkind = \"myspace\"\n", 3, "myspace"),
            ("name = \"github\"\nkind = \"github\"\nclient_id = \"v\"\n", 1, "client_secret_file is missing"),
        ] {
            let found = read(&format!("[[provider]]\n{more}{good}"));
            let [problem] = found.problems.as_slice() else { panic!("one problem: {:?}", found.problems) };
            assert_eq!(problem.error.line, line, "{more}: {}", problem.error);
            assert!(problem.error.to_string().contains(part), "{}", problem.error);
            assert_eq!(found.providers.len(), 1, "{more}");
        }
        let found = read(&format!("{good}{good}"));
        assert_eq!((found.providers.len(), found.problems.len()), (1, 1));
    }
}
