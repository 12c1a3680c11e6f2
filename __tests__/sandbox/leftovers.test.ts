import { leftovers } from "../../sandbox/inventory";

test("nothing is left when all is as it was before", () => {
  expect(leftovers(["role Deploy", "user alex"], ["role Deploy", "user alex"])).toEqual([]);
});

test("what Terraform left behind, and what it took along, is told", () => {
  expect(leftovers(["user blake", "user blake: member of staff"], ["user blake", "role Reader"])).toEqual([
    "left: role Reader",
    "gone: user blake: member of staff",
  ]);
});
