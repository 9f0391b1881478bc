//! The table: what a repair does to a way in.
//!
//! No match has a wildcard, so a new way in, and a new repair, do not compile before their cells are filled. `docs/reference.md` prints
//! the table, and a test carries each cell out.

use super::Repair::{self, *};
use super::WayIn;
use Fate::*;

names! {
    /// What becomes of a way in.
    pub enum Fate {
        Keep = "keep",
        /// It stays, and its owner or the administrator is shown it, and decides.
        Ask = "ask",
        End = "end",
        /// All but the one that has asked for the repair.
        EndOthers = "end_others",
        /// What was added since the session began that is contested, in that session or one that began later. What was there before
        /// stays. Of undos: those of later changes.
        EndSince = "end_since",
        /// It does not sign in, if it was added in the last seven days, until the owner, who has signed in with the password and the second factor
        /// of the account, keeps or removes it.
        Hold = "hold",
        /// Does what `EndSince` does, and gives back factors that were replaced since then. Factors that were added with the proof of an
        /// older one stay. A passkey that stays or comes back is a second factor only, until its owner has used it after a password.
        GiveBack = "give_back",
        /// What rests on what was lost: sessions that began with an identity, grants of clients whose applications do not admit the
        /// account any more, devices that were allowed in a session which ends, reports and undos in mailboxes that the account has left.
        EndDependent = "end_dependent",
    }
}

/// What `repair` does to `way`.
pub const fn fate(way: WayIn, repair: Repair) -> Fate {
    match way {
        WayIn::Password => password(repair),
        WayIn::Session => session(repair),
        WayIn::PendingSignIn => pending_sign_in(repair),
        WayIn::TrustedBrowser => trusted_browser(repair),
        WayIn::Factor(_) => factor(repair),
        WayIn::Identity => identity(repair),
        WayIn::ApiToken => api_token(repair),
        WayIn::TokenForOthers => token_for_others(repair),
        WayIn::LinkForOthers => link_for_others(repair),
        WayIn::ClientGrant => client_grant(repair),
        WayIn::Consent => consent(repair),
        WayIn::DeviceCode => device_code(repair),
        WayIn::MailedLink => mailed_link(repair),
        WayIn::HandedLink | WayIn::Invitation | WayIn::PendingEmail | WayIn::Confirmation => other_link(repair),
        WayIn::ReportLink => report_link(repair),
        WayIn::Undo => undo(repair),
        WayIn::Lockout => lockout(repair),
        WayIn::FactorLockout => factor_lockout(repair),
        WayIn::Username => username(repair),
    }
}

/// Decides about accepted terms. They give no access, so they are not a row, but a thief has not accepted them in the name of the
/// owner: the next sign-in asks again.
pub(super) const fn accepted_terms(repair: Repair) -> Fate {
    match repair {
        FirstProof | TakenOver | StartedOver => End,
        Reported | EmailUndone | DeletionUndone | RemovalUndone => EndSince,
        PasswordChanged | PasswordSet | ResetByMail | ResetByAdministrator | InvitationAccepted | PasswordRemoved
        | FactorsReset | EmailChanged | EmailVouched | AddressProven | Disabled | Enabled | Closed | Deleted
        | Restored | RoleLost | GroupLost | Unlinked | SignedOut | EndedOthers => Keep,
    }
}

/// Replaced by the repair itself, or made invalid.
const fn password(repair: Repair) -> Fate {
    match repair {
        PasswordChanged | PasswordSet | ResetByMail | ResetByAdministrator | InvitationAccepted | FirstProof
        | Reported | EmailUndone | DeletionUndone | RemovalUndone | TakenOver | PasswordRemoved | StartedOver => End,
        FactorsReset | EmailChanged | EmailVouched | AddressProven | Disabled | Enabled | Closed | Deleted
        | Restored | RoleLost | GroupLost | Unlinked | SignedOut | EndedOthers => Keep,
    }
}

