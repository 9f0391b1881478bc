//! What the commands about clients print.

use crate::accounts::ClientPreview;
use crate::applications::{RedirectUri, consent_rule};
use crate::cli::error::CliError;
use crate::cli::output::{self, Column};
use crate::shared::fields::input::{Defined as _, Texts as _};
use crate::shared::programs::{ConnectedView, PasteView};
use crate::shared::{ClientDefinition, ClientSecretView, ClientView, Mend, NewClientSecretView, RefusalView};
use serde_json::{Value, json};

pub(super) fn shown(preview: &ClientPreview) -> Value {
    let ClientPreview { user, may_enter, scopes, id_token, userinfo, access_token, notes } = preview;
    json!({
        "username": user.username, "may_enter": may_enter, "scopes": scopes.to_string(), "id_token": id_token,
        "userinfo": userinfo, "access_token": access_token, "notes": notes,
    })
}

pub(super) const COLUMNS: [Column<ClientView>; 8] = [
    ("ID", |client| client.client_id.to_string()),
    ("KIND", |client| client.definition.kind.to_string()),
    ("GRANTS", |client| client.definition.grants.texts().join(" ")),
    ("REDIRECT URIS", |client| client.definition.redirect_uris.join(" ")),
    ("CONSENT", |client| client.definition.consent.to_string()),
    ("SECRETS", |client| client.secrets.len().to_string()),
    ("LAST USED", |client| output::or_never(client.last_used_at)),
    ("DEFINED IN", |client| client.source.to_string()),
];

pub(super) fn print(client: &ClientView, json: bool) -> Result<(), CliError> {
    if json {
        return output::json(client);
    }
    let definition = client.whole_definition();
    let mut pairs: Vec<(String, String)> = Vec::new();
    let mut add = |name: &str, text: String| pairs.push((name.replace('_', " "), text));
    add("client_id", client.client_id.to_string());
    add("application", client.application.to_string());
    add("kind", definition.kind.to_string());
    add("grants", definition.grants.texts().join(" "));
    add("redirect_uris", definition.redirect_uris.join(" "));
    add("pkce", if definition.require_pkce { "required" } else { "not required" }.to_owned());
    add("consent", consent(&definition));
    for field in ClientDefinition::FIELDS.iter().filter(|field| !IN_WORDS.contains(&field.name)) {
        let texts = (field.texts)(&definition);
        if !texts.is_empty() {
            add(field.name, texts.join(" "));
        }
    }
    add("program", definition.program.clone().unwrap_or_else(|| "not known".to_owned()));
    add("state", if definition.closed { "closed" } else { "open" }.to_owned());
    add("last_used", output::or_never(client.last_used_at));
    add("defined_in", client.source.to_string());
    output::pairs(&pairs)?;
    if !client.secrets.is_empty() {
        output::list(false, "secrets", &client.secrets, SECRET_COLUMNS)?;
    }
    warn(client);
    Ok(())
}

/// The fields that are always printed. All others are by their names, if they are set.
const IN_WORDS: [&str; 7] = ["kind", "grants", "redirect_uris", "require_pkce", "consent", "program", "closed"];

/// When people are asked, also about the addresses on their own machine.
fn consent(definition: &ClientDefinition) -> String {
    let rule = definition.consent;
    let uris = definition.redirect_uris.iter().filter_map(|uri| RedirectUri::parse(uri).ok());
    match uris.map(|uri| consent_rule(definition, &uri)).find(|other| *other != rule) {
        Some(other) => format!("{rule}, but {other} with a redirect URI on the machine of the user"),
        None => rule.to_string(),
    }
}

/// The first secret of a new client, which is not shown again.
pub(super) fn print_secret(secret: Option<&NewClientSecretView>) -> Result<(), CliError> {
    secret.map_or(Ok(()), |new| output::line(format_args!("client secret  {}", new.secret)))
}

pub(super) fn print_connected(connected: &ConnectedView) -> Result<(), CliError> {
    let ConnectedView { client, secret, paste, .. } = connected;
    client.iter().try_for_each(|client| print(client, false))?;
    print_secret(secret.as_ref())?;
    print_parts(paste, secret.as_ref().map(|new| new.secret.as_str()))
}

/// What goes where, with the secret if it is known.
pub(super) fn print_parts(parts: &[PasteView], secret: Option<&str>) -> Result<(), CliError> {
    parts.iter().try_for_each(|part| output::line(format_args!("\n=== {}\n{}", part.place, part.with_secret(secret))))
}

pub(super) fn warn(client: &ClientView) {
    output::problems(&client.client_id, &client.problems);
}

const SECRET_COLUMNS: [Column<ClientSecretView>; 5] = [
    ("SECRET", |secret| secret.id.to_string()),
    ("BEGINS WITH", |secret| secret.prefix.clone()),
    ("CREATED", |secret| secret.created_at.to_string()),
    ("EXPIRES", |secret| output::or_never(secret.expires_at)),
    ("LAST USED", |secret| output::or_never(secret.last_used_at)),
];

pub(super) const REFUSAL_COLUMNS: [Column<RefusalView>; 9] = [
    ("REFUSAL", |refusal| refusal.id.to_string()),
    ("LAST", |refusal| refusal.last_at.to_string()),
    ("TIMES", |refusal| refusal.times.to_string()),
    ("ENDPOINT", |refusal| refusal.endpoint.to_string()),
    ("ERROR", |refusal| refusal.error.clone().unwrap_or_default()),
    ("FAULT", |refusal| refusal.fault.to_string()),
    ("SENT", |refusal| refusal.sent.clone().unwrap_or_default()),
    ("BY", |refusal| if refusal.by_client { "the client" } else { "somebody without the secret" }.to_owned()),
    ("MEND", |refusal| refusal.mend.map(Mend::as_str).unwrap_or_default().to_owned()),
];
