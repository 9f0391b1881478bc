//! The forms of fields of one's own: their inputs, and what they ask before they save. What forms for new accounts ask for beside them.

use crate::accounts::{Accounts, Caller, OwnFieldAccess};
use crate::language::{Message, message};
use crate::shared::own_fields::{AskedOfNew, OwnFieldPreview, OwnFieldUse};
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

/// The error for a definition that some accounts do not fit, or that something would lose, without a confirmation. Nothing is saved then.
pub fn refuse_unfitting(preview: &OwnFieldPreview) -> Result<(), AppError> {
    let message = match (unfitting(preview), broken(&preview.used_by)) {
        (None, None) => return Ok(()),
        (Some(message), None) | (None, Some(message)) => message,
        (Some(first), Some(second)) => message::error_own_field_both(first, second),
    };
    let problem = Problem::new("confirmation_needed", message);
    Err(AppError::fields(ErrorCode::ValidationFailed, vec![problem.of("confirmed")]))
}

/// How many accounts do not fit, as far as that is known.
fn unfitting(preview: &OwnFieldPreview) -> Option<Message> {
    let OwnFieldPreview { filled, unfitting, missing, is_exact, .. } = *preview;
    if !is_exact {
        return Some(message::error_own_field_unfitting_so_far(filled, unfitting));
    }
    (unfitting > 0 || missing > 0).then(|| message::error_own_field_unfitting(filled, missing, unfitting))
}

/// What would not work any more.
fn broken(uses: &[OwnFieldUse]) -> Option<Message> {
    let broken: Vec<_> = uses.iter().filter(|one| one.breaks).map(|one| one.name.as_str()).collect();
    (!broken.is_empty()).then(|| message::error_own_field_breaks(broken.join(", ")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shared::own_fields::OwnFieldUser;

    #[test]
    fn only_what_fits_every_account_is_saved_at_once() {
        let with = |unfitting, missing, is_exact, breaks| {
            let (examples, name) = (vec!["a".to_owned()], "pros".to_owned());
            let used_by = vec![OwnFieldUse { kind: OwnFieldUser::Group, name, breaks }];
            refuse_unfitting(&OwnFieldPreview { filled: 7, unfitting, missing, is_exact, examples, used_by })
        };
        let of = |unfitting, missing, breaks| with(unfitting, missing, true, breaks);
        assert!(of(0, 0, false).is_ok());
        assert!(with(0, 0, false, false).unwrap_err().detail.say().contains('7'), "not all were looked at");
        for (unfitting, missing) in [(3, 0), (0, 5), (3, 5)] {
            let error = of(unfitting, missing, false).unwrap_err();
            assert!(error.of_field("confirmed").is_some());
            let words = error.detail.say();
            assert!(words.contains(&unfitting.to_string()) && words.contains(&missing.to_string()), "{words}");
            assert!(!words.contains("pros"), "{words}");
        }
        for unfitting in [0, 3] {
            let words = of(unfitting, 0, true).unwrap_err().detail.say();
            assert!(words.contains("pros") && words.contains('3') == (unfitting == 3), "{words}");
        }
    }
}
