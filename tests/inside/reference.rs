//! docs/reference.md says what the code says.
//!
//! Routes, server functions, claims, cookies, headers and exit codes are read out of the sources, because nothing public
//! lists them. A failing test prints what is on one side only.

mod settings;
mod ways_in;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use vestibule::accounts::{Action, Demand};
use vestibule::applications::PersonClaim;
use vestibule::budgets::RateLimits;
use vestibule::shared::audit::{EventKind, Reason};
use vestibule::shared::clients::ClientDefinition;
use vestibule::shared::error::ErrorCode;
use vestibule::shared::fields::input::Defined as _;
use vestibule::shared::groups::GroupCarrier;
use vestibule::shared::providers::ProviderDefinition;
use vestibule::ui::routes::PAGES;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn read(path: impl AsRef<Path>) -> String {
    let path = root().join(path);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// All Rust files below a folder.
fn sources(folder: &str) -> Vec<PathBuf> {
    files(folder, "rs")
}

/// All files below a folder whose names end so.
fn files(folder: &str, ending: &str) -> Vec<PathBuf> {
    let mut files = Vec::new();
    let mut folders = vec![root().join(folder)];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == ending) {
                files.push(path);
            }
        }
    }
    files
}

/// A source without its comments and unit tests.
fn code(path: impl AsRef<Path>) -> String {
    let text = read(path);
    let text = text.split("#[cfg(test)]").next().unwrap_or_default();
    let lines = text.lines().filter(|line| !line.trim_start().starts_with("//"));
    lines.collect::<Vec<_>>().join("\n")
}

/// The part of the reference under a heading, up to the next heading of the same level.
fn section(heading: &str) -> String {
    let page = read("docs/reference.md");
    let (_, rest) = page
        .split_once(&format!("\n## {heading}\n"))
        .unwrap_or_else(|| panic!("no heading {heading:?} in the reference"));
    rest.split("\n## ").next().unwrap_or_default().to_owned()
}

/// The cells of all rows of all tables in a text, without the lines between heads and rows.
fn rows(text: &str) -> Vec<Vec<String>> {
    let lines = text.lines().filter_map(|line| line.strip_prefix('|')?.strip_suffix('|'));
    let cells = lines.map(|line| line.split('|').map(|cell| cell.trim().to_owned()).collect::<Vec<_>>());
    cells.filter(|cells| !cells.iter().all(|cell| cell.starts_with("---"))).collect()
}

/// What is in backticks in a cell, if the cell is nothing else.
fn quoted(cell: &str) -> Option<String> {
    let inner = cell.strip_prefix('`')?.strip_suffix('`')?;
    (!inner.contains('`')).then(|| inner.to_owned())
}

#[track_caller]
fn assert_same(documented: &BTreeSet<String>, known: &BTreeSet<String>) {
    assert!(known.len() > 1, "the test finds nothing in the sources: {known:?}");
    let missing: Vec<_> = known.difference(documented).collect();
    let superfluous: Vec<_> = documented.difference(known).collect();
    assert!(
        missing.is_empty() && superfluous.is_empty(),
        "docs/reference.md lacks {missing:#?}\nand has what the code has not: {superfluous:#?}"
    );
}

/// The text between the opening parenthesis at the start of `text` and the matching closing one.
fn in_parentheses(text: &str) -> &str {
    let mut depth = 0;
    for (at, character) in text.char_indices() {
        match character {
            '(' => depth += 1,
            ')' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return &text[1.min(at)..at];
        }
    }
    panic!("a parenthesis is not closed: {text}")
}

/// Whether a handler is given for a method: `get(…)`, `.get(…)` or `routing::get(…)`.
fn names_method(handlers: &str, method: &str) -> bool {
    handlers.match_indices(&format!("{method}(")).any(|(at, _)| {
        let before = handlers[..at].chars().next_back();
        before.is_none_or(|before| !before.is_alphanumeric() && before != '_')
    })
}

