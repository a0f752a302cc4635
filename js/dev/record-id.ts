import { createHash } from "node:crypto";

/** An 18-character record id, the same for the same name at every start. */
export function recordId(prefix: string, name: string): string {
  const digest = createHash("sha256")
    .update(name)
    .digest("base64")
    .replace(/[^A-Za-z0-9]/g, "");
  return `${prefix}${digest.slice(0, 12).toUpperCase()}YAA`;
}
