//! `vestibule user confirm-email`.

use crate::support::Place;

#[test]
fn the_operator_marks_an_address_as_confirmed() {
    let place = Place::new();
    assert_eq!(place.create("maren", &[])["email_verified"], true);
    // Nobody vouches for the new address.
    place.run(&["user", "update", "maren", "--email", "holt@example.org"]);
    assert!(place.run(&["user", "show", "maren"]).stdout.contains("confirmed    no\n"));
    for _ in 0..2 {
        let user = place.run(&["user", "confirm-email", "holt@example.org", "--json"]).json();
        assert_eq!(user["email_verified"], true);
    }
    assert!(place.run(&["user", "show", "maren"]).stdout.contains("confirmed    yes\n"));
    let events = place.run(&["audit", "list", "--event", "email.confirm", "--json"]).json();
    let events = events["events"].as_array().expect("events");
    assert_eq!(events.len(), 1, "the second time changed nothing");
    assert_eq!(events[0]["actor"]["kind"], "system");
    let vouched =
        place.run(&["user", "update", "maren", "--email", "maren@example.org", "--verified", "--json"]).json();
    assert_eq!((&vouched["email"], &vouched["email_verified"]), (&"maren@example.org".into(), &true.into()));
    assert_eq!(place.run(&["user", "update", "maren", "--name", "M", "--verified"]).code, 2, "which address?");
    place.run(&["user", "confirm-email", "nobody"]).failed(1, "error: There is no such account.");
}
