//! Finds the files that a browser loads for a page.

/// The paths that a browser loads because of this file.
pub fn linked_files(content_type: &str, text: &str, base: &str) -> Vec<String> {
    let names: Vec<&str> = match content_type.split(';').next() {
        Some("text/html") => linked_in_html(text),
        Some("text/css") => between(text, "url(", ")").collect(),
        Some("text/javascript") => imported_modules(text).collect(),
        _ => Vec::new(),
    };
    names.into_iter().filter_map(|name| resolve(base, name.trim_matches(['"', '\'']))).collect()
}

fn linked_in_html(html: &str) -> Vec<&str> {
    const LOADED: [&str; 5] = ["stylesheet", "preload", "modulepreload", "icon", "manifest"];
    let is_loaded = |tag: &&str| between(tag, " rel=\"", "\"").any(|rel| LOADED.contains(&rel));
    let links = between(html, "<link", ">").filter(is_loaded).flat_map(|tag| between(tag, " href=\"", "\""));
    let scripts = between(html, "<script", ">").flat_map(|tag| between(tag, " src=\"", "\""));
    let pictures = between(html, "<img", ">").flat_map(|tag| between(tag, " src=\"", "\""));
    links.chain(scripts).chain(pictures).collect()
}

/// The modules that a script imports by path, minified or not.
fn imported_modules(script: &str) -> impl Iterator<Item = &str> {
    let froms = script.split("from").skip(1).map(str::trim_start);
    let quoted = froms.filter_map(|rest| {
        let quote = rest.chars().next().filter(|first| matches!(first, '"' | '\''))?;
        Some(rest[1..].split_once(quote)?.0)
    });
    quoted.filter(|name| name.starts_with(['.', '/']))
}

/// All parts of `text` between `before` and the next `after`.
fn between<'a>(text: &'a str, before: &str, after: &str) -> impl Iterator<Item = &'a str> {
    text.split(before).skip(1).filter_map(move |rest| Some(rest.split_once(after)?.0))
}

/// Resolves a link relative to `base`. None for a fragment, another origin or a data URL.
fn resolve(base: &str, name: &str) -> Option<String> {
    if name.starts_with('/') {
        return (!name.starts_with("//")).then(|| name.to_owned());
    }
    if name.is_empty() || name.starts_with('#') || name.contains(':') {
        return None;
    }
    let mut folders: Vec<&str> = base.rsplit_once('/')?.0.split('/').collect();
    for step in name.split('/') {
        match step {
            "." => {}
            ".." => drop(folders.pop()),
            step => folders.push(step),
        }
    }
    Some(folders.join("/"))
}
