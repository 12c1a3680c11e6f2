/** Text of an access file is the same text in real Terraform's plan, whatever it looks like. */
import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { stringify } from "yaml";
import { Sandbox } from "../../sandbox/sandbox";
import { checkout, temporaryFolder } from "./support";

/** What Terraform, CDKTF or CloudFormation would evaluate, if it were not text. */
const hostile = `\${title("x")} %{ if true } \${TfToken[TOKEN.0]} #{TfToken[TOKEN.1]} "$\${x}" \${var.x} \${file("/etc/hostname")} -1.8881545897087505e+289 $`;
/** In a link, where nothing else is allowed to stand. */
const displayName = "${title(1)} %{ if true } ${TfToken[TOKEN.0]}";

const document = (resource: string) => ({
  Version: "2012-10-17",
  Statement: [
    {
      Sid: "Hostile",
      Effect: "Allow",
      Action: "s3:GetObject",
      Resource: `arn:aws:s3:::bucket/${resource}/*`,
      Condition: { StringLike: { "s3:prefix": [resource, "${aws:username}"] } },
    },
  ],
});

const declared = {
  deployWith: { role: "OrganizationAccountAccessRole" },
  identityAccount: { id: "111111111111" },
  targetAccounts: { dev: { id: "222222222222" } },
  roles: {
    Hostile: {
      targetAccounts: ["dev"],
      description: `description ${hostile}`,
      displayName,
      tags: { "cost/center: größe": "+4711 = @a-b_c" },
      inlinePolicies: { hostile: document(hostile) },
    },
    Federated: {
      targetAccounts: ["dev"],
      trustedEntity: {
        webIdentity: {
          provider: "gitlab.example.com",
          audience: `audience ${hostile}`,
          subjects: [`project_path:acme/${hostile}`],
        },
      },
    },
  },
  users: { alex: { tags: { note: "größe = @a" }, canAssume: ["Hostile"] } },
};

interface Planned {
  readonly address: string;
  readonly values: Readonly<Record<string, never>>;
}

// Planned only: IAM refuses such variables in a policy.
test("Terraform plans the declared text, and evaluates nothing in it", async () => {
  const file = join(temporaryFolder(), "access.yaml");
  writeFileSync(file, stringify(declared));
  const sandbox = await Sandbox.start(file);
  try {
    await sandbox.synth();
    await sandbox.init();
    const folder = join(sandbox.output, "stacks/access");
    const terraform = (...args: string[]) => {
      const { status, stdout, stderr } = spawnSync("terraform", [`-chdir=${folder}`, ...args], {
        cwd: checkout,
        env: sandbox.environment,
        encoding: "utf8",
      });
      if (status !== 0) throw new Error(stderr);
      return stdout;
    };
    terraform("plan", "-input=false", "-no-color", "-out=tfplan");
    const { planned_values } = JSON.parse(terraform("show", "-json", "tfplan")) as {
      readonly planned_values: {
        readonly root_module: { readonly resources: readonly Planned[] };
        readonly outputs: Readonly<Record<string, { readonly value?: unknown }>>;
      };
    };
    const planned = Object.fromEntries(
      planned_values.root_module.resources.map(({ address, values }) => [address, values]),
    );
    expect(planned["aws_iam_role.dev__Hostile"]).toMatchObject({
      description: declared.roles.Hostile.description,
      tags: declared.roles.Hostile.tags,
    });
    expect(JSON.parse(planned["aws_iam_role_policy.dev__Hostile__hostile"]?.policy ?? "")).toEqual(
      declared.roles.Hostile.inlinePolicies.hostile,
    );
    expect(JSON.parse(planned["aws_iam_role.dev__Federated"]?.assume_role_policy ?? "")).toMatchObject({
      Statement: [
        {
          Condition: {
            StringEquals: {
              "gitlab.example.com:aud": declared.roles.Federated.trustedEntity.webIdentity.audience,
              "gitlab.example.com:sub": declared.roles.Federated.trustedEntity.webIdentity.subjects[0],
            },
          },
        },
      ],
    });
    expect(planned["aws_iam_user.alex"]).toMatchObject({ tags: declared.users.alex.tags });
    expect(planned_values.outputs.switch_role_links?.value).toEqual({
      dev: {
        Federated: expect.stringMatching(/^no link/),
        Hostile: "https://signin.aws.amazon.com/switchrole?roleName=Hostile&account=222222222222",
      },
    });
  } finally {
    await sandbox.stop();
  }
});
