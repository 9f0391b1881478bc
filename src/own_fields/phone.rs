//! Telephone numbers in E.164: what is possible by the plan of numbers, as libphonenumber says it, without the plans of each country:
//! these change every month, and a number that a country has newly given out must not be refused (decision 106).

/// The most digits of a number, and the least after the code of its country.
const MAX_DIGITS: usize = 15;
const MIN_NATIONAL_DIGITS: usize = 4;

/// The codes that are given to countries and services (ITU-T E.164.D, as of 2026).
#[rustfmt::skip]
const CODES: &[&str] = &[
    "1", "7", "20", "27", "30", "31", "32", "33", "34", "36", "39", "40", "41", "43", "44", "45", "46", "47", "48", "49", "51", "52", "53",
    "54", "55", "56", "57", "58", "60", "61", "62", "63", "64", "65", "66", "81", "82", "84", "86", "90", "91", "92", "93", "94", "95", "98",
    "211", "212", "213", "216", "218", "220", "221", "222", "223", "224", "225", "226", "227", "228", "229", "230", "231", "232", "233",
    "234", "235", "236", "237", "238", "239", "240", "241", "242", "243", "244", "245", "246", "247", "248", "249", "250", "251", "252",
    "253", "254", "255", "256", "257", "258", "260", "261", "262", "263", "264", "265", "266", "267", "268", "269", "290", "291", "297",
    "298", "299", "350", "351", "352", "353", "354", "355", "356", "357", "358", "359", "370", "371", "372", "373", "374", "375", "376",
    "377", "378", "380", "381", "382", "383", "385", "386", "387", "389", "420", "421", "423", "500", "501", "502", "503", "504", "505",
    "506", "507", "508", "509", "590", "591", "592", "593", "594", "595", "596", "597", "598", "599", "670", "672", "673", "674", "675",
    "676", "677", "678", "679", "680", "681", "682", "683", "685", "686", "687", "688", "689", "690", "691", "692", "800", "808", "850",
    "852", "853", "855", "856", "870", "878", "880", "881", "882", "883", "886", "888", "960", "961", "962", "963", "964", "965", "966",
    "967", "968", "970", "971", "972", "973", "974", "975", "976", "977", "979", "992", "993", "994", "995", "996", "998",
];

/// A number as people write it, with its country: `+49 (0)30 123-456` or `0049 30 123456`. None: it cannot be one.
pub(super) fn parse(text: &str) -> Option<String> {
    let text = text.trim().replace("(0)", "");
    let international = text.strip_prefix('+').or_else(|| text.strip_prefix("00"))?;
    let mut digits = String::new();
    for c in international.chars() {
        match c {
            '0'..='9' => digits.push(c),
            ' ' | '\u{a0}' | '-' | '/' | '.' | '(' | ')' => {}
            _ => return None,
        }
    }
    let code = CODES.iter().find(|code| digits.starts_with(**code))?;
    let national = &digits[code.len()..];
    let is_possible = match *code {
        // The plan of North America: ten digits, and neither the area nor the exchange begins with 0 or 1.
        "1" => {
            let begins = |at: usize| national.as_bytes().get(at).is_some_and(|digit| (b'2'..=b'9').contains(digit));
            national.len() == 10 && begins(0) && begins(3)
        }
        "7" => national.len() == 10,
        _ => national.len() >= MIN_NATIONAL_DIGITS,
    };
    (is_possible && digits.len() <= MAX_DIGITS).then(|| format!("+{digits}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_code_is_the_beginning_of_another_one() {
        for code in CODES {
            let longer = CODES.iter().filter(|other| other.starts_with(code)).count();
            assert_eq!(longer, 1, "{code}");
        }
    }

    #[test]
    fn a_number_has_a_country_and_a_possible_length() {
        for (text, expected) in [
            ("+49 (0)30 123-456", Some("+4930123456")),
            ("0049 30 123456", Some("+4930123456")),
            ("+1 212 555 0123", Some("+12125550123")),
            ("+1 112 555 0123", None),
            ("+1 212 555 012", None),
            ("+7 495 123 45 67", Some("+74951234567")),
            ("030 123456", None),
            ("+999 123456", None),
            ("+49 123", None),
            ("+49 1234567890123456", None),
            ("+49 30 ABC", None),
            ("", None),
            ("+", None),
        ] {
            assert_eq!(parse(text).as_deref(), expected, "{text}");
        }
    }
}
