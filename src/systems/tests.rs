//! Reading the files of systems, whole, in pieces and damaged.

mod ldif;

use super::*;
use proptest::prelude::*;
use std::slice;

const COLUMNS: &[Column] = &[
    tables::column("email"),
    tables::column("username"),
    tables::column("name"),
    tables::column("status"),
    tables::column("password_hash"),
    tables::column("groups"),
];
/// In 2026.
const NOW: Timestamp = Timestamp(1_793_534_400_000);

/// What is read: of each person the cells with a separator between them, and the codes of what is left out with their counts.
type Read = (Vec<String>, Vec<String>);

/// Reads a file in chunks of this size.
fn read_in(system: ImportSystem, file: &[u8], size: usize) -> Result<Read, FileError> {
    read_columns(COLUMNS, system, file, size)
}

fn read_columns(columns: &'static [Column], system: ImportSystem, file: &[u8], size: usize) -> Result<Read, FileError> {
    let (mut reader, mut rows) = (Reader::of_system(system, columns, NOW, &std::env::temp_dir())?, Vec::new());
    for chunk in file.chunks(size) {
        reader.push(chunk, &mut rows)?;
    }
    while reader.finish(&mut rows)? {}
    let of = |row: Row| match row.cells {
        Ok(cells) => {
            let cells: Vec<_> = cells.iter().map(|cell| cell.as_str().to_owned()).collect();
            let links: Vec<_> = row.links.iter().map(|(provider, id)| format!("{provider}={id}")).collect();
            format!("{} {} {}", row.number, cells.join("|"), links.join(","))
        }
        Err(problem) => format!("{} {}", row.number, problem.code),
    };
    let left = reader.left_out().report(LeftOuts::default());
    let left = left.into_iter().map(|left| format!("{} {}", left.code, left.count));
    Ok((rows.into_iter().map(of).collect(), left.collect()))
}

fn read(system: ImportSystem, file: &str) -> Read {
    let whole = read_in(system, file.as_bytes(), 1_000_000).unwrap();
    assert_eq!(read_in(system, file.as_bytes(), 3).unwrap(), whole);
    whole
}

fn error(system: ImportSystem, file: &str) -> String {
    read_in(system, file.as_bytes(), 100).unwrap_err().message().say()
}

