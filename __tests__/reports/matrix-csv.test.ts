import { csvCell } from "../../reports/csv-line";
import { matrixCsv } from "../../reports/matrix-csv";
import { reportOf } from "../../reports/report";
import { expectGolden } from "../support/golden";
import { accessOf, chained } from "./access-of";

test("the matrix as CSV, with the roles that are reached over others", () => {
  expectGolden("matrix.csv", [...matrixCsv(reportOf(accessOf(chained()), { chains: true }))].join(""));
});

test.each([
  ["alex", '"alex"'],
  ['a "b", c', '"a ""b"", c"'],
  ["=1+1", `"'=1+1"`],
  ["+alex", `"'+alex"`],
  ["-alex", `"'-alex"`],
  ["@SUM(A1)", `"'@SUM(A1)"`],
  ["\t=1", `"'\\u{9}=1"`],
  ["\r=1", `"'\\u{d}=1"`],
  ["a\nb", '"a\\u{a}b"'],
])("the cell %j is no formula and does not end its row: %s", (text, cell) =>
  expect(csvCell(text)).toBe(cell),
);
