//! `vestibule access`.

use crate::support::Place;
use serde_json::json;

#[test]
fn the_access_of_clients_is_listed_and_revoked() {
    let place = Place::new();
    place.create("maren", &[]);
    assert_eq!(place.run(&["access", "list", "maren", "--json"]).json(), json!({"clients": []}));
    place.rows(
        "INSERT INTO client_consents (user_id, client_id, scopes, resources, created_at, updated_at) \
         SELECT id, 'wiki', 'openid profile', '', 1, 1 FROM users",
    );
    let list = place.run(&["access", "list", "maren@example.org"]).stdout;
    assert!(list.starts_with("CLIENT ") && list.contains("openid profile  1970-01-01T"), "{list}");
    let other = place.run(&["access", "revoke", "maren", "chat"]);
    other.failed(1, "error: chat has no access to the account maren");
    let revoked = place.run(&["access", "revoke", "maren", "wiki"]);
    assert_eq!((revoked.code, revoked.stdout.as_str()), (0, "wiki has no access to the account maren any more.\n"));
    assert_eq!(place.run(&["access", "list", "maren", "--json"]).json(), json!({"clients": []}));
    place.run(&["access", "list", "nobody"]).failed(1, "error: There is no such account.");
}
