//! Normalizes usernames and email addresses, and computes the keys under which they are unique. The keys are computed here
//! and not in SQL, so that SQLite and PostgreSQL agree on them. Also guesses the parts of a name.

mod group_name;
mod name_parts;
mod service_address;
pub mod words;

pub use group_name::group_name;
pub use name_parts::name_parts;
pub use service_address::{
    is_reserved_for_services, is_service_address, no_address, ordinary_address, reserved_domain, service_address,
};

use crate::language::message;
use crate::shared::Problem;
use crate::shared::fields::credentials::EmailAddress;
use crate::shared::fields::names::Username;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;
use unicode_security::MixedScript;
use url::Host;

/// The maximum length of a domain in bytes: 255 characters (RFC 1035) of at most four bytes in UTF-8.
const MAX_DOMAIN_LEN: usize = 4 * 255;

/// Usernames that only administrators give to accounts, because others believe that the user of such a name is in charge
/// (`docs/decisions/0049-who-chooses-usernames.md`). Compared with the key of a username, so that `ADMIN` and `Ａdmin` are reserved as
/// well.
#[rustfmt::skip]
const RESERVED: &[&str] = &[
    // Mailboxes of roles (RFC 2142).
    "abuse", "ftp", "hostmaster", "info", "marketing", "news", "noc", "postmaster", "sales", "security", "support", "usenet", "uucp",
    "webmaster", "www",
    // Mailboxes to which certificate authorities send the proof for a domain (CA/Browser Forum, Baseline Requirements,
    // 3.2.2.4.4, and those that they used before).
    "admin", "administrator", "root", "ssladmin", "ssladministrator", "sslwebmaster", "sysadmin",
    // Senders of automatic mail, and names for nobody in particular.
    "anonymous", "guest", "mailer-daemon", "no-reply", "nobody", "noreply",
    // Accounts of the system and of those who run it.
    "daemon", "moderator", "operator", "owner", "superuser", "system", "vestibule",
];

/// A normalized username and the key under which it is unique.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CanonicalUsername {
    /// NFKC.
    pub username: Username,
    /// NFKC and case-folded.
    pub key: String,
}

/// An email address and the key under which it is unique.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CanonicalEmail {
    /// As entered, in NFC. It is not folded, because mailboxes may be case-sensitive.
    pub email: EmailAddress,
    /// The local part in NFKC and case-folded, the domain in ASCII.
    pub key: String,
}

/// Parses a username. Rejects mixed scripts: `pаypal` with a Cyrillic `а` looks like somebody else's name (UTS 39, 5.1).
pub fn username(raw: &str) -> Result<CanonicalUsername, Problem> {
    // Normalized before it is parsed, because NFKC can produce characters that the rules reject.
    let username = Username::parse(&normalized(raw))?;
    // A leading mark would combine with the text before it on a page.
    if username.as_str().starts_with(is_combining_mark) {
        return Err(Problem::new("not_allowed", message::user_change_username_beginning()));
    }
    if !username.as_str().is_single_script() {
        return Err(Problem::new("mixed_scripts", message::user_change_username_mixed()));
    }
    let key = fold(username.as_str());
    Ok(CanonicalUsername { username, key })
}

/// The form in which usernames are kept: NFKC.
pub fn normalized(raw: &str) -> String {
    raw.nfkc().collect()
}

pub fn email(raw: &str) -> Result<CanonicalEmail, Problem> {
    let composed: String = raw.nfc().collect();
    let email = EmailAddress::parse(&composed)?;
    let key = key(email.as_str());
    Ok(CanonicalEmail { email, key })
}

/// The unique key of a sign-in name, which is a username or an email address.
pub fn key(raw: &str) -> String {
    // A domain contains no `@`, so the last one separates it from the local part.
    let key = match raw.trim().rsplit_once('@') {
        Some((local, domain)) => format!("{}@{}", fold(local), domain_key(domain)),
        None => fold(raw),
    };
    // PostgreSQL rejects NUL in text. The replacement character is not allowed in names either, so the key matches nobody.
    key.trim().replace('\0', "\u{fffd}")
}

/// Whether the username with this key is reserved.
pub fn is_reserved(key: &str) -> bool {
    RESERVED.contains(&key)
}

/// The canonical form of a domain: lower-case ASCII, with A-labels such as `xn--bcher-kva` for other letters (RFC 5890;
/// UTS 46, ToASCII). Two spellings of a domain lead to the same mailbox.
///
/// An invalid domain is case-folded instead, so that an account that has one can still sign in.
fn domain_key(domain: &str) -> String {
    // The root label: `example.org.` is the same domain as `example.org`.
    let domain = domain.strip_suffix('.').unwrap_or(domain);
    match Host::parse(domain) {
        Ok(Host::Domain(ascii)) if domain.len() <= MAX_DOMAIN_LEN => ascii,
        _ => fold(domain),
    }
}

