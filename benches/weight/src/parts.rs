//! Measures the files that a browser downloads for each lazily loaded part.

use crate::Result;
use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};

/// The list of the files of each part, which cargo-leptos writes.
const MANIFEST: &str = "target/site/pkg/__wasm_split_manifest.json";
/// The main file, without its extension.
const MAIN: &str = "vestibule";

/// A part of the program for browsers, with its sizes in brotli.
#[derive(Debug, PartialEq, Eq)]
pub struct Part {
    pub name: String,
    /// The paths of its pages.
    pub pages: Vec<String>,
    pub files: usize,
    /// The files that only this part loads.
    pub own: u64,
    /// All files that it loads beside the main one.
    pub loaded: u64,
}

/// The downloads of all parts.
pub struct Parts {
    pub main: u64,
    pub script: u64,
    pub parts: Vec<Part>,
    /// The files that several parts load.
    pub shared: u64,
    pub shared_files: usize,
}

impl Parts {
    /// Reads the files below `target/site/pkg`.
    ///
    /// # Errors
    /// A file is missing; the message says how to build it.
    pub fn read(root: &Path) -> Result<Self> {
        let manifest = fs::read(root.join(MANIFEST))
            .map_err(|error| format!("{MANIFEST}: {error}. Build it with `make build`"))?;
        let files_of: BTreeMap<String, Vec<String>> = serde_json::from_slice(&manifest)?;
        let routes = fs::read_to_string(root.join("src/ui/routes.rs"))?;
        let size = |file: &str| -> Result<u64> {
            let path = root.join("target/site/pkg").join(file);
            Ok(fs::metadata(&path)
                .map_err(|error| format!("{}: {error}. Build it with `make build`", path.display()))?
                .len())
        };
        let mut sizes = BTreeMap::new();
        for file in files_of.values().flatten() {
            sizes.insert(file.clone(), size(&format!("{file}.wasm.br"))?);
        }
        let main = size(&format!("{MAIN}.wasm.br"))?;
        Ok(Self {
            main,
            script: size(&format!("{MAIN}.js.br"))?,
            ..divide(&files_of, &sizes, &pages_of_parts(&routes))
        })
    }
}

/// Divides the files among the parts.
fn divide(
    files_of: &BTreeMap<String, Vec<String>>,
    sizes: &BTreeMap<String, u64>,
    pages: &BTreeMap<String, Vec<String>>,
) -> Parts {
    let users = |file: &String| files_of.values().filter(|files| files.contains(file)).count();
    let sum = |files: &BTreeSet<&String>| files.iter().map(|file| sizes[*file]).sum();
    let parts = files_of.iter().map(|(name, files)| {
        let all: BTreeSet<&String> = files.iter().collect();
        let own = all.iter().copied().filter(|file| users(file) == 1).collect();
        Part {
            name: name.clone(),
            pages: pages.get(name).cloned().unwrap_or_default(),
            files: all.len(),
            own: sum(&own),
            loaded: sum(&all),
        }
    });
    let shared: BTreeSet<&String> = sizes.keys().filter(|file| users(file) > 1).collect();
    Parts { main: 0, script: 0, parts: parts.collect(), shared: sum(&shared), shared_files: shared.len() }
}

/// Reads the pages of each part from the table of pages: a path, then `lazy(PART, …)` or `by_visitor(…, PART, …)` on the next line.
fn pages_of_parts(routes: &str) -> BTreeMap<String, Vec<String>> {
    let mut pages: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let mut path = "";
    for line in routes.lines() {
        if let Some((_, after)) = line.split_once(": \"/") {
            path = after.split_once('"').map_or("", |(path, _)| path);
        }
        let line = line.trim();
        let lazy = line.strip_prefix("lazy(").and_then(|arguments| arguments.split(',').next());
        let by_visitor = || line.strip_prefix("by_visitor(").and_then(|arguments| arguments.split(", ").nth(1));
        if let Some(part) = lazy.or_else(by_visitor) {
            pages.entry(part.to_owned()).or_default().push(format!("/{path}"));
        }
    }
    pages
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_are_read_from_the_table() {
        let routes = "
    HOME: \"/\", || \"\",
        by_visitor(pages::home::HomePage, home, pages::my::Page), Anyone, Nothing, Home;
    LOGIN: \"/login\", say::sign_in,
        main(pages::sign_in::LoginPage), SignedOut, Nothing, Nowhere;
    ACCOUNT: \"/account\", say::title,
        lazy(account, pages::account::AccountPage), SignedIn, Account, Account;";
        let pages = pages_of_parts(routes);
        assert_eq!(pages["home"], ["/"]);
        assert_eq!(pages["account"], ["/account"]);
        assert_eq!(pages.len(), 2);
    }

    #[test]
    fn files_of_several_parts_are_counted_once() {
        let files = BTreeMap::from([("a", ["x", "s"]), ("b", ["y", "s"])])
            .into_iter()
            .map(|(part, files)| (part.to_owned(), files.map(str::to_owned).to_vec()))
            .collect();
        let sizes = [("x", 10), ("y", 20), ("s", 5)].map(|(file, size)| (file.to_owned(), size)).into();
        let divided = divide(&files, &sizes, &BTreeMap::new());
        let sums: Vec<_> = divided.parts.iter().map(|part| (part.own, part.loaded, part.files)).collect();
        assert_eq!(sums, [(10, 15, 2), (20, 25, 2)]);
        assert_eq!((divided.shared, divided.shared_files), (5, 1));
    }
}
