/**
 * What the level of a role comes to, tried: a role that escalates makes itself administrator, and a role that reads writes
 * nothing.
 *
 * The emulator (moto 5.2.1) takes the resource of every IAM action to be `*` and knows few conditions, so the policies here
 * have neither; the unit tests of the levels do.
 */
import {
  AttachRolePolicyCommand,
  CreateRoleCommand,
  ListAttachedRolePoliciesCommand,
  PutRolePolicyCommand,
} from "@aws-sdk/client-iam";
import { CreateBucketCommand, ListBucketsCommand } from "@aws-sdk/client-s3";
import { placesOf, placeTrustPolicy, readAccess } from "../../access";
import { levelOf } from "../../access/role-level";
import { managedPolicyArn } from "../../access/role-place";
import { policyJson } from "../../iam/policy-document";
import { EmulatedAws, type Keys, outcomeOf } from "../../sandbox/emulated-aws";
import { Emulator } from "../../sandbox/emulator";
import { temporaryFolder } from "./support";

const administrator = "arn:aws:iam::aws:policy/AdministratorAccess";
const inline = (Action: string | string[]) => ({
  own: { Version: "2012-10-17", Statement: [{ Effect: "Allow", Action, Resource: "*" }] },
});

const { access } = readAccess({
  identityAccount: { id: "111111111111" },
  deployWith: { role: "Deployer" },
  targetAccounts: { dev: { id: "222222222222" } },
  roles: {
    Attaches: { targetAccounts: "*", inlinePolicies: inline("iam:Attach*") },
    Puts: { targetAccounts: "*", inlinePolicies: inline(["iam:PutRolePolicy", "s3:List*"]) },
    Reads: { targetAccounts: "*", managedPolicies: ["AmazonS3ReadOnlyAccess"] },
    Writes: { targetAccounts: "*", managedPolicies: ["AmazonS3FullAccess"] },
  },
});
if (!access) throw new Error("the file is wrong");
const places = new Map(placesOf(access).map((place) => [place.role.name, place]));
const placeOf = (role: string) => {
  const place = places.get(role);
  if (!place) throw new Error(`no role ${role}`);
  return place;
};

let emulator: Emulator;
let aws: EmulatedAws;
const sessions = new Map<string, Keys>();

beforeAll(async () => {
  emulator = await Emulator.start({ logFile: `${temporaryFolder()}/emulator.log` });
  aws = new EmulatedAws(emulator.endpoint, "aws", "us-east-1");
  const inside = await aws.inside("222222222222");
  const iam = aws.iam(inside);
  for (const place of places.values()) {
    const RoleName = place.role.name;
    const trust = policyJson(placeTrustPolicy(place));
    await iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: trust }));
    for (const policy of place.settings.managedPolicies)
      await iam.send(
        new AttachRolePolicyCommand({ RoleName, PolicyArn: managedPolicyArn(place.account, policy) }),
      );
    for (const { name, document } of place.settings.inlinePolicies)
      await iam.send(
        new PutRolePolicyCommand({ RoleName, PolicyName: name, PolicyDocument: policyJson(document) }),
      );
    sessions.set(RoleName, await aws.assume(inside, place.arn, { sessionName: "levels" }));
  }
  await emulator.enforce(true);
});
afterAll(() => emulator.stop());

const session = (role: string) => sessions.get(role) as Keys;
const makesBucket = (role: string, Bucket: string) =>
  outcomeOf(aws.s3(session(role)).send(new CreateBucketCommand({ Bucket })));

test("a role that escalates attaches AdministratorAccess to itself, and is administrator then", async () => {
  expect(levelOf(placeOf("Attaches"))).toMatchObject({ level: "escalates", grade: "proven" });
  expect(await makesBucket("Attaches", "levels-before")).toBe("access denied");
  const iam = aws.iam(session("Attaches"));
  const attach = new AttachRolePolicyCommand({ RoleName: "Attaches", PolicyArn: administrator });
  expect(await outcomeOf(iam.send(attach))).toBe("allowed");
  expect(await makesBucket("Attaches", "levels-after")).toBe("allowed");
  const { AttachedPolicies } = await iam.send(new ListAttachedRolePoliciesCommand({ RoleName: "Attaches" }));
  expect(AttachedPolicies?.map(({ PolicyArn }) => PolicyArn)).toEqual([administrator]);
});

test("a role that escalates by a policy of its own gives itself every permission", async () => {
  expect(levelOf(placeOf("Puts"))).toMatchObject({ level: "escalates", path: { id: "put-role-policy" } });
  const PolicyDocument = policyJson(inline("*").own as never);
  const put = new PutRolePolicyCommand({ RoleName: "Puts", PolicyName: "more", PolicyDocument });
  expect(await outcomeOf(aws.iam(session("Puts")).send(put))).toBe("allowed");
  expect(await makesBucket("Puts", "levels-puts")).toBe("allowed");
});

test("a role that reads lists, and can neither write nor give itself more", async () => {
  expect(levelOf(placeOf("Reads")).level).toBe("read");
  expect(await outcomeOf(aws.s3(session("Reads")).send(new ListBucketsCommand({})))).toBe("allowed");
  expect(await makesBucket("Reads", "levels-reads")).toBe("access denied");
  const attach = new AttachRolePolicyCommand({ RoleName: "Reads", PolicyArn: administrator });
  expect(await outcomeOf(aws.iam(session("Reads")).send(attach))).toBe("access denied");
});

test("a role that writes makes buckets, and cannot give itself more", async () => {
  // AmazonS3FullAccess sets bucket policies too: it decides who may use a bucket.
  expect(levelOf(placeOf("Writes")).level).toBe("permissions");
  expect(await makesBucket("Writes", "levels-writes")).toBe("allowed");
  const attach = new AttachRolePolicyCommand({ RoleName: "Writes", PolicyArn: administrator });
  expect(await outcomeOf(aws.iam(session("Writes")).send(attach))).toBe("access denied");
});
