//! `vestibule-pages WASM FOLDER`: splits the WebAssembly of the pages into parts that are loaded when they are needed, and writes them
//! with their JavaScript to FOLDER, as `cargo leptos build --split` does.

use std::{env, error::Error, fs, path::Path};
use wasm_bindgen_cli_support::Bindgen;
use wasm_split_cli_support::{Options, transform};

/// The name of the files, which is that of the package.
const NAME: &str = "vestibule";

fn main() -> Result<(), Box<dyn Error + Send + Sync>> {
    let arguments: Vec<_> = env::args().skip(1).collect();
    let [wasm, folder] = arguments.as_slice() else {
        return Err("usage: vestibule-pages WASM FOLDER".into());
    };
    let (wasm, folder) = (Path::new(wasm), Path::new(folder));
    let first = wasm.with_file_name(format!("{NAME}_split.wasm"));
    let script = format!("./{NAME}.js");

    let input = fs::read(wasm)?;
    let mut options = Options::new(&input);
    options.output_dir = folder;
    options.main_out_path = &first;
    options.main_module = &script;
    // The length is that of the name with a hash, which cargo-leptos writes in its place.
    options.link_name = "./__wasm_split.______________________.js";
    let split = transform(options)?;
    // The program reads from it which parts a page needs.
    let parts: Vec<_> = split.prefetch_map.iter().map(|(page, parts)| format!("{page:?}: {parts:?}")).collect();
    fs::write(folder.join("__wasm_split_manifest.json"), format!("{{{}}}", parts.join(", ")))?;

    // Without the names of functions, which a browser would load on each page.
    let mut bindgen = Bindgen::new();
    bindgen
        .keep_lld_exports(true)
        .demangle(false)
        .typescript(false)
        .remove_name_section(true)
        .input_path(&first)
        .out_name(NAME)
        .web(true)?;
    bindgen.generate(folder)?;
    // As the page of Leptos names it.
    fs::rename(folder.join(format!("{NAME}_bg.wasm")), folder.join(format!("{NAME}.wasm")))?;
    Ok(())
}
