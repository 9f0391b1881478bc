//! The search index and the sort key of users. Both ignore case and accents.

use super::fold;
use crate::shared::GroupNames;
use crate::shared::fields::profile::{FIELDS, Profile};
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// The maximum length of a search text in bytes. An index entry of PostgreSQL holds 2,704 bytes: this text and the sort key.
const MAX_TEXT_LEN: usize = 1000;
/// The maximum length of a word in characters. A longer search prefix is shortened to it.
const MAX_WORD_CHARS: usize = 32;
/// The longest prefix of a word, in characters, that sets a bit. Longer prefixes distinguish more words, but fill the Bloom
/// filter sooner.
const MAX_PREFIX_CHARS: usize = 5;
/// The maximum length of a sort key in characters.
const MAX_KEY_CHARS: usize = 80;

/// 64-bit FNV-1a, over characters instead of bytes (<http://www.isthe.com/chongo/tech/comp/fnv/>). The bits are stored:
/// changing the hash or [`MAX_PREFIX_CHARS`] requires a migration that clears the words of all accounts.
const FNV_OFFSET: u64 = 0xcbf2_9ce4_8422_2325;
const FNV_PRIME: u64 = 0x100_0000_01b3;

/// The stored keys by which an account is sorted and found.
pub struct SearchKeys {
    pub name_key: String,
    /// See [`search_text`].
    pub words: String,
    /// The [`bits`] of the words and of the names of the groups.
    pub word_bits: u128,
}

impl SearchKeys {
    /// `own`: what is searched of fields of one's own.
    pub fn of(
        username: &str,
        email: &str,
        profile: &Profile<Option<String>>,
        external_id: Option<&str>,
        own: &str,
        groups: &GroupNames,
    ) -> Self {
        // A choice is no word that people search for.
        let fields = FIELDS.each_ref().zip(profile.each_ref()).into_values();
        let texts = fields.filter(|(field, _)| field.choices.is_none()).filter_map(|(_, text)| text.as_deref());
        let texts: Vec<&str> = texts.collect();
        // The words of these come after those of the names, so that a long text does not displace a name.
        let last = [own, external_id.unwrap_or_default()].join(" ");
        let words = search_text(username, email, Some(&texts.join(" ")), Some(&last));
        let word_bits = groups.iter().fold(bits(&words), |all, group| all | bits(group.as_str()));
        Self { name_key: name_key(username, profile.name.as_deref()), words, word_bits }
    }
}

/// The search words of an account, without duplicates, as a JSON array: the database can split it, and a prefix search
/// looks for a quotation mark followed by the prefix.
fn search_text(username: &str, email: &str, name: Option<&str>, external_id: Option<&str>) -> String {
    let mut all = words(&[username, email, name.unwrap_or_default()].join(" "));
    // The words of the external ID come last, so that a long ID does not displace a name when the text is full.
    let external = words(external_id.unwrap_or_default());
    let external: Vec<_> = external.into_iter().filter(|word| !all.contains(word)).collect();
    all.extend(external);
    let mut text = String::from("[");
    for word in all {
        // A word that does not fit is skipped, because a shorter one after it may still fit.
        if text.len() + word.len() < MAX_TEXT_LEN {
            let comma = if text.len() > 1 { "," } else { "" };
            text.extend([comma, "\"", &word, "\""]);
        }
    }
    text.push(']');
    text
}

/// The words of a text, sorted and without duplicates. They contain only letters and digits.
pub fn words(text: &str) -> Vec<String> {
    let text = without_case_and_accents(text);
    let parts = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let mut words: Vec<_> = parts.map(|word| word.chars().take(MAX_WORD_CHARS).collect::<String>()).collect();
    words.sort_unstable();
    words.dedup();
    words
}

/// A Bloom filter with one hash function (<https://doi.org/10.1145/362686.362692>): one bit for each prefix of a word, of up
/// to five characters. An account that lacks a bit of the search text does not match. An account that has all of its bits
/// may match, so its words have to be compared.
pub fn bits(text: &str) -> u128 {
    // The text may also be the stored JSON array: its brackets, quotation marks and commas separate words as well.
    let words = text.split(|c: char| !c.is_alphanumeric());
    words.fold(0, |bits, word| {
        let letters = word.chars().take(MAX_PREFIX_CHARS);
        // The hash after each letter is the hash of the prefix that ends there.
        let prefix_bits = letters.scan(FNV_OFFSET, |hash, letter| {
            *hash = (*hash ^ u64::from(u32::from(letter))).wrapping_mul(FNV_PRIME);
            // The upper half is mixed in, because the low bits of FNV depend only on the low bits of the input.
            Some(1 << ((*hash ^ (*hash >> 32)) % 128))
        });
        prefix_bits.fold(bits, |bits, bit: u128| bits | bit)
    })
}