const fn session(repair: Repair) -> Fate {
    match repair {
        PasswordChanged | PasswordRemoved | SignedOut | EndedOthers => EndOthers,
        // Also those that began before the one that was reported: it may have been the second one of the same person.
        PasswordSet | ResetByMail | ResetByAdministrator | InvitationAccepted | FirstProof | Reported | EmailUndone
        | DeletionUndone | RemovalUndone | TakenOver | StartedOver | Disabled | Closed | Deleted => End,
        Unlinked => EndDependent,
        // Most people who ask for a reset of their factors have lost a phone, and sit before the computer where they are signed in.
        FactorsReset | EmailChanged | EmailVouched | AddressProven | Enabled | Restored | RoleLost | GroupLost => Keep,
    }
}

/// It is void when the password has changed, the last factor is gone or the account cannot sign in.
const fn pending_sign_in(repair: Repair) -> Fate {
    match repair {
        PasswordChanged | PasswordSet | ResetByMail | ResetByAdministrator | InvitationAccepted | FirstProof
        | Reported | EmailUndone | DeletionUndone | RemovalUndone | TakenOver | PasswordRemoved | FactorsReset
        | StartedOver | Disabled | Closed | Deleted => End,
        Unlinked => EndDependent,
        EmailChanged | EmailVouched | AddressProven | Enabled | Restored | RoleLost | GroupLost | SignedOut
        | EndedOthers => Keep,
    }
}

const fn trusted_browser(repair: Repair) -> Fate {
    match repair {
        PasswordChanged | PasswordSet | ResetByMail | ResetByAdministrator | InvitationAccepted | FirstProof
        | Reported | EmailUndone | DeletionUndone | RemovalUndone | TakenOver | PasswordRemoved | FactorsReset
        | StartedOver | EndedOthers | Closed | Deleted => End,
        EmailChanged | EmailVouched | AddressProven | Disabled | Enabled | Restored | RoleLost | GroupLost
        | Unlinked | SignedOut => Keep,
    }
}

/// A mailbox alone never removes a factor that was there before, and gets past none.
const fn factor(repair: Repair) -> Fate {
    match repair {
        FirstProof | TakenOver | FactorsReset | StartedOver => End,
        Reported | EmailUndone | DeletionUndone | RemovalUndone => GiveBack,
        ResetByMail | ResetByAdministrator | InvitationAccepted => Ask,
        PasswordChanged | PasswordSet | PasswordRemoved | EmailChanged | EmailVouched | AddressProven | Disabled
        | Enabled | Closed | Deleted | Restored | RoleLost | GroupLost | Unlinked | SignedOut | EndedOthers => Keep,
    }
}

const fn identity(repair: Repair) -> Fate {
    match repair {
        FirstProof | TakenOver | StartedOver => End,
        // The one that is unlinked.
        Unlinked => End,
        Reported | EmailUndone | DeletionUndone | RemovalUndone => EndSince,
        // A password that its owner has forgotten may be known to a thief, who has linked an identity since.
        ResetByMail => Hold,
        // It may be what its owner signs in with, so an administrator decides.
        ResetByAdministrator | InvitationAccepted | FactorsReset => Ask,
        PasswordChanged | PasswordSet | PasswordRemoved | EmailChanged | EmailVouched | AddressProven | Disabled
        | Enabled | Closed | Deleted | Restored | RoleLost | GroupLost | SignedOut | EndedOthers => Keep,
    }
}

const fn api_token(repair: Repair) -> Fate {
    match repair {
        // The form asks.
        PasswordChanged => Ask,
        PasswordSet | ResetByMail | ResetByAdministrator | InvitationAccepted | FirstProof | Reported | EmailUndone
        | DeletionUndone | RemovalUndone | TakenOver | StartedOver | EndedOthers => End,
        // For good, also if the account is restored. Disabling only suspends them.
        Closed | Deleted => End,
        PasswordRemoved | FactorsReset | EmailChanged | EmailVouched | AddressProven | Disabled | Enabled
        | Restored | RoleLost | GroupLost | Unlinked | SignedOut => Keep,
    }
}

