//! Whose groups had no room in the last token that an application or a client got about them, so that its page can say so. In memory,
//! because it is only a hint: each server knows what it has signed itself.

use crate::accounts::Applications;
use crate::cache::Cache;
use crate::shared::{ApplicationName, ClientId, GroupCarrier, UserId};
use crate::store::{StoreError, users};
use std::sync::Arc;

/// The maximum number of applications and clients with notes; some 200 bytes each.
const CAPACITY: usize = 4_000;
/// The maximum number of people who are noted of each.
const MAX_PEOPLE: usize = 5;

/// Who gets a token.
#[derive(Clone, PartialEq, Eq, Hash)]
pub(in crate::accounts) enum Learner {
    Application(ApplicationName),
    Client(ClientId),
}

/// The last ones first.
pub(in crate::accounts) struct LeftOut(Cache<(Learner, GroupCarrier), Arc<[UserId]>>);

impl Default for LeftOut {
    fn default() -> Self {
        Self(Cache::new(CAPACITY))
    }
}

impl Applications {
    /// Notes whether the groups of somebody were left out of a token. To be called when one is signed that may have groups.
    pub(in crate::accounts) fn note_groups(
        &self,
        learner: Learner,
        carrier: GroupCarrier,
        user: UserId,
        are_left_out: bool,
    ) {
        self.parts().left_out.note((learner, carrier), user, are_left_out);
    }

    /// The usernames of those whose groups were left out of their last token, as far as this server has signed it.
    pub(in crate::accounts) async fn left_out(
        &self,
        learner: &Learner,
        carriers: &[GroupCarrier],
    ) -> Result<Vec<String>, StoreError> {
        let mut noted: Vec<UserId> = Vec::new();
        for carrier in carriers {
            let of_carrier = self.parts().left_out.of(&(learner.clone(), *carrier));
            let others = of_carrier.iter().copied().filter(|user| !noted.contains(user)).collect::<Vec<_>>();
            noted.extend(others);
        }
        // Most have none, which saves a read.
        if noted.is_empty() {
            return Ok(Vec::new());
        }
        let read = self.db().read(async move |mut conn| {
            let mut names = Vec::new();
            for user in noted {
                names.extend(users::find(&mut conn, user).await?.map(|row| row.username));
            }
            Ok(names)
        });
        read.await
    }
}

impl LeftOut {
    fn of(&self, key: &(Learner, GroupCarrier)) -> Arc<[UserId]> {
        self.0.get(key).unwrap_or_default()
    }

    fn note(&self, key: (Learner, GroupCarrier), user: UserId, is_left_out: bool) {
        let noted = self.of(&key);
        if noted.contains(&user) == is_left_out {
            return;
        }
        let others = noted.iter().copied().filter(|other| *other != user);
        self.0.insert(key, is_left_out.then_some(user).into_iter().chain(others).take(MAX_PEOPLE).collect());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    #[test]
    fn the_last_ones_are_noted_until_their_groups_have_room() {
        let (left_out, carrier) = (LeftOut::default(), GroupCarrier::IdToken);
        let key = |id: &str| (Learner::Client(ClientId::from_stored(id.to_owned())), carrier);
        let user = |number: u128| UserId(Uuid::from_u128(number));
        for number in (1..=7).chain([7]) {
            left_out.note(key("wiki"), user(number), true);
        }
        assert_eq!(*left_out.of(&key("wiki")), [7, 6, 5, 4, 3].map(user));
        left_out.note(key("wiki"), user(6), false);
        left_out.note(key("wiki"), user(1), false);
        left_out.note(key("shop"), user(1), true);
        assert_eq!(*left_out.of(&key("wiki")), [7, 5, 4, 3].map(user));
        assert_eq!(*left_out.of(&key("shop")), [user(1)]);
    }
}
