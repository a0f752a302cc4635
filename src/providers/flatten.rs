//! Nested values as flat members: the path to each is joined in camel case.

use crate::ports::Json;

use super::faults::push_number;
use super::members::each_member;

/// Nothing sensible is nested deeper; what is, is left out.
const DEPTH: usize = 16;

/// Sets every text, number and truth value in a value as a member named by its path.
pub fn flatten<J: Json>(target: &mut J, path: &str, value: &J) {
    descend(target, path, value, DEPTH);
}

/// Flattens every member of an object but those to skip.
pub fn flatten_members<J: Json>(target: &mut J, path: &str, object: &J, skipped: &[&str]) {
    each_member(object, &mut |name, value| {
        if !skipped.contains(&name) {
            flatten(target, &join(path, name), &value);
        }
    });
}

/// A name put behind a path: its first letter is raised.
pub fn join(path: &str, name: &str) -> String {
    let mut joined = [path, name].concat();
    let start = path.len();
    if start > 0
        && let Some(first) = joined.get_mut(start..start.saturating_add(1))
    {
        first.make_ascii_uppercase();
    }
    joined
}

fn descend<J: Json>(target: &mut J, path: &str, value: &J, depth: usize) {
    let Some(deeper) = depth.checked_sub(1) else {
        return;
    };
    if let Some(items) = value.items() {
        for (place, item) in items.iter().enumerate() {
            let mut path = String::from(path);
            push_number(&mut path, place);
            descend(target, &path, item, deeper);
        }
    } else if value.names().is_some() {
        each_member(value, &mut |name, member| {
            descend(target, &join(path, name), &member, deeper);
        });
    } else if !value.is_nothing() {
        target.set(path, value.clone());
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::{Value, json};

    use super::{flatten, flatten_members, join};

    fn flat(value: &Value) -> Value {
        let mut out = json!({});
        flatten_members(&mut out, "", value, &["name"]);
        out
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
        assert_eq!(flat(&value), expected);
    }

    #[test]
    fn raises_the_first_letter_where_it_can() {
        assert_eq!(join("", "name"), "name");
        assert_eq!(join("path", "name"), "pathName");
        assert_eq!(join("path", "\u{e9}t\u{e9}"), "path\u{e9}t\u{e9}");
        assert_eq!(join("path", ""), "path");
    }

    #[test]
    fn leaves_the_prototype_alone() {
        let value: Value =
            serde_json::from_str(r#"{"__proto__": "x", "": 1, "a": {"": 2}}"#).unwrap();
        assert_eq!(flat(&value), json!({ "": 1, "a": 2 }));
    }

    #[test]
    fn ends_in_a_bottomless_value() {
        let mut value = json!(1);
        for _ in 0..100 {
            value = json!({ "a": value });
        }
        assert_eq!(flat(&value), json!({}));
    }

    fn any_value() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            any::<i64>().prop_map(Value::from),
            ".*".prop_map(Value::from),
        ];
        leaf.prop_recursive(6, 40, 5, |inner| {
            prop_oneof![
                proptest::collection::vec(inner.clone(), 0..5).prop_map(Value::from),
                proptest::collection::vec((".{0,3}", inner), 0..5)
                    .prop_map(|members| Value::Object(members.into_iter().collect())),
            ]
        })
    }

    /// Every leaf, in order.
    fn leaves<'a>(value: &'a Value, into: &mut Vec<&'a Value>) {
        match value {
            Value::Null => {}
            Value::Array(items) => items.iter().for_each(|item| leaves(item, into)),
            Value::Object(members) => members.values().for_each(|member| leaves(member, into)),
            leaf => into.push(leaf),
        }
    }

    proptest! {
        #[test]
        fn nests_nothing_and_invents_nothing(value in any_value()) {
            let mut out = json!({});
            flatten(&mut out, "path", &value);
            let mut expected = Vec::new();
            leaves(&value, &mut expected);
            // Two paths can join to one name; then the later one stays.
            let out = out.as_object().unwrap();
            prop_assert!(out.len() <= expected.len());
            prop_assert_eq!(out.is_empty(), expected.is_empty());
            prop_assert!(out.iter().all(|(name, it)| name.starts_with("path") && expected.contains(&it)));
        }
    }
}
