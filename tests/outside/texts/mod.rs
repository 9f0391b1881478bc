//! The catalogue of texts (docs/translating.md): it has all words for people, in the same order in each language, and no others.

mod compiled;
mod forbidden;
mod literals;

use crate::repository::{read, root};
use literals::Literal;
use std::collections::BTreeSet;
use std::fs;

/// The texts for everybody, and those that only pages of administrators have.
const CATALOGUE: [&str; 2] = ["locales/en.ftl", "locales/en.administrators.ftl"];

/// The pages of administrators.
const ADMINISTRATORS: &str = "src/ui/routes/administrators/";

/// The folders of `src` whose texts people read. The others are for operators, in English only, or have no texts.
const FOLDERS: [&str; 11] = [
    "accounts",
    "actions",
    "applications",
    "budgets",
    "http",
    "identity",
    "passwords",
    "shared",
    "tabular",
    "ui",
    "web",
];

/// What is in English only: the description of the API, metrics and health checks, and what only developers see.
const IN_ENGLISH: [&str; 5] =
    ["src/http/dev_mail.rs", "src/http/metrics/", "src/http/openapi/", "src/http/probes.rs", "src/http/test_mode.rs"];

/// The calls that describe an endpoint of the API.
const DESCRIPTIONS: [&str; 13] = [
    "Endpoint::delete",
    "Endpoint::get",
    "Endpoint::patch",
    "Endpoint::post",
    "Endpoint::put",
    "HeaderParameter",
    "about",
    "done",
    "file_body",
    "json!",
    "returns",
    "returns_file",
    "with_header",
];

