import { rules } from "../../access/rules";

const ignore = rules.filter(({ severity }) => severity === "warning").map(({ id }) => id);

/** A declaration that is read without looking for warnings, which takes most of the time. */
export function withoutWarnings(declaration: unknown): unknown {
  return { ...(declaration as object), ignore };
}
