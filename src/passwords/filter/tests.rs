//! Filters of lists: what they recognize, and what is refused as a list or as a filter.

use super::build::{Built, ListError, build_filter, build_in_parts};
use super::file::UnusableFilter;
use super::{Form, PasswordFilter};
use proptest::prelude::*;
use sha1::Sha1;
use sha2::{Digest as _, Sha256};
use std::fs;
use std::path::PathBuf;
use tempfile::TempDir;

/// A folder with a list, and with the filter that is made of it.
struct Place(TempDir);

impl Place {
    fn with(list: impl AsRef<[u8]>) -> Self {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("list.txt"), list).unwrap();
        Self(folder)
    }

    fn filter(&self) -> PathBuf {
        self.0.path().join("list.filter")
    }

    fn build(&self, bits: u8) -> Result<Built, ListError> {
        build_in_parts(&self.0.path().join("list.txt"), &self.filter(), bits, &mut |_, _, _| {})
    }

    fn open(&self) -> Result<PasswordFilter, UnusableFilter> {
        PasswordFilter::open(&self.filter())
    }
}

fn opened(list: impl AsRef<[u8]>, bits: u8) -> PasswordFilter {
    let place = Place::with(list);
    place.build(bits).unwrap();
    // The file is deleted with the folder, and stays readable.
    place.open().unwrap()
}

fn hex(hash: &[u8]) -> String {
    hash.iter().map(|byte| format!("{byte:02x}")).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]
    #[test]
    fn every_password_of_a_list_is_found(
        passwords in prop::collection::vec("\\PC{8,30}|[a-zA-Z0-9 !-]{8,40}", 1..200),
        bits in 0_u8..4,
    ) {
        let filter = opened(passwords.join("\n"), bits);
        let hashed = opened(passwords.iter().map(|p| hex(&Sha1::digest(p)) + "\r\n").collect::<String>(), bits);
        let counted = opened(passwords.iter().map(|p| hex(&Sha256::digest(p)) + ":17\n").collect::<String>(), bits);
        prop_assert_eq!([filter.form, hashed.form, counted.form], Form::ALL);
        for password in &passwords {
            prop_assert!(filter.contains(password).unwrap() && hashed.contains(password).unwrap() && counted.contains(password).unwrap());
        }
    }

    #[test]
    fn a_file_with_another_byte_is_no_filter(at in any::<prop::sample::Index>(), change in 1_u8..) {
        let place = Place::with("lantern kettles\nkettle lantern orbit\n");
        place.build(1).unwrap();
        let mut bytes = fs::read(place.filter()).unwrap();
        let at = at.index(bytes.len());
        bytes[at] ^= change;
        fs::write(place.filter(), bytes).unwrap();
        prop_assert!(place.open().is_err(), "{}", at);
    }
}

/// Lists of hashes have the text that somebody has sent, which is composed as a rule.
#[test]
fn a_password_is_recognized_by_its_hash_however_its_letters_are_typed() {
    let (composed, decomposed) = ("Gr\u{fc}n-K\u{e4}se-\u{d6}l-42", "Gru\u{308}n-Ka\u{308}se-O\u{308}l-42");
    let filter = opened(hex(&Sha1::digest(composed)), 0);
    assert!(filter.contains(composed).unwrap() && filter.contains(decomposed).unwrap());
    let filter = opened(hex(&Sha1::digest(decomposed)), 0);
    assert!(filter.contains(decomposed).unwrap());
    let filter = opened(composed, 0);
    assert!(filter.contains(composed).unwrap() && filter.contains(decomposed).unwrap());
}

#[test]
fn one_in_20_000_other_passwords_is_recognized_at_most() {
    let others = (0..400_000).map(|number| format!("Quiet {number:07} lanterns"));
    let recognized = others.filter(|password| PasswordFilter::built_in().contains(password).unwrap()).count();
    // 6 when the filter was made. As many as 0 would also be suspicious.
    assert!((1..20).contains(&recognized), "{recognized}");
}

#[test]
fn the_program_has_a_filter_of_long_passwords_that_follow_the_rules() {
    let filter = PasswordFilter::built_in();
    assert_eq!((filter.form, filter.parts.len(), filter.path()), (Form::Plain, 1, None));
    for password in ["Helmut-1950", "Schweinsteiger.31", "bob the builder", "Glitter in the Air"] {
        assert!(filter.contains(password).unwrap(), "{password}");
    }
    assert!(!filter.contains("lantern kettles").unwrap() && !filter.contains("").unwrap());
}

#[test]
fn a_list_may_have_empty_lines_repetitions_and_what_is_no_password() {
    let long = "long ".repeat(1_000);
    let list = format!("\n\nlantern kettles\r\nshort\n{long}\nLANTERN KETTLES\n\nabc\u{fc}\u{fc}\u{fc}\u{fc}\u{fc}");
    let mut list = list.into_bytes();
    list.extend(b"\nlatin \xfc\xfc\xfc\xfc");
    let place = Place::with(&list);
    let built = place.build(0).unwrap();
    assert_eq!((built.passwords, built.skipped, built.bytes), (2, 3, fs::metadata(place.filter()).unwrap().len()));
    let filter = place.open().unwrap();
    assert!(
        filter.contains("Lantern Kettles").unwrap()
            && filter.contains("abcüüüüü").unwrap()
            && !filter.contains("latin üüüü").unwrap()
    );
    assert!(!filter.contains(&long[..128]).unwrap());
}

