//! Sitecore Personalize: events (sitecore.md 8).

use crate::model::{Kind, Reference, Sitecore, Stamp, Tracked, has_word};
use crate::ports::{Json, Member};

use super::Refusal;
use super::flatten::flatten_members;
use super::members::{each_member, put_filled, put_texts, text_at};
use super::salesforce_shop::line_items;
use super::sitecore::{direct_only, language};
use super::sitecore_cart::{added, checked_out, confirmed};
use super::sitecore_ext::{ext, upper_snake};
use super::sitecore_guest::guest_event;

/// Types with a meaning of their own.
const RESERVED: &str = "ADD ADD_CONSUMERS ADD_CONTACTS ADD_PRODUCT CALCULATOR CAMPAIGN_TRACKING \
    CLEAR_CART CLICK CHAT CHECKOUT COMMENT CONFIRM CONTACT_REQUEST CONSUMERS EMAIL LOGIN IDENTITY \
    NOTIFICATION ORDER_CHECKOUT ORDER_UPDATE PAYMENT PURCHASE PNR_RECORD SMS SUBSCRIPTION SEARCH \
    SELECT TRIGGER TRIP_SUMMARY UPDATE VIEW";

/// Members of an interaction that are not data.
const OWN: [&str; 3] = ["name", "eventType", "ext"];

const NO_IDENTIFIER: &str =
    "user.attributes without userId and IDType cannot identify a guest of Sitecore: not sent";

/// All events, each a request of its own.
pub fn rows<J: Json>(
    sitecore: &Sitecore,
    tracked: &Tracked<J>,
    stamp: &Stamp,
    fresh_id: &mut dyn FnMut() -> String,
) -> Result<Vec<J>, Refusal> {
    let mut events = Events {
        sitecore,
        stamp,
        fresh_id,
        list: Vec::new(),
    };
    let pushed = match tracked {
        // The service has no consent event.
        Tracked::Consent { .. } => Ok(()),
        Tracked::Engagement(kind, reference) => events.push_engagement(*kind, reference),
        Tracked::Interaction(event) => events.push_event(event),
    };
    match pushed {
        Err(Refusal::Dropped(reason)) if events.list.is_empty() => Err(Refusal::Dropped(reason)),
        Err(Refusal::Invalid(fault)) => Err(Refusal::Invalid(fault)),
        _ => Ok(events.list),
    }
}

struct Events<'a, J> {
    sitecore: &'a Sitecore,
    stamp: &'a Stamp,
    fresh_id: &'a mut dyn FnMut() -> String,
    list: Vec<J>,
}

