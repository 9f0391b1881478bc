//! The texts of the program, written as files: the messages of the catalogue (`locales/*.ftl`) that begin with `mail-`.

use super::TextName;
use super::layout::Line;
use crate::language::{Language, say};
use crate::texts::in_language;

// The placeholders, which the catalogue has as arguments.
const ACCOUNT: &str = "{account}";
const ACTOR: &str = "{actor}";
const ADDRESS: &str = "{address}";
const CODE: &str = "{code}";
const DATE: &str = "{date}";
const DEVICE: &str = "{device}";
const FACTOR: &str = "{factor}";
const FORMER: &str = "{former}";
const HOST: &str = "{host}";
const INSTALLATION: &str = "{installation}";
const LEFT: &str = "{left}";
const LIFETIME: &str = "{lifetime}";
const METHODS: &str = "{methods}";
const NAME: &str = "{name}";
const NEW_EMAIL: &str = "{new_email}";
const PROVIDER: &str = "{provider}";
const TIME: &str = "{time}";

impl TextName {
    /// The text of the program.
    pub(super) fn text(self, language: Language) -> String {
        in_language(language, || {
            let button = format!("[{}]({{link}})", self.button());
            format!("Subject: {}\n\n{}\n", self.subject(), self.body(&button))
        })
    }

