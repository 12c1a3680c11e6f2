/** The ways to start the emulator, where it is not on the PATH itself; and that it answers in turn. */
import { chmodSync, existsSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { delimiter, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Emulator } from "../../sandbox/emulator";
import { signalGroup } from "../../sandbox/process-group";
import { temporaryFolder } from "./support";

const path = process.env.PATH ?? "";
afterEach(() => {
  process.env.PATH = path;
});

/** The machine's own moto_server, which must not be found by itself in these tests. */
function motoServer(): string {
  const found = path.split(delimiter).find((folder) => existsSync(join(folder, "moto_server")));
  if (found === undefined)
    throw new Error("moto_server is not on the PATH: python3 -m pip install 'moto[server]'");
  return join(found, "moto_server");
}

/** Puts commands on an otherwise empty PATH: shell scripts, which have the machine's own PATH inside. */
function onlyOnPath(scripts: Readonly<Record<string, string>>): void {
  const folder = temporaryFolder();
  for (const [name, script] of Object.entries(scripts)) {
    writeFileSync(join(folder, name), `#!/bin/sh\nPATH='${path}'\n${script}\n`);
    chmodSync(join(folder, name), 0o755);
  }
  process.env.PATH = folder;
}

const start = () => Emulator.start({ logFile: join(temporaryFolder(), "emulator.log") });

test.each([
  // Without exec: the server is a child of what is started, as with a shim, and must end with it.
  ["uvx", `[ "$1 $2 $3" = "--from moto[server] moto_server" ] && shift 3 && ${motoServer()} "$@"`],
  ["pipx", `[ "$1 $2 $3 $4" = "run --spec moto[server] moto_server" ] && shift 4 && ${motoServer()} "$@"`],
  [
    "docker",
    `for word; do case "$word" in 127.0.0.1:*:5000) port="\${word#*:}";; esac; done; ${motoServer()} -H 127.0.0.1 -p "\${port%:5000}"`,
  ],
])(
  "it is started by %s where moto_server is missing, and ended with all that it started",
  async (name, script) => {
    onlyOnPath({ [name]: script });
    const emulator = await start();
    try {
      expect(emulator.command).toBe(name);
      expect((await fetch(`${emulator.endpoint}/moto-api/`)).ok).toBe(true);
    } finally {
      await emulator.stop();
    }
    expect(signalGroup(emulator.pid, 0)).toBe(false);
    await expect(fetch(`${emulator.endpoint}/moto-api/`)).rejects.toThrow();
  },
);

test("a way that fails is passed over for the next, and told of when all fail", async () => {
  onlyOnPath({
    moto_server: "echo no module named flask >&2; exit 1",
    uvx: `shift 3 && exec ${motoServer()} "$@"`,
  });
  const emulator = await start();
  await emulator.stop();
  expect(emulator.command).toBe("uvx");
  onlyOnPath({
    moto_server: "echo no module named flask >&2; exit 1",
    docker: "echo Cannot connect to the Docker daemon >&2; exit 125",
  });
  await expect(start()).rejects.toThrow(
    [
      "no emulator could be started:",
      "  moto_server: ended with status 1: no module named flask",
      "  uvx: not on the PATH",
      "  pipx: not on the PATH",
      "  docker: ended with status 125: Cannot connect to the Docker daemon",
      "install it with one of:",
      "  uv tool install 'moto[server]'",
      "  pipx install 'moto[server]'",
      "  docker pull motoserver/moto",
    ].join("\n"),
  );
});

test("it answers one request at a time: what it keeps has no locks", async () => {
  const emulator = await start();
  try {
    const ask = (path: string) => fetch(new URL(path, emulator.endpoint)).then(({ status }) => status);
    // A request whose end has not arrived yet.
    const first = connect(Number(new URL(emulator.endpoint).port), "127.0.0.1");
    first.write("POST /moto-api/reset-auth HTTP/1.1\r\nHost: localhost\r\nContent-Length: 3\r\n\r\nin");
    await sleep(500);
    const second = ask("/moto-api/");
    expect(await Promise.race([second, sleep(1000, "waits")])).toBe("waits");
    first.write("f");
    expect(await second).toBe(200);
    first.destroy();
  } finally {
    await emulator.stop();
  }
});
