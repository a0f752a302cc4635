//! Profiles, consents and sources at Salesforce against `salesforce.md` 8.

use serde_json::{Value as Json, json};

use super::salesforce_samples::{core, line, sent};
use super::samples::{rows_of, salesforce, stamp, with};

#[test]
fn sends_profile_rows_with_the_members_as_they_are() {
    for (attributes, name, expected) in [
        (
            json!({ "eventType": "identity", "isAnonymous": "1" }),
            None,
            json!({ "eventType": "identity", "interactionName": "identity", "isAnonymous": "1" }),
        ),
        (
            json!({ "eventType": "partyIdentification", "IDName": "Shop customer", "IDType": "CustomerId", "userId": "c-1842" }),
            Some("Login"),
            json!({ "eventType": "partyIdentification", "interactionName": "Login", "IDName": "Shop customer",
             "IDType": "CustomerId", "userId": "c-1842" }),
        ),
        (
            json!({ "eventType": "contactPointEmail", "email": "ada@example.com" }),
            Some("Newsletter"),
            json!({ "eventType": "contactPointEmail", "interactionName": "Newsletter", "email": "ada@example.com" }),
        ),
    ] {
        let mut event = json!({ "user": { "attributes": attributes } });
        if let Some(name) = name {
            event["interaction"] = json!({ "name": name });
        }
        let rows = sent(event);
        assert_eq!(rows.len(), 1 + usize::from(name.is_some()));
        let mut row = core(rows.last().unwrap());
        assert_eq!(
            row.as_object_mut()
                .unwrap()
                .shift_remove("category")
                .unwrap(),
            "Profile"
        );
        assert_eq!(row, expected);
    }
}

#[test]
fn sends_the_consents_of_an_event_and_a_consent_alone() {
    let expected = json!({
        "category": "Engagement", "eventType": "consentLog", "provider": "Example CMP",
        "purpose": "Tracking", "status": "Opt In"
    });
    let consent = json!({ "provider": "Example CMP", "purpose": "Tracking", "status": "Opt In" });
    let rows = sent(json!({
        "interaction": { "name": "HomeView" }, "consents": [consent, { "provider": "half" }]
    }));
    assert_eq!(rows.len(), 2);
    assert_eq!(line(&rows[1]), expected);
    let alone = json!({ "consent": {
        "provider": "Example CMP", "purpose": "Tracking", "status": "Opt In"
    } });
    let rows = rows_of(salesforce(), alone, stamp());
    assert_eq!(rows.iter().map(line).collect::<Vec<_>>(), [expected]);
}

#[test]
fn lets_the_callers_source_win() {
    let rows = sent(json!({
        "interaction": { "name": "HomeView", "pageView": 1, "sourceLocale": "de_DE" },
        "source": { "url": "https://other.example/", "urlReferrer": "", "channel": "App" }
    }));
    let row = &rows[0];
    assert_eq!(
        [
            &row["sourceUrl"],
            &row["sourceUrlReferrer"],
            &row["sourceChannel"],
            &row["sourceLocale"]
        ],
        ["https://other.example/", "", "App", "de_DE"]
    );
    assert_eq!(row["pageView"], 1);
    for (tag, locale) in [
        ("zh-Hans-CN", json!("zh_CN")),
        ("de_at", json!("de_AT")),
        ("en", Json::Null),
        ("english", Json::Null),
        ("", Json::Null),
    ] {
        let visit = with(stamp(), json!({ "language": tag }));
        let event = json!({ "event": { "interaction": { "name": "HomeView" } } });
        let rows = rows_of(salesforce(), event, visit);
        assert_eq!(
            rows[0].get("sourceLocale").cloned().unwrap_or_default(),
            locale
        );
    }
}
