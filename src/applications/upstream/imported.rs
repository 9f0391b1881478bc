//! Accounts at providers as a file of users names them: by the name of the provider and the id there.

use super::{MICROSOFT_ISSUERS, Provider};
use crate::language::message;
use crate::shared::Problem;

/// The maximum length of an id at a provider in bytes (OpenID Connect Core, section 2).
const MAX_SUBJECT: usize = 255;

/// The id of an account at its provider, as [`Provider::key_of`] reads it.
pub fn id_in_files(issuer: &str, subject: &str) -> String {
    let directory = issuer.strip_prefix(MICROSOFT_ISSUERS).and_then(|rest| rest.strip_suffix("/v2.0"));
    directory.map_or_else(|| subject.to_owned(), |directory| format!("{directory}/{subject}"))
}

impl Provider {
    /// Issuer and subject of the account that has this id there.
    ///
    /// # Errors
    /// If no account of the provider can have it.
    pub fn key_of(&self, id: &str) -> Result<(String, String), Problem> {
        if id.is_empty() {
            return Err(Problem::new("required", message::import_row_subject_required()));
        }
        if id.len() > MAX_SUBJECT || !id.bytes().all(|byte| byte == b' ' || byte.is_ascii_graphic()) {
            return Err(Problem::new("not_allowed", message::import_row_subject_rule(MAX_SUBJECT as u64)));
        }
        (self.rules().key_of)(&self.issuer, id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shared::{ProviderDefinition, ProviderKind, ProviderName, ProviderSource};

    fn of(kind: ProviderKind) -> Provider {
        let issuer = (kind == ProviderKind::Openid).then(|| "https://id.example".to_owned());
        let definition =
            ProviderDefinition { kind, issuer, client_id: "vestibule".to_owned(), ..ProviderDefinition::default() };
        Provider::new(ProviderName::from_stored("company".to_owned()), definition, None, ProviderSource::Database)
    }

    #[test]
    fn an_id_leads_to_the_key_that_a_sign_in_proves() {
        let key = |kind, id: &str| of(kind).key_of(id).map_err(|problem| problem.code);
        let pair = |issuer: &str, subject: &str| Ok((issuer.to_owned(), subject.to_owned()));
        assert_eq!(key(ProviderKind::Google, "1184"), pair("https://accounts.google.com", "1184"));
        assert_eq!(key(ProviderKind::Github, "583231"), pair("https://github.com", "583231"));
        assert_eq!(key(ProviderKind::Github, "octocat"), Err("not_allowed"));
        assert_eq!(key(ProviderKind::Openid, "auth0|ab c"), pair("https://id.example", "auth0|ab c"));
        for wrong in ["ä", "a\tb"] {
            assert_eq!(key(ProviderKind::Openid, wrong), Err("not_allowed"), "{wrong}");
        }
        assert_eq!(key(ProviderKind::Openid, ""), Err("required"));
    }

    #[test]
    fn an_account_at_microsoft_is_a_directory_and_an_object() {
        let (directory, object) = ("9188040d-6c67-4c5b-b112-36a304b66dad", "00000000-0000-0000-66f3-3332eca7ea81");
        let any = of(ProviderKind::Microsoft);
        let (issuer, subject) = any.key_of(&format!("{directory}/{object}")).expect("a key");
        assert_eq!((&*issuer, &*subject), (&*format!("{MICROSOFT_ISSUERS}{directory}/v2.0"), object));
        assert_eq!(id_in_files(&issuer, &subject), format!("{directory}/{object}"));
        assert_eq!(id_in_files("https://id.example", "7"), "7");
        let definition = ProviderDefinition { tenant: Some(object.to_owned()), ..any.definition.clone() };
        let one = Provider::new(any.name.clone(), definition, None, ProviderSource::Database);
        for wrong in [format!("{directory}/{object}"), object.to_owned(), format!("{object}/a")] {
            assert_eq!(one.key_of(&wrong).map_err(|problem| problem.code), Err("not_allowed"), "{wrong}");
        }
        assert!(one.key_of(&format!("{object}/{directory}")).is_ok());
    }
}