/// Programs go on when somebody leaves, and another administrator decides whether they should
/// ([decision 36](../../../../docs/decisions/0036-api-tokens.md)).
const fn token_for_others(repair: Repair) -> Fate {
    match repair {
        FirstProof | TakenOver | StartedOver => End,
        Reported | EmailUndone | DeletionUndone | RemovalUndone => EndSince,
        Disabled | Closed | Deleted | RoleLost => Ask,
        PasswordChanged | PasswordSet | ResetByMail | ResetByAdministrator | InvitationAccepted | PasswordRemoved
        | FactorsReset | EmailChanged | EmailVouched | AddressProven | Enabled | Restored | GroupLost | Unlinked
        | SignedOut | EndedOthers => Keep,
    }
}

const fn link_for_others(repair: Repair) -> Fate {
    match repair {
        // Somebody else may have been the one who created them.
        FirstProof | Reported | EmailUndone | DeletionUndone | RemovalUndone | TakenOver | StartedOver => End,
        // Those of a former administrator are invalid. Deleted, they cannot become valid again if the role is given back.
        Disabled | Closed | Deleted | RoleLost => End,
        PasswordChanged | PasswordSet | ResetByMail | ResetByAdministrator | InvitationAccepted | PasswordRemoved
        | FactorsReset | EmailChanged | EmailVouched | AddressProven | Enabled | Restored | GroupLost | Unlinked
        | SignedOut | EndedOthers => Keep,
    }
}

const fn client_grant(repair: Repair) -> Fate {
    match repair {
        PasswordChanged | PasswordSet | ResetByMail | ResetByAdministrator | InvitationAccepted | FirstProof
        | Reported | EmailUndone | DeletionUndone | RemovalUndone | TakenOver | PasswordRemoved | FactorsReset
        | StartedOver | EndedOthers | Disabled | Closed | Deleted => End,
        GroupLost => EndDependent,
        EmailChanged | EmailVouched | AddressProven | Enabled | Restored | RoleLost | Unlinked | SignedOut => Keep,
    }
}

const fn consent(repair: Repair) -> Fate {
    match repair {
        FirstProof | TakenOver | StartedOver | EndedOthers => End,
        Reported | EmailUndone | DeletionUndone | RemovalUndone => EndSince,
        PasswordChanged | PasswordSet | ResetByMail | ResetByAdministrator | InvitationAccepted | PasswordRemoved
        | FactorsReset | EmailChanged | EmailVouched | AddressProven | Disabled | Enabled | Closed | Deleted
        | Restored | RoleLost | GroupLost | Unlinked | SignedOut => Keep,
    }
}

/// As the grant that it would become. It also ends with the session in which it was allowed.
const fn device_code(repair: Repair) -> Fate {
    match repair {
        Unlinked | SignedOut | EndedOthers => EndDependent,
        PasswordChanged | PasswordSet | ResetByMail | ResetByAdministrator | InvitationAccepted | FirstProof
        | Reported | EmailUndone | DeletionUndone | RemovalUndone | TakenOver | PasswordRemoved | FactorsReset
        | StartedOver | EmailChanged | EmailVouched | AddressProven | Disabled | Enabled | Closed | Deleted
        | Restored | RoleLost | GroupLost => client_grant(repair),
    }
}

/// What is in the mailbox survives the password: somebody who keeps changing it must not void the owner's links.
const fn mailed_link(repair: Repair) -> Fate {
    match repair {
        PasswordChanged | PasswordRemoved | Reported => Keep,
        PasswordSet | ResetByMail | ResetByAdministrator | InvitationAccepted | FirstProof | EmailUndone
        | DeletionUndone | RemovalUndone | TakenOver | StartedOver | EmailChanged | EmailVouched | AddressProven
        | Disabled | Closed | Deleted => End,
        FactorsReset | Enabled | Restored | RoleLost | GroupLost | Unlinked | SignedOut | EndedOthers => Keep,
    }
}

