//! The program in docs/providers/moving.md brings linked accounts along.

use super::{EXPORTS, guide, import, run, write_program};
use crate::repository::read;
use crate::support::Place;

/// The linked accounts of Supabase, in a table of their own.
const IDENTITIES: &str = include_str!("exports/identities.csv");

#[test]
fn people_of_other_systems_keep_their_linked_accounts() {
    let page = read("docs/providers/moving.md");
    let place = Place::new()
        .set("VESTIBULE_GOOGLE_CLIENT_ID", "google")
        .set("VESTIBULE_GOOGLE_CLIENT_SECRET", "swordfish")
        .set("VESTIBULE_GITHUB_CLIENT_ID", "github")
        .set("VESTIBULE_GITHUB_CLIENT_SECRET", "swordfish");
    write_program(&place, &guide(), "to_vestibule.py");
    write_program(&place, &page, "linked_accounts.py");
    for (name, text) in EXPORTS {
        place.write(name, text);
    }
    place.write("identities.csv", IDENTITIES);

    for (people, linked, count) in [
        (
            "python to_vestibule.py supabase auth_users.csv >people.jsonl",
            "python linked_accounts.py supabase people.jsonl identities.csv >linked.jsonl",
            1,
        ),
        (
            "python to_vestibule.py firebase users.json hash_config.txt >people.jsonl",
            "python linked_accounts.py firebase people.jsonl users.json >linked.jsonl",
            1,
        ),
        // With somebody who has no password, and so is not in the file of hashes.
        (
            "python to_vestibule.py auth0 hashes.json profiles.json >people.jsonl",
            "python linked_accounts.py auth0 people.jsonl profiles.json >linked.jsonl",
            2,
        ),
    ] {
        run(&place, &guide(), people);
        run(&place, &page, linked);
        assert_eq!(import(&place, "linked.jsonl"), count, "{linked}");
    }
    let linked = place.rows(
        "SELECT u.username || ' ' || i.provider || ' ' || i.issuer || ' ' || i.subject
         FROM identities i JOIN users u ON u.id = i.user_id ORDER BY u.username",
    );
    assert_eq!(
        linked,
        [
            "faye google https://accounts.google.com 110248495921238986420",
            "olga google https://accounts.google.com 108091299999329986433",
            "sana github https://github.com 583231",
        ]
    );
}
