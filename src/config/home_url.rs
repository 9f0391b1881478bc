//! `VESTIBULE_HOME_URL`.

use crate::shared::next::LocalPath;
use url::Url;

/// A path on Vestibule's own origin, or an absolute URL.
pub(super) fn parse(value: &str) -> Result<String, String> {
    let fix = || "use a path such as /account, or a URL such as https://www.example.org/start".to_owned();
    if value.starts_with('/') {
        return LocalPath::parse(value).map(|path| path.as_str().to_owned()).ok_or_else(fix);
    }
    let url = Url::parse(value).map_err(|_| fix())?;
    let is_web = matches!(url.scheme(), "http" | "https");
    let has_user = !url.username().is_empty() || url.password().is_some();
    if is_web && !has_user { Ok(url.into()) } else { Err(fix()) }
}
