//! Predictability of passwords, without the list of common passwords. Used by the server's rules and by the strength meter
//! in the browser.

/// The length of the shortest entry in the list of common passwords. Shorter passwords are rejected anyway.
const MIN_BASE_LEN: usize = 8;
/// The maximum number of interleaved sequences: two in `1q2w3e4r`, four in `1qaz2wsx3edc`.
const MAX_INTERLEAVED: usize = 4;
/// Further occurrences of the same character are predictable.
const MAX_OCCURRENCES: usize = 2;

/// Sequences of neighbouring keys, in either direction: rows, with and without shift, then columns.
const KEYBOARD: [&str; 17] = [
    "1234567890-=",
    "!@#$%^&*()_+",
    "qwertyuiop[]",
    "asdfghjkl;'",
    "zxcvbnm,./",
    "qwertzuiop",
    "azertyuiop",
    "1qaz",
    "2wsx",
    "3edc",
    "4rfv",
    "5tgb",
    "6yhn",
    "7ujm",
    "8ik,",
    "9ol.",
    "0p;/",
];

/// Well-known phrases that attackers try first, without spaces and punctuation.
const PHRASES: [&str; 40] = [
    "abrahamlincoln",
    "allyourbasearebelongtous",
    "attheendoftheday",
    "beammeupscotty",
    "correcthorsebatterystaple",
    "donttreadonme",
    "elementarymydearwatson",
    "fourscoreandsevenyearsago",
    "forgiveandforget",
    "frommetoyouforever",
    "happybirthdaytoyou",
    "hastalavistababy",
    "houstonwehaveaproblem",
    "iamyourfatherluke",
    "illbebackforyou",
    "iloveyouforever",
    "iloveyousomuch",
    "iloveyouverymuch",
    "inthebeginningwastheword",
    "itsalwayssunny",
    "jesuslovesme",
    "knowledgeispower",
    "letmeinplease",
    "livelongandprosper",
    "lukeiamyourfather",
    "maytheforcebewithyou",
    "mypasswordispassword",
    "neverforgetyourpassword",
    "onceuponatime",
    "openthisdoorplease",
    "passwordispassword",
    "rosesareredvioletsareblue",
    "thequickbrownfox",
    "thequickbrownfoxjumpsoverthelazydog",
    "thisismypassword",
    "thisisnotapassword",
    "tobeornottobe",
    "tobeornottobethatisthequestion",
    "whatismypassword",
    "winteriscoming",
];

/// Converts to lower case, and full-width characters to ASCII. Full NFKC normalization needs tables that are too large for
/// the browser; [`is_compatibility`] recognizes the other characters that it would change.
pub fn simple_fold(password: &str) -> String {
    // The full-width characters are in the order of ASCII, at a constant distance.
    let half_width = |c: char| match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        '\u{3000}' => ' ',
        _ => c,
    };
    password.chars().map(half_width).flat_map(char::to_lowercase).collect()
}

/// Whether the server's NFKC normalization may change the character, so that the browser cannot know the result.
pub fn is_compatibility(c: char) -> bool {
    matches!(c, '\u{aa}' | '\u{b2}'..='\u{b3}' | '\u{b9}'..='\u{be}' | '\u{17f}' | '\u{2b0}'..='\u{2e4}' | '\u{1d2c}'..='\u{1dbf}'
        | '\u{2000}'..='\u{206f}' | '\u{2070}'..='\u{214f}' | '\u{2150}'..='\u{218f}' | '\u{2460}'..='\u{24ff}'
        | '\u{fb00}'..='\u{fb06}' | '\u{fe10}'..='\u{fe6f}' | '\u{ff00}'..='\u{ffef}' | '\u{1d400}'..='\u{1d7ff}'
        | '\u{1f100}'..='\u{1f1ff}')
}

/// The number of unpredictable characters: those that do not continue a sequence of the keyboard or the alphabet, do not
/// repeat a character too often, and do not repeat the beginning.
pub fn unpredictable(password: &str) -> usize {
    let folded = simple_fold(password);
    // Repetitions of the beginning add nothing, so only the repeated part is counted.
    let characters: Vec<char> = repeated_part(&folded).chars().collect();
    let is_unpredictable = |at: usize| {
        let before = &characters[..at];
        !follows(before, characters[at]) && before.iter().filter(|c| **c == characters[at]).count() < MAX_OCCURRENCES
    };
    (0..characters.len()).filter(|at| is_unpredictable(*at)).count()
}

/// The shortest part whose repetition is the whole text, where the last repetition may be incomplete; or else the whole
/// text.
pub fn repeated_part(text: &str) -> &str {
    let characters: Vec<char> = text.chars().collect();
    // A text has this period if it is equal to itself, moved by that many characters.
    let is_period = |period: &usize| characters[*period..].iter().zip(&characters).all(|(one, other)| one == other);
    let period = (1..=characters.len() / 2).find(is_period).unwrap_or(characters.len());
    // The period is a number of characters, but slicing needs a position in bytes.
    text.char_indices().nth(period).map_or(text, |(end, _)| &text[..end])
}

