/**
 * Which actions read, write and manage permissions, as the table of iam/access-level.ts has them.
 *
 * AWS gives each action a level (https://docs.aws.amazon.com/service-authorization/latest/reference/). These corrections
 * make it say what a policy allows:
 *
 * 1. An action that AWS's own policies for reading allow, reads. AWS gives some of them another level, as
 *    `athena:GetSessionEndpoint`: `ReadOnlyAccess` would manage permissions by 3 of its 6,900 actions.
 * 2. An action that lists or describes does not write: `iot:ListSubscriptions`. One that gets, lists or describes
 *    permissions does not manage them: `quicksight:DescribeTopicPermissions`.
 * 3. An action reads if it changes nothing, even where AWS says that it writes: `showing`.
 * 4. An action manages permissions if it decides who may do something, even where AWS says that it writes: `decisive`.
 * 5. It only writes if nobody may do more after it, even where AWS says that it manages permissions: `harmless`.
 */
import { type AccessLevel, type ActionTable, readingVerbs } from "../iam/access-level";
import { globCovers } from "../iam/glob";
import { byCodePoint, type PolicyDocument, toList } from "../iam/policy-document";
import { statementsOf } from "../iam/statement";

/** AWS's level by action, as `s3:GetObject` -> `Read`. */
export type AwsLevels = ReadonlyMap<string, string>;

/** AWS's policies that by their description only read. */
export const readOnlyPolicies = ["ReadOnlyAccess", "ViewOnlyAccess", "SecurityAudit"];

/** Actions that AWS counts as writing, and that decide who may do something. */
const decisive = actions({
  // They hand out the credentials or the memberships of others, or decide who may sign in.
  iam: `AddUserToGroup CreateAccessKey CreateLoginProfile UpdateLoginProfile CreateSAMLProvider UpdateSAMLProvider
    CreateOpenIDConnectProvider AddClientIDToOpenIDConnectProvider PassRole`,
  identitystore: "CreateGroupMembership",
  "sso-directory": "AddMemberToGroup UpdatePassword",
  sts: "AssumeRoot",
  // They give something or somebody a role, or a role's permissions.
  "cognito-identity": "SetIdentityPoolRoles",
  eks: "CreateAccessEntry UpdateAccessEntry AssociateAccessPolicy CreatePodIdentityAssociation",
  sso: "CreateAccountAssignment PutInlinePolicyToPermissionSet",
  // They open a resource to other accounts.
  ec2: "ModifyImageAttribute",
  ram: "CreateResourceShare AssociateResourceShare",
  rds: "ModifyDBSnapshotAttribute ModifyDBClusterSnapshotAttribute",
});

/** Actions that AWS counts as writing, and that only show what some data says or whether it is authentic. */
const showing = actions({ kms: "Decrypt Verify VerifyMac" });

/** Actions that AWS counts as managing permissions, and after which nobody may do more than before. */
const harmless = actions({
  // They use what is there, as far as other permissions allow.
  "bedrock-agentcore": "InvokeGateway InvokeWebSearch",
  ds: "AccessDSData",
  glue: `DeregisterDataPreview GlueNotebookAuthorize GlueNotebookRefreshCredentials ManagedConnector RefreshOAuth2Tokens
    RequestLogParsing RunDataPreviewStatement SendRecipeAction StartNotebook TerminateNotebook UseGlueStudio`,
  iotfleetwise: "GenerateCommandPayload",
  managedblockchain: "Invoke POST",
  "rds-db": "connect",
  s3: "BypassGovernanceRetention",
  // They set up things of the account.
  apigateway: "SetWebACL",
  appsync: "SetWebACL",
  ec2: `AttachResourcesToPlacementGroup DetachResourcesFromPlacementGroup AttachApplianceToNatGateway
    DetachApplianceFromNatGateway CreateOdbNetworkPeering ModifyOdbNetworkPeering DeleteOdbNetworkPeering`,
  waf: "CreateWebACL UpdateWebACL DeleteWebACL",
  "waf-regional": "CreateWebACL UpdateWebACL DeleteWebACL",
  xray: "PutEncryptionConfig",
});

function actions(namesByService: Readonly<Record<string, string>>): ReadonlySet<string> {
  return new Set(
    Object.entries(namesByService).flatMap(([service, names]) =>
      names.split(/\s+/).map((name) => `${service}:${name}`),
    ),
  );
}

/** Lets the logs of a resource be delivered. Many services have it. */
const logDelivery = /:AllowVendedLogDeliveryForResource$/;

