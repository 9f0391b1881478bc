//! The field of one's own that a cell of the access matrix is about.

use crate::support::*;
use vestibule::shared::own_fields::OwnFieldRequest;

/// Creates a field with this name, or else one that all cells share: an installation has few. Returns its name.
pub(super) async fn field(app: &TestApp, name: Option<String>) -> String {
    let is_shared = name.is_none();
    let name = name.unwrap_or_else(|| "shared".to_owned());
    let request = OwnFieldRequest { name: name.as_str().into(), ..OwnFieldRequest::default() };
    match app.accounts.own_fields().create_field(&Caller::system(), request).await {
        Ok(_) => {}
        // By another cell.
        Err(error) => assert!(is_shared && error.code == ErrorCode::FieldTaken, "{error:?}"),
    }
    name
}
