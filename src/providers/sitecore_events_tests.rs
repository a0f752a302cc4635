//! Sitecore events against `sitecore.md` 8.

use serde_json::{Map, Value as Json, json};

use super::samples::{
    BROWSER_ID, edge, outcome_of, reference, rows_of, sitecore, warnings_of, with, without,
};
use super::sitecore_samples::{BASE, dropped, one, posted, sent, visit};
use crate::fakes::Fake;
use crate::value::Value;

#[test]
fn sends_the_documented_view_whole() {
    let members =
        json!({ "isArrival": true, "campaign": { "source": "newsletter", "campaign": "spring" } });
    let event = json!({ "event": { "interaction": { "ext": { "pageVariantId": "v-a" } } } });
    let rows = posted(sitecore(), event, with(visit(), members));
    assert_eq!(
        rows,
        [json!({
            "type": "VIEW", "browser_id": BROWSER_ID, "channel": "WEB",
            "client_key": "exampleClientKey", "currency": "EUR", "language": "EN", "page": "boots",
            "pos": "shop.example", "requested_at": "2026-03-04T05:06:07.008Z",
            "utm_source": "newsletter", "utm_campaign": "spring",
            "referrer": "https://search.example/?q=boots",
            "ext": { "pageVariantId": "v-a", "attuneEventId": "id-1" }
        })]
    );
    assert!(
        sent(json!({ "interaction": {} }))[0]
            .get("referrer")
            .is_none()
    );
}

#[test]
fn names_the_page_by_its_last_segment() {
    for (path, page) in [
        ("/", "Home Page"),
        ("", "Home Page"),
        ("/a/boots/", "boots"),
        ("/a/b", "b"),
    ] {
        let visit = with(visit(), json!({ "path": path }));
        let event = json!({ "event": { "interaction": {} } });
        assert_eq!(rows_of(sitecore(), event, visit)[0]["page"], page);
    }
}

#[test]
fn sends_the_edge_form_without_key_and_point_of_sale() {
    let rows = posted(edge(), json!({ "event": { "interaction": {} } }), visit());
    assert_eq!(
        (&rows[0]["client_key"], &rows[0]["pos"]),
        (&json!(""), &json!(""))
    );
}

#[test]
fn copies_the_members_of_a_documented_type() {
    assert_eq!(
        one(
            json!({ "eventType": "SEARCH", "name": "x", "product_name": "boots", "product_type": "FOOTWEAR",
            "browser_id": "mine", "pos": "mine", "client_key": "mine" })
        ),
        json!({ "type": "SEARCH", "product_name": "boots", "product_type": "FOOTWEAR",
            "ext": { "attuneEventId": "id-1" } })
    );
    let order = json!({ "referenceId": "A-778", "orderItems": [{ "price": 89.5 }] });
    assert_eq!(
        one(json!({ "eventType": "order_checkout", "order": order })),
        json!({ "type": "ORDER_CHECKOUT", "order": order, "ext": { "attuneEventId": "id-1" } })
    );
    let view = sent(json!({ "interaction": { "eventType": "VIEW", "page": "mine" } }));
    assert_eq!(view[0]["page"], "mine");
    assert_eq!(view[0]["browser_id"], BROWSER_ID);
}

#[test]
fn sends_form_events_without_three_of_the_base_members() {
    let rows = sent(
        json!({ "interaction": { "eventType": "FORM", "formId": "contact",
        "interactionType": "SUBMITTED", "componentInstanceId": "c-7" } }),
    );
    assert_eq!(
        without(
            &rows[0],
            &[
                "browser_id",
                "client_key",
                "language",
                "pos",
                "requested_at"
            ]
        ),
        json!({ "type": "FORM", "ext": { "formId": "contact", "interactionType": "SUBMITTED",
            "componentInstanceId": "c-7", "attuneEventId": "id-1" } })
    );
}

#[test]
fn makes_custom_types_of_names() {
    for (name, event_type) in [
        ("Brochure Downloaded", "BROCHURE_DOWNLOADED"),
        ("brochureDownloaded", "BROCHURE_DOWNLOADED"),
        ("BROCHURE_DOWNLOADED", "BROCHURE_DOWNLOADED"),
        (" --a  b-- ", "A_B"),
        ("View Catalog Object", "VIEW_CATALOG_OBJECT"),
        ("step2Done", "STEP2_DONE"),
    ] {
        assert_eq!(one(json!({ "name": name }))["type"], event_type);
    }
    assert_eq!(
        one(json!({ "name": "Brochure Downloaded", "document": "guide",
            "attributes": { "size in MB": 3, "deep": { "er": true } }, "tags": ["a"], "none": null,
            "ext": { "own": "x" } })),
        json!({ "type": "BROCHURE_DOWNLOADED", "ext": {
            "document": "guide", "attributesSizeInMB": 3, "attributesDeepEr": true, "tags0": "a",
            "own": "x", "attuneEventId": "id-1" } })
    );
}

