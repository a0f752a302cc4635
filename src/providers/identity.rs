//! The identity a page asks with instead of the browser id (`FetchOptions.identity`).

use crate::model::{Code, Config, Fault, Identity, Provider};
use crate::ports::Json;

use super::entry::filled_text;

/// Reads `options.identity`: an e-mail address or an identifier, never both, nothing blank.
pub fn read_identity<J: Json>(config: &Config, identity: &J) -> Result<Identity, Fault> {
    if matches!(config.provider, Provider::Salesforce(_)) {
        return Err(invalid(
            "options.identity: only Sitecore decides by another identity than the browser's; \
             leave it out.",
        ));
    }
    let read = match (identity.get("email"), identity.get("identifiers")) {
        (Some(_), None) => filled_text(identity, "email").map(Identity::Email),
        (None, Some(identifiers)) => read_identifier(&identifiers),
        _ => None,
    };
    read.ok_or_else(|| {
        invalid(
            "options.identity: expected exactly one of { email } and { identifiers: { id, \
             provider } }, each a text that is not blank.",
        )
    })
}

fn read_identifier<J: Json>(identifiers: &J) -> Option<Identity> {
    let id = filled_text(identifiers, "id")?;
    let provider = filled_text(identifiers, "provider")?;
    Some(Identity::Identifier { id, provider })
}

fn invalid(message: &'static str) -> Fault {
    Fault::new(Code::InvalidArgument, message)
}
