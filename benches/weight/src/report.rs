//! Writes all measurements as tables.

use crate::{
    features::{FEATURES, feature_of},
    memory::{Memory, Resident},
    owner::Owner,
    parts::Parts,
    rows::{by_size, describe_file, fold_small, kb, kib, shorten, sizes_table},
    sizes::{Sizes, group},
    start::Times,
    table::{Table, grouped, percent, unless_zero},
    wasm::Wasm,
};
use std::{
    collections::BTreeMap,
    fmt::{self, Display, Formatter},
    ops::AddAssign,
};

/// Smaller crates and modules have one row together, in bytes of the binary.
const SMALL: u64 = 50_000;
/// The same for WebAssembly.
const SMALL_WASM: u64 = 10_000;

pub struct Report {
    /// What the release prints as its version, which names the commit.
    pub version: String,
    pub sizes: BTreeMap<Owner, Sizes>,
    pub wasms: Wasms,
    pub parts: Parts,
    pub memory: Memory,
    pub times: Times,
    pub instructions: Option<BTreeMap<Owner, u64>>,
}

/// The WebAssembly before it is split, and its main part.
pub struct Wasms {
    pub all: Wasm,
    pub main: Wasm,
}

/// All figures of a row in the table of features.
#[derive(Clone, Copy, Default)]
struct Row {
    sizes: Sizes,
    files: u64,
    wasm: u64,
    main_wasm: u64,
    resident: Resident,
    instructions: u64,
}

impl AddAssign for Resident {
    fn add_assign(&mut self, other: Self) {
        self.of_file += other.of_file;
        self.copied += other.copied;
    }
}

impl Display for Report {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        writeln!(f, "Of {}.\n", self.version)?;
        writeln!(
            f,
            "### Features\n\nBinary and WebAssembly in KB (1,000 bytes), memory in KiB, the start in thousands of instructions.\n\n{}",
            self.features()
        )?;
        writeln!(f, "### The binary by crate\n\n{}", self.crates())?;
        writeln!(f, "### The server by module\n\n{}", self.modules())?;
        writeln!(f, "### Embedded files\n\n{}", self.files())?;
        writeln!(f, "### Downloads of a browser\n\n{}", self.downloads())?;
        writeln!(f, "### The WebAssembly by crate and module\n\n{}", self.wasm())?;
        writeln!(f, "### Memory at rest\n\n{}", self.memory())?;
        write!(f, "### The start\n\n{}", self.starts())
    }
}

impl Report {
    fn features(&self) -> Table {
        let label = |owner: &Owner| match (feature_of(owner, FEATURES), owner) {
            (Some(feature), _) => FEATURES[feature].name.to_owned(),
            (None, Owner::Server { .. }) => "other modules of the server".to_owned(),
            (None, Owner::Library(_)) => "other crates".to_owned(),
            (None, Owner::File(_)) => "other files".to_owned(),
            (None, Owner::Unnamed(_)) => "without a name".to_owned(),
        };
        let mut rows: BTreeMap<String, Row> = BTreeMap::new();
        for (owner, sizes) in &self.sizes {
            let row = rows.entry(label(owner)).or_default();
            row.sizes += *sizes;
            row.files += if matches!(owner, Owner::File(_)) { sizes.data } else { 0 };
        }
        for (owner, size) in &self.wasms.all.functions {
            rows.entry(label(owner)).or_default().wasm += size;
        }
        for (owner, size) in &self.wasms.main.functions {
            rows.entry(label(owner)).or_default().main_wasm += size;
        }
        for (owner, resident) in &self.memory.program {
            rows.entry(label(owner)).or_default().resident += *resident;
        }
        for (owner, count) in self.instructions.iter().flatten() {
            rows.entry(label(owner)).or_default().instructions += count;
        }
        let mut table = Table::new(&[
            "feature",
            "binary",
            "code",
            "unwinding",
            "tables and texts",
            "files",
            "wasm",
            "of it main",
            "at rest",
            "of it copied",
            "start",
        ]);
        let mut total = Row::default();
        for (name, row) in by_size(rows, |row| row.sizes.total()) {
            total += row;
            table.row(row.cells(name));
        }
        table.row(total.cells("all".to_owned()));
        table
    }

