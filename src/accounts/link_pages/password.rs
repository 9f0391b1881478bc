//! Uses a password link: its holder chooses a password.

use crate::accounts::emails::UNDO_LIFETIME;
use crate::accounts::one_time::Opened;
use crate::accounts::sessions::Beginning;
use crate::accounts::{
    Actor, Caller, CurrentUser, LinkPages, NewPassword, Repair, Repairing, SignIn, UnitOfWork, User, link_invalid,
};
use crate::identity;
use crate::mail::Mail;
use crate::passwords::Priority;
use crate::shared::possible::Means;
use crate::shared::terms::ACCEPTED_TERMS;
use crate::shared::{
    AppError, ChoosePasswordView, EventKind, Fields, LinkAccount, Method, Methods, ResetPasswordRequest, Role, Status,
    Timestamp, UserId,
};
use crate::store::factors::{self, Contested};
use crate::store::one_time_tokens;
use crate::store::users;
use crate::store::{AdvisoryLock, Conn, CredentialRow, OneTimeTokenRow, Purpose, StoreError, UserRow};

impl LinkPages {
    /// What the page of a password link or an invitation shows. Changes nothing, however often it is opened.
    pub async fn show_password_link(&self, token: &str) -> Result<ChoosePasswordView, AppError> {
        let (link, CredentialRow { user, .. }) = self.owner_of_link(token).await?.ok_or_else(link_invalid)?;
        let is_invitation = link.row.purpose == Purpose::Invitation;
        let inviter = match link.row.created_by.filter(|_| is_invitation) {
            Some(id) => self.db().read(async move |mut conn| users::find(&mut conn, UserId(id)).await).await?,
            None => None,
        };
        let has_second_factor = self.passwords().has_second_factor(UserId(user.id)).await?;
        let terms = if is_invitation { self.terms().asked_of(UserId(user.id)).await? } else { None };
        let goes_to = self.named_by_link(&link.row).await?;
        Ok(ChoosePasswordView {
            has_second_factor,
            account: LinkAccount { username: user.username, email: user.email },
            is_invitation,
            inviter: inviter.map(|inviter| inviter.name.unwrap_or(inviter.username)),
            terms,
            goes_to,
        })
    }

    /// Sets a password with a link and invalidates the link, except if the password is invalid. Ends all sessions and
    /// any lockout, and revokes all API tokens. With a link that was sent to the address of the account, it also
    /// confirms the address. With one that an administrator passed on, it closes the undos of changes of address.
    pub async fn reset_password(&self, request: ResetPasswordRequest, caller: &Caller) -> Result<(), AppError> {
        let (link, found) = self.open_password_link(&request).await?;
        self.use_password_link(request, caller, link, found, None).await.map(drop)
    }

    /// Like [`LinkPages::reset_password`], for a browser, which an invitation also signs in, unless the account has a second factor.
    /// Ends `replaces`, the previous session of the browser, if it does.
    pub async fn reset_password_in_browser(
        &self,
        request: ResetPasswordRequest,
        caller: &Caller,
        replaces: Option<&CurrentUser>,
    ) -> Result<Option<SignIn>, AppError> {
        let (link, found) = self.open_password_link(&request).await?;
        let id = UserId(found.user.id);
        // Other links may have been passed on by people who are not the owner.
        let signs_in = link.row.purpose == Purpose::Invitation && !self.passwords().has_second_factor(id).await?;
        let beginning = signs_in
            .then(|| self.sessions().begin_session(caller, id, false, replaces, Methods::from(Method::Password)));
        let token = beginning.as_ref().map(|beginning| beginning.token.clone());
        let user = self.use_password_link(request, caller, link, found, beginning).await?;
        token.map(|token| self.sessions().issue(user.into(), &token)).transpose()
    }

    async fn owner_of_link(&self, token: &str) -> Result<Option<(Opened, CredentialRow)>, StoreError> {
        let Some(link) = self.links().open_link(token, &[Purpose::Password, Purpose::Invitation]).await? else {
            return Ok(None);
        };
        let Some(id) = link.row.user() else { return Ok(None) };
        let found = self.db().read(async move |mut conn| users::credential(&mut conn, id).await).await?;
        Ok(found.filter(|found| found.user.status == Status::Active).map(|found| (link, found)))
    }

    async fn open_password_link(&self, request: &ResetPasswordRequest) -> Result<(Opened, CredentialRow), AppError> {
        let mut fields = Fields::default();
        fields.expect_text("token", &request.token);
        // Its rules depend on the account, which only the link names.
        fields.expect_text("password", &request.password);
        fields.expect_text(ACCEPTED_TERMS, &request.terms.accepted_terms);
        fields.finish().map_err(AppError::invalid)?;
        let found = self.owner_of_link(request.token.as_str()).await?;
        found.ok_or_else(link_invalid)
    }

