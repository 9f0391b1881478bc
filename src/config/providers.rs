//! Providers of the environment, with two values each.

use super::{ConfigError, Source};
use crate::applications::upstream::{Kind, definition_problems};
use crate::applications::{Provider, ProviderSecret};
use crate::shared::{ProviderDefinition, ProviderKind, ProviderName, ProviderSource};

/// The directory at Microsoft.
const TENANT: &str = "VESTIBULE_MICROSOFT_TENANT";

/// The providers for which there are an id and a secret.
pub(super) fn read(source: &Source) -> Result<Vec<Provider>, ConfigError> {
    Ok([source.google()?, source.github()?, source.microsoft()?].into_iter().flatten().collect())
}

/// The provider of this kind. `id`: the variable with the id of this server at the provider; that of the secret is named like it.
pub(super) fn provider(source: &Source, kind: ProviderKind, id: &str) -> Result<Option<Provider>, ConfigError> {
    let secret = id.replace("_CLIENT_ID", "_CLIENT_SECRET");
    let tenant = source.get(TENANT).filter(|_| Kind::of(kind).has_directories()).map(str::to_owned);
    let (client_id, client_secret) = match (source.get(id), source.secret(&secret)?) {
        (Some(client_id), Some(client_secret)) => (client_id.to_owned(), client_secret),
        (None, None) if tenant.is_none() => return Ok(None),
        (None, _) => {
            return Err(ConfigError(format!("{id} is missing: set it, or unset the other settings of {kind}.")));
        }
        (Some(_), None) => return Err(ConfigError(format!("{secret} is missing: set it, or unset {id}."))),
    };
    if client_secret.is_empty() || !client_secret.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Err(ConfigError(format!("{secret} is empty or has spaces: use the secret that the provider shows.")));
    }
    let definition = ProviderDefinition { kind, tenant, client_id, ..ProviderDefinition::default() };
    if let Some(problem) = definition_problems(&definition).into_iter().next() {
        let name = if problem.field == "tenant" { TENANT } else { id };
        return Err(ConfigError(format!("{name} is not valid. {}", problem.message)));
    }
    let name = ProviderName::from_stored(kind.as_str().to_owned());
    let secret = ProviderSecret::new(client_secret.as_str());
    Ok(Some(Provider::new(name, definition, Some(secret), ProviderSource::Environment)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(values: &[(&str, &str)]) -> Result<Vec<String>, String> {
        let found = read(&Source::of(values)).map_err(|error| error.to_string())?;
        Ok(found.iter().map(|provider| provider.title().to_owned()).collect())
    }

    #[test]
    fn two_values_make_a_provider() {
        assert_eq!(names(&[]), Ok(Vec::new()));
        let google = [("VESTIBULE_GOOGLE_CLIENT_ID", "v"), ("VESTIBULE_GOOGLE_CLIENT_SECRET", "swordfish")];
        assert_eq!(names(&google), Ok(vec!["Google".to_owned()]));
        let microsoft = [
            ("VESTIBULE_MICROSOFT_CLIENT_ID", "v"),
            ("VESTIBULE_MICROSOFT_CLIENT_SECRET", "swordfish"),
            ("VESTIBULE_MICROSOFT_TENANT", "organizations"),
        ];
        assert_eq!(names(&[google.as_slice(), microsoft.as_slice()].concat()).map(|all| all.len()), Ok(2));
    }

    #[test]
    fn what_is_missing_or_wrong_is_named() {
        for (values, name) in [
            (&[("VESTIBULE_GITHUB_CLIENT_ID", "v")][..], "VESTIBULE_GITHUB_CLIENT_SECRET"),
            (&[("VESTIBULE_GITHUB_CLIENT_SECRET", "swordfish")][..], "VESTIBULE_GITHUB_CLIENT_ID"),
            (&[("VESTIBULE_MICROSOFT_TENANT", "common")][..], "VESTIBULE_MICROSOFT_CLIENT_ID"),
            (
                &[("VESTIBULE_GITHUB_CLIENT_ID", "v"), ("VESTIBULE_GITHUB_CLIENT_SECRET", "sword fish")][..],
                "VESTIBULE_GITHUB_CLIENT_SECRET",
            ),
            (
                &[("VESTIBULE_GITHUB_CLIENT_ID", "a b"), ("VESTIBULE_GITHUB_CLIENT_SECRET", "swordfish")][..],
                "VESTIBULE_GITHUB_CLIENT_ID",
            ),
            (
                &[
                    ("VESTIBULE_MICROSOFT_CLIENT_ID", "v"),
                    ("VESTIBULE_MICROSOFT_CLIENT_SECRET", "swordfish"),
                    ("VESTIBULE_MICROSOFT_TENANT", "contoso.com"),
                ][..],
                "VESTIBULE_MICROSOFT_TENANT",
            ),
        ] {
            let error = names(values).unwrap_err();
            assert!(error.starts_with(name) && !error.contains("sword"), "{error}");
        }
    }
}