#[test]
fn takes_the_type_as_it_is_written() {
    for event_type in [
        "PersonalDetail",
        "portal:click",
        "homeView",
        "Home View",
        "\u{e9}!",
    ] {
        let interaction =
            json!({ "eventType": event_type, "name": "Of A Person", "document": "guide" });
        assert_eq!(
            one(interaction),
            json!({ "type": event_type, "ext": { "document": "guide", "attuneEventId": "id-1" } })
        );
    }
    for event_type in ["TRACKING", "sc_own", "SC_OWN"] {
        let event = json!({ "interaction": { "eventType": event_type } });
        assert!(dropped(event).contains("keeps that name"), "{event_type}");
    }
}

#[test]
fn takes_the_calls_channel_language_and_currency_before_the_configs() {
    let own = json!({ "channel": "mobile_web", "language": "fr-CA", "currency": "cad" });
    for (event_type, name) in [
        ("VIEW", "x"),
        ("", "Brochure Downloaded"),
        ("portal:click", ""),
    ] {
        let mut interaction = own.clone();
        interaction["eventType"] = json!(event_type);
        interaction["name"] = json!(name);
        let row = &sent(json!({ "interaction": interaction }))[0];
        let base = [&row["channel"], &row["language"], &row["currency"]];
        assert_eq!(base, ["MOBILE_WEB", "FR", "CAD"], "{event_type}");
        assert_eq!(row["ext"], json!({ "attuneEventId": "id-1" }));
    }
    let unusable = json!({ "channel": 7, "language": "", "currency": {}, "eventType": "VIEW" });
    let row = &sent(json!({ "interaction": unusable }))[0];
    let base = [&row["channel"], &row["language"], &row["currency"]];
    assert_eq!(base, ["WEB", "EN", "EUR"]);
}

#[test]
fn sends_an_event_without_the_currency_nobody_gave() {
    let plain = sitecore();
    plain.take_out(Fake::text("currencyCode"));
    for interaction in [
        json!({}),
        json!({ "currency": " " }),
        json!({ "name": "Signed Up" }),
    ] {
        let event = json!({ "event": { "interaction": interaction } });
        assert_eq!(posted(plain, event, visit())[0].get("currency"), None);
    }
    let lower = with(sitecore(), json!({ "currencyCode": "eur" }));
    let event = json!({ "event": { "interaction": {} } });
    assert_eq!(posted(lower, event, visit())[0]["currency"], "EUR");
}

#[test]
fn puts_the_page_variant_of_a_view_into_ext() {
    let expected = json!({ "pageVariantId": "v-a", "attuneEventId": "id-1" });
    for interaction in [
        json!({ "eventType": "VIEW", "pageVariantId": "v-a" }),
        json!({ "pageVariantId": "v-a", "ext": { "pageVariantId": "v-b" } }),
        json!({ "pageVariantId": "", "ext": { "pageVariantId": "v-a" } }),
    ] {
        assert_eq!(one(interaction), json!({ "type": "VIEW", "ext": expected }));
    }
}

#[test]
fn drops_names_that_are_not_the_pages_to_use() {
    for name in ["Login", "click", "TRACKING", "sc something", "Purchase"] {
        let event = json!({ "interaction": { "name": name } });
        assert!(dropped(event).contains("keeps that name"), "{name}");
    }
    assert!(dropped(json!({ "interaction": { "name": "\u{e9}!" } })).contains("letter or digit"));
    assert!(dropped(json!({})).contains("no interaction"));
    assert!(dropped(json!({ "interaction": "text" })).contains("no interaction"));
}

#[test]
fn refuses_more_members_than_the_service_takes() {
    let members = |count: usize| {
        let members = (0..count).map(|number| (format!("m{number}"), json!(number)));
        Json::Object(members.collect::<Map<_, _>>())
    };
    let fits = json!({ "interaction": { "name": "Custom Thing", "attributes": members(49) } });
    assert_eq!(sent(fits)[0]["ext"].as_object().unwrap().len(), 50);
    let event = json!({ "interaction": { "name": "Custom Thing", "attributes": members(50) },
        "user": { "attributes": { "userId": "1", "IDType": "CRM" } } });
    let fault = outcome_of(sitecore(), json!({ "event": event }), visit());
    assert_eq!(
        (&fault["code"], &fault["retryable"]),
        (&json!("invalid-argument"), &json!(false))
    );
}

#[test]
fn identifies_the_user_in_the_wires_spelling() {
    let rows = sent(json!({ "user": { "attributes": {
        "eventType": "partyIdentification", "IDName": "Shop customer", "IDType": "CRM", "userId": "c-1842",
        "email": "ada@example.com", "firstName": "Ada", "lastName": "Ruiz", "phoneNumber": "+353124",
        "addressLine1": "1 Quay", "city": "Dublin", "stateProvince": "Leinster", "postalCode": "D2",
        "country": "IE", "loyalty": { "tier": "gold" }, "isAnonymous": "0"
    } } }));
    assert_eq!(
        without(&rows[0], &BASE),
        json!({ "type": "IDENTITY", "identifiers": [{ "id": "c-1842", "provider": "CRM" }],
            "email": "ada@example.com", "firstname": "Ada", "lastname": "Ruiz", "phone": "+353124",
            "street": ["1 Quay"], "city": "Dublin", "state": "Leinster", "postal_code": "D2",
            "country": "IE", "ext": { "loyaltyTier": "gold", "attuneEventId": "id-1" } })
    );
    let nameless =
        json!({ "user": { "attributes": { "email": "ada@example.com", "userId": "1" } } });
    assert!(dropped(nameless).contains("userId and IDType"));
}

