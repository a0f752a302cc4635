import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { redact } from "../../src/browser/redact.js";
import {
  campaignNames,
  cleanAddresses,
  opaqueTokens,
  plantedAddresses,
  readableForms,
  tokensByLook,
} from "./addresses.js";

describe("planted personal data", () => {
  const planted = plantedAddresses();

  it("is in more than 500 addresses, and in none of them afterwards", () => {
    expect(planted.length).toBeGreaterThan(500);
    const leaks = planted.filter(({ address, traces }) => {
      const forms = readableForms(redact(address));
      return traces.some((trace) => forms.some((form) => form.includes(trace)));
    });
    expect(leaks).toEqual([]);
  });

  it("would be noticed: every trace is in the address as it was", () => {
    for (const { address, traces } of planted) {
      const forms = readableForms(address);
      for (const trace of traces) expect(forms.some((form) => form.includes(trace))).toBe(true);
    }
  });

  it("leaves the rest as it was, byte for byte", () => {
    for (const { address, before, after } of planted) {
      const result = redact(address);
      expect(result.startsWith(before), result).toBe(true);
      expect(result.endsWith(after), result).toBe(true);
    }
  });

  it("is all found the first time", () => {
    for (const { address } of planted) {
      expect(redact(redact(address))).toBe(redact(address));
    }
  });
});

describe("addresses without personal data", () => {
  it("are altered in at most 1 % of more than 1000", () => {
    const clean = cleanAddresses();
    expect(clean.length).toBeGreaterThan(1000);
    const altered = clean.filter((address) => redact(address) !== address);
    expect(altered.length / clean.length, altered.join("\n")).toBeLessThanOrEqual(0.01);
  });

  it.each([
    "https://shop.example/boots/2024/05/17/123456?from=2024-05-17T10:30:00Z&to=17.05.2024",
    "https://shop.example/p/SKU-1001?price=10000-50000&page=2&isbn=0306406152",
    "?lat=52.520008&lng=13.404954&ip=192.168.100.200&order=0012345678&t=1790000000000",
    "?utm_id=20468913157&utm_campaign=DE_Search_Brand_2024_Exact_Shoes_Women_NL",
    "/the-10-best-waterproof-hiking-boots-of-2024/3f2504e0-4f89-41d3-9a0c-0305e82c3301",
    "/npm/react@18.2.0?author=kant&hotel=12345678&q=iphone+15+128+2023&code=SUMMER24",
    "?gclid=EAIaIQobChMI2f6H8N3h9AIVg-N3Ch1yDw2kEAAYASAAEgJx1_D_BwE",
    "?msclkid=5d41402abc4b2a76b9719d911017c592&fbclid=IwAR0a1B2c3D4e5F6g7H8i9J0kLmNoPqRsTuVwXyZ",
    "https://a1b2c3d4e5f6g7h8i9j0.deploy-preview.shop.example/",
    "?q=100%&r=%E0%A4%A&s=%zz&t=%25",
    "",
  ])("stay: %s", (address) => {
    expect(redact(address)).toBe(address);
  });

  it("stay, whatever text without digits, @, = and long words they are", () => {
    const word = fc.stringMatching(/^[^\d@=%]{0,31}$/);
    fc.assert(
      fc.property(word, (text) => {
        expect(redact(text)).toBe(text);
      }),
    );
  });
});