    fn crates(&self) -> Table {
        let label = |owner: &Owner| {
            Some(match owner {
                Owner::Server { library: None, .. } => "vestibule".to_owned(),
                Owner::Server { .. } => "libraries, for types of vestibule".to_owned(),
                Owner::Library(name) => name.clone(),
                Owner::File(_) => "embedded files".to_owned(),
                Owner::Unnamed(kind) => kind.clone(),
            })
        };
        let groups = group(&self.sizes, label);
        sizes_table("crate", fold_small(groups, |sizes| sizes.total(), SMALL, "crates"), true)
    }

    fn modules(&self) -> Table {
        let label = |owner: &Owner| match owner {
            Owner::Server { module, .. } => Some(shorten(module)),
            _ => None,
        };
        sizes_table("module", fold_small(group(&self.sizes, label), |sizes| sizes.total(), SMALL, "modules"), false)
    }

    fn files(&self) -> Table {
        let label = |owner: &Owner| match owner {
            Owner::File(path) => Some(describe_file(path)),
            _ => None,
        };
        let mut table = Table::new(&["files", "bytes"]);
        let groups = group(&self.sizes, label);
        let total = groups.values().map(|sizes| sizes.data).sum();
        for (name, sizes) in by_size(groups, |sizes| sizes.data) {
            table.row([name, grouped(sizes.data)]);
        }
        table.row(["all".to_owned(), grouped(total)]);
        table
    }

    fn downloads(&self) -> Table {
        let parts = &self.parts;
        let mut table = Table::new(&["part", "files", "own, brotli", "with shared files", "pages"]);
        table.row(["main".to_owned(), "1".to_owned(), grouped(parts.main), grouped(parts.main), "all".to_owned()]);
        table.row([
            "its script".to_owned(),
            "1".to_owned(),
            grouped(parts.script),
            grouped(parts.script),
            "all".to_owned(),
        ]);
        for part in &parts.parts {
            let pages = match part.pages.as_slice() {
                [first, second, _, ..] => format!("{first}, {second} and {} more", part.pages.len() - 2),
                pages => pages.join(", "),
            };
            table.row([part.name.clone(), part.files.to_string(), grouped(part.own), grouped(part.loaded), pages]);
        }
        table.row([
            "shared".to_owned(),
            parts.shared_files.to_string(),
            grouped(parts.shared),
            String::new(),
            String::new(),
        ]);
        let all = parts.main + parts.script + parts.shared + parts.parts.iter().map(|part| part.own).sum::<u64>();
        table.row(["all".to_owned(), String::new(), grouped(all), String::new(), String::new()]);
        table
    }

    fn wasm(&self) -> Table {
        let label = |owner: &Owner| match owner {
            Owner::Server { module, .. } => format!("vestibule::{}", shorten(module)),
            Owner::Library(name) | Owner::Unnamed(name) | Owner::File(name) => name.clone(),
        };
        let mut rows: BTreeMap<String, Pair> = BTreeMap::new();
        for (owner, size) in &self.wasms.all.functions {
            *rows.entry(label(owner)).or_default() += Pair(*size, 0);
        }
        for (owner, size) in &self.wasms.main.functions {
            *rows.entry(label(owner)).or_default() += Pair(0, *size);
        }
        let Wasms { all, main } = &self.wasms;
        rows.insert("constants and texts".to_owned(), Pair(all.data, main.data));
        rows.insert("types, imports, exports and tables".to_owned(), Pair(all.other, main.other));
        let mut table = Table::new(&["crate or module", "bytes before wasm-opt", "%", "of it main"]);
        for (name, Pair(size, main)) in fold_small(rows, |pair| pair.0, SMALL_WASM, "crates and modules") {
            table.row([name, grouped(size), percent(size, all.total()), unless_zero(main)]);
        }
        table.row(["all".to_owned(), grouped(all.total()), "100.0".to_owned(), grouped(main.total())]);
        table
    }

