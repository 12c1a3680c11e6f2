import { readFileSync } from "node:fs";
import { join } from "node:path";
import { TerraformResource, TerraformStack, TerraformVariable, Token } from "cdktf";
import { type Access, loadAccess, stacksOf } from "../../access";
import { AccessStack } from "../../constructs";
import { testApp } from "../support/stack";

function accessOf(file: string): Access {
  const { access } = loadAccess(readFileSync(join(__dirname, "../..", file), "utf8"), file);
  return access as Access;
}

/** As the framework makes it, and as the stack does. */
function bothOf(stack: TerraformStack): [framework: unknown, ours: unknown] {
  const json = (made: object) => JSON.parse(JSON.stringify(made));
  return [json(TerraformStack.prototype.toTerraform.call(stack)), json(stack.toTerraform())];
}

test.each(["access.yaml", "examples/company/access.yaml", "__tests__/e2e/files/everything.yaml"])(
  "the JSON of a stack is the framework's, of %s",
  (file) => {
    const access = accessOf(file);
    for (const stack of stacksOf(access)) {
      const [framework, ours] = bothOf(new AccessStack(testApp(), stack.name, { access, stack }));
      expect(ours).toEqual(framework);
    }
  },
);

test("the JSON of a stack with tokens, overrides and elements of the caller is the framework's", () => {
  const stack = new AccessStack(testApp(), "access", { access: accessOf("access.yaml") });
  const variable = new TerraformVariable(stack, "note", { type: "string" });
  const role = stack.declared.roles["account-b"]?.["CrossAccount-B"];
  role?.resource.addOverride("description", variable.stringValue);
  role?.resource.addOverride("tags", { a: undefined, [variable.stringValue]: Token.asNumber(1) });
  stack.addOverride("terraform.required_version", ">= 1.5");
  stack.addOverride("locals.list", Token.asList(variable.value));
  stack.addOverride("locals.number", Token.asNumber({ resolve: () => 4711 }));
  stack.addOverride("locals.text", `number ${Token.asNumber({ resolve: () => 4711 })}`);
  for (const construct of stack.node.findAll())
    if (TerraformResource.isTerraformResource(construct))
      construct.addOverride("lifecycle", { prevent_destroy: true });
  const [framework, ours] = bothOf(stack);
  expect(ours).toEqual(framework);
  expect(ours).toMatchObject({
    locals: { list: "${var.note}", number: 4711, text: "number 4711" },
    terraform: { required_version: ">= 1.5" },
  });
});
