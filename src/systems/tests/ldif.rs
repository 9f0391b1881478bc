//! Entries of directories.

use super::*;

#[test]
fn groups_of_a_directory_stand_before_and_after_their_people() {
    let file = "dn: cn=Staff,dc=x\nobjectClass: groupOfNames\ncn: Staff\nmember: uid=ada,dc=x\n\n\
        dn: UID=ada, DC=x\nobjectclass: inetOrgPerson\nuid: ada\ncn: Ada\nmail: ada@x.org\nmemberOf: cn=ops,dc=x\n\
        userPassword: {SASL}ada\n\n# a comment\n  with a second line\ndn: cn=late,dc=x\nobjectClass: posixGroup\ncn: late\nmemberUid: ADA\n\n\
        dn: cn=PC$,dc=x\nobjectClass: computer\nobjectClass: user\ncn: PC$\nsAMAccountName: PC$\nmail: pc@x.org\n";
    let expected = vec!["2 ada@x.org|ada|Ada|active||staff late ops ".to_owned()];
    let left = ["program 1", "hash 1", "renamed_group 1"].map(str::to_owned).to_vec();
    assert_eq!(read(ImportSystem::Ldif, file), (expected, left));
}

#[test]
fn a_second_file_of_a_directory_is_read_after_the_first() {
    let person = |id: &str| format!("dn: uid={id},dc=x\nobjectClass: person\nuid: {id}\nmail: {id}@x.org");
    let group = "dn: cn=staff,dc=x\nobjectClass: posixGroup\ncn: staff\nmemberUid: ada\n";
    // As the command joins files.
    let file = format!("{}\n\u{feff}{group}\n{}\nversion: 1\n\n{}", person("ada"), person("bob"), person("eve"));
    let expected = ["1 ada@x.org|ada||active||staff ", "2 bob@x.org|bob||active|| ", "3 eve@x.org|eve||active|| "];
    assert_eq!(read(ImportSystem::Ldif, &file).0, expected);
}

#[test]
fn who_is_locked_in_a_directory_is_disabled() {
    let person = "dn: cn=a,dc=x\nobjectClass: user\ncn: A\nmail: a@x.org\n";
    for (lock, status) in [
        ("userAccountControl: 514", "disabled"),
        ("nsAccountLock: FALSE\nloginDisabled: TRUE", "disabled"),
        ("ds-pwp-account-disabled: true", "disabled"),
        ("pwdAccountLockedTime: 000001010000Z", "disabled"),
        ("pwdAccountLockedTime: 20240304091200Z", "active"),
        ("nsAccountLock: FALSE", "active"),
    ] {
        assert_eq!(
            read(ImportSystem::Ldif, &format!("{person}{lock}\n")).0,
            [format!("1 a@x.org||A|{status}|| ")],
            "{lock}"
        );
    }
}

#[test]
fn a_group_of_a_directory_is_the_one_that_is_meant() {
    let file = "dn: cn=Ada,dc=x\nobjectClass: person\ncn: Ada\nmail: ada@x.org\nmemberOf: cn=Admins\\, external,dc=x\n\
        memberOf: cn=caf\\C3\\A9\\2Cbar,dc=x\nmemberOf: cn=\\zz,dc=x\nmemberOf: cn=cut\\\n\n\
        dn: cn=all,dc=x\nobjectClass: posixGroup\ncn: all\nmemberUid:\nmemberUid: \n";
    assert_eq!(read(ImportSystem::Ldif, file).0, ["1 ada@x.org||Ada|active||admins-external cafe-bar zz "]);
}

#[test]
fn an_entry_of_a_directory_takes_little_memory() {
    let file = format!("dn: cn=a,dc=x\nobjectClass: user\n{}mail: a@x.org\n", "cn: a\n".repeat(30_000));
    assert_eq!(read(ImportSystem::Ldif, &file), (Vec::new(), vec!["no_address 1".to_owned()]));
}

#[test]
fn names_of_groups_of_a_directory_take_little_memory() {
    let mut reader = Reader::of_system(ImportSystem::Ldif, COLUMNS, NOW, &std::env::temp_dir()).unwrap();
    let name = "a".repeat(60_000);
    let group = |members: &str| format!("dn: cn=a,dc=x\nobjectClass: posixGroup\ncn: {name}\n{members}\n");
    let read = |reader: &mut Reader, group: &str| {
        (0..300).try_for_each(|_| reader.push(group.as_bytes(), &mut Vec::new())).map_err(|error| error.message().say())
    };
    // Nobody is in it, so nothing of it is kept.
    assert_eq!(read(&mut reader, &group("")), Ok(()));
    let refused = read(&mut reader, &group("memberUid: ada\n")).unwrap_err();
    assert!(refused.contains("too much text"), "{refused}");
}
