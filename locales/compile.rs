//! Compiles `locales/*.ftl` (docs/translating.md): for each language a table of patterns, and for each message two functions. So a
//! text or an argument that is missing is an error of the compiler, and no parser of Fluent is part of the program.
//!
//! The message of an event, `event-…`, is its name. Its attributes `.done` and `.refused` are the sentences about it, which have one
//! function together.
//!
//! A pattern is its text, with these characters in it (`src/language/pattern.rs` reads them):
//!
//! | characters | meaning |
//! |---|---|
//! | U+0001, index | an argument; its index is a character, counted from U+0010 |
//! | U+0002, index, variants, U+0005 | a choice by an argument |
//! | U+0003, key, U+0004, pattern | a variant; the last one is the default, whose key is empty |

mod written;

use fluent_syntax::ast::{Entry, Expression, InlineExpression, Pattern, PatternElement, VariantKey};
use fluent_syntax::parser;
use std::collections::{BTreeMap, HashSet};
use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use written::written;

/// The language whose messages the others must have.
const REFERENCE: &str = "en";
/// The message with the name of a language.
const NAME: &str = "language-name";
/// The categories of plurals (CLDR).
const PLURALS: [&str; 6] = ["zero", "one", "two", "few", "many", "other"];

/// What the sentences about events are made of, in the order of their arguments.
const PARTS: [&str; 5] = ["account", "actor", "by", "detail", "whose"];

/// The messages of a file, by their names: `id`, or `id-attribute`.
type Messages<'a> = BTreeMap<String, Pattern<&'a str>>;
/// The arguments of a message, in the order of its functions, and whether they are numbers.
type Arguments = BTreeMap<String, bool>;

/// Writes `say.rs`, with the functions, and `tables.rs` into a folder. Messages that no file of `sources` names are only for the
/// server: they come last, and are not sent to browsers.
///
/// # Errors
/// The first mistake in a file, with its place.
pub fn compile(locales: &Path, sources: &[&Path], out: &Path) -> Result<(), String> {
    let in_browser = words_of(sources)?;
    let sources = read(locales)?;
    let mut languages = BTreeMap::new();
    for (tag, source) in &sources {
        languages.insert(tag.as_str(), messages(tag, source)?);
    }
    let reference = languages.get(REFERENCE).ok_or("locales/en.ftl is missing")?;
    let mut names: Vec<&String> = reference.keys().collect();
    // Sentences are where the name of their event is.
    let is_for_server = |name: &str| {
        let named = sentence_of(name).map_or(name, |(event, _)| event);
        !in_browser.contains(&named.replace('-', "_"))
    };
    names.sort_by_key(|name| (is_for_server(name), *name));
    let arguments = arguments_of_all(&languages, reference)?;

    let mut tables = String::new();
    for (tag, messages) in &languages {
        compare(tag, messages, reference)?;
        _ = write!(tables, "static {}: [&str; {}] = [", tag.to_uppercase(), names.len());
        for name in &names {
            let text = written(tag, name, &messages[*name], &arguments[*name])?;
            _ = writeln!(tables, "{text:?},");
        }
        tables.push_str("];\n");
    }
    let for_browsers = names.iter().filter(|name| !is_for_server(name)).count();
    _ = writeln!(tables, "const FOR_BROWSERS: usize = {for_browsers};");
    let tags: Vec<&str> = languages.keys().copied().collect();
    _ = writeln!(tables, "#[cfg(test)]\nconst TAGS: [&str; {}] = {tags:?};", tags.len());
    tables.push_str("fn table(tag: &str) -> &'static [&'static str] {\n    match tag {\n");
    for tag in tags.iter().filter(|tag| **tag != REFERENCE) {
        _ = writeln!(tables, "        {tag:?} => &{},", tag.to_uppercase());
    }
    _ = write!(tables, "        _ => &{},\n    }}\n}}\n", REFERENCE.to_uppercase());
    let own_names: Vec<(&str, String)> =
        languages.iter().map(|(tag, messages)| (*tag, messages.get(NAME).map(plain).unwrap_or_default())).collect();
    let mut functions = functions(&names, &arguments, reference);
    _ = write!(functions, "const LANGUAGE_NAMES: [(&str, &str); {}] = {own_names:?};", own_names.len());
    let save = |file: &str, text: &str| fs::write(out.join(file), text).map_err(|error| format!("{file}: {error}"));
    save("tables.rs", &tables)?;
    save("say.rs", &functions)
}

/// The files, by the tags of their languages.
fn read(locales: &Path) -> Result<BTreeMap<String, String>, String> {
    let unreadable = |error| format!("{}: {error}", locales.display());
    let mut sources = BTreeMap::new();
    for entry in fs::read_dir(locales).map_err(unreadable)? {
        let path = entry.map_err(unreadable)?.path();
        if path.extension().is_some_and(|extension| extension == "ftl") {
            let tag = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
            sources.insert(tag, fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))?);
        }
    }
    Ok(sources)
}

