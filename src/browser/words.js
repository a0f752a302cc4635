// The texts of the core (src/words.rs), written by tools/words.mjs.
export const words = String.raw`
status
at
point
points
body
names
consent
browserId
answers
flight
wish
attributes
entries
context
id
identity
outcome
personalizationId
until
call
language
source
zone
dataspace
dropped
name
scope
.
callers
campaign
contextId
data
failed
guest
invalid-argument
key
provider
requestId
salesforce
service
account
diagnostics
eventType
failures
items
message
order
personalizationContentId
personalizationPointName
purpose
redaction
type
/
_
address
code
currency
isOfficial
reload
 
 "
 (
 left out: Attune sets it
 left out: expected text, a number or a truth value
"
$
%0A
(?![^]{254})\.?[^\x00-,./:-@[-^\x60{-\x7f]+(\.[^\x00-,./:-@[-^\x60{-\x7f]+)*
)
*
,
-
/personalization/authenticated/decisions
/personalization/decisions
/v1.2/browser/$id$/show.json?client_key=$clientKey$&api_token=$clientKey
/v1.2/browser/create.json?client_key=$clientKey$&message=%7B%7D
/v1.2/event/create.json?client_key=$clientKey$&message=$message
/v1.2/events
/v1/events/v1.2/browser/$id$/show.json?sitecoreContextId=$contextId$&client_key=&api_token=
/v1/events/v1.2/browser/create.json?sitecoreContextId=$contextId$&client_key=
/v1/events/v1.2/events?sitecoreContextId=$contextId$&siteId=$siteName
/v1/personalize?sitecoreContextId=$contextId$&siteId=$siteName
/v2/callFlows
/web/events/
0
0.
1
1.
2
2.
4
5
:
: ask again later.
: check the access token, the client key and the endpoint.
: check the endpoint and what was asked.
: check the point's name, its set-up and the context
: expected 
; Domain=
; Max-Age=0
; Max-Age=3
; Max-Age=63072000
; SameSite=Lax; Path=/
; SameSite=Lax; Secure; Path=/
; SameSite=None; Secure; Path=/
=
A consent was ignored: it needs provider, purpose and status, each a text.
ADD
ADD|ADD_CONSUMERS|ADD_CONTACTS|ADD_PRODUCT|CALCULATOR|CAMPAIGN_TRACKING|CLEAR_CART|CLICK|CHAT|CHECKOUT|COMMENT|CONFIRM|CONTACT_REQUEST|CONSUMERS|EMAIL|LOGIN|IDENTITY|NOTIFICATION|ORDER_CHECKOUT|ORDER_UPDATE|PAYMENT|PURCHASE|PNR_RECORD|SMS|SUBSCRIPTION|SEARCH|SELECT|TRIGGER|TRIP_SUMMARY|UPDATE|VIEW
AIRPORT_KIOSK|BRANCH|CALL_CENTER|EMAIL|GDS|KIOSK|MOBILE_APP|MOBILE_WEB|SMS|OFFLINE|OTA|OTHER|WEB
Accept
Add To Cart
Add To Cart|Remove From Cart|Replace Cart
All points of a page belong to one data space: leave context.dataspace out, and give personalization.dataspace to init.
An event must be an object, such as { interaction: { name: "Purchase" } }.
Authorization
BID_
Bearer 
CHECKOUT
CLEAR_CART
CONFIRM
Call Attune.init(config) first.
Content-Type
ContentZone
ContentZoneHandler
Diagnostic 
Engagement
FORCE_CLOSE
FORM
Home Page
IDENTITY
Id__c
No answer came before the deadline; keep the default content, or allow more time with timeoutMs.
No answer from the service: check the endpoint, the connection, and whether the page's content security policy or a blocker forbids the request.
Nobody waited for the answer any more: the calls were aborted, or consent withdrawn.
Opt In
Opt Out
PERSONALIZATION_CLICK
PERSONALIZATION_VIEW
PURCHASED
PageType
PageUrlMatcher
Points must be a list of at least one personalization point name, such as ["home_hero"].
Product
Profile
Purchase
Purchase|Return|Cancel|Preorder|Exchange|Ship|Deliver
Replace Cart
SC_
Sitecore keeps that name for itself: choose another, or ask for a documented event by interaction.eventType
Sitecore needs catalogObjectId, catalogObjectType, price and currency of a line item
TRACKING
The collector refuses all events; check appSourceId or clientKey.
The consents promise did not settle before the deadline; allow more time with timeoutMs.
The context must be an object, such as { anchorId: "SKU-1" }.
The event has too many members: Sitecore takes 50, one of them Attune's event id.
The reference must hold the personalizationId of a decision.
The service answered 
The service gave no id for this visitor: ask again later.
The service has failed several times and is left alone for a while; keep the default content, or ask again later.
The service made a browser id of an unknown form.
The service refused an event: 
The service's answer broke off: ask again later.
The service's answer is not in its documented form: check the endpoint and the point's template.
The visitor has not opted in; give a Tracking consent with status "Opt In" to init or updateConsents first.
Tracking
VIEW
VIEW|SEARCH|CLICK
View Catalog Object|View Catalog Object Detail
View Catalog Object|View Catalog Object Detail|Quick View Catalog Object|Share Catalog Object|Review Catalog Object|Comment Catalog Object|Favorite Catalog Object
Web
[!-~]+
[0-9a-f]{16}
[A-Z]+[a-z0-9]*|[a-z0-9]+
[\da-fA-F]{8}(-[\da-fA-F]{4}){3}-[\da-fA-F]{12}
[\w.-]+
[^\x00-\x1f"\\]+
[a-zA-Z0-9-]{1,64}
[a-zA-Z][a-zA-Z0-9]*(_[a-zA-Z0-9]+)*
[a-zA-Z]{2,8}
[a-zA-Z]{2,}
[a-zA-Z]{3}
\"
\"browser_id\":\"\"
\d*[a-zA-Z-][a-zA-Z\d-]*
]}
^[^]{0,255}[^\ud800-\udbff]
__Secure-attune_id
__proto__
__sfid_
_sfid_
a catalogObject needs an id and a type
a channel of Sitecore such as WEB, MOBILE_WEB or KIOSK
a host name such as shop.example
a language such as EN
a list of emails, phones, cards and tokens, or an empty one
a number of milliseconds above 0
a number of milliseconds, 0 or more
a text that is not blank
aborted
accessToken
accessToken must be a text that fits into a header: visible ASCII characters without spaces.
address sourceUrl referrer sourceUrlReferrer
addresses
ageMs
ahead
an https address such as https://api-engage-eu.sitecorecloud.io, or with edge https://edge-platform.sitecorecloud.io (http only for localhost)
an https address such as https://tenant.c360a.salesforce.com (http only for localhost)
an object
an order needs an id
anchorId
anchorItemId
anonymousId
answer
appSourceId
application/json
application/x-www-form-urlencoded
asked
asks
at dateTime browserId deviceId sessionId sessionId
attribute
attune.
attune.breaker.
attune.campaign
attune.claim.
attune.consents
attune.counts.
attune.decision.
attune.event.
attune.health.
attune.held.
attune.id.
attune.session
attune.shown.
attune.tab
attuneEventId
attune_id
attune_probe_
bad-response
bid_
billed
browserId browser_id at requested_at
bytes
cache
callback
cart
cartEventId
cartItem
catalog
catalog-object-click
catalog-object-view-start
catalogObject
catalogObjectId
catalogObjectId id catalogObjectType type
catalogObjectType
category
channel
channel channel currency currency
click
clientKey
clientKey clientKey channel channel language language currencyCode currencyCode pointOfSale pointOfSale
clientKey client_key
config
consentLog
consents
content
contentZoneName
context.
context.pageVariantIds left out: expected a list of texts
context.params left out: expected an object
contextData
cookieDomain
correlation
currencyCode
customer
customer_ref
dataProvider
decided
decisionCacheMs
default
delivered
description
developerMessage
edge
email
emails|phones|cards|tokens
empty
endpoint
error_msg
event
event.account and user.identities are not sent: Sitecore has no place for them
event.account and user.identities are not sent: no row can carry them
event=
eventId
exactly one of salesforce, sitecore and local
exchange
experiences with a PageType are not asked for: no page type is known here
expired
expiryDate
expiry_date
ext
facts
failings
fedBy
forgotten
fresh
friendlyId
from
geo
given-up
guestRef
headers
http
http://(\[::1\]|localhost|127(\.\d+)+)(:(0|[1-9]\d{0,3}|[1-5]\d{4}|6[0-4]\d{3}|65[0-4]\d\d|655[0-2]\d|6553[0-5]))?(/[!$-;=@-\[\]-~]*)?
https://(\[::1\]|[^\x00-,./:-@[-^\x60{-\x7f]+(\.[^\x00-,./:-@[-^\x60{-\x7f]+)*)(:(0|[1-9]\d{0,3}|[1-5]\d{4}|6[0-4]\d{3}|65[0-4]\d\d|655[0-2]\d|6553[0-5]))?(/[!$-;=@-\[\]-~]*)?
id id provider provider
identifiers
identities
identity|partyIdentification|contactPointEmail|contactPointPhone|contactPointAddress
ids
individualId
individualId|profileId
interaction
interactionName
interval
invalid-config
isArrival
isBroken
isEnabled
isEphemeral
isForm
isOpen
isProbe
isShared
isSure
isWholeAddress
isWish
item
item_id
its name has no letter or digit to make a type of
its type belongs to a profile: put it into user.attributes.eventType
its type is no developer name (a letter first, then letters, digits and single underscores, at most 80): give an eventType
keepCampaign
keepalive
kind
language language pointOfSale pos
last
lastSentTime
lastUpdatedTime
lateAt
lineItem
lineItems
list
local
logging
method
moment
name|eventType
name|eventType|catalogObject|catalogObjectId|catalogObjectType|order|lineItem|lineItems
name|eventType|ext|channel|language|currency
name|eventType|ext|channel|language|currency|pageVariantId|__proto__|client_key
network
network|rate-limited|unavailable
no-consent
none, error, warn, info, debug, trace, or a number from 0 to 5
none|error|warn|info|debug|trace
not-initialized
options.identity: expected exactly one of { email } and { identifiers: { id, provider } }, each a text that is not blank.
options.identity: only Sitecore decides by another identity than the browser's; leave it out.
orderEventId
orderItem
orderedAt
origin
outcomes
overflow
page
pageVariantId
pageVariantIds
pageView
params
params|geo|pageVariantIds|channel|language|currency|__proto__
path
personalization
personalization-click
personalization-view
personalization.dataspace
personalizationExperienceConfigs
personalizationId personalizationId personalizationId personalizationContentId personalizationContentId personalizationContentId item id
personalizationPointName friendlyId personalizationId personalizationId personalizationId personalizationContentId personalizationContentId personalizationContentId
personalizationPoints
personalizations
pointOfSale
price
probe
probed
product
productId
provider provider purpose purpose status status
quantity
queued
rate-limited
raw
received
recent
ref
reference
referenceId
reference_id
referrer
refused
rejected
relatedCatalogObject
relatedCatalogObjects
renderIfEmpty
request
requestUrl
response
retry
retryAfter
retryable
reused
salesforce or sitecore in its place: this version does not include the local engine, a later release will
salesforce.appSourceId
salesforce.endpoint
sc_
sc_cid
sc_cid_personalize
sessionId
settled
sitecore
sitecore.channel
sitecore.clientKey
sitecore.currencyCode
sitecore.edge
sitecore.edge.contextId
sitecore.edge.siteName
sitecore.endpoint
sitecore.language
sitecore.pointOfSale
sourceChannel
sourceLocale
sourceMatchers
ssot__Id__c
stale
staleDecisionMs
standing
steps
street
text
texts
the event has neither an interaction nor user.attributes.eventType
the event has no interaction and no user
the id of the website connector
three letters such as EUR
timeout
timeoutMs
timeoutMs must be a number of milliseconds above 0.
times
token
too-large
tracked
transformationConfig
transformations
transformerName
true or false
unauthorized
unavailable
url
user
user.attributes without identifiers, or userId and IDType, cannot identify a guest of Sitecore: not sent
userEngagement
userId id IDType provider
utm
utm_
value
variantId
variants
visit
what
x-sc-correlation-id
{"delivered":0,"dropped":{}}
{"email":"email","emailAddress":"email","firstname":"firstname","firstName":"firstname","lastname":"lastname","lastName":"lastname","title":"title","gender":"gender","dob":"dob","mobile":"mobile","phone":"phone","phoneNumber":"phone","street":"street","addressLine1":"street","city":"city","state":"state","stateProvince":"state","postalCode":"postal_code","country":"country","identifiers":"","eventType":"","IDName":"","IDType":"","userId":"","isAnonymous":""}
{"event":{"user":{"attributes":{"eventType":"identity","isAnonymous":"1"}}}}
{"events":[
{"service":"salesforce","keepCampaign":true}
{"service":"sitecore","keepCampaign":true,"clientKey":"","pointOfSale":"","channel":"WEB"}
|`.split("\n");
