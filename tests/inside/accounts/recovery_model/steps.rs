//! The steps, who takes them, and when they are possible.

use super::case::Kit;
use super::state::{Password, State};
use super::stored::Hash;
use super::world::Mailbox;
use vestibule::shared::views::Status;

/// Declares the steps, and a list of all.
macro_rules! steps {
    ($($(#[$doc:meta])* $step:ident,)*) => {
        /// A step that somebody takes. Each comprises what follows of itself, such as using a link that was just requested.
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
        pub enum Step {
            $($(#[$doc])* $step,)*
        }

        impl Step {
            pub const ALL: [Self; [$(Step::$step),*].len()] = [$(Self::$step),*];
        }
    };
}

steps! {
    /// The thief asks for another address. It replaces one that is not confirmed at once.
    Request,
    /// The thief confirms an address.
    Confirm,
    /// The thief changes the password.
    ChangePassword,
    /// The thief undoes the last change of address, and chooses a password.
    UndoAsThief,
    /// The thief has forgotten the password, and gets a link.
    AskAsThief,
    /// The thief chooses a password with a link.
    ChooseAsThief,
    /// The thief reports a sign-in of the owner.
    ReportAsThief,
    /// The thief deletes the account.
    Delete,
    /// The thief creates an API token.
    CreateToken,
    /// The thief gives a client offline access.
    GrantClient,
    /// The thief allows a device, which asks for its tokens later.
    AllowDevice,
    /// The thief leaves a sign-in that waits for its second factor.
    LeaveSignIn,
    /// The last four at once, as far as they are possible.
    LeaveAccess,
    /// The thief adds a passkey.
    AddPasskey,
    /// The thief sets up an authenticator app, which replaces that of the owner.
    ReplaceApp,
    /// The thief makes recovery codes, which replace those of the owner.
    MakeCodes,
    /// The thief links an account at a provider.
    LinkIdentity,
    /// The thief makes the account trust a browser.
    TrustBrowser,
    /// Recovery codes, an account at a provider and `LeaveAccess` at once: with these the owner still signs in.
    AddQuietly,
    /// A passkey, an app, a trusted browser and a second session at once: with these the owner is asked for a factor.
    AddFactors,
    /// The thief removes the authenticator app of the owner.
    RemoveApp,
    /// The thief removes the password.
    RemovePassword,
    /// The thief takes another username, and accepts terms in the owner's name.
    Rename,
    /// The thief signs in once more, with whatever does it, and keeps the other session as well.
    SignInAgain,
    /// The thief signs in with the factor of the owner that they know.
    EnterWithFactor,
    /// The owner undoes the first change, and chooses a password.
    Undo,
    /// The owner reports the first sign-in that was announced.
    Report,
    /// The owner has forgotten the password, and chooses another one.
    Forget,
    /// The owner changes back to the own address on the account page.
    ChangeBack,
    /// The owner confirms the own address, which an administrator has set.
    ConfirmAsOwner,
    /// The owner signs in with a recovery code, and ends everything else.
    EnterWithCode,
    /// The owner signs in with the account at the provider, and ends everything else.
    EnterByProvider,
    /// The owner moves to another address.
    Move,
    /// The owner removes the password.
    DoWithoutPassword,
    /// The owner deletes the account.
    Close,
    /// The owner sets up another authenticator app.
    RenewApp,
    /// The owner makes new recovery codes.
    RenewCodes,
    /// The administrator vouches for the owner's address.
    Vouch,
    /// The administrator sets the owner's address, and vouches for it.
    SetAddress,
    /// The administrator sets the owner's address, which its owner has to confirm.
    SetUnconfirmed,
    /// The administrator passes a password link on to the owner, who uses it.
    PassLinkOn,
    /// The administrator removes the factors.
    ResetFactors,
    /// The administrator lets the owner start over.
    StartOver,
    /// The administrator disables the account.
    Disable,
    /// The administrator enables the account.
    Enable,
    /// The administrator restores the account.
    Restore,
    /// Three days pass.
    Wait,
}

impl Step {
    /// Whether it is tried with what thief and owner have. What is always impossible there is left out, and so is what the thief never
    /// gets to: without a session nothing can be added.
    pub fn is_of(self, kit: Kit) -> bool {
        use Kit::{Mailbox, OneFactor, Password, Provider, Session};
        match self {
            Self::ChangeBack => kit == Password,
            Self::Request | Self::ChangePassword | Self::Delete | Self::Rename | Self::SetAddress => kit.gets_in(),
            Self::CreateToken | Self::GrantClient | Self::AllowDevice | Self::LeaveSignIn => kit.gets_in(),
            Self::LeaveAccess | Self::AddPasskey | Self::ReplaceApp | Self::MakeCodes => kit.gets_in(),
            Self::LinkIdentity | Self::TrustBrowser | Self::AddQuietly | Self::AddFactors => kit.gets_in(),
            // Only a thief who gets in moves the account to another address.
            Self::Confirm | Self::ConfirmAsOwner | Self::Vouch => kit.gets_in(),
            Self::UndoAsThief | Self::AskAsThief | Self::ChooseAsThief => kit.gets_in() || kit == Mailbox,
            Self::ReportAsThief => kit == Mailbox,
            Self::RemovePassword | Self::SignInAgain => [Password, Session].contains(&kit),
            Self::RemoveApp => [Session, OneFactor].contains(&kit),
            Self::EnterWithFactor => kit == OneFactor,
            Self::EnterWithCode | Self::EnterByProvider => [Session, OneFactor, Provider].contains(&kit),
            Self::Move => [Mailbox, Provider].contains(&kit),
            Self::DoWithoutPassword | Self::Close => [Mailbox, OneFactor, Provider].contains(&kit),
            Self::RenewApp | Self::RenewCodes => [Mailbox, OneFactor].contains(&kit),
            // An administrator who removes the factors of an account decides that the holder of the mailbox is the owner.
            Self::ResetFactors | Self::StartOver => kit != Mailbox,
            Self::Undo | Self::Report | Self::Forget | Self::SetUnconfirmed | Self::PassLinkOn => true,
            Self::Disable | Self::Enable | Self::Restore | Self::Wait => true,
        }
    }

    /// Whether the thief adds something with which they get in.
    pub fn is_addition(self) -> bool {
        matches!(
            self,
            Self::CreateToken
                | Self::GrantClient
                | Self::AllowDevice
                | Self::LeaveSignIn
                | Self::LeaveAccess
                | Self::AddPasskey
                | Self::ReplaceApp
                | Self::MakeCodes
                | Self::LinkIdentity
                | Self::TrustBrowser
                | Self::AddQuietly
                | Self::AddFactors
        )
    }

    /// Whether [`Self::LeaveAccess`] comprises it.
    pub fn is_access(self) -> bool {
        matches!(self, Self::CreateToken | Self::GrantClient | Self::AllowDevice | Self::LeaveSignIn)
    }

    /// Whether it comprises other steps.
    pub fn is_compound(self) -> bool {
        matches!(self, Self::LeaveAccess | Self::AddQuietly | Self::AddFactors)
    }

    /// Whether [`Self::AddQuietly`] or [`Self::AddFactors`] comprises it.
    pub fn is_comprised(self) -> bool {
        (self.is_addition() && !matches!(self, Self::AddQuietly | Self::AddFactors)) || self == Self::SignInAgain
    }

    /// Whether it leads to the same state before and after another such step. What needs a factor does not.
    pub fn commutes(self) -> bool {
        let needs_factor = matches!(self, Self::TrustBrowser | Self::LeaveSignIn | Self::LeaveAccess);
        self.is_addition() && !needs_factor && !self.is_compound()
    }

    /// Whether the outcome begins with it anyway.
    pub fn begins_outcome(self) -> bool {
        matches!(self, Self::Undo | Self::Forget | Self::Enable)
    }

    /// What people would do: an administrator does not decide for the thief, and nobody asks at an address that is not that of the
    /// account.
    pub fn is_offered(self, kit: Kit, state: &State) -> bool {
        let is_active = state.status == Status::Active.as_str();
        let at_owner = is_active && !state.mailbox.is_thiefs();
        match self {
            Self::AskAsThief => is_active && kit.reads(state.mailbox),
            // A second one would be as the first.
            Self::ChangePassword => state.password != Password::Thief,
            Self::ReplaceApp => !state.has("authenticator", true),
            Self::MakeCodes => !state.has("recovery_codes", true),
            Self::LinkIdentity => !state.has("identity", true),
            Self::AddPasskey => state.count("passkey", true) < 2,
            Self::AddQuietly => !(state.has("recovery_codes", true) && state.has("identity", true)),
            Self::AddFactors => !(state.has("passkey", true) && state.has("authenticator", true)),
            Self::SignInAgain => state.sessions.len() < 2,
            Self::EnterWithFactor => state.sessions.is_empty(),
            Self::Rename => !state.is_renamed,
            Self::RemoveApp => state.has("authenticator", false),
            Self::EnterWithCode => state.has("recovery_codes", false),
            Self::Forget | Self::PassLinkOn | Self::ResetFactors | Self::StartOver => at_owner,
            Self::Vouch => at_owner && !state.is_verified,
            Self::ChangeBack | Self::SetAddress => is_active && state.mailbox.is_thiefs(),
            // The owner would lose an address that they have moved to.
            Self::SetUnconfirmed => is_active && state.mailbox != Mailbox::NextOfOwner,
            _ => true,
        }
    }

    /// False only if it cannot succeed, so that it need not be run.
    pub fn can_succeed(self, kit: Kit, state: &State) -> bool {
        let is_active = state.status == Status::Active.as_str();
        let reads = |mailbox| kit.reads(mailbox);
        let is_owners = |mailbox: Mailbox| !mailbox.is_thiefs();
        let is_without = state.hash == Hash::None;
        let owner_knows = matches!(state.password, Password::Both | Password::Owner | Password::First);
        let thief_knows = matches!(state.password, Password::Both | Password::Thief) || is_without;
        let enters = thief_knows || state.has("passkey", true) || state.has("identity", true) || kit == Kit::OneFactor;
        let acts = is_active && (enters || !state.sessions.is_empty());
        match self {
            Self::Request | Self::Delete => acts && thief_knows,
            Self::Confirm => state.has_link(&["change_email", "confirm_email"], reads),
            Self::ChangePassword => acts && thief_knows,
            Self::UndoAsThief => state.has_link(&["undo_email_change"], reads),
            // Who does without a password and has a passkey is told how to sign in.
            Self::AskAsThief => {
                is_active && !(is_without && (state.has("passkey", true) || state.has("passkey", false)))
            }
            Self::ChooseAsThief => state.has_link(&["password"], reads),
            Self::ReportAsThief => state.has_link(&["report_sign_in"], reads),
            Self::CreateToken | Self::GrantClient | Self::AllowDevice | Self::LeaveAccess => acts,
            Self::LeaveSignIn => acts && thief_knows,
            Self::AddPasskey | Self::AddQuietly | Self::AddFactors => acts,
            Self::ReplaceApp | Self::MakeCodes | Self::LinkIdentity => acts,
            Self::TrustBrowser => acts && thief_knows && state.has("authenticator", true),
            Self::RemoveApp | Self::Rename => acts,
            Self::RemovePassword => is_active && state.has("passkey", true) && state.hash == Hash::Set,
            Self::SignInAgain => is_active && enters,
            Self::EnterWithFactor => is_active && is_without,
            Self::Undo => state.has_link(&["undo_email_change"], is_owners),
            Self::Report => state.has_link(&["report_sign_in"], is_owners),
            Self::ConfirmAsOwner => state.has_link(&["change_email", "confirm_email"], is_owners),
            Self::ChangeBack => owner_knows,
            Self::EnterWithCode => is_active && (owner_knows || is_without),
            Self::EnterByProvider => is_active && state.has("identity", false),
            Self::Move => is_active && owner_knows && state.mailbox == Mailbox::Owner,
            Self::DoWithoutPassword => is_active && owner_knows && state.hash == Hash::Set,
            Self::Close => is_active && owner_knows,
            Self::RenewApp | Self::RenewCodes => is_active && (owner_knows || is_without),
            Self::Enable => state.status == Status::Disabled.as_str(),
            Self::Restore => state.status == Status::Deleted.as_str(),
            Self::Disable => is_active,
            Self::Forget | Self::Vouch | Self::SetAddress | Self::SetUnconfirmed | Self::PassLinkOn => is_active,
            Self::ResetFactors => {
                is_active
                    && ["passkey", "authenticator", "recovery_codes"]
                        .iter()
                        .any(|kind| state.has(kind, true) || state.has(kind, false))
            }
            Self::StartOver => is_active,
            Self::Wait => true,
        }
    }
}
