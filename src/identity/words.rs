//! How people are found and sorted: by words in which neither case nor accents count.

use super::fold;
use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

/// Bytes that are kept of an account's words: PostgreSQL takes 2,704 into an entry of an index, which holds a name too.
const LONGEST_TEXT: usize = 1000;
/// Letters that are kept of a word. A longer prefix than this finds by its first letters.
const LONGEST_WORD: usize = 32;
/// Letters of a word that have bits: more of them tell more words apart, and fill the bits sooner.
const LETTERS_WITH_BITS: usize = 5;
/// Letters of a name that decide on its place in the order.
const LONGEST_KEY: usize = 80;

/// FNV-1a of 64 bits, over letters in place of bytes (<http://www.isthe.com/chongo/tech/comp/fnv/>). What it gives is stored: a
/// change of it, or of [`LETTERS_WITH_BITS`], wants a migration that empties the words of all accounts.
const FNV_OFFSET: u64 = 0xcbf2_9ce4_8422_2325;
const FNV_PRIME: u64 = 0x100_0000_01b3;

/// The words by which an account is found, each once, as a JSON array: the database takes it apart, and a word begins
/// where a quotation mark stands before it. Words of the external ID come last, so that a long one displaces no name.
pub fn search_text(username: &str, email: &str, name: Option<&str>, external_id: Option<&str>) -> String {
    let mut found = words(&[username, email, name.unwrap_or_default()].join(" "));
    let external = words(external_id.unwrap_or_default());
    let external: Vec<_> = external.into_iter().filter(|word| !found.contains(word)).collect();
    found.extend(external);
    let mut text = String::from("[");
    for word in found {
        let comma = if text.len() > 1 { "," } else { "" };
        if text.len() + word.len() < LONGEST_TEXT {
            text.extend([comma, "\"", &word, "\""]);
        }
    }
    text.push(']');
    text
}

/// The words of a text, each once, in the order of the alphabet. They are made of letters and digits alone.
pub fn words(text: &str) -> Vec<String> {
    let plain = plain(text);
    let cut = |word: &str| word.chars().take(LONGEST_WORD).collect::<String>();
    let mut words: Vec<_> =
        plain.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(cut).collect();
    words.sort_unstable();
    words.dedup();
    words
}

/// A bit for each beginning of a word of `text`, up to five letters long; different ones may have the same (a Bloom filter with
/// one hash, <https://doi.org/10.1145/362686.362692>). An account that lacks a bit of what is sought is none of those that are
/// found, whatever its words; one that has them all has to be looked at.
pub fn bits(text: &str) -> u128 {
    let words = text.split(|c: char| !c.is_alphanumeric());
    words.fold(0, |bits, word| {
        let letters = word.chars().take(LETTERS_WITH_BITS);
        let beginnings = letters.scan(FNV_OFFSET, |hash, letter| {
            *hash = (*hash ^ u64::from(u32::from(letter))).wrapping_mul(FNV_PRIME);
            Some(1 << ((*hash ^ (*hash >> 32)) % 128))
        });
        beginnings.fold(bits, |bits, bit: u128| bits | bit)
    })
}

/// By what a person is sorted: the name, or the username where there is none.
pub fn name_key(username: &str, name: Option<&str>) -> String {
    plain(name.unwrap_or(username)).chars().take(LONGEST_KEY).collect()
}

/// Without case and accents: `Åsa Ødegård` is `asa odegard`.
fn plain(text: &str) -> String {
    let folded = fold(text);
    if folded.is_ascii() {
        return folded;
    }
    folded.nfkd().filter(|c| !is_combining_mark(*c)).fold(String::new(), |mut plain, c| {
        match bare(c) {
            Some(letters) => plain.push_str(letters),
            None => plain.push(c),
        }
        plain
    })
}

/// Letters that Unicode does not take apart, though who types them without their stroke means the same.
fn bare(letter: char) -> Option<&'static str> {
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
    fn the_words_of_an_account_are_those_of_its_three_names_each_once() {
        assert_eq!(
            search_text("maren.holt", "Maren.Holt@example.org", Some("Maren Élise Holt"), None),
            r#"["elise","example","holt","maren","org"]"#
        );
        assert_eq!(search_text("kestrel_77", "k@b.de", None, None), r#"["77","b","de","k","kestrel"]"#);
    }

    #[test]
    fn an_external_id_adds_its_words_behind_the_names() {
        assert_eq!(search_text("ada", "ada@b.de", None, Some("auth0|7F-ada")), r#"["ada","b","de","7f","auth0"]"#);
        let many: String = (100..400).map(|number| format!("{number} ")).collect();
        assert!(search_text("zora", "zora@zora.zz", None, Some(&many)).starts_with(r#"["zora","zz","100""#));
    }

    #[test]
    fn neither_case_nor_accents_count() {
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
    fn whoever_has_no_name_is_sorted_by_the_username() {
        assert_eq!(name_key("Kestrel_77", None), "kestrel_77");
    }

    proptest! {
        #[test]
        fn words_hold_letters_and_digits_alone_and_never_too_much(text in "\\PC{0,400}") {
            let words = words(&text);
            prop_assert!(words.iter().flat_map(|word| word.chars()).all(char::is_alphanumeric));
            prop_assert!(words.iter().all(|word| word.chars().count() <= LONGEST_WORD));
            let kept = search_text(&text, &text, Some(&text), Some(&text));
            prop_assert!(kept.len() <= LONGEST_TEXT + 4 && kept.starts_with('[') && kept.ends_with(']'));
        }

        #[test]
        fn what_is_typed_is_taken_apart_as_what_is_stored(name in "[\\p{L}\\p{M} '-]{1,40}") {
            let stored = search_text("", "", Some(&name), None);
            for word in words(&name) {
                let (found, sought) = (stored.clone(), format!("\"{word}"));
                prop_assert!(found.contains(&sought));
                for end in word.char_indices().map(|(at, letter)| at + letter.len_utf8()) {
                    let sought = bits(&word[..end]);
                    prop_assert_eq!(bits(&stored) & sought, sought);
                }
            }
        }
    }
}