#[test]
fn people_of_keycloak_are_found_wherever_the_realm_has_them() {
    let user = r#"{"username": "ada", "email": "ada@x.org", "enabled": true, "groups": ["/A b"], "clientRoles": {}}"#;
    let expected = vec!["1 ada@x.org|ada||active||a-b ".to_owned()];
    for file in [
        format!(r#"{{"realm": "x", "users": [{user}]}}"#),
        format!("\u{feff}{{\"users\" :[\n{user}\n], \"clients\": [{{\"users\": [{{\"email\": \"no@x.org\"}}]}}]}}"),
        format!(r#"[{{"roles": {{"client": {{"users": [{{"name": "no"}}]}}}}, "users": [{user}]}}]"#),
        format!(r#"{{"a": "\"users\": [{{", "b": [[{{}}]], "users": [{user}]}} {{"users": []}}"#),
    ] {
        assert_eq!(
            read(ImportSystem::Keycloak, &file),
            (expected.clone(), vec!["renamed_group 1".to_owned()]),
            "{file}"
        );
    }
}

#[test]
fn hashes_of_keycloak_are_written_as_those_of_others() {
    let user = |secret: &str, data: &str| {
        let credential = serde_json::json!({"type": "password", "secretData": secret, "credentialData": data});
        let user = serde_json::json!({"email": "ada@x.org", "credentials": [credential]});
        let (people, left_out) = read(ImportSystem::Keycloak, &format!("{{\"users\": [{user}]}}"));
        (people[0].split('|').nth(4).unwrap().to_owned(), left_out.join(" "))
    };
    let salt = "AAECAwQFBgcICQoLDA0ODw==";
    let output = "A".repeat(86);
    let secret = format!(r#"{{"value": "{output}==", "salt": "{salt}"}}"#);
    assert_eq!(
        user(&secret, r#"{"hashIterations": 210000, "algorithm": "pbkdf2-sha512"}"#),
        (format!("$pbkdf2-sha512$210000${}${output}", salt.trim_end_matches('=')), String::new())
    );
    let secret = format!(r#"{{"value": "{}=", "salt": "{salt}"}}"#, "A".repeat(43));
    let argon2 = r#"{"hashIterations": 5, "algorithm": "argon2", "additionalParameters":
        {"hashLength": ["32"], "memory": ["7168"], "type": ["id"], "version": ["1.3"], "parallelism": ["1"]}}"#;
    let expected = format!("$argon2id$v=19$m=7168,t=5,p=1${}${}", salt.trim_end_matches('='), "A".repeat(43));
    assert_eq!(user(&secret, argon2), (expected, String::new()));
    let unknown = r#"{"hashIterations": 1, "algorithm": "own"}"#;
    assert_eq!(user(&secret, unknown), (String::new(), "unknown_hash 1".to_owned()));
    let costly = r#"{"hashIterations": 90000000, "algorithm": "pbkdf2-sha256"}"#;
    assert_eq!(user(&secret, costly), (String::new(), "hash 1".to_owned()));
    // Longer than an import takes.
    let secret = format!(r#"{{"value": "{output}==", "salt": "{}"}}"#, "A".repeat(500));
    let sha512 = r#"{"hashIterations": 210000, "algorithm": "pbkdf2-sha512"}"#;
    assert_eq!(user(&secret, sha512), (String::new(), "unknown_hash 1".to_owned()));
}

#[test]
fn a_password_of_keycloak_that_was_to_be_changed_is_left_out() {
    let output = "A".repeat(86);
    let hash = format!("$pbkdf2-sha512$210000$AAECAwQFBgcICQoLDA0ODw${output}");
    let credential = serde_json::json!({
        "type": "password",
        "secretData": format!(r#"{{"value": "{output}==", "salt": "AAECAwQFBgcICQoLDA0ODw=="}}"#),
        "credentialData": r#"{"hashIterations": 210000, "algorithm": "pbkdf2-sha512"}"#,
    });
    for (actions, stored, left) in [
        (r#"["CONFIGURE_TOTP", "UPDATE_PASSWORD"]"#, "", &["temporary_password 1"][..]),
        (r#"["CONFIGURE_TOTP"]"#, hash.as_str(), &[]),
    ] {
        let file = format!(
            r#"{{"users": [{{"email": "ada@x.org", "requiredActions": {actions}, "credentials": [{credential}]}}]}}"#
        );
        let (people, found) = read(ImportSystem::Keycloak, &file);
        assert_eq!(people, [format!("1 ada@x.org|||active|{stored}| ")], "{actions}");
        assert_eq!(found, left, "{actions}");
    }
}

#[test]
fn an_authenticator_app_of_keycloak_is_imported_if_its_codes_are_those_of_here() {
    const APP: &[Column] = &[tables::column("email"), tables::column("totp_secret")];
    let otp = |data: serde_json::Value, value: &str| {
        let of_all = [("subType", "totp"), ("algorithm", "HmacSHA1")].map(|(name, value)| (name, value.into()));
        let mut all = serde_json::json!({"digits": 6, "counter": 0, "period": 30});
        let own = data.as_object().expect("an object").clone();
        let members = all.as_object_mut().expect("an object");
        members.extend(of_all.map(|(name, value): (&str, serde_json::Value)| (name.to_owned(), value)));
        members.extend(own);
        let secret = serde_json::json!({"value": value}).to_string();
        serde_json::json!({"type": "otp", "credentialData": all.to_string(), "secretData": secret})
    };
    let read = |credentials: &[serde_json::Value]| {
        let file = serde_json::json!({"users": [{"email": "ada@x.org", "credentials": credentials}]}).to_string();
        let (people, left) = read_columns(APP, ImportSystem::Keycloak, file.as_bytes(), 1_000).expect("a file");
        (people.concat(), left.join(" "))
    };
    let plain = otp(serde_json::json!({}), "12345678901234567890");
    // Of RFC 6238, appendix B.
    let expected = "1 ada@x.org|GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ ".to_owned();
    assert_eq!(read(slice::from_ref(&plain)), (expected.clone(), String::new()));
    let base32 = otp(serde_json::json!({"secretEncoding": "BASE32"}), "gezdgnbvgy3tqojqgezdgnbvgy3tqojq");
    assert_eq!(read(&[base32]), (expected.clone(), String::new()));
    let passkey = serde_json::json!({"type": "webauthn-passwordless"});
    assert_eq!(read(&[passkey, plain.clone(), plain]), (expected, "second_factor 1".to_owned()));
    for other in [
        serde_json::json!({"digits": 8}),
        serde_json::json!({"period": 60}),
        serde_json::json!({"algorithm": "HmacSHA256"}),
        serde_json::json!({"subType": "hotp"}),
        serde_json::json!({"secretEncoding": "BASE32"}),
        serde_json::json!({"secretEncoding": "HEX"}),
    ] {
        let left_out = ("1 ada@x.org| ".to_owned(), "second_factor 1".to_owned());
        assert_eq!(read(&[otp(other.clone(), "12345678901234567890")]), left_out, "{other}");
    }
    assert_eq!(read(&[otp(serde_json::json!({}), "short")]).1, "second_factor 1");
}

/// Auth0's two files, one after the other in any order.
#[test]
fn somebody_may_be_in_one_file_of_auth0_alone() {
    let hash = "$2b$04$GJJasIIiTw/pNNgDQWaNlujPpsY.90rnIVZK6CTUhy90TAVV2BBvK";
    let hashes = format!(
        "{{\"_id\": {{\"$oid\": \"1\"}}, \"email\": \"ada@x.org\", \"passwordHash\": \"{hash}\"}}\n\
         {{\"_id\": {{\"$oid\": \"2\"}}, \"email\": \"bob@x.org\", \"passwordHash\": \"{hash}\"}}\n"
    );
    let profiles = "{\"user_id\": \"auth0|1\", \"name\": \"Ada\", \"blocked\": true}\n\
        {\"user_id\": \"google-oauth2|7\", \"email\": \"eve@x.org\", \"name\": \"eve@x.org\", \"identities\":\
         [{\"provider\": \"google-oauth2\", \"user_id\": \"7\"}, {\"provider\": \"github\", \"user_id\": 8}]}\n";
    let expected = [
        format!("1 ada@x.org||Ada|disabled|{hash}| "),
        "2 eve@x.org|||active|| google=7,github=8".to_owned(),
        format!("3 bob@x.org|||active|{hash}| "),
    ];
    for file in [format!("{hashes}{profiles}"), format!("{profiles}\n{hashes}")] {
        assert_eq!(read(ImportSystem::Auth0, &file), (expected.to_vec(), Vec::new()), "{file}");
    }
    // More than are added at a time, in the order of the file.
    for member in ["user_id", "_id"] {
        let person = |n| format!("{{\"{member}\": \"auth0|{n}\", \"email\": \"p{n}@x.org\"}}");
        let many: String = (0..1_201).map(person).collect();
        let expected: Vec<_> = (0..1_201).map(|n| format!("{} p{n}@x.org|||active|| ", n + 1)).collect();
        assert_eq!(read(ImportSystem::Auth0, &many).0, expected, "{member}");
    }
}

#[test]
fn the_file_of_authelia_is_read_as_people_write_it() {
    let file = "# comment\nusers:\n    ada: # the first\n        email: ada@x.org\n        displayname: Ada's # not this\n        groups:\n        - a\n        \
        - 'b c'\n        disabled: true\n    \"bob\":\n        email: \"bob@x.org\"\n        groups: []\n        extra:\n            shoe: 39\nother:\n    x: 1\n";
    let expected = vec!["1 ada@x.org|ada|Ada's|disabled||a b-c ".to_owned(), "2 bob@x.org|bob||active|| ".to_owned()];
    assert_eq!(read(ImportSystem::Authelia, file), (expected, vec!["renamed_group 1".to_owned()]));
    for (file, line) in [
        ("users:\n  ada:\n    email: |\n      ada@x.org\n", "Line 3 "),
        ("users:\n  ada: {email: ada@x.org}\n", "Line 2 "),
        ("users:\n  ada:\n    groups: *staff\n", "Line 3 "),
        ("users:\n  ada\n", "Line 2 "),
        ("- users\n", "Line 1 "),
    ] {
        let error = error(ImportSystem::Authelia, file);
        assert!(error.starts_with(line), "{file}: {error}");
    }
}

#[test]
fn roles_of_wordpress_are_groups_and_names_that_people_have_entered_are_names() {
    let file = "ID,user_login,user_pass,user_email,display_name,user_registered,wp_capabilities\n\
        1,ada,plain,ada@x.org,ada,0000-00-00 00:00:00,\"a:2:{s:6:\"\"editor\"\";b:1;s:4:\"\"shop\"\";b:1;}\"\n\
        2,Ada Holt,,holt@x.org,Ada Holt,2030-01-01 00:00:00,\n\
        3,bob,,bob@x.org\n";
    let expected = ["1 ada@x.org|ada||active||editor shop ", "2 holt@x.org|||active|| ", "3 wrong_columns"];
    let left = ["username 1", "time 2", "unknown_hash 1"].map(str::to_owned).to_vec();
    assert_eq!(read(ImportSystem::Wordpress, file), (expected.map(str::to_owned).to_vec(), left));
}

#[test]
fn a_role_of_wordpress_that_was_taken_away_is_no_group() {
    for (capabilities, groups) in [
        (r#"a:2:{s:13:""administrator"";b:0;s:6:""editor"";b:1;}"#, "editor"),
        (r#"a:2:{s:13:""administrator"";s:1:""0"";s:6:""editor"";s:1:""1"";}"#, "editor"),
        (r#"a:1:{s:6:""editor"#, ""),
        ("a:0:{}", ""),
        ("editor|shop", "editor shop"),
    ] {
        let file = format!("ID,user_email,wp_capabilities\n1,ada@x.org,\"{capabilities}\"\n");
        let expected = vec![format!("1 ada@x.org|||active||{groups} ")];
        assert_eq!(read(ImportSystem::Wordpress, &file).0, expected, "{capabilities}");
    }
}

#[test]
fn linked_accounts_of_supabase_are_read_from_a_table_and_from_json() {
    let identities = r#"[{"provider": "google", "provider_id": "7"}, {"provider": "email", "provider_id": "x"}]"#;
    let (name, quoted) = (r#"{""full_name"": ""Ada""}"#, identities.replace('"', "\"\""));
    let csv = format!("email,raw_user_meta_data,identities\nada@x.org,\"{name}\",\"{quoted}\"\n");
    let json = r#"{"email": "ada@x.org", "raw_user_meta_data": {"full_name": "Ada"}, "identities": "#;
    for file in [csv, format!("{json}{identities}}}\n")] {
        assert_eq!(read(ImportSystem::Supabase, &file).0, ["1 ada@x.org||Ada|active|| google=7"], "{file}");
    }
}

#[test]
fn who_has_no_valid_address_is_left_out() {
    let file = r#"{"users": [{"email": "n/a"}, {"email": " "}, {"email": "ada@x.org"}]}"#;
    let (people, left) = read(ImportSystem::Keycloak, file);
    assert_eq!(people, ["3 ada@x.org|||active|| "]);
    assert_eq!(left, ["no_address 1", "address 1"]);
}

#[test]
fn two_groups_are_not_made_one() {
    let file = r#"{"users": [{"email": "a@x.org", "groups": ["/Team A", "/Team/A", "/Ω"]}]}"#;
    let (people, left) = read(ImportSystem::Keycloak, file);
    assert_eq!(people, ["1 a@x.org|||active||team-a "]);
    assert_eq!(left, ["renamed_group 1", "group 1", "same_group 1"]);
}

#[test]
fn a_file_that_is_not_of_the_system_says_so() {
    for (system, file, begin) in [
        (ImportSystem::Keycloak, "{\"realm\": \"x\"}", "Nobody was found in the file."),
        (ImportSystem::Keycloak, "{\"users\": [{\"email\": ", "The file ends in the middle."),
        (ImportSystem::Keycloak, "{\"users\": [{\"email\" \"a\"}]}", "Person 1 in the file is not valid JSON."),
        (ImportSystem::Auth0, "}", "Person 1 in the file is not valid JSON."),
        (
            ImportSystem::Firebase,
            "{\"users\": [{\"passwordHash\": \"AA==\"}]}",
            "The file has password hashes, but not",
        ),
        (ImportSystem::Supabase, "shoe,size\n1,2\n", "No column is known."),
        (ImportSystem::Pocketbase, "SQLite format 3\0and more", "The file is a database of SQLite."),
        (ImportSystem::Wordpress, "PK\u{3}\u{4}and more than that", "The file is a workbook"),
        (ImportSystem::Ldif, "shoe: 1\n", "Nobody was found in the file."),
        (ImportSystem::Authelia, "", "Nobody was found in the file."),
    ] {
        let error = error(system, file);
        assert!(error.starts_with(begin), "{system} {file}: {error}");
    }
    let long = format!("{{\"users\": [{{\"email\": \"{}", "a".repeat(300_000));
    assert!(error(ImportSystem::Keycloak, &long).starts_with("Person 1 in the file takes more than 256 KiB."));
    assert!(error(ImportSystem::Keycloak, &"[".repeat(1_000)).starts_with("Person 1 in the file is not valid JSON."));
}

proptest! {
    #[test]
    fn no_file_causes_a_panic(
        pieces in prop::collection::vec(
            "users:\n|  a:\n|    groups: \\[|dn: cn=a\n|objectClass: (user|group)\n|member:: YQ==\n|\\PC{0,8}|[\\[\\]{}\":,\\\\\n é-]{0,6}|\"users\": \\[\\{",
            0..20,
        ),
        bytes in prop::collection::vec(any::<u8>(), 0..60),
        size in 1..40_usize,
    ) {
        for system in ImportSystem::ALL {
            for file in [pieces.concat().as_bytes(), bytes.as_slice()] {
                _ = read_in(system, file, size);
            }
        }
    }
}
