//! Sitecore Personalize: events (sitecore.md 8).

use crate::model::{is_fault, is_one_of};
use crate::value::Value;

use super::entry::{as_list, filled_text, plain_text, put_all, put_filled, put_named};
use super::flatten::flatten_members;
use super::line_items::line_items;
use super::sitecore_cart::{bought, product};
use super::sitecore_ext::{ext, upper_snake};
use super::sitecore_guest::guest_event;
use super::sitecore_wire::{tenant, without};

/// Types with a meaning of their own.
const RESERVED: &str = "ADD|ADD_CONSUMERS|ADD_CONTACTS|ADD_PRODUCT|CALCULATOR|CAMPAIGN_TRACKING|\
    CLEAR_CART|CLICK|CHAT|CHECKOUT|COMMENT|CONFIRM|CONTACT_REQUEST|CONSUMERS|EMAIL|LOGIN|IDENTITY|\
    NOTIFICATION|ORDER_CHECKOUT|ORDER_UPDATE|PAYMENT|PURCHASE|PNR_RECORD|SMS|SUBSCRIPTION|SEARCH|\
    SELECT|TRIGGER|TRIP_SUMMARY|UPDATE|VIEW";

/// The rows of something that happened: `{ items }`, each an event and a request of its own, or
/// `{ dropped }`, or a fault.
pub fn rows<V: Value>(config: V, tracked: V, stamp: V, fresh_id: &dyn Fn() -> V, warnings: V) -> V {
    let tenant = tenant(config, stamp.at("language"));
    let items = V::list();
    let events = Events {
        tenant,
        stamp,
        fresh_id,
        items,
        warnings,
    };
    let (reference, event) = (tracked.at("reference"), tracked.at("event"));
    let mut refusal = V::undefined();
    if reference.is_object() {
        refusal = events.push_engagement(tracked.at("click").is_true(), reference);
    } else if event.is_object() {
        // There is no consent event, so anything else gives no rows.
        refusal = events.push_event(event);
    }
    if is_fault(refusal) {
        return refusal;
    }
    let rows = V::object();
    if refusal.is_text() && events.items.len() == 0 {
        rows.put("dropped", refusal);
        return rows;
    }
    if refusal.is_text() {
        warnings.push(refusal);
    }
    rows.put("items", events.items);
    rows
}

/// The events made so far. Each method says why it made none: a sentence where the service has no
/// place for what was asked, a fault where the page must mend it.
struct Events<'a, V> {
    tenant: V,
    stamp: V,
    fresh_id: &'a dyn Fn() -> V,
    items: V,
    warnings: V,
}

