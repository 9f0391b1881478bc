//! `vestibule field`, and accounts with fields: a club that moves in from a spreadsheet, as `docs/operations/people.md` shows it.

use crate::support::{Place, RunOutput};
use serde_json::{Value, json};

const MEMBERS: &str = "email,first_name,last_name,Nummer,Geburtstag,Sparten\n\
    ada@example.org,Ada,Holt,0001,28.11.2010,\"Rudern, Tennis\"\n\
    ida@example.org,Ida,Berg,0002,1.5.1985,Tennis\n";
const IMPORT: [&str; 10] = [
    "user",
    "import",
    "-",
    "--column",
    "Nummer=fields.number",
    "--column",
    "Geburtstag=fields.birthday",
    "--column",
    "Sparten=fields.sections",
    "--json",
];

fn run(place: &Place, arguments: &[&str]) -> RunOutput {
    let output = place.run(arguments);
    assert_eq!(output.code, 0, "{arguments:?}: {output:?}");
    output
}

/// The addresses of the accounts with this value.
fn listed(place: &Place, condition: &str) -> Vec<String> {
    let list = run(place, &["user", "list", "--sort", "email", "--field", condition, "--json"]).json();
    let users = list["users"].as_array().expect("users");
    users.iter().map(|user| user["email"].as_str().unwrap_or_default().to_owned()).collect()
}

#[test]
fn a_club_moves_in_from_a_spreadsheet() {
    let place = Place::new();
    let number = ["field", "create", "number", "--pattern", "[0-9]{4}", "--pattern-help", "Four digits."];
    run(&place, &[&number[..], &["--unique", "true"]].concat());
    run(&place, &["field", "create", "birthday", "--kind", "date", "--filterable", "true"]);
    let sections = ["field", "create", "sections", "--kind", "choices", "--filterable", "true"];
    let choices = ["--choice", "rowing=Rowing", "--choice", "rowing:de=Rudern", "--choice", "tennis=Tennis"];
    run(&place, &[&sections[..], &choices].concat());
    run(&place, &["group", "create", "youth", "--rule", "birthday=2008-01-01.."]);

    let done = place.run_with(&IMPORT, MEMBERS.as_bytes()).json();
    assert_eq!((&done["outcome"], &done["good"]), (&json!("imported"), &json!(2)), "{done}");
    let ada: Value = run(&place, &["user", "show", "ada", "--json"]).json();
    let expected = json!({ "number": "0001", "birthday": "2010-11-28", "sections": ["rowing", "tennis"] });
    assert_eq!((&ada["fields"], &ada["groups"]), (&expected, &json!(["youth"])));
    assert_eq!(listed(&place, "sections=tennis"), ["ada@example.org", "ida@example.org"]);
    assert_eq!(listed(&place, "birthday=..1999-12-31"), ["ida@example.org"]);
}

#[test]
fn made_up_users_have_values_except_where_none_would_fit() {
    let place = Place::new().set("VESTIBULE_ENV", "development");
    run(&place, &["field", "create", "team", "--kind", "choice", "--choice", "sales", "--filterable", "true"]);
    run(&place, &["field", "create", "card", "--pattern", "[A-Z]{3}", "--pattern-help", "Three letters."]);
    let seeded = run(&place, &["seed", "--users", "60"]);
    let notice = "No made-up value fits these fields, which are empty: card.\n";
    assert!(seeded.stderr.ends_with(notice), "{}", seeded.stderr);
    assert!(listed(&place, "team=sales").len() > 10);
}