/// Case-folded NFKC: texts that differ only in case, width or composition are equal (Unicode 3.13, D146).
pub fn fold(text: &str) -> String {
    // The usual case. For ASCII, the steps below would only change the case.
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    let decomposed: String = text.nfd().collect();
    let folded: String = caseless::default_case_fold_str(&decomposed).nfkd().collect();
    // NFKD can produce new upper-case letters (`㎒` becomes `MHz`), so the text is folded a second time.
    caseless::default_case_fold_str(&folded).nfkc().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn key_of(raw: &str) -> String {
        username(raw).unwrap().key
    }

    #[test]
    fn a_look_alike_letter_from_another_alphabet_is_rejected() {
        for name in ["p\u{430}ypal", "admin\u{456}strator", "\u{3b1}lpha", "ma\u{633}ren", "abc\u{663}"] {
            assert_eq!(username(name).unwrap_err().code, "mixed_scripts", "{name}");
        }
    }

    #[test]
    fn a_name_in_any_single_alphabet_is_accepted() {
        for name in
            ["пётр.87", "Ελένη_1", "Müller-Lüdenscheidt", "さくら桜サクラ", "김민수", "हिन्दी", "สมชาย", "ทำไม่", "محمد"]
        {
            assert!(username(name).is_ok(), "{name}: {:?}", username(name));
        }
    }

    #[test]
    fn names_that_look_the_same_have_the_same_key() {
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
    fn usernames_are_stored_in_nfkc_and_keep_their_case() {
        assert_eq!(username(" Ｍaren ").unwrap().username.as_str(), "Maren");
        assert_eq!(username("Mu\u{308}ller").unwrap().username.as_str(), "Müller");
    }

    #[test]
    fn invisible_letters_and_leading_marks_are_rejected() {
        for name in ["한국\u{3164}", "한국\u{115f}", "maren\u{34f}", "maren\u{200d}", "\u{301}maren", "\u{a8}maren"]
        {
            assert_eq!(username(name).unwrap_err().code, "not_allowed", "{name:?}");
        }
    }

    #[test]
    fn the_key_of_an_address_ignores_case_and_composition() {
        let one = email(" Jose\u{301}@Example.ORG ").unwrap();
        assert_eq!(one.email.as_str(), "José@Example.ORG");
        assert_eq!(one.key, "josé@example.org");
        assert_eq!(email("JOSÉ@example.org").unwrap().key, one.key);
    }

    #[test]
    fn a_domain_has_the_same_key_in_unicode_and_in_ascii() {
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
        assert_eq!(key(" maren@bücher.example. "), one.key, "with the root label");
        assert_eq!(email("josé@straße.example").unwrap().key, "josé@xn--strae-oqa.example");
        assert_ne!(email("m@straße.example").unwrap().key, email("m@strasse.example").unwrap().key);
    }

    #[test]
    fn an_invalid_domain_is_case_folded() {
        for (raw, expected) in
            [("a@XN--A.org", "a@xn--a.org"), ("a@", "a@"), ("a@B c", "a@b c"), ("A@[::1]", "a@[::1]")]
        {
            assert_eq!(key(raw), expected);
        }
    }

    #[test]
    fn a_username_needs_a_letter_or_a_digit() {
        for name in ["...", "_-_", "-\u{301}--"] {
            assert_eq!(username(name).unwrap_err().code, "not_allowed", "{name}");
        }
        assert!(username("_7_").is_ok());
    }

    #[test]
    fn the_dotless_i_is_a_different_letter() {
        // Other systems have folded it to `i`, which let attackers take over accounts by a password reset.
        assert_ne!(email("m\u{131}ke@example.org").unwrap().key, email("mike@example.org").unwrap().key);
    }

    #[test]
    fn reserved_names_are_keys_of_usernames() {
        for name in RESERVED {
            assert_eq!(&username(name).unwrap().key, name);
        }
    }

    #[test]
    fn a_reserved_name_is_recognized_in_every_spelling() {
        for name in ["admin", "ADMIN", "Ａdmin", "ａｄｍｉｎ", "Root", "Ｓupport", "No-Reply", " postmaster "] {
            assert!(is_reserved(&username(name).unwrap().key), "{name}");
        }
        for name in ["admina", "admin-2", "admin.maren", "supporter", "ada"] {
            assert!(!is_reserved(&username(name).unwrap().key), "{name}");
        }
    }

    proptest! {
        #[test]
        fn folding_is_idempotent(text in "\\PC{0,40}") {
            let once = fold(&text);
            prop_assert_eq!(fold(&once), once);
        }

        #[test]
        fn folding_ignores_composition(text in "\\PC{0,40}") {
            let composed: String = text.nfkc().collect();
            let decomposed: String = text.nfkd().collect();
            prop_assert_eq!(fold(&composed), fold(&text));
            prop_assert_eq!(fold(&decomposed), fold(&text));
        }

        #[test]
        fn any_input_is_parsed_without_panic_and_its_key_is_the_sign_in_key(raw in "\\PC{0,90}|[\\p{L}\\p{M}0-9._ -]{1,20}|[a-zÀ-ÿ ]{1,9}@[a-zA-Z]{1,9}\\.org") {
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
