/** By name, never by place: a point that did not qualify has no entry at all. */
export function findDecision(response, point) {
  return (response.personalizations ?? []).find(
    (decision) => decision.personalizationPointName === point,
  );
}
