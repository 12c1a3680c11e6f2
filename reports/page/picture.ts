/** The picture of the whole, as SVG: who reaches which accounts as which roles. Its colours are the style sheet's. */
import type { ColorName } from "../account-color";
import type { Report } from "../report";
import { type Html, html } from "./escape";
import { type Plan, type PlannedBox, type PlannedRow, picturePlan } from "./picture-plan";

const width = 1120;
const left = { x: 16, width: 410, height: 40, gap: 6 };
const right = { x: 660, width: 444, header: 23, lineHeight: 20, padding: 6, gap: 8 };
const frame = { padding: 12, header: 44 };
/** The room for the name of a holder, and for that of an account. */
const holderRoom = left.width - 24;
const titleRoom = right.width - 2 * right.padding - 40;
/** About how wide a character is; the text is cut by it, and whole in its tooltip. */
const characterWidth = { label: 7.3, strong: 8.2, small: 6.8 };

/** The height that a screen shows at once, in a picture as wide as the page. */
const mostHeight = 900;

/** The picture, or nothing where there is nothing to see, or too much to see at a glance. */
export function picture(report: Report): Html | undefined {
  const plan = picturePlan(report);
  if (!plan) return undefined;
  const { id, alias } = report.access.identityAccount;
  const boxes = boxOrder(plan);
  const heights = boxes.map((box) => boxHeight(plan.boxes[box] as PlannedBox));
  const inside = plan.holders.filter(({ outside }) => !outside).length;
  const frameHeight = inside === 0 ? 0 : frame.header + inside * (left.height + left.gap) + frame.padding;
  const outsideHeight = (plan.holders.length - inside) * (left.height + left.gap);
  const leftHeight = frameHeight + (outsideHeight > 0 ? outsideHeight + 20 : 0);
  const rightHeight = heights.reduce((sum, height) => sum + height + right.gap, -right.gap);
  const height = Math.max(leftHeight, rightHeight) + 16;
  if (height > mostHeight || !isReadable(plan)) return undefined;

  const leftTop = 8 + (height - 16 - leftHeight) / 2;
  const holderTop = (index: number) =>
    index < inside
      ? leftTop + frame.header + index * (left.height + left.gap)
      : leftTop + frameHeight + 20 + (index - inside) * (left.height + left.gap);
  let y = 8 + (height - 16 - rightHeight) / 2;
  const boxTop = new Map<number, number>();
  for (const [place, box] of boxes.entries()) {
    boxTop.set(box, y);
    y += (heights[place] ?? 0) + right.gap;
  }
  const parts = [
    ...edgeParts(plan, holderTop, (box) => boxTop.get(box) as number),
    ...(inside === 0
      ? []
      : [
          html`<rect class="frame" x="${left.x - frame.padding}" y="${leftTop}" width="${left.width + 2 * frame.padding}" height="${frameHeight}" rx="12"/>`,
          text(left.x, leftTop + 20, "small", "identity account", left.width),
          text(
            left.x,
            leftTop + 37,
            "label strong",
            alias === undefined ? id : `${alias} (${id})`,
            left.width,
          ),
        ]),
    ...plan.holders.flatMap(({ name, note, count }, index) => [
      html`<rect class="box" x="${left.x}" y="${holderTop(index)}" width="${left.width}" height="${left.height}" rx="8"/>`,
      text(left.x + 12, holderTop(index) + 17, "label strong", name, holderRoom),
      text(left.x + left.width - 12, holderTop(index) + 33, "small end-text", count, 100),
      text(left.x + 12, holderTop(index) + 33, "small", note, left.width - 120),
    ]),
    ...boxes.flatMap((box) => boxParts(plan.boxes[box] as PlannedBox, boxTop.get(box) as number)),
  ];
  return html`<svg viewBox="0 0 ${width} ${Math.ceil(height)}" role="img" aria-labelledby="picture-title picture-text"><title id="picture-title">Who reaches what</title><desc id="picture-text">${described(plan)}</desc>${parts}</svg>`;
}

/** Whether names that differ still do where they are cut. */
function isReadable({ holders, boxes }: Plan): boolean {
  const isDistinct = (names: readonly string[], room: number) =>
    new Set(names.map((name) => cut(name, room, characterWidth.strong))).size === new Set(names).size;
  return (
    isDistinct(
      holders.map(({ name }) => name),
      holderRoom,
    ) &&
    isDistinct(
      boxes.map(({ name }) => name),
      right.width - 24,
    ) &&
    isDistinct(
      boxes.flatMap(({ rows }) => rows.flatMap(({ titles }) => titles.map(({ text: title }) => title))),
      titleRoom,
    )
  );
}

/** Said to those who do not see the picture; the list below it has everything. */
function described({ holders, boxes }: Plan): string {
  return `${holders.length} groups, users and others on the left, ${boxes.length} roles with their target accounts on the right, and lines between them. The list of accounts below says the same in words.`;
}

