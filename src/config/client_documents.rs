//! `VESTIBULE_CLIENT_DOCUMENTS`: from which hosts metadata documents of clients are taken.

use super::parse::items;
use crate::applications::DocumentHosts;
use url::Host;

/// `off`, `all`, or a list of hosts.
pub(super) fn hosts(value: &str) -> Result<DocumentHosts, String> {
    match value.trim() {
        "off" => Ok(DocumentHosts::Off),
        "all" => Ok(DocumentHosts::All),
        list => items(list).map(host).collect::<Result<_, _>>().map(DocumentHosts::Listed),
    }
}

fn host(item: &str) -> Result<String, String> {
    let fix = "use off, all, or a list of hosts such as claude.ai,vscode.dev, without https:// and paths";
    // A word that looks like a setting would never be a host with documents.
    let is_word = matches!(item, "off" | "all" | "on" | "none");
    let host = Host::parse(item).ok().filter(|_| !is_word && !item.contains('*'));
    host.map(|host| host.to_string()).ok_or_else(|| fix.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn documents_are_taken_from_no_host_from_listed_ones_or_from_all() {
        assert_eq!(hosts("off"), Ok(DocumentHosts::Off));
        assert_eq!(hosts("all"), Ok(DocumentHosts::All));
        let listed = DocumentHosts::Listed(vec!["claude.ai".to_owned(), "xn--bcher-kva.example".to_owned()]);
        assert_eq!(hosts("Claude.ai, bücher.example"), Ok(listed));
        for value in ["on", "all,claude.ai", "https://claude.ai", "claude.ai/x", "*.claude.ai", "claude.ai:443"] {
            assert!(hosts(value).is_err(), "{value}");
        }
    }
}
