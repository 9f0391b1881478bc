//! What is embedded must rebuild the binary when it changes, new files included.

fn main() {
    // Cargo takes a missing path for one that has changed, and would compile the crate on every call.
    std::fs::create_dir_all("target/site").expect("the folder of the files for the browser can be made");
    println!("cargo:rerun-if-changed=build.rs");
    println!("cargo:rerun-if-changed=migrations");
    println!("cargo:rerun-if-changed=target/site");
}
