//! `vestibule application`, and the file of applications.

use crate::support::{Place, Server};
use serde_json::{Value, json};

const FILE: &str = "[[application]]\nname = \"shop\"\nlocations = [\"https://example.com/shop\"]\neveryone = true\n";

#[test]
fn an_application_is_created_shown_replaced_and_deleted() {
    let place = Place::new();
    assert_eq!(place.run(&["group", "create", "editors"]).code, 0);
    let create =
        ["application", "create", "journal", "--location", "https://Journal.example.com", "--group", "editors"];
    let ran = place.run(&create);
    assert_eq!((ran.code, ran.stderr.as_str()), (0, ""), "{ran:?}");
    for part in [
        "name            journal\n",
        "locations       https://journal.example.com/\n",
        "admitted        editors\n",
        "remote-user     username\n",
        "after sign-out  its own origin\n",
        "demands         nothing more\n",
    ] {
        assert!(ran.stdout.contains(part), "{ran:?}");
    }
    let shown = place.run(&["application", "show", "journal", "--json"]).json();
    assert_eq!((&shown["claims"], &shown["everyone"]), (&json!(["name", "email", "groups"]), &json!(false)));

    let mut replace = vec!["application", "replace", "journal", "--title", "The Journal", "--everyone", "--no-claims"];
    replace.extend(["--remote-user", "id", "--after-sign-out", "https://Example.com"]);
    replace.extend(["--second-factor", "--max-age", "15m"]);
    replace.extend([
        "--location",
        "https://journal.example.com/",
        "--location",
        "https://example.com/journal/",
        "--json",
    ]);
    let replaced = place.run(&replace).json();
    assert_eq!(replaced["locations"], json!(["https://journal.example.com/", "https://example.com/journal"]));
    let expected = (&json!("The Journal"), &json!(true), &json!([]), &json!([]));
    assert_eq!((&replaced["title"], &replaced["everyone"], &replaced["groups"], &replaced["claims"]), expected);
    assert_eq!((&shown["remote_user"], &replaced["remote_user"]), (&json!("username"), &json!("id")));
    assert_eq!((&shown["after_sign_out"], &replaced["after_sign_out"]), (&json!(null), &json!("https://example.com/")));

    assert_eq!((&shown["second_factor"], &replaced["second_factor"]), (&json!(false), &json!(true)));
    assert_eq!((&shown["max_age"], &replaced["max_age"]), (&json!(null), &json!(900)));

    let list = place.run(&["application", "list"]).stdout;
    assert!(list.starts_with("NAME ") && list.contains("everyone") && list.contains("database"), "{list}");
    assert!(list.contains("AFTER SIGN-OUT") && list.contains("https://example.com/ "), "{list}");
    assert!(list.contains("second factor, proof at most 15m old"), "{list}");
    let deleted = place.run(&["application", "delete", "journal"]);
    assert_eq!(deleted.stdout, "Deleted the application journal.\n");
    place.run(&["application", "delete", "journal"]).failed(1, "error: There is no such application.");
    assert_eq!(place.run(&["application", "list", "--json"]).json(), json!({ "applications": [] }));
}

#[test]
fn the_configuration_of_a_proxy_is_printed() {
    let place = Place::new();
    let create = ["application", "create", "journal", "--location", "https://journal.example.com/"];
    assert_eq!(place.run(&create).code, 0);
    let connect = |name: &str, proxy: &str| place.run(&["application", "connect", name, "--proxy", proxy]);
    for (proxy, begin) in
        [("caddy", "https://journal.example.com {\n"), ("nginx", "# The cookies that"), ("traefik", "http:\n")]
    {
        let ran = connect("journal", proxy);
        assert!(ran.code == 0 && ran.stdout.starts_with(begin), "{ran:?}");
        assert!(ran.stderr.starts_with("https://journal.example.com: "), "{ran:?}");
    }
    assert_eq!(connect("journal", "apache").code, 2);
    connect("wiki", "caddy").failed(1, "error: There is no such application.");
}

