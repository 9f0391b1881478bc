//! What the row of a program says for the fields of a request that it leaves out.

use crate::applications::programs::{Program, program, read_url};
use crate::language::message;
use crate::shared::programs::ProgramPkce;
use crate::shared::{ClientRequest, Expected, Fields, GrantKind, Problem, Text};

/// The id of a program that is known. None if the text is blank.
pub(super) fn parse_program(text: &str) -> Result<Option<String>, Problem> {
    match text.trim() {
        "" => Ok(None),
        id => known(id).map(|program| Some(program.id.to_owned())),
    }
}

/// The row of the program with this id.
pub(super) fn known(id: &str) -> Result<&'static Program, Problem> {
    program(id.trim()).ok_or_else(|| Problem::new("unknown", message::program_unknown()))
}

/// The request, with what the row of its program says for the fields that it leaves out. Only a request that says where the program is
/// is completed: one that replaces a client without saying so means what it leaves out.
pub(super) fn filled(fields: &mut Fields, request: &ClientRequest) -> ClientRequest {
    let mut request = request.clone();
    if request.url.is_missing() {
        return request;
    }
    let Some(url) = fields.parse("url", &request.url, read_url) else { return request };
    // What is wrong with its name is said by the rule of that field.
    if let Some(program) = program(request.program.as_str().trim()) {
        complete(&mut request, program, &url);
    }
    fill(&mut request.launch_uri, || url);
    request
}

fn complete(request: &mut ClientRequest, program: &Program, url: &str) {
    let texts = |list: Vec<String>| list.into_iter().map(Text::from).collect::<Vec<_>>();
    let grants = || program.grants.iter().map(|grant: &GrantKind| Text::from(grant.as_str())).collect();
    fill(&mut request.kind, || program.kind.to_string());
    fill(&mut request.redirect_uris, || texts(program.at(program.redirect_uris, url)));
    fill(&mut request.post_logout_redirect_uris, || texts(program.at(program.post_logout_redirect_uris, url)));
    if let Some(address) = program.back_channel_at(url) {
        fill(&mut request.backchannel_logout_uri, || address);
    }
    fill(&mut request.resources, || texts(program.resources_at(url)));
    fill(&mut request.require_pkce, || program.pkce != ProgramPkce::Never);
    fill(&mut request.id_token_claims, || program.reads_id_token);
    fill(&mut request.grants, grants);
    // The usual name needs no setting.
    if let Some(claim) = program.groups_claim.filter(|claim| *claim != "groups") {
        fill(&mut request.groups_claim, || claim.to_owned());
    }
}

fn fill<T>(field: &mut Expected<T>, value: impl FnOnce() -> T) {
    if field.is_missing() {
        *field = Expected::Given(value());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::accounts::clients::request::parse;
    use crate::applications::programs::programs;
    use crate::shared::programs::ANOTHER;
    use crate::shared::{ClientDefinition, ClientKind, GroupNames};

    const ISSUER: &str = "https://id.example";

    fn of(id: &str) -> ClientRequest {
        ClientRequest { program: id.into(), url: "https://app.example/".into(), ..ClientRequest::default() }
    }

    fn definition(request: &ClientRequest) -> Result<ClientDefinition, Vec<String>> {
        let parsed = parse(request, None, &GroupNames::default(), ISSUER);
        parsed
            .map(|requested| requested.definition)
            .map_err(|errors| errors.into_iter().map(|error| format!("{} {}", error.field, error.code)).collect())
    }

    #[test]
    fn each_program_but_the_unknown_one_is_a_valid_client_with_its_row_alone() {
        for program in programs().filter(|program| program.id != ANOTHER) {
            let found = definition(&of(program.id)).unwrap_or_else(|errors| panic!("{}: {errors:?}", program.id));
            assert_eq!(found.redirect_uris, program.at(program.redirect_uris, "https://app.example"), "{}", program.id);
            assert_eq!((found.kind, found.id_token_claims), (program.kind, program.reads_id_token), "{}", program.id);
            assert_eq!(found.program.as_deref(), Some(program.id));
            assert_eq!(found.launch_uri.as_deref(), Some("https://app.example"));
            assert!(!found.closed);
        }
        assert_eq!(definition(&of(ANOTHER)), Err(vec!["redirect_uris required".to_owned()]));
    }

    #[test]
    fn an_assistant_may_ask_for_tokens_for_the_server_that_it_calls() {
        let resources = |id: &str| definition(&of(id)).unwrap().resources;
        for id in ["claude", "mcp-client"] {
            assert_eq!(resources(id), ["https://app.example"], "{id}");
        }
        assert!(resources("grafana").is_empty());
    }

    #[test]
    fn what_a_request_says_counts() {
        let request = ClientRequest {
            redirect_uris: Expected::Given(vec!["https://other.example/cb".into()]),
            require_pkce: Expected::Given(false),
            launch_uri: "".into(),
            ..of("grafana")
        };
        let found = definition(&request).unwrap();
        assert_eq!(found.redirect_uris, ["https://other.example/cb"]);
        assert!(!found.require_pkce && found.launch_uri.is_none());
        assert_eq!(found.post_logout_redirect_uris, ["https://app.example/login"], "left out, so as the row says");
    }

    #[test]
    fn without_an_address_a_program_is_only_a_name() {
        let request = ClientRequest {
            redirect_uris: Expected::Given(vec!["https://app.example/cb".into()]),
            url: Text::Missing,
            ..of("oidc-client-ts")
        };
        let found = definition(&request).unwrap();
        assert_eq!((found.kind, found.program.as_deref()), (ClientKind::Confidential, Some("oidc-client-ts")));
        assert!(found.launch_uri.is_none());
    }

    #[test]
    fn an_unknown_program_and_a_wrong_address_are_errors() {
        let unknown =
            ClientRequest { redirect_uris: Expected::Given(vec!["https://a.example/cb".into()]), ..of("myspace") };
        assert_eq!(definition(&unknown), Err(vec!["program unknown".to_owned()]));
        let plain = ClientRequest { url: "http://app.example".into(), ..of("grafana") };
        let errors = definition(&plain).unwrap_err();
        assert!(errors.contains(&"url invalid_uri".to_owned()), "{errors:?}");
        let blank = ClientRequest { url: " ".into(), ..of("grafana") };
        assert!(definition(&blank).unwrap_err().contains(&"url required".to_owned()));
    }
}
