//! Sitecore Personalize: decisions (sitecore.md 1 to 4), direct and through the Edge proxy.

use crate::model::{Answer, Fault, Identity, Outcome, Question, Sitecore, primary_subtag};
use crate::ports::{Body, Json, Outgoing, Reply};

use super::faults::{refusal_fault, status_fault, unreadable};
use super::members::{each_member, has_members, items_with_ids, put_filled, put_texts};
use super::percent_encode::encoded;
use super::{ask, unanswered};

/// The request for the one point of a question, and what was left out of it.
pub fn decision_request<J: Json>(
    sitecore: &Sitecore,
    question: &Question<J>,
) -> (Outgoing, Vec<String>) {
    let mut warnings = Vec::new();
    let body = body(sitecore, question, &mut warnings).write();
    let mut request = ask(
        address(sitecore, "/v2/callFlows", "/v1/personalize"),
        Some(body),
    );
    if sitecore.edge.is_some() {
        request
            .headers
            .push(("x-sc-correlation-id", question.correlation.clone()));
    }
    (request, warnings)
}

/// An address of the direct API, or one of the Edge proxy with its credentials.
pub fn address(sitecore: &Sitecore, direct: &str, edge: &str) -> String {
    match &sitecore.edge {
        None => [&sitecore.endpoint, direct].concat(),
        Some(credentials) => [
            &sitecore.endpoint,
            edge,
            "?sitecoreContextId=",
            &encoded(&credentials.context_id),
            "&siteId=",
            &encoded(&credentials.site_name),
        ]
        .concat(),
    }
}

fn body<J: Json>(sitecore: &Sitecore, question: &Question<J>, warnings: &mut Vec<String>) -> J {
    let mut body = J::object();
    let is_edge = sitecore.edge.is_some();
    let texts = [
        ("clientKey", direct_only(sitecore, &sitecore.client_key)),
        ("channel", &sitecore.channel),
        (
            "pointOfSale",
            direct_only(sitecore, &sitecore.point_of_sale),
        ),
        (
            "friendlyId",
            question.points.first().map_or("", String::as_str),
        ),
        ("guestRef", &question.guest),
    ];
    put_texts(
        &mut body,
        texts.get(..if is_edge { 5 } else { 4 }).unwrap_or_default(),
    );
    put_filled(
        &mut body,
        "language",
        &language(sitecore, &question.language),
    );
    put_filled(
        &mut body,
        "currencyCode",
        sitecore.currency_code.as_deref().unwrap_or_default(),
    );
    put_identity(&mut body, &question.identity);
    let mut params = J::object();
    if let Some(context) = &question.context {
        params = read_params(context, warnings);
        each_member(context, &mut |name, value| match name {
            "params" => {}
            "pageVariantIds" if is_edge => put_variants(&mut body, value, warnings),
            _ if name == "geo" || params.get(name).is_none() => params.set(name, value),
            _ => {}
        });
    }
    put_campaign(&mut params, &question.campaign);
    if has_members(&params) {
        body.set("params", params);
    }
    body
}

/// What the page itself gave as `utm` wins whole.
fn put_campaign<J: Json>(params: &mut J, campaign: &[(String, String)]) {
    if campaign.is_empty() || params.get("utm").is_some() {
        return;
    }
    let mut utm = J::object();
    for (name, value) in campaign {
        put_texts(&mut utm, &[(name, value)]);
    }
    params.set("utm", utm);
}

/// The Edge proxy adds client key and point of sale itself and wants both empty.
pub fn direct_only<'a>(sitecore: &Sitecore, text: &'a str) -> &'a str {
    if sitecore.edge.is_some() { "" } else { text }
}

/// The configured language, else the upper-case primary subtag of the page's; empty if unknown.
pub fn language(sitecore: &Sitecore, tag: &str) -> String {
    match &sitecore.language {
        Some(language) => language.clone(),
        None => primary_subtag(tag).to_ascii_uppercase(),
    }
}

fn put_identity<J: Json>(body: &mut J, identity: &Identity) {
    match identity {
        Identity::Browser(id) => put_texts(body, &[("browserId", id)]),
        Identity::Email(email) => put_texts(body, &[("email", email)]),
        Identity::Identifier { id, provider } => {
            let mut identifiers = J::object();
            put_texts(&mut identifiers, &[("id", id), ("provider", provider)]);
            body.set("identifiers", identifiers);
        }
    }
}

fn read_params<J: Json>(context: &J, warnings: &mut Vec<String>) -> J {
    let Some(params) = context.get("params") else {
        return J::object();
    };
    if params.names().is_some() {
        return params.shallow_copy();
    }
    warnings.push(String::from("context.params left out: expected an object"));
    J::object()
}

fn put_variants<J: Json>(body: &mut J, variants: J, warnings: &mut Vec<String>) {
    let items = variants.items().unwrap_or_default();
    if !items.is_empty() && items.iter().all(|one| one.as_text().is_some()) {
        body.set("variants", variants);
        return;
    }
    warnings.push(String::from(
        "context.pageVariantIds left out: expected a list of texts",
    ));
}

/// The answer for the one point of a question.
pub fn read_answer<J: Json>(
    point: &str,
    reply: Reply<J>,
    fresh_id: &mut dyn FnMut() -> String,
) -> Answer<J> {
    let mut answer = unanswered(point);
    match content(reply) {
        Err(fault) => answer.outcome = Outcome::failed(fault),
        Ok(None) => {}
        Ok(Some(content)) => {
            answer.outcome = Outcome::decided();
            answer.entries.push(decision(point, content, &fresh_id()));
        }
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
    let message = body.text_at("message")?;
    body.get("code")?;
    let mut status = body.get("status")?;
    if let Some(text) = status.as_text() {
        status = J::read(&text)?;
    }
    let status = status.as_number()? as u16;
    (400..600)
        .contains(&status)
        .then(|| status_fault(status, &message))
}

fn is_blank<J: Json>(body: &J) -> bool {
    if let Some(text) = body.as_text() {
        return text.bytes().all(|byte| byte <= b' ');
    }
    let names = body.names();
    if names.is_some_and(|names| names.len() == 1) {
        return body
            .text_at("variantId")
            .is_some_and(|variant| variant.is_empty());
    }
    !has_members(body) && body.as_number().is_none() && body.as_boolean().is_none()
}

fn decision<J: Json>(point: &str, body: J, id: &str) -> J {
    let mut data = Vec::new();
    let mut attributes = J::object();
    if let Some(items) = body.items() {
        let count = items.len();
        data = items_with_ids(items, id);
        // A list with anything else in it is not a list of items (sitecore.md 3).
        if data.len() != count {
            data.clear();
        }
    } else if body.names().is_some() {
        attributes = body.shallow_copy();
    } else if let Some(text) = body.as_text() {
        put_texts(&mut attributes, &[("content", &text)]);
    }
    let mut decision = J::object();
    put_texts(
        &mut decision,
        &[
            ("personalizationId", id),
            ("personalizationPointName", point),
        ],
    );
    decision.set("data", J::list(data));
    decision.set("attributes", attributes);
    decision.set("raw", body);
    decision
}