    fn memory(&self) -> Table {
        let label = |owner: &Owner| {
            Some(match owner {
                Owner::Server { module, .. } => format!("vestibule::{}", module.split("::").next().unwrap_or_default()),
                Owner::Library(name) | Owner::Unnamed(name) => name.clone(),
                Owner::File(path) => describe_file(path),
            })
        };
        let mut rows: BTreeMap<String, (u64, u64, u64)> = BTreeMap::new();
        for (name, resident) in group(&self.memory.program, label) {
            rows.insert(name, (resident.of_file + resident.copied, resident.of_file, resident.copied));
        }
        for (name, size) in &self.memory.others {
            rows.entry(name.clone()).or_default().0 += size;
        }
        let mut table =
            Table::new(&["part of the memory", "KiB", "%", "pages of the program", "copied pages of the program"]);
        let total = self.memory.resident;
        let mut small = (0, (0, 0, 0));
        for (name, row) in by_size(rows, |row| row.0) {
            if row.0 >= SMALL {
                table.row([name, kib(row.0), percent(row.0, total), kib(row.1), kib(row.2)]);
            } else {
                small = (small.0 + 1, (small.1.0 + row.0, small.1.1 + row.1, small.1.2 + row.2));
            }
        }
        let (count, row) = small;
        table.row([format!("{count} smaller parts"), kib(row.0), percent(row.0, total), kib(row.1), kib(row.2)]);
        let program = group(&self.memory.program, |_| Some(String::new())).remove("").unwrap_or_default();
        table.row(["all".to_owned(), kib(total), "100.0".to_owned(), kib(program.of_file), kib(program.copied)]);
        table
    }

    fn starts(&self) -> String {
        let millis = |time: std::time::Duration| format!("{:.1} ms", 1e3 * time.as_secs_f64());
        let mut text = format!(
            "Processor time until the first answer of `/live`, the median of eleven starts: {} with an empty folder, {} with an existing \
             database.\n",
            millis(self.times.first),
            millis(self.times.again)
        );
        let Some(instructions) = &self.instructions else { return text };
        let label = |owner: &Owner| {
            Some(match owner {
                Owner::Server { module, .. } => format!("vestibule::{}", shorten(module)),
                Owner::Library(name) | Owner::Unnamed(name) | Owner::File(name) => name.clone(),
            })
        };
        let total: u64 = instructions.values().sum();
        let mut table = Table::new(&["crate or module", "instructions", "%"]);
        for (name, count) in fold_small(group(instructions, label), |count| *count, total / 200, "crates and modules") {
            table.row([name, grouped(count), percent(count, total)]);
        }
        table.row(["all".to_owned(), grouped(total), "100.0".to_owned()]);
        text +=
            &format!("\nInstructions of a start with an existing database, the first answer and the end:\n\n{table}");
        text
    }
}

/// The bytes of the WebAssembly before it is split, and of its main part.
#[derive(Clone, Copy, Default)]
struct Pair(u64, u64);

impl AddAssign for Pair {
    fn add_assign(&mut self, other: Self) {
        self.0 += other.0;
        self.1 += other.1;
    }
}

impl AddAssign for Row {
    fn add_assign(&mut self, other: Self) {
        self.sizes += other.sizes;
        self.files += other.files;
        self.wasm += other.wasm;
        self.main_wasm += other.main_wasm;
        self.resident += other.resident;
        self.instructions += other.instructions;
    }
}

impl Row {
    fn cells(self, name: String) -> [String; 11] {
        let Sizes { code, unwinding, data } = self.sizes;
        [
            name,
            kb(self.sizes.total()),
            kb(code),
            kb(unwinding),
            kb(data - self.files),
            kb(self.files),
            kb(self.wasm),
            kb(self.main_wasm),
            kib(self.resident.of_file + self.resident.copied),
            kib(self.resident.copied),
            unless_zero(self.instructions / 1000),
        ]
    }
}