    /// Sets the password, notes which terms were accepted, and begins a session if there is one to begin, in one transaction.
    async fn use_password_link(
        &self,
        request: ResetPasswordRequest,
        caller: &Caller,
        link: Opened,
        found: CredentialRow,
        beginning: Option<Beginning>,
    ) -> Result<User, AppError> {
        let mut fields = Fields::default();
        let own = [found.user.username.as_str(), &found.user.email];
        let (user, row) = (found.user.clone(), link.row.clone());
        let is_first = self.db().read(async move |mut conn| is_first_proof(&mut conn, &user, &row).await).await?;
        // The factors of a stranger end with it, so they lower no demand.
        let rules = self.passwords().password_rules((!is_first).then_some(UserId(found.user.id))).await?;
        let chosen = self.passwords().parse_chosen_password(&mut fields, "password", &request.password, own, rules)?;
        let accepted = self.terms().read_acceptance(&mut fields, caller, &request.terms).await?;
        fields.finish().map_err(AppError::invalid)?;
        // Before the transaction: other writers must not wait while a password is hashed.
        let hash = self.hasher().hash(&chosen.unwrap_or_default(), Priority::other(caller.address)).await?;
        let id = UserId(found.user.id);
        let job = async move |mut tx: UnitOfWork| {
            tx.replace_password(id, &link, &hash).await?;
            // After what somebody else may have accepted is forgotten.
            if let Some(accepted) = &accepted {
                tx.accept_version(id, accepted).await?;
            }
            // After the other sessions have ended, because this one stays.
            if let Some(beginning) = beginning {
                beginning.record(&mut tx).await?;
            }
            let user = users::find(&mut tx, id).await?.ok_or_else(link_invalid)?;
            Ok(User::from(user))
        };
        // The role of the link's creator cannot change until the commit.
        self.on_account(id, Some(AdvisoryLock::Administrators), Actor::User(id), caller, job).await
    }
}

impl UnitOfWork {
    /// Consumes the link, sets the password, and ends what the previous password has begun. The account is locked.
    async fn replace_password(&mut self, id: UserId, link: &Opened, hash: &str) -> Result<(), AppError> {
        // Only one of two concurrent requests consumes the link; the other changes nothing.
        let now = self.now();
        let consumed = one_time_tokens::consume(self, &link.hash, link.row.purpose, now).await?;
        // Whatever the password is by now: somebody who keeps changing it must not keep the link from working.
        let user = users::find(self, id).await?.filter(|row| consumed && row.status == Status::Active);
        let user = user.ok_or_else(link_invalid)?;
        // A change of the address deletes the link; this does not rely on it.
        if link.row.email_key.as_ref().is_some_and(|key| *key != identity::key(&user.email)) {
            return Err(link_invalid());
        }
        let (is_invitation, was_mailed) = (link.row.purpose == Purpose::Invitation, was_mailed(&link.row));
        let repair = match (is_first_proof(self, &user, &link.row).await?, was_mailed, is_invitation) {
            // The person who opened the account may wait in it for the owner of the address.
            (true, _, _) => Repair::FirstProof,
            (false, true, true) => Repair::InvitationAccepted,
            (false, true, false) => Repair::ResetByMail,
            (false, false, _) => Repair::ResetByAdministrator,
        };
        self.repair(id, Repairing { password: NewPassword::Hash(hash), ..Repairing::of(repair) }).await?;
        // An administrator who passes a link on has decided whose account it is, so the next one is no first proof.
        users::set_owner_known(self, id).await?;
        if was_mailed && repair != Repair::FirstProof && !user.email_verified {
            self.take_back_unannounced(id, hash).await?;
        }
        let event = self.event(EventKind::PasswordReset).on(id);
        // The link was sent to this address and nowhere else. Where a factor is left, it may be that of another person.
        if was_mailed && (user.email_verified || !self.has_second_factor(id).await?) {
            users::set_email_verified(self, id, true, now).await?;
            self.prove_address(id, &user.email).await?;
        }
        if is_invitation {
            self.record(event.detail(Purpose::Invitation));
        } else {
            self.record(event);
            self.announce_change(id, |user| Mail::PasswordChanged { name: user.greeting(), at: now }).await?;
        }
        Ok(())
    }

    /// Takes away what was added to an account in sessions of the last seven days, and gives back what was replaced, as a report does: an
    /// address that is not confirmed is told of no change, so its mailbox had none to report. Keeps what was there when a change was told for the last
    /// time, because the address was confirmed then. `hash`: of the password that was chosen.
    async fn take_back_unannounced(&mut self, id: UserId, hash: &str) -> Result<(), StoreError> {
        let now = self.now();
        let told = one_time_tokens::newest(self, id, Purpose::ReportSignIn, now).await?;
        let since = told.map_or(now.minus(UNDO_LIFETIME), |report| Timestamp(report.created_at + 1));
        let (password, contested) = (NewPassword::Hash(hash), Contested { since, proven: since });
        self.repair(id, Repairing { password, contested, ..Repairing::of(Repair::Reported) }).await.map(drop)
    }

    async fn has_second_factor(&mut self, id: UserId) -> Result<bool, StoreError> {
        Ok(factors::of(self, id).await?.is_some_and(|left| Means::from(left).has_second_factor()))
    }
}

/// Whether the link was sent to the address of the account, and not passed on by an administrator.
fn was_mailed(link: &OneTimeTokenRow) -> bool {
    link.purpose == Purpose::Invitation || link.email_key.is_some()
}

/// Whether nobody has shown before that the account is theirs.
async fn is_first_proof(conn: &mut Conn, user: &UserRow, link: &OneTimeTokenRow) -> Result<bool, StoreError> {
    // An administrator is no stranger to whoever hands the link over, and may have opened the account on a server without mail.
    let is_chosen = !was_mailed(link) && user.role == Role::Admin;
    Ok(!is_chosen && !users::is_owner_known(conn, UserId(user.id)).await?)
}
