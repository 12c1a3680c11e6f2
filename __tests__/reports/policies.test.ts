/** What a change of declared policies, and of the policies of users and groups, means. */

import { differenceBetween } from "../../reports/difference/difference";
import { differenceRows, findingIdsOf } from "../../reports/difference/difference-rows";
import { differenceText } from "../../reports/difference/difference-text";
import { proveNoNewAccess } from "../../reports/difference/proof";
import { accessOf, file } from "../access/files";
import { markedText } from "../support/marked-text";

const document = (Action: string, Effect = "Allow") => ({
  Version: "2012-10-17",
  Statement: [{ Effect, Action, Resource: "*" }],
});
const declared = (policies: object, more: object = {}) =>
  file({
    policies,
    roles: { Reader: { targetAccounts: ["account-b"], managedPolicies: [{ name: "deploy" }] } },
    users: { alex: { canAssume: ["Reader"] } },
    ...more,
  });

function difference(before: object, after: object) {
  const rows = differenceRows(differenceBetween(accessOf(before), accessOf(after)));
  return { ids: [...findingIdsOf(rows)], text: markedText(differenceText(rows)) };
}

const reads = declared({ deploy: { document: document("s3:GetObject") } });

test("a statement that a declared policy gains is told for each who has the role, with the new level", () => {
  const { ids, text } = difference(reads, declared({ deploy: { document: document("s3:*") } }));
  expect(ids).toEqual(expect.arrayContaining(["policy-changed"]));
  expect(text).toContain("policy /deploy changed: + s3:* on *, - s3:GetObject on *");
  expect(difference(reads, declared({ deploy: { document: document("iam:*") } })).ids).toContain(
    "grant-escalates",
  );
});

test("one that it loses restricts", () => {
  expect(difference(declared({ deploy: { document: document("s3:*") } }), reads).ids).toEqual(["restricted"]);
});

test("a statement that moves from an inline to a declared policy is no gain", () => {
  const inline = declared(
    {},
    {
      roles: { Reader: { targetAccounts: ["account-b"], inlinePolicies: { own: document("s3:GetObject") } } },
    },
  );
  expect(difference(inline, reads).ids.sort()).toEqual(["policy-made", "restricted"]);
  expect(proveNoNewAccess(accessOf(inline), accessOf(reads)).answer).toBe("proven");
});

test("what a declared policy gains is not proven harmless", () => {
  const wider = declared({ deploy: { document: document("s3:*") } });
  expect(proveNoNewAccess(accessOf(reads), accessOf(wider))).toMatchObject({ answer: "not proven" });
  expect(proveNoNewAccess(accessOf(wider), accessOf(reads))).toMatchObject({ answer: "proven" });
});

test("a permissions boundary with another document is another boundary", () => {
  const bounded = (Action: string) =>
    declared(
      { deploy: { document: document("s3:GetObject") }, limit: { document: document(Action) } },
      {
        roles: {
          Reader: {
            targetAccounts: ["account-b"],
            managedPolicies: [{ name: "deploy" }],
            permissionsBoundary: { name: "limit" },
          },
        },
      },
    );
  const { ids, text } = difference(bounded("s3:Get*"), bounded("s3:*"));
  expect(ids).toEqual(["boundary-changed"]);
  expect(text).toContain("permissions boundary /limit changed: + s3:* on *, - s3:Get* on *");
  expect(proveNoNewAccess(accessOf(bounded("s3:Get*")), accessOf(bounded("s3:*"))).answer).toBe("not proven");
});

