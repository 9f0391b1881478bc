//! Who can still get in: one table for every way into an account, and every repair
//! ([decision 79](../../../docs/decisions/0079-ways-in.md)).
//!
//! Everything that lets somebody in, or bars the owner, is a [`WayIn`]. Everything that repairs an account is a [`Repair`]. [`fate`]
//! says what a repair does to a way in, and `UnitOfWork::repair` does it, in the transaction that it belongs to: nothing else
//! deletes, revokes or ends more than one thing that its owner has named.
//!
//! Other nouns ask `WaysIn` for `ended_by_starting_over` and `of`.

mod defined;
mod end;
mod fate;
mod list;
mod repair;
mod row;
mod session;
mod start_over;

pub use fate::{Fate, fate};
pub(super) use repair::{NewPassword, Repairing};
pub(super) use row::added;

use crate::shared::FactorKind;

/// Declares the ways in, with a name for each. All kinds of factors are behind the first ones.
macro_rules! ways_in {
    (
        first { $($(#[$of_first:meta])* $first:ident = $first_name:literal,)* }
        others { $($(#[$of_other:meta])* $other:ident = $other_name:literal,)* }
    ) => {
        /// Something that lets somebody into an account, or bars its owner.
        #[derive(Clone, Copy, PartialEq, Eq, Debug)]
        pub enum WayIn {
            $($(#[$of_first])* $first,)*
            Factor(FactorKind),
            $($(#[$of_other])* $other,)*
        }

        impl WayIn {
            /// All of them, in the order of the reference.
            pub fn all() -> impl Iterator<Item = Self> {
                let factors = FactorKind::ALL.into_iter().map(Self::Factor);
                [$(Self::$first),*].into_iter().chain(factors).chain([$(Self::$other),*])
            }

            /// The stable name.
            pub fn as_str(self) -> &'static str {
                match self {
                    $(Self::$first => $first_name,)*
                    Self::Factor(kind) => kind.as_str(),
                    $(Self::$other => $other_name,)*
                }
            }
        }
    };
}

ways_in! {
    first {
        Password = "password",
        /// With its refresh tokens, its access tokens and the codes that it gives to clients.
        Session = "session",
        /// A sign-in that waits for its second factor.
        PendingSignIn = "pending_sign_in",
        TrustedBrowser = "trusted_browser",
    }
    others {
        /// A linked account at a provider.
        Identity = "identity",
        /// An API token of the account.
        ApiToken = "api_token",
        /// API tokens of service accounts that the account has created.
        TokenForOthers = "token_for_others",
        /// Password links and invitations that the account has created for other accounts.
        LinkForOthers = "link_for_others",
        /// What a client was given, offline access included.
        ClientGrant = "client_grant",
        /// What the owner has allowed a client to learn.
        Consent = "consent",
        /// A device that was allowed and has not asked for its tokens yet.
        DeviceCode = "device_code",
        /// A password link in a message to the address of the account.
        MailedLink = "mailed_link",
        /// A password link that an administrator passes on.
        HandedLink = "handed_link",
        Invitation = "invitation",
        /// A link that confirms the present address.
        Confirmation = "confirmation",
        /// A link that reports a sign-in.
        ReportLink = "report_link",
        /// A change of address that waits for its confirmation.
        PendingEmail = "pending_email",
        /// A link that gives the account back to an earlier address.
        Undo = "undo",
        /// Sign-ins with the password are closed after too many failures.
        Lockout = "lockout",
        /// Codes of the authenticator app are closed after too many failures.
        FactorLockout = "factor_lockout",
        /// The username and the unique values of custom fields: applications recognise people by them, so who has them is let in there.
        Username = "username",
    }
}

names! {
    /// Something that repairs an account, or takes something away from it.
    pub enum Repair {
        /// Its owner has chosen another password, in a session.
        PasswordChanged = "password_changed",
        /// The operator has set a password.
        PasswordSet = "password_set",
        /// A password was chosen with a mailed link, at an address that was confirmed before.
        ResetByMail = "reset_by_mail",
        /// A password was chosen with a link that an administrator handed over.
        ResetByAdministrator = "reset_by_administrator",
        /// A password was chosen with an invitation, at an address that was confirmed before.
        InvitationAccepted = "invitation_accepted",
        /// The first proof of an owner: of an account that was never confirmed, by a mailed link, an invitation, or a confirmation by
        /// somebody who did not register.
        FirstProof = "first_proof",
        /// “It was not me.”
        Reported = "reported",
        EmailUndone = "email_undone",
        DeletionUndone = "deletion_undone",
        /// The removal of the password was undone.
        RemovalUndone = "removal_undone",
        /// A provider vouches for the address of an account that was never confirmed.
        TakenOver = "taken_over",
        /// Its owner has removed the password.
        PasswordRemoved = "password_removed",
        /// An administrator has removed the factors, for somebody who has lost them.
        FactorsReset = "factors_reset",
        /// An administrator lets the owner start over.
        StartedOver = "started_over",
        /// Another address has replaced that of the account.
        EmailChanged = "email_changed",
        /// An administrator has set an address, and vouches for it.
        EmailVouched = "email_vouched",
        /// The owner of an earlier address, which the account could be given back to, has it again without the undo.
        AddressProven = "address_proven",
        Disabled = "disabled",
        Enabled = "enabled",
        /// By its owner.
        Closed = "closed",
        /// By an administrator.
        Deleted = "deleted",
        Restored = "restored",
        /// The account is no longer an administrator.
        RoleLost = "role_lost",
        GroupLost = "group_lost",
        /// One identity was unlinked.
        Unlinked = "unlinked",
        /// All sessions were ended, except the one that has asked for it.
        SignedOut = "signed_out",
        /// Its owner has ended everything else that is signed in: other sessions, trusted browsers, clients and programs.
        EndedOthers = "ended_others",
    }
}
