import { brotliCompressSync, constants, gzipSync } from "node:zlib";

/** What bytes come to on their way: as they are, and at the hardest that servers compress. */
export function weigh(bytes) {
  const params = { [constants.BROTLI_PARAM_QUALITY]: 11 };
  return {
    raw: bytes.length,
    gzip: gzipSync(bytes, { level: 9 }).length,
    brotli: brotliCompressSync(bytes, { params }).length,
  };
}
