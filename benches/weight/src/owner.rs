//! Attributes symbols to the module or crate that adds them to the binary.

use crate::{modules::Modules, names::list_paths};
use std::borrow::Cow;

/// The crate whose modules are told apart.
pub const SERVER: &str = "vestibule";
/// Crates of the standard library. A function of theirs that was compiled for a type of another crate belongs to that crate.
const STANDARD: [&str; 3] = ["core", "alloc", "std"];
pub const C_LIBRARY: &str = "C library, start and unwinding";

/// Names the part of the program that code, data or memory belongs to.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Owner {
    /// A function or table of the server, or one that a library has been compiled into for a type of the server.
    Server {
        module: String,
        /// Further modules that its name mentions.
        mentions: Vec<String>,
        library: Option<String>,
    },
    Library(String),
    /// A file that the binary embeds, by its path in the repository.
    File(String),
    /// Bytes without a name, by what they are.
    Unnamed(String),
}

impl Owner {
    pub fn unnamed(kind: &str) -> Self {
        Self::Unnamed(kind.to_owned())
    }

    /// Decides whether two owners are the same module or crate, whatever types their functions were compiled for.
    pub fn has_same_place(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Server { module: own, .. }, Self::Server { module: other, .. }) => own == other,
            _ => self == other,
        }
    }
}

/// The beginnings of the names of C functions, and the crates that bring them.
const C_NAMES: &[(&str, &str)] = &[
    ("sqlite3", "libsqlite3-sys"),
    ("mi_", "libmimalloc-sys"),
    ("_mi_", "libmimalloc-sys"),
    ("ring_core_", "ring"),
    ("__wb", "wasm_bindgen"),
    ("__externref", "wasm_bindgen"),
    ("__wasm_split", "wasm_split_helpers"),
    ("__rust", "alloc"),
    ("__rdl", "alloc"),
    ("rust_", "std"),
];

/// C files, and the crates that bring them.
const C_FILES: &[(&str, &str)] = &[("sqlite3.c", "libsqlite3-sys"), ("static.c", "libmimalloc-sys")];

/// Attributes a symbol as the linker wrote it. `source`: the file that the symbol table names before it, if it is local.
pub fn owner_of_symbol(symbol: &str, source: Option<&str>, modules: &Modules) -> Owner {
    match demangle(symbol) {
        Some(name) => owner_of_name(&name, modules),
        None => Owner::Library(crate_of_c(symbol, source).to_owned()),
    }
}

/// Demangles the name of a Rust function. A table that the compiler derives from a
/// function, such as `switch.table.NAME`, counts as that function.
pub fn demangle(symbol: &str) -> Option<String> {
    let begin = symbol.find("_R").into_iter().chain(symbol.find("_ZN")).min()?;
    let demangled = rustc_demangle::try_demangle(&symbol[begin..]).ok()?;
    Some(format!("{demangled:#}"))
}

/// Attributes a demangled name: to the first module of the server that it mentions, else to the first crate that is not of the
/// standard library, else to the crate that defines it.
pub fn owner_of_name(name: &str, modules: &Modules) -> Owner {
    let paths = list_paths(name);
    let mut own = paths.iter().filter(|path| path[0] == SERVER).map(|path| modules.module_of(&path[1..]));
    if let Some(module) = own.next() {
        let mut mentions: Vec<String> = own.filter(|other| *other != module).collect();
        mentions.sort();
        mentions.dedup();
        let library = paths.first().map(|path| path[0]).filter(|first| *first != SERVER).map(str::to_owned);
        return Owner::Server { module, mentions, library };
    }
    let of_library = paths.iter().find(|path| !STANDARD.contains(&path[0]));
    let named = of_library.or(paths.first()).map(|path| Cow::Borrowed(path[0]));
    Owner::Library(named.unwrap_or(Cow::Borrowed("std")).into_owned())
}

