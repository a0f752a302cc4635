//! Sitecore Personalize: decisions (sitecore.md 1 to 4), direct and through the Edge proxy.

use crate::model::{Answer, Fault, Identity, Outcome, Question, Sitecore};
use crate::ports::{Body, Json, Media, Member, Outgoing, Reply};

use super::entry::{is_empty, items_with_ids, set_text};
use super::faults::{refusal_fault, status_fault, unreadable};
use super::percent_encode::push_encoded;

/// The request for the one point of a question, and what was left out of it.
pub fn decision_request<J: Json>(
    sitecore: &Sitecore,
    question: &Question<J>,
) -> (Outgoing, Vec<String>) {
    let mut warnings = Vec::new();
    let mut headers = vec![("Accept", String::from("application/json"))];
    if sitecore.edge.is_some() {
        headers.push(("x-sc-correlation-id", question.correlation.clone()));
    }
    let request = Outgoing {
        url: decision_url(sitecore),
        body: Some(body(sitecore, question, &mut warnings).write()),
        media: Media::Json,
        headers,
        keepalive: false,
    };
    (request, warnings)
}

fn decision_url(sitecore: &Sitecore) -> String {
    let mut url = sitecore.endpoint.clone();
    let Some(edge) = &sitecore.edge else {
        url.push_str("/v2/callFlows");
        return url;
    };
    url.push_str("/v1/personalize?sitecoreContextId=");
    push_encoded(&mut url, &edge.context_id);
    url.push_str("&siteId=");
    push_encoded(&mut url, &edge.site_name);
    url
}

fn body<J: Json>(sitecore: &Sitecore, question: &Question<J>, warnings: &mut Vec<String>) -> J {
    let mut body = J::object();
    body.set(
        "clientKey",
        J::text(direct_only(sitecore, &sitecore.client_key)),
    );
    body.set("channel", J::text(&sitecore.channel));
    set_text(
        &mut body,
        "language",
        &language(sitecore, &question.language),
    );
    set_text(
        &mut body,
        "currencyCode",
        sitecore.currency_code.as_deref().unwrap_or_default(),
    );
    body.set(
        "pointOfSale",
        J::text(direct_only(sitecore, &sitecore.point_of_sale)),
    );
    set_identity(&mut body, &question.identity);
    if let Some(point) = question.points.first() {
        body.set("friendlyId", J::text(point));
    }
    let mut params = base_params(&question.context, warnings);
    if sitecore.edge.is_some() {
        body.set("guestRef", J::text(&question.guest));
        set_variants(&mut body, &question.context, warnings);
    }
    add_members(&mut params, &question.context, sitecore.edge.is_some());
    add_campaign(&mut params, &question.campaign);
    if !is_empty(&params) {
        body.set("params", params);
    }
    body
}

/// The Edge proxy adds client key and point of sale itself and wants both empty.
pub fn direct_only<'a>(sitecore: &Sitecore, text: &'a str) -> &'a str {
    if sitecore.edge.is_some() { "" } else { text }
}

/// The configured language, else the upper-case primary subtag of the page's; empty if unknown.
pub fn language(sitecore: &Sitecore, tag: &str) -> String {
    if let Some(language) = &sitecore.language {
        return language.clone();
    }
    let primary = tag.split(['-', '_']).next().unwrap_or_default();
    if primary.len() < 2 || !primary.bytes().all(|byte| byte.is_ascii_alphabetic()) {
        return String::new();
    }
    primary.to_ascii_uppercase()
}

fn set_identity<J: Json>(body: &mut J, identity: &Identity) {
    match identity {
        Identity::Browser(id) => body.set("browserId", J::text(id)),
        Identity::Email(email) => body.set("email", J::text(email)),
        Identity::Identifier { id, provider } => {
            let mut identifiers = J::object();
            identifiers.set("id", J::text(id));
            identifiers.set("provider", J::text(provider));
            body.set("identifiers", identifiers);
        }
    }
}

fn base_params<J: Json>(context: &Option<J>, warnings: &mut Vec<String>) -> J {
    let Some(params) = context.member("params") else {
        return J::object();
    };
    if params.names().is_some() {
        return params.shallow_copy();
    }
    warnings.push(String::from("context.params left out: expected an object"));
    J::object()
}

