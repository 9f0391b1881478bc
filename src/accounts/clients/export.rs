//! Writes applications and their clients as a file of applications, for those who move them there.

use super::stored;
use crate::accounts::applications::stored_applications;
use crate::accounts::{Action, Caller, Clients};
use crate::applications::{Application, Client, ClientSecret};
use crate::language::message;
use crate::shared::applications::{Claim, proof_age};
use crate::shared::fields::input::Defined as _;
use crate::shared::{AppError, ClientDefinition, RemoteUser, Timestamp};
use serde_json::{Value, json};
use std::fmt::Write as _;

impl Clients {
    /// The file that defines these applications, or all of them if no name is given, with their clients and the hashes of their
    /// secrets.
    pub async fn export_applications(&self, caller: &Caller, names: &[String]) -> Result<String, AppError> {
        caller.permit(Action::ManageApplications)?;
        let (applications, clients) = self
            .db()
            .read(async |mut conn| Ok((stored_applications(&mut conn).await?, stored::all(&mut conn).await?)))
            .await?;
        if names.iter().any(|name| applications.iter().all(|one| one.name.as_str() != name)) {
            return Err(AppError::not_found(message::application_unknown()));
        }
        let is_wanted = |one: &&Application| names.is_empty() || names.iter().any(|name| one.name.as_str() == name);
        let mut out = String::new();
        for application in applications.iter().filter(is_wanted) {
            write_application(&mut out, application);
            let own = clients.iter().filter(|client| client.application == application.name);
            own.for_each(|client| write_client(&mut out, client, self.now()));
        }
        Ok(out)
    }
}

fn write_application(out: &mut String, application: &Application) {
    let separator = if out.is_empty() { "" } else { "\n" };
    *out += &format!("{separator}[[application]]\n");
    let mut key = |name: &str, value: Value| entry(out, name, &value);
    key("name", json!(application.name));
    if application.title != application.name.as_str() {
        key("title", json!(application.title));
    }
    if !application.locations.is_empty() {
        key("locations", application.locations.iter().map(ToString::to_string).collect());
    }
    if application.everyone {
        key("everyone", json!(true));
    }
    if !application.groups.is_empty() {
        key("groups", json!(application.groups));
    }
    if application.claims != Claim::ALL {
        key("claims", json!(application.claims));
    }
    if !application.fields.is_empty() {
        key("fields", json!(application.fields));
    }
    if application.remote_user != RemoteUser::default() {
        key("remote_user", json!(application.remote_user));
    }
    if let Some(address) = &application.after_sign_out {
        key("after_sign_out", json!(address.to_string()));
    }
    if let Some(address) = &application.link {
        key("link", json!(address.to_string()));
    }
    if application.demand.second_factor() {
        key("second_factor", json!(true));
    }
    if let Some(age) = application.demand.max_age {
        key("max_age", json!(proof_age(age)));
    }
}

fn write_client(out: &mut String, client: &Client, now: Timestamp) {
    *out += "\n[[application.client]]\n";
    entry(out, "client_id", &json!(client.id));
    write_secrets(out, &client.secrets, now);
    let new = ClientDefinition::of_new();
    for field in ClientDefinition::FIELDS {
        let texts = (field.texts)(&client.definition);
        if texts != (field.texts)(&new) {
            entry(out, field.name, &field.input.write(texts));
        }
    }
}

