//! What each row has to be.

use super::*;
use crate::shared::clients::ClientId;
use crate::shared::programs::COMMON;
use std::collections::HashSet;
use std::fs;
use std::path::Path;

const URL: &str = "https://program.example:8443/below";

fn values() -> Values<'static> {
    Values {
        url: URL,
        issuer: "https://id.example",
        name: "The \"House\"",
        client_id: "the-client",
        redirect_uri: "https://program.example/cb",
    }
}

#[test]
fn each_row_has_an_id_of_its_own() {
    let ids: HashSet<_> = programs().map(|program| program.id).collect();
    assert_eq!(ids.len(), programs().count());
    assert!(ids.len() > 40, "{}", ids.len());
    for program in programs() {
        // It is the beginning of an id, and a segment of an address.
        assert!(ClientId::parse(program.id).is_ok() && !program.id.contains(['/', '.', ' ']), "{}", program.id);
        assert_eq!(super::program(program.id).map(|found| found.title), Some(program.title));
    }
    assert_eq!(programs().last().map(|program| program.id), Some(ANOTHER));
    assert!(super::program("myspace").is_none());
    assert!(COMMON.iter().all(|id| super::program(id).is_some()));
}

#[test]
fn the_addresses_of_each_row_pass_the_rules_for_those_of_clients() {
    for program in programs() {
        let signing_in = program.at(program.redirect_uris, URL);
        let signing_out = program.at(program.post_logout_redirect_uris, URL);
        for address in signing_in.iter().chain(&signing_out).chain(program.back_channel_at(URL).iter()) {
            let read = RedirectUri::parse(address);
            assert!(read.is_ok(), "{}: {address}: {read:?}", program.id);
            assert!(!address.contains(['{', '}', '*']), "{}: {address}", program.id);
        }
        // The server sends a message there.
        let is_web = |address: String| RedirectUri::parse(&address).is_ok_and(|read| read.origin().is_some());
        assert!(program.back_channel_at(URL).is_none_or(is_web), "{}", program.id);
        let different: HashSet<_> = signing_in.iter().collect();
        assert_eq!(different.len(), signing_in.len(), "{}", program.id);
        assert!(!signing_in.is_empty() || program.id == ANOTHER, "{}", program.id);
    }
}

#[test]
fn what_is_pasted_has_the_values_of_the_client() {
    for program in programs() {
        let parts = program.paste(&values());
        assert!(!parts.is_empty(), "{}", program.id);
        for PasteView { place, text } in &parts {
            assert!(!place.is_empty() && !text.trim().is_empty(), "{}: {place}", program.id);
            // Programs show what the operator calls this server, and a quotation mark in it ends no value.
            assert!(
                !text.contains("Sign in with Vestibule") && !text.contains("The \"House"),
                "{}: {text}",
                program.id
            );
            for open in ["{url}", "{host}", "{issuer}", "{client_id}", "{redirect_uri}", "{name}"] {
                assert!(!text.contains(open), "{}: {text}", program.id);
            }
        }
        let all: String = parts.iter().map(|part| part.with_secret(Some("s3cret"))).collect();
        assert!(all.contains("the-client") || all.contains("https://id.example"), "{}: {all}", program.id);
        // A client that has a secret is told where it goes, and one without is not.
        assert_eq!(all.contains("s3cret"), program.kind == ClientKind::Confidential, "{}: {all}", program.id);
        assert!(!all.contains("{client_secret}"), "{}", program.id);
    }
}

#[test]
fn public_clients_send_pkce_and_nobody_gets_tokens_alone() {
    for program in programs() {
        let is_public = program.kind == ClientKind::Public;
        assert!(!is_public || program.pkce == ProgramPkce::Sends, "{}", program.id);
        assert!(program.grants.contains(&GrantKind::AuthorizationCode), "{}", program.id);
        assert!(!program.grants.contains(&GrantKind::ClientCredentials), "{}", program.id);
    }
}

#[test]
fn each_row_says_when_it_was_tried_or_read_and_its_guide_is_there() {
    let is_day = |text: &str| text.len() == 10 && text.starts_with("20") && text.matches('-').count() == 2;
    for program in programs() {
        match program.tried {
            Tried::With { version, on } => assert!(!version.is_empty() && is_day(on), "{}", program.id),
            Tried::Read { at, on } => assert!(at.starts_with("https://") && is_day(on), "{}", program.id),
            Tried::Unknown => assert_eq!(program.id, ANOTHER),
        }
        let guides = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/applications");
        if let Some(guide) = program.guide {
            assert!(guides.join(format!("{guide}.md")).exists(), "{}: {guide}", program.id);
        }
    }
}

/// The row of a program in the document.
fn line(program: &Program) -> String {
    let joined = |list: &[&str]| {
        let all: Vec<_> = list.iter().map(|text| format!("`{text}`")).collect();
        if all.is_empty() { "–".to_owned() } else { all.join("<br>") }
    };
    let pkce = match program.pkce {
        ProgramPkce::Sends => "sends it",
        ProgramPkce::WhenTold => "when told",
        ProgramPkce::Never => "excused",
    };
    let claims = if program.reads_id_token { "ID token" } else { "userinfo" };
    let known = match program.tried {
        Tried::With { version, on } => format!("tried: {version}, {on}"),
        Tried::Read { at, on } => format!("[read]({at}), {on}"),
        Tried::Unknown => "–".to_owned(),
    };
    let title = match program.guide {
        Some(guide) => format!("[{}]({guide}.md)", program.title),
        None => program.title.to_owned(),
    };
    let out: Vec<_> = program.post_logout_redirect_uris.iter().copied().chain(program.backchannel_logout_uri).collect();
    let (id, groups) = (program.id, program.groups_claim.unwrap_or("–"));
    format!(
        "| {title} | `{id}` | {} | {} | {pkce} | {claims} | {groups} | {known} |",
        joined(program.redirect_uris),
        joined(&out)
    )
}

#[test]
fn the_document_has_the_rows() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/applications/programs.md");
    let text = fs::read_to_string(path).expect("the document");
    let missing: Vec<_> = programs().map(line).filter(|line| !text.lines().any(|other| other == line)).collect();
    assert!(missing.is_empty(), "docs/applications/programs.md needs these rows:\n{}", missing.join("\n"));
    let rows = text.lines().filter(|line| line.starts_with("| ") && line.contains(" | `")).count();
    assert_eq!(rows, programs().count(), "the document has rows of other programs");
}

#[test]
fn an_address_is_read_as_people_type_it() {
    for (text, expected) in [
        (" https://grafana.example/ ", Some("https://grafana.example")),
        ("grafana.example", Some("https://grafana.example")),
        ("https://example.com/grafana//", Some("https://example.com/grafana")),
        ("https://nas.example:5001", Some("https://nas.example:5001")),
        ("http://localhost:3000", Some("http://localhost:3000")),
        ("", None),
        ("http://grafana.example", None),
        ("https://grafana.example/?a=b", None),
        ("https://", None),
        ("https://a@grafana.example", None),
        ("https://grafana.example/../x", None),
    ] {
        assert_eq!(read_url(text).ok().as_deref(), expected, "{text}");
    }
}
