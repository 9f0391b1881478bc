//! Compiles `locales/*.ftl` (docs/translating.md): for each language a table of patterns, and for each message two functions. So a
//! text or an argument that is missing is an error of the compiler, and no parser of Fluent is part of the program.
//!
//! The messages of `*.administrators.ftl` have one function each, in a module that only pages of administrators can name. So one of
//! them on another page is an error of the compiler too, and other pages need not load them.
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

mod functions;
mod written;

use fluent_syntax::ast::{Entry, Expression, InlineExpression, Pattern, PatternElement, VariantKey};
use fluent_syntax::parser;
use functions::functions;
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

/// The end of the names of the files whose texts only pages of administrators have, and of the file with their functions.
const ADMINISTRATORS: &str = "administrators";

/// Writes files into a folder: `say.rs` and `administrators.rs` with the functions, and `tables.rs`. Messages for everybody that no
/// file of `sources` names are only for the server: they come last, and are not sent to browsers.
///
/// # Errors
/// The first mistake in a file, with its place.
pub fn compile(locales: &Path, sources: &[&Path], out: &Path) -> Result<(), String> {
    let in_browser = words_of(sources)?;
    let sources = read(locales)?;
    let tags = tags(&sources)?;
    let [everybody, administrators] = ["", ADMINISTRATORS].map(|readers| Texts::read(readers, &tags, &sources));
    let (everybody, administrators) = (everybody?, administrators?);
    if let Some(name) = administrators.reference().keys().find(|name| everybody.reference().contains_key(*name)) {
        return Err(format!("locales/{}.ftl: {name} is defined twice", administrators.file(REFERENCE)));
    }
    // Sentences are where the name of their event is.
    let is_for_server = |name: &&String| {
        let named = sentence_of(name).map_or(name.as_str(), |(event, _)| event);
        !in_browser.contains(&named.replace('-', "_"))
    };
    let (for_server, for_all): (Vec<_>, Vec<_>) = everybody.reference().keys().partition(is_for_server);
    let of = |texts, names: Vec<_>| names.into_iter().map(move |name| (name, texts)).collect::<Vec<_>>();
    let for_administrators = of(&administrators, administrators.reference().keys().collect());
    let counts = [for_all.len(), for_all.len() + for_administrators.len()];
    let names = [of(&everybody, for_all), for_administrators, of(&everybody, for_server)].concat();

    let own_names: Vec<(&str, String)> = tags.iter().map(|tag| (*tag, everybody.name_of(tag))).collect();
    let (mut say, own_functions) = functions(&names);
    _ = write!(say, "const LANGUAGE_NAMES: [(&str, &str); {}] = {own_names:?};", own_names.len());
    let save = |file: &str, text: &str| fs::write(out.join(file), text).map_err(|error| format!("{file}: {error}"));
    save("tables.rs", &tables(&tags, &names, counts)?)?;
    save("say.rs", &say)?;
    save(&format!("{ADMINISTRATORS}.rs"), &own_functions)
}

/// The name of a message, and the texts that it is one of.
type Named<'a> = (&'a String, &'a Texts<'a>);

/// The texts for everybody, or those that only pages of administrators have.
struct Texts<'a> {
    /// Empty: everybody.
    readers: &'static str,
    /// By the tags of their languages.
    languages: BTreeMap<&'a str, Messages<'a>>,
    arguments: BTreeMap<String, Arguments>,
}

impl<'a> Texts<'a> {
    fn read(readers: &'static str, tags: &[&'a str], sources: &'a BTreeMap<String, String>) -> Result<Self, String> {
        let mut texts = Self { readers, languages: BTreeMap::new(), arguments: BTreeMap::new() };
        for tag in tags {
            let file = texts.file(tag);
            let messages = sources.get(&file).map(|source| messages(&file, source)).transpose()?;
            texts.languages.insert(*tag, messages.unwrap_or_default());
        }
        texts.arguments = arguments_of_all(&texts)?;
        texts.languages.keys().try_for_each(|tag| compare(tag, &texts))?;
        Ok(texts)
    }

    /// The name of the file of a language.
    fn file(&self, tag: &str) -> String {
        if self.readers.is_empty() { tag.to_owned() } else { format!("{tag}.{}", self.readers) }
    }

    fn reference(&self) -> &Messages<'a> {
        &self.languages[REFERENCE]
    }

    /// What a language calls itself.
    fn name_of(&self, tag: &str) -> String {
        self.languages[tag].get(NAME).map(plain).unwrap_or_default()
    }
}

/// The tags of the languages.
fn tags(sources: &BTreeMap<String, String>) -> Result<Vec<&str>, String> {
    let tags: Vec<&str> = sources.keys().map(String::as_str).filter(|file| !file.contains('.')).collect();
    let others = || sources.keys().filter_map(|file| file.split_once('.'));
    if let Some((tag, readers)) = others().find(|(_, readers)| *readers != ADMINISTRATORS) {
        return Err(format!("locales/{tag}.{readers}.ftl: call it {tag}.ftl or {tag}.{ADMINISTRATORS}.ftl"));
    }
    let is_part = |part: &str| !part.is_empty() && part.chars().all(|c| c.is_ascii_alphanumeric());
    let is_tag = |tag: &str| tag.starts_with(|c: char| c.is_ascii_alphabetic()) && tag.split('-').all(is_part);
    if let Some(file) = tags.iter().find(|tag| !is_tag(tag)) {
        return Err(format!("locales/{file}.ftl: name it by the tag of its language, such as de or pt-BR"));
    }
    match others().map(|(tag, _)| tag).chain([REFERENCE]).find(|tag| !tags.contains(tag)) {
        Some(tag) => Err(format!("locales/{tag}.ftl is missing")),
        None => Ok(tags),
    }
}