/// The words of all files in these folders, among them the names of functions.
fn words_of(folders: &[&Path]) -> Result<HashSet<String>, String> {
    let (mut folders, mut words) =
        (folders.iter().map(|folder| folder.to_path_buf()).collect::<Vec<_>>(), HashSet::new());
    while let Some(folder) = folders.pop() {
        let unreadable = |error| format!("{}: {error}", folder.display());
        for entry in fs::read_dir(&folder).map_err(unreadable)? {
            let path = entry.map_err(unreadable)?.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let text = fs::read_to_string(&path).map_err(unreadable)?;
                words.extend(text.split(|c: char| !c.is_alphanumeric() && c != '_').map(str::to_owned));
            }
        }
    }
    Ok(words)
}

fn messages<'a>(tag: &str, source: &'a str) -> Result<Messages<'a>, String> {
    let resource = parser::parse(source).map_err(|(_, errors)| {
        let first = &errors[0];
        let line = source[..first.pos.start.min(source.len())].matches('\n').count() + 1;
        format!("locales/{tag}.ftl, line {line}: {}", first.kind)
    })?;
    let mut messages = Messages::new();
    for entry in resource.body {
        let message = match entry {
            Entry::Message(message) => message,
            Entry::Term(term) => return Err(format!("locales/{tag}.ftl: -{} is a term; use a message", term.id.name)),
            _ => continue,
        };
        let id = message.id.name;
        let of_attributes = message.attributes.into_iter().map(|one| (format!("{id}-{}", one.id.name), one.value));
        for (name, pattern) in message.value.map(|value| (id.to_owned(), value)).into_iter().chain(of_attributes) {
            if messages.insert(name.clone(), pattern).is_some() {
                return Err(format!("locales/{tag}.ftl: {name} is defined twice"));
            }
        }
    }
    Ok(messages)
}

/// The same messages in each language.
fn compare(tag: &str, messages: &Messages<'_>, reference: &Messages<'_>) -> Result<(), String> {
    for (of, other, file) in [(reference, messages, tag), (messages, reference, REFERENCE)] {
        if let Some(name) = of.keys().find(|name| !other.contains_key(*name)) {
            return Err(format!("locales/{file}.ftl: {name} is missing, which another language has"));
        }
    }
    Ok(())
}

/// The arguments of each message. A number in one language is one in all.
fn arguments_of_all(
    languages: &BTreeMap<&str, Messages<'_>>,
    reference: &Messages<'_>,
) -> Result<BTreeMap<String, Arguments>, String> {
    let mut all = BTreeMap::new();
    for (name, pattern) in reference {
        let mut arguments = Arguments::new();
        find_arguments(pattern, &mut arguments);
        for (tag, messages) in languages {
            let mut own = Arguments::new();
            if let Some(pattern) = messages.get(name) {
                find_arguments(pattern, &mut own);
                if let Some(argument) = own.keys().find(|one| !arguments.contains_key(*one)) {
                    return Err(format!("locales/{tag}.ftl: {name} has ${argument}, but not in {REFERENCE}.ftl"));
                }
                if let Some(argument) = arguments.keys().find(|one| !own.contains_key(*one)) {
                    return Err(format!("locales/{tag}.ftl: {name} lacks ${argument}"));
                }
            }
            for (argument, is_number) in own {
                *arguments.entry(argument).or_default() |= is_number;
            }
        }
        if sentence_of(name).is_some() {
            if let Some(argument) = arguments.keys().find(|one| !PARTS.contains(&one.as_str())) {
                return Err(format!(
                    "locales/{REFERENCE}.ftl: {name} has ${argument}, which no sentence about an event has"
                ));
            }
            arguments = PARTS.map(|part| (part.to_owned(), false)).into();
        }
        all.insert(name.clone(), arguments);
    }
    Ok(all)
}

/// The event that a message is a sentence about, and the name of the sentence.
fn sentence_of(name: &str) -> Option<(&str, &str)> {
    let (event, sentence) = name.rsplit_once('-')?;
    (event.starts_with("event-") && matches!(sentence, "done" | "refused")).then_some((event, sentence))
}

fn find_arguments(pattern: &Pattern<&str>, found: &mut Arguments) {
    for element in &pattern.elements {
        if let PatternElement::Placeable { expression } = element {
            find_in(expression, found);
        }
    }
}

