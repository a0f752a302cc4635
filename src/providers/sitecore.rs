//! Sitecore Personalize: decisions (sitecore.md 1 to 4), direct and through the Edge proxy.

use crate::value::{Shape, Value};
use crate::words::Word;

use super::entry::{answer, failed, is_empty, items_with_ids};
use super::faults::{reply_fault, unreadable};
use super::sitecore_wire::{is_absent, is_edge, request, tenant, without};

const MEMBERS: Word = t!("clientKey clientKey channel channel language language \
    currencyCode currencyCode pointOfSale pointOfSale");

/// The request for the one point of a question. What is left out of it is told in `warnings`.
pub fn decision_request<V: Value>(config: V, question: V, warnings: V) -> V {
    let edge = t!("/v1/personalize?sitecoreContextId=$contextId$&siteId=$siteName");
    let request = request(config, t!("/v2/callFlows"), edge);
    let body = question.at(t!("identity")).copy();
    let context = question.at(t!("context"));
    body.put_named(
        tenant(config, context, question.at(t!("language"))),
        MEMBERS,
    );
    body.put(t!("friendlyId"), question.at(t!("points")).item(0));
    if is_edge(config) {
        request
            .at(t!("headers"))
            .put(t!("x-sc-correlation-id"), question.at(t!("correlation")));
        body.put(t!("guestRef"), question.at(t!("guest")).or(V::text(t!(""))));
        put_variants(body, context.at(t!("pageVariantIds")), warnings);
    }
    let params = params(context, question.at(t!("campaign")), warnings);
    if params.names().len() > 0 {
        body.put(t!("params"), params);
    }
    request.put(t!("body"), body.write());
    request
}

fn put_variants<V: Value>(body: V, variants: V, warnings: V) {
    let mut is_right = variants.is_list();
    for variant in variants.entries() {
        is_right &= variant.is_text();
    }
    if is_right {
        body.put(t!("variants"), variants);
    } else if !is_absent(variants) {
        warnings.push(V::text(t!(
            "context.pageVariantIds left out: expected a list of texts"
        )));
    }
}

/// The campaign, over it the page's context, over that the context's own params.
fn params<V: Value>(context: V, campaign: V, warnings: V) -> V {
    let params = V::object();
    if campaign.names().len() > 0 {
        params.put(t!("utm"), campaign);
    }
    let taken = t!("params|geo|pageVariantIds|channel|language|currency|__proto__");
    params.put_all(without(context, taken));
    let own = context.at(t!("params"));
    params.put_all(own);
    if !own.is_object() && !is_absent(own) {
        warnings.push(V::text(t!("context.params left out: expected an object")));
    }
    let geo = context.at(t!("geo"));
    if !is_empty(geo) {
        params.put(t!("geo"), geo);
    }
    params
}

/// The answer for the one point of a question.
pub fn read_answer<V: Value>(point: V, reply: V, fresh_id: &dyn Fn() -> V) -> V {
    let body = reply.at(t!("body")).or(reply.at(t!("text")));
    let mut fault = reply_fault(reply).or(error_fault(body));
    if fault.is_nothing() && reply.at(t!("isBroken")).is_true() {
        fault = unreadable();
    }
    if !fault.is_nothing() {
        return failed(point, fault);
    }
    if is_blank(body) {
        return answer(point, t!("empty"));
    }
    let answer = answer(point, t!("decided"));
    answer
        .at(t!("entries"))
        .push(decision(point, body, fresh_id()));
    answer
}

/// The fault in a body of the service's own error form, which can come with any status
/// (sitecore.md 3).
fn error_fault<V: Value>(body: V) -> V {
    let status = body.at(t!("status"));
    let status = status.read().or(status);
    let number = status.as_number();
    let is_error = (400.0..600.0).contains(&number) && body.at(t!("message")).is_text();
    if !is_error || is_absent(body.at(t!("code"))) {
        return V::undefined();
    }
    let refusal = V::object();
    refusal.put(t!("status"), status);
    refusal.put(t!("body"), body);
    reply_fault(refusal)
}

fn is_blank<V: Value>(body: V) -> bool {
    match body.shape() {
        Shape::Nothing => true,
        Shape::Text => body.is_blank(),
        Shape::List => body.len() == 0,
        Shape::Object => {
            let count = body.names().len();
            count == 0 || count == 1 && body.at(t!("variantId")).is(t!(""))
        }
        _ => false,
    }
}

fn decision<V: Value>(point: V, body: V, id: V) -> V {
    let mut data = V::list();
    // A list with anything but objects in it is not a list of items (sitecore.md 3).
    let items = items_with_ids(body, id);
    if items.len() == body.len() && body.is_list() {
        data = items;
    }
    let mut attributes = V::object();
    if body.is_object() {
        attributes = body.copy();
    }
    if body.is_text() {
        attributes.put(t!("content"), body);
    }
    let decision = V::object();
    decision.put(t!("personalizationId"), id);
    decision.put(t!("personalizationPointName"), point);
    decision.put(t!("data"), data);
    decision.put(t!("attributes"), attributes);
    decision.put(t!("raw"), body);
    decision
}
