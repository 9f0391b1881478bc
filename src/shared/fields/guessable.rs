//! How hard a password is to guess, as far as anyone can tell without a list of common ones: the one rule of the server and of
//! the meter in the browser.

/// The shortest entry of the list of common passwords: shorter passwords are refused anyway.
const SHORTEST_BASE: usize = 8;
/// How far apart the letters of woven sequences are: two in `1q2w3e4r`, four in `1qaz2wsx3edc`.
const LONGEST_WEAVE: usize = 4;
/// How often a character counts.
const OCCURRENCES: usize = 2;

/// Neighbours on the keyboards that people walk along, in either direction: rows, with and without shift, then columns.
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

/// Phrases of fifteen letters or more that guessers try first, without spaces and punctuation.
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

/// Lower case, and full-width characters as their usual forms. What else is compatible (NFKC) takes tables that the browser does
/// without; [`is_compatibility`] tells it.
pub fn simple_fold(password: &str) -> String {
    let half_width = |c: char| match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        '\u{3000}' => ' ',
        _ => c,
    };
    password.chars().map(half_width).flat_map(char::to_lowercase).collect()
}

/// Whether a character may be another form of one in ASCII: what the server makes of it is not known here.
pub fn is_compatibility(c: char) -> bool {
    matches!(c, '\u{aa}' | '\u{b2}'..='\u{b3}' | '\u{b9}'..='\u{be}' | '\u{17f}' | '\u{2b0}'..='\u{2e4}' | '\u{1d2c}'..='\u{1dbf}'
        | '\u{2000}'..='\u{206f}' | '\u{2070}'..='\u{214f}' | '\u{2150}'..='\u{218f}' | '\u{2460}'..='\u{24ff}'
        | '\u{fb00}'..='\u{fb06}' | '\u{fe10}'..='\u{fe6f}' | '\u{ff00}'..='\u{ffef}' | '\u{1d400}'..='\u{1d7ff}'
        | '\u{1f100}'..='\u{1f1ff}')
}

/// How many characters do not follow from those before: not the next of a row of the keyboard or the alphabet, not the same
/// once more, and not a repetition of the beginning.
pub fn unpredictable(password: &str) -> usize {
    let folded = simple_fold(password);
    let characters: Vec<char> = repeated_part(&folded).chars().collect();
    let is_new = |at: usize| {
        let before = &characters[..at];
        !follows(before, characters[at]) && before.iter().filter(|c| **c == characters[at]).count() < OCCURRENCES
    };
    (0..characters.len()).filter(|at| is_new(*at)).count()
}

/// The part of a text of which the whole text consists, twice or more, where the last time may be cut off; else all of it.
pub fn repeated_part(text: &str) -> &str {
    let characters: Vec<char> = text.chars().collect();
    let is_period = |period: &usize| characters[*period..].iter().zip(&characters).all(|(one, other)| one == other);
    let period = (1..=characters.len() / 2).find(is_period).unwrap_or(characters.len());
    text.char_indices().nth(period).map_or(text, |(end, _)| &text[..end])
}

/// Whether a character goes on with a sequence, or one of several that are woven together.
fn follows(before: &[char], next: char) -> bool {
    (1..=LONGEST_WEAVE).any(|distance| {
        let back = |steps: usize| before.len().checked_sub(steps * distance).and_then(|at| before.get(at));
        matches!((back(2), back(1)), (Some(first), Some(second)) if is_sequence([*first, *second, next]))
    })
}

/// The same three times, or three neighbours in one direction.
fn is_sequence(three: [char; 3]) -> bool {
    let is_even = |[first, second, third]: [i64; 3]| second - first == third - second && (second - first).abs() <= 1;
    let on_row = |row: &&str| {
        let at = three.map(|c| row.chars().position(|key| key == c).and_then(|at| i64::try_from(at).ok()));
        matches!(at, [Some(first), Some(second), Some(third)] if is_even([first, second, third]))
    };
    is_even(three.map(|c| i64::from(u32::from(c)))) || KEYBOARD.iter().any(on_row)
}

/// Whether it is a phrase that everyone knows, however it is spaced, and whatever number comes behind it.
pub fn is_well_known(password: &str) -> bool {
    let letters: String = simple_fold(password).chars().filter(|c| c.is_alphanumeric()).collect();
    PHRASES.contains(&letters.trim_end_matches(|c: char| c.is_ascii_digit()))
}

/// What is left of a folded password when an ending that everyone thinks of is taken away: `password` of `password1!`.
pub fn bases(folded: &str) -> impl Iterator<Item = &str> {
    let starts = folded.char_indices().map(|(index, _)| index);
    starts.skip(SHORTEST_BASE).filter(|&index| is_everyones_ending(&folded[index..])).map(|index| &folded[..index])
}

/// `!`, `1`, `123!`, `@2024`: a symbol, a number that counts or is a year, a few symbols, each of them optional.
fn is_everyones_ending(ending: &str) -> bool {
    let is_symbol = |c: char| c.is_ascii_punctuation();
    let ending = ending.trim_end_matches(is_symbol);
    let number = ending.strip_prefix(is_symbol).unwrap_or(ending);
    let is_number = number.bytes().all(|byte| byte.is_ascii_digit());
    let is_year = number.len() == 4 && (number.starts_with("19") || number.starts_with("20"));
    is_number && (number.len() <= 1 || is_year || "1234567890".starts_with(number))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn endings_are_a_symbol_a_number_and_symbols() {
        for ending in ["!", "1", "7", "12", "123!", "@123", "2024", "#1999!", "1234567890", "!!", "_1!"] {
            assert!(is_everyones_ending(ending), "{ending}");
        }
        for ending in ["a", "42", "-42!", "1!2", "321", "2199", "é", " 1"] {
            assert!(!is_everyones_ending(ending), "{ending}");
        }
    }

    #[test]
    fn what_follows_from_the_beginning_does_not_count() {
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
    fn a_part_is_repeated_when_it_makes_up_the_whole() {
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
    fn known_phrases_are_known_however_they_are_written() {
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
