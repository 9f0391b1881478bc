//! Connecting a program: its application, and a client of it with what the row of the program says, in one transaction.

use super::program::known;
use crate::accounts::{Action, Caller, Clients, Settings, UnitOfWork};
use crate::applications::programs::{Program, Values, program, programs, read_url};
use crate::language::message;
use crate::shared::programs::{ANOTHER, ConnectWay, ConnectedView, Connecting, PasteView, ProgramView, SECRET_PLACE};
use crate::shared::{
    AppError, ApplicationName, ApplicationRequest, ClientDefinition, ClientId, ClientKind, ClientView, Expected,
    FieldError, Fields, Problem, Text,
};
use crate::store::StoreError;
use crate::store::clients::removal;
use url::Url;

/// What an application is called whose program is not known, at an address without a name.
const UNNAMED: &str = "application";

/// What is connected, once it has been read.
struct Read {
    row: &'static Program,
    url: String,
    way: ConnectWay,
}

impl Clients {
    /// The programs that are known.
    pub async fn list_programs(&self, caller: &Caller) -> Result<Vec<ProgramView>, AppError> {
        caller.permit(Action::ManageApplications)?;
        Ok(programs().map(Program::view).collect())
    }

    /// Creates an application for a program, and if it signs people in itself, a client with what the row of the program says.
    /// What the requests say themselves counts.
    pub async fn connect_program(&self, caller: &Caller, connecting: Connecting) -> Result<ConnectedView, AppError> {
        // Before the transaction, because it takes a moment.
        self.signing_keys().make_client_signing_key(caller).await?;
        let has_rule = !connecting.application.rule.is_missing();
        let connected = self.change_once(caller, Action::ManageApplications, move |tx| {
            Box::pin(async move { tx.connect_program(connecting).await })
        });
        let connected = connected.await?;
        if has_rule {
            self.group_rules().apply_rules_later();
        }
        Ok(connected)
    }

    /// What goes into the settings of the program of a client.
    pub async fn show_paste(&self, caller: &Caller, client_id: &str) -> Result<Vec<PasteView>, AppError> {
        Ok(self.paste(&self.show_client(caller, client_id).await?))
    }

    /// The same for a client that the caller has read.
    pub fn paste(&self, client: &ClientView) -> Vec<PasteView> {
        paste(&client.client_id, &client.definition, Installation::of(self.settings()))
    }

    /// The values of such a client as environment variables, which many programs and libraries read. None: [`Clients::paste`] has them.
    pub fn environment(&self, client: &ClientView) -> Option<PasteView> {
        let known = client.definition.program.as_deref().and_then(program);
        if known.is_none_or(|known| known.id == ANOTHER) {
            return None;
        }
        let all = pasted(program(ANOTHER)?, &client.client_id, &client.definition, Installation::of(self.settings()));
        all.into_iter().next().map(|first| PasteView { place: ".env".to_owned(), ..first })
    }

    /// The program of a client that the caller has read, if it is known.
    pub fn program_of(&self, client: &ClientView) -> Option<ProgramView> {
        client.definition.program.as_deref().and_then(program).map(Program::view)
    }
}

impl UnitOfWork {
    async fn connect_program(&mut self, connecting: Connecting) -> Result<ConnectedView, AppError> {
        let read = read(&connecting).map_err(AppError::invalid)?;
        let Connecting { application, mut client, .. } = connecting;
        let application = self.application_of(application, &read).await?;
        let application = self.add_application(&application).await?;
        let view = application.view();
        if read.way != ConnectWay::OpenId {
            return Ok(ConnectedView { application: view, client: None, secret: None, paste: Vec::new() });
        }
        if client.client_id.is_missing() {
            client.client_id = self.free_client_id(&application.name).await?;
        }
        let new = self.add_client(application.name, &client).await?;
        let paste = paste(&new.client.client_id, &new.client.definition, Installation::of(self.accounts().settings()));
        Ok(ConnectedView { application: view, client: Some(new.client), secret: new.secret, paste })
    }

    /// The request for the application, with a name and a title if it has none.
    async fn application_of(
        &mut self,
        mut request: ApplicationRequest,
        read: &Read,
    ) -> Result<ApplicationRequest, AppError> {
        let is_known = read.row.id != ANOTHER;
        if request.name.as_str().trim().is_empty() && request.name != Text::WrongType {
            let name = if is_known { read.row.id.to_owned() } else { name_of_host(&read.url) };
            request.name = self.free_application_name(&name).await?.into();
        }
        if request.title.as_str().trim().is_empty() && is_known && request.title != Text::WrongType {
            request.title = read.row.title.into();
        }
        match read.way {
            ConnectWay::Proxy if request.locations.is_missing() => {
                request.locations = Expected::Given(vec![read.url.as_str().into()]);
            }
            // No location: its address leads to the program itself, which learns nothing of anybody.
            ConnectWay::Tile if request.link.is_missing() => {
                request.link = read.url.as_str().into();
                request.claims = Expected::Given(Vec::new());
            }
            ConnectWay::OpenId | ConnectWay::Proxy | ConnectWay::Tile => {}
        }
        Ok(request)
    }

