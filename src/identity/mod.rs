//! When two names are the same: the keys of uniqueness, computed here so that both engines agree.

pub mod words;

use crate::shared::fields::{Problem, email::EmailAddress, username::Username};
use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};
use unicode_security::MixedScript;
use url::Host;

/// Bytes of a domain that are looked at as one; letters beyond ASCII have up to four each.
const LONGEST_DOMAIN: usize = 4 * 255;

/// A username in its one form, and the key under which it is unique.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CanonicalUsername {
    /// NFKC.
    pub username: Username,
    /// NFKC and case-folded.
    pub key: String,
}

/// An address, and the key under which it is unique.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CanonicalEmail {
    /// As it was typed, in NFC: another form might be another mailbox.
    pub email: EmailAddress,
    /// The local part NFKC and case-folded, the domain in its ASCII form.
    pub key: String,
}

/// Parses a username, and refuses one whose letters are of more than one script: `pаypal` with a Cyrillic `а` looks
/// like another's name (UTS 39, 5.1).
///
/// # Errors
/// What is wrong with it, in words that say the mend.
pub fn username(raw: &str) -> Result<CanonicalUsername, Problem> {
    let normalised: String = raw.nfkc().collect();
    let username = Username::parse(&normalised)?;
    if username.as_str().starts_with(is_combining_mark) {
        return Err(Problem::new("not_allowed", "Begin with a letter or a digit."));
    }
    if !username.as_str().is_single_script() {
        return Err(Problem::new("mixed_scripts", "Use letters of one alphabet only."));
    }
    let key = fold(username.as_str());
    Ok(CanonicalUsername { username, key })
}

/// Parses an email address.
///
/// # Errors
/// What is wrong with it, in words that say the mend.
pub fn email(raw: &str) -> Result<CanonicalEmail, Problem> {
    let composed: String = raw.nfc().collect();
    let email = EmailAddress::parse(&composed)?;
    let key = key(email.as_str());
    Ok(CanonicalEmail { email, key })
}

/// The key of whatever was typed to sign in, were it a username or an address. No name holds a NUL, and PostgreSQL takes
/// none: in its place stands what no name holds either.
pub fn key(raw: &str) -> String {
    let key = match raw.trim().rsplit_once('@') {
        Some((local, domain)) => format!("{}@{}", fold(local), domain_key(domain)),
        None => fold(raw),
    };
    key.trim().replace('\0', "\u{fffd}")
}

/// The one form in which domains are compared: lower-case ASCII, with A-labels such as `xn--bcher-kva` for letters beyond it
/// (RFC 5890; UTS 46, ToASCII). Two ways to write a domain lead to one mailbox.
///
/// What is no domain is folded: nobody gets mail there, and who has such an address signs in with it all the same.
fn domain_key(domain: &str) -> String {
    let domain = domain.strip_suffix('.').unwrap_or(domain);
    match Host::parse(domain) {
        Ok(Host::Domain(ascii)) if domain.len() <= LONGEST_DOMAIN => ascii,
        _ => fold(domain),
    }
}

