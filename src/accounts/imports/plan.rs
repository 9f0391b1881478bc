//! What an import is asked to do.

use super::columns::COLUMNS;
use crate::language::message;
use crate::shared::{FieldError, Fields, ImportReport, ImportRequest, ImportSystem, Problem};
use crate::tabular::{ColumnNames, MAX_COLUMNS};

/// What is done with groups that rows name and that do not exist.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum NewGroups {
    /// They are errors of the rows.
    Refused,
    /// They are created, in lower case.
    Created,
    /// They are created as they are written, for a server in test mode.
    CreatedExactly,
}

/// The options of an import.
#[derive(Clone, Debug)]
pub(super) struct Plan {
    /// Nothing is imported, only reported.
    pub is_preview: bool,
    /// Nothing is imported if any row is invalid.
    pub requires_all: bool,
    pub new_groups: NewGroups,
    /// The system that has written the file. None: it is a table.
    pub from: Option<ImportSystem>,
    /// What a table calls columns, and the lines of the request that say so.
    pub names: ColumnNames,
    pub columns: Vec<String>,
}

impl Plan {
    /// The options of a request, or all its errors. `more`: the columns after the known ones.
    pub(super) fn of(request: &ImportRequest, more: Vec<(String, String)>) -> Result<Self, Vec<FieldError>> {
        let mut fields = Fields::default();
        let requires_all = fields.parse("rows", &request.rows, |text| match text {
            "" | "all" => Ok(true),
            "good" => Ok(false),
            _ => Err(Problem::new("unknown", message::import_refused_rows())),
        });
        let is_preview = fields.parse("dry_run", &request.dry_run, flag);
        let creates_groups = fields.parse("create_groups", &request.create_groups, flag);
        let from = fields.parse("from", &request.from, |text| match text {
            "" => Ok(None),
            name => {
                let unknown = || Problem::new("unknown", message::import_refused_system(systems()));
                name.parse::<ImportSystem>().map(Some).map_err(|_| unknown())
            }
        });
        let names = fields.parse("columns", &request.columns, |text| ColumnNames::parse(text, &COLUMNS, more));
        fields.finish()?;
        let columns = request.columns.as_str().lines().filter(|line| !line.trim().is_empty());
        Ok(Self {
            is_preview: is_preview.unwrap_or(false),
            requires_all: requires_all.unwrap_or(true),
            new_groups: if creates_groups == Some(true) { NewGroups::Created } else { NewGroups::Refused },
            from: from.flatten(),
            names: names.unwrap_or_default(),
            columns: columns.take(MAX_COLUMNS).map(str::to_owned).collect(),
        })
    }

    /// All rows of a table or none, with their groups.
    pub(super) fn seed(more: Vec<(String, String)>) -> Self {
        Self {
            is_preview: false,
            requires_all: true,
            new_groups: NewGroups::CreatedExactly,
            from: None,
            names: ColumnNames::and(more),
            columns: Vec::new(),
        }
    }

    /// By what imports of a file differ: with other options another one begins, and so it does if the file has other columns
    /// that are read, because fields were added or removed, or the caller sees others.
    pub(super) fn options(&self) -> String {
        let Self { is_preview: _, requires_all, new_groups, from, names, columns: _ } = self;
        format!("{requires_all} {new_groups:?} {from:?} {names:?}\n")
    }

    /// Whether the rows that this report counts are imported.
    pub(super) fn imports(&self, report: &ImportReport) -> bool {
        report.bad == 0 || (report.good > 0 && !self.requires_all)
    }
}

fn flag(text: &str) -> Result<bool, Problem> {
    match text {
        "" | "false" => Ok(false),
        "true" => Ok(true),
        _ => Err(Problem::new("unknown", message::import_row_true_or_false())),
    }
}

fn systems() -> String {
    ImportSystem::ALL.map(ImportSystem::as_str).join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_import_without_options_imports_all_rows_of_a_table_or_none() {
        let plan = Plan::of(&ImportRequest::default(), Vec::new()).unwrap();
        assert!(plan.requires_all && !plan.is_preview && plan.from.is_none() && plan.new_groups == NewGroups::Refused);
        let wrong = ImportRequest {
            rows: "some".into(),
            dry_run: "perhaps".into(),
            from: "active-directory".into(),
            create_groups: "1".into(),
            columns: "Vorname=shoe".into(),
            ..ImportRequest::default()
        };
        let fields = Plan::of(&wrong, Vec::new()).unwrap_err().into_iter().map(|error| error.field.into_owned());
        assert_eq!(fields.collect::<Vec<_>>(), ["rows", "dry_run", "create_groups", "from", "columns"]);
    }

    #[test]
    fn a_preview_knows_what_an_import_would_do() {
        let plan = |rows: &str| {
            Plan::of(&ImportRequest { rows: rows.into(), ..ImportRequest::default() }, Vec::new()).unwrap()
        };
        for (good, bad, all, valid) in
            [(2, 0, true, true), (2, 1, false, true), (0, 1, false, false), (0, 0, true, true)]
        {
            let report = ImportReport { good, bad, ..ImportReport::default() };
            assert_eq!((plan("all").imports(&report), plan("good").imports(&report)), (all, valid), "{good} {bad}");
        }
    }

    #[test]
    fn only_an_import_with_the_same_options_is_the_same() {
        let options = |request: ImportRequest| Plan::of(&request, Vec::new()).unwrap().options();
        let default = options(ImportRequest::default());
        assert_eq!(default, options(ImportRequest { rows: "all".into(), ..ImportRequest::default() }));
        for other in [
            ImportRequest { rows: "good".into(), ..ImportRequest::default() },
            ImportRequest { create_groups: "true".into(), ..ImportRequest::default() },
            ImportRequest { from: "keycloak".into(), ..ImportRequest::default() },
            ImportRequest { columns: "Vorname=first_name".into(), ..ImportRequest::default() },
        ] {
            assert_ne!(default, options(other));
        }
        let field = ("fields.plan".to_owned(), "plan".to_owned());
        assert_ne!(default, Plan::of(&ImportRequest::default(), vec![field]).unwrap().options());
    }
}
