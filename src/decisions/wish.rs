//! What a caller wants: the arguments of `Personalization.fetch`, read and checked.

use crate::model::{fault, is_fault};
use crate::providers::{decision_request, read_identity};
use crate::value::{Shape, Value};
use crate::words::Word;

/// How long a question nobody has given a deadline may take, in milliseconds.
const USUAL_TIMEOUT: f64 = 2000.0;

/// Reads the plain arguments of a call into a wish, or a fault:
/// `{ points, context?, identity?, token?, reload, until, key }`, each point once, in the order asked.
/// Wishes of the same `key` may share an answer about the same point. `until` is when the deadline
/// passes, by the wall clock.
pub fn read_wish<V: Value>(config: V, points: V, context: V, options: V, now: f64) -> V {
    let wish = V::object();
    let names = read_points(points);
    if names.len() == 0 {
        return invalid(t!(
            "Points must be a list of at least one personalization point name, such as [\"home_hero\"]."
        ));
    }
    wish.put(t!("points"), names);
    if !context.is_nothing() {
        if !context.is_object() {
            return invalid(t!(
                "The context must be an object, such as { anchorId: \"SKU-1\" }."
            ));
        }
        if !is_of_one_data_space(config, context) {
            return invalid(t!(
                "All points of a page belong to one data space: leave context.dataspace out, and give personalization.dataspace to init."
            ));
        }
        wish.put(t!("context"), context);
    }
    let timeout = options.at(t!("timeoutMs"));
    let is_time = timeout.shape() == Shape::Number && timeout.as_number() > 0.0;
    if !timeout.is_nothing() && !is_time {
        return invalid(t!("timeoutMs must be a number of milliseconds above 0."));
    }
    let patience = if is_time {
        timeout.as_number()
    } else {
        USUAL_TIMEOUT
    };
    wish.put(t!("until"), V::number(now + patience));
    wish.put(t!("reload"), V::boolean(options.at(t!("reload")).is_true()));
    let token = options.at(t!("accessToken"));
    if !token.is_nothing() {
        if !is_header_value(token) {
            return invalid(t!(
                "accessToken must be a text that fits into a header: visible ASCII characters without spaces."
            ));
        }
        wish.put(t!("token"), token);
    }
    let identity = options.at(t!("identity"));
    if !identity.is_nothing() {
        let read = read_identity(config, identity);
        if is_fault(read) {
            return read;
        }
        wish.put(t!("identity"), read);
    }
    wish.put(t!("key"), key(config, wish));
    wish
}

/// A page asks one data space (salesforce.md 2); the context may name it, but no other. Sitecore has
/// none, and takes the word for the page's own.
fn is_of_one_data_space<V: Value>(config: V, context: V) -> bool {
    let named = context.at(t!("dataspace"));
    let own = config.at(t!("dataspace")).or(V::text(t!("default")));
    named.is_nothing() || named.same(own) || !config.at(t!("service")).is(t!("salesforce"))
}

/// The names, each once; an empty list if one of them is no name.
fn read_points<V: Value>(points: V) -> V {
    let (names, known) = (V::list(), V::object());
    for name in points.entries() {
        if !points.is_list() || name.is_blank() {
            return V::list();
        }
        if !known.of(name).is_true() {
            known.put_of(name, V::boolean(true));
            names.push(name);
        }
    }
    names
}

fn is_header_value<V: Value>(token: V) -> bool {
    token.fits(t!("[!-~]+"))
}

/// What would be sent, but for the points and what Attune adds: pages write the same context in many
/// ways. Of a question with nothing of its own, nothing has to be put together.
fn key<V: Value>(config: V, wish: V) -> V {
    let identity = wish.at(t!("identity"));
    let own = wish.at(t!("context")).names().len();
    if own == 0 && identity.is_nothing() && wish.at(t!("token")).is_nothing() {
        return V::text(t!(""));
    }
    let (context, sorted) = (wish.at(t!("context")), V::object());
    for name in context.names().sorted(0).entries() {
        sorted.put_of(name, context.of(name));
    }
    let question = wish.copy();
    question.put(t!("context"), sorted);
    question.put(t!("points"), V::list());
    question.put(t!("identity"), identity.or(V::object()));
    decision_request(config, question, V::list()).write()
}

