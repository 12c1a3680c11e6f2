/** What the emulator cannot tell apart is not shown as tried. */
import { type EmulatorGaps, isForgotten, mistakes } from "../../sandbox/emulator-gaps";

const none: EmulatorGaps = {
  readsResourceAsPattern: false,
  ignoresEndOfResource: false,
  refusesOwnAccount: false,
  forgetsUserBoundary: false,
  lacksServiceSpecificCredentials: false,
};
const pattern = { ...none, readsResourceAsPattern: true };
const patternWithoutEnd = { ...pattern, ignoresEndOfResource: true };
const role = (name: string) => `arn:aws:iam::222222222222:role/${name}`;

test("an emulator without gaps can tell every role from every other", () => {
  for (const name of ["Admin", "AdminPlus", "a+b", "a.b"])
    expect(mistakes(role(name), [role("Admin"), role("a+b"), role("a.b")], none)).toBeUndefined();
});

test("a role whose name begins with a granted one's is not tried where the end is ignored", () => {
  expect(mistakes(role("AdminPlus"), [role("Admin")], patternWithoutEnd)).toBe(
    "the emulator cannot tell it from Admin",
  );
  expect(mistakes(role("AdminPlus"), [role("Admin")], pattern)).toBeUndefined();
});

test("the granted role itself is tried, and so is one whose name is a granted one's beginning", () => {
  expect(mistakes(role("Admin"), [role("Admin")], patternWithoutEnd)).toBeUndefined();
  expect(mistakes(role("Adm"), [role("Admin")], patternWithoutEnd)).toBeUndefined();
});

test("a role with a plus in its name is not tried where names are read as patterns", () => {
  expect(mistakes(role("a+b"), [role("a+b")], pattern)).toBe("the emulator cannot read the name");
  // That refusal would be right, if for the wrong reason: nothing here is granted.
  expect(mistakes(role("a+b"), [role("other")], pattern)).toBeUndefined();
});

test("a role is not tried beside one whose name is a pattern for it", () => {
  expect(mistakes(role("a-b"), [role("a.b")], pattern)).toBe("the emulator cannot tell it from a.b");
});

test("the account counts: the same name in another account is another role", () => {
  expect(mistakes(role("Admin").replaceAll("2", "3"), [role("Admin")], patternWithoutEnd)).toBeUndefined();
});

test("a path that is no pattern at all is not tried", () => {
  expect(mistakes(role("Admin"), [role("(teams/Admin")], pattern)).toBe(
    "the emulator cannot read the name of (teams/Admin",
  );
});

test("only what the emulator forgets is taken out of a plan", () => {
  const gaps = { ...none, forgetsUserBoundary: true };
  const change = {
    address: "aws_iam_user.alex",
    type: "aws_iam_user",
    actions: ["update"],
    attributes: ["permissions_boundary"],
  };
  expect(isForgotten(change, gaps)).toBe(true);
  expect(isForgotten(change, none)).toBe(false);
  expect(isForgotten({ ...change, attributes: ["path", "permissions_boundary"] }, gaps)).toBe(false);
  expect(isForgotten({ ...change, actions: ["delete", "create"] }, gaps)).toBe(false);
  expect(isForgotten({ ...change, type: "aws_iam_role" }, gaps)).toBe(false);
});