/// The tables of all languages. `counts`: how many of the messages are for everybody, and how many are for browsers.
fn tables(tags: &[&str], names: &[Named<'_>], [for_everybody, for_browsers]: [usize; 2]) -> Result<String, String> {
    let mut tables = String::new();
    for tag in tags {
        _ = write!(tables, "static {}: [&str; {}] = [", static_name(tag), names.len());
        for (name, texts) in names {
            let text = written(&texts.file(tag), name, &texts.languages[tag][*name], &texts.arguments[*name])?;
            _ = writeln!(tables, "{text:?},");
        }
        tables.push_str("];\n");
    }
    _ = writeln!(tables, "const FOR_EVERYBODY: usize = {for_everybody};");
    _ = writeln!(tables, "const FOR_BROWSERS: usize = {for_browsers};");
    _ = writeln!(tables, "#[cfg(test)]\nconst TAGS: [&str; {}] = {tags:?};", tags.len());
    tables.push_str("fn table(tag: &str) -> &'static [&'static str] {\n    match tag {\n");
    for tag in tags.iter().filter(|tag| **tag != REFERENCE) {
        _ = writeln!(tables, "        {tag:?} => &{},", static_name(tag));
    }
    _ = write!(tables, "        _ => &{},\n    }}\n}}\n", static_name(REFERENCE));
    Ok(tables)
}

/// The name of the table of a language: `PT_BR`.
fn static_name(tag: &str) -> String {
    tag.to_uppercase().replace('-', "_")
}

/// The files, by their names without `.ftl`.
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

fn messages<'a>(file: &str, source: &'a str) -> Result<Messages<'a>, String> {
    let resource = parser::parse(source).map_err(|(_, errors)| {
        let first = &errors[0];
        let line = source[..first.pos.start.min(source.len())].matches('\n').count() + 1;
        format!("locales/{file}.ftl, line {line}: {}", first.kind)
    })?;
    let mut messages = Messages::new();
    for entry in resource.body {
        let message = match entry {
            Entry::Message(message) => message,
            Entry::Term(term) => return Err(format!("locales/{file}.ftl: -{} is a term; use a message", term.id.name)),
            _ => continue,
        };
        let id = message.id.name;
        let of_attributes = message.attributes.into_iter().map(|one| (format!("{id}-{}", one.id.name), one.value));
        for (name, pattern) in message.value.map(|value| (id.to_owned(), value)).into_iter().chain(of_attributes) {
            if messages.insert(name.clone(), pattern).is_some() {
                return Err(format!("locales/{file}.ftl: {name} is defined twice"));
            }
        }
    }
    Ok(messages)
}

/// The same messages in each language.
fn compare(tag: &str, texts: &Texts<'_>) -> Result<(), String> {
    let (messages, reference) = (&texts.languages[tag], texts.reference());
    for (of, other, tag) in [(reference, messages, tag), (messages, reference, REFERENCE)] {
        if let Some(name) = of.keys().find(|name| !other.contains_key(*name)) {
            let file = texts.file(tag);
            return Err(format!("locales/{file}.ftl: {name} is missing, which another language has"));
        }
    }
    Ok(())
}

/// The arguments of each message. A number in one language is one in all.
fn arguments_of_all(texts: &Texts<'_>) -> Result<BTreeMap<String, Arguments>, String> {
    let mut all = BTreeMap::new();
    let reference = texts.file(REFERENCE);
    for (name, pattern) in texts.reference() {
        let mut arguments = Arguments::new();
        find_arguments(pattern, &mut arguments);
        for (tag, messages) in &texts.languages {
            let (file, mut own) = (texts.file(tag), Arguments::new());
            if let Some(pattern) = messages.get(name) {
                find_arguments(pattern, &mut own);
                if let Some(argument) = own.keys().find(|one| !arguments.contains_key(*one)) {
                    return Err(format!("locales/{file}.ftl: {name} has ${argument}, but not in {reference}.ftl"));
                }
                if let Some(argument) = arguments.keys().find(|one| !own.contains_key(*one)) {
                    return Err(format!("locales/{file}.ftl: {name} lacks ${argument}"));
                }
            }
            for (argument, is_number) in own {
                *arguments.entry(argument).or_default() |= is_number;
            }
        }
        if sentence_of(name).is_some() {
            if let Some(argument) = arguments.keys().find(|one| !PARTS.contains(&one.as_str())) {
                return Err(format!(
                    "locales/{reference}.ftl: {name} has ${argument}, which no sentence about an event has"
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

/// The text of a message, with `…` for its arguments.
fn plain(pattern: &Pattern<&str>) -> String {
    let text = pattern.elements.iter().map(|element| match element {
        PatternElement::TextElement { value } => value,
        PatternElement::Placeable { .. } => "…",
    });
    text.collect()
}
