/** What people do by hand, between two applies. */
import {
  AddUserToGroupCommand,
  AttachGroupPolicyCommand,
  AttachRolePolicyCommand,
  AttachUserPolicyCommand,
  CreateAccessKeyCommand,
  CreateGroupCommand,
  CreateRoleCommand,
  CreateUserCommand,
  DeleteAccessKeyCommand,
  DetachGroupPolicyCommand,
  DetachUserPolicyCommand,
  ListAccessKeysCommand,
  ListEntitiesForPolicyCommand,
  PutRolePolicyCommand,
  RemoveUserFromGroupCommand,
  UpdateLoginProfileCommand,
} from "@aws-sdk/client-iam";
import type { ByHand } from "./walk";

/** One thing after the other. */
export function hands(...all: readonly ByHand[]): ByHand {
  return async (scene, names) => {
    for (const each of all) await each(scene, names);
  };
}

export function giveKey(user: string): ByHand {
  return async (scene, names) => {
    await (await scene.iam("home")).send(new CreateAccessKeyCommand({ UserName: names(user) }));
  };
}

export function takeKeys(user: string): ByHand {
  return async (scene, names) => {
    const iam = await scene.iam("home");
    const UserName = names(user);
    const { AccessKeyMetadata } = await iam.send(new ListAccessKeysCommand({ UserName }));
    for (const { AccessKeyId } of AccessKeyMetadata ?? [])
      await iam.send(new DeleteAccessKeyCommand({ UserName, AccessKeyId }));
  };
}

/** What the first sign-in asks of people. */
export function choosePassword(user: string): ByHand {
  return async (scene, names) => {
    await (await scene.iam("home")).send(
      new UpdateLoginProfileCommand({
        UserName: names(user),
        Password: "chosen-At-First-1",
        PasswordResetRequired: false,
      }),
    );
  };
}

/** A role, which trusts nobody outside its account. */
export function createRole(role: string, account: string): ByHand {
  return async (scene, names) => {
    await (await scene.iam(account)).send(
      new CreateRoleCommand({
        RoleName: names(role),
        AssumeRolePolicyDocument: JSON.stringify({
          Version: "2012-10-17",
          Statement: [{ Effect: "Allow", Action: "sts:AssumeRole", Principal: { AWS: scene.id(account) } }],
        }),
      }),
    );
  };
}

export function createUser(user: string): ByHand {
  return async (scene, names) => {
    await (await scene.iam("home")).send(new CreateUserCommand({ UserName: names(user) }));
  };
}

/** A user of somebody else's in a group. */
export function addStranger(group: string): ByHand {
  return async (scene, names) => {
    const iam = await scene.iam("home");
    await iam.send(new CreateUserCommand({ UserName: names("stranger") }));
    await iam.send(new AddUserToGroupCommand({ UserName: names("stranger"), GroupName: names(group) }));
  };
}

export function removeStranger(group: string): ByHand {
  return async (scene, names) => {
    await (await scene.iam("home")).send(
      new RemoveUserFromGroupCommand({ UserName: names("stranger"), GroupName: names(group) }),
    );
  };
}

/** A group of somebody else's, with a user in it. */
export function addToStrangeGroup(user: string): ByHand {
  return async (scene, names) => {
    const iam = await scene.iam("home");
    await iam.send(new CreateGroupCommand({ GroupName: names("strange") }));
    await iam.send(new AddUserToGroupCommand({ UserName: names(user), GroupName: names("strange") }));
  };
}

/** A policy, attached beside those that the file names. */
export function attachToRole(role: string, account: string, policy = "by-hand"): ByHand {
  return async (scene, names) => {
    const iam = await scene.iam(account);
    const PolicyArn = await scene.policy(account, policy);
    await iam.send(new AttachRolePolicyCommand({ RoleName: names(role), PolicyArn }));
  };
}

export function attachToUser(user: string): ByHand {
  return async (scene, names) => {
    const iam = await scene.iam("home");
    const PolicyArn = await scene.policy("home", "by-hand");
    await iam.send(new AttachUserPolicyCommand({ UserName: names(user), PolicyArn }));
  };
}

export function attachToGroup(group: string): ByHand {
  return async (scene, names) => {
    const iam = await scene.iam("home");
    const PolicyArn = await scene.policy("home", "by-hand");
    await iam.send(new AttachGroupPolicyCommand({ GroupName: names(group), PolicyArn }));
  };
}

/** Takes that policy from users and groups. */
export const detach: ByHand = async (scene) => {
  const iam = await scene.iam("home");
  const PolicyArn = await scene.policy("home", "by-hand");
  const { PolicyUsers, PolicyGroups } = await iam.send(new ListEntitiesForPolicyCommand({ PolicyArn }));
  for (const { UserName } of PolicyUsers ?? [])
    await iam.send(new DetachUserPolicyCommand({ UserName, PolicyArn }));
  for (const { GroupName } of PolicyGroups ?? [])
    await iam.send(new DetachGroupPolicyCommand({ GroupName, PolicyArn }));
};

/**
 * The inline policy that the console's "Revoke active sessions" leaves.
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_revoke-sessions.html
 */
export function revokeSessions(role: string, account: string): ByHand {
  return putPolicy(role, account, "AWSRevokeOlderSessions");
}

/** An inline policy with a text that no file has. */
export function putPolicy(role: string, account: string, policy: string): ByHand {
  return async (scene, names) => {
    await (await scene.iam(account)).send(
      new PutRolePolicyCommand({
        RoleName: names(role),
        PolicyName: policy,
        PolicyDocument: JSON.stringify({
          Version: "2012-10-17",
          Statement: [
            {
              Effect: "Deny",
              Action: ["*"],
              Resource: ["*"],
              Condition: { DateLessThan: { "aws:TokenIssueTime": "2026-01-01T00:00:00.000Z" } },
            },
          ],
        }),
      }),
    );
  };
}