/// What somebody else may have got, or asked for.
const fn other_link(repair: Repair) -> Fate {
    match repair {
        PasswordChanged | PasswordSet | ResetByMail | ResetByAdministrator | InvitationAccepted | FirstProof
        | Reported | EmailUndone | DeletionUndone | RemovalUndone | TakenOver | PasswordRemoved | StartedOver
        | EmailChanged | EmailVouched | AddressProven | Disabled | Closed | Deleted => End,
        FactorsReset | Enabled | Restored | RoleLost | GroupLost | Unlinked | SignedOut | EndedOthers => Keep,
    }
}

/// It stays with the mailbox that it was sent to, whatever happens to the account: a thief must not void it. It works while that is
/// the address of the account, or the account can be given back to it.
const fn report_link(repair: Repair) -> Fate {
    match repair {
        // An administrator has decided whose account it is.
        PasswordSet | ResetByAdministrator | StartedOver | Deleted => End,
        // Those in mailboxes that are no longer of the account.
        EmailUndone | DeletionUndone | RemovalUndone | EmailVouched | AddressProven | FirstProof | TakenOver => {
            EndDependent
        }
        PasswordChanged | ResetByMail | InvitationAccepted | Reported | PasswordRemoved | FactorsReset
        | EmailChanged | Disabled | Enabled | Closed | Restored | RoleLost | GroupLost | Unlinked | SignedOut
        | EndedOthers => Keep,
    }
}

/// Their time stands still while the account is disabled.
const fn undo(repair: Repair) -> Fate {
    match repair {
        PasswordSet | ResetByAdministrator | StartedOver | Deleted => End,
        EmailUndone | DeletionUndone | RemovalUndone | AddressProven => EndSince,
        // Those in the mailbox that the administrator vouches for stay: they are what its owner takes away with what a thief has added.
        EmailVouched => EndDependent,
        // A confirmed address that an administrator has replaced by another one decides, and not the mailbox of a mistyped one.
        FirstProof | TakenOver => Keep,
        PasswordChanged | ResetByMail | InvitationAccepted | Reported | PasswordRemoved | FactorsReset
        | EmailChanged | Disabled | Enabled | Closed | Restored | RoleLost | GroupLost | Unlinked | SignedOut
        | EndedOthers => Keep,
    }
}

const fn lockout(repair: Repair) -> Fate {
    match repair {
        PasswordChanged | PasswordSet | ResetByMail | ResetByAdministrator | InvitationAccepted | FirstProof
        | Reported | EmailUndone | DeletionUndone | RemovalUndone | TakenOver | PasswordRemoved | StartedOver
        | Enabled | Restored => End,
        FactorsReset | EmailChanged | EmailVouched | AddressProven | Disabled | Closed | Deleted | RoleLost
        | GroupLost | Unlinked | SignedOut | EndedOthers => Keep,
    }
}

const fn factor_lockout(repair: Repair) -> Fate {
    match repair {
        FirstProof | TakenOver | FactorsReset | StartedOver => End,
        PasswordChanged | PasswordSet | ResetByMail | ResetByAdministrator | InvitationAccepted | Reported
        | EmailUndone | DeletionUndone | RemovalUndone | PasswordRemoved | EmailChanged | EmailVouched
        | AddressProven | Disabled | Enabled | Closed | Deleted | Restored | RoleLost | GroupLost | Unlinked
        | SignedOut | EndedOthers => Keep,
    }
}

/// The username and the unique values of custom fields, by which applications recognise people. Those that were lost in a contested session
/// come back.
const fn username(repair: Repair) -> Fate {
    match repair {
        Reported | EmailUndone | DeletionUndone | RemovalUndone | StartedOver => GiveBack,
        PasswordChanged | PasswordSet | ResetByMail | ResetByAdministrator | InvitationAccepted | FirstProof
        | TakenOver | PasswordRemoved | FactorsReset | EmailChanged | EmailVouched | AddressProven | Disabled
        | Enabled | Closed | Deleted | Restored | RoleLost | GroupLost | Unlinked | SignedOut | EndedOthers => Keep,
    }
}
