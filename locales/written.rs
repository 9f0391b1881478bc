//! Patterns as the program reads them.

use super::Arguments;
use fluent_syntax::ast::{Expression, InlineExpression, Pattern, PatternElement, Variant, VariantKey};
use fluent_syntax::unicode::unescape_unicode_to_string;
use std::fmt::Write as _;

/// A pattern as the program reads it.
pub fn written(tag: &str, name: &str, pattern: &Pattern<&str>, arguments: &Arguments) -> Result<String, String> {
    let place = Place { name: format!("locales/{tag}.ftl: {name}"), arguments };
    let mut text = String::new();
    place.pattern(pattern, &mut text)?;
    Ok(text)
}

/// Where a pattern stands, and its arguments.
struct Place<'a> {
    name: String,
    arguments: &'a Arguments,
}

impl Place<'_> {
    fn pattern(&self, pattern: &Pattern<&str>, text: &mut String) -> Result<(), String> {
        for element in &pattern.elements {
            match element {
                PatternElement::TextElement { value } => {
                    if value.contains(|c: char| c < ' ' && c != '\n') {
                        return Err(format!("{} has a control character", self.name));
                    }
                    text.push_str(value);
                }
                PatternElement::Placeable { expression } => self.expression(expression, text)?,
            }
        }
        Ok(())
    }

    fn expression(&self, expression: &Expression<&str>, text: &mut String) -> Result<(), String> {
        match expression {
            Expression::Inline(inline) => self.inline(inline, text),
            Expression::Select { selector: InlineExpression::VariableReference { id }, variants } => {
                text.push('\u{2}');
                text.push(self.index(id.name));
                let (default, others): (Vec<_>, Vec<_>) = variants.iter().partition(|variant| variant.default);
                others.into_iter().try_for_each(|variant| self.variant(variant, key(variant), text))?;
                default.into_iter().try_for_each(|variant| self.variant(variant, "", text))?;
                text.push('\u{5}');
                Ok(())
            }
            Expression::Select { .. } => Err(format!("{}: choose by an argument", self.name)),
        }
    }

    fn variant(&self, variant: &Variant<&str>, key: &str, text: &mut String) -> Result<(), String> {
        _ = write!(text, "\u{3}{key}\u{4}");
        self.pattern(&variant.value, text)
    }

    fn inline(&self, inline: &InlineExpression<&str>, text: &mut String) -> Result<(), String> {
        match inline {
            InlineExpression::StringLiteral { value } => text.push_str(&unescape_unicode_to_string(value)),
            InlineExpression::NumberLiteral { value } => text.push_str(value),
            InlineExpression::VariableReference { id } => {
                text.push('\u{1}');
                text.push(self.index(id.name));
            }
            InlineExpression::FunctionReference { id, arguments } => match arguments.positional.as_slice() {
                [variable @ InlineExpression::VariableReference { .. }] if id.name == "NUMBER" => {
                    self.inline(variable, text)?;
                }
                _ => return Err(format!("{}: NUMBER of an argument is the only function", self.name)),
            },
            InlineExpression::Placeable { expression } => self.expression(expression, text)?,
            _ => return Err(format!("{}: messages and terms cannot be referred to", self.name)),
        }
        Ok(())
    }

    fn index(&self, argument: &str) -> char {
        let index = self.arguments.keys().position(|name| name == argument).unwrap_or_default();
        char::from_u32(0x10 + index as u32).unwrap_or_default()
    }
}

fn key<'a>(variant: &Variant<&'a str>) -> &'a str {
    match variant.key {
        VariantKey::Identifier { name } => name,
        VariantKey::NumberLiteral { value } => value,
    }
}