    fn subject(self) -> &'static str {
        match self {
            Self::NewSignIn => say::mail_new_sign_in_subject(),
            Self::PasswordReset => say::mail_password_reset_subject(),
            Self::PasswordChanged => say::mail_password_changed_subject(),
            Self::ConfirmEmail => say::mail_confirm_email_subject(),
            Self::ConfirmRegistration => say::mail_confirm_registration_subject(),
            Self::EmailChangeConfirm => say::mail_email_change_confirm_subject(),
            Self::EmailChangeNotice => say::mail_email_change_notice_subject(),
            Self::EmailChanged => say::mail_email_changed_subject(),
            Self::EmailChangedVouched => say::mail_email_changed_vouched_subject(),
            Self::EmailChangeUndone => say::mail_email_change_undone_subject(),
            Self::RegistrationTaken => say::mail_registration_taken_subject(),
            Self::Invitation => say::mail_invitation_subject(),
            Self::ApiTokenCreated => say::mail_api_token_created_subject(),
            Self::FactorAdded => say::mail_factor_added_subject(),
            Self::FactorRemoved => say::mail_factor_removed_subject(),
            Self::RecoveryCodesMade => say::mail_recovery_codes_made_subject(),
            Self::RecoveryCodeUsed => say::mail_recovery_code_used_subject(),
            Self::FactorsReset => say::mail_factors_reset_subject(),
            Self::PasskeyRefused => say::mail_passkey_refused_subject(),
            Self::PasskeySynced => say::mail_passkey_synced_subject(),
            Self::PasskeyNotSynced => say::mail_passkey_not_synced_subject(),
            Self::PasswordRemoved => say::mail_password_removed_subject(),
            Self::HowToSignIn => say::mail_how_to_sign_in_subject(),
            Self::IdentityLinked => say::mail_identity_linked_subject(),
            Self::IdentityUnlinked => say::mail_identity_unlinked_subject(),
            Self::LastIdentityUnlinked => say::mail_last_identity_unlinked_subject(),
            Self::UsernameChanged => say::mail_username_changed_subject(),
            Self::UsernameChangedByAdministrator => say::mail_username_changed_by_administrator_subject(),
            Self::AdministratorAdded => say::mail_administrator_added_subject(),
            Self::ProviderTrusted => say::mail_provider_trusted_subject(),
            Self::IdentityTakenOver => say::mail_identity_taken_over_subject(),
            Self::IdentityRefused => say::mail_identity_refused_subject(),
            Self::ProofCode => say::mail_proof_code_subject(),
            Self::AccountDisabled => say::mail_account_disabled_subject(),
            Self::AccountDeleted => say::mail_account_deleted_subject(),
            Self::AccountClosed => say::mail_account_closed_subject(),
            Self::AccountClosedElsewhere => say::mail_account_closed_elsewhere_subject(),
            Self::Test => say::mail_test_subject(),
        }
    }

    /// The label of the button. Empty if the message has none.
    fn button(self) -> &'static str {
        match self {
            Self::NewSignIn => say::mail_new_sign_in_button(),
            Self::PasswordReset => say::mail_password_reset_button(),
            Self::PasswordChanged => say::mail_password_changed_button(),
            Self::ConfirmEmail => say::mail_confirm_email_button(),
            Self::ConfirmRegistration => say::mail_confirm_registration_button(),
            Self::EmailChangeConfirm => say::mail_email_change_confirm_button(),
            Self::EmailChangeNotice => say::mail_email_change_notice_button(),
            Self::EmailChanged => say::mail_email_changed_button(),
            Self::RegistrationTaken => say::mail_registration_taken_button(),
            Self::Invitation => say::mail_invitation_button(),
            Self::ApiTokenCreated => say::mail_api_token_created_button(),
            Self::FactorAdded => say::mail_factor_added_button(),
            Self::FactorRemoved => say::mail_factor_removed_button(),
            Self::RecoveryCodesMade => say::mail_recovery_codes_made_button(),
            Self::RecoveryCodeUsed => say::mail_recovery_code_used_button(),
            Self::FactorsReset => say::mail_factors_reset_button(),
            Self::PasskeyRefused => say::mail_passkey_refused_button(),
            Self::PasskeySynced => say::mail_passkey_synced_button(),
            Self::PasskeyNotSynced => say::mail_passkey_not_synced_button(),
            Self::PasswordRemoved => say::mail_password_removed_button(),
            Self::HowToSignIn => say::mail_how_to_sign_in_button(),
            Self::IdentityLinked => say::mail_identity_linked_button(),
            Self::IdentityUnlinked => say::mail_identity_unlinked_button(),
            Self::LastIdentityUnlinked => say::mail_last_identity_unlinked_button(),
            Self::UsernameChanged => say::mail_username_changed_button(),
            Self::AdministratorAdded => say::mail_administrator_added_button(),
            Self::ProviderTrusted => say::mail_provider_trusted_button(),
            Self::IdentityTakenOver => say::mail_identity_taken_over_button(),
            Self::IdentityRefused => say::mail_identity_refused_button(),
            Self::AccountClosed => say::mail_account_closed_button(),
            Self::EmailChangedVouched
            | Self::UsernameChangedByAdministrator
            | Self::EmailChangeUndone
            | Self::AccountDisabled
            | Self::AccountDeleted
            | Self::AccountClosedElsewhere
            | Self::ProofCode
            | Self::Test => "",
        }
    }

    /// The paragraphs. `button`: the line with the button.
    fn body(self, button: &str) -> String {
        match self {
            Self::NewSignIn => say::mail_new_sign_in(ADDRESS, button, CODE, DEVICE, INSTALLATION, METHODS, NAME, TIME),
            Self::PasswordReset => say::mail_password_reset(button, INSTALLATION, LIFETIME, NAME),
            Self::PasswordChanged => say::mail_password_changed(button, CODE, INSTALLATION, METHODS, NAME, TIME),
            Self::ConfirmEmail => say::mail_confirm_email(button, CODE, INSTALLATION, LIFETIME),
            Self::ConfirmRegistration => say::mail_confirm_registration(button, INSTALLATION, LIFETIME),
            Self::EmailChangeConfirm => say::mail_email_change_confirm(button, CODE, INSTALLATION, LIFETIME),
            Self::EmailChangeNotice => {
                say::mail_email_change_notice(button, CODE, INSTALLATION, LIFETIME, METHODS, NAME, NEW_EMAIL)
            }
            Self::EmailChanged => {
                say::mail_email_changed(button, CODE, INSTALLATION, LIFETIME, METHODS, NAME, NEW_EMAIL)
            }
            Self::EmailChangedVouched => say::mail_email_changed_vouched(INSTALLATION, METHODS, NAME, NEW_EMAIL),
            Self::EmailChangeUndone => say::mail_email_change_undone(INSTALLATION),
            Self::RegistrationTaken => say::mail_registration_taken(button, INSTALLATION),
            Self::Invitation => say::mail_invitation(button, INSTALLATION, LIFETIME),
            Self::ApiTokenCreated => say::mail_api_token_created(button, CODE, INSTALLATION, METHODS, NAME, TIME),
            Self::FactorAdded => say::mail_factor_added(button, CODE, FACTOR, INSTALLATION, NAME, TIME),
            Self::FactorRemoved => say::mail_factor_removed(button, CODE, FACTOR, INSTALLATION, NAME, TIME),
            Self::RecoveryCodesMade => say::mail_recovery_codes_made(button, CODE, INSTALLATION, NAME, TIME),
            Self::RecoveryCodeUsed => say::mail_recovery_code_used(button, INSTALLATION, LEFT, NAME, TIME),
            Self::FactorsReset => say::mail_factors_reset(button, INSTALLATION, NAME, TIME),
            Self::PasskeyRefused => say::mail_passkey_refused(button, FACTOR, INSTALLATION, NAME, TIME),
            Self::PasskeySynced => say::mail_passkey_synced(button, FACTOR, INSTALLATION, NAME, TIME),
            Self::PasskeyNotSynced => say::mail_passkey_not_synced(button, FACTOR, INSTALLATION, NAME, TIME),
            Self::PasswordRemoved => say::mail_password_removed(button, CODE, INSTALLATION, LIFETIME, NAME, TIME),
            Self::HowToSignIn => say::mail_how_to_sign_in(button, INSTALLATION, NAME),
            Self::IdentityLinked => say::mail_identity_linked(button, CODE, INSTALLATION, NAME, PROVIDER, TIME),
            Self::IdentityUnlinked => say::mail_identity_unlinked(button, CODE, INSTALLATION, NAME, PROVIDER, TIME),
            Self::LastIdentityUnlinked => {
                say::mail_last_identity_unlinked(button, CODE, INSTALLATION, LIFETIME, NAME, PROVIDER, TIME)
            }
            Self::UsernameChanged => {
                say::mail_username_changed(ACCOUNT, button, CODE, FORMER, INSTALLATION, METHODS, NAME, TIME)
            }
            Self::UsernameChangedByAdministrator => {
                say::mail_username_changed_by_administrator(ACCOUNT, FORMER, INSTALLATION, NAME, TIME)
            }
            Self::AdministratorAdded => say::mail_administrator_added(ACCOUNT, ACTOR, button, INSTALLATION, NAME, TIME),
            Self::ProviderTrusted => say::mail_provider_trusted(ACTOR, button, INSTALLATION, NAME, PROVIDER, TIME),
            Self::IdentityTakenOver => say::mail_identity_taken_over(button, INSTALLATION, NAME, PROVIDER, TIME),
            Self::IdentityRefused => say::mail_identity_refused(ACCOUNT, button, INSTALLATION, NAME, PROVIDER, TIME),
            Self::ProofCode => say::mail_proof_code(CODE, INSTALLATION, LIFETIME, NAME),
            Self::AccountDisabled => say::mail_account_disabled(INSTALLATION, NAME),
            Self::AccountDeleted => say::mail_account_deleted(DATE, INSTALLATION, NAME),
            Self::AccountClosed => say::mail_account_closed(button, CODE, DATE, INSTALLATION, LIFETIME, NAME),
            Self::AccountClosedElsewhere => say::mail_account_closed_elsewhere(DATE, INSTALLATION, NAME),
            Self::Test => say::mail_test(INSTALLATION),
        }
    }
}

/// The words around each message.
pub(super) fn layout(language: Language) -> String {
    let line = |line: Line| {
        let words = match line {
            Line::Button => say::mail_layout_button().to_owned(),
            Line::Footer => say::mail_layout_footer(HOST, INSTALLATION),
            Line::Terms => say::mail_layout_terms().to_owned(),
            Line::Privacy => say::mail_layout_privacy().to_owned(),
            Line::Support => say::mail_layout_support().to_owned(),
        };
        format!("{line}: {words}\n")
    };
    in_language(language, || Line::ALL.map(line).concat())
}
