//! Applications as rows of the database.

use crate::{
    applications::{Application, check_locations, parse_after_sign_out, parse_location},
    shared::{
        applications::{ApplicationName, ApplicationSource, Claim, RemoteUser},
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
    Ok(applications::list(conn).await?.into_iter().map(from_row).collect())
}

/// The application in a row. What cannot be read is a flaw of it, so that one row, of another version or written by hand, closes
/// this application and no other.
pub(super) fn from_row(row: ApplicationRow) -> Application {
    let mut flaws = Vec::new();
    if ApplicationName::parse(&row.name).is_err() {
        let message = "The name is not allowed. Delete it (`vestibule application delete NAME`) and create it again.";
        flaws.push(message.to_owned());
    }
    let mut locations = Vec::new();
    for url in row.locations.lines() {
        match parse_location(url) {
            Ok(location) => locations.push(location),
            Err(problem) => flaws.push(problem.message.into_owned()),
        }
    }
    if flaws.is_empty() && locations.is_empty() {
        flaws.extend(check_locations(&locations).err().map(|problem| problem.message.into_owned()));
    }
    let remote_user = row.remote_user.parse().unwrap_or_else(|_| {
        flaws.push(format!("\u{201c}{}\u{201d} as Remote-User is unknown.", row.remote_user));
        RemoteUser::default()
    });
    let after_sign_out = parse_after_sign_out(row.after_sign_out.as_deref().unwrap_or_default());
    let after_sign_out = after_sign_out.unwrap_or_else(|problem| {
        flaws.push(problem.message.into_owned());
        None
    });
    Application {
        name: ApplicationName::from_stored(row.name),
        title: row.title,
        locations,
        everyone: row.everyone,
        groups: GroupNames::from_stored(&row.group_names),
        // Those of a newer version are left out: this version does not disclose them.
        claims: row.claims.split(' ').filter_map(|claim| claim.parse().ok()).collect(),
        remote_user,
        after_sign_out,
        source: ApplicationSource::Database,
        flaws,
        created_at: Some(Timestamp(row.created_at)),
        updated_at: Some(Timestamp(row.updated_at)),
    }
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
        remote_user: application.remote_user.as_str().to_owned(),
        after_sign_out: application.after_sign_out.as_ref().map(ToString::to_string),
        created_at: at(application.created_at),
        updated_at: at(application.updated_at),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{applications::Location, shared::groups::GroupName};

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
            remote_user: RemoteUser::Id,
            after_sign_out: parse_after_sign_out("https://example.com/goodbye").unwrap(),
            source: ApplicationSource::Database,
            flaws: Vec::new(),
            created_at: Some(Timestamp(1)),
            updated_at: Some(Timestamp(2)),
        }
    }

    #[test]
    fn what_is_stored_is_read_again() {
        let nothing = Application {
            groups: GroupNames::default(),
            claims: Vec::new(),
            everyone: true,
            after_sign_out: None,
            ..journal()
        };
        for application in [journal(), nothing] {
            assert_eq!(from_row(to_row(&application)), application);
        }
    }

    #[test]
    fn what_cannot_be_read_closes_the_application_and_an_unknown_claim_is_not_given() {
        let everyone = Application { everyone: true, ..journal() };
        for (name, locations, kept, flaw) in [
            ("journal", "https://a.example/\nftp://b.example/", 1, "ftp://b.example/: use http or https. "),
            ("journal", "https://a.example/x;y", 0, "https://a.example/x;y: remove the part that begins with ;. "),
            ("journal", "", 0, "Enter at least one location, "),
            ("The journal", "https://a.example/", 1, "The name is not allowed. "),
        ] {
            let row = ApplicationRow { name: name.to_owned(), locations: locations.to_owned(), ..to_row(&everyone) };
            let read = from_row(row);
            assert_eq!((read.name.as_str(), read.locations.len()), (name, kept), "{locations}");
            assert!(matches!(&read.flaws[..], [only] if only.starts_with(flaw)), "{:?}", read.flaws);
            assert!(!read.admits(&everyone.groups));
        }
        let row = ApplicationRow { locations: format!("https://a.example/{}", "a".repeat(500)), ..to_row(&everyone) };
        assert!(from_row(row).flaws[0].len() < 300, "long ones are not repeated whole");
        let row = ApplicationRow { after_sign_out: Some("/goodbye".to_owned()), ..to_row(&everyone) };
        let read = from_row(row);
        assert!(read.flaws[0].starts_with("/goodbye: use http or https. ") && !read.admits(&everyone.groups));
        let row = ApplicationRow { claims: "name phone".to_owned(), ..to_row(&journal()) };
        assert_eq!(from_row(row).claims, [Claim::Name]);
    }
}
