//! Knows the modules of the server, which are the files below `src`.

use crate::Result;
use std::{collections::BTreeSet, fs, path::Path};

/// The paths of all modules, such as `accounts::own_fields`. Modules inside a file count as that file.
#[derive(Debug, Default)]
pub struct Modules(BTreeSet<String>);

impl Modules {
    /// Reads the modules below a folder.
    ///
    /// # Errors
    /// The folder cannot be read.
    pub fn read(source: &Path) -> Result<Self> {
        let mut modules = BTreeSet::new();
        collect(source, "", &mut modules)?;
        Ok(Self(modules))
    }

    /// Returns the module that a path within the crate belongs to: its longest beginning that is a file. Empty for the crate itself.
    pub fn module_of(&self, path: &[&str]) -> String {
        let beginnings = (1..=path.len()).rev().map(|length| path[..length].join("::"));
        beginnings.into_iter().find(|module| self.0.contains(module)).unwrap_or_default()
    }

    #[cfg(test)]
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(String::as_str)
    }
}

impl<'a> FromIterator<&'a str> for Modules {
    fn from_iter<I: IntoIterator<Item = &'a str>>(modules: I) -> Self {
        Self(modules.into_iter().map(str::to_owned).collect())
    }
}

fn collect(folder: &Path, parent: &str, modules: &mut BTreeSet<String>) -> Result<()> {
    for entry in fs::read_dir(folder).map_err(|error| format!("{}: {error}", folder.display()))? {
        let path = entry?.path();
        let stem = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let module = if parent.is_empty() { stem.clone() } else { format!("{parent}::{stem}") };
        if path.is_dir() {
            collect(&path, &module, modules)?;
        } else if path.extension().is_some_and(|extension| extension == "rs")
            && !["mod", "lib", "main"].contains(&&*stem)
        {
            modules.insert(module);
        } else if stem == "mod" {
            modules.insert(parent.to_owned());
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn functions_and_types_belong_to_the_module_that_is_a_file() {
        let modules = Modules::from_iter(["accounts", "accounts::terms", "store::tx"]);
        assert_eq!(modules.module_of(&["accounts", "terms", "publish"]), "accounts::terms");
        assert_eq!(modules.module_of(&["accounts", "Principal"]), "accounts");
        assert_eq!(modules.module_of(&["store", "tx", "inside", "run"]), "store::tx");
        assert_eq!(modules.module_of(&["IS_SERVER"]), "");
    }

    #[test]
    fn modules_are_files_and_folders_with_a_mod_file() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir_all(folder.path().join("a/b")).unwrap();
        for file in ["lib.rs", "main.rs", "a/mod.rs", "a/c.rs", "a/b/d.rs", "a/text.txt"] {
            fs::write(folder.path().join(file), "").unwrap();
        }
        assert_eq!(Modules::read(folder.path()).unwrap().iter().collect::<Vec<_>>(), ["a", "a::b::d", "a::c"]);
    }
}
