//! Sitecore Personalize: decisions (sitecore.md 1 to 4), direct and through the Edge proxy.

use crate::value::{Shape, Value};

use super::entry::{answer, failed, items_with_ids, put_all, put_named};
use super::faults::{reply_fault, unreadable};
use super::sitecore_wire::{is_absent, is_edge, request, tenant, without};

const MEMBERS: &str = "clientKey clientKey channel channel language language \
    currencyCode currencyCode pointOfSale pointOfSale";

/// The request for the one point of a question. What is left out of it is told in `warnings`.
pub fn decision_request<V: Value>(config: V, question: V, warnings: V) -> V {
    let edge = "/v1/personalize?sitecoreContextId=$contextId$&siteId=$siteName";
    let request = request(config, "/v2/callFlows", edge);
    let body = question.at("identity").copy();
    put_named(body, tenant(config, question.at("language")), MEMBERS);
    body.put("friendlyId", question.at("points").item(0));
    let context = question.at("context");
    if is_edge(config) {
        request
            .at("headers")
            .put("x-sc-correlation-id", question.at("correlation"));
        body.put("guestRef", question.at("guest").or(V::text("")));
        put_variants(body, context.at("pageVariantIds"), warnings);
    }
    let params = params(config, context, question.at("campaign"), warnings);
    if params.names().len() > 0 {
        body.put("params", params);
    }
    request.put("body", body.write());
    request
}

fn put_variants<V: Value>(body: V, variants: V, warnings: V) {
    let mut is_right = variants.is_list();
    for variant in variants.entries() {
        is_right &= variant.is_text();
    }
    if is_right {
        body.put("variants", variants);
    } else if !is_absent(variants) {
        warnings.push(V::text(
            "context.pageVariantIds left out: expected a list of texts",
        ));
    }
}

/// The campaign, over it the page's context, over that the context's own params.
fn params<V: Value>(config: V, context: V, campaign: V, warnings: V) -> V {
    let params = V::object();
    if campaign.names().len() > 0 {
        params.put("utm", campaign);
    }
    let taken = if is_edge(config) {
        "params|__proto__|pageVariantIds"
    } else {
        "params|__proto__"
    };
    put_all(params, without(context, taken));
    let own = context.at("params");
    put_all(params, own);
    if !own.is_object() && !is_absent(own) {
        warnings.push(V::text("context.params left out: expected an object"));
    }
    params.put("geo", context.at("geo"));
    params
}

/// The answer for the one point of a question.
pub fn read_answer<V: Value>(point: V, reply: V, fresh_id: &dyn Fn() -> V) -> V {
    let body = reply.at("body").or(reply.at("text"));
    let mut fault = reply_fault(reply).or(error_fault(body));
    if fault.is_nothing() && reply.at("isBroken").is_true() {
        fault = unreadable();
    }
    if !fault.is_nothing() {
        return failed(point, fault);
    }
    if is_blank(body) {
        return answer(point, "empty");
    }
    let answer = answer(point, "decided");
    answer.at("entries").push(decision(point, body, fresh_id()));
    answer
}

/// The fault in a body of the service's own error form, which can come with any status
/// (sitecore.md 3).
fn error_fault<V: Value>(body: V) -> V {
    let status = body.at("status");
    let status = status.read().or(status);
    let number = status.as_number();
    let is_error = (400.0..600.0).contains(&number) && body.at("message").is_text();
    if !is_error || is_absent(body.at("code")) {
        return V::undefined();
    }
    let refusal = V::object();
    refusal.put("status", status);
    refusal.put("body", body);
    reply_fault(refusal)
}

fn is_blank<V: Value>(body: V) -> bool {
    match body.shape() {
        Shape::Nothing => true,
        Shape::Text => body.is_blank(),
        Shape::List => body.len() == 0,
        Shape::Object => {
            let count = body.names().len();
            count == 0 || count == 1 && body.at("variantId").is("")
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
    let attributes = without(body, "");
    if body.is_text() {
        attributes.put("content", body);
    }
    let decision = V::object();
    decision.put("personalizationId", id);
    decision.put("personalizationPointName", point);
    decision.put("data", data);
    decision.put("attributes", attributes);
    decision.put("raw", body);
    decision
}
