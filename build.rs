//! Rebuilds the binary when an embedded file changes or is added.

fn main() {
    // Cargo treats a missing path as changed and would rebuild the crate each time, so the folder must exist.
    std::fs::create_dir_all("target/site").expect("target/site can be created");
    println!("cargo:rerun-if-changed=build.rs");
    println!("cargo:rerun-if-changed=migrations");
    // A debug build reads the files for the browser when it runs.
    if std::env::var("PROFILE").is_ok_and(|profile| profile == "release") {
        println!("cargo:rerun-if-changed=target/site");
    }
}