/// The key by which users are sorted by name: of the name, or of the username if there is no name.
pub fn name_key(username: &str, name: Option<&str>) -> String {
    without_case_and_accents(name.unwrap_or(username)).chars().take(MAX_KEY_CHARS).collect()
}

/// Turns `Åsa Ødegård` into `asa odegard`.
fn without_case_and_accents(text: &str) -> String {
    let folded = fold(text);
    if folded.is_ascii() {
        return folded;
    }
    // NFKD turns an accent into a combining mark of its own, which the filter removes.
    folded.nfkd().filter(|c| !is_combining_mark(*c)).fold(String::new(), |mut plain, c| {
        match base_letters(c) {
            Some(letters) => plain.push_str(letters),
            None => plain.push(c),
        }
        plain
    })
}

/// The base letters of a letter that has no decomposition in Unicode, but that users also type without its stroke.
fn base_letters(letter: char) -> Option<&'static str> {
    Some(match letter {
        'æ' => "ae",
        'đ' | 'ð' => "d",
        'ħ' => "h",
        'ı' => "i",
        'ł' => "l",
        'ø' => "o",
        'œ' => "oe",
        'þ' => "th",
        'ŧ' => "t",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn search_words_come_from_all_three_names_without_duplicates() {
        assert_eq!(
            search_text("maren.holt", "Maren.Holt@example.org", Some("Maren Élise Holt"), None),
            r#"["elise","example","holt","maren","org"]"#
        );
        assert_eq!(search_text("kestrel_77", "k@b.de", None, None), r#"["77","b","de","k","kestrel"]"#);
    }

    #[test]
    fn the_words_of_an_external_id_come_after_the_names() {
        assert_eq!(search_text("ada", "ada@b.de", None, Some("auth0|7F-ada")), r#"["ada","b","de","7f","auth0"]"#);
        let many: String = (100..400).map(|number| format!("{number} ")).collect();
        assert!(search_text("zora", "zora@zora.zz", None, Some(&many)).starts_with(r#"["zora","zz","100""#));
    }

    #[test]
    fn a_language_is_no_search_word() {
        let profile = Profile { language: Some("en".to_owned()), ..Profile::of_name(Some("Maren Holt".to_owned())) };
        let keys = SearchKeys::of("ada", "a@b.de", &profile, None, "", &GroupNames::default());
        assert_eq!(keys.words, r#"["a","ada","b","de","holt","maren"]"#);
    }

    #[test]
    fn an_account_has_the_bits_of_its_groups_but_not_their_words() {
        let groups = GroupNames::from_stored("editors team-7_b");
        let keys = SearchKeys::of("ada", "a@b.de", &Profile::default(), None, "", &groups);
        assert_eq!(keys.words, r#"["a","ada","b","de"]"#);
        for text in ["ada", "editors", "team 7 b"] {
            assert!(bits(text) != 0 && keys.word_bits & bits(text) == bits(text), "{text}");
        }
    }

    #[test]
    fn the_sort_key_ignores_case_and_accents() {
        for (text, plain) in [
            ("Tomás FERREIRA", "tomas ferreira"),
            ("Åsa Ødegård", "asa odegard"),
            ("Straße", "strasse"),
            ("Łukasz", "lukasz"),
            ("Σίσυφος", "σισυφοσ"),
            ("Ｍａｒｅｎ", "maren"),
        ] {
            assert_eq!(name_key("x", Some(text)), plain);
        }
    }

    #[test]
    fn a_user_without_name_is_sorted_by_username() {
        assert_eq!(name_key("Kestrel_77", None), "kestrel_77");
    }

    proptest! {
        #[test]
        fn words_contain_only_letters_and_digits_and_are_bounded(text in "\\PC{0,400}") {
            let words = words(&text);
            prop_assert!(words.iter().flat_map(|word| word.chars()).all(char::is_alphanumeric));
            prop_assert!(words.iter().all(|word| word.chars().count() <= MAX_WORD_CHARS));
            let stored = search_text(&text, &text, Some(&text), Some(&text));
            prop_assert!(stored.len() <= MAX_TEXT_LEN + 4 && stored.starts_with('[') && stored.ends_with(']'));
        }

        #[test]
        fn every_prefix_of_a_stored_word_is_found(name in "[\\p{L}\\p{M} '-]{1,40}") {
            let stored = search_text("", "", Some(&name), None);
            for word in words(&name) {
                let quoted_prefix = format!("\"{word}");
                prop_assert!(stored.contains(&quoted_prefix));
                for end in word.char_indices().map(|(at, letter)| at + letter.len_utf8()) {
                    let prefix_bits = bits(&word[..end]);
                    prop_assert_eq!(bits(&stored) & prefix_bits, prefix_bits);
                }
            }
        }
    }
}