fn find_in(expression: &Expression<&str>, found: &mut Arguments) {
    let inline = match expression {
        Expression::Inline(inline) => inline,
        Expression::Select { selector, variants } => {
            if let InlineExpression::VariableReference { id } = selector {
                let is_number = variants.iter().any(|variant| match variant.key {
                    VariantKey::NumberLiteral { .. } => true,
                    VariantKey::Identifier { name } => name != "other" && PLURALS.contains(&name),
                });
                *found.entry(id.name.to_owned()).or_default() |= is_number;
            }
            variants.iter().for_each(|variant| find_arguments(&variant.value, found));
            return;
        }
    };
    match inline {
        InlineExpression::VariableReference { id } => _ = found.entry(id.name.to_owned()).or_default(),
        InlineExpression::FunctionReference { arguments, .. } => {
            if let [InlineExpression::VariableReference { id }] = arguments.positional.as_slice() {
                found.insert(id.name.to_owned(), true);
            }
        }
        InlineExpression::Placeable { expression } => find_in(expression, found),
        _ => {}
    }
}

/// The functions of both modules. Each is documented with its English text.
fn functions(names: &[&String], arguments: &BTreeMap<String, Arguments>, reference: &Messages<'_>) -> String {
    let (mut say, mut message) = (String::new(), String::new());
    for (id, name) in names.iter().enumerate().filter(|(_, name)| sentence_of(name).is_none()) {
        let (function, arguments) = (name.replace('-', "_"), &arguments[*name]);
        let parameters = |text: &str| -> String {
            let parameter = |(name, is_number): (&String, &bool)| {
                format!("{}: {}, ", name.replace('-', "_"), if *is_number { "u64" } else { text })
            };
            arguments.iter().map(parameter).collect()
        };
        let values: String =
            arguments.keys().map(|name| format!("Argument::from({}), ", name.replace('-', "_"))).collect();
        let doc = format!(" `{}`", plain(&reference[*name]).replace(['`', '\n'], " ").trim());
        // A function has as many parameters as its text has arguments.
        let lint = match arguments.len() {
            0..=7 => "",
            8.. => "#[expect(clippy::too_many_arguments, reason = \"as many as the text has\")]\n",
        };
        _ = if arguments.is_empty() {
            writeln!(say, "#[doc = {doc:?}]\npub fn {function}() -> &'static str {{ text({id}) }}")
        } else {
            let parameters = parameters("&str");
            writeln!(
                say,
                "#[doc = {doc:?}]\n{lint}pub fn {function}({parameters}) -> String {{ composed({id}, &[{values}]) }}"
            )
        };
        let (parameters, values) =
            (parameters("impl Into<Argument<'static>>"), values.replace("Argument::from", "Into::into"));
        _ = writeln!(
            message,
            "#[doc = {doc:?}]\n{lint}pub fn {function}({parameters}) -> Message {{ Message::new({id}, vec![{values}]) }}"
        );
    }
    let sentences = sentences(names);
    format!(
        "/// Texts in the language of the reader.\npub mod say {{\nuse super::{{Argument, composed, text}};\n{say}}}\n\
         /// Texts as data.\npub mod message {{\nuse super::{{Argument, Message}};\n{message}}}\n{sentences}"
    )
}

/// The module with a function for each event, which returns the sentences about it, and with what these are made of.
fn sentences(names: &[&String]) -> String {
    let id = |name: String| names.iter().position(|other| **other == name);
    let mut functions = String::new();
    for event in names.iter().filter(|name| name.starts_with("event-") && sentence_of(name).is_none()) {
        let (done, refused) = (id(format!("{event}-done")), id(format!("{event}-refused")));
        // What is only ever refused has one sentence.
        if let Some(done) = done.or(refused) {
            let function = event.replace('-', "_");
            _ = writeln!(
                functions,
                "/// The sentences about this event.\npub fn {function}() -> Sentences {{ Sentences {{ done: {done}, refused: {refused:?} }} }}"
            );
        }
    }
    let fields: String = PARTS.iter().map(|part| format!("pub {part}: &'a str, ")).collect();
    let values: String = PARTS.iter().map(|part| format!("Argument::from(self.{part}), ")).collect();
    format!(
        "/// Sentences about events.\npub mod sentences {{\nuse super::{{Argument, Sentences}};\n\
         /// What they are made of (`locales/en.ftl`).\n#[derive(Clone, Copy)]\npub struct Parts<'a> {{ {fields}}}\n\
         impl<'a> Parts<'a> {{\n/// As the arguments of each sentence.\n\
         pub(super) fn arguments(&self) -> [Argument<'a>; {}] {{ [{values}] }}\n}}\n{functions}}}\n",
        PARTS.len()
    )
}

/// The text of a message, with `…` for its arguments.
fn plain(pattern: &Pattern<&str>) -> String {
    let text = pattern.elements.iter().map(|element| match element {
        PatternElement::TextElement { value } => value,
        PatternElement::Placeable { .. } => "…",
    });
    text.collect()
}
