//! Applications as rows of the database.

use crate::{
    applications::{Application, Location},
    shared::{
        applications::{ApplicationName, ApplicationSource, Claim},
        groups::GroupNames,
        timestamp::Timestamp,
    },
    store::{
        Conn, StoreError,
        applications::{self, ApplicationRow},
    },
};

/// All applications of the database, by name, also those that the file takes the place of.
pub(super) async fn all(conn: &mut Conn) -> Result<Vec<Application>, StoreError> {
    applications::list(conn).await?.into_iter().map(from_row).collect()
}

fn from_row(row: ApplicationRow) -> Result<Application, StoreError> {
    let unreadable = |value: &str| StoreError::Unreadable { what: "an application", value: value.to_owned() };
    let name = ApplicationName::parse(&row.name).map_err(|_| unreadable(&row.name))?;
    // None is left out: its addresses would belong to an application with a shorter path.
    let locations = row.locations.lines().map(|url| Location::parse(url).map_err(|_| unreadable(url)));
    let locations = locations.collect::<Result<Vec<_>, _>>()?;
    Ok(Application {
        name,
        title: row.title,
        locations,
        everyone: row.everyone,
        groups: GroupNames::from_stored(&row.group_names),
        // Those of a newer version are left out: this version does not disclose them.
        claims: row.claims.split(' ').filter_map(|claim| claim.parse().ok()).collect(),
        source: ApplicationSource::Database,
        created_at: Some(Timestamp(row.created_at)),
        updated_at: Some(Timestamp(row.updated_at)),
    })
}

pub(super) fn to_row(application: &Application) -> ApplicationRow {
    let at = |time: Option<Timestamp>| time.unwrap_or_default().0;
    ApplicationRow {
        name: application.name.to_string(),
        title: application.title.clone(),
        locations: application.locations.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"),
        everyone: application.everyone,
        group_names: application.groups.to_stored(),
        claims: application.claims.iter().copied().map(Claim::as_str).collect::<Vec<_>>().join(" "),
        created_at: at(application.created_at),
        updated_at: at(application.updated_at),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shared::groups::GroupName;

    fn journal() -> Application {
        Application {
            name: ApplicationName::parse("journal").unwrap(),
            title: "The Journal".to_owned(),
            locations: ["https://a.example/", "https://b.example/%C3%BC"]
                .map(|url| Location::parse(url).unwrap())
                .into(),
            everyone: false,
            groups: ["staff", "editors"].iter().map(|name| GroupName::parse(name).unwrap()).collect(),
            claims: vec![Claim::Name, Claim::Groups],
            source: ApplicationSource::Database,
            created_at: Some(Timestamp(1)),
            updated_at: Some(Timestamp(2)),
        }
    }

    #[test]
    fn what_is_stored_is_read_again() {
        let nothing = Application { groups: GroupNames::default(), claims: Vec::new(), everyone: true, ..journal() };
        for application in [journal(), nothing] {
            assert_eq!(from_row(to_row(&application)).unwrap(), application);
        }
    }

    #[test]
    fn an_unreadable_location_is_an_error_and_an_unknown_claim_is_not_given() {
        let row = ApplicationRow { locations: "https://a.example/\nftp://b.example/".to_owned(), ..to_row(&journal()) };
        assert!(matches!(from_row(row), Err(StoreError::Unreadable { .. })));
        let row = ApplicationRow { claims: "name phone".to_owned(), ..to_row(&journal()) };
        assert_eq!(from_row(row).unwrap().claims, [Claim::Name]);
    }
}