/// Texts that look like words for people and are none: by file, how they begin. Without any: all of the file.
const ALLOWED: &[(&str, &[&str])] = &[
    // Keys of the keyboard.
    ("public/keep.js", &["Tab"]),
    ("src/ui/components/header.rs", &["Escape"]),
    ("src/ui/routes/administrators/users/bulk/mod.rs", &["Escape"]),
    ("src/ui/routes/administrators/overview/walk.rs", &["Arrow", "End", "Home"]),
    ("src/ui/routes/administrators/users/results.rs", &["Arrow"]),
    // Names of exceptions in browsers.
    ("public/passkey.js", &["AbortError", "InvalidStateError", "NotAllowedError"]),
    // Selectors, classes of Tailwind, and values of HTML.
    ("public/keep.js", &["input, select", "h2, p", "main, body"]),
    ("src/ui/hydration.js", &["input, select"]),
    ("src/ui/routes/administrators/import/form.rs", &["provider, subject"]),
    ("src/ui/shell.rs", &["light dark"]),
    ("src/ui/form/spec.rs", &["username webauthn"]),
    // Values of headers, and what serde says, which no page shows.
    ("src/http/endpoints.rs", &["private, no-cache", "public, no-cache"]),
    ("src/shared/own_fields/sent.rs", &["a field twice"]),
    // Commands, which are the same in each language.
    ("src/http/no_administrator.rs", &["vestibule user create"]),
    ("src/ui/routes/administrators/first_steps/row.rs", &["pg_dump", "vestibule backup"]),
    // Names of products, which are the same in each language.
    ("src/accounts/factors/providers.rs", &[]),
    ("src/accounts/sessions/device.rs", &[]),
    ("src/applications/programs/assistants.rs", &[]),
    ("src/applications/programs/gateways.rs", &[]),
    ("src/applications/programs/home.rs", &[]),
    ("src/applications/programs/libraries.rs", &[]),
    ("src/applications/programs/operations.rs", &[]),
    ("src/applications/programs/team.rs", &[]),
    ("src/http/api/sessions.rs", &["Firefox", "Linux"]),
    ("src/passwords/argon.rs", &["Argon2"]),
    ("src/passwords/mod.rs", &["Argon2"]),
    ("src/ui/routes/administrators/first_steps/mod.rs", &["PostgreSQL"]),
    ("src/passwords/foreign/mod.rs", &[]),
    ("src/shared/connections.rs", &["Caddy", "Traefik"]),
    (
        "src/shared/import_systems.rs",
        &["Auth0", "Authelia", "Firebase", "Keycloak", "LDAP (LDIF)", "PocketBase", "Supabase", "WordPress"],
    ),
    ("src/shared/fields/names.rs", &["Vestibule"]),
    ("src/shared/providers.rs", &["Apple", "Discord", "Facebook", "GitHub", "GitLab", "Google", "Microsoft"]),
    // The lines around a key.
    ("src/applications/upstream/provider.rs", &["-----BEGIN PRIVATE", "-----END PRIVATE"]),
    // Headers, and values of them.
    ("src/http/endpoints.rs", &["For `If-None-Match`"]),
    ("public/docs.js", &["Bearer"]),
    ("src/accounts/openid/introspection.rs", &["Bearer"]),
    ("src/http/api/applications.rs", &["Bearer"]),
    ("src/http/api/auth.rs", &["Bearer"]),
    ("src/http/api/users/mod.rs", &["</api/users/{id}/created-tokens>"]),
    ("src/http/idempotency.rs", &["Idempotency-Key"]),
    ("src/http/oauth/token.rs", &["Bearer"]),
    ("src/ui/routes/administrators/applications/mod.rs", &["Remote-User"]),
    // Descriptions of errors of OAuth, which are in English (RFC 6749, section 5.2).
    ("src/accounts/journey/owed.rs", &["The account has"]),
    ("src/accounts/openid/authorize/request.rs", &["client_id ", "redirect_uri "]),
    ("src/accounts/openid/authorize/values.rs", &["code_challenge is", "resource is", "The client has"]),
    ("src/accounts/openid/logout.rs", &["id_token_hint is"]),
    ("src/accounts/openid/tokens/code.rs", &["code_verifier "]),
    ("src/accounts/openid/tokens/credentials.rs", &["a public client", "this client has", "the service account"]),
    // A key of the log, and a line of it.
    ("src/accounts/openid/refusals/mod.rs", &["client refused"]),
    ("src/accounts/openid/refusals/unasked.rs", &["the client has got"]),
    // The description of the API, beside the calls above, and its examples.
    ("src/http/docs_page/trial.rs", &["Scope"]),
    ("src/http/api/applications.rs", &["ReplaceApplicationRequest"]),
    ("src/http/api/client_access.rs", &["Wiki", "What the team knows"]),
    ("src/http/api/etag.rs", &["For `If-Match`"]),
    ("src/http/api/overview.rs", &["Wiki"]),
    ("src/http/api/programs.rs", &["Grafana", "dashboards"]),
    ("src/http/api/users/mod.rs", &["The API tokens that"]),
    ("src/http/api/ways_in.rs", &["Windows Hello", "Firefox", "Linux"]),
    ("src/shared/fields/profile.rs", &["The name to display", "The language of pages"]),
    ("src/shared/own_fields/sent.rs", &["Fields"]),
    ("src/shared/own_fields/value.rs", &["FieldValue"]),
    ("src/shared/requests.rs", &["{limit} An empty string"]),
    ("src/shared/timestamp.rs", &["Timestamp"]),
    ("src/shared/views.rs", &["Ada Lovelace"]),
    // The purposes of sealed values.
    ("src/accounts/hand_over/mod.rs", &["application session 1"]),
    ("src/accounts/link_pages/way_on.rs", &["journey of a link 1"]),
    ("src/accounts/hand_over/ticket.rs", &["hand-over ticket 1"]),
    ("src/accounts/openid/code.rs", &["authorization code 1", "taken back {} {client}"]),
    ("src/accounts/openid/sealed_request.rs", &["authorization request 1"]),
    ("src/accounts/rotation.rs", &["client refresh token 1"]),
    ("src/accounts/upstream/back_channel.rs", &["provider logout {} {}"]),
    ("src/accounts/upstream/begin.rs", &["upstream attempt 2"]),
    ("src/accounts/upstream/claims.rs", &["Bearer {access_token}"]),
    ("src/accounts/upstream/oauth2.rs", &["Bearer {access_token}"]),
    ("src/accounts/upstream/proof.rs", &["mail proof 1", "another number of bytes"]),
    ("src/accounts/upstream/sealed.rs", &["upstream arrival 1"]),
    ("src/accounts/upstream/stored.rs", &["identity provider 1 {name}"]),
    ("src/accounts/upstream/token.rs", &["Basic {}", "Bearer"]),
    ("src/accounts/sessions/browsers.rs", &["known browser 1"]),
    // In the log, or in the console of the browser.
    ("src/accounts/error.rs", &["an earlier line"]),
    ("src/accounts/journey/kept.rs", &["the end of a journey"]),
    ("src/accounts/imports/spool.rs", &["cannot write or read"]),
    ("src/accounts/logouts/deliver.rs", &["the client has answered", "other logout tokens"]),
    (
        "src/accounts/mail/deliver.rs",
        &["only another version", "its one-time token", "too many other", "the mail server"],
    ),
    ("src/accounts/installation/test_mail.rs", &["the mail server"]),
    ("src/accounts/passwords/links.rs", &["a password link"]),
    ("src/accounts/directory/backfill.rs", &["the search learns"]),
    ("src/accounts/group_rules.rs", &["groups lack", "the members of"]),
    ("src/accounts/own_fields/index.rs", &["the words of", "the search does", "the search learns"]),
    ("src/accounts/users/register.rs", &["the answer to"]),
    ("src/ui/hydration.js", &["no stylesheet", "no texts"]),
    // On the command line, and mistakes in the configuration and the file of applications.
    ("src/accounts/applications/stored.rs", &["The application {}"]),
    ("src/accounts/factors/demand.rs", &["VESTIBULE_REQUIRE_SECOND_FACTOR names"]),
    ("src/accounts/installation/facts.rs", &["A proxy at"]),
    ("src/accounts/factors/relying_party.rs", &["1 passkey", "{count} passkeys", "{passkeys} to"]),
    ("src/accounts/signing_keys.rs", &[]),
    ("src/applications/clients_file.rs", &[]),
    ("src/applications/file.rs", &[]),
    ("src/accounts/own_fields/check.rs", &[]),
    ("src/applications/groups_file.rs", &[]),
    ("src/applications/own_fields_file.rs", &[]),
    ("src/applications/providers_file.rs", &[]),
    ("src/applications/terms_file.rs", &[]),
    ("src/budgets/rate.rs", &["write it as"]),
    ("src/shared/client_fields.rs", &[]),
    ("src/shared/own_fields/properties.rs", &[]),
    ("src/shared/provider_fields.rs", &[]),
    ("src/shared/views.rs", &["“{}” is neither", "a role is", "a status is"]),
    // The name of a token that the pages about the API create. A use case does not know the language of a page.
    ("src/accounts/api_tokens/trial.rs", &["Trying the API"]),
];

