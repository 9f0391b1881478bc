//! `vestibule provider`, and the commands about accounts at providers that are linked to an account.

use crate::support::{Place, Server};
use serde_json::json;

const SECRET: &str = "swordfish-7c0ffee";

/// Creates a provider for tests that need one; returns the output of the command.
fn create_company(place: &Place, more: &[&str]) -> String {
    let begin = ["provider", "create", "company", "--issuer", "https://id.example.org", "--client-id", "vestibule"];
    let created = place.run_with(&[&begin[..], &["--secret-stdin"], more].concat(), format!("{SECRET}\n").as_bytes());
    assert_eq!(created.code, 0, "{created:?}");
    created.stdout
}

/// Defines Google in the operator's file.
fn define_google(place: &Place) {
    place.write("google-secret", SECRET);
    let table = "[[provider]]\nname = \"google\"\nkind = \"google\"\nclient_id = \"v\"\n";
    place.write("vestibule.toml", &format!("{table}client_secret_file = \"google-secret\"\n"));
}

#[test]
fn a_provider_is_created_shown_replaced_and_deleted() {
    // Before the first start of the server.
    let place = Place::new();
    let more = ["--title", "The company", "--position", "2", "--trust", "example.org", "--allow", "example.org"];
    let more = [&more[..], &["--groups-claim", "groups", "--groups-prefix", "company-"]].concat();
    let created = create_company(&place, &more);
    assert!(created.contains("/auth/with/company/callback\n") && !created.contains(SECRET), "{created}");
    let shown = place.run(&["provider", "show", "company"]).stdout;
    for part in ["The company\n", "company-\n", "secret                  set\n", "position                2\n"] {
        assert!(shown.contains(part), "{part}: {shown}");
    }
    let list = place.run(&["provider", "list"]).stdout;
    assert!(list.starts_with("NAME ") && list.contains("company  openid  vestibule  set"), "{list}");

    let begin = ["provider", "replace", "company", "--issuer", "https://id.example.org", "--client-id", "other"];
    let replaced = place.run(&[&begin[..], &["--json"]].concat()).json();
    assert_eq!((&replaced["definition"]["client_id"], &replaced["has_secret"]), (&json!("other"), &json!(true)));
    assert_eq!(replaced["definition"]["title"], json!(null), "what is left out gets its default");
    let without = place.run(&[&begin[..], &["--without-secret", "--json"]].concat()).json();
    assert_eq!(without["has_secret"], json!(false));
    assert_eq!(place.run(&["provider", "delete", "company"]).stdout, "Deleted the provider company.\n");
    assert_eq!(place.run(&["provider", "list", "--json"]).json(), json!({"providers": []}));
    place.run(&["provider", "show", "company"]).failed(1, "error: There is no such provider.");
}

#[test]
fn what_is_wrong_with_a_provider_is_named() {
    let place = Place::new();
    let microsoft = ["provider", "create", "microsoft", "--kind", "microsoft", "--client-id", "v"];
    let refused = place.run(&[&microsoft[..], &["--allow", "example.org"]].concat());
    assert!(refused.code == 1 && refused.stderr.contains("\n  allowed_domains: "), "{refused:?}");
    define_google(&place);
    let google = ["provider", "create", "google", "--kind", "google", "--client-id", "v", "--secret-stdin"];
    let elsewhere = place.run_with(&google, SECRET.as_bytes());
    assert!(elsewhere.code == 1 && elsewhere.stderr.contains("\n  name: "), "{elsewhere:?}");
    let fixed = place.run(&["provider", "delete", "google"]);
    assert!(fixed.code == 1 && fixed.stderr.contains("is defined in the file of applications"), "{fixed:?}");
}

#[test]
fn the_log_says_why_a_provider_is_closed() {
    let place = Place::new().set("VESTIBULE_GOOGLE_CLIENT_ID", "v").set("VESTIBULE_GOOGLE_CLIENT_SECRET", SECRET);
    define_google(&place);
    let stopped = Server::start(&place).stop();
    assert!(stopped.stderr.contains("The provider google is closed: Another provider has this name."), "{stopped:?}");
    let warnings = place.run(&["check", "--json"]).json()["warnings"].to_string();
    assert!(warnings.contains("The provider google is closed: "), "{warnings}");
}

#[test]
fn a_private_key_that_is_none_is_found_before_the_start() {
    let place = Place::new();
    place.write("apple-key", SECRET);
    let table =
        "[[provider]]\nname = \"apple\"\nkind = \"apple\"\nclient_id = \"v\"\nteam_id = \"t\"\nkey_id = \"k\"\n";
    place.write("vestibule.toml", &format!("{table}client_secret_file = \"apple-key\"\n"));
    let warnings = place.run(&["check", "--json"]).json()["warnings"].to_string();
    assert!(warnings.contains("The provider apple is closed: ") && !warnings.contains(SECRET), "{warnings}");
}

#[test]
fn linked_accounts_are_listed_and_unlinked() {
    let place = Place::new();
    create_company(&place, &[]);
    place.write("people.csv", "email,username,provider,subject\nmaren@example.org,maren,company,auth0|7\n");
    assert_eq!(place.run(&["user", "import", "people.csv", "--json"]).json()["outcome"], "imported");
    let list = place.run(&["user", "identities", "maren"]).stdout;
    assert!(list.starts_with("ID ") && list.contains("  auth0|7  ") && list.contains("  never"), "{list}");
    let identities = place.run(&["user", "identities", "maren@example.org", "--json"]).json();
    let identity = &identities["identities"][0];
    assert_eq!((&identity["provider"], &identity["subject"]), (&json!("company"), &json!("auth0|7")));

    let id = identity["id"].as_str().expect("an id");
    let unlinked = place.run(&["user", "unlink", "maren", id]);
    assert_eq!((unlinked.code, unlinked.stdout), (0, format!("Unlinked {id} from maren.\n")), "{}", unlinked.stderr);
    assert_eq!(place.run(&["user", "identities", "maren", "--json"]).json(), json!({"identities": []}));
    place.run(&["user", "unlink", "maren", id]).failed(1, "error: maren has no such linked account");
    place.run(&["user", "identities", "jonas"]).failed(1, "error: There is no such account.");
}
