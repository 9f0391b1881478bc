//! All applications with how many people may enter each, and when somebody has: for the page that lists them.

use crate::accounts::{Action, Applications, Caller};
use crate::shared::counters::Counter;
use crate::shared::{AppError, ApplicationView, Timestamp};
use crate::store::{counts, groups, installation};
use std::collections::HashMap;

impl Applications {
    /// All applications, by name. It takes longer than `list_applications`, because the members of groups are counted.
    pub async fn survey_applications(&self, caller: &Caller) -> Result<Vec<ApplicationView>, AppError> {
        caller.permit(Action::ReadGroups)?;
        let mut views = self.list_applications(caller).await?;
        if views.is_empty() {
            return Ok(views);
        }
        let admits_groups = views.iter().any(|view| !view.everyone && !view.groups.is_empty());
        let read = self.db().read(async move |mut conn| {
            let groups = if admits_groups { groups::list(&mut conn).await? } else { Vec::new() };
            let entered = counts::last(&mut conn, Counter::Entries).await?;
            Ok((groups, installation::people(&mut conn).await?, entered))
        });
        let (groups, everybody, entered) = read.await?;
        let (everybody, entered) = (everybody.unsigned_abs(), entered.into_iter().collect::<HashMap<_, _>>());
        let members: HashMap<_, _> = groups.iter().map(|row| (&row.name, row.members.unsigned_abs())).collect();
        for view in &mut views {
            // Who is in two of its groups counts twice.
            let in_groups = view.groups.iter().filter_map(|name| members.get(name)).sum::<u64>();
            view.people = Some(if view.everyone { everybody } else { in_groups.min(everybody) });
            view.entered_at = entered.get(view.name.as_str()).copied().map(Timestamp);
        }
        Ok(views)
    }
}
