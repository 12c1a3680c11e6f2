/**
 * An evaluation of the test's own decides on the policies as IAM does. The emulator cannot (moto 5.2.1): it takes these
 * conditions to hold always, and the resource of every IAM action to be `*`. It shows the denial of access keys alone:
 * `__tests__/e2e/mfa-enrolment.test.ts`.
 */
import type { PolicyDocument } from "../../iam/policy-document";
import { checkPolicyDocument } from "../../iam/policy-problems";
import { denyWithoutMfaPolicy, selfServicePolicy } from "../../iam/self-service";

/** The condition keys of a request. A key that is absent is not there at all. */
type Context = Readonly<Record<string, string>>;

// Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-multifactorauthpresent
const accessKey: Context = { "aws:ViaAWSService": "false" };
const consoleSession: Context = { "aws:ViaAWSService": "false", "aws:MultiFactorAuthPresent": "false" };
const mfaSession: Context = { "aws:ViaAWSService": "false", "aws:MultiFactorAuthPresent": "true" };
/** A service that calls IAM with what it made of an access key. */
const accessKeyViaService: Context = { "aws:ViaAWSService": "true", "aws:MultiFactorAuthPresent": "false" };

const wildcards = (pattern: string, text: string) =>
  new RegExp(
    `^${pattern
      .split("*")
      .map((part) => part.replace(/[^\w/:]/g, "\\$&"))
      .join(".*")}$`,
    "i",
  ).test(text);

/** Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html */
function holds(operator: string, key: string, wanted: string, context: Context): boolean {
  const value = context[key];
  switch (operator) {
    case "Null":
      return String(value === undefined) === wanted;
    case "Bool":
      return value === wanted;
    case "BoolIfExists":
      return value === undefined || value === wanted;
    default:
      throw new Error(`the test does not know ${operator}`);
  }
}

/**
 * Whether alex is allowed an action: some statement allows it, and none denies it.
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
 */
function may(
  documents: readonly PolicyDocument[],
  action: string,
  context: Context,
  resource = resourceOf(action),
): boolean {
  const concerning = documents
    .flatMap(({ Statement }) => Statement)
    .filter(({ Action, NotAction, Resource, Condition = {} }) => {
      const speaksOf = (actions: typeof Action) =>
        [actions ?? []].flat().some((one) => wildcards(one, action));
      return (
        (NotAction ? !speaksOf(NotAction) : speaksOf(Action)) &&
        [Resource ?? []].flat().some((arn) => wildcards(arn.replace("${aws:username}", "alex"), resource)) &&
        Object.entries(Condition).every(([operator, keys]) =>
          Object.entries(keys).every(([key, wanted]) => holds(operator, key, String(wanted), context)),
        )
      );
    });
  return (
    concerning.some(({ Effect }) => Effect === "Allow") &&
    concerning.every(({ Effect }) => Effect === "Allow")
  );
}

const user = (name: string, path = "/") => `arn:aws:iam::111111111111:user${path}${name}`;

/** Source: https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsidentityandaccessmanagementiam.html */
function resourceOf(action: string): string {
  if (/Account|ListVirtual/.test(action)) return "*";
  return action.includes("VirtualMFADevice") ? "arn:aws:iam::111111111111:mfa/phone" : user("alex");
}

const selfService = selfServicePolicy("aws", "111111111111");
const withAccessKey = selfServicePolicy("aws", "111111111111", { enrolMfaWithAccessKey: true });
const denied = denyWithoutMfaPolicy();
const deniedWithAccessKey = denyWithoutMfaPolicy({ enrolMfaWithAccessKey: true });
const everything: PolicyDocument = {
  Version: "2012-10-17",
  Statement: { Effect: "Allow", Action: "*", Resource: "*" },
};

const enrolment = ["iam:CreateVirtualMFADevice", "iam:EnableMFADevice"];
const keys = ["iam:CreateAccessKey", "iam:DeleteAccessKey", "iam:ListAccessKeys", "iam:UpdateAccessKey"];
const reading = [
  "iam:GetAccountPasswordPolicy",
  "iam:GetLoginProfile",
  "iam:GetMFADevice",
  "iam:GetUser",
  "iam:ListMFADevices",
  "iam:ListVirtualMFADevices",
];

test.each([
  ["self-service", selfService],
  ["self-service with enrolment by access key", withAccessKey],
  ["the denial without MFA", denied],
  ["the denial without MFA with enrolment by access key", deniedWithAccessKey],
])("%s is a policy that IAM takes", (_name, document) => {
  expect(checkPolicyDocument(document, "identity")).toEqual([]);
});

/** Source: https://docs.aws.amazon.com/signin/latest/userguide/command-line-sign-in.html */
const signIn = ["signin:AuthorizeOAuth2Access", "signin:CreateOAuth2Token"];
const clientOf = (account: string, client: string) =>
  `arn:aws:signin:us-east-1:${account}:oauth2/public-client/${client}`;

