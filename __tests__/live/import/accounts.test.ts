/** Accounts: what changed in the organization, and an access file in several files. */
import type { AccessFile } from "../../../access";
import { accountChanges } from "../../../live/import/account-changes";
import { splitByTag } from "../../../live/import/split-by-tag";
import { accessOf } from "../../support/stack";

const file: AccessFile = {
  deployWith: { role: "Deployer" },
  identityAccount: { id: "111111111111" },
  organization: { id: "o-a1b2c3d4e5", accounts: ["555555555555"] },
  targetAccounts: {
    shop: { id: "222222222222", tags: { team: "Shop" } },
    "shop-prod": { id: "333333333333", tags: { team: "Shop" } },
    data: { id: "444444444444" },
    gone: { id: "666666666666", retired: true },
  },
  roles: {
    Clerk: { targetAccounts: ["shop", "shop-prod"] },
    Reader: { targetAccounts: "*" },
    Both: { targetAccounts: ["shop", "data"] },
  },
};

describe("accounts of the organization", () => {
  const account = (id: string, name: string, isActive = true) => ({ id, name, isActive, tags: {} });
  const same = [
    account("222222222222", "shop"),
    account("333333333333", "shop-prod"),
    account("444444444444", "data"),
  ];
  const changes = (...accounts: readonly ReturnType<typeof account>[]) =>
    accountChanges(accessOf(file), accounts).map(({ kind, text }) => `${kind}: ${text}`);

  test("that are as the file says are no change; nor is the identity account, nor one that the file lists as another", () => {
    expect(changes(...same, account("111111111111", "identity"), account("555555555555", "log"))).toEqual([]);
  });

  test("that are new, renamed, suspended or gone are changes, with what to write", () => {
    const [shop, , data] = same as [(typeof same)[number], unknown, (typeof same)[number]];
    expect(
      changes(
        shop,
        account("333333333333", "Shop production"),
        { ...data, isActive: false },
        account("777777777777", "new one"),
      ),
    ).toEqual([
      "renamed: rename shop-prod to Shop-production, and add renamedFrom: shop-prod to it",
      "closed: is suspended or being closed: add retired: true to data while Terraform can still reach it, otherwise remove it",
      'new: add to targetAccounts: new-one: { id: "777777777777" }',
    ]);
    expect(changes(shop, data)).toEqual([
      "closed: is not in the organization: add retired: true to shop-prod while Terraform can still reach it, otherwise remove it",
    ]);
  });
});

test("accounts with the same tag go to one file, with the roles that only they have", () => {
  const { targetAccounts, roles, ...rest } = file;
  expect(Object.fromEntries(splitByTag(file, "team", "accounts"))).toEqual({
    "": {
      include: ["accounts/shop.yaml"],
      ...rest,
      targetAccounts: { data: targetAccounts.data, gone: targetAccounts.gone },
      roles: { Reader: roles.Reader, Both: roles.Both },
    },
    "accounts/shop.yaml": {
      targetAccounts: { shop: targetAccounts.shop, "shop-prod": targetAccounts["shop-prod"] },
      roles: { Clerk: roles.Clerk },
    },
  });
});
