//! What the table of pages says of addresses.

use super::*;
use crate::shared::next::ClientPart;
use crate::shared::{ClientId, LocalPath};

#[test]
fn pages_are_found_by_path_ignoring_the_query() {
    let path = |address| Page::at(address).map(|page| page.path);
    assert_eq!(path("/"), Some("/"));
    assert_eq!(path("/login?next=/account"), Some("/login"));
    assert_eq!(path("/setup?token=a#b"), Some("/setup"));
    assert_eq!(path("/users/new"), Some("/users/new"));
    assert_eq!(path("/users/0192f3a1-7b2c-7def-8123-456789abcdef?a=b"), Some("/users/:id"));
    assert_eq!(path("/users/groups"), Some("/users/groups"));
    assert_eq!(path("/users/groups/editors?page=2"), Some("/users/groups/:name"));
    assert_eq!(path("/applications"), Some("/applications"));
    assert_eq!(path("/applications/journal?a=b"), Some("/applications/:name"));
    assert_eq!(path("/applications/Not%20a%20name"), Some("/applications/:name"));
    assert_eq!(path("/applications/people/journal?user=ada"), Some("/applications/people/:name"));
    assert_eq!(path("/applications/people"), Some("/applications/:name"));
    assert_eq!(path("/clients/of/journal"), Some("/clients/of/:name"));
    assert_eq!(path("/clients/urn%3Aa%2Fb?user=ada"), Some("/clients/:client"));
    assert_eq!(path("/connect?program=grafana"), Some("/connect"));
}

#[test]
fn each_part_of_a_client_has_a_page() {
    let client = ClientId::from_stored("urn:a/b".to_owned());
    for (part, path) in [
        (ClientPart::Connect, "/clients/:client"),
        (ClientPart::Settings, "/clients/settings/:client"),
        (ClientPart::Access, "/clients/access/:client"),
        (ClientPart::Secrets, "/clients/secrets/:client"),
        (ClientPart::Trial, "/clients/trial/:client"),
    ] {
        let page = Page::at(LocalPath::client_part(&client, part).as_str());
        assert_eq!(page.map(|page| page.path), Some(path));
    }
}

#[test]
fn each_page_names_its_place_in_the_navigation() {
    for (address, place) in [
        ("/", Place::Home),
        ("/first-steps", Place::Home),
        ("/account/devices", Place::Account),
        ("/users/groups/editors", Place::Users),
        ("/users/fields/add/number", Place::Users),
        ("/users/fields/add", Place::Users),
        ("/applications/wiki", Place::Applications),
        ("/applications/people/wiki", Place::Applications),
        ("/clients/settings/wiki", Place::Applications),
        ("/connect", Place::Applications),
        ("/providers", Place::SignIn),
        ("/providers/google", Place::SignIn),
        ("/providers/add/google", Place::SignIn),
        ("/audit?result=refused", Place::Audit),
        ("/login", Place::Nowhere),
        ("/nowhere", Place::Nowhere),
    ] {
        assert_eq!((ROUTING.place_of)(address), place, "{address}");
    }
}

#[test]
fn the_server_has_its_own_syntax_for_parameters() {
    for (page, route) in [(HOME, "/"), (PERSON, "/users/{id}"), (APPLICATION, "/applications/{name}")] {
        assert_eq!(page.route(), route);
    }
}

#[test]
fn files_and_paths_of_other_programs_are_no_pages() {
    for address in [
        "",
        "/app/dashboard",
        "/users/export",
        "/users/journal",
        "/audit/export?format=csv",
        "/auth/with/google",
        "/account/data",
        "/accounts",
        "/applications/",
        "/applications/journal/edit",
        "/providers/add/myspace",
        "https://journal.example.com/",
    ] {
        assert!(Page::at(address).is_none(), "{address}");
    }
}

#[test]
fn pages_outside_the_main_file_belong_to_a_part() {
    let part = |address| Page::at(address).and_then(|page| page.part(false)).map(|part| part.name);
    assert_eq!(part("/account"), Some("account"));
    assert_eq!(part("/account/security"), Some("account"));
    assert_eq!(part("/account/security/authenticator"), Some("account"));
    assert_eq!(part("/login/second-factor?next=a"), Some("register"));
    assert_eq!(part("/login/recovery"), Some("register"));
    assert_eq!(part("/confirm?next=a"), Some("register"));
    assert_eq!(part("/auth/first-time"), Some("register"));
    assert_eq!(part("/setup?token=a#b"), Some("register"));
    assert_eq!(part("/audit?result=refused"), Some("administration"));
    assert_eq!(part("/overview?period=7d"), Some("administration"));
    assert_eq!(part("/first-steps"), Some("administration"));
    assert_eq!(part("/users?role=admin"), Some("directory"));
    assert_eq!(part("/login"), None);
    assert_eq!(part("/"), None);
    assert_eq!(HOME.part(true).map(|part| part.name), Some("home"), "users see another start page");
}

#[test]
fn every_path_has_a_title_with_the_name_of_the_installation() {
    assert_eq!(title_of("/", "Example"), "Example");
    assert_eq!(title_of("/account", "Example"), "Your account · Example");
    assert_eq!(title_of("/nowhere", "Example"), "Page not found · Example");
}
