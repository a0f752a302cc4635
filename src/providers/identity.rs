//! The identity a page asks with instead of the browser id (`FetchOptions.identity`).

use crate::model::{Code, Config, Fault, Identity, Provider};
use crate::ports::Json;

use super::members::text_at;

/// Reads `options.identity`: an e-mail address or an identifier, never both, nothing blank.
pub fn read_identity<J: Json>(config: &Config, identity: &J) -> Result<Identity, Fault> {
    if matches!(config.provider, Provider::Salesforce(_)) {
        return Err(Fault::new(
            Code::InvalidArgument,
            "options.identity: only Sitecore decides by another identity than the browser's; \
             leave it out.",
        ));
    }
    let email = text_at(identity, "email");
    let identifiers = identity.get("identifiers");
    let (id, provider) = match &identifiers {
        Some(given) => (text_at(given, "id"), text_at(given, "provider")),
        None => (String::new(), String::new()),
    };
    if identifiers.is_none() && !email.is_empty() {
        return Ok(Identity::Email(email));
    }
    if identity.get("email").is_none() && !id.is_empty() && !provider.is_empty() {
        return Ok(Identity::Identifier { id, provider });
    }
    Err(Fault::new(
        Code::InvalidArgument,
        "options.identity: expected exactly one of { email } and { identifiers: { id, provider } \
         }, each a text that is not blank.",
    ))
}
