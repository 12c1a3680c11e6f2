import { readCredentialReport } from "../../live/credential-report";

const head =
  "user,arn,user_creation_time,password_enabled,password_last_used,password_last_changed,password_next_rotation,mfa_active,access_key_1_active,access_key_1_last_rotated,access_key_1_last_used_date,access_key_2_active,access_key_2_last_rotated,access_key_2_last_used_date";

test("passwords, MFA devices, active access keys and the last use are read; the root user is left out", () => {
  const report = [
    head,
    "<root_account>,arn:aws:iam::111111111111:root,2020-01-01T00:00:00+00:00,not_supported,2026-01-01T00:00:00+00:00,not_supported,not_supported,true,false,N/A,N/A,false,N/A,N/A",
    "alex,arn:aws:iam::111111111111:user/alex,2025-01-01T00:00:00+00:00,true,2026-03-01T00:00:00+00:00,N/A,N/A,false,true,2025-02-01T00:00:00+00:00,2026-05-01T00:00:00+00:00,false,2025-02-02T00:00:00+00:00,N/A",
  ].join("\n");
  expect(readCredentialReport(report)).toEqual([
    {
      user: "alex",
      created: new Date("2025-01-01"),
      hasPassword: true,
      hasMfa: false,
      lastUsed: new Date("2026-05-01"),
      accessKeys: [{ rotated: new Date("2025-02-01") }],
    },
  ]);
});

test("a user whose name has commas is read, and one that never did anything has no last use", () => {
  const line =
    "a,b,arn:aws:iam::111111111111:user/a,b,2025-01-01T00:00:00+00:00,false,N/A,N/A,N/A,true,false,N/A,N/A,false,N/A,N/A";
  expect(readCredentialReport(`${head}\n${line}\n`)).toEqual([
    {
      user: "a,b",
      created: new Date("2025-01-01"),
      hasPassword: false,
      hasMfa: true,
      lastUsed: undefined,
      accessKeys: [],
    },
  ]);
});
