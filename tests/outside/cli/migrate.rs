use crate::support::Place;
use serde_json::Value;

fn applied(place: &Place) -> Vec<bool> {
    let status = place.run(&["migrate", "status", "--json"]).json();
    status.as_array().expect("a list").iter().map(|one| one["applied"] == Value::Bool(true)).collect()
}

#[test]
fn migrations_go_up_down_and_up_again() {
    let place = Place::new();
    assert!(!applied(&place).is_empty());
    assert!(applied(&place).iter().all(|applied| !applied));

    let up = place.run(&["migrate", "up"]);
    assert_eq!(up.code, 0, "{up:?}");
    assert!(up.stdout.starts_with("0001 ") && up.stdout.ends_with("applied\n"), "{}", up.stdout);
    assert!(applied(&place).iter().all(|applied| *applied));
    assert_eq!(place.run(&["migrate", "up"]).stdout, "Nothing to apply: the database is up to date.\n");

    let down = place.run(&["migrate", "down"]);
    assert!(down.stdout.ends_with("taken back\n"), "{down:?}");
    assert_eq!(applied(&place).last(), Some(&false));

    assert_eq!(place.run(&["migrate", "up", "1"]).code, 0);
    assert!(applied(&place).iter().all(|applied| *applied));
}

#[test]
fn everything_can_be_taken_back() {
    let place = Place::new();
    place.create("maren", &[]);
    let all = applied(&place).len().to_string();
    assert_eq!(place.run(&["migrate", "down", &all]).code, 0);
    assert!(applied(&place).iter().all(|applied| !applied));
    assert_eq!(place.run(&["migrate", "down"]).stdout, "Nothing to take back: no migration is applied.\n");
}

#[test]
fn the_status_is_a_line_for_each_migration() {
    let place = Place::new();
    let status = place.run(&["migrate", "status"]);
    assert_eq!(status.stdout.lines().count(), applied(&place).len());
    assert!(status.stdout.lines().all(|line| line.ends_with("pending")), "{}", status.stdout);
}
