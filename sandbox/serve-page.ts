/** The page of reports over HTTP, for a browser that cannot open files of this machine. */
import { createReadStream, statSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, join, normalize, sep } from "node:path";

export interface ServedPage {
  /** Where the page is: on this machine only. */
  readonly url: string;
  readonly close: () => Promise<void>;
}

const types: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".json": "application/json",
};

/**
 * Serves a folder of reports, `<out>/access`, on the loopback interface; `/` is its `index.html`.
 *
 * @param port 0 for any that is free
 */
export async function servePage(folder: string, port = 0): Promise<ServedPage> {
  const server = createServer((request, response) => {
    const file = fileOf(folder, request.url ?? "/");
    const found = file === undefined ? undefined : statSync(file, { throwIfNoEntry: false });
    if (file === undefined || !found?.isFile()) {
      response.writeHead(404, { "content-type": "text/plain" }).end("There is no such report.\n");
      return;
    }
    response.writeHead(200, {
      "content-type": types[extname(file)] ?? "text/plain; charset=utf-8",
      "content-length": found.size,
      "cache-control": "no-store",
      "x-content-type-options": "nosniff",
    });
    createReadStream(file).pipe(response);
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", resolve);
  });
  const { port: bound } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${bound}/`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** The file that a request asks for; none outside of the folder. */
function fileOf(folder: string, url: string): string | undefined {
  try {
    const path = decodeURIComponent(url.replace(/[?#].*/s, ""));
    const file = normalize(join(folder, path.endsWith("/") ? `${path}index.html` : path));
    return file.startsWith(normalize(folder) + sep) && !file.includes("\0") ? file : undefined;
  } catch {
    return undefined;
  }
}

// As a process of its own, for a sandbox that is left running: prints the address, and serves until it is ended.
if (require.main === module) {
  const [folder = ".", port = "0"] = process.argv.slice(2);
  servePage(folder, Number(port)).then(({ url }) => process.stdout.write(`${url}\n`));
}
