//! Texts as functions: `say`, `message` and `sentences`, and those that only pages of administrators can name.

use super::{Named, PARTS, plain, sentence_of};
use std::fmt::Write as _;

/// The functions of both modules, and those for administrators, whose texts are no data. Each is documented with its English text.
pub(super) fn functions(names: &[Named<'_>]) -> (String, String) {
    let (mut say, mut message, mut administrators) = (String::new(), String::new(), String::new());
    for (id, (name, texts)) in names.iter().enumerate().filter(|(_, (name, _))| sentence_of(name).is_none()) {
        let (function, arguments) = (name.replace('-', "_"), &texts.arguments[*name]);
        let parameters = |text: &str| -> String {
            let parameter = |(name, is_number): (&String, &bool)| {
                format!("{}: {}, ", name.replace('-', "_"), if *is_number { "u64" } else { text })
            };
            arguments.iter().map(parameter).collect()
        };
        let values: String =
            arguments.keys().map(|name| format!("Argument::from({}), ", name.replace('-', "_"))).collect();
        let doc = format!(" `{}`", plain(&texts.reference()[*name]).replace(['`', '\n'], " ").trim());
        // A function has as many parameters as its text has arguments.
        let lint = match arguments.len() {
            0..=7 => "",
            8.. => "#[expect(clippy::too_many_arguments, reason = \"as many as the text has\")]\n",
        };
        let is_for_everybody = texts.readers.is_empty();
        let say = if is_for_everybody { &mut say } else { &mut administrators };
        _ = if arguments.is_empty() {
            writeln!(say, "#[doc = {doc:?}]\npub fn {function}() -> &'static str {{ text({id}) }}")
        } else {
            let parameters = parameters("&str");
            writeln!(
                say,
                "#[doc = {doc:?}]\n{lint}pub fn {function}({parameters}) -> String {{ composed({id}, &[{values}]) }}"
            )
        };
        if is_for_everybody {
            let (parameters, values) =
                (parameters("impl Into<Argument<'static>>"), values.replace("Argument::from", "Into::into"));
            _ = writeln!(
                message,
                "#[doc = {doc:?}]\n{lint}pub fn {function}({parameters}) -> Message {{ Message::new({id}, vec![{values}]) }}"
            );
        }
    }
    let sentences = sentences(names);
    let say = format!(
        "/// Texts in the language of the reader.\npub mod say {{\nuse super::{{Argument, composed, text}};\n{say}}}\n\
         /// Texts as data.\npub mod message {{\nuse super::{{Argument, Message}};\n{message}}}\n{sentences}"
    );
    (say, administrators)
}

/// The module with a function for each event, which returns the sentences about it, and with what these are made of.
fn sentences(names: &[Named<'_>]) -> String {
    let id = |name: String| names.iter().position(|(other, _)| **other == name);
    let mut functions = String::new();
    let all = names.iter().map(|(name, _)| name);
    for event in all.filter(|name| name.starts_with("event-") && sentence_of(name).is_none()) {
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
