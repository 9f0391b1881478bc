//! `vestibule client`, `vestibule application export`, and clients in the file of applications.

use crate::support::{Place, Server};
use serde_json::{Value, json};

/// With the application `wiki`.
fn with_application() -> Place {
    let place = Place::new();
    assert_eq!(place.run(&["application", "create", "wiki", "--everyone"]).code, 0);
    place
}

fn create(place: &Place, more: &[&str]) -> Value {
    let begin = ["client", "create", "wiki", "--redirect-uri", "https://wiki.example.com/cb", "--json"];
    place.run(&[&begin[..], more].concat()).json()
}

#[test]
fn a_client_is_created_shown_replaced_and_deleted() {
    let place = with_application();
    let new = create(&place, &["--client-id", "wiki"]);
    assert!(new["secret"]["secret"].as_str().is_some_and(|secret| secret.starts_with("vcs_")), "{new}");
    let shown = place.run(&["client", "show", "wiki"]);
    for part in ["client id      wiki\n", "pkce           required\n", "grants         authorization_code\n", "SECRET"]
    {
        assert!(shown.stdout.contains(part), "{shown:?}");
    }
    let replace =
        ["client", "replace", "wiki", "--redirect-uri", "https://wiki.example.com/cb", "--without-pkce", "--json"];
    assert_eq!(place.run(&replace).json()["definition"]["require_pkce"], json!(false));
    let listed = place.run(&["client", "list", "wiki", "--json"]).json();
    assert_eq!(listed["clients"][0]["client_id"], "wiki");
    place.run(&["client", "list", "shop"]).failed(1, "error: There is no such application.");
    assert_eq!(place.run(&["client", "delete", "wiki"]).stdout, "Deleted the client wiki.\n");
    place.run(&["client", "show", "wiki"]).failed(1, "error: There is no such client.");
}

#[test]
fn a_client_is_printed_with_all_that_is_set() {
    let place = with_application();
    let options = [
        ["--client-id", "wiki", "--public", "--redirect-uri", "http://127.0.0.1/cb"].as_slice(),
        &["--resource", "https://api.example.com", "--post-logout-redirect-uri", "https://wiki.example.com/bye"],
        &["--claim", "tier=gold", "--launch-uri", "https://wiki.example.com/", "--access-ttl", "5m"],
    ]
    .concat();
    create(&place, &options);
    let shown = place.run(&["client", "show", "wiki"]).stdout;
    for (name, text) in [
        ("resources", "https://api.example.com"),
        ("post logout redirect uris", "https://wiki.example.com/bye"),
        ("claims", "tier=gold"),
        ("launch uri", "https://wiki.example.com/"),
        ("access ttl", "5m"),
        ("consent", "never, but once with a redirect URI on the machine of the user"),
    ] {
        assert!(shown.contains(&format!("{name:25}  {text}\n")), "{name}: {shown}");
    }
    assert!(!shown.contains("logo uri"), "{shown}");
    let again = ["client", "create", "wiki", "--redirect-uri", "https://a.example.com/", "--client-id", "wiki"];
    place.run(&again).failed(
        1,
        "error: The name, a location or the id is taken:\n  client_id: There is a client with the id wiki. Choose another one.",
    );
}

#[test]
fn what_options_say_is_in_the_definition() {
    let place = with_application();
    let claims = ["--claim", "tier=gold", "--claim", "a:=true", "--only-group", "wiki-*=*"];
    let options = [["--public", "--id-token-claims", "--access-ttl", "5m"].as_slice(), claims.as_slice()].concat();
    let definition = create(&place, &options)["client"]["definition"].clone();
    let expected = json!({
        "kind": "public", "require_pkce": true, "id_token_claims": true, "access_ttl": 300, "consent": "never",
        "grants": ["authorization_code"], "redirect_uris": ["https://wiki.example.com/cb"],
        "claims": [
            {"name": "tier", "value": "gold", "is_json": false, "group": null, "is_field": false},
            {"name": "a", "value": "true", "is_json": true, "group": null, "is_field": false},
        ],
        "only_groups": ["wiki-*=*"],
    });
    for (field, value) in expected.as_object().expect("an object") {
        assert_eq!(definition[field], *value, "{field}");
    }
    let both = place.run(&["client", "create", "wiki", "--public", "--without-pkce"]);
    assert_eq!(both.code, 2, "{both:?}");
}

