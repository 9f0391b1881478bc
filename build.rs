//! Compiles the texts, compresses the description of the API and the documents, rebuilds the binary when an embedded file changes or is
//! added, and passes on what `vestibule --version` prints.

#[path = "locales/compile.rs"]
mod compile;

use flate2::Compression;
use flate2::write::GzEncoder;
use std::io::{self, Write as _};
use std::path::Path;
use vestibule_documents::{Documents, embedded};

fn main() {
    // Cargo treats a missing path as changed and would rebuild the crate each time, so the folder must exist.
    std::fs::create_dir_all("target/site").expect("target/site can be created");
    println!("cargo:rerun-if-changed=build.rs");
    println!("cargo:rerun-if-changed=locales");
    // The code that runs in browsers, besides the bodies of server functions.
    let in_browser = ["src/language", "src/shared", "src/ui"];
    in_browser.iter().for_each(|folder| println!("cargo:rerun-if-changed={folder}"));
    println!("cargo:rerun-if-changed=migrations");
    // With debug assertions the program reads the files for the browser when it runs.
    let is_release = std::env::var_os("CARGO_CFG_DEBUG_ASSERTIONS").is_none();
    if is_release {
        println!("cargo:rerun-if-changed=target/site");
    }
    // Set by scripts/build.sh. Other builds do not ask for the commit, because each commit would compile the crate again.
    println!("cargo:rerun-if-env-changed=BUILD_COMMIT");
    let commit = std::env::var("BUILD_COMMIT").unwrap_or_else(|_| "unknown".into());
    let [profile, target] = ["PROFILE", "TARGET"].map(|name| std::env::var(name).expect("cargo sets it"));
    println!("cargo:rustc-env=BUILD=commit {commit}, {profile} build for {target}");
    let out = std::env::var("OUT_DIR").expect("cargo sets it");
    if let Err(mistake) = compile::compile(Path::new("locales"), &in_browser.map(Path::new), Path::new(&out)) {
        println!("cargo::error={mistake}");
        std::process::exit(1);
    }
    if std::env::var_os("CARGO_FEATURE_SSR").is_some() {
        let level = if is_release { Compression::best() } else { Compression::fast() };
        compress_document(Path::new(&out), level).expect("the description of the API can be compressed");
        // Each change of a document would compile the crate again; with debug assertions the documents are those of the last build.
        if is_release {
            DOCUMENTS.iter().for_each(|path| println!("cargo:rerun-if-changed={path}"));
        }
        embed_documents(Path::new(&out), level).expect("the documents can be embedded");
    }
}

/// Where documents are that the program has.
const DOCUMENTS: [&str; 2] = ["docs", "CHANGELOG.md"];

/// Compresses the description of the API, which a release has as it is written (`src/http/openapi/written.rs`).
fn compress_document(out: &Path, level: Compression) -> io::Result<()> {
    println!("cargo:rerun-if-changed=docs/openapi.json");
    std::fs::write(out.join("openapi.json.gz"), compressed(&std::fs::read("docs/openapi.json")?, level)?)
}

/// Writes the pages of the documents and the index of their search, compressed, and the source that names them
/// (`src/http/docs_page/guides.rs`).
fn embed_documents(out: &Path, level: Compression) -> io::Result<()> {
    let (pages, index) = embedded::pages(&Documents::read(Path::new("."))?);
    let mut source = "static PAGES: &[(&str, &str, &[u8])] = &[\n".to_owned();
    for (number, page) in pages.iter().enumerate() {
        let file = format!("guide-{number}.html.gz");
        std::fs::write(out.join(&file), compressed(page.html.as_bytes(), level)?)?;
        let (name, title) = (&page.name, &page.title);
        let content = format!("include_bytes!(concat!(env!(\"OUT_DIR\"), \"/{file}\"))");
        source += &format!("    ({name:?}, {title:?}, {content}),\n");
    }
    source += "];\nstatic INDEX: &[u8] = include_bytes!(concat!(env!(\"OUT_DIR\"), \"/guides.index.gz\"));\n";
    std::fs::write(out.join("guides.index.gz"), compressed(index.as_bytes(), level)?)?;
    std::fs::write(out.join("guides.rs"), source)
}

fn compressed(content: &[u8], level: Compression) -> io::Result<Vec<u8>> {
    let mut compressed = GzEncoder::new(Vec::new(), level);
    compressed.write_all(content)?;
    compressed.finish()
}
