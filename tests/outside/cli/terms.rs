//! `vestibule terms`.

use crate::support::{PASSWORD, Place, Server};
use serde_json::{Value, json};

#[test]
fn terms_are_published_listed_accepted_and_withdrawn() {
    // Before the first start of the server.
    let place = Place::new();
    place.write("terms.md", "# Terms\n\nBe nice.\n");
    place.write("agb.md", "# AGB\n\nSeien Sie nett.\n");
    let publish = ["terms", "publish", "--text", "terms.md", "--text", "de=agb.md", "--json"];
    let published = place.run(&publish).json();
    assert_eq!(published["documents"]["texts"], json!(["# Terms\n\nBe nice.", "de=# AGB\n\nSeien Sie nett."]));
    let later = ["terms", "publish", "--link", "https://example.org/terms", "--from", "2099-01-01"];
    assert_eq!(place.run(&later).code, 0);
    let states = || {
        let list = place.run(&["terms", "list", "--json"]).json()["versions"].clone();
        let state = |version: &Value| json!([version["version"], version["state"], version["accepted"]]);
        list.as_array().expect("a list").iter().map(state).collect::<Vec<_>>()
    };
    assert_eq!(states(), [json!([2, "planned", 0]), json!([1, "in-effect", 0])]);
    let missing = place.run(&["terms", "publish", "--text", "missing.md"]);
    assert!(missing.code == 1 && missing.stderr.contains("--text missing.md: the file cannot be read"), "{missing:?}");

    let maren = place.create("maren", &[]);
    let server = Server::start(&place);
    let (_, answer) = server.log_in("maren", PASSWORD);
    let token = answer["access_token"].as_str().expect("a token");
    assert_eq!(server.post("/api/account/terms/1", "{}", Some(token)).0, 204);
    server.stop();
    assert_eq!(states(), [json!([2, "planned", 0]), json!([1, "in-effect", 1])]);
    let accepted = place.run(&["terms", "accepted", "1"]);
    assert!(accepted.code == 0 && accepted.stdout.ends_with("Z  en  maren  maren@example.org\n"), "{accepted:?}");
    let line = place.run(&["terms", "accepted", "1", "--json"]).json();
    assert_eq!((&line["id"], &line["language"]), (&maren["id"], &json!("en")));
    assert_eq!(place.run(&["terms", "accepted", "2"]).stdout, "");
    place.run(&["terms", "accepted", "3"]).failed(1, "error: There are no such terms in effect.");

    assert_eq!(place.run(&["terms", "withdraw", "2"]).code, 1, "it is not confirmed");
    assert_eq!(place.run(&["terms", "withdraw", "2", "--yes"]).code, 0);
    let refused = place.run(&["terms", "withdraw", "1", "--yes"]);
    assert!(refused.code == 1 && refused.stderr.contains("people may have accepted them"), "{refused:?}");
    assert_eq!(states(), [json!([1, "in-effect", 1])]);
}
