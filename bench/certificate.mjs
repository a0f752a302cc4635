// A certificate for the vendors' hosts, made for one run. The browser of the bench is told to take
// any; nothing else ever sees it.
import { createSign, generateKeyPairSync } from "node:crypto";

const ecdsaWithSha256 = [0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02];
const commonName = [0x06, 0x03, 0x55, 0x04, 0x03];

/** @returns `{ key, cert }` in PEM, as `node:https` takes them */
export function createCertificate() {
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const algorithm = sequence(ecdsaWithSha256);
  const name = sequence(block(0x31, sequence(commonName, block(0x0c, ascii("attune-bench")))));
  const content = sequence(
    block(0x02, [1]),
    algorithm,
    name,
    sequence(block(0x17, ascii("200101000000Z")), block(0x17, ascii("491231235959Z"))),
    name,
    [...publicKey.export({ type: "spki", format: "der" })],
  );
  const signature = createSign("sha256").update(Uint8Array.from(content)).sign(privateKey);
  const whole = sequence(content, algorithm, block(0x03, [0, ...signature]));
  return {
    key: privateKey.export({ type: "pkcs8", format: "pem" }),
    cert: pem(Uint8Array.from(whole)),
  };
}

function pem(bytes) {
  const text = Buffer.from(bytes).toString("base64");
  return `-----BEGIN CERTIFICATE-----\n${text.match(/.{1,64}/g).join("\n")}\n-----END CERTIFICATE-----\n`;
}

const sequence = (...parts) => block(0x30, parts.flat());

/** One value of DER: its type, its length, its bytes. */
function block(type, bytes) {
  return [type, ...lengthOf(bytes.length), ...bytes];
}

function lengthOf(count) {
  if (count < 0x80) return [count];
  if (count < 0x100) return [0x81, count];
  return [0x82, count >> 8, count & 0xff];
}

const ascii = (text) => [...Buffer.from(text, "ascii")];