/// Whether a character continues a sequence, or one of several interleaved sequences.
fn follows(before: &[char], next: char) -> bool {
    (1..=MAX_INTERLEAVED).any(|distance| {
        // The character so many steps before in the sequence at this distance; none before the start of the password.
        let back = |steps: usize| before.len().checked_sub(steps * distance).and_then(|at| before.get(at));
        matches!((back(2), back(1)), (Some(first), Some(second)) if is_sequence([*first, *second, next]))
    })
}

/// Three equal characters, or three neighbours in one direction.
fn is_sequence(three: [char; 3]) -> bool {
    // Both steps are the same: to the same character, its successor or its predecessor.
    let is_even = |[first, second, third]: [i64; 3]| second - first == third - second && (second - first).abs() <= 1;
    let position = |row: &str, key: char| i64::try_from(row.chars().position(|other| other == key)?).ok();
    let on_row = |row: &&str| {
        let [first, second, third] = three;
        Some(is_even([position(row, first)?, position(row, second)?, position(row, third)?]))
    };
    // Code points cover alphabets and digits, also of other scripts; then the keyboard.
    is_even(three.map(|c| i64::from(u32::from(c)))) || KEYBOARD.iter().filter_map(on_row).any(|even| even)
}

/// Whether it is a well-known phrase, ignoring spaces, punctuation and trailing digits.
pub fn is_well_known(password: &str) -> bool {
    let letters: String = simple_fold(password).chars().filter(|c| c.is_alphanumeric()).collect();
    PHRASES.contains(&letters.trim_end_matches(|c: char| c.is_ascii_digit()))
}

/// A folded password without each of its common suffixes: `password` for `password1!`.
pub fn bases(folded: &str) -> impl Iterator<Item = &str> {
    // Shorter bases are skipped, because the list has no entry of their length.
    let starts = folded.char_indices().map(|(index, _)| index);
    starts.skip(MIN_BASE_LEN).filter(|&index| is_common_suffix(&folded[index..])).map(|index| &folded[..index])
}

/// `!`, `1`, `123!`, `@2024`: an optional symbol, then an optional counting sequence or year, then optional symbols.
fn is_common_suffix(suffix: &str) -> bool {
    let is_symbol = |c: char| c.is_ascii_punctuation();
    // From the end: symbols, then the number, then at most one symbol before it.
    let suffix = suffix.trim_end_matches(is_symbol);
    let number = suffix.strip_prefix(is_symbol).unwrap_or(suffix);
    let is_number = number.bytes().all(|byte| byte.is_ascii_digit());
    let is_year = number.len() == 4 && (number.starts_with("19") || number.starts_with("20"));
    is_number && (number.len() <= 1 || is_year || "1234567890".starts_with(number))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn common_suffixes_are_symbols_and_numbers() {
        for ending in ["!", "1", "7", "12", "123!", "@123", "2024", "#1999!", "1234567890", "!!", "_1!"] {
            assert!(is_common_suffix(ending), "{ending}");
        }
        for ending in ["a", "42", "-42!", "1!2", "321", "2199", "é", " 1"] {
            assert!(!is_common_suffix(ending), "{ending}");
        }
    }

    #[test]
    fn predictable_characters_do_not_count() {
        for (password, count) in [
            ("", 0),
            ("aaaaaaaaaaaaaaaaaaaa", 1),
            ("abcabcabcabcabca", 2),
            ("abcdefghijklmno", 2),
            ("zyxwvutsrqponml", 2),
            ("12345678901234567890", 2),
            ("qwertyuiopasdfgh", 4),
            ("1q2w3e4r5t6y7u8i", 4),
            ("1qaz2wsx3edc4rfv", 4),
            ("!QAZ@WSX#EDC$RFV", 6),
            ("ＡＢＣＤＥＦＧＨＩＪＫＬＭＮＯ", 2),
            ("абвгдежзийклмно", 2),
            ("kettle lantern orbit", 17),
            ("738194650283917", 14),
        ] {
            assert_eq!(unpredictable(password), count, "{password}");
        }
    }

    #[test]
    fn repeated_parts_are_found() {
        for (text, part) in [
            ("iloveyouiloveyou", "iloveyou"),
            ("password-password", "password-password"),
            ("pass-pass-pass", "pass-"),
            ("éé", "é"),
            ("abcab", "abcab"),
            ("", ""),
        ] {
            assert_eq!(repeated_part(text), part);
        }
    }

    #[test]
    fn well_known_phrases_are_recognized_in_any_spelling() {
        for password in [
            "correcthorsebatterystaple",
            "Correct Horse Battery Staple!",
            "to be, or not to be 1",
            "May-the-Force-be-with-you",
        ] {
            assert!(is_well_known(password), "{password}");
        }
        assert!(!is_well_known("correct horse battery staple lamp"));
    }
}
