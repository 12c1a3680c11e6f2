import { spawn } from "node:child_process";
import { once } from "node:events";
import {
  bytesOf,
  descendants,
  isProvider,
  parseChildTicks,
  parsePs,
  parseStatus,
  watched,
} from "../../bench/layouts-processes";

const memory = { own: 0, fromFiles: 0 };
const entry = (pid: number, parent: number, name = "terraform") => ({ pid, parent, name, memory });

describe("the processes that are watched", () => {
  const all = [
    entry(1, 0, "init"),
    entry(10, 1, "node"),
    entry(11, 10),
    entry(12, 11, "terraform-provi"),
    entry(20, 10, "moto_server"),
    entry(21, 20, "python"),
    entry(30, 1, "terraform"),
  ];

  test("are those that the benchmark has started, and theirs, and nobody else's", () => {
    expect(descendants(all, 10).map(({ pid }) => pid)).toEqual([11, 12, 20, 21]);
  });

  test("leave out the emulator, which it started too", () => {
    expect(descendants(all, 10, 20).map(({ pid }) => pid)).toEqual([11, 12]);
  });

  test("end where a process is its own parent, as the first one is to some systems", () => {
    expect(descendants([entry(0, 0), entry(1, 0)], 0).map(({ pid }) => pid)).toEqual([1]);
  });

  test.each(["terraform-provi", ".terraform/providers/x/terraform-provider-aws_v5.100.0_x5"])(
    "%s is a provider",
    (name) => expect(isProvider({ name })).toBe(true),
  );

  test("terraform itself is none", () => expect(isProvider({ name: "terraform" })).toBe(false));
});

describe("their memory", () => {
  const program = { own: 100, fromFiles: 300 };

  test("has the program once that several run, and what is each one's own", () => {
    expect(bytesOf([{ name: "a", memory: program }])).toBe(400);
    expect(
      bytesOf([
        { name: "a", memory: program },
        { name: "a", memory: { own: 50, fromFiles: 310 } },
      ]),
    ).toBe(460);
  });

  test("has different programs both", () => {
    expect(
      bytesOf([
        { name: "a", memory: program },
        { name: "b", memory: program },
      ]),
    ).toBe(800);
  });
});

describe("what Linux tells of a process", () => {
  test("is read from its status", () => {
    const text = [
      "Name:\tterraform-provi",
      "State:\tR (running)",
      "Pid:\t4321",
      "PPid:\t77",
      "VmRSS:\t     305 kB",
      "RssAnon:\t     100 kB",
      "RssFile:\t     200 kB",
      "RssShmem:\t       5 kB",
    ];
    expect(parseStatus(text.join("\n"))).toEqual({
      pid: 4321,
      parent: 77,
      name: "terraform-provi",
      memory: { own: 100 * 1024, fromFiles: 205 * 1024 },
    });
  });

  test("is no memory when it is about to end", () => {
    expect(parseStatus("Name:\tx\nState:\tZ (zombie)\nPid:\t5\nPPid:\t1\n").memory).toEqual({
      own: 0,
      fromFiles: 0,
    });
  });

  test("has the time of its children, whatever its name holds", () => {
    const text = "4321 (a) b (c) S 77 4321 4321 0 -1 4194304 1 2 3 4 11 12 130 40 20 0 1 0 100";
    expect(parseChildTicks(text)).toBe(170);
  });
});

test("what ps tells of processes is read, on systems that have no /proc", () => {
  expect(parsePs("    1     0   9000 /sbin/launchd\n  501     1  12345 /usr/local/bin/terraform\n")).toEqual([
    { pid: 1, parent: 0, name: "/sbin/launchd", memory: { own: 9000 * 1024, fromFiles: 0 } },
    { pid: 501, parent: 1, name: "/usr/local/bin/terraform", memory: { own: 12345 * 1024, fromFiles: 0 } },
  ]);
});

test("what is started meanwhile is measured, in memory and in processor time", async () => {
  const work = async () => {
    const busy =
      "const held = Buffer.alloc(80e6, 1); const end = Date.now() + 700; while (Date.now() < end) held[0]++;";
    await once(spawn(process.execPath, ["-e", busy]), "close");
  };
  const { megabytes, providers, seconds, cpuSeconds } = await watched(work, 0);
  expect(megabytes).toBeGreaterThan(80);
  expect(providers).toBe(0);
  expect(seconds).toBeGreaterThan(0.5);
  if (process.platform === "linux") expect(cpuSeconds).toBeGreaterThan(0.05);
});

test("work that fails fails, and is watched no more", async () => {
  await expect(watched(() => Promise.reject(new Error("no")), 0)).rejects.toThrow("no");
});
