//! Attributes the functions of a WebAssembly module to crates and modules, by its section of names.

use crate::{
    Result,
    modules::Modules,
    owner::{Owner, owner_of_symbol},
};
use std::{collections::HashMap, fs, ops::Range, path::Path};
use wasmparser::{KnownCustom, Name, Parser, Payload, TypeRef};

/// The beginning of the names of functions that only describe types to wasm-bindgen, which removes them.
const DESCRIPTION: &str = "__wbindgen_describe";

/// The sizes in a module, before wasm-opt and without sections that browsers do not need.
#[derive(Debug, Default)]
pub struct Wasm {
    pub functions: Vec<(Owner, u64)>,
    pub data: u64,
    /// Types, imports, exports and tables.
    pub other: u64,
}

impl Wasm {
    /// Reads a module.
    ///
    /// # Errors
    /// The file is missing, is no module, or has no names; the message says how to build it.
    pub fn read(path: &Path, modules: &Modules) -> Result<Self> {
        let content =
            fs::read(path).map_err(|error| format!("{}: {error}. Build it with `make build`", path.display()))?;
        let parsed = Self::parse(&content, modules).map_err(|error| format!("{}: {error}", path.display()))?;
        if parsed.functions.is_empty() {
            let path = path.display();
            return Err(
                format!("{path} has no names of functions: keep strip = \"none\" in [profile.wasm-release]").into()
            );
        }
        Ok(parsed)
    }

    /// Reads a module. Without a section of names it has no functions.
    ///
    /// # Errors
    /// The content is no module.
    pub fn parse(content: &[u8], modules: &Modules) -> Result<Self> {
        let (mut wasm, mut bodies, mut imported) = (Self::default(), Vec::new(), 0);
        let mut names = HashMap::new();
        for payload in Parser::new(0).parse_all(content) {
            match payload? {
                Payload::CodeSectionEntry(body) => bodies.push(length(body.range())),
                Payload::DataSection(section) => wasm.data = length(section.range()),
                Payload::ImportSection(section) => {
                    wasm.other += length(section.range());
                    for import in section.into_imports() {
                        imported += u32::from(matches!(import?.ty, TypeRef::Func(_) | TypeRef::FuncExact(_)));
                    }
                }
                Payload::CustomSection(section) => {
                    if let KnownCustom::Name(subsections) = section.as_known() {
                        read_names(subsections, &mut names)?;
                    }
                }
                Payload::CodeSectionStart { .. } => {}
                other => wasm.other += other.as_section().map_or(0, |(_, range)| length(range)),
            }
        }
        if !names.is_empty() {
            let named =
                (imported..).zip(bodies).map(|(index, size)| (names.get(&index).copied().unwrap_or_default(), size));
            let kept = named.filter(|(symbol, _): &(&str, u64)| !symbol.starts_with(DESCRIPTION));
            let owned = kept.map(|(symbol, size)| match symbol {
                "" => (Owner::unnamed("code without a name"), size),
                _ => (owner_of_symbol(symbol, None, modules), size),
            });
            wasm.functions = owned.collect();
        }
        Ok(wasm)
    }

    pub fn total(&self) -> u64 {
        self.functions.iter().map(|(_, size)| size).sum::<u64>() + self.data + self.other
    }
}

fn length(range: Range<u64>) -> u64 {
    range.end - range.start
}

fn read_names<'a>(subsections: wasmparser::NameSectionReader<'a>, names: &mut HashMap<u32, &'a str>) -> Result<()> {
    for subsection in subsections {
        if let Name::Function(functions) = subsection? {
            for function in functions {
                let function = function?;
                names.insert(function.index, function.name);
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A module with two functions of three and two bytes, and the section of names that is given.
    fn module(names: &[u8]) -> Vec<u8> {
        let mut module = b"\0asm\x01\0\0\0".to_vec();
        module.extend([1, 4, 1, 0x60, 0, 0]);
        module.extend([3, 3, 2, 0, 0]);
        module.extend([10, 8, 2, 3, 0, 1, 0x0b, 2, 0, 0x0b]);
        module.extend(names);
        module
    }

    #[test]
    fn functions_are_attributed_by_their_names_without_descriptions_for_wasm_bindgen() {
        let (name, description) = (b"_RNvNtCs1234_9vestibule5terms1f", b"__wbindgen_describe_f");
        let map = [&[2, 0, name.len() as u8], name.as_slice(), &[1, description.len() as u8], description].concat();
        let names = [&[0, map.len() as u8 + 7, 4], b"name".as_slice(), &[1, map.len() as u8], &map].concat();
        let wasm = Wasm::parse(&module(&names), &Modules::from_iter(["terms"])).unwrap();
        let owner = Owner::Server { module: "terms".to_owned(), mentions: vec![], library: None };
        assert_eq!(wasm.functions, [(owner, 3)]);
        assert_eq!(wasm.total(), 3 + wasm.other);
    }

    #[test]
    fn a_module_without_names_is_refused() {
        let file = tempfile::NamedTempFile::new().unwrap();
        fs::write(file.path(), module(&[])).unwrap();
        let error = Wasm::read(file.path(), &Modules::default()).unwrap_err().to_string();
        assert!(error.contains("has no names of functions: keep strip = \"none\""), "{error}");
    }
}
