function salesforceEvents(identity) {
  const known = { user: { attributes: { eventType: "identity", isAnonymous: "0" } } };
  if (identity.email) {
    return [
      known,
      { user: { attributes: { eventType: "contactPointEmail", email: identity.email } } },
    ];
  }
  const party = {
    eventType: "partyIdentification",
    IDName: "Skerry customer",
    IDType: "CustomerId",
    userId: identity.identifiers.id,
  };
  return [known, { user: { attributes: party } }];
}

function sitecoreEvents(identity) {
  if (identity.email) {
    return [
      { user: { attributes: { userId: identity.email, IDType: "EMAIL", email: identity.email } } },
    ];
  }
  const { id, provider } = identity.identifiers;
  return [{ user: { attributes: { userId: id, IDType: provider } } }];
}

/** Who signed in, in the words of the service in use. */
export function signInEvents(service, identity) {
  return service === "salesforce" ? salesforceEvents(identity) : sitecoreEvents(identity);
}
