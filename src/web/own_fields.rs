//! The forms of fields of one's own: their inputs, and what they ask before they save. What forms for new accounts ask for beside them.

use crate::accounts::{Accounts, Caller, OwnFieldAccess};
use crate::language::message;
use crate::shared::own_fields::{AskedOfNew, OwnFieldPreview};
use crate::shared::{AppError, ErrorCode, Problem, UserId};

/// What the registration page asks for. Nothing while registration is closed: strangers need not know what is asked.
pub async fn asked_at_registration(accounts: &Accounts) -> Result<AskedOfNew, AppError> {
    if !accounts.settings().registration_open {
        return Ok(AskedOfNew::default());
    }
    let fields = accounts.own_fields().values_of_new(OwnFieldAccess::OWNER, true).await?;
    Ok(AskedOfNew { fields, terms: accounts.terms().asked_at_opening().await? })
}

/// What the form for a new account asks for that somebody creates for another person, who accepts terms themselves. Nothing for those
/// who may not.
pub async fn asked_for_another(accounts: &Accounts, caller: &Caller) -> Result<AskedOfNew, AppError> {
    let fields = accounts.own_fields().values_of_new(OwnFieldAccess::of(caller, None), false).await?;
    Ok(AskedOfNew { fields, terms: None })
}

/// Fails as long as the owner of an account has to fill in something before they go on.
pub async fn refuse_missing(accounts: &Accounts, id: UserId) -> Result<(), AppError> {
    match accounts.own_fields().missing_errors(id).await? {
        errors if errors.is_empty() => Ok(()),
        errors => Err(AppError::invalid(errors)),
    }
}

/// The error for a definition that some accounts do not fit, without a confirmation. Nothing is saved then.
pub fn refuse_unfitting(preview: &OwnFieldPreview) -> Result<(), AppError> {
    let OwnFieldPreview { filled, unfitting, missing, is_exact, .. } = *preview;
    if unfitting == 0 && missing == 0 && is_exact {
        return Ok(());
    }
    let message = match is_exact {
        true => message::error_own_field_unfitting(filled, missing, unfitting),
        false => message::error_own_field_unfitting_so_far(filled, unfitting),
    };
    let problem = Problem::new("confirmation_needed", message);
    Err(AppError::fields(ErrorCode::ValidationFailed, vec![problem.of("confirmed")]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_fits_every_account_is_saved_at_once() {
        let of = |unfitting, missing, is_exact| {
            let examples = vec!["a".to_owned()];
            refuse_unfitting(&OwnFieldPreview { filled: 7, unfitting, missing, is_exact, examples })
        };
        assert!(of(0, 0, true).is_ok());
        assert!(of(0, 0, false).unwrap_err().detail.say().contains('7'), "not all were looked at");
        for (unfitting, missing) in [(3, 0), (0, 5), (3, 5)] {
            let error = of(unfitting, missing, true).unwrap_err();
            assert!(error.of_field("confirmed").is_some());
            let words = error.detail.say();
            assert!(words.contains(&unfitting.to_string()) && words.contains(&missing.to_string()), "{words}");
        }
    }
}
