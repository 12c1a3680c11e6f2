import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type ServedPage, servePage } from "../../sandbox/serve-page";

let root: string;
let served: ServedPage;

beforeEach(async () => {
  root = mkdtempSync(join(tmpdir(), "serve-page-"));
  mkdirSync(join(root, "access", "clients", "a%b"), { recursive: true });
  writeFileSync(join(root, "access", "index.html"), "<p>page</p>");
  writeFileSync(join(root, "access", "clients", "a%b", "aws-config"), "[profile identity]");
  writeFileSync(join(root, "secret"), "secret");
  served = await servePage(join(root, "access"));
});
afterEach(async () => {
  await served.close();
  rmSync(root, { recursive: true });
});

/** As a browser would never write it, but somebody else may: the path as it is. */
function get(path: string): Promise<{ status?: number; type?: string; body: string }> {
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(served.url);
    request({ hostname, port, path }, (response) => {
      let body = "";
      response.on("data", (piece) => {
        body += piece;
      });
      response.on("end", () =>
        resolve({ status: response.statusCode, type: response.headers["content-type"], body }),
      );
    })
      .on("error", reject)
      .end();
  });
}

test("the page is at the address, on this machine only", async () => {
  expect(served.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/$/);
  expect(await get("/")).toEqual({ status: 200, type: "text/html; charset=utf-8", body: "<p>page</p>" });
});

test("the other reports are beside it", async () => {
  expect(await get("/clients/a%25b/aws-config")).toMatchObject({ status: 200, body: "[profile identity]" });
});

test.each(["/../secret", "/..%2fsecret", "/%2e%2e/secret", "//secret", "/%", "/%00", "/clients/"])(
  "nothing else is: %s",
  async (path) => {
    expect((await get(path)).status).toBe(404);
  },
);
