//! The properties of a field of one's own. The server reads them.

use super::clients::{WORD, of_definition};
use super::{Need, Spec};
use crate::language::say;
use crate::shared::OwnFieldDefinition;
use crate::shared::fields::input::Field;
use std::sync::LazyLock;

/// Properties with their inputs.
pub type Specs = Vec<(&'static Field<OwnFieldDefinition>, Spec)>;

/// Those of a new one: all but the kind, which is chosen before.
pub static OF_NEW: LazyLock<Specs> = LazyLock::new(|| without(&["kind"]));

/// Those that can be changed.
pub static FIELDS: LazyLock<Specs> = LazyLock::new(|| without(&["kind", "unique"]));

/// What requests, files and applications know it by.
pub static NAME: Spec = WORD.called("own-field-name", "name", say::name);

fn without(names: &[&str]) -> Specs {
    let mut all: Specs = of_definition();
    all.retain(|(field, _)| !names.contains(&field.name));
    // Only the kinds have this input that need it.
    let choices = all.iter_mut().find(|(field, _)| field.name == "choices");
    choices.into_iter().for_each(|(_, spec)| spec.need = Need::Always);
    all
}
