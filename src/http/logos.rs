//! Whose logos a page shows.

use url::Url;

/// Adds the origins of logos that a page shows. The Content-Security-Policy allows pictures of these alone.
pub fn add_pictures<'a>(origins: &mut Vec<String>, logos: impl IntoIterator<Item = &'a str>) {
    origins.extend(logos.into_iter().filter_map(logo_origin));
    origins.sort_unstable();
    origins.dedup();
}

/// The origin of the address of a logo. None if a policy cannot name it: a row may have been written by hand, and a `;` in it would
/// begin another directive.
pub fn logo_origin(address: &str) -> Option<String> {
    let is_plain = |c: u8| c.is_ascii_alphanumeric() || b"-.:/".contains(&c);
    let origin = Url::parse(address).ok()?.origin().ascii_serialization();
    (origin.starts_with("https://") && origin.bytes().all(is_plain)).then_some(origin)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_policy_names_only_plain_origins_of_logos() {
        let wiki = Some("https://wiki.example.com:8443".to_owned());
        assert_eq!(logo_origin("https://wiki.example.com:8443/logo.png?a=b;c"), wiki);
        for address in ["/logo.png", "https://[::1]/logo.png", "https://a;script-src/logo.png", "data:image/png,x"] {
            assert_eq!(logo_origin(address), None, "{address}");
        }
    }
}
