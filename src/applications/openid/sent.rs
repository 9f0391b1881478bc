//! What is kept of a request where it was wrong, for administrators: an address, or a word of the protocol. It is cut in length, and
//! what could be a secret is left out.

/// The maximum number of characters that are kept.
const MAX_CHARS: usize = 500;
/// The same of a word.
const MAX_WORD_CHARS: usize = 60;
/// The maximum number of digits in a word: those of the protocol have few, and random ones many.
const MAX_WORD_DIGITS: usize = 6;
/// The maximum number of characters of a value in a query.
const MAX_VALUE_CHARS: usize = 60;
/// The same of a part of a path.
const MAX_SEGMENT_CHARS: usize = 100;
/// From how many characters on a value that looks random is one that nobody can guess.
const MIN_RANDOM_CHARS: usize = 20;
/// Stands for what is left out. No valid address has it, so one that is not whole cannot be registered by mistake.
const LEFT_OUT: &str = "\u{2026}";
/// The parameters whose values are secrets, in lower case.
const SECRETS: [&str; 8] = ["jwt", "nonce", "otp", "sid", "sig", "signature", "state", "ticket"];
/// What the names of others contain, such as `access_token` and `apiKey`.
const OF_SECRETS: [&str; 9] = ["assertion", "auth", "code", "credential", "key", "pass", "secret", "session", "token"];

/// An address without user and password, without a fragment, and without the values of its query that could be secrets.
pub(super) fn address(text: &str) -> String {
    let text: String = text.chars().filter(|c| is_shown(*c)).take(4 * MAX_CHARS).collect();
    let (whole, fragment) = text.split_once('#').map_or((text.as_str(), ""), |(before, _)| (before, "#\u{2026}"));
    let (base, query) = whole.split_once('?').map_or((whole, None), |(base, query)| (base, Some(query)));
    let mut shown = without_user(base);
    if let Some(query) = query {
        let pairs: Vec<_> = query.split('&').map(pair).collect();
        shown = format!("{shown}?{}", pairs.join("&"));
    }
    cut(shown + fragment, MAX_CHARS)
}

/// A word of the protocol, such as the name of a grant. What is none is left out as a whole: it could be anything.
pub(super) fn word(text: &str) -> String {
    let is_of_word = |c: u8| c.is_ascii_lowercase() || c.is_ascii_digit() || b"_:. -".contains(&c);
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    // The one word with a capital letter.
    let is_word = text == "S256" || (text.bytes().all(is_of_word) && digits <= MAX_WORD_DIGITS);
    if is_word { cut(text.to_owned(), MAX_WORD_CHARS) } else { LEFT_OUT.to_owned() }
}

