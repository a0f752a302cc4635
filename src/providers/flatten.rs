//! Nested values as flat members: the path to each is joined in camel case.

use crate::ports::Json;

use super::faults::push_number;

/// Nothing sensible is nested deeper; what is, is left out.
const DEPTH: usize = 16;

/// Appends every text, number and truth value in a value, named by its path.
pub fn flatten<J: Json>(out: &mut Vec<(String, J)>, path: &str, value: &J) {
    descend(out, path, value, DEPTH);
}

/// Appends every member of an object but those to skip, nested ones by their path.
pub fn flatten_members<J: Json>(
    out: &mut Vec<(String, J)>,
    path: &str,
    object: &J,
    skipped: &[&str],
) {
    for name in object.names().unwrap_or_default() {
        if skipped.contains(&name.as_str()) {
            continue;
        }
        if let Some(value) = object.get(&name) {
            flatten(out, &join(path, &name), &value);
        }
    }
}

/// A name put behind a path: its first letter is raised.
pub fn join(path: &str, name: &str) -> String {
    let mut joined = String::from(path);
    let mut letters = name.chars();
    match letters.next() {
        Some(first) if !path.is_empty() => joined.push(first.to_ascii_uppercase()),
        Some(first) => joined.push(first),
        None => {}
    }
    joined.push_str(letters.as_str());
    joined
}

fn descend<J: Json>(out: &mut Vec<(String, J)>, path: &str, value: &J, depth: usize) {
    let Some(deeper) = depth.checked_sub(1) else {
        return;
    };
    if let Some(items) = value.items() {
        for (place, item) in items.iter().enumerate() {
            let mut path = String::from(path);
            push_number(&mut path, place);
            descend(out, &path, item, deeper);
        }
    } else if let Some(names) = value.names() {
        for name in names {
            if let Some(member) = value.get(&name) {
                descend(out, &join(path, &name), &member, deeper);
            }
        }
    } else if !value.is_nothing() && path != "__proto__" {
        // Written into an object, that name would change the object instead.
        out.push((String::from(path), value.clone()));
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::{Value, json};

    use super::{flatten, flatten_members};

    fn flat(value: &Value) -> Vec<(String, Value)> {
        let mut out = Vec::new();
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
        let expected = json!([
            ["plain", 1],
            ["attributesMyNum", 2],
            ["attributesName", "kept"],
            ["catalogObjectId", "SKU"],
            ["catalogObjectAttributesName", "Boot"],
            ["tags0", "a"],
            ["tags1B", true]
        ]);
        assert_eq!(json!(flat(&value)), expected);
    }

    #[test]
    fn leaves_the_prototype_alone() {
        let value: Value =
            serde_json::from_str(r#"{"__proto__": "x", "": 1, "a": {"": 2}}"#).unwrap();
        assert_eq!(json!(flat(&value)), json!([["", 1], ["a", 2]]));
    }

    #[test]
    fn ends_in_a_bottomless_value() {
        let mut value = json!(1);
        for _ in 0..100 {
            value = json!({ "a": value });
        }
        assert!(flat(&value).is_empty());
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

    fn leaves(value: &Value) -> usize {
        match value {
            Value::Null => 0,
            Value::Array(items) => items.iter().map(leaves).sum(),
            Value::Object(members) => members.values().map(leaves).sum(),
            _ => 1,
        }
    }

    proptest! {
        #[test]
        fn keeps_every_leaf_and_nests_nothing(value in any_value()) {
            let mut out = Vec::new();
            flatten(&mut out, "path", &value);
            prop_assert_eq!(out.len(), leaves(&value));
            prop_assert!(out.iter().all(|(name, it)| name.starts_with("path") && !it.is_object() && !it.is_array()));
        }
    }
}
