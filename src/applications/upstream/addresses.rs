//! For which addresses a provider vouches, and who is admitted by them.

use super::kinds::Vouching;
use super::{Provider, ProviderFailure, Said};
use crate::shared::fields::names::is_unseen;

/// The maximum length of an address in bytes.
const MAX_BYTES: usize = 254;

/// Whether the provider vouches for an address: only then does it count as confirmed here.
pub fn vouches(provider: &Provider, said: &Said<'_>) -> bool {
    let Some(domain) = domain_of(said.email) else { return false };
    match provider.rules().vouching {
        Vouching::Never => false,
        Vouching::Where(is_right) => is_right(said, &domain),
        Vouching::InTrustedDomains => {
            let trusted = &provider.definition.trusted_domains;
            said.is_verified && trusted.iter().any(|trusted| trusted == "*" || *trusted == domain)
        }
    }
}

/// Whether an account may sign in here. `vouched`: its address, if the provider vouches for it.
///
/// # Errors
/// If it belongs to none of the domains that the operator has listed.
pub fn admit(
    provider: &Provider,
    vouched: Option<&str>,
    has_address: bool,
    organisation: Option<&str>,
) -> Result<(), ProviderFailure> {
    let allowed = &provider.definition.allowed_domains;
    let is_listed = |domain: &str| allowed.iter().any(|listed| listed == domain);
    let of_address = vouched.and_then(domain_of);
    let is_admitted = allowed.is_empty() || of_address.is_some_and(|domain| is_listed(&domain));
    let is_admitted = is_admitted || organisation.is_some_and(|name| is_listed(&name.to_ascii_lowercase()));
    if is_admitted {
        return Ok(());
    }
    let is_unknown = !has_address && organisation.is_none();
    Err(if is_unknown { ProviderFailure::NoAddress } else { ProviderFailure::Domain })
}

/// The address, if it can be one: a provider can say anything.
pub fn plausible(email: &str) -> Option<&str> {
    let (local, domain) = email.rsplit_once('@')?;
    let is_right = !local.is_empty() && !domain.is_empty() && email.len() <= MAX_BYTES;
    let is_clean = !email.chars().any(|c| is_unseen(c) || c.is_whitespace());
    (is_right && is_clean).then_some(email)
}

/// The domain of an address, as definitions have it: small letters, in ASCII. None for others, so that no letter that only looks
/// like one of ASCII stands for it.
fn domain_of(email: &str) -> Option<String> {
    let (local, domain) = email.rsplit_once('@')?;
    (!local.is_empty() && !domain.is_empty() && domain.is_ascii()).then(|| domain.to_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shared::{ProviderDefinition, ProviderKind, ProviderName, ProviderSource};

    fn provider(definition: ProviderDefinition) -> Provider {
        Provider::new(ProviderName::from_stored("corp".to_owned()), definition, None, ProviderSource::Database)
    }

    fn of(kind: ProviderKind) -> Provider {
        provider(ProviderDefinition { kind, ..ProviderDefinition::default() })
    }

    fn said<'a>(email: &'a str, is_verified: bool, organisation: Option<&'a str>) -> Said<'a> {
        Said { email, is_verified, organisation }
    }

    #[test]
    fn a_provider_vouches_only_for_what_it_knows() {
        let google = of(ProviderKind::Google);
        assert!(vouches(&google, &said("maren@Gmail.com", true, None)));
        assert!(vouches(&google, &said("maren@googlemail.com", true, None)));
        assert!(vouches(&google, &said("maren@corp.example", true, Some("corp.example"))));
        assert!(!vouches(&google, &said("maren@corp.example", true, None)));
        assert!(!vouches(&google, &said("maren@gmail.com", false, Some("gmail.com"))));
        assert!(!vouches(&google, &said("maren@gmail.com@evil.example", true, None)));
        assert!(!vouches(&google, &said("maren@ｇmail.com", true, None)));
        assert!(vouches(&of(ProviderKind::Github), &said("maren@corp.example", true, None)));
        assert!(!vouches(&of(ProviderKind::Microsoft), &said("maren@corp.example", true, Some("corp.example"))));
        assert!(!vouches(&of(ProviderKind::Openid), &said("maren@corp.example", true, None)));
        let trusted_domains = vec!["corp.example".to_owned()];
        let corp = provider(ProviderDefinition { trusted_domains, ..ProviderDefinition::default() });
        assert!(vouches(&corp, &said("maren@CORP.example", true, None)));
        assert!(!vouches(&corp, &said("maren@corp.example", false, None)));
        assert!(!vouches(&corp, &said("maren@sub.corp.example", true, None)));
        let trusted_domains = vec!["*".to_owned()];
        let all = provider(ProviderDefinition { trusted_domains, ..ProviderDefinition::default() });
        assert!(vouches(&all, &said("maren@elsewhere.example", true, None)));
        assert!(!vouches(&all, &said("maren", true, None)));
    }

    #[test]
    fn only_listed_domains_are_admitted() {
        let allowed_domains = vec!["corp.example".to_owned()];
        let corp = provider(ProviderDefinition { allowed_domains, ..ProviderDefinition::default() });
        assert_eq!(admit(&of(ProviderKind::Openid), None, false, None), Ok(()));
        assert_eq!(admit(&corp, Some("maren@corp.example"), true, None), Ok(()));
        assert_eq!(admit(&corp, None, true, Some("Corp.example")), Ok(()));
        assert_eq!(admit(&corp, None, true, None), Err(ProviderFailure::Domain));
        assert_eq!(admit(&corp, Some("maren@evil.example"), true, Some("evil.example")), Err(ProviderFailure::Domain));
        assert_eq!(admit(&corp, None, false, None), Err(ProviderFailure::NoAddress));
    }

    #[test]
    fn what_is_no_address_is_left_out() {
        assert_eq!(plausible("maren@corp.example"), Some("maren@corp.example"));
        for text in
            ["", "maren", "@corp.example", "maren@", "a b@corp.example", "a\n@corp.example", "a\u{202e}b@corp.example"]
        {
            assert_eq!(plausible(text), None, "{text}");
        }
        assert_eq!(plausible(&format!("{}@corp.example", "a".repeat(250))), None);
    }
}
