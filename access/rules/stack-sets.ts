/** Rules about roles that CloudFormation StackSets roll out. */
import { canonicalJson } from "../../iam/policy-document";
import type { RolePlace } from "../access";
import { each } from "../each";
import { entriesOf, isList, itemsOf } from "../readable";
import { errorRule, ofAccess, warningRule } from "./rule";
import { knowsGrants } from "./written";

export const stackSetWithoutOrganization = errorRule(
  "stack-set-without-organization",
  function* ({ declaration, isReadable }) {
    const { organization } = declaration;
    if (!each(declaration, "roles.*.rollout").some(({ value }) => value === "stackSet")) return;
    if (!organization && isReadable(["organization"]))
      yield {
        path: [],
        message: "rollout: stackSet needs organization; write its id, accountId and organizationalUnits",
      };
    if (organization && !organization.accountId && isReadable(["organization", "accountId"]))
      yield {
        path: ["organization"],
        aboutKey: true,
        message:
          "rollout: stackSet needs accountId; write the id of the management account or of the delegated administrator account",
      };
  },
);

export const stackSetWithoutUnits = errorRule("stack-set-without-units", function* (declared) {
  const { isReadable, declaration } = declared;
  const { organization, roles } = declaration;
  if (!organization || !isReadable(["organization", "organizationalUnits"])) return;
  const message =
    "has no organizationalUnits to deploy to: write them at organization, or at the role's stackSet";
  for (const [name, { rollout, stackSet }] of entriesOf(roles)) {
    const units = stackSet?.organizationalUnits ?? organization.organizationalUnits;
    if (rollout === "stackSet" && units === undefined && isReadable(["roles", name, "stackSet"]))
      yield { path: ["roles", name, "rollout"], message };
  }
});

/** Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/stacksets-orgs-associate-stackset-with-org.html */
export const stackSetInManagementAccount = errorRule(
  "stack-set-in-management-account",
  ofAccess(function* ({ roles }, { declaration }) {
    for (const { name, stackSet } of roles) {
      const selector = declaration.roles?.[name]?.targetAccounts;
      const index = selector && isList(selector) ? selector.indexOf(stackSet?.leftOut) : -1;
      const message = `is the account that creates the stack sets, the management account (callAs: self), and CloudFormation deploys no stack set there; remove it and declare a role of its own for it with rollout: provider, or set callAs: delegatedAdmin if it is not the management account`;
      if (stackSet?.leftOut !== undefined && index >= 0)
        yield { path: ["roles", name, "targetAccounts", index], message };
    }
  }),
);

export const managementAccountLeftOut = warningRule(
  "management-account-left-out",
  ofAccess(function* ({ roles }, { declaration }) {
    for (const { name, stackSet } of roles) {
      const selector = declaration.roles?.[name]?.targetAccounts;
      if (stackSet?.leftOut === undefined || isList(selector)) continue;
      const message = `leaves out "${stackSet.leftOut}": it is the management account, and CloudFormation deploys no stack set there; if "${name}" is needed there, declare a role of its own for it with rollout: provider`;
      yield { path: ["roles", name, "targetAccounts"], message, data: { account: stackSet.leftOut } };
    }
  }),
);

/** Terraform deletes the stacks of the units that it forgets, and with them those of a unit that is in both. */
export const overlappingUnits = errorRule("overlapping-units", function* ({ declaration }) {
  const lists = each(declaration, "organization.organizationalUnits", "roles.*.stackSet.organizationalUnits");
  for (const { path, value } of lists) {
    const units = itemsOf(value);
    const root = units.find(([, unit]) => unit.startsWith("r-"))?.[1];
    for (const [index, unit] of units) {
      const isTwice = units.some(([earlier, other]) => earlier < index && other === unit);
      const message = isTwice
        ? `names ${unit} a second time; remove one of the two`
        : `is inside ${root}, the root, which is listed too; list the root or its organizational units`;
      if (isTwice || (root !== undefined && unit !== root)) yield { path: [...path, index], message };
    }
  }
});

/** A stack set creates its roles itself, from one template for all its accounts. */
export const notForStackSets = errorRule("not-for-stack-sets", function* ({ declaration, isReadable }) {
  for (const [name, { rollout, stackSet, roleName, overrides, adopt, exclusive, canAssume }] of entriesOf(
    declaration.roles,
  )) {
    const path = ["roles", name];
    if (rollout !== "stackSet" && stackSet && isReadable([...path, "rollout"]))
      yield {
        path: [...path, "stackSet"],
        message: "has an effect only with rollout: stackSet; remove it, or set rollout: stackSet",
      };
    if (rollout === "stackSet" && roleName?.includes("{account}"))
      yield {
        path: [...path, "roleName"],
        message:
          "CloudFormation does not know the names of the accounts in this file; write {accountId}, or use rollout: provider",
      };
    if (rollout === "stackSet" && overrides)
      yield {
        path: [...path, "overrides"],
        message:
          "a stack set is the same in all its accounts; leave the account out here and give it another role with rollout: provider",
      };
    if (rollout === "stackSet" && canAssume)
      yield {
        path: [...path, "canAssume"],
        message:
          "Terraform attaches the grants to the role, and CloudFormation makes this one; use rollout: provider, or remove canAssume",
      };
    if (rollout === "stackSet" && adopt)
      yield {
        path: [...path, "adopt"],
        message:
          "a stack set cannot adopt a role that exists; delete the role first, or keep it with rollout: provider",
      };
    if (rollout === "stackSet" && exclusive)
      yield {
        path: [...path, "exclusive"],
        message:
          "CloudFormation does not remove policies that others attach to a role of a stack set; remove this key, or use rollout: provider",
      };
  }
});

export const stackSetTrustDiffers = errorRule(
  "stack-set-trust-differs",
  ofAccess(function* ({ roles }, declared) {
    const message =
      "a stack set is the same in all its accounts, and this role is not granted to the same users, principals and roles in each; grant it in all its accounts, remove trustGrantedOnly, or use rollout: provider";
    const trusted = ({ trustedArns, trustedEnds, trustedRoles }: RolePlace) =>
      canonicalJson([trustedArns?.map((arn) => `${arn} ${trustedEnds?.get(arn)}`) ?? null, trustedRoles]);
    for (const { name, stackSet, places } of knowsGrants(declared) ? roles : [])
      if (stackSet && new Set(places.map(trusted)).size > 1) {
        const isLimited = places.some(({ trustedArns }) => trustedArns);
        yield {
          path: ["roles", name, ...(isLimited ? ["trustGrantedOnly"] : [])],
          aboutKey: !isLimited,
          message,
        };
      }
  }),
);