describe("each kind by itself", () => {
  const kinds = {
    emails: ["jo@shop.example", "j%C3%BCrgen%2540m%C3%BCller.de", "o'brien+a_b@mail.co.uk"],
    phones: [
      "+49 170 1234567",
      "%2B49%20(0)170%20123%2045%2067",
      "0049-170-1234567",
      "0170%2F1234567",
      "06.12.34.56.78",
      "01701234567",
      "(555) 123-4567",
      "1-555-123-4567",
      "612 345 678",
    ],
    cards: ["4111111111111111", "4111 1111 1111 1111 123", "3782-822463-10005", "4222222222222"],
    tokens: [
      "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9PlFUP0THsR8U",
      "5d41402abc4b2a76b9719d911017c592",
    ],
  };
  const all = Object.entries(kinds).flatMap(([kind, texts]) => texts.map((text) => [kind, text]));

  it.each(all)("%s: %s", (kind, text) => {
    const others = Object.keys(kinds).filter((other) => other !== kind);
    expect(redact(`/a/${text}/b`, [kind])).toBe("/a/redacted/b");
    expect(redact(`/a/${text}/b`, others)).toBe(`/a/${text}/b`);
    expect(redact(`/a/${text}/b`)).toBe("/a/redacted/b");
    expect(redact(`/a/${text}/b`, [])).toBe(`/a/${text}/b`);
  });

  it.each([
    "token=a",
    "access_token=a",
    "password=a%26b%23c",
    "Passwd=a",
    "pwd=a",
    "client_secret=a",
    "api-key=a",
    "apikey=a",
    "auth=a",
    "PHPSESSID=a",
    "session_id=a",
    "sid=a",
    "jwt=a",
    "code=4%2F0AX4XfWh0123456",
  ])("tokens by the parameter's name: %s", (parameter) => {
    const name = parameter.split("=")[0]!;
    expect(redact(`/?x=1&${parameter}&y=2#z`)).toBe(`/?x=1&${name}=redacted&y=2#z`);
  });

  // Nothing but chance tells a random text without a name from a meant one: some look like words.
  it("tokens by their looks alone: at most 1 in 20 in base64url of 43 characters is missed", () => {
    const tokens = opaqueTokens();
    const missed = tokens.filter((token) => redact(`/?x=${token}`).includes(token));
    expect(tokens.length).toBe(1000);
    expect(missed.length).toBeLessThanOrEqual(50);
  });

  it("tokens of every alphabet by their looks alone", () => {
    const missed = tokensByLook().filter((token) => redact(`/?x=${token}`).includes(token));
    expect(missed.length, missed.join("\n")).toBeLessThanOrEqual(40);
  });

  it.each(campaignNames)("no token: %s", (name) => {
    for (const address of [`/?utm_content=${name}`, name, `/img/${name}.jpg`]) {
      expect(redact(address)).toBe(address);
    }
  });

  it("telephone numbers by the parameter's name", () => {
    for (const name of ["phone", "tel", "customer_phone", "phoneNumber", "mobile", "telephone"]) {
      expect(redact(`?${name}=5551234567&y=2`)).toBe(`?${name}=redacted&y=2`);
    }
  });

  it("cards with a number before them, and numbers that are no card's", () => {
    expect(redact("?q=5512+4111+1111+1111+1111")).toBe("?q=5512+redacted");
    expect(redact("?q=4111111111111112")).toBe("?q=4111111111111112");
    expect(redact("?r=0.4111111111111111")).toBe("?r=0.4111111111111111");
  });
});

describe("any text", () => {
  const bits = ["@", "a", "%40", "%25", "%2540", ".de", "0", "01", "+49", "4111", " ", "-", "/"];
  const more = ["token=", "&", "?", "tel=", "(", "eyJ", "a1b", "_", "%", "\u00fc", "\ud83d", ":"];
  const composed = fc.array(fc.constantFrom(...bits, ...more), { maxLength: 40 });

  it("is redacted without throwing, and a second time changes nothing", () => {
    const check = (text: string) => {
      const once = redact(text);
      expect(redact(once)).toBe(once);
    };
    fc.assert(fc.property(fc.string({ unit: "binary" }), check));
    fc.assert(
      fc.property(composed, (parts) => check(parts.join(""))),
      { numRuns: 2000 },
    );
  }, 30_000);

  // The time of a doubled text, by the best of a few runs: 2 if linear, 4 if quadratic. A quadratic
  // pattern would need minutes for the longer one.
  const repeated = [
    "@",
    "a@",
    "a@a.",
    ".",
    "-",
    "%40",
    "%25",
    "01 ",
    "+49",
    "4111 ",
    "0/1",
    "555-",
  ];
  const words = ["token=", "tel=", "phone", "eyJ", "a1b", "1a2b3c4d", "a", "1a", "Hero1Banner"];
  it("with a long run without vowels takes time in proportion too", () => {
    const start = performance.now();
    redact(`a1b${"x".repeat(100_000)}A1B${"X".repeat(100_000)}`);
    expect(performance.now() - start).toBeLessThan(2000);
  });

  it.each([...repeated, ...words])(
    "of 100 KB of %j takes time in proportion",
    (unit) => {
      const timeOf = (length: number) => {
        const text = unit.repeat(length / unit.length);
        const times = Array.from({ length: 2 }, () => {
          const start = performance.now();
          redact(text);
          return performance.now() - start;
        });
        return Math.min(...times);
      };
      const [half, whole] = [timeOf(50_000), timeOf(100_000)];
      expect(whole / Math.max(half, 5)).toBeLessThan(8);
    },
    30_000,
  );
});