#[test]
fn mistakes_are_explained() {
    let place = Place::new();
    let create = |more: &[&str]| place.run(&[&["application", "create"][..], more].concat());
    let mut wrong = vec!["Journal", "--location", "http://example.com", "--group", "readers", "--claim", "phone"];
    wrong.extend(["--after-sign-out", "example.com", "--max-age", "soon"]);
    create(&wrong).failed(
        1,
        "error: Some fields are not valid:\n  \
         name: Use 1 to 63 lower-case letters (a to z), digits and -. The first one is a letter or a digit.\n  \
         locations: http://example.com: use https; http is possible for localhost, names below localhost and loopback \
         addresses only. Enter an address such as https://journal.example.com/ or https://example.com/shop.\n  \
         groups: There is no group readers. Create it first, or check its spelling.\n  \
         claims: “phone” is not a claim. The claims are name, email, groups.\n  \
         after_sign_out: example.com: use http or https. Enter an absolute URL, such as https://example.com/goodbye, or nothing.\n  \
         max_age: Use at least one minute and at most 366 days, as a number of seconds or with a unit, such as 15m, 12h or 30d.",
    );
    assert_eq!(create(&["site", "--location", "https://example.com/"]).code, 0);
    create(&["wiki", "--location", "https://example.com"]).failed(
        1,
        "error: The name, a location or the id is taken:\n  \
         locations: https://example.com/ is taken by the application site. Choose another address.",
    );
    let both = ["wiki", "--location", "https://w.example", "--claim", "name", "--no-claims"];
    assert_eq!(create(&both).code, 2);
}

#[test]
fn the_file_is_found_in_the_working_directory_or_where_it_is_named() {
    let place = Place::new();
    let checked = |place: &Place, arguments: &[&str]| -> Value {
        let checked = place.run(&[&["check", "--json"][..], arguments].concat()).json();
        json!([checked["VESTIBULE_APPLICATIONS"], checked["applications"]])
    };
    assert_eq!(checked(&place, &[]), json!([null, "no file: only those of the database"]));
    place.write("vestibule.toml", FILE);
    assert_eq!(checked(&place, &[]), json!(["vestibule.toml", "1 defined in vestibule.toml"]));
    place.write("other.toml", "");
    let place = place.set("VESTIBULE_APPLICATIONS", "other.toml");
    assert_eq!(checked(&place, &[]), json!(["other.toml", "0 defined in other.toml"]));
    let option = ["--applications", "vestibule.toml"];
    assert_eq!(checked(&place, &option), json!(["vestibule.toml", "1 defined in vestibule.toml"]));
}

#[test]
fn a_file_that_is_no_toml_prevents_the_start() {
    let place = Place::new();
    place.write("vestibule.toml", "[[application]\n");
    for command in [&["serve"][..], &["check"], &["application", "list"]] {
        let ran = place.run(command);
        let start = "error: the file of applications vestibule.toml, line 1: ";
        assert!(ran.code == 1 && ran.stderr.starts_with(start), "{ran:?}");
    }
    assert!(!place.path("data").exists());
}

#[test]
fn what_the_file_defines_is_changed_there() {
    let place = Place::new();
    let create = ["application", "create", "shop", "--location", "https://shop.example.com/"];
    assert_eq!(place.run(&create).code, 0);
    place.write("vestibule.toml", FILE);
    let listed = |place: &Place| {
        let list = place.run(&["application", "list", "--json"]).json();
        let source = |view: &Value| json!([view["locations"][0], view["source"]]);
        list["applications"].as_array().expect("a list").iter().map(source).collect::<Vec<_>>()
    };
    assert_eq!(listed(&place), [json!(["https://shop.example.com/", "database"])], "a command applies nothing");
    let stopped = Server::start(&place).stop();
    let warning = "the file of applications takes the place of an application of the database";
    assert!(stopped.stderr.contains(warning), "{}", stopped.stderr);
    assert_eq!(listed(&place), [json!(["https://example.com/shop", "file"])]);
    let ran = place.run(&["application", "delete", "shop"]);
    assert!(ran.code == 1 && ran.stderr.contains("is defined in the file of applications"), "{ran:?}");

    place.write("other.toml", "");
    let place = place.set("VESTIBULE_APPLICATIONS", "other.toml");
    let stopped = Server::start(&place).stop();
    assert!(stopped.stderr.contains("line 1: It defines no application any more"), "{}", stopped.stderr);
    assert_eq!(listed(&place), [json!(["https://example.com/shop", "file"])], "it may have been emptied by mistake");
    place.write("other.toml", "application = []\n");
    Server::start(&place).stop();
    assert!(listed(&place).is_empty(), "the file says that there is none");
}

