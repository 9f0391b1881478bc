//! Sets, removes and reads profile pictures.

use super::policy::Action;
use super::unit_of_work::UnitOfWork;
use super::{Caller, User, Users, error};
use crate::language::message;
use crate::pictures::{PictureError, TooManyUploads};
use crate::shared::{AppError, AvatarId, ErrorCode, EventKind, Problem, Status, UserId};
use crate::store::avatars::{self, AvatarSize, NewAvatar};
use crate::store::{AvatarRow, StoreError, users};
use uuid::Uuid;

impl Users {
    /// Sets the picture of an account. The upload `file` is awaited only if the actor has permission and a slot for
    /// decoding is free.
    pub async fn set_avatar(
        &self,
        caller: &Caller,
        id: UserId,
        file: impl Future<Output = Result<impl AsRef<[u8]> + Send + 'static, AppError>>,
    ) -> Result<User, AppError> {
        caller.permit(Action::ChangeAvatar(id))?;
        // The limit of uploads is per sender, not per account that gets the picture.
        let sender = caller.user_id().unwrap_or(id);
        // Before the file is read, because each upload in progress occupies memory.
        let slot = self.parts().pictures.reserve(sender.0).map_err(too_many_uploads)?;
        let avatar = slot.avatar(file.await?).await.map_err(refused)?;
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
            let row = avatars::set_avatar(&mut tx, id, Some(avatar.id), avatar.now)
                .await?
                .ok_or_else(error::no_such_account)?;
            avatars::delete_of(&mut tx, id).await?;
            avatars::insert(&mut tx, &avatar).await?;
            tx.record(tx.event(EventKind::AvatarSet).on(id));
            Ok(User::from(row))
        };
        self.change(caller, Action::ChangeAvatar(id), job).await
    }

    /// Removes the picture of an account, if it has one.
    pub async fn remove_avatar(&self, caller: &Caller, id: UserId) -> Result<User, AppError> {
        let job = async move |mut tx: UnitOfWork| {
            let found = users::find(&mut tx, id).await?.filter(|row| row.status != Status::Deleted);
            let found = found.ok_or_else(error::no_such_account)?;
            // Nothing changes, so no event is recorded and the version stays the same.
            if found.avatar_id.is_none() {
                return Ok(User::from(found));
            }
            let now = tx.now();
            let row = avatars::set_avatar(&mut tx, id, None, now).await?.ok_or_else(error::no_such_account)?;
            avatars::delete_of(&mut tx, id).await?;
            tx.record(tx.event(EventKind::AvatarRemove).on(id));
            Ok(User::from(row))
        };
        self.change(caller, Action::ChangeAvatar(id), job).await
    }

    /// A picture, unless its account is deleted. It needs no permission: the id cannot be guessed.
    pub async fn avatar(&self, id: AvatarId, size: AvatarSize) -> Result<Option<AvatarRow>, StoreError> {
        self.db().read(async move |mut conn| avatars::find(&mut conn, id, size).await).await
    }
}

fn refused(reason: PictureError) -> AppError {
    let (code, message) = match reason {
        PictureError::Unknown => {
            return AppError::new(ErrorCode::UnsupportedMediaType, message::picture_unknown_type());
        }
        PictureError::Damaged => ("damaged", message::picture_damaged()),
        PictureError::TooManyPixels => ("too_many_pixels", message::picture_too_many_pixels()),
        PictureError::TooCostly => ("too_costly", message::picture_too_costly()),
    };
    AppError::invalid(vec![Problem::new(code, message).of("picture")])
}

fn too_many_uploads(crowded: TooManyUploads) -> AppError {
    AppError::new(ErrorCode::Overloaded, message::picture_too_many_uploads()).retry(crowded.retry_after)
}