/// The path that is the first argument of a `.route(…)`: a literal, or a constant of the same file or of journeys, which forms and
/// pages name as well. None for one that is computed.
fn path_of(argument: &str, source: &str) -> Option<String> {
    let argument = argument.trim();
    let in_quotes = |text: &str| Some(text.strip_prefix('"')?.split_once('"')?.0.to_owned());
    if argument.starts_with('"') {
        return in_quotes(argument);
    }
    if !argument.chars().all(|character| character.is_ascii_uppercase() || character == '_') {
        return None;
    }
    let constant = format!("const {argument}: &str = ");
    let value_in = |source: &str| in_quotes(source.split_once(&constant)?.1);
    let elsewhere = ["src/shared/journey.rs", "src/applications/prove.rs"];
    value_in(source).or_else(|| elsewhere.iter().find_map(|file| value_in(&code(file))))
}

/// `GET /path` for each route with a literal path, and `ANY /path` for those that take any method.
fn routes_in(source: &str) -> Vec<String> {
    let mut routes = Vec::new();
    for (at, call) in source.match_indices(".route(") {
        let arguments = in_parentheses(&source[at + call.len() - 1..]);
        let (path, handlers) = arguments.split_once(',').unwrap_or((arguments, ""));
        let Some(path) = path_of(path, source) else { continue };
        for method in ["get", "post", "put", "patch", "delete", "any"] {
            if names_method(handlers, method) {
                routes.push(format!("{} {path}", method.to_uppercase()));
            }
        }
    }
    routes
}

/// The addresses of server functions: `endpoint = "login"` below `/actions`.
fn server_functions_in(source: &str) -> impl Iterator<Item = String> {
    source
        .split("endpoint = \"")
        .skip(1)
        .filter_map(|rest| rest.split_once('"'))
        .map(|(name, _)| format!("POST /actions/{name}"))
}

#[test]
fn every_route_has_a_row_and_every_row_a_route() {
    let mut known = BTreeSet::new();
    // The API, health checks and keys are in the document; other routes are read from the sources.
    let paths = vestibule::http::document()["paths"].as_object().expect("paths");
    for (path, operations) in paths {
        let methods = operations.as_object().expect("operations").keys();
        known.extend(methods.map(|method| format!("{} {path}", method.to_uppercase())));
    }
    for file in sources("src/http") {
        known.extend(routes_in(&code(file)).into_iter().filter(|route| !route.starts_with("ANY ")));
    }
    for file in sources("src/actions") {
        known.extend(server_functions_in(&code(file)));
    }
    known.extend(PAGES.iter().map(|page| format!("GET {}", page.route())));

    let sections = [
        "JSON API",
        "Pages and downloads",
        "Probes, keys and static files",
        "OpenID Connect",
        "Forms and server functions",
    ];
    let rows: Vec<_> = sections.iter().flat_map(|heading| rows(&section(heading))).collect();
    let route = |cells: &Vec<String>| {
        let is_method = ["GET", "POST", "PUT", "PATCH", "DELETE"].contains(&cells[0].as_str());
        is_method.then(|| format!("{} {}", cells[0], quoted(&cells[1]).unwrap_or_default()))
    };
    let documented: BTreeSet<_> = rows.iter().filter_map(route).collect();
    assert_eq!(documented.len(), rows.iter().filter_map(route).count(), "an address has two rows");
    assert_same(&documented, &known);
}

#[test]
fn every_error_code_has_its_row() {
    let known: Vec<_> = ErrorCode::ALL
        .iter()
        .map(|code| format!("| `{}` | {} | {} |", code.as_str(), code.status(), code.title()))
        .collect();
    let documented: Vec<_> =
        section("Error codes").lines().filter(|line| line.starts_with("| `")).map(str::to_owned).collect();
    assert_eq!(documented, known, "the table should be\n{}", known.join("\n"));
}

#[test]
fn every_event_and_reason_has_its_row() {
    let events = EventKind::ALL.iter().map(|kind| kind.as_str());
    let known = events.chain(Reason::ALL.iter().map(|reason| reason.as_str())).map(str::to_owned).collect();
    let documented = rows(&section("Audit events")).iter().filter_map(|cells| quoted(&cells[0])).collect();
    assert_same(&documented, &known);
}

