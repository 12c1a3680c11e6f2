import * as fc from "fast-check";
import type { Context } from "../../iam/context";
import { decide, type Policies, type Request } from "../../iam/evaluation";
import type { PolicyDocument } from "../../iam/policy-document";
import { type BookCase, byTheBook } from "../support/iam-by-the-book";
import { cases } from "../support/iam-cases";

function effectOf(one: BookCase, context: Context): string {
  const policies = {
    trust: one.trust as PolicyDocument,
    identity: one.identity as PolicyDocument[],
    boundary: one.boundary as PolicyDocument | undefined,
    serviceControl: one.serviceControl as PolicyDocument[][],
  } satisfies Policies;
  const kind = one.kind === "user" || one.kind === "role" ? "aws" : one.kind;
  const request: Request = {
    caller: { kind, name: one.name },
    action: one.action,
    resource: one.roleArn,
    context,
  };
  return decide(policies, request).effect;
}

const inTheBook = { allow: "allow", explicitDeny: "deny", implicitDeny: "deny", unknown: "either" };

const closed = (one: BookCase): Context => ({ get: (key) => one.keys[key] ?? [] });

test("a decision is the one that AWS's flow chart leads to", () => {
  const seen = new Map<string, number>();
  fc.assert(
    fc.property(cases, (one) => {
      const effect = effectOf(one, closed(one));
      const expected = byTheBook(one);
      seen.set(expected, (seen.get(expected) ?? 0) + 1);
      expect(inTheBook[effect as keyof typeof inTheBook]).toBe(expected);
    }),
    { numRuns: 6000 },
  );
  // Every answer occurs often enough for the comparison to mean something.
  for (const answer of ["allow", "deny", "either"]) expect(seen.get(answer)).toBeGreaterThan(15);
});

test("a decision about a request of which not all is known is that of every request that it can be", () => {
  const decided = { allow: 0, deny: 0 };
  fc.assert(
    fc.property(
      cases,
      cases,
      fc.uniqueArray(fc.nat(14), { minLength: 1, maxLength: 3 }),
      (one, other, places) => {
        const open = Object.keys(one.keys).filter(
          (key, index) => places.includes(index) && !key.startsWith("aws:principal"),
        );
        const context: Context = { get: (key) => (open.includes(key) ? undefined : (one.keys[key] ?? [])) };
        const effect = inTheBook[effectOf(one, context) as keyof typeof inTheBook];
        if (effect === "either") return;
        decided[effect as keyof typeof decided]++;
        // The same request, with values of another for what was not known.
        const some = {
          ...one,
          keys: { ...one.keys, ...Object.fromEntries(open.map((key) => [key, other.keys[key] ?? []])) },
        };
        // Session tags and a source identity that are not known are taken not to be sent.
        if (open.some((key) => key === "aws:tagkeys" || key === "sts:sourceidentity")) return;
        expect(byTheBook(some)).toBe(effect);
      },
    ),
    { numRuns: 3000 },
  );
  expect(Math.min(decided.allow, decided.deny)).toBeGreaterThan(30);
});
