//! All applications, and which of them an address belongs to.

use super::openid::{Client, Resource};
use super::{Address, Application, Demand, Location, Origin, ProofRequest};
use crate::shared::applications::Claim;
use crate::shared::{ApplicationName, ClientId, GroupNames, OpenApplication, Proof, Timestamp};
use std::collections::HashMap;
use std::sync::Arc;
use url::Host;

/// All applications, by name.
#[derive(Clone, Default, Debug)]
pub struct Applications {
    all: Vec<Arc<Application>>,
    /// The locations of each origin, the longest path first.
    places: HashMap<Origin, Vec<(Location, Arc<Application>)>>,
    clients: HashMap<ClientId, Registered>,
}

/// A client with the application that it belongs to. Who may enter that may use the client.
#[derive(Clone, Debug)]
pub struct Registered {
    pub client: Arc<Client>,
    pub application: Arc<Application>,
}

impl Registered {
    /// Where people open the client. None: only from elsewhere.
    fn opened(&self) -> Option<OpenApplication> {
        let url = self.client.launch_uri()?.to_owned();
        let definition = &self.client.definition;
        let (description, logo) = (definition.description.clone(), definition.logo().map(str::to_owned));
        Some(OpenApplication { title: self.application.title.clone(), url, description, logo })
    }
}

impl FromIterator<Application> for Applications {
    fn from_iter<T: IntoIterator<Item = Application>>(applications: T) -> Self {
        let mut all: Vec<_> = applications.into_iter().map(Arc::new).collect();
        all.sort_by(|one, other| one.name.cmp(&other.name));
        let mut places: HashMap<_, Vec<_>> = HashMap::new();
        for application in &all {
            for location in &application.locations {
                let place = (location.clone(), Arc::clone(application));
                places.entry(location.origin().clone()).or_default().push(place);
            }
        }
        for of_origin in places.values_mut() {
            of_origin.sort_by_key(|(location, _)| std::cmp::Reverse(location.depth()));
        }
        Self { all, places, clients: HashMap::new() }
    }
}

impl Applications {
    /// All of them, by name.
    pub fn all(&self) -> &[Arc<Application>] {
        &self.all
    }

    /// The application that an address belongs to: the one with the longest path that covers it. None also if programs that
    /// ignore the case of letters or path parameters would find another location: the proxy and the application might disagree.
    /// None as well if the location is that of several applications.
    ///
    /// An address whose segments are in doubt belongs to an application with the whole origin, if no other one is on the host: then
    /// all readings lead to it.
    pub fn at(&self, address: &Address) -> Option<&Arc<Application>> {
        let places = self.places.get(&address.origin)?;
        if address.doubt().is_some() {
            let (_, owner) = places.iter().find(|(location, _)| location.path() == "/")?;
            return self.has_host_alone(owner, address.origin.host()).then_some(owner);
        }
        let (exact, application) = places.iter().find(|(location, _)| location.covers(address))?;
        let (folded, _) = places.iter().find(|(location, _)| location.covers_folded(address))?;
        (exact == folded && !self.is_shared(exact, application)).then_some(application)
    }

    /// The application to which an address leads, and all that is demanded there of a proof: what the application demands, and what
    /// the address [asks for](ProofRequest) itself. None where [`Self::at`] finds none.
    pub fn entrance(&self, address: &Address) -> Option<(&Arc<Application>, Demand)> {
        match ProofRequest::of(address).ok()? {
            Some(asked) => {
                let application = self.at(&asked.to)?;
                Some((application, application.demand.and(asked.demand)))
            }
            None => self.at(address).map(|application| (application, application.demand)),
        }
    }

    /// Whether no other application has a location on a host, with any scheme and port.
    fn has_host_alone(&self, owner: &Application, host: &Host) -> bool {
        let mut on_host = self.places.iter().filter(|(origin, _)| origin.host() == host).flat_map(|(_, places)| places);
        on_host.all(|(_, application)| application.name == owner.name)
    }

    /// Whether a location of an application is also one of another. Only rows that were written by hand make this possible. Then
    /// nobody may enter either there: a rule by which one of them wins would hand the address of the other to it.
    fn is_shared(&self, location: &Location, of: &Application) -> bool {
        let is_other =
            |(place, other): &(Location, Arc<Application>)| other.name != of.name && place.collides_with(location);
        self.places.get(location.origin()).is_some_and(|places| places.iter().any(is_other))
    }

    pub fn named(&self, name: &ApplicationName) -> Option<&Arc<Application>> {
        let place = self.all.binary_search_by(|application| application.name.cmp(name)).ok()?;
        self.all.get(place)
    }

    /// The same with these clients. One whose application does not exist, or cannot be read itself, is nowhere found.
    #[must_use]
    pub fn with_clients(mut self, clients: impl IntoIterator<Item = Client>) -> Self {
        for client in clients.into_iter().filter(Client::is_usable) {
            if let Some(application) = self.named(&client.application).cloned() {
                let id = client.id.clone();
                self.clients.insert(id, Registered { client: Arc::new(client), application });
            }
        }
        self
    }