#[test]
fn words_for_people_are_in_the_catalogue_only() {
    let classes = classes();
    let (mut outside, mut needed) = (Vec::new(), BTreeSet::new());
    for path in sources() {
        let source = read(&path);
        let all = if path.ends_with(".rs") { literals::in_rust(&source) } else { literals::in_script(&source) };
        for literal in all.iter().filter(|literal| literal.is_for_people(&classes) && !describes_api(&path, literal)) {
            match ALLOWED.iter().position(|(file, begins)| *file == path && begins_with_one(&literal.text, begins)) {
                Some(entry) => _ = needed.insert(entry),
                None => outside.push(format!("{path}:{}: {:?}", literal.line, literal.text)),
            }
        }
    }
    assert!(outside.is_empty(), "move these texts into locales/*.ftl:\n{}", outside.join("\n"));
    let kept = ALLOWED.iter().enumerate().filter(|(entry, _)| !needed.contains(entry));
    let kept: Vec<_> = kept.map(|(_, allowed)| allowed).collect();
    assert!(kept.is_empty(), "nothing needs these exceptions any more: {kept:?}");
}

/// public/keep.js finds such times on pages, and writes them in the zone of the reader.
#[test]
fn times_have_the_form_in_each_language_that_the_script_of_pages_finds() {
    let is_found = |words: &str| !words.is_empty() && !words.contains(|c: char| c.is_ascii_digit());
    let is_minute = |minute: &str| {
        let between = minute.strip_prefix("{ $date }").and_then(|rest| {
            // Between day and time, and around the zone.
            let (before, zone) = rest.split_once("{ $time }")?;
            zone.trim_end_matches(')').ends_with("UTC").then_some(before)
        });
        between.is_some_and(is_found)
    };
    let mut languages = 0;
    for path in files("locales", ".ftl") {
        let catalogue = read(&path);
        let value = |name: &str| catalogue.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(" = "));
        assert!(value("audit-minute").is_none_or(is_minute), "{path}");
        let (Some(day), Some(minute)) = (value("date-day"), value("date-minute")) else { continue };
        languages += 1;
        assert!(["{ $day } { $month } { $year }", "{ $day }. { $month } { $year }"].contains(&day), "{path}: {day}");
        assert!(is_minute(minute), "{path}: {minute}");
    }
    assert!(languages > 1, "one of them is English");
}

