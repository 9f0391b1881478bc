//! The commands in docs/moving-from-a-spreadsheet.md, as they are printed. Its pages are in `end2end/tests/club.spec.ts`.

use super::testing::path_with_vestibule;
use crate::repository::{blocks, read};
use crate::support::{Place, RunOutput};
use serde_json::{Value, json};
use std::ffi::OsStr;
use std::fs;
use std::process::{Command, Stdio};

const MEMBERS: &str = "docs/moving-from-a-spreadsheet/members.csv";
/// The column of the section in the sheet.
const SECTION: usize = 6;

/// Runs a block of the page in the directory of `place`; returns what it prints.
fn run(place: &Place, path: &OsStr, block: &str) -> String {
    let plain = place.command(&[]);
    let settings = plain.get_envs().filter_map(|(name, value)| Some((name, value?)));
    let mut sh = Command::new("sh");
    sh.args(["-e", "-c", block]).current_dir(place.directory.path()).stdin(Stdio::null());
    let ran = RunOutput::from(sh.env_clear().envs(settings).env("PATH", path).output().expect("a shell"));
    assert_eq!(ran.code, 0, "{block}\n{}\n{}", ran.stdout, ran.stderr);
    ran.stdout
}

/// The members of the sheet in a section.
fn members_of(sheet: &str, section: &str) -> usize {
    sheet.lines().filter(|line| line.split(';').nth(SECTION) == Some(section)).count()
}

fn shown(place: &Place, command: &[&str]) -> Value {
    place.run(&[command, &["--json"]].concat()).json()
}

#[test]
fn the_commands_for_a_club_move_its_sixty_members_as_they_are_printed() {
    let (place, page, sheet) = (Place::new(), read("docs/moving-from-a-spreadsheet.md"), read(MEMBERS));
    assert_eq!(sheet.lines().count(), 61, "their columns, and 60 people");
    let path = path_with_vestibule(&place);
    place.write("members.csv", &sheet);
    let printed: Vec<_> = blocks(&page, "sh").iter().map(|block| run(&place, &path, block)).collect();
    let printed = printed.concat();
    for words in ["Valid rows: 60 of 60\n", "Imported rows: 60 of 60\n", "Exported 60 users to members-now.csv.\n"] {
        assert!(printed.contains(words), "{words}: {printed}");
    }

    // Written differently in the sheet, where they have semicolons, labels and days of German.
    let james = shown(&place, &["user", "show", "james.whitfield@example.com"]);
    let expected = json!({
        "member_number": "1006", "joined": "1990-07-28", "section": "tennis", "training": ["wednesday", "saturday"],
        "newsletter": true
    });
    assert_eq!((&james["fields"], &james["groups"], &james["language"]), (&expected, &json!(["tennis"]), &json!("en")));
    let tennis = members_of(&sheet, "Tennis");
    let list = shown(&place, &["user", "list", "--group", "tennis"]);
    assert_eq!(list["pagination"]["total"], tennis, "{list}");
    assert!(printed.contains(&format!("Exported {tennis} users to tennis.csv.\n")), "{printed}");
    let export = fs::read_to_string(place.path("members-now.csv")).expect("an export");
    assert!(export.lines().next().is_some_and(|names| names.contains("\"fields.member_number\"")), "{export}");

    let learned = shown(&place, &["client", "show", "courts"])["definition"]["claims"].clone();
    assert_eq!(learned.as_array().map(Vec::len), Some(2), "{learned}");
    let preview = place.run(&["client", "preview", "courts", "--user", "james.whitfield"]).json();
    assert_eq!(preview["may_enter"], true, "{preview}");
    let userinfo = &preview["userinfo"];
    assert_eq!((&userinfo["member_number"], &userinfo["section"]), (&json!("1006"), &json!("tennis")), "{preview}");
    let narrower = ["field", "update", "section", "--choice", "rowing=Rowing", "--choice", "swimming=Swimming"];
    let preview = shown(&place, &[&narrower[..], &["--choice", "tennis=Tennis", "--preview"]].concat());
    assert_eq!(preview["unfitting"], members_of(&sheet, "Table tennis"), "{preview}");
    let terms = shown(&place, &["terms", "list"]);
    assert_eq!(terms["versions"].as_array().map(Vec::len), Some(1), "{terms}");
    let mailing = shown(&place, &["user", "invite-all", "--show"]);
    assert_eq!(mailing["total"], 60, "{mailing}");
}
