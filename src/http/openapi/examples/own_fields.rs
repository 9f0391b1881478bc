//! Examples of fields of one's own.

use super::{ADA, NOW};
use crate::language::message;
use crate::shared::own_fields::{
    OwnFieldListView, OwnFieldPreview, OwnFieldSource, OwnFieldUse, OwnFieldUser, UnfittingAccountView,
    UnfittingListView,
};
use crate::shared::{FieldValue, OwnFieldDefinition, OwnFieldKind, OwnFieldName, OwnFieldView, UserView};

pub fn own_field() -> OwnFieldView {
    OwnFieldView {
        name: OwnFieldName::from_stored("department".to_owned()),
        definition: OwnFieldDefinition {
            kind: OwnFieldKind::Choice,
            label: ["Department", "de=Abteilung"].map(str::to_owned).to_vec(),
            choices: ["sales=Sales", "sales:de=Vertrieb", "it=IT"].map(str::to_owned).to_vec(),
            filterable: true,
            column: true,
            ..OwnFieldDefinition::default()
        },
        source: OwnFieldSource::Database,
        problems: Vec::new(),
        created_at: NOW,
        updated_at: NOW,
        deleted_at: None,
    }
}

pub fn own_fields() -> OwnFieldListView {
    OwnFieldListView { fields: vec![own_field()] }
}

pub fn own_field_preview() -> OwnFieldPreview {
    OwnFieldPreview {
        filled: 812,
        unfitting: 3,
        missing: 40,
        is_exact: true,
        examples: vec!["Marketing".to_owned()],
        used_by: vec![OwnFieldUse { kind: OwnFieldUser::Group, name: "sellers".to_owned(), breaks: false }],
    }
}

pub fn unfitting() -> UnfittingListView {
    let UserView { id, username, email, .. } = UserView::example(ADA, NOW);
    let value = Some(FieldValue::Text("Marketing".to_owned()));
    let (code, message) = ("not_allowed".into(), message::own_field_choice_unknown("sales, it".to_owned()));
    let account = UnfittingAccountView { id, username, email, value, code, message };
    UnfittingListView { accounts: vec![account], next: None }
}
