//! `/.vestibule/prove` on the host of an application: an address that demands a proof of who somebody is, and leads on
//! ([decision 100](../../docs/decisions/0100-asking-for-a-proof.md)).
//!
//! It counts as an address of the application to which it leads, with a demand of its own. So the way there, through the sign-in page,
//! the page that asks and the hand-over, is that of every other address.

use super::{Address, Demand, Parameters};
use crate::language::{Message, message};
use crate::shared::applications::parse_proof_age;
use crate::shared::next::with_parameter;
use crate::shared::{Level, LocalPath};

/// Paths of every application's host that belong to Vestibule.
pub const FOLDER: &str = "/.vestibule/";
/// Where a proof is asked for.
pub const PROVE: &str = "/.vestibule/prove";

/// The names of the parameters.
const FACTOR: &str = "factor";
const MAX_AGE: &str = "max_age";
const RETURN: &str = "return";

/// What is asked for there.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ProofRequest {
    pub demand: Demand,
    /// Where it leads, on the same origin.
    pub to: Address,
}

impl ProofRequest {
    /// What an address asks for. None for all others.
    ///
    /// # Errors
    /// What is wrong with its parameters, for whoever has written the link.
    pub fn of(address: &Address) -> Result<Option<Self>, Message> {
        if address.path != PROVE {
            return Ok(None);
        }
        let parameters = Parameters::parse(address.query.as_deref().unwrap_or_default().as_bytes());
        let max_age =
            parse_proof_age(parameters.get(MAX_AGE).unwrap_or_default()).map_err(|problem| problem.message)?;
        let level = match parameters.get(FACTOR) {
            // Every session has this proof.
            None if max_age.is_none() => return Err(message::enter_prove_what()),
            None => Level::Password,
            Some(factor) => of_factor(factor).ok_or_else(message::enter_prove_what)?,
        };
        let to =
            parameters.get(RETURN).and_then(|path| place(address, path)).ok_or_else(message::enter_prove_return)?;
        Ok(Some(Self { demand: Demand { level, max_age }, to }))
    }

    /// The URL that asks for the same and leads to this path.
    pub fn url_to(&self, path: &str) -> String {
        let mut url = format!("{}{PROVE}", self.to.origin);
        if let Some(factor) = self.demand.level.factor() {
            url = with_parameter(&url, FACTOR, factor);
        }
        if let Some(seconds) = self.demand.max_age {
            url = with_parameter(&url, MAX_AGE, &seconds.to_string());
        }
        with_parameter(&url, RETURN, path)
    }
}

fn of_factor(factor: &str) -> Option<Level> {
    Level::ALL.into_iter().find(|level| level.factor() == Some(factor))
}

