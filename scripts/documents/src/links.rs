//! Where a link leads.

/// The target of a link in a document.
#[derive(PartialEq, Eq, Debug)]
pub enum Target<'a> {
    /// Another site, or an address for mail.
    Elsewhere,
    /// A file of the repository, by its path from the root, and a place in it.
    File { path: String, anchor: Option<&'a str> },
}

/// `link`: as it is written in `file`, which is a path from the root of the repository.
pub fn target<'a>(file: &str, link: &'a str) -> Target<'a> {
    if link.contains("://") || link.starts_with("mailto:") {
        return Target::Elsewhere;
    }
    let (path, anchor) = match link.split_once('#') {
        Some((path, anchor)) => (path, Some(anchor)),
        None => (link, None),
    };
    let path = if path.is_empty() { file.to_owned() } else { joined(file, path) };
    Target::File { path, anchor }
}

/// The path that `relative` means in `file`.
fn joined(file: &str, relative: &str) -> String {
    let mut folders: Vec<_> = file.split('/').collect();
    folders.pop();
    for part in relative.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                folders.pop();
            }
            part => folders.push(part),
        }
    }
    folders.join("/")
}

/// How a page at `from` writes the path `to`, both from the root of the site.
pub fn relative(from: &str, to: &str) -> String {
    "../".repeat(from.matches('/').count()) + to
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(path: &str, anchor: Option<&'static str>) -> Target<'static> {
        Target::File { path: path.to_owned(), anchor }
    }

    #[test]
    fn a_link_is_read_from_the_folder_of_its_file() {
        assert_eq!(target("docs/a/b.md", "../c.md#d"), file("docs/c.md", Some("d")));
        assert_eq!(target("docs/a/b.md", "c.md"), file("docs/a/c.md", None));
        assert_eq!(target("docs/a/b.md", "#d"), file("docs/a/b.md", Some("d")));
        assert_eq!(target("README.md", "docs/a.md"), file("docs/a.md", None));
        for link in ["https://example.com/#a", "mailto:a@example.com"] {
            assert_eq!(target("README.md", link), Target::Elsewhere);
        }
    }

    #[test]
    fn a_page_in_a_folder_goes_up_first() {
        assert_eq!(relative("index.html", "api.html"), "api.html");
        assert_eq!(relative("operations/run.html", "api.html"), "../api.html");
    }
}