#[test]
fn an_application_that_cannot_be_read_is_reported_and_the_server_serves() {
    let place = Place::new();
    for name in ["broken", "journal"] {
        let location = format!("https://{name}.example.com/");
        assert_eq!(place.run(&["application", "create", name, "--location", &location, "--everyone"]).code, 0);
    }
    assert_eq!(place.run(&["check", "--json"]).json()["problems"], json!([]));
    place.rows("UPDATE applications SET locations = 'ftp://broken.example.com/' WHERE name = 'broken'");
    let problem =
        "Nobody may enter, because the application cannot be read. ftp://broken.example.com/: use http or https.";
    let named = format!("The application broken: {problem}");

    let checked = place.run(&["check"]);
    assert!(checked.code == 0 && checked.stdout.contains(&named), "{checked:?}");
    assert!(!checked.stdout.contains("No problems found."), "{checked:?}");
    let problems = place.run(&["check", "--json"]).json()["problems"].clone();
    assert!(problems[0].as_str().is_some_and(|text| text.starts_with(&named)) && problems[1].is_null(), "{problems}");
    let listed = place.run(&["application", "list"]);
    assert!(listed.stdout.contains("https://journal.example.com/"), "{listed:?}");
    assert!(listed.stderr.starts_with(&format!("warning: broken: {problem}")), "{listed:?}");

    let server = Server::start(&place);
    assert_eq!(server.get("/ready", None).0, 200);
    let stopped = server.stop();
    assert!(stopped.stderr.contains(&named), "{}", stopped.stderr);
    assert_eq!(place.run(&["application", "delete", "broken"]).code, 0);
    assert!(place.run(&["check"]).stdout.ends_with("No problems found.\n"));
}

#[test]
fn only_another_host_sets_an_application_apart() {
    let place = Place::new();
    let create = |name: &str, location: &str| place.run(&["application", "create", name, "--location", location]);
    create("shop", "http://localhost:5000").failed(
        1,
        "error: Some fields are not valid:\n  \
         locations: http://localhost:5000/ is on the host of Vestibule with another port or scheme. Browsers would send it the \
         cookies of Vestibule, because cookies ignore both. Use another host, such as journal.example.com.",
    );
    assert_eq!(create("tool", "https://tool.example.com:4231").code, 0);
    let board = create("board", "https://tool.example.com:4232");
    let part = "https://tool.example.com:4232/ is on the host of https://tool.example.com:4231/, which belongs to the \
                application tool, with another port or scheme.";
    assert!(board.code == 1 && board.stderr.contains(part), "{board:?}");
    place.write("vestibule.toml", "[[application]]\nname = \"shop\"\nlocations = [\"http://localhost:5000/\"]\n");
    let checked = place.run(&["check"]);
    let problem = "The file of applications, line 3: http://localhost:5000/ is on the host of Vestibule";
    assert!(checked.code == 0 && checked.stdout.contains(problem), "{checked:?}");
    place.write("vestibule.toml", "[[application]]\nname = \"shop\"\nlocations = [\"http://shop.localhost:5000/\"]\n");
    assert_eq!(place.run(&["check"]).code, 0);
}