    pub fn client(&self, id: &ClientId) -> Option<&Registered> {
        self.clients.get(id)
    }

    /// All clients, in no order.
    pub fn clients(&self) -> impl Iterator<Item = &Registered> {
        self.clients.values()
    }

    /// The application that a resource belongs to: the one at its address, or else that of the clients which may request tokens for
    /// it. None if these belong to several, so that all replicas find the same.
    pub fn of_resource(&self, resource: &Resource) -> Option<&Arc<Application>> {
        if let Some(application) = resource.address().and_then(|address| self.at(&address)) {
            return Some(application);
        }
        let mut having = self.clients.values().filter(|registered| registered.client.resource(resource).is_some());
        let application = &having.next()?.application;
        having.all(|other| other.application.name == application.name).then_some(application)
    }

    /// The applications that tokens of a client are for: its own, and those at the addresses of resources.
    pub fn meant_by<'a>(
        &self,
        registered: &Registered,
        resources: impl IntoIterator<Item = &'a str>,
    ) -> Vec<ApplicationName> {
        let at = |text: &str| self.at(&Resource::parse(text).ok()?.address()?);
        let others = resources.into_iter().filter_map(at).map(|application| application.name.clone());
        std::iter::once(registered.application.name.clone()).chain(others).collect()
    }

    /// Whether the applications at the addresses of these resources admit an account with these groups as well: a token is not to open
    /// what its owner may not enter.
    pub fn admit_to(&self, resources: &[String], groups: &GroupNames) -> bool {
        let at = |text: &String| self.at(&Resource::parse(text).ok()?.address()?);
        resources.iter().filter_map(at).all(|application| application.admits(groups))
    }

    /// Whether the applications at the addresses of these resources may learn something: a token is not to tell an API what its
    /// application does not learn in another way.
    pub fn may_learn<'a>(&self, resources: impl IntoIterator<Item = &'a str>, claim: Claim) -> bool {
        let at = |text: &str| self.at(&Resource::parse(text).ok()?.address()?);
        resources.into_iter().filter_map(at).all(|application| application.claims.contains(&claim))
    }

    /// What a client demands of a proof, its application, and the applications at the addresses of these resources: a token is not
    /// to open what its owner could not enter with that proof.
    pub fn demand<'a>(&self, registered: &Registered, resources: impl IntoIterator<Item = &'a str>) -> Demand {
        let at = |text: &str| self.at(&Resource::parse(text).ok()?.address()?);
        let own = registered.client.demand(&registered.application);
        resources.into_iter().filter_map(at).fold(own, |all, application| all.and(application.demand))
    }

    /// Whether all of them are content with a proof, as old as it was at this time.
    pub fn accept_proof<'a>(
        &self,
        registered: &Registered,
        resources: impl IntoIterator<Item = &'a str>,
        proof: &Proof,
        at: Timestamp,
    ) -> bool {
        self.demand(registered, resources).is_met(proof, at)
    }

    /// Whether an application has a location on this host, with any scheme and port.
    pub fn has_host(&self, host: &Host) -> bool {
        self.places.keys().any(|origin| origin.host() == host)
    }

    /// Whether an application has a location with this origin.
    pub fn has_origin(&self, origin: &Origin) -> bool {
        self.places.contains_key(origin)
    }

    /// The applications that have a location with this origin, the one with the shortest path first.
    pub fn at_origin(&self, origin: &Origin) -> Vec<Arc<Application>> {
        let mut found: Vec<Arc<Application>> = Vec::new();
        for (_, application) in self.places.get(origin).into_iter().flatten().rev() {
            if found.iter().all(|other| other.name != application.name) {
                found.push(Arc::clone(application));
            }
        }
        found
    }

    /// The applications that a user with these groups may enter, by title; and those of their clients that have an address of
    /// their own.
    pub fn open_to(&self, groups: &GroupNames) -> Vec<OpenApplication> {
        let is_closed_at_entrance = |application: &Application| {
            application.locations.first().is_some_and(|entrance| self.is_shared(entrance, application))
        };
        let admitting = self.all.iter().filter(|application| application.admits(groups));
        let entered = admitting.filter(|application| !is_closed_at_entrance(application));
        let is_open =
            |registered: &&Registered| registered.application.admits(groups) && !registered.client.definition.closed;
        let launched = self.clients.values().filter(is_open);
        let mut open: Vec<_> = entered.filter_map(|application| application.opened()).collect();
        open.extend(launched.filter_map(Registered::opened));
        let order = |open: &OpenApplication| (open.title.to_lowercase(), open.url.clone(), open.description.clone());
        open.sort_by_cached_key(order);
        open.dedup_by(|later, first| {
            let is_same = (&later.title, &later.url) == (&first.title, &first.url);
            // An application whose client opens at its entrance has no logo of its own.
            if is_same && first.logo.is_none() {
                first.logo = later.logo.take();
            }
            is_same
        });
        open
    }
}

#[cfg(test)]
mod tests;
