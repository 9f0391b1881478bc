//! What is wrong with fields, for `vestibule check` and the start of a server: names that name nothing, and definitions that cannot be read.

use super::file::planned;
use super::stored::read_fields;
use super::uses::{Namer, namers_in, of_provider};
use crate::applications::{FileDefinitions, FileError, FileProblem, NamedField, Provider};
use crate::own_fields::DefinedFields;
use crate::shared::own_fields::OwnFieldUser;
use crate::store::{Db, StoreError};

/// Entries of the operator's file that name a field which is not there, or which they may not name. They stay as they are: the field may
/// be restored.
pub(in crate::accounts) fn named_problems(fields: &DefinedFields, named: &[NamedField]) -> Vec<FileProblem> {
    let problem = |entry: &NamedField| {
        let kind = entry.application.as_ref().map_or(OwnFieldUser::Provider, |_| OwnFieldUser::Application);
        let message = Namer::new(kind, "", vec![entry.field.clone()], true).flaw(fields)?;
        let application = entry.application.as_ref().map(ToString::to_string);
        Some(FileProblem { application, client: None, error: FileError { line: entry.line, message } })
    };
    named.iter().filter_map(problem).collect()
}

/// Fields that cannot be read, and what names fields without any effect, in sentences. What the operator's file names is reported with its
/// lines. `environment`: the providers there.
pub async fn own_field_problems(
    db: &Db,
    file: &FileDefinitions,
    environment: &[Provider],
) -> Result<Vec<String>, StoreError> {
    let read = db.read(async |mut conn| Ok((read_fields(&mut conn).await?, namers_in(&mut conn).await?)));
    let (stored, mut namers) = read.await?;
    let (fields, _) = planned(&stored, file);
    namers.retain(|namer| !namer.is_elsewhere);
    namers.extend(environment.iter().map(of_provider));
    let unreadable = fields.all().filter(|field| field.deleted_at.is_none());
    let unreadable =
        unreadable.flat_map(|field| field.flaws.iter().map(|flaw| format!("The field {}: {flaw}", field.name)));
    let without_effect = namers.iter().filter_map(|namer| {
        let Namer { kind, name, .. } = namer;
        Some(format!("The {kind} {name}: {}", namer.flaw(&fields)?))
    });
    Ok(unreadable.chain(without_effect).collect())
}