/// Case-folded NFKC: texts that differ in case, width or composition alone come out the same (Unicode 3.13, D146).
///
/// Folding twice, for what NFKC takes apart may have a case of its own (`㎒` is `MHz`).
pub fn fold(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    let once: String = text.nfd().collect();
    let once: String = caseless::default_case_fold_str(&once).nfkd().collect();
    caseless::default_case_fold_str(&once).nfkc().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn key_of(raw: &str) -> String {
        username(raw).unwrap().key
    }

    #[test]
    fn a_look_alike_letter_from_another_alphabet_is_refused() {
        for name in ["p\u{430}ypal", "admin\u{456}strator", "\u{3b1}lpha", "ma\u{633}ren", "abc\u{663}"] {
            assert_eq!(username(name).unwrap_err().code, "mixed_scripts", "{name}");
        }
    }

    #[test]
    fn names_of_one_alphabet_are_accepted_whichever_it_is() {
        for name in
            ["пётр.87", "Ελένη_1", "Müller-Lüdenscheidt", "さくら桜サクラ", "김민수", "हिन्दी", "สมชาย", "ทำไม่", "محمد"]
        {
            assert!(username(name).is_ok(), "{name}: {:?}", username(name));
        }
    }

    #[test]
    fn names_that_look_the_same_have_one_key() {
        for (one, other) in [
            ("MAREN", "maren"),
            ("ｍａｒｅｎ", "maren"),
            ("\u{212a}elvin", "kelvin"),
            ("Mu\u{308}ller", "müller"),
            ("STRASSE", "straße"),
            ("ΣΊΣΥΦΟΣ", "σίσυφος"),
            ("ﬁlip", "filip"),
        ] {
            assert_eq!(key_of(one), key_of(other), "{one} {other}");
        }
        assert_ne!(key_of("maren"), key_of("maxen"));
    }

    #[test]
    fn usernames_are_kept_in_their_one_form_and_their_case() {
        assert_eq!(username(" Ｍaren ").unwrap().username.as_str(), "Maren");
        assert_eq!(username("Mu\u{308}ller").unwrap().username.as_str(), "Müller");
    }

    #[test]
    fn invisible_letters_and_leading_marks_are_refused() {
        for name in ["한국\u{3164}", "한국\u{115f}", "maren\u{34f}", "maren\u{200d}", "\u{301}maren", "\u{a8}maren"]
        {
            assert_eq!(username(name).unwrap_err().code, "not_allowed", "{name:?}");
        }
    }

    #[test]
    fn addresses_are_the_same_without_regard_to_case_and_composition() {
        let one = email(" Jose\u{301}@Example.ORG ").unwrap();
        assert_eq!(one.email.as_str(), "José@Example.ORG");
        assert_eq!(one.key, "josé@example.org");
        assert_eq!(email("JOSÉ@example.org").unwrap().key, one.key);
    }

    #[test]
    fn a_domain_is_the_same_in_its_own_letters_and_in_ascii() {
        let one = email("maren@bücher.example").unwrap();
        assert_eq!((one.email.as_str(), one.key.as_str()), ("maren@bücher.example", "maren@xn--bcher-kva.example"));
        for other in [
            "maren@xn--bcher-kva.example",
            "Maren@XN--BCHER-KVA.Example",
            "maren@BÜCHER.example",
            "maren@bu\u{308}cher.example",
            "maren@ｂücher.example",
        ] {
            assert_eq!(email(other).unwrap().key, one.key, "{other}");
            assert_eq!(key(other), one.key, "{other}");
        }
        assert_eq!(key(" maren@bücher.example. "), one.key, "as resolvers write it");
        assert_eq!(email("josé@straße.example").unwrap().key, "josé@xn--strae-oqa.example");
        assert_ne!(email("m@straße.example").unwrap().key, email("m@strasse.example").unwrap().key);
    }

    #[test]
    fn the_key_of_what_is_no_domain_is_folded() {
        for (raw, expected) in
            [("a@XN--A.org", "a@xn--a.org"), ("a@", "a@"), ("a@B c", "a@b c"), ("A@[::1]", "a@[::1]")]
        {
            assert_eq!(key(raw), expected);
        }
    }

    #[test]
    fn a_username_has_a_letter_or_a_digit() {
        for name in ["...", "_-_", "-\u{301}--"] {
            assert_eq!(username(name).unwrap_err().code, "not_allowed", "{name}");
        }
        assert!(username("_7_").is_ok());
    }

    #[test]
    fn the_dotless_i_is_another_letter() {
        // Folding it to `i` has handed accounts of one person to another elsewhere.
        assert_ne!(email("m\u{131}ke@example.org").unwrap().key, email("mike@example.org").unwrap().key);
    }

    proptest! {
        #[test]
        fn folding_twice_changes_nothing(text in "\\PC{0,40}") {
            let once = fold(&text);
            prop_assert_eq!(fold(&once), once);
        }

        #[test]
        fn folding_does_not_see_case_or_composition(text in "\\PC{0,40}") {
            let composed: String = text.nfkc().collect();
            let decomposed: String = text.nfkd().collect();
            prop_assert_eq!(fold(&composed), fold(&text));
            prop_assert_eq!(fold(&decomposed), fold(&text));
        }

        #[test]
        fn whatever_is_typed_nothing_panics_and_the_key_is_the_one_for_signing_in(raw in "\\PC{0,90}|[\\p{L}\\p{M}0-9._ -]{1,20}|[a-zÀ-ÿ ]{1,9}@[a-zA-Z]{1,9}\\.org") {
            if let Ok(name) = username(&raw) {
                prop_assert_eq!(&name.key, &key(&raw));
                prop_assert_eq!(&username(name.username.as_str()).unwrap(), &name);
            }
            if let Ok(address) = email(&raw) {
                prop_assert_eq!(&address.key, &key(&raw));
                prop_assert_eq!(&email(address.email.as_str()).unwrap(), &address);
            }
        }
    }
}
