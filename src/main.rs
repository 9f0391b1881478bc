//! The binary. The command line takes over at once.

/// Runs the command line (server side).
#[cfg(feature = "ssr")]
fn main() -> std::process::ExitCode {
    vestibule::cli::run()
}

/// The browser's build has a library alone; cargo wants a `main` all the same.
#[cfg(not(feature = "ssr"))]
fn main() {}
