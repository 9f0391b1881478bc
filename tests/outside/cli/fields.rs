//! `vestibule field`, and accounts with fields: a club that moves in from a spreadsheet, as `docs/operations/people.md` shows it.

use crate::support::{Place, RunOutput, Server};
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
    let lines = ["line 4: The field size: The kind cannot be changed.", "line 11: The group others: "];
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
    let found = || run(&place, &["user", "list", "--search", "pro", "--json"]).json()["pagination"]["total"].clone();
    assert_eq!((groups(), found()), (json!(["pros"]), json!(0)));
    run(&place, &["field", "update", "plan", "--searchable", "true"]);
    assert_eq!((groups(), found()), (json!(["pros"]), json!(1)));
    run(&place, &["field", "delete", "plan", "--yes"]);
    assert_eq!((groups(), found()), (json!([]), json!(0)));
    run(&place, &["field", "restore", "plan"]);
    assert_eq!((groups(), found()), (json!(["pros"]), json!(1)));
}

#[test]
fn a_command_lists_whom_a_field_does_not_fit() {
    let place = Place::new();
    run(&place, &["field", "create", "plan"]);
    place.create("ada", &["--field", "plan=professional"]);
    place.create("ida", &["--field", "plan=pro"]);
    let unfitting = ["field", "unfitting", "plan"];
    run(&place, &["field", "update", "plan", "--max-length", "3"]);
    let table = run(&place, &unfitting).stdout;
    let lines: Vec<_> = table.lines().collect();
    assert_eq!(lines.len(), 2, "{table}");
    assert!(lines[0].starts_with("USERNAME") && lines[1].starts_with("ada "), "{table}");
    let list = run(&place, &[&unfitting[..], &["--json"]].concat()).json();
    let account = &list["accounts"][0];
    assert_eq!((&account["username"], &account["value"]), (&json!("ada"), &json!("professional")), "{list}");
    assert_eq!(account["code"], "too_long", "{list}");
    assert_eq!(place.run(&["field", "unfitting", "nothing"]).code, 1);
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

/// With a field that all see, and what uses it: an application, a client, a group and a provider.
fn with_uses() -> Place {
    let place = Place::new();
    let seen = ["--seen-by", "owner", "--seen-by", "administrators", "--seen-by", "applications"];
    run(&place, &[&["field", "create", "plan", "--filterable", "true"][..], &seen].concat());
    run(&place, &["application", "create", "wiki", "--everyone", "--field", "plan"]);
    let client = ["client", "create", "wiki", "--client-id", "wiki-1", "--claim", "level<=plan:list"];
    run(&place, &[&client[..], &["--redirect-uri", "https://wiki.example.com/cb"]].concat());
    run(&place, &["group", "create", "pros", "--rule", "plan=pro"]);
    let provider = ["provider", "create", "company", "--issuer", "https://id.example.org", "--client-id", "vestibule"];
    let provider = [&provider[..], &["--field", "plan=org.plan", "--secret-stdin"]].concat();
    let created = place.run_with(&provider, b"swordfish\n");
    assert_eq!(created.code, 0, "{created:?}");
    place
}

#[test]
fn what_uses_a_field_follows_when_it_is_renamed() {
    let place = with_uses();
    place.create("maren", &["--field", "plan=pro"]);
    let rename = ["field", "update", "plan", "--rename", "tier"];
    let preview = run(&place, &[&rename[..], &["--preview", "--json"]].concat()).json();
    let expected = json!([
        { "kind": "application", "name": "wiki", "breaks": false },
        { "kind": "client", "name": "wiki-1", "breaks": false },
        { "kind": "group", "name": "pros", "breaks": false },
        { "kind": "provider", "name": "company", "breaks": false },
    ]);
    assert_eq!((&preview["used_by"], &preview["filled"]), (&expected, &json!(1)));
    let renamed = run(&place, &rename);
    assert_eq!(renamed.stderr, "");
    assert!(renamed.stdout.contains("application wiki, client wiki-1, group pros, provider company\n"), "{renamed:?}");

    let json = |arguments: &[&str]| run(&place, &[arguments, &["--json"]].concat()).json();
    assert_eq!(json(&["application", "show", "wiki"])["fields"], json!(["tier"]));
    let claim = json(&["client", "show", "wiki-1"])["definition"]["claims"][0].clone();
    assert_eq!((&claim["name"], &claim["value"]), (&json!("level"), &json!("tier:list")));
    assert_eq!(json(&["group", "list"])["groups"][0]["rule"], "tier=pro");
    assert_eq!(json(&["provider", "show", "company"])["definition"]["fields"], json!(["tier=org.plan"]));
    let maren = json(&["user", "show", "maren"]);
    assert_eq!((&maren["fields"], &maren["groups"]), (&json!({ "tier": "pro" }), &json!(["pros"])));
    let updates = json(&["audit", "list", "--event", "field.update"]);
    assert_eq!(updates["events"][0]["detail"], "plan -> tier");
    assert!(run(&place, &["check"]).stdout.ends_with("No problems found.\n"));
    let old = place.run(&["user", "list", "--field", "plan=pro"]);
    assert!(old.code == 2 && old.stderr.contains("Users cannot be chosen by the field plan."), "{old:?}");
}

#[test]
fn a_change_says_what_it_breaks_and_check_finds_it() {
    let place = with_uses();
    let problems = || run(&place, &["check", "--json"]).json()["problems"].as_array().expect("a list").clone();
    let hide = ["field", "update", "plan", "--seen-by", "owner", "--seen-by", "administrators"];
    let preview = run(&place, &[&hide[..], &["--preview"]].concat()).stdout;
    assert!(preview.contains("  application wiki, client wiki-1\n"), "{preview}");
    assert!(problems().is_empty(), "nothing is changed");
    let hidden = run(&place, &hide).stderr;
    let begin = "warning: the application wiki names the field plan, which it cannot use any more";
    assert!(hidden.starts_with(begin) && hidden.lines().count() == 2, "{hidden}");
    let found = problems();
    let first = found[0].as_str().unwrap_or_default();
    assert!(found.len() == 2 && first.starts_with("The application wiki: "), "{found:?}");

    let unconfirmed = place.run(&["field", "delete", "plan"]);
    let named = "What uses it has to do without: application wiki, client wiki-1, group pros, provider company.\n";
    assert!(unconfirmed.code == 1 && unconfirmed.stderr.contains(named), "{unconfirmed:?}");
    run(&place, &["field", "delete", "plan", "--yes"]);
    let found = problems();
    let kinds: Vec<_> = found.iter().filter_map(|text| text.as_str()?.split(' ').nth(1)).collect();
    assert_eq!(kinds, ["application", "client", "group", "provider"]);
    run(&place, &["field", "restore", "plan"]);
    assert_eq!(problems().len(), 2, "as before");
}

#[test]
fn a_closed_field_is_kept_and_changed_by_nobody() {
    let place = Place::new();
    run(&place, &["field", "create", "fax", "--default", "none"]);
    place.create("maren", &["--field", "fax=030"]);
    run(&place, &["field", "update", "fax", "--closed", "true"]);
    let refused = place.run(&["user", "update", "maren", "--field", "fax=040"]);
    let error = "\n  fields.fax: You cannot change this field.";
    assert!(refused.code == 1 && refused.stderr.contains(error), "{refused:?}");
    assert_eq!(run(&place, &["user", "show", "maren", "--json"]).json()["fields"], json!({ "fax": "030" }));
    place.create("jonas", &[]);
    let jonas = run(&place, &["user", "show", "jonas", "--json"]).json();
    assert_eq!(jonas["fields"], json!({}), "nobody new gets one");
    run(&place, &["field", "update", "fax", "--closed", "false"]);
    run(&place, &["user", "update", "maren", "--field", "fax="]);
    assert_eq!(run(&place, &["user", "show", "maren", "--json"]).json()["fields"], json!({}));
}

#[test]
fn a_field_of_many_accounts_is_set_with_one_command_and_undone() {
    let place = Place::new();
    run(&place, &["field", "create", "plan", "--filterable", "true"]);
    for username in ["ada", "ida"] {
        place.create(username, &["--field", "plan=trial"]);
    }
    place.create("oda", &[]);
    let bulk = ["user", "bulk", "set_field:plan=free", "--field", "plan=trial"];
    let unconfirmed = place.run(&bulk);
    assert_eq!((unconfirmed.code, unconfirmed.stdout.as_str()), (1, ""));
    assert!(unconfirmed.stderr.starts_with("set_field:plan=free: 2 accounts.\n"), "{unconfirmed:?}");
    let done = run(&place, &[&bulk[..], &["--yes", "--json"]].concat()).json();
    assert_eq!((&done["changed"], &done["skipped"]), (&json!(2), &json!(0)));
    assert_eq!(listed(&place, "plan=free"), ["ada@example.org", "ida@example.org"]);
    let changes = run(&place, &["user", "bulk-changes"]).stdout;
    assert!(changes.contains("  set_field:plan  2"), "{changes}");
    run(&place, &["user", "update", "ada", "--field", "plan=pro"]);
    let undone = run(&place, &["user", "undo-bulk", done["bulk_id"].as_str().expect("an id")]).stdout;
    assert_eq!(undone, "Accounts as they were before: 1, left as they are: 1\n");
    assert_eq!(listed(&place, "plan=trial"), ["ida@example.org"]);

    let removed = run(&place, &["user", "bulk", "set_field:plan=", "ida", "oda@example.org", "--yes"]).stdout;
    let begin = "Changed accounts: 1, left as they are: 1\nTo undo this: vestibule user undo-bulk ";
    assert!(removed.starts_with(begin), "{removed}");
    assert!(listed(&place, "plan=trial").is_empty());
    let nobody = ["user", "bulk", "set_field:plan=x", "ada", "nobody", "--yes"];
    place.run(&nobody).failed(1, "error: nobody: There is no such account.");
    for (more, part) in [
        (&["disable"][..], "say which accounts"),
        (&["disable", "--group", ""], "say which accounts"),
        (&["disable", "ada", "--all"], "say which accounts"),
        (&["dance", "--all"], "action: "),
        (&["set_field:colour=red", "--all", "--yes"], "field: There is no such field"),
        (&["add_to_group", "ada"], "group: "),
    ] {
        let refused = place.run(&[&["user", "bulk"][..], more].concat());
        assert!(refused.code == 2 && refused.stderr.contains(part), "{more:?}: {refused:?}");
    }
    assert_eq!(listed(&place, "plan=pro"), ["ada@example.org"]);
}

#[test]
fn the_file_says_what_fields_groups_and_terms_there_are_and_a_mistake_changes_nothing() {
    let place = Place::new();
    let group = "[[group]]\nname = \"pros\"\nrule = \"plan=pro\"\n";
    place.write(
        "vestibule.toml",
        &format!("[[field]]\nname = \"plan\"\nfilterable = true\n{group}[[terms]]\ntexts = [\"Be nice.\"]\n"),
    );
    Server::start(&place).stop();
    assert_eq!(run(&place, &["field", "show", "plan", "--json"]).json()["source"], "file");
    let elsewhere = place.run(&["field", "update", "plan", "--filterable", "false"]);
    elsewhere.failed(1, "error: The field is defined in the file vestibule.toml. Change it there.");

    place.write(
        "vestibule.toml",
        "[[field]]\nname = \"plan\"\nkind = \"number\"\n[[group]]\nname = \"pros\"\nrule = \"tier=pro\"\n\
         [[terms]]\napplication = \"shop\"\ntexts = [\"x\"]\n[[application]]\nname = \"wiki\"\nfields = [\"other\"]\n",
    );
    let expected = [
        "line 1: The field plan: The kind cannot be changed.",
        "line 4: The group pros: Users cannot be chosen by the field tier.",
        "line 7: The terms of shop: There is no application with this name.",
        "line 12: There is no field “other” that applications see.",
    ];
    let problems = run(&place, &["check", "--json"]).json()["problems"].as_array().expect("a list").clone();
    assert_eq!(problems.len(), expected.len(), "{problems:?}");
    let stopped = Server::start(&place).stop().stderr;
    for (problem, part) in problems.iter().zip(expected) {
        let text = problem.as_str().unwrap_or_default();
        assert!(text.starts_with(&format!("The file of applications, {part}")), "{text}");
        assert!(stopped.contains(part), "{part}: {stopped}");
    }
    let plan = run(&place, &["field", "show", "plan", "--json"]).json();
    assert_eq!((&plan["definition"]["kind"], &plan["definition"]["filterable"]), (&json!("text"), &json!(true)));
    assert_eq!(run(&place, &["group", "list", "--json"]).json()["groups"][0]["rule"], "plan=pro");
    assert_eq!(run(&place, &["terms", "list", "--json"]).json()["versions"].as_array().map(Vec::len), Some(1));
}

#[test]
fn the_file_renames_a_field_and_gives_it_up() {
    let place = Place::new();
    let start = |file: &str| {
        place.write("vestibule.toml", &format!("application = []\n{file}"));
        Server::start(&place).stop().stderr
    };
    start("[[field]]\nname = \"plan\"\nfilterable = true\n");
    place.create("maren", &["--field", "plan=pro"]);
    run(&place, &["group", "create", "pros", "--rule", "plan=pro"]);
    start("[[field]]\nname = \"tier\"\nrenamed_from = \"plan\"\nfilterable = true\n");
    assert_eq!(listed(&place, "tier=pro"), ["maren@example.org"], "the values are there");
    assert_eq!(run(&place, &["group", "list", "--json"]).json()["groups"][0]["rule"], "tier=pro");
    let cut = start("");
    assert!(cut.contains("line 1: It defines no field any more"), "{cut}");
    assert_eq!(listed(&place, "tier=pro").len(), 1);
    start("field = []\n");
    assert!(run(&place, &["field", "show", "tier", "--json"]).json()["deleted_at"].is_string());
    let restored = run(&place, &["field", "restore", "tier", "--json"]).json();
    assert_eq!(restored["source"], "database", "from now on it is changed here");
}