fn crate_of_c(symbol: &str, source: Option<&str>) -> &'static str {
    let by_name = C_NAMES.iter().find(|(beginning, _)| symbol.starts_with(beginning));
    let by_file = || C_FILES.iter().find(|(file, _)| source.is_some_and(|source| source.ends_with(file)));
    by_name.or_else(by_file).map_or(C_LIBRARY, |(_, name)| name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn server(module: &str, mentions: &[&str], library: Option<&str>) -> Owner {
        let mentions = mentions.iter().map(|&module| module.to_owned()).collect();
        Owner::Server { module: module.to_owned(), mentions, library: library.map(str::to_owned) }
    }

    fn modules() -> Modules {
        Modules::from_iter(["accounts::terms", "accounts::own_fields", "store::tx"])
    }

    fn owner(symbol: &str) -> Owner {
        owner_of_symbol(symbol, None, &modules())
    }

    #[test]
    fn legacy_names_are_attributed() {
        assert_eq!(
            owner("_ZN9vestibule8accounts5terms7publish17h0123456789abcdefE"),
            server("accounts::terms", &[], None)
        );
        // <vestibule::store::tx::Job as core::fmt::Debug>::fmt
        let of_type = "_ZN62_$LT$vestibule..store..tx..Job$u20$as$u20$core..fmt..Debug$GT$3fmt17h0123456789abcdefE";
        assert_eq!(owner(of_type), server("store::tx", &[], None));
        // core::fmt::impls::<impl core::fmt::Debug for vestibule::store::tx::Job>::fmt
        let of_trait = "_ZN4core3fmt5impls72_$LT$impl$u20$core..fmt..Debug$u20$for$u20$vestibule..store..tx..Job$GT$3fmt17h0123456789abcdefE";
        assert_eq!(owner(of_trait), server("store::tx", &[], Some("core")));
        assert_eq!(
            owner("_ZN4core3ptr46drop_in_place$LT$vestibule..store..tx..Job$GT$17h0123456789abcdefE"),
            server("store::tx", &[], Some("core"))
        );
    }

    #[test]
    fn names_of_version_0_are_attributed() {
        // vestibule::accounts::terms::publish
        assert_eq!(owner("_RNvNtNtCs1234_9vestibule8accounts5terms7publish"), server("accounts::terms", &[], None));
        // <vestibule::store::tx::Job as core::fmt::Debug>::fmt
        assert_eq!(
            owner("_RNvXNtCs1234_9vestibule5storeNtNtB2_2tx3JobNtNtCs5678_4core3fmt5Debug3fmt"),
            server("store::tx", &[], None)
        );
        // core::ptr::drop_in_place::<vestibule::store::tx::Job>
        assert_eq!(
            owner("_RINvNtCs5678_4core3ptr13drop_in_placeNtNtNtCs1234_9vestibule5store2tx3JobEB14_"),
            server("store::tx", &[], Some("core"))
        );
    }

    #[test]
    fn derived_symbols_belong_to_their_function() {
        assert_eq!(
            owner("switch.table._RNvNtNtCs1234_9vestibule8accounts5terms7publish"),
            server("accounts::terms", &[], None)
        );
    }

    #[test]
    fn the_first_module_owns_and_others_are_mentioned() {
        let name =
            "vestibule::store::tx::run::<vestibule::accounts::own_fields::Define, vestibule::accounts::terms::Terms>";
        assert_eq!(
            owner_of_name(name, &modules()),
            server("store::tx", &["accounts::own_fields", "accounts::terms"], None)
        );
    }

    #[test]
    fn code_of_the_standard_library_belongs_to_the_crate_that_it_was_compiled_for() {
        let library = |name: &str| Owner::Library(name.to_owned());
        assert_eq!(
            owner_of_name("<alloc::vec::Vec<hyper::Body> as core::fmt::Debug>::fmt", &modules()),
            library("hyper")
        );
        assert_eq!(owner_of_name("tokio::task::poll::<hyper::Body>", &modules()), library("tokio"));
        assert_eq!(owner_of_name("<alloc::vec::Vec<u8> as core::fmt::Debug>::fmt", &modules()), library("alloc"));
        assert_eq!(owner_of_name("<str as core::fmt::Debug>::fmt", &modules()), library("core"));
    }

    #[test]
    fn c_functions_are_attributed_by_name_or_file() {
        let library = |name: &str| Owner::Library(name.to_owned());
        assert_eq!(owner("sqlite3_step"), library("libsqlite3-sys"));
        assert_eq!(owner_of_symbol("balance", Some("sqlite3/sqlite3.c"), &modules()), library("libsqlite3-sys"));
        assert_eq!(owner("mi_malloc_aligned"), library("libmimalloc-sys"));
        assert_eq!(owner("_start"), library(C_LIBRARY));
    }
}
