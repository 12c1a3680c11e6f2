/**
 * The identity account as a target account: the one place where the emulator evaluates a role's trust policy.
 *
 * What it cannot evaluate there, and is therefore not tried as it is synthesized (moto 5.2.1):
 *
 * - The account as principal (`arn:aws:iam::<id>:root`): it compares a principal with the caller's own ARN, letter by letter,
 *   and refuses everybody. What `trustGrantedOnly` writes is tried with the users that its condition names as principals.
 * - Conditions other than `StringEquals`: `ArnEquals`, `Bool`, `IpAddress` and the like are taken to hold.
 * - A missing external ID: a key that the request does not have is taken to hold, so the caller gets in. AWS refuses, for the
 *   operator is `StringEquals`, without `IfExists`; that much is looked at.
 */
import { GetRoleCommand, PutUserPolicyCommand, UpdateAssumeRolePolicyCommand } from "@aws-sdk/client-iam";
import { assumeRolePermission } from "../../iam/assume-role-permission";
import { type PolicyDocument, policyJson, type Statement } from "../../iam/policy-document";
import { outcomeOf } from "../../sandbox/emulated-aws";
import { Deployment, declaration } from "./scale/support";

const home = "111111111111";
const userArn = (name: string) => `arn:aws:iam::${home}:user/${name}`;
const roleArn = (name: string) => `arn:aws:iam::${home}:role/${name}`;

function trustOf(users: readonly string[], condition?: Statement["Condition"]): PolicyDocument {
  return {
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Allow",
        Action: "sts:AssumeRole",
        Principal: { AWS: users.map(userArn) },
        ...(condition && { Condition: condition }),
      },
    ],
  };
}

const inHome = { targetAccounts: ["home"], managedPolicies: ["ReadOnlyAccess"] };
const declared = declaration({
  targetAccounts: { home: { id: home } },
  roles: {
    Desk: {
      ...inHome,
      ignore: ["external-id-in-console"],
      trustedEntity: {
        custom: { ...trustOf(["alex"], { StringEquals: { "sts:ExternalId": "desk-4711" } }) },
      },
    },
    Vault: { ...inHome, trustedEntity: { custom: { ...trustOf(["alex"]) } } },
    Gate: {
      ...inHome,
      ignore: ["external-id-in-console"],
      requireMfa: false,
      externalId: "gate-0815",
      trustGrantedOnly: true,
    },
  },
  users: {
    // A trust policy can name only a user who is there before it.
    alex: { existing: true, canAssume: ["Desk", "Vault", "Gate"] },
    bob: { canAssume: ["Gate"] },
    carol: { ignore: ["nothing-granted"] },
  },
});

let deployment: Deployment;
beforeAll(async () => {
  deployment = await Deployment.of(declared);
  await deployment.deploy(declared);
});
afterAll(() => deployment?.end());
afterEach(() => deployment.sandbox.enforce(false));

/** Permits a user what the file does not grant: the file would be refused, for the trust does not keep it. */
async function permitBehindItsBack(UserName: string, roles: readonly string[]): Promise<void> {
  const iam = await deployment.iam(home);
  const PolicyDocument = policyJson(assumeRolePermission(roles.map(roleArn)));
  await iam.send(new PutUserPolicyCommand({ UserName, PolicyName: "by-hand", PolicyDocument }));
}

async function setTrust(RoleName: string, trust: PolicyDocument): Promise<void> {
  const iam = await deployment.iam(home);
  await iam.send(new UpdateAssumeRolePolicyCommand({ RoleName, PolicyDocument: policyJson(trust) }));
}

/** What comes of a user's `sts:AssumeRole`, with IAM enforcement. */
async function trial(user: string, role: string, externalId?: string): Promise<string> {
  const { sandbox } = deployment;
  await sandbox.enforce(false);
  const keys = await sandbox.keysOf(user);
  await sandbox.enforce(true);
  return outcomeOf(sandbox.aws.assume(keys, roleArn(role), { sessionName: user, externalId }));
}

test("what is applied plans empty", async () => {
  expect((await deployment.sandbox.plan()).changes).toEqual([]);
});

test("a user whom the trust names and who is granted the role gets in", async () => {
  expect(await trial("alex", "Vault")).toBe("allowed");
  expect(await trial("alex", "Desk", "desk-4711")).toBe("allowed");
});

test("a wrong external ID is refused", async () => {
  expect(await trial("alex", "Desk", "desk-4712")).toBe("access denied");
  expect(await trial("alex", "Desk", "gate-0815")).toBe("access denied");
});

test("a user who is granted nothing is refused", async () => {
  for (const user of ["bob", "carol"]) {
    expect(await trial(user, "Vault")).toBe("access denied");
    expect(await trial(user, "Desk", "desk-4711")).toBe("access denied");
  }
});

test("a user who is permitted the role and whom the trust does not name is refused, until it names them", async () => {
  await permitBehindItsBack("bob", ["Desk", "Vault"]);
  expect(await trial("bob", "Vault")).toBe("access denied");
  expect(await trial("bob", "Desk", "desk-4711")).toBe("access denied");
  await deployment.sandbox.enforce(false);
  await setTrust("Vault", trustOf(["alex", "bob"]));
  expect(await trial("bob", "Vault")).toBe("allowed");
  expect(await trial("bob", "Desk", "desk-4711")).toBe("access denied");
});

test("trustGrantedOnly lets in exactly the granted, with the right external ID", async () => {
  await permitBehindItsBack("carol", ["Gate"]);
  const iam = await deployment.iam(home);
  const { Role } = await iam.send(new GetRoleCommand({ RoleName: "Gate" }));
  const trust = JSON.parse(decodeURIComponent(Role?.AssumeRolePolicyDocument ?? ""));
  const [statement, ...others] = trust.Statement;
  expect(others).toEqual([]);
  expect(statement.Principal).toEqual({ AWS: `arn:aws:iam::${home}:root` });
  expect(statement.Condition.StringEquals).toEqual({ "sts:ExternalId": "gate-0815" });
  const granted = statement.Condition.ArnEquals["aws:PrincipalArn"];
  await setTrust("Gate", { ...trust, Statement: [{ ...statement, Principal: { AWS: granted } }] });

  for (const user of ["alex", "bob"]) {
    expect(await trial(user, "Gate", "gate-0815")).toBe("allowed");
    expect(await trial(user, "Gate", "gate-0816")).toBe("access denied");
  }
  expect(await trial("carol", "Gate", "gate-0815")).toBe("access denied");
  await deployment.sandbox.enforce(false);
  await setTrust("Gate", trustOf(["carol"]));
  expect(await trial("carol", "Gate", "gate-0815")).toBe("allowed");
});