fn set_variants<J: Json>(body: &mut J, context: &Option<J>, warnings: &mut Vec<String>) {
    let Some(variants) = context.member("pageVariantIds") else {
        return;
    };
    let is_texts = |list: Vec<J>| list.iter().all(|one| one.as_text().is_some());
    if variants.items().is_some_and(is_texts) {
        body.set("variants", variants);
        return;
    }
    warnings.push(String::from(
        "context.pageVariantIds left out: expected a list of texts",
    ));
}

fn add_members<J: Json>(params: &mut J, context: &Option<J>, is_edge: bool) {
    for name in context.as_ref().and_then(J::names).unwrap_or_default() {
        // `__proto__` would change what the object is instead of adding a member to it.
        if name == "params" || name == "__proto__" || is_edge && name == "pageVariantIds" {
            continue;
        }
        let Some(value) = context.member(&name) else {
            continue;
        };
        if name == "geo" || params.get(&name).is_none() {
            params.set(&name, value);
        }
    }
}

fn add_campaign<J: Json>(params: &mut J, campaign: &[(String, String)]) {
    if campaign.is_empty() || params.get("utm").is_some() {
        return;
    }
    let mut utm = J::object();
    for (name, value) in campaign {
        utm.set(name, J::text(value));
    }
    params.set("utm", utm);
}

/// The answer for the one point of a question.
pub fn read_answer<J: Json>(
    point: &str,
    reply: Reply<J>,
    fresh_id: &mut dyn FnMut() -> String,
) -> Answer<J> {
    let mut answer = Answer {
        point: point.to_owned(),
        entries: Vec::new(),
        outcome: Outcome::empty(),
        request_id: None,
        diagnostics: None,
    };
    match content(reply) {
        Err(fault) => answer.outcome = Outcome::failed(fault),
        Ok(Some(content)) => {
            answer.outcome = Outcome::decided();
            answer.entries.push(decision(point, &content, &fresh_id()));
        }
        Ok(None) => {}
    }
    answer
}

/// The author's body, if there is something in it.
fn content<J: Json>(reply: Reply<J>) -> Result<Option<J>, Fault> {
    if !reply.is_success() {
        return Err(refusal_fault(&reply));
    }
    match reply.body {
        Body::Empty => Ok(None),
        Body::Broken => Err(unreadable()),
        Body::Text(body) | Body::Json(body) => match error_fault(&body) {
            Some(fault) => Err(fault),
            None => Ok((!is_blank(&body)).then_some(body)),
        },
    }
}

/// A body of the service's own error form, which can come with any status (sitecore.md 3).
fn error_fault<J: Json>(body: &J) -> Option<Fault> {
    body.get("code")?;
    let message = body.text_at("message")?;
    let status = body.get("status")?;
    let status = match status.as_text() {
        Some(text) => text.parse::<u16>().ok()?,
        None => status.as_number()? as u16,
    };
    (400..600)
        .contains(&status)
        .then(|| status_fault(status, Some(message)))
}

fn is_blank<J: Json>(body: &J) -> bool {
    if body.is_nothing() || is_empty(body) {
        return true;
    }
    if let Some(text) = body.as_text() {
        return text.trim().is_empty();
    }
    let is_lone = body.names().is_some_and(|names| names.len() == 1);
    is_lone
        && body
            .text_at("variantId")
            .is_some_and(|variant| variant.is_empty())
}

fn decision<J: Json>(point: &str, body: &J, id: &str) -> J {
    let mut data = Vec::new();
    let mut attributes = J::object();
    if let Some(items) = body.items() {
        data = items_with_ids(&items, id);
        // A list with anything else in it is not a list of items (sitecore.md 3).
        if data.len() != items.len() {
            data.clear();
        }
    } else if body.names().is_some() {
        attributes = body.shallow_copy();
    } else if body.as_text().is_some() {
        attributes.set("content", body.clone());
    }
    let mut decision = J::object();
    decision.set("personalizationId", J::text(id));
    decision.set("personalizationPointName", J::text(point));
    decision.set("data", J::list(data));
    decision.set("attributes", attributes);
    decision.set("raw", body.clone());
    decision
}
