/** The page: everything that people want to see of an access, in one file that asks for no other. */
import type { Report } from "../report";
import assets from "./assets.json";
import { Html, html, scriptJson } from "./escape";
import { pageData } from "./page-data";
import { picture } from "./picture";

/** The SHA-256 of a text in UTF-8, in base64. */
export type Sha256 = (text: string) => string;

/** A picture that is higher is closed at first, so that the accounts are in sight. */
const openHeight = 640;

/** The page as HTML. The hashes go into its security policy: no script and no style but its own can run in it. */
export function page(report: Report, sha256: Sha256): string {
  const { access, places } = report;
  const { id, alias } = access.identityAccount;
  const data = pageData(report);
  const policy = [
    "default-src 'none'",
    `script-src 'sha256-${sha256(assets.script)}'`,
    `style-src 'sha256-${sha256(assets.style)}'`,
    "img-src data:",
    "base-uri 'none'",
    "form-action 'none'",
  ].join("; ");
  const image = picture(report);
  const identity = alias === undefined ? id : `${alias} (${id})`;
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${new Html(policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>Access of ${identity}</title>
<link rel="icon" href="data:,">
<style>${new Html(assets.style)}</style>
</head>
<body>
<a class="skip" href="#cards">Skip to the accounts</a>
<header class="page top">
<div><h1>Who can reach what</h1>
<p>Identity account ${identity} · ${counts(report)}</p></div>
<span class="spring"></span>
<a class="button" href="${data.identityAccount.signInUrl}" target="_blank" rel="noopener noreferrer">Sign in</a>
<button type="button" id="theme">Dark</button>
</header>
<main class="page">
${image === undefined ? "" : html`<details class="picture" id="picture"${image.height > openHeight ? "" : " open"}><summary>The whole as a picture</summary><div tabindex="0" role="group" aria-label="Picture">${image.svg}</div></details>`}
<section class="filters" aria-label="Filters">
<form id="filters" role="search" autocomplete="off">
<div class="wide"><label for="filter-text">Search</label><input id="filter-text" type="search" placeholder="account, tag, role, policy, person, …"></div>
${["user", "account", "role"].map((name) => html`<div><label for="filter-${name}">${name.charAt(0).toUpperCase()}${name.slice(1)}</label><input id="filter-${name}" type="search" list="${name}s"><datalist id="${name}s"></datalist></div>\n`)}
<button type="button" id="clear" hidden>Clear</button>
</form>
<p id="status" role="status"></p>
</section>
<div class="cards" id="cards"></div>
<button type="button" class="more" id="more" hidden></button>
<noscript><p>This page needs JavaScript. The file access.md beside it says the same.</p></noscript>
${places.length === 0 ? html`<p>There is no role in any account.</p>` : ""}
</main>
<footer class="page">Made from the access file, like what is deployed. A switch takes you from the identity account into a target account: sign in first.</footer>
<div id="copied" role="status"></div>
<script type="application/json" id="data">${scriptJson(data)}</script>
<script>${new Html(assets.script)}</script>
</body>
</html>
`.markup;
}

function counts({ access }: Report): string {
  const counted = (count: number, thing: string) => `${count} ${thing}${count === 1 ? "" : "s"}`;
  return [
    counted(access.users.length, "user"),
    counted(access.groups.length, "group"),
    counted(access.roles.length, "role"),
    counted(access.targetAccounts.length, "target account"),
  ].join(" · ");
}
