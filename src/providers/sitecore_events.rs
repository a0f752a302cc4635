//! Sitecore Personalize: events (sitecore.md 8).

use crate::model::{Kind, Reference, Sitecore, Stamp, Tracked};
use crate::ports::{Json, Member};

use super::Refusal;
use super::entry::{filled_text, set_text};
use super::flatten::flatten_members;
use super::line_items::line_items;
use super::sitecore::{direct_only, language};
use super::sitecore_cart::{checkout, confirm, product};
use super::sitecore_ext::ext;
use super::sitecore_guest::guest_event;

/// Types with a meaning of their own.
const RESERVED: &str = "ADD,ADD_CONSUMERS,ADD_CONTACTS,ADD_PRODUCT,CALCULATOR,CAMPAIGN_TRACKING,\
    CLEAR_CART,CLICK,CHAT,CHECKOUT,COMMENT,CONFIRM,CONTACT_REQUEST,CONSUMERS,EMAIL,LOGIN,IDENTITY,\
    NOTIFICATION,ORDER_CHECKOUT,ORDER_UPDATE,PAYMENT,PURCHASE,PNR_RECORD,SMS,SUBSCRIPTION,SEARCH,\
    SELECT,TRIGGER,TRIP_SUMMARY,UPDATE,VIEW";

/// Members of an interaction that are not data.
const OWN: [&str; 3] = ["name", "eventType", "ext"];

/// Members that are not copied: one would change the object, the other has to come last.
const INERT: [&str; 2] = ["__proto__", "client_key"];

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
    match tracked {
        // The service has no consent event.
        Tracked::Consent { .. } => {}
        Tracked::Engagement(kind, reference) => events.push_engagement(*kind, reference)?,
        Tracked::Interaction(event) => match events.push_event(event) {
            Err(Refusal::Dropped(_)) if !events.list.is_empty() => {}
            pushed => pushed?,
        },
    }
    Ok(events.list)
}

struct Events<'a, J> {
    sitecore: &'a Sitecore,
    stamp: &'a Stamp,
    fresh_id: &'a mut dyn FnMut() -> String,
    list: Vec<J>,
}

