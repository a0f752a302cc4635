// Takes personal data out of an address or a campaign value (docs/privacy.md tells what counts).
//
// The time is proportional to the text's length, whatever the text: a repetition without a bound
// begins only where a run of its characters begins, and nothing else is tried more than some dozen
// times from one place.
import { handleOf, valueOf } from "./values.js";

const patterns = {
  // As much as can be before the last "@", so nothing of an address is left to be found again.
  emails: /(?<![^\s"#&(),/:-?[\]])[^\s"#&(),/:-?[\]]+@[\w.\x80-\uffff-]*\.[a-z\x80-\uffff]{2,}/gi,
  // By the parameter's name; with a plus sign, two zeros or one in front; in three groups. Digits in
  // one piece are a number to call from eleven on: ten may be an ISBN. Of a date, a slash parts no
  // more than two.
  phones:
    /(?<=(?:\btel|phone|mobile)\w*=)(?:[\s+.()-]{0,3}\d|\/\d(?=\d\d)){7,}|(?<![^\W_]|[A-Z\d][._-])\(?(?:(?:\+|00?)[1-9](?!\d{7,8}\b)(?:[\s+.()-]{0,3}\d|\/\d(?=\d\d)){7,12}|(?:1[\s+.()-]{1,2})?[1-9]\d\d[\s+.()-]{1,2}\d{3,4}[\s+.()-]\d{3,4}(?!\.\d))(?![^\W_]|:)/g,
  // In one piece, in fours or as 4-6-5, whatever number stands before or after.
  cards:
    /(?<![\d.])(?=([2-6]\d{3}([\s+.-]?)(?:\d{4}\2\d{4}\2\d{1,7}(?:\2\d{3})?|\d{6}\2\d{4,5})(?!\d)))/g,
  // By the parameter's name; or long, and mixed like nothing that is meant to be read (isMixed).
  // Click ids are meant for the services, and hosts are nobody's.
  tokens:
    /(?<=(?:(?:passw|sess)[\w-]*|token|secret|pwd|api.?key|auth|jwt|\bsid)=)[^#&;?]+|(?<=\bcode=)[^#&;?]{16,}|(?<![\w.+-]|\/\/|(?:cl|k|bra|lt)id=)(?=[\w.+-]{32})(?=[\w.+-]*?(?=[a-z\d]{13})[a-z]{0,12}\d[a-z])([\w.+-]+)/gi,
};

// What a text must have, as it stands, to have one of them: most have nothing of it, and are spared.
const digits = /%|(?:\d\D*){7}/;
const hints = { emails: /[%@]/, phones: digits, cards: digits, tokens: /[%=]|[\w.+-]{32}/ };

/**
 * Whether one of its runs is more than words and years: what is left of it without them, and how
 * often numbers begin, come to a third of its length. A word has a vowel, and is not all capitals.
 */
const isMixed = (text) =>
  text.match(/[a-z\d]{13,}/gi).some((run) => {
    const rest = run.replace(/[A-Z]?[a-z]{0,9}[aeiouy][a-z]+|(?:19|20)\d\d/g, "");
    return (rest.length + run.split(/\d+/).length) * 3 > run.length;
  });

/** Whether it has as many digits as its first ones allow, and the right check digit. */
const isCard = (text) => {
  const digits = text.replace(/\D/g, "");
  let sum = 0;
  // Not "in": a page may have put names on every text.
  for (let place = 0; place < digits.length; place += 1) {
    const digit = digits[place];
    sum += +((digits.length - place) % 2 ? digit : "0246813579"[digit]);
  }
  return /^(4.{12}|3[04678].{12,13}|.{16}|[4-6].{16,18})$/.test(digits) && sum % 10 === 0;
};

// The three digits on its back may follow sixteen in fours.
const isReal = { cards: (text) => isCard(text) || isCard(text.slice(0, 19)), tokens: isMixed };

/** One character of the text as it reads once every percent-encoding is undone. */
const readable = (piece) =>
  // What was encoded is part of a value, so it does not end one.
  piece[1] ? String.fromCharCode(`0x${piece.slice(-2)}`).replace(/[#&;?]/, ",") : piece;

const without = (text, kind) => {
  if (!hints[kind].test(text)) return text;
  const pieces = text.match(/%(?:25)*[\da-f]{2}|[^]/gi) ?? [];
  for (const { 0: all, 1: look, index } of pieces.map(readable).join("").matchAll(patterns[kind])) {
    if (look && !isReal[kind](look)) continue;
    const { length } = look ?? all;
    pieces.fill("", index, index + length)[index] = "redacted";
  }
  return pieces.join("");
};

/** The text without personal data of these kinds, of all if none are named. */
export const redact = (text, kinds = Object.keys(patterns)) => {
  // Not by "reduce", which old libraries have replaced with something else.
  for (const kind of kinds) text = without(text, kind);
  return text;
};

export const redacted = (text, kinds) => handleOf(redact(valueOf(text), valueOf(kinds)));
