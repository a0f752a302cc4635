// Holds an answer against what the browser itself makes of the same bytes. Loaded before the SDK.
window.oracle = (() => {
  /** Every own key in its order, and every number as it is: what two values have to agree in. */
  function spell(value) {
    if (Array.isArray(value)) return `[${value.map(spell).join()}]`;
    if (typeof value === "object" && value !== null) {
      const members = Object.keys(value).map(
        (key) => `${JSON.stringify(key)}:${spell(value[key])}`,
      );
      const kind = Object.getPrototypeOf(value) === Object.prototype ? "" : "(foreign)";
      return `${kind}{${members.join()}}`;
    }
    return Object.is(value, -0) ? "-0" : typeof value === "number" ? `${value}` : quote(value);
  }

  const quote = (value) => `${typeof value} ${JSON.stringify(value)}`;

  const isContainer = (value) => typeof value === "object" && value !== null;

  /** How many objects and lists are within each other. */
  function depthOf(value) {
    let depth = 0;
    let level = [value].filter(isContainer);
    for (; level.length > 0; depth++) {
      level = level.flatMap((each) => Object.values(each)).filter(isContainer);
    }
    return depth;
  }

  const parse = (text) => {
    try {
      return { value: JSON.parse(text) };
    } catch {
      return undefined;
    }
  };

  const isObject = (value) => isContainer(value) && !Array.isArray(value);

  const shows = {
    /** Salesforce's envelope, with what is tested inside; else it is no answer. */
    salesforce: (text) => {
      const parsed = parse(text);
      const list = isObject(parsed?.value) ? parsed.value.personalizations : undefined;
      if (!Array.isArray(list)) return { code: "bad-response" };
      const [raw] = list;
      return { raw, attributes: raw.attributes };
    },
    /** Whatever the author composed. */
    sitecore: (text) => {
      const parsed = parse(text);
      if (text.trim() === "") return {};
      if (!parsed) return { code: "bad-response" };
      const raw = parsed.value;
      if (isNothing(raw)) return {};
      if (isObject(raw)) return { raw, attributes: raw };
      return { raw, attributes: typeof raw === "string" ? { content: raw } : {} };
    },
  };

  function isNothing(value) {
    if (value === null || (typeof value === "string" && value.trim() === "")) return true;
    if (typeof value !== "object") return false;
    const keys = Object.keys(value);
    return keys.length === 0 || (keys.length === 1 && value.variantId === "");
  }

  function expectedFrom(service, encoded, deepest) {
    const bytes = Uint8Array.from(atob(encoded), (character) => character.charCodeAt(0));
    const text = new TextDecoder().decode(bytes);
    const parsed = parse(text);
    if (parsed && depthOf(parsed.value) > deepest) return { code: "bad-response" };
    return shows[service](text);
  }

  const fetchOnce = (point) =>
    Attune.Personalization.fetch([point]).then(
      (response) => response,
      (error) => ({ error }),
    );

  function differences(expected, response, point) {
    const outcome = response.error ?? response.outcomes[point];
    const got = response.error ? response.error.code : outcome.status;
    const wanted = expected.code ?? ("raw" in expected ? "decided" : "empty");
    if (got !== wanted) return `${got} instead of ${wanted}`;
    if (wanted !== "decided") return "";
    const [{ raw, attributes }] = response.personalizations;
    if (spell(raw) !== spell(expected.raw)) return `raw: ${spell(raw)}`;
    if (spell(attributes) === spell(expected.attributes)) return "";
    return `attributes: ${spell(attributes)}`;
  }

  /**
   * Asks for a point whose answer has those bytes, in two calls of one turn and once more; gives
   * what is not as the browser reads it, or nothing. An answer is deepest where that is allowed.
   */
  async function compare(service, point, encoded, deepest) {
    const expected = expectedFrom(service, encoded, deepest);
    const calls = [fetchOnce(point), fetchOnce(point)];
    const responses = [...(await Promise.all(calls)), await fetchOnce(point)];
    const problems = responses.map((response, place) => {
      const problem = differences(expected, response, point);
      return problem && `${["first", "shared", "again"][place]}: ${problem.slice(0, 300)}`;
    });
    // What storage keeps is text, and no JSON text is read as -0 or as an infinite number.
    const isText = spell(expected.raw) === spell(parse(JSON.stringify(expected.raw) ?? "")?.value);
    const isReused = responses[2].outcomes?.[point]?.source === "cache";
    if (isReused !== (isText && !expected.code)) problems.push(`reused: ${isReused}`);
    if ({}.polluted !== undefined) problems.push("Object.prototype is polluted");
    return problems.filter(Boolean).join("; ");
  }

  return { compare };
})();