impl<J: Json> Events<'_, J> {
    fn push(
        &mut self,
        event_type: &str,
        mut event: J,
        fields: &[(String, J)],
    ) -> Result<(), Refusal> {
        event.set("type", J::text(event_type));
        event.set("browser_id", J::text(&self.stamp.browser_id));
        if event_type != "FORM" {
            event.set("channel", J::text(&self.sitecore.channel));
            let currency = self.sitecore.currency_code.as_deref().unwrap_or_default();
            set_text(&mut event, "currency", currency);
            if filled_text(&event, "page").is_none() {
                event.set("page", J::text(page(&self.stamp.path)));
            }
        }
        set_text(
            &mut event,
            "language",
            &language(self.sitecore, &self.stamp.language),
        );
        event.set(
            "pos",
            J::text(direct_only(self.sitecore, &self.sitecore.point_of_sale)),
        );
        event.set("requested_at", J::text(&self.stamp.at));
        event.set("ext", ext(fields, &(self.fresh_id)())?);
        // Last, so that the form with the key in the query can leave it out.
        event.set(
            "client_key",
            J::text(direct_only(self.sitecore, &self.sitecore.client_key)),
        );
        self.list.push(event);
        Ok(())
    }

    fn push_engagement(&mut self, kind: Kind, reference: &Reference) -> Result<(), Refusal> {
        let decision = &reference.personalization_id;
        let content = reference.content_id.as_ref().unwrap_or(decision);
        let fields: Vec<(String, J)> = [
            ("friendlyId", reference.point.as_ref()),
            ("personalizationId", Some(decision)),
            ("personalizationContentId", Some(content)),
        ]
        .into_iter()
        .filter_map(|(name, text)| Some((String::from(name), J::text(text?))))
        .collect();
        let event_type = match kind {
            Kind::Click => "PERSONALIZATION_CLICK",
            _ => "PERSONALIZATION_VIEW",
        };
        self.push(event_type, J::object(), &fields)
    }

    fn push_event(&mut self, event: &J) -> Result<(), Refusal> {
        let mut pushed = Ok(());
        if let Some(interaction) = event.get("interaction").filter(|it| it.names().is_some()) {
            pushed = self.push_interaction(&interaction);
        }
        if let Err(Refusal::Invalid(_)) = pushed {
            return pushed;
        }
        if let Some(attributes) = event.get("user").member("attributes") {
            let (identity, fields) =
                guest_event(&attributes).ok_or(Refusal::Dropped(NO_IDENTIFIER))?;
            self.push("IDENTITY", identity, &fields)?;
        }
        if self.list.is_empty() && event.get("consents").is_none() {
            pushed = pushed.and(Err(Refusal::Dropped(
                "the event has no interaction and no user",
            )));
        }
        pushed
    }

    fn push_interaction(&mut self, interaction: &J) -> Result<(), Refusal> {
        let name = filled_text(interaction, "name");
        let event_type = filled_text(interaction, "eventType");
        let raised = event_type.as_ref().map(|it| it.to_ascii_uppercase());
        if let Some(reserved) = raised.filter(|it| is_reserved(it)) {
            return self.push_reserved(&reserved, interaction);
        }
        let lines = line_items(interaction);
        match (name.as_deref(), lines, interaction.get("order")) {
            (None, ..) if event_type.is_none() => self.push_reserved("VIEW", interaction),
            (Some("Add To Cart"), Some(lines), _) if !lines.is_empty() => self.push_lines(&lines),
            (Some("Replace Cart"), Some(lines), _) if lines.is_empty() => {
                self.push("CLEAR_CART", J::object(), &[])
            }
            (Some("Purchase"), lines, Some(order)) => {
                self.push_purchase(&order, &line_items(&order).or(lines).unwrap_or_default())
            }
            _ => self.push_custom(&name.or(event_type).unwrap_or_default(), interaction),
        }
    }

    fn push_reserved(&mut self, event_type: &str, interaction: &J) -> Result<(), Refusal> {
        let mut event = J::object();
        for name in interaction.names().unwrap_or_default() {
            let is_data = !OWN.contains(&name.as_str()) && !INERT.contains(&name.as_str());
            if let (true, Some(value)) = (is_data, interaction.get(&name)) {
                event.set(&name, value);
            }
        }
        if event_type == "VIEW" {
            self.add_arrival(&mut event);
        }
        self.push(event_type, event, &ext_fields(interaction))
    }

    fn add_arrival(&self, event: &mut J) {
        for (name, value) in &self.stamp.campaign {
            let name = ["utm_", name].concat();
            if event.get(&name).is_none() {
                event.set(&name, J::text(value));
            }
        }
        if self.stamp.is_arrival && event.get("referrer").is_none() {
            set_text(event, "referrer", &self.stamp.referrer);
        }
    }

    fn push_custom(&mut self, name: &str, interaction: &J) -> Result<(), Refusal> {
        let event_type = upper_snake(name);
        if is_reserved(&event_type) || event_type == "TRACKING" || event_type.starts_with("SC_") {
            return Err(Refusal::Dropped(
                "Sitecore keeps that name for itself: choose another, or ask for a documented \
                 event by interaction.eventType",
            ));
        }
        if event_type.is_empty() {
            return Err(Refusal::Dropped(
                "its name has no letter or digit to make a type of",
            ));
        }
        let mut fields = Vec::new();
        flatten_members(&mut fields, "", interaction, &OWN);
        fields.extend(ext_fields(interaction));
        self.push(&event_type, J::object(), &fields)
    }

    fn push_lines(&mut self, lines: &[J]) -> Result<(), Refusal> {
        let product = |line| product(self.sitecore, self.stamp, line);
        let products: Option<Vec<J>> = lines.iter().map(product).collect();
        let products = products.ok_or(Refusal::Dropped(
            "Sitecore needs catalogObjectId, catalogObjectType, price and currency of a line item",
        ))?;
        for product in products {
            let mut event = J::object();
            event.set("product", product);
            self.push("ADD", event, &[])?;
        }
        Ok(())
    }

    fn push_purchase(&mut self, order: &J, lines: &[J]) -> Result<(), Refusal> {
        let checkout = checkout(order).ok_or(Refusal::Dropped("an order needs an id"))?;
        if let Some(confirm) = confirm(lines) {
            self.push("CONFIRM", confirm, &[])?;
        }
        self.push("CHECKOUT", checkout, &[])
    }
}

const NO_IDENTIFIER: &str =
    "user.attributes without userId and IDType cannot identify a guest of Sitecore: not sent";

fn is_reserved(event_type: &str) -> bool {
    RESERVED.split(',').any(|reserved| reserved == event_type)
}

fn ext_fields<J: Json>(interaction: &J) -> Vec<(String, J)> {
    let mut fields = Vec::new();
    if let Some(ext) = interaction.get("ext") {
        flatten_members(&mut fields, "", &ext, &[]);
    }
    fields
}

/// The last segment of a path that has something in it, as the vendor's SDK names pages.
fn page(path: &str) -> &str {
    path.rsplit('/')
        .find(|segment| !segment.is_empty())
        .unwrap_or("Home Page")
}

/// `Brochure Downloaded` and `brochureDownloaded` as `BROCHURE_DOWNLOADED`.
fn upper_snake(name: &str) -> String {
    let mut snake = String::new();
    let mut is_lower = false;
    for letter in name.chars() {
        let is_break = !letter.is_ascii_alphanumeric();
        if (is_break || is_lower && letter.is_ascii_uppercase())
            && !snake.is_empty()
            && !snake.ends_with('_')
        {
            snake.push('_');
        }
        if !is_break {
            snake.push(letter.to_ascii_uppercase());
        }
        is_lower = letter.is_ascii_lowercase() || letter.is_ascii_digit();
    }
    if snake.ends_with('_') {
        snake.pop();
    }
    snake
}

/// What is accepted but has no place in Sitecore's events.
pub fn unsent_part<J: Json>(event: &J) -> Option<&'static str> {
    let user = event.get("user");
    if event.get("account").is_some() || user.member("identities").is_some() {
        return Some(
            "event.account and user.identities are not sent: Sitecore has no place for them",
        );
    }
    let attributes = user.member("attributes")?;
    guest_event(&attributes).is_none().then_some(NO_IDENTIFIER)
}