describe("an entry of policies", () => {
  const deploy = { document: document("s3:GetObject") };
  const without = declared({}, { roles: { Reader: { targetAccounts: ["account-b"] } } });
  const named = declared({});

  test("with another path and another description is deleted and made again", () => {
    const { ids, text } = difference(
      reads,
      declared({ deploy: { ...deploy, path: "/x/", description: "Reads" } }),
    );
    expect(ids).toContain("policy-replaced");
    expect(text).toContain(
      "path /x/ (was /), description Reads (was none): deleted and made again in account-b",
    );
  });

  test("that is new is made where it is named", () => {
    const { ids, text } = difference(without, reads);
    expect(ids).toContain("policy-made");
    expect(text).toContain("made in account-b");
    expect(difference(without, { ...without, policies: { deploy } }).text).toContain(
      "nothing names it, so it is made nowhere",
    );
  });

  test("is made in each account that begins to name it, and deleted where nothing names it any more", () => {
    const alsoAlex = declared(
      { deploy },
      { users: { alex: { canAssume: ["Reader"], managedPolicies: [{ name: "deploy" }] } } },
    );
    expect(difference(reads, alsoAlex)).toMatchObject({
      text: expect.stringContaining("made in the identity account"),
    });
    const { ids, text } = difference(alsoAlex, reads);
    expect(ids).toContain("policy-deleted");
    expect(text).toContain("nothing names it there: deleted in the identity account");
  });

  test("that exists already where it is named cannot be created, unless it is adopted", () => {
    const { ids, text } = difference(named, reads);
    expect(ids).toContain("policy-declared");
    expect(ids).not.toContain("policy-made");
    expect(text).toContain("Terraform cannot create it again: write adopt: true");
    expect(difference(named, declared({ deploy: { ...deploy, adopt: true } })).text).toContain(
      "it is imported, and gets this document",
    );
  });

  test("that goes while a role still names it cannot be deleted", () => {
    const { ids, text } = difference(reads, named);
    expect(ids).toContain("policy-still-named");
    expect(ids).not.toContain("policy-deleted");
    expect(text).toContain("no longer declared, but still named in account-b");
  });

  test("that goes with its names is deleted", () => {
    const { ids, text } = difference(reads, without);
    expect(ids).toContain("policy-deleted");
    expect(ids).not.toContain("policy-still-named");
    expect(text).toContain("removed: deleted in account-b");
  });

  test("under another name is deleted and made again", () => {
    const renamed = declared(
      { ship: deploy },
      { roles: { Reader: { targetAccounts: ["account-b"], managedPolicies: [{ name: "ship" }] } } },
    );
    const { ids, text } = difference(reads, renamed);
    expect(ids).toContain("policy-replaced");
    expect(ids).not.toContain("policy-made");
    expect(text).toContain("name ship (was deploy): deleted and made again in account-b");
  });

  test("that nothing names may change: it was made nowhere", () => {
    const unnamed = (Action: string) => ({
      ...without,
      policies: { deploy: { document: document(Action) } },
    });
    expect(difference(unnamed("s3:GetObject"), unnamed("s3:*")).text).toContain(
      "document changed; it was made nowhere",
    );
  });
});

describe("policies of a user or group", () => {
  const own = (user: object, groups: object = {}) =>
    declared(
      { deploy: { document: document("s3:GetObject") } },
      {
        users: { alex: { canAssume: ["Reader"], ...user } },
        groups,
      },
    );

  test("are told with the level that they give", () => {
    const { ids, text } = difference(own({}), own({ managedPolicies: ["AdministratorAccess"] }));
    expect(ids.sort()).toEqual(["grant-admin", "granted-otherwise", "policy-added"]);
    expect(text).toContain("user alex");
    expect(
      difference(own({}), own({}, { staff: { inlinePolicies: { own: document("iam:*") } } })).ids,
    ).toEqual(expect.arrayContaining(["grant-escalates", "policy-added"]));
  });

  test("are not proven harmless where they allow more", () => {
    const more = own({ inlinePolicies: { own: document("s3:GetObject") } });
    expect(proveNoNewAccess(accessOf(own({})), accessOf(more)).answer).toBe("not proven");
    expect(proveNoNewAccess(accessOf(more), accessOf(own({}))).answer).toBe("proven");
  });

  const assuming = { Version: "2012-10-17", Statement: [document("sts:AssumeRole").Statement[0]] };

  test("that let into a role are access that is given, and never proven harmless", () => {
    const users = (user: object) => ({ users: { alex: { canAssume: ["Reader"] }, kim: user } });
    const [before, after] = [{}, { inlinePolicies: { own: assuming } }].map((kim) =>
      declared({ deploy: { document: document("s3:GetObject") } }, users(kim)),
    ) as [object, object];
    const { ids, text } = difference(before, after);
    expect(ids).toContain("grant");
    expect(text).toMatch(/kim .*Reader.*own policy own/);
    expect(difference(after, before).ids).toContain("take");
    expect(proveNoNewAccess(accessOf(before), accessOf(after))).toMatchObject({
      answer: "new access",
      witnesses: [{ subject: "kim", role: "Reader", what: "may assume the role" }],
    });
  });

  test("that no longer deny a granted role are access that is given", () => {
    const no = { inlinePolicies: { no: document("sts:AssumeRole", "Deny") } };
    const { ids, text } = difference(own(no), own({}));
    expect(ids).toContain("grant");
    expect(text).toContain("no longer denied by its own policies");
    expect(proveNoNewAccess(accessOf(own(no)), accessOf(own({}))).answer).toBe("new access");
    expect(proveNoNewAccess(accessOf(own({})), accessOf(own(no))).answer).toBe("proven");
  });

  test("prolong a grant that ends", () => {
    const canAssume = [{ role: "Reader", until: "2040-01-01" }];
    const [before, after] = [{}, { inlinePolicies: { own: assuming } }].map((user) =>
      own({ canAssume, ...user }),
    ) as [object, object];
    expect(difference(before, after).ids).toContain("grant-prolonged");
    expect(proveNoNewAccess(accessOf(before), accessOf(after)).answer).toBe("new access");
  });
});