/// The names of the members of a struct as serde writes them.
fn members_of(source: &str, name: &str) -> BTreeSet<String> {
    let (_, rest) = source.split_once(&format!("pub struct {name} {{\n")).unwrap_or_else(|| panic!("no struct {name}"));
    let body = rest.split("\n}").next().unwrap_or_default();
    let mut renamed = None;
    let mut members = BTreeSet::new();
    for line in body.lines().map(str::trim) {
        if let Some((_, rest)) = line.split_once("rename = \"") {
            renamed = rest.split('"').next().map(str::to_owned);
        } else if let Some((member, _)) = line.strip_prefix("pub ").and_then(|member| member.split_once(':')) {
            members.insert(renamed.take().unwrap_or_else(|| member.to_owned()));
        }
    }
    members
}

#[test]
fn every_claim_of_each_token_has_its_row() {
    let source = code("src/keys/claims.rs");
    let rows = rows(&section("Token claims"));
    let documented = |column: usize| -> BTreeSet<String> {
        let with_claim = rows.iter().filter(|cells| cells.len() == 5 && cells[column] == "yes");
        with_claim.filter_map(|cells| quoted(&cells[0])).collect()
    };
    assert_same(&documented(1), &members_of(&source, "AccessClaims"));
    assert_same(&documented(2), &members_of(&source, "RefreshClaims"));
    assert_same(&documented(3), &members_of(&source, "ApplicationClaims"));
}

#[test]
fn every_claim_of_a_person_is_on_the_page_about_clients() {
    let page = read("docs/applications/any-other-client.md");
    let (_, claims) = page.split_once("\n## Claims\n").expect("the part about claims");
    let rows = rows(claims.split("\n## ").next().unwrap_or_default());
    for claim in PersonClaim::ALL {
        let scope = claim.scope().to_string();
        let row = rows.iter().find(|cells| quoted(&cells[0]).as_deref() == Some(&scope)).expect("the row of a scope");
        assert!(row[1].contains(&format!("`{claim}`")), "the row of `{scope}` lacks `{claim}`");
    }
}

#[test]
fn the_table_of_what_carries_groups_has_their_limits() {
    let shown = |limit: Option<usize>| match limit {
        None => "all".to_owned(),
        Some(bytes) if bytes < 1_000 => format!("{bytes} bytes"),
        Some(bytes) => format!("{},{:03} bytes", bytes / 1_000, bytes % 1_000),
    };
    let known: Vec<_> =
        GroupCarrier::ALL.iter().map(|carrier| [format!("`{carrier}`"), shown(carrier.limit())]).collect();
    let text = section("Token claims");
    let (_, table) = text.split_once("\n| groups in | at most | what that is | above it |\n").expect("a table");
    let rows = rows(table.split("\n\n").next().unwrap_or_default());
    let documented: Vec<_> = rows.iter().map(|cells| [cells[0].clone(), cells[1].clone()]).collect();
    assert_eq!(documented, known);
}

#[test]
fn every_cookie_has_its_row() {
    let source = code("src/web/cookies.rs");
    // With http the name has no prefix.
    let literals = source.split('"').skip(1).step_by(2);
    let names = literals.filter_map(|text| text.strip_prefix("__Host-")).filter(|name| !name.is_empty());
    let documented = rows(&section("Cookies")).iter().filter_map(|cells| quoted(&cells[0])).collect();
    assert_same(&documented, &names.map(str::to_owned).collect());
}

/// The headers that a source names: `header::RETRY_AFTER` and `HeaderName::from_static("ratelimit")`.
fn headers_in(source: &str) -> BTreeSet<String> {
    let is_of_a_constant = |character: char| character.is_ascii_uppercase() || character == '_';
    let constants = source.split("header::").skip(1).filter_map(|rest| {
        let end = rest.find(|character| !is_of_a_constant(character)).unwrap_or(rest.len());
        let is_type = rest[end..].starts_with(|character: char| character.is_ascii_lowercase());
        (end > 1 && !is_type).then(|| rest[..end].to_ascii_lowercase().replace('_', "-"))
    });
    let made =
        source.split("HeaderName::from_static(\"").skip(1).filter_map(|rest| Some(rest.split_once('"')?.0.to_owned()));
    constants.chain(made).collect()
}