/** Boxes near the middle of those who reach them, so that fewer lines cross. */
function boxOrder({ boxes, edges }: Plan): number[] {
  const middles = boxes.map((_, box) => {
    const holders = edges.filter((edge) => edge.box === box).map(({ holder }) => holder);
    return holders.reduce((sum, holder) => sum + holder, 0) / Math.max(1, holders.length);
  });
  return boxes.map((_, box) => box).sort((a, b) => (middles[a] ?? 0) - (middles[b] ?? 0) || a - b);
}

interface Title {
  /** From the row's left edge. */
  readonly x: number;
  readonly text: string;
  readonly color?: ColorName;
}

/** The titles of a row, in as many lines as they need. */
function titleLines({ titles }: PlannedRow): Title[][] {
  const lines: Title[][] = [];
  let x = right.width;
  for (const { text: title, color } of titles) {
    const shown = cut(title, titleRoom, characterWidth.label);
    const needed = (color ? 16 : 0) + shown.length * characterWidth.label + 14;
    if (x + needed - 14 > titleRoom + 28) {
      lines.push([]);
      x = 12;
    }
    lines.at(-1)?.push({ x, text: shown, color });
    x += needed;
  }
  return lines;
}

function rowHeight(row: PlannedRow): number {
  return titleLines(row).length * right.lineHeight + 6;
}

/** Where a row begins, from the top of its box; after the last one, where they end. */
function rowStart(box: PlannedBox, row: number): number {
  return box.rows.slice(0, row).reduce((sum, each) => sum + rowHeight(each) + 4, right.header + 4);
}

function boxHeight(box: PlannedBox): number {
  return rowStart(box, box.rows.length) + right.padding - 4;
}

function boxParts(box: PlannedBox, top: number): Html[] {
  const nameRoom = right.width - 24;
  const noteRoom = nameRoom - box.name.length * characterWidth.strong - 24;
  return [
    html`<rect class="box" x="${right.x}" y="${round(top)}" width="${right.width}" height="${boxHeight(box)}" rx="10"/>`,
    text(right.x + 12, top + 17, "label strong", box.name, nameRoom),
    ...(noteRoom > 60 && box.note !== ""
      ? [text(right.x + right.width - 12, top + 17, "small end-text", box.note, noteRoom)]
      : []),
    ...box.rows.flatMap((row, index) => {
      const y = top + rowStart(box, index);
      return [
        html`<rect class="row" x="${right.x + right.padding}" y="${round(y)}" width="${right.width - 2 * right.padding}" height="${rowHeight(row)}" rx="6"/>`,
        ...titleLines(row).flatMap((line, at) => {
          const base = y + 17 + at * right.lineHeight;
          return line.flatMap(({ x, text: title, color }) => [
            ...(color
              ? [
                  html`<circle class="dot color-${color}" cx="${round(right.x + right.padding + x + 5)}" cy="${round(base - 4.5)}" r="5"/>`,
                ]
              : []),
            text(
              right.x + right.padding + x + (color ? 16 : 0),
              base,
              color ? "label" : "small",
              title,
              right.width,
            ),
          ]);
        }),
      ];
    }),
  ];
}

function edgeParts(
  plan: Plan,
  holderTop: (index: number) => number,
  boxTop: (index: number) => number,
): Html[] {
  return plan.edges.map(({ holder, box, row, title, powerful }) => {
    const target = plan.boxes[box] as PlannedBox;
    const from = { x: left.x + left.width, y: holderTop(holder) + left.height / 2 };
    const to = {
      x: right.x + right.padding,
      y: boxTop(box) + rowStart(target, row) + rowHeight(target.rows[row] as PlannedRow) / 2,
    };
    const bend = (to.x - from.x) / 2;
    const kind = `${powerful ? " powerful" : ""}${plan.holders[holder]?.outside ? " outside" : ""}`;
    return html`<path class="edge${kind}" d="M${from.x} ${round(from.y)}C${from.x + bend} ${round(from.y)} ${to.x - bend} ${round(to.y)} ${to.x} ${round(to.y)}"><title>${title}</title></path><circle class="end" cx="${to.x}" cy="${round(to.y)}" r="3"/>`;
  });
}

function text(x: number, y: number, style: string, content: string, room: number): Html {
  const shown = cut(content, room, characterWidth[widthOf(style)]);
  const whole = shown === content ? "" : html`<title>${content}</title>`;
  return html`<text class="${style}" x="${round(x)}" y="${round(y)}">${shown}${whole}</text>`;
}

function widthOf(style: string): keyof typeof characterWidth {
  return style.startsWith("small") ? "small" : style.endsWith("strong") ? "strong" : "label";
}

/** The beginning and the end of a text: names mostly differ at one of them. */
function cut(content: string, room: number, character: number): string {
  const most = Math.floor(room / character);
  if (content.length <= most) return content;
  const end = Math.floor((most - 1) / 2);
  return `${content.slice(0, most - 1 - end)}…${content.slice(-end)}`;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
