//! The scopes with which a client learns fields of one's own.

use super::{Scope, Scopes};
use crate::own_fields::{DefinedField, DefinedFields};
use crate::shared::OwnFieldName;
use std::collections::BTreeMap;

/// Of each field that the claims of a client name, the scope with which it learns the field: one of one's own, or `profile`. Fields that
/// applications do not see are missing.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct FieldScopes(BTreeMap<OwnFieldName, Scopes>);

impl FieldScopes {
    pub fn of(fields: &DefinedFields, named: &[OwnFieldName]) -> Self {
        let told = fields.in_effect().filter(|field| field.is_told(named));
        Self(told.map(|field| (field.name.clone(), scope_of(field))).collect())
    }

    /// None: the client does not learn the field.
    pub fn scope_of(&self, field: &OwnFieldName) -> Option<&Scopes> {
        self.0.get(field)
    }

    /// Whether a client with these scopes learns a field.
    pub fn tell(&self, field: &OwnFieldName, scopes: &Scopes) -> bool {
        self.scope_of(field).is_some_and(|scope| scopes.cover(scope))
    }

    /// The fields that a client with these scopes learns.
    pub fn told(&self, scopes: &Scopes) -> Vec<OwnFieldName> {
        self.0.iter().filter(|(_, scope)| scopes.cover(scope)).map(|(field, _)| field.clone()).collect()
    }

    /// All scopes of one's own among them.
    pub fn own(&self) -> Scopes {
        self.0.values().filter(|scope| !scope.contains(Scope::Profile)).cloned().collect()
    }

    /// Without names that are no scope: of one's own, those that no field has which the client learns.
    pub fn without_unknown(&self, scopes: &Scopes) -> Scopes {
        scopes.known().collect::<Scopes>().and(&scopes.common(&self.own()))
    }
}

fn scope_of(field: &DefinedField) -> Scopes {
    field.scope().map_or_else(|| Scope::Profile.into(), Scopes::from)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shared::own_fields::{OwnFieldParty, OwnFieldSource};
    use crate::shared::{OwnFieldDefinition, Timestamp};

    fn name(name: &str) -> OwnFieldName {
        OwnFieldName::from_stored(name.to_owned())
    }

    fn field(id: i64, own: &str, scope: &str, seen_by: OwnFieldParty) -> DefinedField {
        let scope = Some(scope.to_owned()).filter(|scope| !scope.is_empty());
        let definition =
            OwnFieldDefinition { scope, seen_by: vec![seen_by], changed_by: Vec::new(), ..Default::default() };
        DefinedField::new(id, name(own), definition, OwnFieldSource::Database, Timestamp(0))
    }

    #[test]
    fn a_field_is_told_with_its_scope_if_applications_see_it() {
        use OwnFieldParty::{Applications, Owner};
        let fields = DefinedFields::new(vec![
            field(1, "plan", "billing", Applications),
            field(2, "size", "", Applications),
            field(3, "note", "notes", Owner),
            field(4, "other", "others", Applications),
            DefinedField { deleted_at: Some(Timestamp(1)), ..field(5, "gone", "history", Applications) },
        ]);
        let of = FieldScopes::of(&fields, &["plan", "size", "note", "gone", "never"].map(name));
        for (scopes, told) in [
            ("", ""),
            ("openid profile", "size"),
            ("billing notes history others", "plan"),
            ("profile billing", "plan size"),
        ] {
            let names: Vec<_> = of.told(&Scopes::parse(scopes)).iter().map(ToString::to_string).collect();
            assert_eq!(names.join(" "), told, "{scopes}");
        }
        let tells = |scopes: &str| of.tell(&name("plan"), &Scopes::parse(scopes));
        assert!(tells("billing") && !tells("profile"));
        assert_eq!(of.scope_of(&name("note")), None);
        assert_eq!(of.own().to_string(), "billing");
        let asked = Scopes::parse("openid profile billing notes history others");
        assert_eq!(of.without_unknown(&asked).to_string(), "openid profile billing");
    }
}
