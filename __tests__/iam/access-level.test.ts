import {
  type AccessLevel,
  accessLevels,
  actionsAtLevel,
  levelOfAction,
  servicePrefixes,
  spelledAction,
} from "../../iam/access-level";

/** The levels of all actions that a pattern stands for. */
const levelsOf = (service: string, pattern: string) =>
  accessLevels.filter((level) => actionsAtLevel(service, pattern, level).length > 0);

test.each<[string, string, AccessLevel]>([
  ["s3", "getobject", "read"],
  ["s3", "listbucket", "read"],
  ["s3", "putobject", "write"],
  ["s3", "deletebucket", "write"],
  ["s3", "putobjecttagging", "write"],
  ["s3", "putbucketpolicy", "permissions"],
  ["iam", "createrole", "write"],
  ["iam", "createservicelinkedrole", "write"],
  ["iam", "putrolepolicy", "permissions"],
  ["iam", "createaccesskey", "permissions"],
  ["iam", "passrole", "permissions"],
  ["iam", "simulateprincipalpolicy", "read"],
  ["iam", "generatecredentialreport", "read"],
  ["logs", "startquery", "read"],
  ["kms", "decrypt", "read"],
  ["kms", "encrypt", "write"],
  ["kms", "creategrant", "permissions"],
  ["redshift", "getclustercredentials", "write"],
  ["sts", "assumerole", "write"],
  ["sts", "getcalleridentity", "read"],
  ["dynamodb", "query", "read"],
  ["dynamodb", "updateitem", "write"],
  ["sqs", "sendmessage", "write"],
  ["sqs", "receivemessage", "read"],
  ["apigateway", "get", "read"],
  ["apigateway", "put", "write"],
  ["ec2", "attachresourcestoplacementgroup", "write"],
  ["quicksight", "describetopicpermissions", "read"],
  ["athena", "getsessionendpoint", "read"],
  ["s3", "getnewthing", "read"],
  ["s3", "invokenewthing", "write"],
  ["newservice", "listthings", "read"],
  ["newservice", "runthing", "write"],
])("%s:%s has the level %s", (service, action, level) => {
  expect(levelOfAction(service, action)).toBe(level);
  expect(levelsOf(service, action)).toEqual([level]);
});

test.each<[string, string, readonly AccessLevel[]]>([
  ["s3", "get*", ["read"]],
  ["s3", "list*", ["read"]],
  ["s3", "*", ["permissions", "write", "read"]],
  ["s3", "put*", ["permissions", "write"]],
  ["s3", "putobject*", ["permissions", "write"]],
  ["s3", "*object", ["write", "read"]],
  ["s3", "putobjectt*", ["write"]],
  ["iam", "*policy", ["permissions", "write", "read"]],
  ["iam", "g*", ["read"]],
  ["cognito-idp", "adminget*", ["read"]],
  ["ecr", "batchget*", ["read"]],
  ["ecr", "batch*", ["write", "read"]],
  ["config", "deliver*", ["read"]],
  ["pricing", "*", ["read"]],
  ["s3", "invokenew*", ["write"]],
  ["newservice", "*", ["permissions", "write", "read"]],
  ["newservice", "get*", ["read"]],
])("the actions %s:%s have the levels %j", (service, pattern, levels) => {
  expect(levelsOf(service, pattern)).toEqual(levels);
});

test.each(["constructor", "toString", "__proto__"])("%s is no service", (service) => {
  expect(servicePrefixes()).not.toContain(service);
  expect(levelOfAction(service, "getthing")).toBe("read");
});

test("an action is spelled as AWS spells it", () => {
  expect(spelledAction("s3", "putbucketpolicy")).toBe("s3:PutBucketPolicy");
  expect(spelledAction("s3", "get*")).toBe("s3:Get*");
  expect(spelledAction("s3", "nosuchthing")).toBeUndefined();
});