/** They sign their caller in somewhere, whatever their name says. */
const signIns = new Set(["datazone:GetIamPortalLoginUrl", "opensearch:ViewLoginPage"]);

/** The table for `npm run generate:action-levels`. */
export function actionTable(levels: AwsLevels, readOnly: readonly PolicyDocument[]): ActionTable {
  const reads = readsByPolicy(readOnly);
  const byService = new Map<string, Map<string, AccessLevel>>();
  for (const [action, awsLevel] of levels) {
    const [service, name] = split(action);
    const own = byService.get(service) ?? new Map<string, AccessLevel>();
    const level = decisive.has(action)
      ? "permissions"
      : reads(action)
        ? "read"
        : correctedLevel(action, awsLevel);
    byService.set(service, own.set(name, level));
  }
  const services = [...byService].sort(([a], [b]) => byCodePoint(a, b));
  const table = (patterns: (levels: ReadonlyMap<string, AccessLevel>) => readonly string[]) =>
    services.map(([service, own]) => [service, patterns(own).join(" ")] as const);
  const used = (entries: readonly (readonly [string, string])[]) =>
    Object.fromEntries(entries.filter(([, patterns]) => patterns !== ""));
  return {
    write: Object.fromEntries(table(writePatterns)),
    permissions: used(table((own) => namesAt(own, "permissions").sort(byClarity))),
    read: used(table((own) => namesAt(own, "read").filter((name) => !saysItReads(name)))),
  };
}

function namesAt(levels: ReadonlyMap<string, AccessLevel>, level: AccessLevel): string[] {
  return [...levels].flatMap(([name, own]) => (own === level ? [name] : [])).sort(byCodePoint);
}

function saysItReads(name: string): boolean {
  return readingVerbs.some((verb) => name.startsWith(verb));
}

/** First words of actions that write, or the first two where others with the same first word read: `BatchDelete*`. */
function writePatterns(levels: ReadonlyMap<string, AccessLevel>): readonly string[] {
  const readingWords = new Set(namesAt(levels, "read").map((name) => firstWords(name, 1)));
  const patterns = namesAt(levels, "write").map((name) =>
    saysItReads(name) ? name : `${firstWords(name, readingWords.has(firstWords(name, 1)) ? 2 : 1)}*`,
  );
  return [...new Set(patterns)].sort(byCodePoint);
}

/** `Create` of `CreateBucket`, `POST` of `POST`. */
function firstWords(name: string, count: number): string {
  return (name.match(/[A-Z]+(?![a-z])|[A-Z]?[a-z0-9]+|./g) ?? []).slice(0, count).join("");
}

/** Short names of permissions first: of several actions, the first is named as the reason for a level. */
function byClarity(a: string, b: string): number {
  const unclear = (name: string) => Number(!/^(Put|Set|Add|Attach).*(Policy|Permission|Acl)$/.test(name));
  return unclear(a) - unclear(b) || a.length - b.length || byCodePoint(a, b);
}

function correctedLevel(action: string, awsLevel: string): AccessLevel {
  const [, name] = split(action);
  if (awsLevel === "Read" || awsLevel === "List" || /^(List|Describe)/.test(name)) return "read";
  if (showing.has(action)) return "read";
  if (!/permissions management/i.test(awsLevel)) return "write";
  if (signIns.has(action)) return "permissions";
  if (harmless.has(action) || logDelivery.test(action)) return "write";
  return /^(Get|GET|BatchGet|Search|Test|Validate)/.test(name) ? "read" : "permissions";
}

/** Whether one of the documents allows an action in a statement without condition. */
function readsByPolicy(documents: readonly PolicyDocument[]): (action: string) => boolean {
  const byService = new Map<string, string[]>();
  for (const document of documents)
    for (const { statement } of statementsOf(document)) {
      // A condition may be why an action only reads.
      if (statement.Effect !== "Allow" || statement.Condition) continue;
      for (const pattern of toList(statement.Action)) {
        const [service, name] = split(pattern.toLowerCase());
        byService.set(service, [...(byService.get(service) ?? []), name]);
      }
    }
  return (action) => {
    const [service, name] = split(action.toLowerCase());
    return (byService.get(service) ?? []).some((pattern) => globCovers(pattern, name));
  };
}

function split(action: string): [service: string, name: string] {
  const colon = action.indexOf(":");
  return [action.slice(0, colon), action.slice(colon + 1)];
}
