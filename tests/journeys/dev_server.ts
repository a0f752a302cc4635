import { cpSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

interface Origins {
  readonly site: string;
  readonly salesforce: string;
  readonly sitecore: string;
}

export interface DevServer extends Origins {
  /** Puts a page under /t/ that needs to know the origins, and gives its address. */
  place(name: string, html: string): string;
  close(): Promise<void>;
}

export interface DevModule {
  startDev(options: {
    ports: { site: number; salesforce: number; sitecore: number };
    decisions: string;
    www: string;
    dist: string;
  }): Promise<Origins & { close(): Promise<void> }>;
}

const root = fileURLToPath(new URL("../..", import.meta.url));
const dist = join(root, "dist");
export const decisionFile = join(root, "www", "decisions.json");

/** The shop as it is published, and beside it, under /t/, the pages only these journeys need. */
function composeSite(): string {
  const folder = mkdtempSync(join(tmpdir(), "attune-journey-"));
  cpSync(join(root, "www"), folder, { recursive: true });
  cpSync(join(root, "tests", "journeys", "pages"), join(folder, "t"), { recursive: true });
  return folder;
}

/** The built server, as a developer gets it; its types are not part of what is tested here. */
export async function startDevServer(): Promise<DevServer> {
  const { startDev } = (await import(pathToFileURL(join(dist, "dev.js")).href)) as DevModule;
  const www = composeSite();
  const ports = { site: 0, salesforce: 0, sitecore: 0 };
  const server = await startDev({ ports, decisions: decisionFile, www, dist });
  const close = async (): Promise<void> => {
    await server.close();
    rmSync(www, { recursive: true, force: true });
  };
  const place = (name: string, html: string): string => {
    writeFileSync(join(www, "t", name), html);
    return `${server.site}/t/${name}`;
  };
  return { ...server, place, close };
}
