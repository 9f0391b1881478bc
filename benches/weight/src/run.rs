//! The command line, and all measurements one after the other.

use crate::{
    Result,
    attribution::attribute,
    document::replace_tables,
    embedded_files,
    features::{FEATURES, Kind, find_unmatched},
    image::Image,
    memory,
    modules::Modules,
    owner::{C_LIBRARY, Owner, owner_of_symbol},
    parts::Parts,
    report::{Report, Wasms},
    repository,
    server::Server,
    sizes::add_up,
    start,
    wasm::Wasm,
};
use clap::Parser;
use std::{collections::BTreeSet, fs, path::Path, process::Command, thread::sleep, time::Duration};

const RELEASE: &str = "target/release/vestibule";
const SYMBOLS: &str = "target/release/vestibule.symbols";
/// The WebAssembly before it is split, and its main part before wasm-opt.
const WASM: [&str; 2] = ["vestibule.wasm", "vestibule_split.wasm"];
const WASM_FOLDER: &str = "target/front/wasm32-unknown-unknown/wasm-release";
const PAGE: &str = "docs/internals/weight.md";
/// The time after which a server that got no request is at rest.
const REST: Duration = Duration::from_secs(10);

/// Prints what each feature adds to the release, which `make build` builds.
#[derive(Parser)]
pub struct Options {
    /// Replace the tables of docs/internals/weight.md.
    #[arg(long)]
    write: bool,
    /// Leave out the instructions of a start.
    #[arg(long)]
    without_valgrind: bool,
}

/// Measures everything, prints the report, and writes it into the page of documents if the options say so.
///
/// # Errors
/// A file is missing or cannot be read, the server does not start, or a pattern of a feature matches nothing.
#[expect(clippy::print_stdout, reason = "the report is the output of this program")]
pub fn run(options: &Options) -> Result<()> {
    let root = repository().canonicalize()?;
    let [release, symbols] = [RELEASE, SYMBOLS].map(|path| root.join(path));
    let modules = Modules::read(&root.join("src"))?;
    progress("binary");
    let image = Image::read(&release, &symbols)?;
    let map = attribute(&image, &modules, &embedded_files::read(&root)?)?;
    let sizes = add_up(&image, &map);
    progress("WebAssembly");
    let [all, main] = WASM.map(|file| Wasm::read(&root.join(WASM_FOLDER).join(file), &modules));
    let wasms = Wasms { all: all?, main: main? };
    let parts = Parts::read(&root)?;
    check_features(sizes.keys().chain(wasms.all.functions.iter().map(|(owner, _)| owner)))?;
    progress("memory at rest");
    let [release, symbols] = [text(&release)?, text(&symbols)?];
    let folder = tempfile::tempdir()?;
    let server = Server::start(&[release], folder.path())?;
    sleep(REST);
    let memory = memory::read(&server, release, &image, &map)?;
    server.stop()?;
    progress("starts");
    let times = start::measure_times(release)?;
    let instructions = if options.without_valgrind {
        None
    } else {
        progress("instructions of a start, under valgrind");
        Some(start::count_instructions(release, symbols, |function| {
            if function.object != symbols {
                return Owner::Library(C_LIBRARY.to_owned());
            }
            owner_of_symbol(function.name, None, &modules)
        })?)
    };
    let report = Report { version: version_of(release)?, sizes, wasms, parts, memory, times, instructions }.to_string();
    println!("{report}");
    if options.write {
        let page = root.join(PAGE);
        fs::write(&page, replace_tables(&fs::read_to_string(&page)?, &report)?)?;
    }
    Ok(())
}

/// Checks that every pattern of a feature matches something of the release.
fn check_features<'a>(owners: impl Iterator<Item = &'a Owner>) -> Result<()> {
    let (mut modules, mut crates, mut files) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
    for owner in owners {
        match owner {
            Owner::Server { module, mentions, .. } => {
                modules.insert(module.as_str());
                modules.extend(mentions.iter().map(String::as_str));
            }
            Owner::Library(name) => drop(crates.insert(name.replace('-', "_"))),
            Owner::File(path) => drop(files.insert(path.as_str())),
            Owner::Unnamed(_) => {}
        }
    }
    let unmatched = find_unmatched(FEATURES, |kind| match kind {
        Kind::Module => modules.iter().copied().collect(),
        Kind::Crate => crates.iter().map(String::as_str).collect(),
        Kind::File => files.iter().copied().collect(),
    });
    if unmatched.is_empty() {
        return Ok(());
    }
    let list = unmatched.join("\n  ");
    Err(format!(
        "these patterns match nothing in the release; correct them in benches/weight/src/features.rs:\n  {list}"
    )
    .into())
}

/// Runs the release for its version.
fn version_of(release: &str) -> Result<String> {
    let output = Command::new(release).arg("--version").output()?;
    Ok(String::from_utf8(output.stdout)?.trim().to_owned())
}

fn text(path: &Path) -> Result<&str> {
    Ok(path.to_str().ok_or_else(|| format!("{} is not UTF-8", path.display()))?)
}

/// Prints the current step.
fn progress(step: &str) {
    eprintln!("==> {step}");
}
