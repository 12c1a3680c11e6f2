import { type Access, loadAccess } from "../../access";
import { accessFile, organizationOf, resourceCounts } from "../../bench/organization";
import { RawStack } from "../../bench/raw";
import { AccessStack } from "../../constructs";
import { allResources, type TerraformJson, terraformOf, testApp } from "../support/stack";

const organization = organizationOf(7);

function accessOf(text: string): Access {
  const { access, problems } = loadAccess(text, "access.yaml");
  expect(problems.map((problem) => problem.text)).toEqual([]);
  return access as Access;
}

let ours: TerraformJson;
let raw: TerraformJson;
beforeAll(() => {
  ours = terraformOf(new AccessStack(testApp(), "access", { access: accessOf(accessFile(organization)) }));
  raw = terraformOf(new RawStack(testApp(), "access", organization));
});

/** How many of each type of resource, provider and output. */
function countsOf(json: TerraformJson): Record<string, number> {
  const resources = Object.entries(json.resource).map(([type, made]) => [type, Object.keys(made).length]);
  const providers = Object.entries(json.provider).map(([name, made]) => [name, made.length]);
  return Object.fromEntries([...resources, ...providers, ["output", Object.keys(json.output).length]]);
}

test("the project and the raw program make the same number of everything", () => {
  expect(countsOf(ours)).toEqual(resourceCounts(organization));
  expect(countsOf(raw)).toEqual(resourceCounts(organization));
});

test("they make the same in each account, but for how Terraform names it: roles, trust, grants, users, groups", () => {
  const made = (json: TerraformJson) =>
    allResources(json)
      .map(([, block]) => essence(block))
      .sort();
  expect(made(raw)).toEqual(made(ours));
});

test("they tell the same accounts and roles, and the same links", () => {
  const shapeOf = (json: TerraformJson, output: string) =>
    Object.entries(json.output[output]?.value as unknown as Record<string, object>).map(
      ([account, roles]) => [account, Object.keys(roles).sort()],
    );
  expect(shapeOf(raw, "role_arns")).toEqual(shapeOf(ours, "role_arns"));
  for (const output of ["switch_role_links", "console_sign_in_url"])
    expect(raw.output[output]?.value).toEqual(ours.output[output]?.value);
});

test("every role is in every account, and a group is granted one role in 50 of them, or in all where there are fewer", () => {
  const access = accessOf(accessFile(organizationOf(3)));
  expect(access.roles.map((role) => role.places.length)).toEqual([3, 3, 3]);
  expect(access.users).toHaveLength(200);
  expect(access.groups).toHaveLength(20);
  for (const accounts of [3, 50, 120])
    for (const group of organizationOf(accounts).groups)
      expect(new Set(group.accounts).size).toBe(Math.min(50, accounts));
});

test("the file without exclusive policies makes the same but for them", () => {
  const access = accessOf(accessFile(organization, "single", false));
  const counts = countsOf(terraformOf(new AccessStack(testApp(), "access", { access })));
  const others = Object.entries(resourceCounts(organization)).filter(([type]) => !/_exclusive$/.test(type));
  expect(counts).toEqual(Object.fromEntries(others));
});

/**
 * What a resource comes to in AWS, without how it is named in Terraform, without what is IAM's default, and without
 * how Terraform removes it (`lifecycle`, `force_detach_policies`), which the raw program leaves out.
 */
function essence(block: Record<string, unknown>): string {
  const {
    "//": _,
    path: __,
    max_session_duration: ___,
    lifecycle: ____,
    force_detach_policies: _____,
    provider,
    ...rest
  } = block;
  return JSON.stringify({ provider, ...rest }, (key, value: unknown) => {
    if (typeof value !== "string") return value;
    if (key === "policy" || key === "assume_role_policy") return sorted(JSON.parse(value));
    // A reference: to which type. The id of an IAM role, user or group is its name.
    return value.replace(/^\$\{(\w+)\.[\w-]+\.(?:id|name|policy_arn)\}$/, "$1");
  });
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted).sort();
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort()
      .map(([key, inner]) => [key, sorted(inner)]),
  );
}
