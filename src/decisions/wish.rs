//! What a caller wants: the arguments of `Personalization.fetch`, read and checked.

use crate::model::{Code, Config, Fault, Identity};
use crate::ports::Json;
use crate::providers::read_identity;

/// A checked call of `fetch`.
#[derive(Clone, Debug)]
pub struct Wish<J> {
    /// Each point once, in the order asked.
    pub points: Vec<String>,
    pub context: Option<J>,
    /// Who is asked about, where it is not this browser.
    pub identity: Option<Identity>,
    pub token: Option<String>,
}

impl<J: Json> Wish<J> {
    /// Equal for wishes that may share an answer about the same point.
    pub fn key(&self) -> String {
        let mut key = self.context.as_ref().map(Json::write).unwrap_or_default();
        let identity = match &self.identity {
            None | Some(Identity::Browser(_)) => ["", "", ""],
            Some(Identity::Email(email)) => ["e", email, ""],
            Some(Identity::Identifier { id, provider }) => ["i", id, provider],
        };
        for part in identity.into_iter().chain(self.token.as_deref()) {
            // Neither JSON text nor a checked header value holds this control character bare.
            key.push('\0');
            key.push_str(part);
        }
        key
    }
}

/// Reads the plain arguments of a call.
pub fn read_wish<J: Json>(
    config: &Config,
    points: &J,
    context: &J,
    options: &J,
) -> Result<Wish<J>, Fault> {
    let timeout = options
        .get("timeoutMs")
        .filter(|timeout| !timeout.is_nothing());
    if timeout.is_some_and(|timeout| timeout.as_number().is_none_or(|number| number.is_nan() || number <= 0.0)) {
        return Err(invalid(
            "timeoutMs must be a number of milliseconds above 0.",
        ));
    }
    let token = options
        .get("accessToken")
        .filter(|token| !token.is_nothing());
    let identity = options
        .get("identity")
        .filter(|identity| !identity.is_nothing());
    Ok(Wish {
        points: read_points(points)?,
        context: read_context(context)?,
        identity: identity
            .map(|identity| read_identity(config, &identity))
            .transpose()?,
        token: token.map(|token| read_token(&token)).transpose()?,
    })
}

fn read_points<J: Json>(points: &J) -> Result<Vec<String>, Fault> {
    const EXPECTED: &str = "Points must be a list of at least one personalization point name, such as [\"home_hero\"].";
    let mut names: Vec<String> = Vec::new();
    for entry in points.items().unwrap_or_default() {
        match entry.as_text() {
            Some(name) if !name.trim().is_empty() => {
                if !names.contains(&name) {
                    names.push(name);
                }
            }
            _ => return Err(invalid(EXPECTED)),
        }
    }
    if names.is_empty() {
        Err(invalid(EXPECTED))
    } else {
        Ok(names)
    }
}

fn read_context<J: Json>(context: &J) -> Result<Option<J>, Fault> {
    match context.names() {
        Some(_) => Ok(Some(context.clone())),
        None if context.is_nothing() => Ok(None),
        None => Err(invalid(
            "The context must be an object, such as { anchorId: \"SKU-1\" }.",
        )),
    }
}

fn read_token<J: Json>(token: &J) -> Result<String, Fault> {
    let token = token.as_text().unwrap_or_default();
    let is_header_value = !token.is_empty() && token.bytes().all(|byte| byte.is_ascii_graphic());
    if is_header_value {
        return Ok(token);
    }
    Err(invalid(
        "accessToken must be a text that fits into a header: visible ASCII characters without spaces.",
    ))
}

fn invalid(message: &'static str) -> Fault {
    Fault::new(Code::InvalidArgument, message)
}
