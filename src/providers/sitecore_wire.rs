//! What every message to Sitecore is made with: addresses, and the tenant's members (sitecore.md 1).

use crate::value::Value;
use crate::words::Word;

use super::entry::{filled_text, put_filled};

/// Whether requests go through the Edge proxy.
#[inline(never)]
pub fn is_edge<V: Value>(config: V) -> bool {
    !config.at(t!("contextId")).is_nothing()
}

/// A GET of JSON from one of two paths; with a body it becomes a POST.
pub fn request<V: Value>(config: V, direct: Word, edge: Word) -> V {
    let request = V::object();
    let headers = V::object();
    headers.put_text(t!("Accept"), t!("application/json"));
    request.put(t!("headers"), headers);
    request.put(t!("url"), address(config, direct, edge));
    request
}

/// The address of one of two paths, in which `$name$` stands for that member, percent-encoded.
pub fn address<V: Value>(config: V, direct: Word, edge: Word) -> V {
    let path = if is_edge(config) { edge } else { direct };
    let mut address = config.at(t!("endpoint"));
    let mut is_name = false;
    for part in V::text(path).split(t!("$")).entries() {
        let part = if is_name {
            config.of(part).encode()
        } else {
            part
        };
        address = address.then(part);
        is_name = !is_name;
    }
    address
}

/// The configuration as messages carry it, in a page of that language; what the call says of itself
/// comes before it.
pub fn tenant<V: Value>(config: V, call: V, language: V) -> V {
    let tenant = config.copy();
    if is_edge(config) {
        // The Edge proxy adds both itself and wants them empty.
        tenant.put_text(t!("clientKey"), t!(""));
        tenant.put_text(t!("pointOfSale"), t!(""));
    }
    put_filled(
        tenant,
        t!("channel"),
        filled_text(call, t!("channel")).upper(),
    );
    tenant.put(t!("currencyCode"), filled_text(call, t!("currency")));
    // A decision is told it as it is written, an event in capitals.
    let currency = tenant.at(t!("currencyCode")).upper();
    put_filled(tenant, t!("currency"), currency);
    tenant.put(
        t!("language"),
        upper_subtag(call.at(t!("language")))
            .or(tenant.at(t!("language")))
            .or(upper_subtag(language)),
    );
    tenant
}

/// The upper-case primary subtag of a language tag; `undefined` where it is none.
fn upper_subtag<V: Value>(tag: V) -> V {
    let subtag = tag.split(t!("-")).item(0).split(t!("_")).item(0);
    if subtag.fits(t!("[a-zA-Z]{2,}")) {
        return subtag.upper();
    }
    V::undefined()
}

/// A copy of an object without some of its members (`|` between their names); of anything else, an
/// empty object.
#[inline(never)]
pub fn without<V: Value>(object: V, names: Word) -> V {
    if !object.is_object() {
        return V::object();
    }
    let rest = object.copy();
    for name in V::text(names).split(t!("|")).entries() {
        rest.take_out(name);
    }
    rest
}

/// Whether there is no value at all; `null` is one.
pub fn is_absent<V: Value>(value: V) -> bool {
    value.same(V::undefined())
}