    /// The name of the application, unless another client has it: then one is made up.
    async fn free_client_id(&mut self, application: &ApplicationName) -> Result<Text, StoreError> {
        let all = super::stored::all(self).await?;
        let is_taken = all.iter().any(|other| other.id.as_str() == application.as_str());
        // Also by one that is being deleted.
        let is_taken = is_taken || removal::marked(self).await?.iter().any(|other| other == application.as_str());
        Ok(if is_taken { Text::Missing } else { application.as_str().into() })
    }
}

fn read(connecting: &Connecting) -> Result<Read, Vec<FieldError>> {
    let Connecting { way, client, .. } = connecting;
    let mut fields = Fields::default();
    let row = fields.parse("program", &client.program, |text| match text.trim() {
        "" => known(ANOTHER),
        id => known(id),
    });
    let url = fields.parse("url", &client.url, read_url);
    let way = fields.parse("way", way, parse_way);
    match (row, url, way) {
        (Some(row), Some(url), Some(way)) => Ok(Read { row, url, way }),
        _ => Err(fields.finish().err().unwrap_or_default()),
    }
}

fn parse_way(text: &str) -> Result<ConnectWay, Problem> {
    match text.trim() {
        "" => Ok(ConnectWay::default()),
        text => text.parse().map_err(|_| Problem::new("unknown", message::program_way_unknown())),
    }
}

/// The first part of the host of an address as the name of an application, such as `tidebook`.
fn name_of_host(url: &str) -> String {
    let host = Url::parse(url).ok().and_then(|url| url.domain().map(str::to_owned)).unwrap_or_default();
    let first = host.split('.').next().unwrap_or_default();
    ApplicationName::parse(first).map_or_else(|_| UNNAMED.to_owned(), |name| name.to_string())
}

/// This installation, as programs know it.
#[derive(Clone, Copy)]
struct Installation<'a> {
    issuer: &'a str,
    name: &'a str,
}

impl<'a> Installation<'a> {
    fn of(settings: &'a Settings) -> Self {
        Self { issuer: &settings.issuer, name: settings.name.as_str() }
    }
}

/// What goes into the settings of the program of a client.
fn paste(id: &ClientId, definition: &ClientDefinition, installation: Installation) -> Vec<PasteView> {
    let known = definition.program.as_deref().and_then(program).or_else(|| program(ANOTHER));
    known.map(|known| pasted(known, id, definition, installation)).unwrap_or_default()
}

/// The same, as if its program was this one.
fn pasted(
    program: &Program,
    id: &ClientId,
    definition: &ClientDefinition,
    installation: Installation,
) -> Vec<PasteView> {
    let redirect_uri = definition.redirect_uris.first().map(String::as_str).unwrap_or_default();
    let url = definition.launch_uri.clone().unwrap_or_else(|| origin_of(redirect_uri));
    let (url, Installation { issuer, name }) = (url.trim_end_matches('/'), installation);
    let values = Values { url, issuer, name, client_id: id.as_str(), redirect_uri };
    let mut parts = program.paste(&values);
    // The lines of the others may belong together.
    if program.id == ANOTHER && definition.kind == ClientKind::Public {
        parts.iter_mut().for_each(|part| part.text = without_secret(&part.text));
    }
    parts
}

/// Without the lines that a client needs which has a secret.
fn without_secret(text: &str) -> String {
    text.lines().filter(|line| !line.contains(SECRET_PLACE)).collect::<Vec<_>>().join("\n")
}

/// Where a program probably is that nobody has said it of.
fn origin_of(redirect_uri: &str) -> String {
    let url = Url::parse(redirect_uri).ok().filter(Url::has_host);
    url.map(|url| url.origin().ascii_serialization()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_application_without_a_known_program_is_named_after_its_host() {
        for (url, name) in [
            ("https://tidebook.harbour.example", "tidebook"),
            ("https://Tide-Book.example/x", "tide-book"),
            ("http://localhost:3000", "localhost"),
            ("https://192.0.2.1", UNNAMED),
            ("https://_dmarc.example", UNNAMED),
        ] {
            assert_eq!(name_of_host(url), name, "{url}");
        }
    }

    #[test]
    fn what_is_pasted_is_that_of_the_program_or_for_any() {
        let id = ClientId::from_stored("grafana".to_owned());
        let of = |program: Option<&str>| ClientDefinition {
            program: program.map(str::to_owned),
            redirect_uris: vec!["https://grafana.example/login/generic_oauth".to_owned()],
            ..ClientDefinition::default()
        };
        let here = Installation { issuer: "https://id.example", name: "Harbour" };
        let known = paste(&id, &of(Some("grafana")), here);
        assert!(known[0].place == "grafana.ini" && known[0].text.contains("root_url = https://grafana.example\n"));
        let text = |definition: &ClientDefinition| paste(&id, definition, here)[0].text.clone();
        assert!(text(&of(None)).contains("OIDC_CLIENT_ID=grafana\nOIDC_CLIENT_SECRET={client_secret}\n"));
        let public = ClientDefinition { kind: ClientKind::Public, ..of(None) };
        assert!(text(&public).contains("OIDC_CLIENT_ID=grafana\nOIDC_REDIRECT_URI="), "{}", text(&public));
        for unknown in [None, Some("of a newer version")] {
            let parts = paste(&id, &of(unknown), here);
            assert!(parts[0].text.contains("OIDC_ISSUER=https://id.example"), "{parts:?}");
        }
    }
}
