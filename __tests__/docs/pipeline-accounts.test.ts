/** The templates with what a pipeline needs in the identity account: each token gets the role that is for it, and no other. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { readTemplate } from "../support/cloudformation";
import { root } from "../support/markdown";

type Condition = Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
interface Template {
  readonly Resources: Readonly<
    Record<
      string,
      {
        readonly Properties: {
          readonly AssumeRolePolicyDocument: {
            readonly Statement: readonly { readonly Condition: Condition }[];
          };
          readonly Policies?: readonly {
            readonly PolicyDocument: {
              readonly Statement: readonly { readonly Action: string | readonly string[] }[];
            };
          }[];
        };
      }
    >
  >;
}

const template = (file: string): Template =>
  readTemplate(readFileSync(join(root, "examples/pipeline", file), "utf8"));

const conditionOf = ({ Resources }: Template, role: string) =>
  Resources[role]?.Properties.AssumeRolePolicyDocument.Statement.map(({ Condition }) => Condition);

test("GitHub: the deployer is for the environment access, the planner for those that only read", () => {
  const github = template("github-actions/identity-account.yaml");
  const host = "token.actions.githubusercontent.com";
  const subject = (environment: string) => `repo:\${Repository}:environment:${environment}`;
  expect(conditionOf(github, "Deployer")).toEqual([
    { StringEquals: { [`${host}:aud`]: "sts.amazonaws.com", [`${host}:sub`]: subject("access") } },
  ]);
  expect(conditionOf(github, "Planner")).toEqual([
    {
      StringEquals: {
        [`${host}:aud`]: "sts.amazonaws.com",
        [`${host}:sub`]: [subject("access-plan"), subject("access-verify")],
      },
    },
  ]);
});

test("GitLab: the deployer is for the default branch only", () => {
  const gitlab = template("gitlab/identity-account.yaml");
  const branch = "project_path:${Project}:ref_type:branch:ref";
  expect(conditionOf(gitlab, "Deployer")).toEqual([
    {
      StringEquals: {
        "gitlab.com:aud": "sts.amazonaws.com",
        "gitlab.com:sub": `${branch}:\${DefaultBranch}`,
      },
    },
  ]);
  expect(conditionOf(gitlab, "Planner")).toEqual([
    {
      StringEquals: { "gitlab.com:aud": "sts.amazonaws.com" },
      StringLike: { "gitlab.com:sub": `${branch}:*` },
    },
  ]);
});

test.each(["github-actions", "gitlab"])("the planner of %s changes nothing", (service) => {
  const { Planner } = template(`${service}/identity-account.yaml`).Resources;
  const actions = Planner?.Properties.Policies?.flatMap(({ PolicyDocument }) =>
    PolicyDocument.Statement.flatMap(({ Action }) => Action),
  );
  expect(actions).toEqual(["sts:AssumeRole", "s3:ListBucket", "s3:GetObject"]);
});
