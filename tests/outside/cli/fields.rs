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
fn a_check_names_fields_and_rules_of_the_file_that_cannot_be_applied() {
    let place = Place::new();
    run(&place, &["field", "create", "size", "--kind", "number"]);
    place.write(
        "vestibule.toml",
        "[[field]]\nname = \"plan\"\n\n[[field]]\nname = \"size\"\n\n[[group]]\nname = \"pros\"\nrule = \"plan=pro\"\n\n\
         [[group]]\nname = \"others\"\nrule = \"nothing=1\"\n",
    );
    let checked = run(&place, &["check", "--json"]).json();
    let problems: Vec<_> = checked["problems"].as_array().expect("problems").iter().map(Value::to_string).collect();
    let lines = ["line 4: The kind cannot be changed.", "line 11: "];
    assert_eq!(problems.len(), lines.len(), "{problems:?}");
    for (problem, line) in problems.iter().zip(lines) {
        assert!(problem.contains(line), "{problem}");
    }
}

#[test]
fn commands_that_change_a_field_finish_what_follows() {
    let place = Place::new();
    run(&place, &["field", "create", "plan"]);
    run(&place, &["group", "create", "pros", "--rule", "plan=pro"]);
    place.create("ada", &[]);
    run(&place, &["user", "update", "ada", "--field", "plan=pro"]);
    let groups = || run(&place, &["user", "show", "ada", "--json"]).json()["groups"].clone();
    let found =
        || run(&place, &["user", "list", "--search", "pro", "--json"]).json()["pagination"]["total"].clone();
    assert_eq!((groups(), found()), (json!(["pros"]), json!(0)));
    run(&place, &["field", "update", "plan", "--searchable", "true"]);
    assert_eq!((groups(), found()), (json!(["pros"]), json!(1)));
    run(&place, &["field", "delete", "plan", "--yes"]);
    assert_eq!((groups(), found()), (json!([]), json!(0)));
    run(&place, &["field", "restore", "plan"]);
    assert_eq!((groups(), found()), (json!(["pros"]), json!(1)));
}