impl<J: Json> Events<'_, J> {
    fn push(&mut self, event_type: &str, mut event: J, fields: &J) -> Result<(), Refusal> {
        let (sitecore, stamp) = (self.sitecore, self.stamp);
        let ext = ext(fields, &(self.fresh_id)())?;
        event.set("ext", ext);
        let base = [
            ("type", event_type),
            ("browser_id", &stamp.browser_id),
            ("pos", direct_only(sitecore, &sitecore.point_of_sale)),
            ("requested_at", &stamp.at),
            ("channel", &sitecore.channel),
        ];
        let is_form = event_type == "FORM";
        put_texts(
            &mut event,
            base.get(..if is_form { 4 } else { 5 }).unwrap_or_default(),
        );
        put_filled(&mut event, "language", &language(sitecore, &stamp.language));
        if !is_form {
            let currency = sitecore.currency_code.as_deref().unwrap_or_default();
            put_filled(&mut event, "currency", currency);
            if event.get("page").is_none() {
                put_texts(&mut event, &[("page", page(&stamp.path))]);
            }
        }
        self.list.push(event);
        Ok(())
    }

    fn push_engagement(&mut self, kind: Kind, reference: &Reference) -> Result<(), Refusal> {
        let decision = &reference.personalization_id;
        let content = reference.content_id.as_ref().unwrap_or(decision);
        let mut fields = J::object();
        put_filled(
            &mut fields,
            "friendlyId",
            reference.point.as_deref().unwrap_or_default(),
        );
        let ids = [
            ("personalizationId", decision.as_str()),
            ("personalizationContentId", content),
        ];
        put_texts(&mut fields, &ids);
        let event_type = match kind {
            Kind::Click => "PERSONALIZATION_CLICK",
            _ => "PERSONALIZATION_VIEW",
        };
        self.push(event_type, J::object(), &fields)
    }

    fn push_event(&mut self, event: &J) -> Result<(), Refusal> {
        let mut pushed = match event.get("consents") {
            Some(_) => Ok(()),
            None => Err(Refusal::Dropped("the event has no interaction and no user")),
        };
        if let Some(interaction) = event.get("interaction").filter(|it| it.names().is_some()) {
            pushed = self.push_interaction(&interaction);
        }
        let Some(attributes) = event.get("user").member("attributes") else {
            return pushed;
        };
        match (pushed, guest_event(&attributes)) {
            (Err(Refusal::Invalid(fault)), _) => Err(Refusal::Invalid(fault)),
            (_, Some((identity, fields))) => self.push("IDENTITY", identity, &fields),
            (_, None) => Err(Refusal::Dropped(NO_IDENTIFIER)),
        }
    }

    fn push_interaction(&mut self, interaction: &J) -> Result<(), Refusal> {
        let name = text_at(interaction, "name");
        let event_type = text_at(interaction, "eventType");
        if has_word(RESERVED, &event_type) {
            return self.push_reserved(&event_type.to_ascii_uppercase(), interaction);
        }
        if name.is_empty() && event_type.is_empty() {
            return self.push_reserved("VIEW", interaction);
        }
        let nothing = J::object();
        let lines = line_items(interaction);
        match (name.as_str(), &lines, interaction.get("order")) {
            ("Add To Cart", Some(lines), _) if !lines.is_empty() => self.push_lines(lines),
            ("Replace Cart", Some(lines), _) if lines.is_empty() => {
                self.push("CLEAR_CART", J::object(), &nothing)
            }
            ("Purchase", _, Some(order)) => {
                let lines = line_items(&order).or(lines).unwrap_or_default();
                let checkout =
                    checked_out(&order).ok_or(Refusal::Dropped("an order needs an id"))?;
                if !lines.is_empty() {
                    self.push("CONFIRM", confirmed(&lines), &nothing)?;
                }
                self.push("CHECKOUT", checkout, &nothing)
            }
            _ => self.push_custom(
                if name.is_empty() { &event_type } else { &name },
                interaction,
            ),
        }
    }

    fn push_reserved(&mut self, event_type: &str, interaction: &J) -> Result<(), Refusal> {
        let mut event = J::object();
        if event_type == "VIEW" {
            for (name, value) in &self.stamp.campaign {
                put_texts(&mut event, &[(&["utm_", name].concat(), value)]);
            }
            if self.stamp.is_arrival {
                put_filled(&mut event, "referrer", &self.stamp.referrer);
            }
        }
        each_member(interaction, &mut |name, value| {
            // The client key is put in on delivery, where its form is known.
            if !OWN.contains(&name) && name != "client_key" {
                event.set(name, value);
            }
        });
        let mut fields = J::object();
        add_ext(&mut fields, interaction);
        self.push(event_type, event, &fields)
    }

    fn push_custom(&mut self, name: &str, interaction: &J) -> Result<(), Refusal> {
        let event_type = upper_snake(name);
        if event_type.is_empty() {
            return Err(Refusal::Dropped(
                "its name has no letter or digit to make a type of",
            ));
        }
        let is_taken = has_word(RESERVED, &event_type) || event_type == "TRACKING";
        if is_taken || event_type.starts_with("SC_") {
            return Err(Refusal::Dropped(
                "Sitecore keeps that name for itself: choose another, or ask for a documented \
                 event by interaction.eventType",
            ));
        }
        let mut fields = J::object();
        flatten_members(&mut fields, "", interaction, &OWN);
        add_ext(&mut fields, interaction);
        self.push(&event_type, J::object(), &fields)
    }

    fn push_lines(&mut self, lines: &[J]) -> Result<(), Refusal> {
        let mut events = Vec::new();
        for line in lines {
            events.push(added(self.sitecore, self.stamp, line).ok_or(Refusal::Dropped(
                "Sitecore needs catalogObjectId, catalogObjectType, price and currency of a line \
                 item",
            ))?);
        }
        for event in events {
            self.push("ADD", event, &J::object())?;
        }
        Ok(())
    }
}

fn add_ext<J: Json>(fields: &mut J, interaction: &J) {
    if let Some(ext) = interaction.get("ext") {
        flatten_members(fields, "", &ext, &[]);
    }
}

/// The last segment of a path that has something in it, as the vendor's SDK names pages.
fn page(path: &str) -> &str {
    let bytes = path.as_bytes();
    let Some(last) = bytes.iter().rposition(|byte| *byte != b'/') else {
        return "Home Page";
    };
    let segment = path.get(..last.saturating_add(1)).unwrap_or_default();
    let start = segment
        .bytes()
        .rposition(|byte| byte == b'/')
        .map_or(0, |at| at.saturating_add(1));
    segment.get(start..).unwrap_or_default()
}

/// What is said of a user whom the service could not identify.
pub fn unsent_attributes<J: Json>(attributes: Option<J>) -> Option<&'static str> {
    guest_event(&attributes?).is_none().then_some(NO_IDENTIFIER)
}