#[test]
fn every_header_has_its_row() {
    let documented: BTreeSet<_> = rows(&section("Headers"))
        .iter()
        .flat_map(|cells| cells[0].split(',').map(str::trim).filter_map(quoted).collect::<Vec<_>>())
        .map(|name| name.to_ascii_lowercase())
        .collect();
    let sources = sources("src/http").into_iter().chain(sources("src/web"));
    let known: BTreeSet<_> = sources.flat_map(|file| headers_in(&code(file))).collect();
    assert!(known.len() > 20, "the test finds too few headers in the sources: {known:?}");
    let missing: Vec<_> = known.difference(&documented).collect();
    assert!(missing.is_empty(), "docs/reference.md lacks {missing:?}");
}

#[test]
fn every_field_of_a_client_and_of_a_provider_is_described() {
    let page = read("docs/reference.md");
    let clients: Vec<_> = ClientDefinition::FIELDS.iter().map(|field| field.name).collect();
    let providers: Vec<_> = ProviderDefinition::FIELDS.iter().map(|field| field.name).collect();
    for (noun, names) in [("clients", clients), ("providers", providers)] {
        let (_, rest) = page.split_once(&format!("\n- `{noun}`: ")).expect("the fields");
        let described = rest.split("\n- ").next().unwrap_or_default();
        let missing: Vec<_> = names.iter().filter(|name| !described.contains(&format!("`{name}`"))).collect();
        assert!(missing.is_empty(), "docs/reference.md lacks {missing:?} of {noun}");
    }
}

#[test]
fn every_budget_has_its_row() {
    let known: BTreeSet<_> = RateLimits::default().to_string().split(',').map(str::to_owned).collect();
    let documented = rows(&section("Rate limits"))
        .iter()
        .filter_map(|cells| {
            let rate = cells[1].strip_prefix('`')?.split('`').next()?;
            Some(format!("{}={rate}", quoted(&cells[0])?))
        })
        .collect();
    assert_same(&documented, &known);
}

#[test]
fn every_exit_code_has_its_row() {
    let source = code("src/cli/error.rs");
    let (_, body) = source.split_once("fn exit_code(").expect("the function that gives the exit code");
    let body = body.split("\n    }").next().unwrap_or_default();
    let known = body
        .split("=> ")
        .skip(1)
        .map(|rest| rest.chars().take_while(char::is_ascii_digit).collect::<String>())
        .filter(|code| !code.is_empty())
        .collect();
    let documented = rows(&section("Exit codes")).iter().filter_map(|cells| quoted(&cells[0])).collect();
    assert_same(&documented, &known);
}

/// Whether a request may be answered with `step_up_required`, as the OpenAPI document says.
fn asks(operation: &serde_json::Value) -> bool {
    let problem = &operation["responses"]["401"]["content"]["application/problem+json"];
    problem["examples"].get("step_up_required").is_some()
}

#[test]
fn what_asks_for_a_recent_proof_has_its_row() {
    let text = section("JSON API");
    let (_, proofs) = text.split_once("### Proofs").expect("the part about proofs");
    let mut rows = rows(proofs);
    rows.retain(|cells| cells.len() == 3 && ["/api/", "/actions/"].iter().any(|path| cells[2].contains(path)));
    let documented = rows.iter().filter_map(|cells| quoted(&cells[0])).collect();
    let demanding = Action::DEMANDS.iter().filter(|(_, demand)| *demand == Demand::Recent);
    assert_same(&documented, &demanding.map(|(name, _)| (*name).to_owned()).collect());

    let requests = rows.iter().flat_map(|cells| cells[2].split(", ").filter_map(quoted));
    let documented = requests.filter(|request| request.contains("/api/")).collect();
    let mut known = BTreeSet::new();
    for (path, operations) in vestibule::http::document()["paths"].as_object().expect("paths") {
        let asking = operations.as_object().expect("operations").iter().filter(|(_, operation)| asks(operation));
        known.extend(asking.map(|(method, _)| format!("{} {path}", method.to_uppercase())));
    }
    assert_same(&documented, &known);
}
