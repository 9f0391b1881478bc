//! Fields of one's own in claims: which of them a client learns with its scopes, and what an account has in them. A claim of a client with
//! a field is given with the scope of the field, wherever claims are given.

use super::claims::{Learned, ToldFields, with_asked};
use crate::accounts::{OpenId, UnitOfWork, User};
use crate::applications::{
    Client, FieldScopes, Registered, RequestedClaims, ReturnedIn, Scope, Scopes, is_reserved_claim, supported_claims,
};
use crate::own_fields::{DefinedField, OwnScope};
use crate::shared::own_fields::OwnFieldName;
use crate::shared::{GroupCarrier, UserId};
use crate::store::StoreError;
use std::collections::BTreeSet;

/// What clients can ask for, as discovery says.
pub struct Supported {
    pub scopes: Vec<String>,
    pub claims: Vec<String>,
}

/// The fields of one's own that the claims of a client name.
fn named_fields(client: &Client) -> Vec<OwnFieldName> {
    client.definition.claims.iter().filter_map(|rule| Some(rule.field()?.name)).collect()
}

impl OpenId {
    /// The scopes with which a client learns the fields that its claims name. Without such claims nothing is read.
    pub(in crate::accounts) async fn field_scopes(&self, client: &Client) -> Result<FieldScopes, StoreError> {
        let named = named_fields(client);
        if named.is_empty() {
            return Ok(FieldScopes::default());
        }
        let all = self.own_fields().all().await?;
        Ok(FieldScopes::of(&all, &named))
    }

    /// What an account has in the fields that a client with these scopes learns, as far as there is room for it. Without such fields
    /// nothing is read. `fields`: of the client.
    pub(in crate::accounts) async fn fields_for(
        &self,
        fields: &FieldScopes,
        user: UserId,
        scopes: &Scopes,
        carrier: GroupCarrier,
    ) -> Result<ToldFields, StoreError> {
        let values = self.own_fields().learned_of(user, fields.told(scopes), carrier).await?;
        Ok(ToldFields { scopes: fields.clone(), values })
    }

    /// What a client learns in one place with these scopes, and with the parameter `claims` of its request.
    pub(super) async fn learned_at(
        &self,
        place: ReturnedIn,
        user: &User,
        registered: &Registered,
        scopes: &Scopes,
        asked: &RequestedClaims,
    ) -> Result<Learned, StoreError> {
        let carrier = match place {
            ReturnedIn::Userinfo => GroupCarrier::Userinfo,
            ReturnedIn::IdToken => GroupCarrier::IdToken,
        };
        let known = self.field_scopes(&registered.client).await?;
        let all = with_asked(registered, &known, scopes, asked);
        let fields = self.fields_for(&known, user.id, &all, carrier).await?;
        Ok(Learned::at(place, user, &fields, registered, scopes, asked, &self.settings().issuer))
    }

    /// What people call the fields that a client learns with these scopes: of each its label, a line for each language. `fields`: of the
    /// client.
    pub(super) async fn labels_of_fields(
        &self,
        fields: &FieldScopes,
        scopes: &Scopes,
    ) -> Result<Vec<Vec<String>>, StoreError> {
        let told = fields.told(scopes);
        if told.is_empty() {
            return Ok(Vec::new());
        }
        let all = self.own_fields().all().await?;
        let label = |field: &DefinedField| match field.definition.label.as_slice() {
            [] => vec![field.name.to_string()],
            lines => lines.to_vec(),
        };
        Ok(all.in_effect().filter(|field| field.is_told(&told)).map(label).collect())
    }

    /// The scopes and claims that a client may get here, those of fields that applications see included.
    pub async fn supported(&self) -> Result<Supported, StoreError> {
        let all = self.own_fields().all().await?;
        let own: BTreeSet<OwnScope> = all.seen_by_applications().filter_map(DefinedField::scope).collect();
        // What has another meaning cannot be the name of such a claim.
        let named = all.seen_by_applications().map(|field| field.name.as_str()).filter(|name| !is_reserved_claim(name));
        let scopes = Scope::ALL.iter().map(ToString::to_string).chain(own.iter().map(ToString::to_string));
        let claims = supported_claims().map(str::to_owned).chain(named.map(str::to_owned));
        Ok(Supported { scopes: scopes.collect(), claims: claims.collect() })
    }
}

impl UnitOfWork {
    /// As [`OpenId::field_scopes`], in this transaction.
    pub(super) async fn field_scopes(&mut self, client: &Client) -> Result<FieldScopes, StoreError> {
        let named = named_fields(client);
        if named.is_empty() {
            return Ok(FieldScopes::default());
        }
        let all = self.defined_fields().await?;
        Ok(FieldScopes::of(&all, &named))
    }
}