#[test]
fn a_program_is_connected_with_one_command() {
    let place = Place::new();
    let begin = ["client", "create", "--program", "grafana", "--url", "https://grafana.example.com/"];
    let connected = place.run(&[&begin[..], &["--everyone", "--json"]].concat()).json();
    let client = &connected["client"];
    assert_eq!((&connected["application"]["name"], &client["client_id"]), (&json!("grafana"), &json!("grafana")));
    assert_eq!(
        (&connected["application"]["title"], &connected["application"]["everyone"]),
        (&json!("Grafana"), &json!(true))
    );
    let expected = json!(["https://grafana.example.com/login/generic_oauth"]);
    assert_eq!(
        (&client["definition"]["redirect_uris"], &client["definition"]["program"]),
        (&expected, &json!("grafana"))
    );
    let again = place.run(&begin);
    assert!(again.code == 0 && again.stdout.contains("application                grafana-2\n"), "{again:?}");
    let secret = again.stdout.lines().find_map(|line| line.strip_prefix("client secret  ")).expect("a secret");
    let pasted = format!("client_secret = {secret}\n");
    assert!(again.stdout.contains("=== grafana.ini\n") && again.stdout.contains(&pasted), "{again:?}");
    let later = place.run(&["client", "paste", "grafana"]);
    assert!(later.stdout.contains("client_secret = CLIENT_SECRET\n"), "{later:?}");
    place.run(&["client", "create", "--program", "myspace", "--url", "https://a.example"])
        .failed(1, "error: Some fields are not valid:\n  program: There is no such program. Choose one of the list, or “Another one”.");
    assert_eq!(place.run(&["client", "create"]).code, 2);
    let listed = place.run(&["program", "list"]);
    assert!(listed.code == 0 && listed.stdout.contains("\ngrafana  "), "{listed:?}");
}

#[test]
fn a_client_is_closed_and_opened_again() {
    let place = with_application();
    create(&place, &["--client-id", "wiki"]);
    assert_eq!(place.run(&["client", "close", "wiki"]).code, 0);
    assert!(place.run(&["client", "show", "wiki"]).stdout.contains("state          closed\n"));
    assert_eq!(place.run(&["client", "open", "wiki"]).stdout, "Opened the client wiki.\n");
    assert!(place.run(&["client", "show", "wiki"]).stdout.contains("state          open\n"));
    place.run(&["client", "close", "shop"]).failed(1, "error: There is no such client.");
}

#[test]
fn secrets_are_added_and_removed() {
    let place = with_application();
    create(&place, &["--client-id", "wiki"]);
    let own = place.run_with(&["client", "secret", "add", "wiki", "--stdin"], b"an-own-secret-of-the-old-server\n");
    assert_eq!(own.stdout, "an-own-secret-of-the-old-server\n");
    let added = place.run(&["client", "secret", "add", "wiki", "--expires-in", "90d", "--json"]).json();
    let id = added["details"]["id"].as_str().expect("an id");
    assert_eq!(place.run(&["client", "secret", "remove", "wiki", id]).code, 0);
    let secrets = place.run(&["client", "show", "wiki", "--json"]).json()["secrets"].clone();
    assert_eq!(secrets.as_array().map(Vec::len), Some(2));
    place.create("ada", &[]);
    let preview = place.run(&["client", "preview", "wiki", "--user", "ada"]).json();
    assert_eq!((&preview["may_enter"], &preview["userinfo"]["email"]), (&json!(true), &json!("ada@example.org")));
}

