//! The binary, which only runs the command line.

#[cfg(all(feature = "ssr", target_os = "linux"))]
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

#[cfg(feature = "ssr")]
fn main() -> std::process::ExitCode {
    vestibule::cli::run()
}

/// The browser's build uses the library only, but cargo requires a `main`.
#[cfg(not(feature = "ssr"))]
fn main() {}
