//! Nested values as flat members: the path to each is joined in camel case.

use crate::model::is_one_of;
use crate::value::Value;
use crate::words::Word;

/// Nothing sensible is nested deeper; what is, is left out.
const DEPTH: u32 = 16;

/// Puts every text, number and truth value in a value into `out`, named by its path.
pub fn flatten<V: Value>(out: V, path: V, value: V) {
    descend(out, path, value, DEPTH);
}

/// Puts every member of an object but those to skip (names with `|` between), nested ones by their
/// path.
pub fn flatten_members<V: Value>(out: V, path: V, object: V, skipped: Word) {
    for name in object.members() {
        if !is_one_of(name, skipped) {
            flatten(out, join(path, name), object.of(name));
        }
    }
}

/// A name put behind a path: its first letter is raised.
pub fn join<V: Value>(path: V, name: V) -> V {
    if path.len() == 0 {
        return name;
    }
    path.then(name.slice(0, 1).upper())
        .then(name.slice(1, u32::MAX))
}

fn descend<V: Value>(out: V, path: V, value: V, depth: u32) {
    if depth == 0 || value.is_nothing() {
        return;
    }
    if value.is_object() {
        for name in value.members() {
            descend(out, join(path, name), value.of(name), depth - 1);
        }
    } else if value.is_list() {
        let mut place = 0.0;
        for entry in value.entries() {
            descend(out, path.then(V::number(place)), entry, depth - 1);
            place += 1.0;
        }
    } else if !path.is(t!("__proto__")) {
        // Whoever reads the row back by assignment would change the object instead.
        out.put_of(path, value);
    }
}

#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod tests {
    use proptest::prelude::*;
    use serde_json::{Map, Value as Json, json};

    use super::{flatten, flatten_members};
    use crate::fakes::Fake;
    use crate::value::Value;

    fn flat(value: Json) -> Json {
        let out = Fake::object();
        flatten_members(out, Fake::text(""), Fake::from(value), "name".into());
        out.json()
    }

    #[test]
    fn joins_paths_in_camel_case() {
        let value = json!({
            "name": "left out", "plain": 1, "attributes": { "myNum": 2, "name": "kept" },
            "catalogObject": { "id": "SKU", "attributes": { "name": "Boot" } },
            "tags": ["a", { "b": true }], "nothing": null, "empty": {}
        });
        let expected = json!({
            "plain": 1, "attributesMyNum": 2, "attributesName": "kept", "catalogObjectId": "SKU",
            "catalogObjectAttributesName": "Boot", "tags0": "a", "tags1B": true
        });
        assert_eq!(flat(value), expected);
    }

    #[test]
    fn leaves_the_prototype_alone() {
        let value = serde_json::from_str(r#"{"__proto__": "x", "": 1, "a": {"": 2}}"#).unwrap();
        assert_eq!(flat(value), json!({ "": 1, "a": 2 }));
    }

    #[test]
    fn ends_in_a_bottomless_value() {
        let mut value = json!(1);
        for _ in 0..100 {
            value = json!({ "a": value });
        }
        assert_eq!(flat(value), json!({}));
    }

    fn any_value() -> impl Strategy<Value = Json> {
        let leaf = prop_oneof![
            Just(Json::Null),
            any::<bool>().prop_map(Json::from),
            any::<i64>().prop_map(Json::from),
            ".*".prop_map(Json::from),
        ];
        leaf.prop_recursive(6, 40, 5, |inner| {
            prop_oneof![
                proptest::collection::vec(inner.clone(), 0..5).prop_map(Json::from),
                proptest::collection::vec(("[a-zA-Z0-9_ \u{e9}]{0,3}", inner), 0..5)
                    .prop_map(|members| Json::Object(members.into_iter().collect())),
            ]
        })
    }

    /// The plain definition: every leaf by its path, the last of equal paths.
    fn leaves(out: &mut Map<String, Json>, path: &str, value: &Json) {
        match value {
            Json::Null => {}
            Json::Array(items) => {
                let named = items.iter().enumerate();
                named.for_each(|(place, item)| leaves(out, &format!("{path}{place}"), item));
            }
            Json::Object(members) => {
                for (name, member) in members {
                    let raised = name.chars().take(1).flat_map(char::to_uppercase);
                    let name: String = raised.chain(name.chars().skip(1)).collect();
                    leaves(out, &[path, &name].concat(), member);
                }
            }
            leaf => {
                out.insert(path.to_owned(), leaf.clone());
            }
        }
    }

    proptest! {
        #[test]
        fn keeps_every_leaf_and_nests_nothing(value in any_value()) {
            let out = Fake::object();
            flatten(out, Fake::text("path"), Fake::from(value.clone()));
            let mut expected = Map::new();
            leaves(&mut expected, "path", &value);
            prop_assert_eq!(out.json(), Json::Object(expected));
        }
    }
}
