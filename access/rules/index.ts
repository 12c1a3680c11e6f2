/** All rules. Each file has the rules of one subject, and exports nothing else. */
import { byCodePoint } from "../../iam/policy-document";
import * as accounts from "./accounts";
import * as administrators from "./administrators";
import * as conditions from "./conditions";
import * as console from "./console";
import * as credentials from "./credentials";
import * as deployWith from "./deploy-with";
import * as deployedAccounts from "./deployed-accounts";
import * as deployedAdoption from "./deployed-adoption";
import * as deployedNames from "./deployed-names";
import * as deployedPolicies from "./deployed-policies";
import * as descriptions from "./descriptions";
import * as documents from "./documents";
import * as ends from "./ends";
import * as escalation from "./escalation";
import * as existingRoles from "./existing-roles";
import * as grants from "./grants";
import * as identityProviders from "./identity-providers";
import * as managedPolicies from "./managed-policies";
import * as names from "./names";
import * as ownPolicies from "./own-policies";
import * as paths from "./paths";
import * as policies from "./policies";
import * as policySize from "./policy-size";
import * as principals from "./principals";
import * as renames from "./renames";
import * as roleNames from "./role-names";
import type { Rule } from "./rule";
import * as sessions from "./sessions";
import * as stackSets from "./stack-sets";
import * as stacks from "./stacks";
import * as strangers from "./strangers";
import * as tags from "./tags";
import * as terraformText from "./terraform-text";
import * as trust from "./trust";
import * as trustedEntities from "./trusted-entities";
import * as users from "./users";

const files: readonly Readonly<Record<string, Rule>>[] = [
  accounts,
  administrators,
  conditions,
  console,
  credentials,
  deployWith,
  descriptions,
  documents,
  ends,
  escalation,
  existingRoles,
  grants,
  identityProviders,
  managedPolicies,
  names,
  ownPolicies,
  paths,
  policies,
  policySize,
  principals,
  renames,
  roleNames,
  sessions,
  stackSets,
  stacks,
  strangers,
  tags,
  terraformText,
  trust,
  trustedEntities,
  users,
];

/** The rules about a declaration alone. */
export const rules = rulesIn(files);

/** The rules that compare a declaration with what is deployed. */
export const changeRules = rulesIn([deployedAccounts, deployedAdoption, deployedNames, deployedPolicies]);

function rulesIn(some: typeof files): readonly Rule[] {
  return some.flatMap((file) => Object.values(file)).sort((a, b) => byCodePoint(a.id, b.id));
}
