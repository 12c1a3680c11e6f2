/** All rules. Each file has the rules of one subject, and exports nothing else. */
import { byCodePoint } from "../../iam/policy-document";
import * as accounts from "./accounts";
import * as administrators from "./administrators";
import * as conditions from "./conditions";
import * as console from "./console";
import * as credentials from "./credentials";
import * as deployWith from "./deploy-with";
import * as descriptions from "./descriptions";
import * as documents from "./documents";
import * as escalation from "./escalation";
import * as grants from "./grants";
import * as managedPolicies from "./managed-policies";
import * as names from "./names";
import * as paths from "./paths";
import * as policySize from "./policy-size";
import * as principals from "./principals";
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
  escalation,
  grants,
  managedPolicies,
  names,
  paths,
  policySize,
  principals,
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

export const rules: readonly Rule[] = files
  .flatMap((file) => Object.values(file))
  .sort((a, b) => byCodePoint(a.id, b.id));
