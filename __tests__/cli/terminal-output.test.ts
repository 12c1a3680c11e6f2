/**
 * What each command writes to a terminal of 80 and of 120 columns, as one reads it there: the results, the messages, and the
 * exit status. No line is wider than the terminal, but for one word that is, such as an ARN or a link, and for what people
 * copy: commands and code. A terminal breaks those itself, and gives them back whole.
 */
import { cpSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import {
  assuming,
  dev,
  iamUser,
  identity,
  prod,
  role,
  roleArn,
  root,
  trust,
  withMfa,
} from "../live/import/organization";
import { chained } from "../reports/access-of";
import { awsServer } from "../support/aws-server";
import { runCli, temporaryFolder } from "../support/cli";
import { expectGolden } from "../support/golden";

const checkout = join(__dirname, "../..");
const lab = readFileSync(join(checkout, "access.yaml"), "utf8");
const company = readFileSync(join(checkout, "examples/company/access.yaml"), "utf8");
/** Wrong in three places. */
const wrong = lab
  .replace('id: "222222222222"', "id: 22222222222")
  .replace("targetAccounts: [account-b]", "targetAccounts: [acount-b]")
  .replace("requireMfa: false", "requireMFA: false");

const aws = awsServer();

/** A folder with access files of these names. */
function folderWith(files: Readonly<Record<string, string | object>>): string {
  const folder = temporaryFolder();
  for (const [name, content] of Object.entries(files)) {
    const text = typeof content === "string" ? content : JSON.stringify(content);
    mkdirSync(join(folder, name, ".."), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  return folder;
}

const everyFile = () =>
  folderWith({ "access.yaml": lab, "company.yaml": company, "chains.yaml": chained(), "wrong.yaml": wrong });

/** The accounts of the lab, as the AWS CLI writes them: another account is trusted, and the role is administrator. */
const labTrust = {
  Version: "2012-10-17",
  Statement: [
    { Effect: "Allow", Action: "sts:AssumeRole", Principal: { AWS: "arn:aws:iam::999999999999:root" } },
  ],
};
const readOfLab = {
  "read/111111111111.json": {
    UserDetailList: [{ UserName: "alex", Arn: "arn:aws:iam::111111111111:user/alex" }],
  },
  "read/222222222222.json": {
    RoleDetailList: [
      {
        RoleName: "CrossAccount-B",
        Arn: "arn:aws:iam::222222222222:role/CrossAccount-B",
        AssumeRolePolicyDocument: labTrust,
        AttachedManagedPolicies: [
          { PolicyName: "AdministratorAccess", PolicyArn: "arn:aws:iam::aws:policy/AdministratorAccess" },
        ],
      },
    ],
  },
};
const stateOfLab = {
  format_version: "1.0",
  values: { root_module: { resources: [{ mode: "managed", address: "aws_iam_user.alex", tainted: true }] } },
};

const reader = (id: string) => role(id, "Reader", trust(root(identity), withMfa));
const organization = {
  [`iam/${identity}.json`]: {
    UserDetailList: [
      iamUser("alex", {
        UserPolicyList: [
          assuming("assume-cross-account-roles", [roleArn(dev, "Reader"), roleArn(prod, "Reader")]),
        ],
      }),
      iamUser("terraform", { UserPolicyList: [assuming("all", "*")] }),
    ],
  },
  [`iam/${dev}.json`]: { RoleDetailList: [reader(dev)] },
  [`iam/${prod}.json`]: { RoleDetailList: [reader(prod)] },
};
const accounts = `--accounts dev=${dev} prod=${prod}`;

interface Transcript {
  readonly folder: () => string;
  /** Command lines; words have no spaces. Between them, a function may change the folder. */
  readonly calls: readonly (string | ((folder: string) => void))[];
}

const commands = [
  "init",
  "check",
  "synth",
  "show",
  "diff",
  "stacks",
  "doctor",
  "verify",
  "import",
  "recover",
];

const transcripts: Readonly<Record<string, Transcript>> = {
  help: {
    folder: temporaryFolder,
    calls: ["--help", ...commands.map((name) => `${name} --help`), "", "deploi", "show --formt csv"],
  },
  init: {
    folder: temporaryFolder,
    calls: [
      "init new",
      "init new",
      "init company --identity-account 410000000001 --target-account web-prod=410000000012 --user robin --run-from identity",
      "init pipeline --identity-account 410000000001 --target-account web-prod=410000000012 --user robin --pipeline github",
      "init wrong --identity-account 1234 --target-account web-prod --run-from here",
    ],
  },
  check: {
    folder: everyFile,
    calls: ["check", "check company.yaml", "check --strict", "check wrong.yaml", "check missing.yaml"],
  },
  synth: {
    folder: everyFile,
    calls: [
      "synth",
      "synth --check",
      (folder) =>
        writeFileSync(
          join(folder, "access.yaml"),
          lab.replace("maxSessionDuration: 1h", "maxSessionDuration: 2h"),
        ),
      "synth --check",
      "synth company.yaml --output company",
      "synth --module",
      "synth wrong.yaml",
      "synth --output access.yaml",
    ],
  },
  show: {
    folder: everyFile,
    calls: [
      "show",
      "show company.yaml",
      "show company.yaml --account web-prod",
      "show company.yaml --user sam_okafor",
      "show company.yaml --role BreakGlass",
      "show company.yaml --group developers",
      "show company.yaml --external",
      "show company.yaml --no-mfa",
      "show company.yaml --console",
      "show company.yaml --admin",
      "show company.yaml --tag environment=prod",
      "show company.yaml --trust ExternalAuditor web-prod",
      "show company.yaml --can robin.winter web-prod",
      "show company.yaml --can kim=desk,1 data-prod",
      "show chains.yaml --reach user:alex",
      "show chains.yaml --can user:alex account-c",
      "show company.yaml --user kim=desk,1 --admin",
      "show company.yaml --user robin --role BrakeGlass",
      "show company.yaml --can robin.winter",
      "show wrong.yaml",
      "show git:HEAD",
    ],
  },
  diff: {
    folder: () => {
      const folder = everyFile();
      const change = company
        .replace("requireMfa: true", "requireMfa: false")
        .replace("ReadOnlyAccess", "AdministratorAccess");
      writeFileSync(join(folder, "changed.yaml"), change);
      writeFileSync(
        join(folder, "more.yaml"),
        lab.replace("users:\n", "users:\n  kim: { consoleAccess: true, canAssume: [CrossAccount-B] }\n"),
      );
      return folder;
    },
    calls: [
      "diff access.yaml access.yaml",
      "diff access.yaml more.yaml",
      "diff company.yaml changed.yaml --fail-on high",
      "diff more.yaml access.yaml",
      "diff more.yaml access.yaml --prove no-new-access",
      "diff access.yaml more.yaml --prove no-new-access",
      "diff access.yaml more.yaml --fail-on hihg",
      "diff access.yaml wrong.yaml",
    ],
  },
  stacks: { folder: everyFile, calls: ["stacks", "stacks company.yaml"] },
  doctor: {
    folder: everyFile,
    calls: [
      () => {
        aws.admitted = ["222222222222"];
      },
      "doctor",
      () => {
        aws.admitted = [];
      },
      "doctor",
      "doctor wrong.yaml",
    ],
  },
  verify: {
    folder: () => folderWith({ "access.yaml": lab, ...readOfLab }),
    calls: [
      "verify --from read",
      "verify --from read --fail-on high",
      "verify --from nowhere",
      "verify --unused 3",
      "verify --account account-c",
      "verify --try kim",
    ],
  },
  import: {
    folder: () => folderWith(organization),
    calls: [
      `import --identity ${identity} --from iam ${accounts} --leave-out user/terraform`,
      `import --identity ${identity} --from iam ${accounts}`,
      "import",
      `import --identity ${identity}`,
      `import --identity ${identity} --from nowhere`,
    ],
  },
  recover: {
    folder: () => folderWith({ "access.yaml": lab, "state.json": stateOfLab, ...readOfLab }),
    calls: [
      "recover --from read",
      (folder) => cpSync(join(folder, "cdktf.out.made"), join(folder, "cdktf.out"), { recursive: true }),
      "recover --from read --state state.json",
      "recover --from elsewhere",
    ],
  },
};

/** What is left of a line when the progress is erased. */
const afterProgress = (line: string) => line.split("\r\u001b[K").at(-1) ?? "";
/** Commands and code stand as they are. */
const copied =
  /^ *(to keep|npx|npm|cd|terraform|aws|source|module|providers|role|aws\.\S+ =|[\w-]+ +=|[{}]) ?/;

describe.each([80, 120])("at %i columns", (columns) => {
  test.each(Object.entries(transcripts))(
    "%s",
    async (name, { folder, calls }) => {
      const cwd = folder();
      if (name === "recover") await runCli(["synth", "--output", "cdktf.out.made"], { cwd });
      let transcript = "";
      for (const call of calls) {
        if (typeof call !== "string") {
          call(cwd);
          continue;
        }
        const { output, status } = await runCli(call.split(" ").filter(Boolean), {
          cwd,
          columns,
          env: { ...aws.env(), NO_COLOR: "1", FORCE_COLOR: "" },
        });
        const lines = output.split("\n").map(afterProgress);
        expect(
          lines.filter((line) => line.length > columns && / \S+ \S/.test(line) && !copied.test(line)),
        ).toEqual([]);
        transcript += `${`$ cross-account-roles ${call}`.trimEnd()}\n${lines.join("\n")}${status === 0 ? "" : `(exit status ${status})\n`}\n`;
      }
      expectGolden(`terminal/${name}-${columns}.txt`, transcript);
    },
    120_000,
  );
});

/** The first words of the lines that are in each colour. */
function wordsByColor(text: string): Record<"red" | "yellow", string[]> {
  const words = (code: number) =>
    [...text.matchAll(new RegExp(`^\u001b\\[${code}m *(\\S+).*\u001b\\[39m$`, "gm"))].map(
      ([, word = ""]) => word,
    );
  return { red: words(31), yellow: words(33) };
}

describe("what is dangerous is red, and what asks for caution yellow, from the heading to the last row", () => {
  const files = {
    "access.yaml": lab,
    "mine.yaml": lab.replaceAll("alex", "deployer"),
    "more.yaml": lab
      .replace("AmazonS3ReadOnlyAccess", "AdministratorAccess")
      .replace("users:\n", "users:\n  kim: { consoleAccess: true }\n"),
    ...readOfLab,
  };
  test.each([
    ["show more.yaml", { red: ["administrator", "alex"], yellow: [] }],
    ["diff access.yaml more.yaml", { red: ["High", "grant-admin"], yellow: ["console-given"] }],
    ["diff access.yaml more.yaml --prove no-new-access", { red: ["new"], yellow: ["not", "not"] }],
    [
      "verify --from read",
      {
        red: ["high", "trust-differs", "trust", "foreign-managed-policy", "managed"],
        yellow: ["medium", "missing-policy", "inline", "missing-policy", "managed"],
      },
    ],
    ["verify mine.yaml --try deployer", { red: ["differs"], yellow: [] }],
    ["doctor", { red: ["FAILED", "create"], yellow: [] }],
  ])("%s", async (call, words) => {
    const env = { ...aws.env(), NO_COLOR: "", FORCE_COLOR: "", TERM: "xterm" };
    const { stdout } = await runCli(call.split(" "), { cwd: folderWith(files), columns: 200, env });
    expect(wordsByColor(stdout)).toEqual(words);
  });
});