#[test]
fn a_hash_is_that_of_the_same_characters() {
    let list = format!("{}:3\n", hex(&Sha1::digest("Lantern Kettles")).to_uppercase());
    let filter = opened(list, 0);
    assert!(filter.contains("Lantern Kettles").unwrap() && !filter.contains("lantern kettles").unwrap());
}

#[test]
fn hashes_between_passwords_are_skipped_and_counted() {
    let hash = hex(&Sha256::digest("kettle lantern orbit"));
    let place = Place::with(format!("lantern kettles\n{hash}\n{}:17\n{}\n", &hash[..40], &hash[..39]));
    let built = place.build(0).unwrap();
    assert_eq!((built.passwords, built.skipped), (2, 2));
    assert!(!place.open().unwrap().contains(&hash).unwrap());
}

#[test]
fn a_file_that_cannot_be_read_any_more_refuses_to_say() {
    let place = Place::with("lantern kettles\n");
    place.build(0).unwrap();
    let filter = place.open().unwrap();
    fs::OpenOptions::new().write(true).truncate(true).open(place.filter()).unwrap();
    assert!(filter.contains("lantern kettles").is_err());
}

#[test]
fn a_mistake_in_a_list_is_named() {
    let hash = hex(&Sha1::digest("lantern kettles"));
    for (list, error) in [
        (format!("{hash}\n\nlantern kettles\n"), "line 3 is no hash like those before it"),
        (format!("{hash}\n{hash}0000\n"), "line 2 is no hash like those before it"),
        (format!("{}:3\n", &hash[..32]), "these are hashes with NTLM: use a list with SHA-1"),
        // Without a number it may be a password.
        (format!("{}\n", &hash[..32]), ""),
        (String::new(), "the list has no password of 8 to 128 characters"),
        ("short\n".to_owned(), "the list has no password of 8 to 128 characters"),
    ] {
        let place = Place::with(&list);
        assert_eq!(place.build(0).map_or_else(|error| error.to_string(), |_| String::new()), error, "{list:?}");
        assert_eq!(place.filter().exists(), error.is_empty());
        let left = fs::read_dir(place.0.path()).unwrap().count();
        assert_eq!(left, 1 + usize::from(error.is_empty()), "no temporary file is left");
    }
}

#[test]
fn a_file_that_exists_is_not_replaced() {
    let place = Place::with("lantern kettles\n");
    fs::write(place.filter(), "another file").unwrap();
    let error = place.build(0).unwrap_err().to_string();
    assert_eq!(error, format!("{} already exists: choose another file name", place.filter().display()));
    assert_eq!(fs::read(place.filter()).unwrap(), b"another file");
}

#[test]
fn the_same_passwords_make_the_same_filter() {
    let one = Place::with("lantern kettles\nkettle lantern orbit\n");
    let other = Place::with("kettle lantern orbit\r\nlantern kettles\r\nLantern Kettles");
    for place in [&one, &other] {
        let list = place.0.path().join("list.txt");
        build_filter(&list, &place.filter(), &mut |_, _, _| {}).unwrap();
    }
    assert!(fs::read(one.filter()).unwrap() == fs::read(other.filter()).unwrap());
}

#[test]
fn a_file_that_is_damaged_or_none_says_so() {
    let place = Place::with("lantern kettles\nkettle lantern orbit\n");
    place.build(2).unwrap();
    let intact = fs::read(place.filter()).unwrap();
    let damaged = "the file is damaged: make it again with `vestibule passwords build-filter`";
    let foreign = "use a file that `vestibule passwords build-filter` has made";
    let other = "this version cannot read the file: make it again with `vestibule passwords build-filter`";
    let changed = |at: usize, to: u8| {
        let mut bytes = intact.clone();
        bytes[at] = to;
        bytes
    };
    for (bytes, error) in [
        (Vec::new(), damaged),
        (intact[..11].to_vec(), damaged),
        (intact[..intact.len() - 1].to_vec(), damaged),
        (intact[..intact.len() / 2].to_vec(), damaged),
        ([&intact[..], &[0]].concat(), damaged),
        (b"SQLite format 3\0 and so on".to_vec(), foreign),
        (changed(8, 2), other),
        // The form, the number of parts, and the length of a segment.
        (changed(10, 3), damaged),
        (changed(11, 9), damaged),
        (changed(20, 5), damaged),
        // A fingerprint.
        (changed(intact.len() - 5, !intact[intact.len() - 5]), damaged),
    ] {
        fs::write(place.filter(), &bytes).unwrap();
        assert_eq!(place.open().map_or_else(|error| error.to_string(), |_| String::new()), error, "{bytes:?}");
    }
    fs::remove_file(place.filter()).unwrap();
    let missing = place.open().unwrap_err().to_string();
    assert!(missing.starts_with("use the path of a readable file (No such file"), "{missing}");
}