#[test]
fn the_stylesheet_has_no_words() {
    let mut words = Vec::new();
    for path in files("style", ".css") {
        for (index, line) in read(&path).lines().enumerate() {
            let content = line.split_once("content:").map_or("", |(_, content)| content);
            if content.split('"').skip(1).step_by(2).any(|text| text.contains(char::is_alphabetic)) {
                words.push(format!("{path}:{}:{content}", index + 1));
            }
        }
    }
    assert!(words.is_empty(), "write these texts into an attribute, and take them with attr():\n{}", words.join("\n"));
}

#[test]
fn every_text_is_used() {
    let code: Vec<_> = files("src", ".rs").iter().map(read).collect();
    let used: BTreeSet<_> = code.iter().flat_map(|code| used_in(code)).collect();
    // `src/mail/templates/built_in.rs` names those of mail, which the compiler checks by the names of the messages.
    let is_used = |id: &String| {
        // The sentences about an event are used with its name.
        let of_event = id.strip_suffix("-done").or_else(|| id.strip_suffix("-refused"));
        let named = of_event.filter(|event| event.starts_with("event-")).unwrap_or(id);
        id.starts_with("mail-") || id == "language-name" || used.contains(&*named.replace('-', "_"))
    };
    let unused: Vec<_> = CATALOGUE.into_iter().flat_map(ids).filter(|id| !is_used(id)).collect();
    assert!(unused.is_empty(), "nothing uses these texts: {unused:?}");
}

/// The other way round does not compile.
#[test]
fn what_only_pages_of_administrators_say_is_in_their_file() {
    let (mut theirs, mut others) = (BTreeSet::new(), BTreeSet::new());
    for path in files("src", ".rs") {
        let code = read(&path);
        let words = code.split(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).map(str::to_owned);
        if path.starts_with(ADMINISTRATORS) {
            theirs.extend(words);
            // As data they are for everybody.
            others.extend(named_behind("message::", &code).map(str::to_owned));
        } else {
            others.extend(words);
        }
    }
    let is_theirs = |id: &String| {
        let name = id.replace('-', "_");
        theirs.contains(&name) && !others.contains(&name)
    };
    let outside: Vec<_> = ids(CATALOGUE[0]).into_iter().filter(is_theirs).collect();
    assert!(outside.is_empty(), "move these texts into locales/*.administrators.ftl: {outside:?}");
}

#[test]
fn each_language_has_the_same_texts_in_the_same_order() {
    for path in files("locales", ".ftl") {
        // `de.administrators.ftl` is compared with `en.administrators.ftl`.
        let (_, ending) = path.split_once('.').expect("an ending");
        let (own, english) = (ids(&path), ids(&format!("locales/en.{ending}")));
        assert!(english.len() > 100, "{path}: {} texts", english.len());
        assert_eq!(own.iter().zip(&english).find(|(own, english)| own != english), None, "{path}");
        assert_eq!(own.len(), english.len(), "{path}");
    }
}

