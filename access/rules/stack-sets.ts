/** Rules about roles that CloudFormation StackSets roll out. */
import { each } from "../each";
import { entriesOf } from "../readable";
import { errorRule, ofAccess } from "./rule";
import { knowsGrants } from "./written";

export const stackSetWithoutOrganization = errorRule(
  "stack-set-without-organization",
  function* ({ declaration, isReadable }) {
    const { organization } = declaration;
    if (!each(declaration, "roles.*.rollout").some(({ value }) => value === "stackSet")) return;
    if (!organization && isReadable(["organization"]))
      yield {
        path: [],
        message: "rollout: stackSet needs organization: its id, accountId and organizationalUnits",
      };
    if (organization && !organization.accountId && isReadable(["organization", "accountId"]))
      yield {
        path: ["organization"],
        aboutKey: true,
        message: "rollout: stackSet needs accountId: the management or delegated administrator account",
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

/** A stack set creates its roles itself, from one template for all its accounts. */
export const notForStackSets = errorRule("not-for-stack-sets", function* ({ declaration, isReadable }) {
  for (const [name, { rollout, stackSet, overrides, adopt }] of entriesOf(declaration.roles)) {
    const path = ["roles", name];
    if (rollout !== "stackSet" && stackSet && isReadable([...path, "rollout"]))
      yield {
        path: [...path, "stackSet"],
        message: "goes with rollout: stackSet; remove it, or set the rollout",
      };
    if (rollout === "stackSet" && overrides)
      yield {
        path: [...path, "overrides"],
        message:
          "a stack set is the same in all its accounts; leave the account out here and give it another role with rollout: provider",
      };
    if (rollout === "stackSet" && adopt)
      yield {
        path: [...path, "adopt"],
        message:
          "a stack set cannot adopt a role that exists; delete the role first, or keep it with rollout: provider",
      };
  }
});

export const stackSetTrustDiffers = errorRule(
  "stack-set-trust-differs",
  ofAccess(function* ({ roles }, declared) {
    const message =
      "a stack set is the same in all its accounts, and this role is not granted to the same users and principals in each; grant it in all its accounts, remove trustGrantedOnly, or use rollout: provider";
    for (const { name, stackSet, places } of knowsGrants(declared) ? roles : [])
      if (stackSet && new Set(places.map(({ trustedArns }) => trustedArns?.join(" "))).size > 1)
        yield { path: ["roles", name, "trustGrantedOnly"], message };
  }),
);