fn invalid<V: Value>(message: Word) -> V {
    fault(t!("invalid-argument"), message)
}

#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod tests {
    use serde_json::{Value as Json, json};

    use super::*;
    use crate::fakes::Fake;

    fn read(points: Json, context: Json, options: Json) -> Json {
        let config = Fake::from(json!({ "service": "salesforce" }));
        read_wish(
            config,
            Fake::from(points),
            Fake::from(context),
            Fake::from(options),
            0.0,
        )
        .json()
    }

    #[test]
    fn points_are_merged_and_untouched() {
        assert_eq!(
            read(json!(["b ", "a", "b "]), Json::Null, json!({}))["points"],
            json!(["b ", "a"])
        );
    }

    #[test]
    fn arguments_that_cannot_be_meant_are_refused() {
        for points in [
            json!([]),
            json!("home"),
            json!(["a", " "]),
            json!(["a", 1]),
            json!({ "0": "a" }),
            Json::Null,
        ] {
            assert_eq!(
                read(points.clone(), Json::Null, json!({}))["code"],
                "invalid-argument",
                "{points}"
            );
        }
        for context in [json!("x"), json!([1]), json!(1)] {
            assert_eq!(
                read(json!(["a"]), context.clone(), json!({}))["code"],
                "invalid-argument",
                "{context}"
            );
        }
        for options in [
            json!({ "timeoutMs": 0 }),
            json!({ "timeoutMs": -1 }),
            json!({ "timeoutMs": "2000" }),
            json!({ "accessToken": "" }),
            json!({ "accessToken": "a b" }),
            json!({ "accessToken": "a\nb" }),
            json!({ "accessToken": 7 }),
            json!({ "identity": { "email": "ada@example.com" } }),
        ] {
            assert_eq!(
                read(json!(["a"]), Json::Null, options.clone())["code"],
                "invalid-argument",
                "{options}"
            );
        }
    }

    #[test]
    fn data_spaces_are_not_mixed() {
        let code = |dataspace: &str| {
            read(json!(["a"]), json!({ "dataspace": dataspace }), json!({}))["code"].clone()
        };
        assert_eq!(code("default"), Json::Null);
        assert_eq!(code("another"), "invalid-argument");
        let config = Fake::from(json!({ "service": "sitecore" }));
        let context = Fake::from(json!({ "dataspace": "the page's own" }));
        let points = Fake::from(json!(["a"]));
        assert!(!is_fault(read_wish(
            config,
            points,
            context,
            Fake::undefined(),
            0.0
        )));
    }

    #[test]
    fn the_key_tells_different_questions_apart() {
        let key =
            |context: Json, options: Json| read(json!(["a"]), context, options)["key"].clone();
        assert_eq!(
            key(json!({ "x": 1 }), json!({})),
            key(json!({ "x": 1 }), json!({ "timeoutMs": 5 }))
        );
        assert_ne!(
            key(json!({ "x": 1 }), json!({})),
            key(json!({ "x": 2 }), json!({}))
        );
        // The same on the wire.
        for context in [
            json!({ "x": "1" }),
            json!({ "x": 1, "dataspace": "default", "y": null }),
        ] {
            assert_eq!(key(json!({ "x": 1 }), json!({})), key(context, json!({})));
        }
        assert_eq!(key(Json::Null, json!({})), key(json!({}), json!({})));
        assert_eq!(
            key(json!({ "x": 1, "y": 2 }), json!({})),
            key(json!({ "y": 2, "x": 1 }), json!({}))
        );
        assert_ne!(
            key(json!({}), json!({ "accessToken": "a" })),
            key(json!({}), json!({ "accessToken": "b" }))
        );
    }
}