describe("a user with self-service who runs aws login", () => {
  test.each(signIn)(
    "may %s on this machine, with MFA or before it, and not for another machine",
    (action) => {
      for (const context of [consoleSession, mfaSession, {}]) {
        const mayOn = (account: string, client: string) =>
          may([selfService, denied], action, context, clientOf(account, client));
        expect(mayOn("111111111111", "localhost")).toBe(true);
        expect(mayOn("111111111111", "remote")).toBe(false);
        expect(mayOn("222222222222", "localhost")).toBe(false);
      }
    },
  );
});

describe("a user with self-service", () => {
  test.each([
    ...keys,
    ...enrolment,
    "iam:ChangePassword",
    "iam:GetLoginProfile",
    "iam:GetUser",
    "iam:ListMFADevices",
    "iam:ResyncMFADevice",
  ])("may %s in the console, with MFA or before it", (action) => {
    expect(may([selfService], action, consoleSession)).toBe(true);
    expect(may([selfService], action, mfaSession)).toBe(true);
  });

  test.each([
    ...keys,
    "iam:ChangePassword",
    "iam:EnableMFADevice",
    "iam:ListMFADevices",
    "iam:ResyncMFADevice",
  ])("may %s for themselves, whatever their path, and for no other user", (action) => {
    const mayOn = (resource: string) => may([selfService], action, mfaSession, resource);
    expect(mayOn(user("alex", "/teams/ops/"))).toBe(true);
    expect(mayOn(user("sam"))).toBe(false);
    expect(mayOn(user("alexander"))).toBe(false);
    expect(mayOn(user("sam", "/alex/"))).toBe(false);
  });

  test("may remove their own MFA device only in a session with MFA", () => {
    expect(may([selfService], "iam:DeactivateMFADevice", accessKey)).toBe(false);
    expect(may([selfService], "iam:DeactivateMFADevice", consoleSession)).toBe(false);
    expect(may([selfService], "iam:DeactivateMFADevice", mfaSession)).toBe(true);
    expect(may([selfService], "iam:DeactivateMFADevice", mfaSession, user("sam"))).toBe(false);
  });

  test.each([
    "iam:CreateUser",
    "iam:PutUserPolicy",
    "iam:AttachUserPolicy",
    "iam:AddUserToGroup",
    "iam:CreateLoginProfile",
    "iam:UpdateLoginProfile",
    "iam:DeleteLoginProfile",
    "iam:PassRole",
    "sts:AssumeRole",
    "sts:GetFederationToken",
    "s3:ListAllMyBuckets",
  ])("may not %s, not even for themselves", (action) => {
    for (const document of [selfService, withAccessKey]) {
      expect(may([document], action, mfaSession)).toBe(false);
      expect(may([document], action, mfaSession, "*")).toBe(false);
    }
  });
});

describe("a stolen access key of a user with self-service", () => {
  test.each([...enrolment, "iam:DeleteVirtualMFADevice"])("may not %s, nor through a service", (action) => {
    expect(may([selfService], action, accessKey)).toBe(false);
    expect(may([selfService], action, accessKeyViaService)).toBe(false);
  });

  test("may still rotate itself: many users have nothing else to rotate it with", () => {
    for (const action of keys) expect(may([selfService], action, accessKey)).toBe(true);
  });

  test("may enrol a device where the user may", () => {
    for (const action of enrolment) {
      expect(may([withAccessKey], action, accessKey)).toBe(true);
      expect(may([withAccessKey], action, consoleSession)).toBe(true);
    }
    expect(may([withAccessKey], "iam:EnableMFADevice", accessKey, user("sam"))).toBe(false);
    expect(may([withAccessKey], "iam:DeactivateMFADevice", accessKey)).toBe(false);
  });
});

describe("a user who is denied everything without MFA", () => {
  test.each([...enrolment, ...reading, "iam:ChangePassword", "iam:ResyncMFADevice"])(
    "may %s in the console, which the first sign-in needs",
    (action) => {
      expect(may([selfService, denied], action, consoleSession)).toBe(true);
    },
  );

  test.each(["sts:AssumeRole", "s3:GetObject", "iam:DeactivateMFADevice", ...keys])(
    "may %s only with MFA, whatever else allows it",
    (action) => {
      for (const context of [accessKey, consoleSession, accessKeyViaService])
        expect(may([everything, denied], action, context)).toBe(false);
      expect(may([everything, denied], action, mfaSession)).toBe(true);
    },
  );

  test.each([...enrolment, "iam:DeleteVirtualMFADevice"])(
    "may not %s with an access key, whatever else allows it",
    (action) => {
      expect(may([everything, denied], action, accessKey)).toBe(false);
      expect(may([everything, denied], action, consoleSession)).toBe(true);
    },
  );

  test("may enrol a device with an access key where that is allowed, and do no more with it", () => {
    for (const action of enrolment)
      expect(may([withAccessKey, deniedWithAccessKey], action, accessKey)).toBe(true);
    for (const action of ["sts:AssumeRole", "iam:DeactivateMFADevice", ...keys])
      expect(may([everything, deniedWithAccessKey], action, accessKey)).toBe(false);
  });

  test("may change an expired password, whatever the sign-in page says of MFA", () => {
    for (const context of [accessKey, consoleSession])
      expect(may([selfService, denied], "iam:ChangePassword", context)).toBe(true);
  });
});