/// The hashes of those that have not expired. The file has no key for the end of one.
fn write_secrets(out: &mut String, secrets: &[ClientSecret], now: Timestamp) {
    let valid: Vec<_> = secrets.iter().filter(|secret| secret.expires_at.is_none_or(|end| now < end)).collect();
    for secret in &valid {
        if let Some(end) = secret.expires_at {
            // Never fails: it writes to a text.
            _ = writeln!(out, "# expires: {end}");
        }
    }
    if !valid.is_empty() {
        let hashes: Vec<_> = valid.iter().map(|secret| format!("sha256:{}", hexadecimal(&secret.hash))).collect();
        entry(out, "secret_hash", &json!(hashes));
    }
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A text, a flag or a list of texts has the same notation in JSON and TOML.
fn entry(out: &mut String, name: &str, value: &Value) {
    // Never fails: it writes to a text. TOML has one control character more that has to be escaped.
    _ = writeln!(out, "{name} = {}", value.to_string().replace('\u{7f}', "\\u007f"));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::accounts::clients::request::parse;
    use crate::applications::{Demand, parse_after_sign_out, read_file};
    use crate::shared::{
        ApplicationName, ApplicationSource, ClaimRule, ClientId, ConsentRule, DemandedLevel, GrantKind, GroupNames,
        GroupRule, OwnFieldName,
    };

    #[test]
    fn what_is_written_is_read_as_the_same_application() {
        let application = Application {
            name: ApplicationName::parse("wiki").unwrap(),
            title: "The \"Wiki\" \\ \u{e9}".to_owned(),
            locations: Vec::new(),
            everyone: true,
            groups: GroupNames::from_stored("editors staff"),
            claims: vec![Claim::Email],
            fields: vec![OwnFieldName::parse("plan").unwrap()],
            remote_user: RemoteUser::Id,
            after_sign_out: None,
            link: parse_after_sign_out("https://wiki.example/").unwrap(),
            demand: Demand::new(true, Some(5400)),
            source: ApplicationSource::File,
            flaws: Vec::new(),
            created_at: None,
            updated_at: None,
        };
        let plain = Application {
            name: ApplicationName::parse("plain").unwrap(),
            title: "plain".to_owned(),
            everyone: false,
            groups: GroupNames::default(),
            claims: Claim::ALL.to_vec(),
            fields: Vec::new(),
            remote_user: RemoteUser::default(),
            link: None,
            demand: Demand::default(),
            ..application.clone()
        };
        let mut out = String::new();
        write_application(&mut out, &application);
        write_application(&mut out, &plain);
        assert!(out.ends_with("\n\n[[application]]\nname = \"plain\"\n"), "{out}");
        let found = read_file(&out, None, &|_| Err("no file".to_owned())).unwrap();
        assert_eq!((found.applications, found.problems), (vec![application, plain], Vec::new()));
    }

    #[test]
    fn what_is_written_of_a_client_is_read_as_the_same_definition() {
        let definition = ClientDefinition {
            redirect_uris: vec!["https://wiki.example/cb".to_owned()],
            grants: vec![GrantKind::AuthorizationCode, GrantKind::RefreshToken],
            access_ttl: Some(300),
            id_token_claims: true,
            consent: ConsentRule::Once,
            acr: Some(DemandedLevel::Passkey),
            description: Some("What \"we\" know".to_owned()),
            claims: vec![
                ClaimRule {
                    name: "tier".to_owned(),
                    value: "a=b".to_owned(),
                    is_json: false,
                    is_field: false,
                    group: None,
                },
                ClaimRule {
                    name: "beta".to_owned(),
                    value: "true".to_owned(),
                    is_json: true,
                    is_field: false,
                    group: None,
                },
            ],
            only_groups: vec![GroupRule::parse("wiki-*=*").unwrap()],
            ..ClientDefinition::default()
        };
        let read_again = |definition: ClientDefinition| {
            let (id, name) = (ClientId::parse("wiki").unwrap(), ApplicationName::parse("wiki").unwrap());
            let mut out = "[[application]]\nname = \"wiki\"\n".to_owned();
            write_client(&mut out, &stored::of_document(id, name, definition, Timestamp(0)), Timestamp(0));
            let found = read_file(&out, None, &|_| Err("no file".to_owned())).unwrap();
            parse(&found.clients[0].request, None, &GroupNames::default(), "https://id.example")
                .map(|read| (read.definition, out.lines().count()))
        };
        assert_eq!(read_again(definition.clone()), Ok((definition, 15)));
        // What a new client has is left out.
        let redirect_uris = vec!["https://wiki.example/cb".to_owned()];
        let new = ClientDefinition { redirect_uris, ..ClientDefinition::of_new() };
        assert_eq!(read_again(new.clone()), Ok((new, 6)));
    }
}
