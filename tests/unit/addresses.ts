// Addresses as shops have them, made by rule: some with personal data planted in them, some without.

/** The same sequence in every run (mulberry32). */
function seeded(seed: number): () => number {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let mixed = Math.imul(seed ^ (seed >>> 15), seed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const chance = seeded(24);
const below = (count: number) => Math.floor(chance() * count);
const pick = <T>(list: readonly T[]): T => list[below(list.length)]!;
const text = (length: number, letters: string) =>
  Array.from({ length }, () => pick([...letters])).join("");
const digits = (length: number) => text(length, "0123456789");
const number = (length: number) => text(1, "123456789") + digits(length - 1);
const hex = (length: number) => text(length, "0123456789abcdef");
const letters = "abcdefghijklmnopqrstuvwxyz";
const base64url = `${letters}${letters.toUpperCase()}0123456789-_`;
const times = <T>(count: number, make: (place: number) => T): T[] =>
  Array.from({ length: count }, (_, place) => make(place));

interface Secret {
  text: string;
  /** What must not be read afterwards. */
  traces: string[];
}

interface Planted {
  address: string;
  traces: string[];
  before: string;
  after: string;
}

const first = ["anna", "j.doe", "o'brien", "marie-luise", "x_y", "li", "j\u00fcrgen", "max+news"];
const domains = ["mail.example", "gmx.de", "example.co.uk", "sub.shop-mail.com", "m\u00fcller.de"];

function email(): Secret {
  const local = pick(first) + pick(["", digits(2), ".", "_k"]) + text(6, letters);
  return { text: `${local}@${pick(domains)}`, traces: [local.slice(-6), "@"] };
}

function phone(): Secret {
  const [area, own] = [number(3), number(7)];
  const cut = pick([3, 4]);
  const split = `${own.slice(0, 3)} ${own.slice(3)}`;
  const found = pick([
    `+49 ${area} ${own}`,
    `+49${area}${own}`,
    `+${pick(["1", "33", "420"])}-${area}-${own.slice(0, 3)}-${own.slice(3)}`,
    `+49 (0)${area} ${own}`,
    `0049${area}${own}`,
    `0049 ${area} ${own}`,
    `0${area} ${own}`,
    `0${area}-${own}`,
    `0${area} ${own.slice(0, cut)} ${own.slice(cut)}`,
    `0${area}${own}`,
    `(0${area}) ${own}`,
    `(${area}) ${split.replace(" ", "-")}`,
    `${area}-${split.replace(" ", "-")}`,
    `${area}.${split.replace(" ", ".")}`,
    `${area} ${split}`,
  ]);
  return { text: found, traces: [found.replace(/\D/g, "").slice(-7), own.slice(-4)] };
}

function withCheckDigit(start: string): string {
  const sum = [...start].reverse().reduce((total, digit, place) => {
    const value = Number(digit) * (place % 2 ? 1 : 2);
    return total + (value > 9 ? value - 9 : value);
  }, 0);
  return start + ((10 - (sum % 10)) % 10);
}

function card(): Secret {
  const [start, length] = pick([
    ["4", 16],
    ["4", 13],
    ["4", 19],
    ["51", 16],
    ["2221", 16],
    ["34", 15],
    ["37", 15],
    ["36", 14],
    ["6011", 16],
    ["3530", 16],
    ["6759", 18],
  ] as const);
  const whole = withCheckDigit(start + digits(length - 1 - start.length));
  const gap = pick([" ", "-", ""]);
  const groups = length < 16 && length > 13 ? /^(.{4})(.{6})(.*)$/ : /^(.{4})(.{4})(.{4})(.*)$/;
  const parts = groups.exec(whole)!.slice(1);
  return { text: parts.join(gap), traces: [whole, parts[1] + gap + parts[2]] };
}

function jwt(): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const claims = { sub: digits(10), name: text(8, letters), iat: 1790000000 };
  return `${part({ alg: "HS256", typ: "JWT" })}.${part(claims)}.${text(43, base64url)}`;
}

function token(): Secret {
  const found = pick([jwt, () => hex(32), () => hex(40), () => hex(64), () => jwt()])();
  const middle = found.length >> 1;
  return { text: found, traces: [found.slice(0, 8), found.slice(middle, middle + 8)] };
}

/** As a server makes them of 32 random bytes. */
export function opaqueTokens(): string[] {
  return times(1000, () => text(43, base64url));
}

/** 200 of each kind that is common: they say nothing, and are recognized by that. */
export function tokensByLook(): string[] {
  const digits = "0123456789";
  const small = "abcdefghijklmnopqrstuvwxyz";
  const kinds: Array<[number, string]> = [
    [32, `${digits}abcdef`],
    [40, `${digits}ABCDEF`],
    [32, digits + small],
    [40, digits + small],
    [32, digits + small + small.toUpperCase()],
  ];
  return kinds.flatMap(([length, alphabet]) => times(200, () => text(length, alphabet)));
}

/** Names that people give: words and years, as long as tokens are. */
export const campaignNames = `
  HeroBannerVariantB2SummerSale2026ImageAutumnLeaves SpringSummer2026CollectionLaunchEmailHeaderB
  heroBannerVariantB2SummerSale2026ImageAutumnLeaves EmailNewsletter2024Week12HeroBanner
  BlackFriday2025EarlyAccessVIPMembersOnly DE2026Q1BrandSearchExactMatchShoesWomen
  Top10GiftsForHim2025ChristmasCatalogueCover WinterSale50OffEverythingMustGo2026Final
  summer2026collection_women_shoes_hero_banner newsletter2026week12header_and_footer_links
  HomepageHeroSlot1VariantAControlGroup50Percent AW26LookbookVideo30sInstagramStoriesFeed
  FB2026ProspectingLookalike1PercentBuyersVideo iPhone16ProMaxLaunchOffer2026PreOrderNow
  Buy2Get1FreeSummer2026PromotionBannerMobile Retargeting30DaysCartAbandoners2026DynamicAds
  Kampagne2026HerbstWinterSchuheDamenStiefelGR38 Ete2026CollectionFemmeChaussuresBanniere1
  summersale2026herobannervariantb2autumnleaves
`
  .trim()
  .split(/\s+/);

const secretNames =
  "token access_token id_token password passwd pwd secret client_secret api_key apikey auth jwt \
  jsessionid session_id sid reset_token".split(/\s+/);

const encoders = [
  (plain: string) => encodeURI(plain),
  (plain: string) => encodeURIComponent(plain).replace(/[.'()]/g, percent),
  (plain: string) => encodeURIComponent(encodeURIComponent(plain)),
];
function percent(letter: string): string {
  return `%${letter.charCodeAt(0).toString(16).toUpperCase()}`;
}

/** Where a value can be in an address, with `*` in its place. */
const places = [
  "https://shop.example/account/*/orders?page=2",
  "https://shop.example/search?q=*&sort=price",
  "https://shop.example/?contact=*",
  "https://shop.example/thanks?step=3&value=*&total=89.50#done",
  "https://shop.example/login?next=%2Faccount%3Fvalue%3D*%26tab%3D2&lang=de",
  "https://shop.example/boots?utm_source=letter&utm_content=*&utm_medium=email",
];

function plant(secret: Secret, place: string, encode: (plain: string) => string): Planted {
  const [before, after] = place.split("*") as [string, string];
  return { address: before + encode(secret.text) + after, traces: secret.traces, before, after };
}

/** More than 500, of every kind in every place and encoding. */
export function plantedAddresses(): Planted[] {
  const found: Planted[] = [];
  for (const make of [email, phone, card, token]) {
    for (const place of places) {
      for (const encode of encoders) {
        for (const secret of times(12, make)) found.push(plant(secret, place, encode));
      }
    }
  }
  for (const name of secretNames) {
    for (const encode of encoders) {
      const value = text(10, `${letters}0123456789&=+`).replace(/^.{3}/, "pw7");
      const place = `https://shop.example/?a=1&${name}=*&b=2`;
      const whole = encode === encoders[0] ? value.replace(/[&=+]/g, "x") : value;
      found.push(plant({ text: whole, traces: [whole, whole.slice(-6)] }, place, encode));
    }
  }
  return found;
}

/** The text as whoever gets it may read it: decoded up to three times, and its digits alone. */
export function readableForms(address: string): string[] {
  const forms = [address];
  for (let level = 0; level < 3; level += 1) {
    const last = forms.at(-1)!;
    forms.push(last.replace(/(?:%[\da-f]{2})+/gi, (bytes) => decoded(bytes)));
  }
  return [...forms, ...forms.map((form) => form.replace(/[\s+./()-]/g, ""))];
}

function decoded(bytes: string): string {
  try {
    return decodeURIComponent(bytes);
  } catch {
    return bytes;
  }
}

const words =
  "waterproof hiking boots trail running jacket men women blue 2024 wanderschuhe 40l v2 gtx sale \
  summer winter outlet 50off new light pro max ultra s24 iphone 15 galaxy 55zoll 4k led".split(
    /\s+/,
  );
const slug = (count: number, gap: string) => times(count, () => pick(words)).join(gap);
const two = (limit: number) => String(1 + below(limit)).padStart(2, "0");
const day = (gap: string) => [2019 + below(8), two(12), two(28)].join(gap);
const uuid = () => [hex(8), hex(4), `4${hex(3)}`, `a${hex(3)}`, hex(12)].join("-");
const price = () => `${number(1 + below(4))}.${digits(2)}`;

function ean(): string {
  const start = pick(["40", "50", "87", "30", "76"]) + digits(10);
  const sum = [...start].reduce((total, digit, at) => total + Number(digit) * (at % 2 ? 3 : 1), 0);
  return start + ((10 - (sum % 10)) % 10);
}

/** What is in addresses every day and says nothing of a person. */
const cleanValues: Array<() => string> = [
  () => slug(3 + below(6), "-"),
  () => slug(2 + below(3), "+"),
  () => slug(4, "%20"),
  () => day("-"),
  () => day(""),
  () => `${two(28)}.${two(12)}.2024`,
  () => `${two(12)}-${two(28)}-2025`,
  () => `${day("-")}T${two(23)}%3A${two(59)}%3A00Z`,
  () => `${day("-")}_${day("-")}`,
  () => price(),
  () => `${number(2)}-${number(3)}`,
  () => `${number(4)}-${number(5)}`,
  () => `SKU-${number(4)}`,
  () => `ORD-${digits(8)}`,
  () => number(5 + below(4)),
  () => number(10 + below(2)),
  () => `1${digits(12)}`,
  () => `120${digits(15)}`,
  () => `4${digits(13)}`,
  () => digits(6),
  () => uuid(),
  () => hex(6),
  () => hex(24),
  () => ean(),
  () => `0${digits(8)}${pick(["X", "1"])}`,
  () => `${number(2)}.${digits(6)},${number(2)}.${digits(6)}`,
  () => [10, 192, 168, 100].map((part) => part + below(50)).join("."),
  () => `${number(2)}.${number(1)}.${number(4)}.${number(2)}`,
  () => `${number(3)}x${number(3)}`,
  () => `36-37-38`,
  () => slug(6, "_").toUpperCase(),
  () => `DE_${slug(4, "_")}_Search_Q3_${day("_")}_v2`,
  () => `Brand|Exact|${slug(2, "_")}|{keyword}`,
  () => `SUMMER${digits(2)}`,
  () => `GA1.2.${number(9)}.${number(10)}`,
  () => pick(["de-DE", "en_US", "price_asc", "true", "#reviews", "%E2%9C%93", "a%2Cb"]),
];

const clickId = () =>
  pick([
    () => `gclid=EAIaIQobChMI${text(40, base64url)}_BwE`,
    () => `fbclid=IwAR${text(57, base64url)}`,
    () => `msclkid=${hex(32)}`,
    () => `dclid=C${text(39, base64url)}`,
    () => `wbraid=Cj${text(60, base64url)}`,
    () => `srsltid=Afm${text(53, base64url)}`,
  ])();

/** More than 1000. */
export function cleanAddresses(): string[] {
  const names = ["id", "q", "filter", "from", "utm_campaign", "utm_content", "utm_id", "variant"];
  const found = times(40, () =>
    cleanValues.map((make) => `https://shop.example/boots?${pick(names)}=${make()}&page=1`),
  ).flat();
  const paths = times(200, () => `https://shop.example/p/${slug(5, "-")}/${pick(cleanValues)()}/`);
  return [...found, ...paths, ...times(100, () => `https://shop.example/?${clickId()}`)];
}