#[test]
fn an_export_is_a_file_that_defines_the_same() {
    let place = with_application();
    create(&place, &["--client-id", "wiki", "--grant", "authorization_code", "--grant", "refresh_token"]);
    let exported = place.run(&["application", "export", "wiki"]);
    assert!(exported.code == 0 && exported.stdout.contains("[[application.client]]\n"), "{exported:?}");
    let before = place.run(&["client", "show", "wiki", "--json"]).json();
    place.write("vestibule.toml", &exported.stdout);
    Server::start(&place).stop();
    let after = place.run(&["client", "show", "wiki", "--json"]).json();
    assert_eq!((&after["definition"], &after["source"]), (&before["definition"], &json!("file")));
    assert_eq!(after["secrets"].as_array().map(Vec::len), Some(1), "its hash is in the file");
    let refused = place.run(&["client", "delete", "wiki"]);
    assert!(refused.code == 1 && refused.stderr.contains("is defined in the file of applications"), "{refused:?}");
}

#[test]
fn check_reports_each_mistake_of_the_file_and_the_server_serves() {
    let place = with_application();
    let file = "[[application]]\nname = \"wiki\"\neveryone = true\n\
                [[application.client]]\nclient_id = \"wiki\"\ngrants = [\"implicit\"]\n\
                [[application]]\nname = \"shop\"\ngroup = [\"editors\"]\n";
    place.write("vestibule.toml", file);
    let checked = place.run(&["check", "--json"]).json();
    let problems: Vec<_> = checked["problems"].as_array().expect("a list").iter().filter_map(Value::as_str).collect();
    let starts = ["The file of applications, line 6: ", "The file of applications, line 9: unknown field `group`"];
    assert!(
        problems.len() == 2 && problems.iter().zip(starts).all(|(one, start)| one.starts_with(start)),
        "{problems:?}"
    );
    let server = Server::start(&place);
    assert_eq!(server.get("/ready", None).0, 200);
    let stopped = server.stop();
    assert!(stopped.stderr.contains("the file of applications, line 9: unknown field `group`"), "{}", stopped.stderr);
    let admitted = |name: &str| place.run(&["application", "show", name, "--json"]).json()["everyone"].clone();
    assert_eq!((admitted("wiki"), admitted("shop")), (json!(true), json!(false)));
}

#[test]
fn what_a_client_was_refused_is_listed_and_mended() {
    let place = with_application();
    create(&place, &["--client-id", "wiki"]);
    let listed = || place.run(&["client", "refusals", "wiki", "--json"]).json()["refusals"].clone();
    assert_eq!(listed(), json!([]));
    let other = "https://wiki.example.com/other";
    let server = Server::start(&place);
    let path = format!("/oauth/authorize?client_id=wiki&response_type=code&redirect_uri={other}");
    assert_eq!(server.get(&path, None).0, 400);
    // It writes what it has noted at the latest when it stops.
    let log = server.stop().stderr;
    assert!(log.contains("a client was refused something") && !log.contains(other), "{log}");

    let table = place.run(&["client", "refusals", "wiki"]).stdout;
    for part in ["redirect_uri", other, "somebody without the secret", "register_redirect_uri"] {
        assert!(table.contains(part), "{part}: {table}");
    }
    let refusals = listed();
    let id = refusals[0]["id"].as_str().expect("an id");
    let mended = place.run(&["client", "mend", "wiki", id, "--json"]).json();
    assert_eq!(mended["definition"]["redirect_uris"], json!(["https://wiki.example.com/cb", other]));
    assert_eq!(listed(), json!([]));
    let again = place.run(&["client", "mend", "wiki", id]);
    again.failed(1, "error: This refusal is no longer listed.");
    place.run(&["client", "refusals", "gone"]).failed(1, "error: There is no such client.");
}
