/** What is declared: the access file, its checks and its meaning. */
export * from "./access";
export { grantedArns } from "./check-access";
export { durationText } from "./duration";
export { type LoadedAccess, loadAccess, type PlacedProblem } from "./load";
export { accessMatrix, grantedBy, type MatrixEntry, type MatrixPrincipal } from "./matrix";
export { type Path, type Problem, pathText } from "./problem";
export { failures, type ReadAccess, readAccess } from "./read";
export * from "./schema";
