//! What the forms of fields of one's own ask before they save.

use crate::language::message;
use crate::shared::own_fields::OwnFieldPreview;
use crate::shared::{AppError, ErrorCode, Problem};

/// The error for a definition that some accounts do not fit, without a confirmation. Nothing is saved then.
pub fn refuse_unfitting(preview: &OwnFieldPreview) -> Result<(), AppError> {
    let OwnFieldPreview { filled, unfitting, missing, .. } = *preview;
    if unfitting == 0 && missing == 0 {
        return Ok(());
    }
    let message = message::error_own_field_unfitting(filled, missing, unfitting);
    let problem = Problem::new("confirmation_needed", message);
    Err(AppError::fields(ErrorCode::ValidationFailed, vec![problem.of("confirmed")]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_fits_every_account_is_saved_at_once() {
        let of = |unfitting, missing| {
            let examples = vec!["a".to_owned()];
            refuse_unfitting(&OwnFieldPreview { filled: 7, unfitting, missing, examples })
        };
        assert!(of(0, 0).is_ok());
        for (unfitting, missing) in [(3, 0), (0, 5), (3, 5)] {
            let error = of(unfitting, missing).unwrap_err();
            assert!(error.of_field("confirmed").is_some());
            let words = error.detail.say();
            assert!(words.contains(&unfitting.to_string()) && words.contains(&missing.to_string()), "{words}");
        }
    }
}
