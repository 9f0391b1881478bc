//! Compiles the texts, compresses the description of the API, rebuilds the binary when an embedded file changes or is added, and passes
//! on what `vestibule --version` prints.

#[path = "locales/compile.rs"]
mod compile;

use flate2::Compression;
use flate2::write::GzEncoder;
use std::io::{self, Write as _};
use std::path::Path;

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
    }
}

/// Compresses the description of the API, which a release has as it is written (`src/http/openapi/written.rs`).
fn compress_document(out: &Path, level: Compression) -> io::Result<()> {
    println!("cargo:rerun-if-changed=docs/openapi.json");
    let mut compressed = GzEncoder::new(Vec::new(), level);
    compressed.write_all(&std::fs::read("docs/openapi.json")?)?;
    std::fs::write(out.join("openapi.json.gz"), compressed.finish()?)
}
