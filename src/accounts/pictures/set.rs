//! Sets, removes and reads profile pictures.

use crate::{
    accounts::{
        Accounts, Caller, Failure, Principal, User,
        policy::{self, Action, NotAllowed},
        unit_of_work::UnitOfWork,
    },
    pictures::{PictureError, TooManyUploads},
    shared::{
        audit::EventKind,
        error::{AppError, ErrorCode},
        fields::Problem,
        ids::{AvatarId, UserId},
        views::Status,
    },
    store::{
        StoreError,
        avatars::{self, AvatarRow, AvatarSize, NewAvatar},
        users,
    },
};
use uuid::Uuid;

/// Why a picture was not set or removed.
#[derive(Debug, thiserror::Error)]
pub enum AvatarError {
    /// The account does not exist, or the actor may not know that it does.
    #[error("not found")]
    NotFound,
    #[error("invalid picture: {0}")]
    InvalidPicture(#[from] PictureError),
    /// The upload failed.
    #[error("the upload failed: {0}")]
    Upload(AppError),
    #[error(transparent)]
    TooManyUploads(#[from] TooManyUploads),
    #[error(transparent)]
    Failed(#[from] Failure),
}

impl From<AvatarError> for AppError {
    fn from(error: AvatarError) -> Self {
        match error {
            AvatarError::NotFound => Self::new(ErrorCode::NotFound, "There is no such account."),
            AvatarError::InvalidPicture(reason) => refused(reason),
            AvatarError::Upload(error) => error,
            AvatarError::TooManyUploads(crowded) => {
                Self::new(ErrorCode::Overloaded, "Too many pictures are being uploaded. Try again in a few seconds.")
                    .retry(crowded.retry_after)
            }
            AvatarError::Failed(failure) => failure.into(),
        }
    }
}

impl From<NotAllowed> for AvatarError {
    /// An actor who may read an account may change its picture. So if the change is denied, the account must stay
    /// hidden.
    fn from(refusal: NotAllowed) -> Self {
        match refusal {
            NotAllowed::Hidden | NotAllowed::Forbidden => Self::NotFound,
            gone_or_out_of_scope => Self::Failed(gone_or_out_of_scope.into()),
        }
    }
}

impl From<StoreError> for AvatarError {
    fn from(error: StoreError) -> Self {
        Self::Failed(error.into())
    }
}

impl Accounts {
    /// Sets the picture of an account. The upload `file` is awaited only if the actor has permission and a slot for
    /// decoding is free.
    pub async fn set_avatar(
        &self,
        who: &Principal,
        caller: &Caller,
        id: UserId,
        file: impl Future<Output = Result<impl AsRef<[u8]> + Send + 'static, AppError>>,
    ) -> Result<User, AvatarError> {
        policy::permit(who, Action::ChangeAvatar(id))?;
        // The limit of uploads is per sender, not per account that gets the picture.
        let sender = match who {
            Principal::User(current) => current.user.id,
            Principal::System | Principal::Anonymous => id,
        };
        // Before the file is read, because each upload in progress occupies memory.
        let slot = self.pictures().reserve(sender.0)?;
        let avatar = slot.avatar(file.await.map_err(AvatarError::Upload)?).await?;
        let avatar = NewAvatar {
            // All bits are random, because a picture is readable for everyone who has its id.
            id: AvatarId(Uuid::from_bytes(self.entropy().bytes())),
            user: id,
            media_type: avatar.media_type,
            small: avatar.small,
            large: avatar.large,
            now: self.now(),
        };
        let job = async move |mut tx: UnitOfWork| {
            // Updating the account first locks it, so that concurrent uploads run one after the other.
            let row =
                users::set_avatar(&mut tx, id, Some(avatar.id), avatar.now).await?.ok_or(AvatarError::NotFound)?;
            avatars::delete_of(&mut tx, id).await?;
            avatars::insert(&mut tx, &avatar).await?;
            tx.record(tx.event(EventKind::AvatarSet).on(id));
            Ok(User::from(row))
        };
        self.change(who, caller, Action::ChangeAvatar(id), job).await
    }

    /// Removes the picture of an account, if it has one.
    pub async fn remove_avatar(&self, who: &Principal, caller: &Caller, id: UserId) -> Result<User, AvatarError> {
        let job = async move |mut tx: UnitOfWork| {
            let found = users::find(&mut tx, id).await?.filter(|row| row.status != Status::Deleted);
            let found = found.ok_or(AvatarError::NotFound)?;
            // Nothing changes, so no event is recorded and the version stays the same.
            if found.avatar_id.is_none() {
                return Ok(User::from(found));
            }
            let now = tx.now();
            let row = users::set_avatar(&mut tx, id, None, now).await?.ok_or(AvatarError::NotFound)?;
            avatars::delete_of(&mut tx, id).await?;
            tx.record(tx.event(EventKind::AvatarRemove).on(id));
            Ok(User::from(row))
        };
        self.change(who, caller, Action::ChangeAvatar(id), job).await
    }

    /// A picture, unless its account is deleted. It needs no permission: the id cannot be guessed.
    pub async fn avatar(&self, id: AvatarId, size: AvatarSize) -> Result<Option<AvatarRow>, Failure> {
        Ok(self.db().read(move |conn| Box::pin(avatars::find(conn, id, size))).await?)
    }
}

fn refused(reason: PictureError) -> AppError {
    let (code, message) = match reason {
        PictureError::Unknown => {
            return AppError::new(ErrorCode::UnsupportedMediaType, "Send a JPEG, PNG or WebP picture.");
        }
        PictureError::Damaged => {
            ("damaged", "The picture is damaged or incomplete. Save it again or choose another picture.")
        }
        PictureError::TooManyPixels => {
            ("too_many_pixels", "The picture is too large. Use at most 8,192 pixels per side and 40 megapixels.")
        }
        PictureError::TooCostly => {
            ("too_costly", "The picture takes too much memory to decode. Make it smaller or save it as a JPEG.")
        }
    };
    AppError::fields(ErrorCode::ValidationFailed, vec![Problem::new(code, message).of("picture")])
}