/// Not what could break a line, or change the direction of a text.
fn is_shown(c: char) -> bool {
    !c.is_control() && !matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// An address up to its query. Its host is what follows the last `@` in front of the path. Browsers take any number of slashes and
/// backslashes before it for two slashes.
fn without_user(base: &str) -> String {
    let after_slashes = |start: usize| base.len() - base[start..].trim_start_matches(['/', '\\']).len();
    let after_scheme = base.find(':').map_or(0, |colon| colon + 1);
    let has_slashes = after_slashes(after_scheme) > after_scheme;
    let (scheme, rest) = base.split_at(after_slashes(if has_slashes { after_scheme } else { 0 }));
    let (authority, path) = rest.split_at(rest.find(['/', '\\']).unwrap_or(rest.len()));
    let host = match authority.rsplit_once('@') {
        Some((_, host)) => format!("{LEFT_OUT}@{host}"),
        None => authority.to_owned(),
    };
    let short = |segment: &str| cut(segment.to_owned(), MAX_SEGMENT_CHARS);
    let path: Vec<_> = path.split('/').map(short).collect();
    format!("{scheme}{host}{}", path.join("/"))
}

/// A pair of a query, without a value that could be a secret.
fn pair(text: &str) -> String {
    let Some((name, value)) = text.split_once('=') else {
        return if is_random(text) { LEFT_OUT.to_owned() } else { cut(text.to_owned(), MAX_VALUE_CHARS) };
    };
    let lower = name.to_ascii_lowercase();
    let is_named_so = SECRETS.contains(&lower.as_str()) || OF_SECRETS.iter().any(|part| lower.contains(part));
    let is_secret = is_named_so || value.chars().count() > MAX_VALUE_CHARS || is_random(value);
    let value = if is_secret && !value.is_empty() { LEFT_OUT } else { value };
    format!("{}={value}", cut(name.to_owned(), MAX_VALUE_CHARS))
}

/// Whether a text looks as if a program has drawn it: letters of both kinds between digits, or many digits.
fn is_random(text: &str) -> bool {
    let count = |is_one: fn(&u8) -> bool| text.bytes().filter(is_one).count();
    let digits = count(u8::is_ascii_digit);
    let is_mixed = digits > 0 && count(u8::is_ascii_lowercase) > 0 && count(u8::is_ascii_uppercase) > 0;
    text.len() >= MIN_RANDOM_CHARS && (is_mixed || digits > MAX_WORD_DIGITS)
}

fn cut(text: String, max: usize) -> String {
    match text.char_indices().nth(max) {
        None => text,
        Some((end, _)) => format!("{}{LEFT_OUT}", &text[..end]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::applications::RedirectUri;
    use proptest::prelude::*;

    #[test]
    fn an_address_is_kept_as_it_was_sent() {
        for text in [
            "https://wiki.example/callback/",
            "https://wiki.example/wp-admin/admin-ajax.php?action=openid-connect-authorize",
            "https://wiki.example/index.php?title=Special:PluggableAuthLogin&x",
            "http://127.0.0.1:5000/cb",
            "com.example.wiki:/cb",
            "/callback",
            "",
        ] {
            assert_eq!(address(text), text);
        }
    }

    #[test]
    fn what_could_be_a_secret_is_left_out() {
        let long = format!("https://wiki.example/cb?a={}", "x".repeat(61));
        for (text, shown) in [
            ("https://ada:hunter2@wiki.example/cb", "https://…@wiki.example/cb"),
            ("ada:hunter2@wiki.example", "…@wiki.example"),
            ("https://wiki.example/cb#id_token=a", "https://wiki.example/cb#…"),
            ("https://wiki.example/cb?a=1&Token=abc&code=x", "https://wiki.example/cb?a=1&Token=…&code=…"),
            (long.as_str(), "https://wiki.example/cb?a=…"),
            ("https://wiki.example/cb?apiKey=abc&reset_token=x", "https://wiki.example/cb?apiKey=…&reset_token=…"),
            ("https://wiki.example/cb?t=q83JYbQmWc0uVZr2pX1sTg5kLh9", "https://wiki.example/cb?t=…"),
            ("https://wiki.example/cb?0f7c29d4be61a8530f7c", "https://wiki.example/cb?…"),
            ("https://wiki.example/\u{202e}cb\n", "https://wiki.example/cb"),
        ] {
            assert_eq!(address(text), shown, "{text}");
            assert!(shown == "https://wiki.example/cb" || RedirectUri::parse(shown).is_err(), "{shown}");
        }
        let path = format!("https://wiki.example/{}", "x".repeat(101));
        assert_eq!(address(&path), format!("https://wiki.example/{}…", "x".repeat(100)));
    }

    #[test]
    fn only_words_of_the_protocol_are_kept() {
        for text in ["password", "S256", "code id_token", "urn:ietf:params:oauth:grant-type:jwt-bearer", ""] {
            assert_eq!(word(text), text);
        }
        for text in ["vcs_q83JYbQmWc0uVZr2pX1sTg5kLh9nEoAiFdBvCxMjRwU", "0123456789abcdef0123", "<script>", "ä"] {
            assert_eq!(word(text), LEFT_OUT, "{text}");
        }
        assert_eq!(word(&"a".repeat(61)), format!("{}…", "a".repeat(60)));
    }

    proptest! {
        #[test]
        fn any_text_is_short_and_on_one_line(text in "\\PC{0,60}|(https?://)?[!-~]{0,700}|[\\x00-\\x1f]{0,9}") {
            for shown in [address(&text), word(&text)] {
                prop_assert!(shown.chars().count() <= MAX_CHARS + 1, "{}", shown);
                prop_assert!(!shown.contains(char::is_control));
            }
        }

        #[test]
        fn no_password_in_front_of_a_host_is_kept(
            before in "(https:)?[/\\\\]{0,4}",
            password in "[a-zA-Z0-9:]{8,20}",
            path in "(/[a-z]{0,5}){0,3}",
        ) {
            let sent = format!("{before}ada:{password}@wiki.example{path}");
            prop_assert!(!address(&sent).contains(&password), "{}", address(&sent));
        }
    }
}
