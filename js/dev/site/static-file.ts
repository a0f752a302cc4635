import { readFile, realpath, stat } from "node:fs/promises";
import { join, sep } from "node:path";

export interface StaticFile {
  path: string;
  etag: string;
  bytes(): Promise<Buffer>;
}

/** A segment that begins with a dot hides something (.env, .git) or climbs (..). */
function isOpen(segment: string): boolean {
  return !segment.startsWith(".") || segment === ".well-known";
}

function segmentsOf(urlPath: string): string[] | undefined {
  let decoded: string;
  try {
    decoded = decodeURIComponent(urlPath);
  } catch {
    return undefined;
  }
  const segments = decoded.split("/").filter((segment) => segment !== "");
  const isPlain = segments.every(
    (segment) => isOpen(segment) && !segment.includes("\\") && !segment.includes("\0"),
  );
  return isPlain ? segments : undefined;
}

/** Links are followed first and judged after: one that leaves the folder is not served. */
async function insideOf(root: string, segments: string[]): Promise<string | undefined> {
  try {
    const base = await realpath(root);
    const found = await realpath(join(base, ...segments));
    return found === base || found.startsWith(base + sep) ? found : undefined;
  } catch {
    return undefined;
  }
}

async function fileAt(path: string): Promise<StaticFile | undefined> {
  const found = await stat(path).catch(() => undefined);
  if (!found?.isFile()) return undefined;
  const etag = `"${found.size.toString(36)}-${Math.round(found.mtimeMs * 1000).toString(36)}"`;
  return { path, etag, bytes: () => readFile(path) };
}

/** The file an address leads to below a folder; a folder leads to its index. */
export async function findFile(root: string, urlPath: string): Promise<StaticFile | undefined> {
  const segments = segmentsOf(urlPath);
  if (!segments) return undefined;
  const path = await insideOf(root, segments);
  if (path === undefined) return undefined;
  const found = await fileAt(path);
  if (found) return urlPath.endsWith("/") ? undefined : found;
  if (!urlPath.endsWith("/")) return undefined;
  const index = await insideOf(root, [...segments, "index.html"]);
  return index === undefined ? undefined : fileAt(index);
}

/** Whether the address names a folder with an index, so that only its closing slash is missing. */
export async function isFolder(root: string, urlPath: string): Promise<boolean> {
  return !urlPath.endsWith("/") && (await findFile(root, `${urlPath}/`)) !== undefined;
}