#[test]
fn identifies_the_user_by_several_identifiers() {
    let identified = |identifiers: Json| {
        let attributes = json!({ "identifiers": identifiers, "userId": "u", "IDType": "SHOP",
            "email": "ada@example.com" });
        let rows = sent(json!({ "user": { "attributes": attributes } }));
        let row = without(&rows[0], &BASE);
        assert_eq!(row["ext"], json!({ "attuneEventId": "id-1" }));
        row["identifiers"].clone()
    };
    let expiring = json!({ "id": "c-1842", "provider": "CRM", "expiryDate": "2030-01-01T00:00" });
    let on_the_wire =
        json!({ "id": "c-1842", "provider": "CRM", "expiry_date": "2030-01-01T00:00" });
    let numbered = json!({ "id": 7, "provider": "POS" });
    let read = json!({ "id": "7", "provider": "POS" });
    let shop = json!({ "id": "u", "provider": "SHOP" });
    for (given, expected) in [
        (json!([expiring, numbered]), json!([on_the_wire, read])),
        (numbered.clone(), json!([read])),
        (
            json!([{ "id": "7" }, null, { "provider": "POS" }, numbered]),
            json!([read]),
        ),
        (json!([]), json!([shop])),
        (json!([{ "id": " ", "provider": "POS" }]), json!([shop])),
    ] {
        assert_eq!(identified(given.clone()), expected, "{given}");
    }
}

#[test]
fn sends_an_interaction_and_its_user_both() {
    let user = json!({ "attributes": { "userId": "1", "IDType": "CRM" } });
    let rows = sent(json!({ "interaction": { "name": "Signed Up" }, "user": user }));
    let types: Vec<&Json> = rows.iter().map(|row| &row["type"]).collect();
    assert_eq!(types, ["SIGNED_UP", "IDENTITY"]);
    let rows = sent(json!({ "interaction": { "name": "Login" }, "user": user }));
    assert_eq!(rows.len(), 1);
    let rows =
        sent(json!({ "interaction": { "name": "Signed Up" }, "user": { "attributes": {} } }));
    assert_eq!(rows.len(), 1);
}

#[test]
fn warns_of_what_is_not_sent() {
    let interaction = json!({ "name": "Signed Up" });
    let user = json!({ "attributes": { "userId": "1", "IDType": "CRM" } });
    for (event, word) in [
        (
            json!({ "interaction": interaction, "account": { "id": "1" } }),
            "account",
        ),
        (
            json!({ "interaction": interaction, "user": { "identities": [] } }),
            "identities",
        ),
        (
            json!({ "interaction": interaction, "user": { "attributes": {} } }),
            "userId",
        ),
        (
            json!({ "interaction": { "name": "Login" }, "user": user }),
            "keeps that name",
        ),
    ] {
        let warnings = warnings_of(sitecore(), json!({ "event": event }));
        assert_eq!(warnings.len(), 1, "{event}");
        assert!(warnings[0].as_str().unwrap().contains(word), "{event}");
    }
    let whole = json!({ "event": { "interaction": interaction, "user": user } });
    assert_eq!(warnings_of(sitecore(), whole), Vec::<Json>::new());
    // The reason of a dropped event is told by whoever drops it.
    let event = json!({ "event": { "interaction": { "name": "Login" } } });
    assert_eq!(warnings_of(sitecore(), event), Vec::<Json>::new());
}

#[test]
fn has_no_consent_event() {
    let consent = json!({ "consent": {
        "provider": "Example CMP", "purpose": "Tracking", "status": "Opt Out"
    } });
    assert_eq!(
        outcome_of(sitecore(), consent, visit()),
        json!({ "items": [] })
    );
    let event = json!({ "event": { "consents": [{ "provider": "x" }] } });
    assert_eq!(
        outcome_of(sitecore(), event, visit()),
        json!({ "items": [] })
    );
}

#[test]
fn sends_impressions_and_clicks_as_custom_events() {
    let id = "5b1e0c9a-7c0e-4f6e-9a41-2f3d7e11aa01";
    for (is_click, item, event_type, content) in [
        (
            true,
            Some("SKU-1001"),
            "PERSONALIZATION_CLICK",
            [id, ":0"].concat(),
        ),
        (false, None, "PERSONALIZATION_VIEW", String::from(id)),
    ] {
        let tracked = json!({ "click": is_click, "reference": reference(item) });
        let rows = posted(sitecore(), tracked, visit());
        assert_eq!(
            without(&rows[0], &BASE),
            json!({ "type": event_type, "ext": { "friendlyId": "homePageBanner",
                "personalizationId": id, "personalizationContentId": content,
                "attuneEventId": "id-1" } })
        );
    }
}