impl<V: Value> Events<'_, V> {
    #[inline(never)]
    fn push(&self, event_type: V, event: V, fields: V) -> V {
        let ext = ext(fields, (self.fresh_id)());
        if is_fault(ext) {
            return ext;
        }
        event.put("type", event_type);
        event.put("ext", ext);
        put_named(event, self.stamp, "browserId browser_id at requested_at");
        if !event_type.is("FORM") {
            put_named(event, self.tenant, "channel channel currencyCode currency");
            if event.at("page").is_blank() {
                event.put("page", page(self.stamp.at("path")));
            }
        }
        put_named(event, self.tenant, "language language pointOfSale pos");
        self.items.push(as_list(event));
        V::undefined()
    }

    /// An event with one member of its own and no extension data.
    #[inline(never)]
    fn push_bare(&self, event_type: &str, member: &str, value: V) {
        let event = V::object();
        event.put(member, value);
        self.push(V::text(event_type), event, V::undefined());
    }

    fn push_engagement(&self, is_click: bool, reference: V) -> V {
        let fields = V::object();
        // The content id of a decision as a whole is the decision's own.
        let names = "personalizationPointName friendlyId personalizationId personalizationId \
            personalizationId personalizationContentId \
            personalizationContentId personalizationContentId";
        put_named(fields, reference, names);
        let event_type = if is_click {
            "PERSONALIZATION_CLICK"
        } else {
            "PERSONALIZATION_VIEW"
        };
        self.push(V::text(event_type), V::object(), fields)
    }

    fn push_event(&self, event: V) -> V {
        let mut refusal = V::undefined();
        let interaction = event.at("interaction");
        if interaction.is_object() {
            refusal = self.push_interaction(interaction);
        }
        let user = event.at("user");
        if !event.at("account").or(user.at("identities")).is_nothing() {
            self.warnings.push(V::text(
                "event.account and user.identities are not sent: Sitecore has no place for them",
            ));
        }
        let attributes = user.at("attributes");
        if !attributes.is_nothing() && !is_fault(refusal) {
            refusal = self.push_guest(attributes).or(refusal);
        }
        if self.items.len() == 0 && event.at("consents").is_nothing() && refusal.is_nothing() {
            return V::text("the event has no interaction and no user");
        }
        refusal
    }

    fn push_guest(&self, attributes: V) -> V {
        let fields = V::object();
        let guest = guest_event(attributes, fields);
        if guest.is_nothing() {
            return V::text(
                "user.attributes without userId and IDType cannot identify a guest of Sitecore: \
                 not sent",
            );
        }
        self.push(V::text("IDENTITY"), guest, fields)
    }

    fn push_interaction(&self, interaction: V) -> V {
        let event_type = filled_text(interaction, "eventType");
        let name = filled_text(interaction, "name");
        if name.is_nothing() && event_type.is_nothing() {
            return self.push_reserved(V::text("VIEW"), interaction);
        }
        let raised = event_type.upper();
        if is_one_of(raised, RESERVED) {
            return self.push_reserved(raised, interaction);
        }
        let lines = line_items(interaction);
        let order = interaction.at("order");
        if name.is("Add To Cart") && lines.len() > 0 {
            return self.push_lines(lines);
        }
        if name.is("Replace Cart") && lines.is_list() && lines.len() == 0 {
            self.push_bare("CLEAR_CART", "", V::undefined());
            return V::undefined();
        }
        if name.is("Purchase") && !order.is_nothing() {
            return self.push_purchase(order, line_items(order).or(lines));
        }
        self.push_custom(name.or(event_type), interaction)
    }

    fn push_reserved(&self, event_type: V, interaction: V) -> V {
        let event = V::object();
        if event_type.is("VIEW") {
            let campaign = self.stamp.at("campaign");
            for name in campaign.names().entries() {
                event.put_of(V::text("utm_").then(name), campaign.of(name));
            }
            if self.stamp.at("isArrival").is_true() {
                put_filled(event, "referrer", self.stamp.at("referrer"));
            }
        }
        // The client key is put in on delivery, where its form is known.
        put_all(
            event,
            without(interaction, "name|eventType|ext|__proto__|client_key"),
        );
        let fields = V::object();
        flatten_ext(fields, interaction);
        self.push(event_type, event, fields)
    }

    fn push_custom(&self, name: V, interaction: V) -> V {
        let event_type = upper_snake(name);
        if is_one_of(event_type, RESERVED)
            || event_type.is("TRACKING")
            || event_type.slice(0, 3).is("SC_")
        {
            return V::text(
                "Sitecore keeps that name for itself: choose another, or ask for a documented \
                 event by interaction.eventType",
            );
        }
        if event_type.len() == 0 {
            return V::text("its name has no letter or digit to make a type of");
        }
        let fields = V::object();
        flatten_members(fields, V::text(""), interaction, "name|eventType|ext");
        flatten_ext(fields, interaction);
        self.push(event_type, V::object(), fields)
    }

    fn push_lines(&self, lines: V) -> V {
        let products = V::list();
        for line in lines.entries() {
            let currency = self.tenant.at("currencyCode");
            let product = product(line, currency, self.stamp.at("at"));
            if product.is_nothing() {
                return V::text(
                    "Sitecore needs catalogObjectId, catalogObjectType, price and currency of a \
                     line item",
                );
            }
            products.push(product);
        }
        for product in products.entries() {
            self.push_bare("ADD", "product", product);
        }
        V::undefined()
    }

    fn push_purchase(&self, order: V, lines: V) -> V {
        let id = plain_text(order.at("id"));
        if id.is_nothing() {
            return V::text("an order needs an id");
        }
        let bought = bought(lines);
        if bought.len() > 0 {
            self.push_bare("CONFIRM", "product", bought);
        }
        let checkout = V::object();
        checkout.put("reference_id", id.upper());
        checkout.put_text("status", "PURCHASED");
        self.push(V::text("CHECKOUT"), checkout, V::undefined())
    }
}

fn flatten_ext<V: Value>(fields: V, interaction: V) {
    flatten_members(fields, V::text(""), interaction.at("ext"), "");
}

/// The last segment of a path that has something in it, as the vendor's SDK names pages.
fn page<V: Value>(path: V) -> V {
    let mut page = V::text("Home Page");
    for segment in path.split("/").entries() {
        if segment.len() > 0 {
            page = segment;
        }
    }
    page
}