/// The files with texts for people, beside the catalogue.
fn sources() -> impl Iterator<Item = String> {
    let is_test = |path: &str| path.ends_with("tests.rs") || path.contains("/tests/");
    let rust = FOLDERS.into_iter().flat_map(|folder| files(&format!("src/{folder}"), ".rs"));
    let all = rust.chain(files("public", ".js")).chain(files("src/ui", ".js"));
    all.filter(move |path| !is_test(path) && !begins_with_one(path, &IN_ENGLISH))
}

/// The paths of all files below a folder with this ending.
fn files(folder: &str, ending: &str) -> Vec<String> {
    let (mut folders, mut found) = (vec![folder.to_owned()], Vec::new());
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(root().join(&folder)).expect("a folder") {
            let entry = entry.expect("an entry");
            let path = format!("{folder}/{}", entry.file_name().to_string_lossy());
            if entry.path().is_dir() {
                folders.push(path);
            } else if path.ends_with(ending) {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

/// Whether a text begins with one of these, or there are none.
fn begins_with_one(text: &str, begins: &[&str]) -> bool {
    begins.is_empty() || begins.iter().any(|begin| text.starts_with(begin))
}

fn describes_api(path: &str, literal: &Literal<'_>) -> bool {
    let is_api = path.starts_with("src/http/api/") || path == "src/http/endpoints.rs";
    is_api && literal.around.iter().any(|call| DESCRIPTIONS.contains(call))
}

/// The classes of the stylesheet.
fn classes() -> BTreeSet<String> {
    let is_in_name = |c: &char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    let styles: Vec<_> = files("style", ".css").iter().map(read).collect();
    let behind_dots = styles.iter().flat_map(|style| style.split('.').skip(1));
    let names = behind_dots.map(|rest| rest.chars().take_while(is_in_name).collect::<String>());
    names.filter(|name| name.starts_with(char::is_alphabetic)).collect()
}

/// The names of functions of the catalogue that code uses: in paths, and at the end of a line in a table of a macro, such as
/// `Desktop = "desktop": device_computer,` or `"kind-public" PUBLIC => client_public, client_public_about;`.
fn used_in(code: &str) -> impl Iterator<Item = &str> {
    let in_paths = ["say::", "message::"].into_iter().flat_map(move |module| named_behind(module, code));
    let in_tables = code.lines().filter_map(|line| line.strip_suffix([',', ';'])).flat_map(|line| {
        let ends = ["=> ", "= ", ": "].into_iter().filter_map(|sign| Some(line.rfind(sign)? + sign.len()));
        line[ends.max().unwrap_or_default()..].split(", ").map(str::trim)
    });
    in_paths.chain(in_tables)
}

/// The names in a module that code has paths to.
fn named_behind<'a>(module: &'static str, code: &'a str) -> impl Iterator<Item = &'a str> {
    code.split(module).skip(1).map(|rest| {
        let end = rest.find(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).unwrap_or(rest.len());
        &rest[..end]
    })
}

/// The ids of a file, in their order; that of an attribute behind the id of its message.
fn ids(path: &str) -> Vec<String> {
    let is_id =
        |text: &str| text.starts_with(char::is_alphabetic) && text.chars().all(|c| c.is_alphanumeric() || c == '-');
    let (text, mut message, mut ids) = (read(path), String::new(), Vec::new());
    for line in text.lines() {
        let name = line.split_once('=').map_or("", |(name, _)| name.trim_end());
        match name.strip_prefix(' ').and_then(|indented| indented.trim_start().strip_prefix('.')) {
            Some(attribute) if is_id(attribute) => ids.push(format!("{message}-{attribute}")),
            None if is_id(name) => {
                name.clone_into(&mut message);
                ids.push(name.to_owned());
            }
            _ => {}
        }
    }
    ids
}
