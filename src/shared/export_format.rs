//! The formats of files with lists.

use super::fields::{Fields, Problem};
use super::values::Text;
use crate::language::message;
use schemars::JsonSchema;

names! {
    /// The file format of an export.
    #[derive(Hash, JsonSchema)]
    pub enum ExportFormat {
        Csv = "csv",
        /// One JSON object per line.
        JsonLines = "jsonl",
    }
}

impl ExportFormat {
    /// The format that a request names, by default CSV. Records an error if it is another one.
    pub fn parse(fields: &mut Fields, format: &Text) -> Self {
        let format = fields.parse("format", format, |text| match text {
            "" => Ok(Self::Csv),
            name => name.parse().map_err(|_| Problem::new("unknown", message::audit_format_unknown())),
        });
        format.unwrap_or(Self::Csv)
    }
}