/// The address of a path on the origin of `asked`. None for what a browser could resolve to another one, and for what is Vestibule's:
/// a link that leads there would do something else than to lead back.
fn place(asked: &Address, path: &str) -> Option<Address> {
    let path = LocalPath::parse(path)?;
    let origin = &asked.origin;
    let to = Address::parse_doubtful(origin.scheme(), &origin.authority(), path.as_str()).ok()?;
    (!to.may_be_in(FOLDER)).then_some(to)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn asked(query: &str) -> Result<Option<ProofRequest>, Message> {
        ProofRequest::of(&Address::parse_url(&format!("https://journal.example.com/.vestibule/prove{query}")).unwrap())
    }

    /// What is demanded, and where it leads.
    fn read(query: &str) -> (Demand, String) {
        let asked = asked(query).unwrap().unwrap();
        (asked.demand, asked.to.to_string())
    }

    #[test]
    fn it_says_what_is_demanded_and_where_it_leads() {
        let there = |path: &str| format!("https://journal.example.com{path}");
        let demand = |level, max_age| Demand { level, max_age };
        for (query, expected, path) in [
            ("?factor=second&return=/transfers", demand(Level::SecondFactor, None), "/transfers"),
            ("?factor=second&return=%2Fa%3Fb%3Dc%26d%2F%2F", demand(Level::SecondFactor, None), "/a?b=c&d//"),
            ("?return=/&factor=passkey&max_age=15m", demand(Level::Passkey, Some(900)), "/"),
            ("?max_age=60&factor=&return=/b%25C3%25BCro", demand(Level::Password, Some(60)), "/b%C3%BCro"),
            // The first one counts, for the page that asks as well.
            ("?factor=second&factor=passkey&return=/a&return=/b", demand(Level::SecondFactor, None), "/a"),
        ] {
            assert_eq!(read(query), (expected, there(path)), "{query}");
        }
        for path in ["/", "/.vestibule/", "/.vestibule/prove/", "/.vestibule/token", "/a/.vestibule/prove"] {
            let other = Address::parse_url(&there(&format!("{path}?factor=second&return=/"))).unwrap();
            assert_eq!(ProofRequest::of(&other), Ok(None), "{path}");
        }
    }

    #[test]
    fn what_is_missing_or_leads_elsewhere_is_refused() {
        let (what, to) = (message::enter_prove_what(), message::enter_prove_return());
        for (query, problem) in [
            ("", &what),
            ("?return=/", &what),
            ("?factor=&return=/", &what),
            ("?factor=password&return=/", &what),
            ("?factor=urn:vestibule:acr:second-factor&return=/", &what),
            ("?factor=second", &to),
            ("?factor=second&return=", &to),
            ("?factor=second&return=transfers", &to),
            ("?factor=second&return=https://evil.example/", &to),
            ("?factor=second&return=//evil.example/", &to),
            ("?factor=second&return=/%5Cevil.example/", &to),
            ("?factor=second&return=/%09/evil.example/", &to),
            ("?factor=second&return=%2F%2Fevil.example", &to),
            ("?factor=second&return=/a/..//evil.example", &to),
            ("?factor=second&return=/a%23b", &to),
            ("?factor=second&return=/a%0D%0ASet-Cookie:b", &to),
            ("?factor=second&return=/.vestibule/callback?ticket=a", &to),
            ("?factor=second&return=/;x/%252Evestibule/logout", &to),
        ] {
            assert_eq!(asked(query).as_ref(), Err(problem), "{query}");
        }
        for age in ["1", "59s", "soon", "367d", "-900"] {
            let refused = asked(&format!("?factor=second&max_age={age}&return=/"));
            assert_eq!(refused, Err(message::application_max_age_invalid()), "{age}");
        }
    }

    #[test]
    fn it_is_written_again_for_another_path() {
        let url = |query: &str, path: &str| asked(query).unwrap().unwrap().url_to(path);
        let second = url("?x=y&factor=second&return=/a", "/b?c=d");
        assert_eq!(second, "https://journal.example.com/.vestibule/prove?factor=second&return=%2Fb%3Fc%3Dd");
        let recent = url("?max_age=15m&return=/a", "/");
        assert_eq!(recent, "https://journal.example.com/.vestibule/prove?max_age=900&return=%2F");
    }

    proptest! {
        #[test]
        fn it_leads_to_the_same_origin_whatever_is_asked(path in "[/\\\\.:;%a-z0-9?#@ ]{0,24}|\\PC{0,24}", port in 1u16..) {
            let origin = format!("http://app.localhost:{port}");
            let url = with_parameter(&format!("{origin}{PROVE}?factor=second"), RETURN, &path);
            let address = Address::parse_url(&url).unwrap();
            if let Ok(Some(asked)) = ProofRequest::of(&address) {
                prop_assert_eq!(&asked.to.origin, &address.origin);
                prop_assert_eq!(asked.to.to_string(), format!("{}{path}", address.origin));
                let again = Address::parse_url(&asked.url_to(&path)).unwrap();
                prop_assert_eq!(ProofRequest::of(&again), Ok(Some(asked)));
            }
        }
    }
}
