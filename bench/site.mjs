// The site: pages, and scripts as a CDN delivers them, in brotli and for good.
import { createServer } from "node:http";
import { brotliCompressSync, constants } from "node:zlib";

const types = { js: "text/javascript; charset=utf-8", wasm: "application/wasm" };

/** @param pages - HTML by path. @param files - bytes by path */
export async function openSite({ pages, files }) {
  const packed = new Map([...files].map(([path, bytes]) => [path, pack(path, bytes)]));
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url, "http://site");
    const page = pages.get(pathname);
    if (page) {
      response.writeHead(200, {
        "Content-Type": "text/html; charset=utf-8",
        "Cache-Control": "no-cache",
      });
      response.end(page);
      return;
    }
    const file = packed.get(pathname);
    response.writeHead(file ? 200 : 404, file?.headers);
    response.end(file?.body);
  });
  // A connection that is kept for the next page would differ from the first of a visitor.
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address();
  return { origin: `http://127.0.0.1:${port}`, close: () => end(server) };
}

/** Compressed once, however many sites there are in a run. */
const known = new Map();

function pack(path, bytes) {
  const seen = known.get(path);
  if (seen?.bytes.equals(bytes)) return seen.file;
  const file = compress(path, bytes);
  known.set(path, { bytes, file });
  return file;
}

function compress(path, bytes) {
  const params = { [constants.BROTLI_PARAM_QUALITY]: 11 };
  const body = brotliCompressSync(bytes, { params });
  return {
    body,
    headers: {
      "Content-Type": types[path.split(".").at(-1)],
      "Content-Encoding": "br",
      "Content-Length": body.length,
      "Cache-Control": "public, max-age=31536000, immutable",
      "Timing-Allow-Origin": "*",
    },
  };
}

export function end(server) {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(resolve));
}
