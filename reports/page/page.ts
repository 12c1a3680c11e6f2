/** The page: everything that people want to see of an access, in one file that asks for no other. */
import { countsText, type Provenance, provenanceLines, titleOf } from "../provenance";
import type { Report } from "../report";
import assets from "./assets.json";
import { Html, html, scriptJson } from "./escape";
import { pageData } from "./page-data";
import { picture } from "./picture";
import { levelOrder, summary } from "./summary";

export interface PageOptions {
  /** The SHA-256 of a text in UTF-8, in base64. */
  readonly sha256: (text: string) => string;
  /** What the page was made from. `undefined`: it does not say. */
  readonly provenance?: Provenance;
}

/** The page as HTML. The hashes go into its security policy: no script and no style but its own can run in it. */
export function page(report: Report, { sha256, provenance }: PageOptions): string {
  const { access, places } = report;
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
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${new Html(policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${titleOf(access)}</title>
<link rel="icon" href="data:,">
<style>${new Html(assets.style)}</style>
</head>
<body>
<a class="skip" href="#content">Skip to the roles</a>
<header class="page top">
<div><h1>${titleOf(access)}</h1>
<p>${countsText(access)}</p></div>
<span class="spring"></span>
<nav aria-label="Views"><a id="to-mine" href="#view=mine">My roles</a><a id="to-everything" href="#view=all">Everything</a></nav>
<a class="button" href="${data.identityAccount.signInUrl}" target="_blank" rel="noopener noreferrer">Sign in</a>
<button type="button" id="theme">Dark</button>
</header>
<main class="page" id="content">
<section id="mine" aria-label="My roles" hidden>
<form id="who-am-i" autocomplete="off"><label for="me">User</label><input id="me" type="search" list="users" placeholder="your user name"><datalist id="users"></datalist>
<button type="button" id="forget" hidden>Forget me</button></form>
<div id="my"></div>
</section>
<section id="everything" aria-label="Everything">
${places.length === 0 ? html`<p>There is no role in any account.</p>` : summary(report)}
${image === undefined ? "" : html`<details class="picture" id="picture"><summary>Picture</summary><p class="note">Thick lines lead to roles that are administrator, or may become it. Dashed lines come from external callers.</p><div tabindex="0" role="group" aria-label="Picture">${image}</div></details>`}
<form class="filters" id="filters" role="search" autocomplete="off" aria-label="Filters">
<div class="fields">
<div class="wide"><label for="filter-text">Search</label><input id="filter-text" type="search" placeholder="account, tag, role, policy, person, …"></div>
${[
  ["who", "User", "people"],
  ["account", "Account", "accounts"],
  ["role", "Role", "roles"],
  ["tag", "Tag", "tags"],
].map(
  ([name = "", label = "", list = ""]) =>
    html`<div><label for="filter-${name}">${label}</label><input id="filter-${name}" type="search" list="${list}"><datalist id="${list}"></datalist></div>\n`,
)}
<div><label for="filter-level">Level</label><select id="filter-level"><option value="">any</option>${levelOrder.map((level) => html`<option>${level}</option>`)}</select></div>
<div><label for="filter-by">List by</label><select id="filter-by"><option>account</option><option>role</option></select></div>
</div>
<div class="only">
${[
  ["administrator", "Administrator, or may become it"],
  ["without-mfa", "No MFA"],
  ["external", "External"],
  ["ends-soon", "Ends within 30 days"],
].map(
  ([name = "", label = ""]) => html`<label><input type="checkbox" id="filter-${name}"> ${label}</label>\n`,
)}
<button type="button" id="clear" hidden>Clear</button>
<span class="spring"></span>
<span id="status" role="status"></span>
<button type="button" id="csv">Download CSV</button>
</div>
</form>
<div class="cards" id="cards"></div>
</section>
<noscript><p>This page needs JavaScript. The file access.md beside it says the same.</p></noscript>
</main>
<footer class="page"><p>Made from the access file, like what is deployed. The colour of an account is that of its stage.</p>
${(provenance ? provenanceLines(provenance) : []).map((line) => html`<p>${line}</p>\n`)}</footer>
<div id="copied" role="status"></div>
<script type="application/json" id="data">${scriptJson(data)}</script>
<script>${new Html(assets.script)}</script>
</body>
</html>
`.markup;
}
