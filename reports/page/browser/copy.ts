/// <reference lib="dom" />

/**
 * Copies a text; whether it did.
 *
 * Runs in the browser: its text goes into the page, so it uses nothing from outside itself.
 */
export async function copy(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    // Some browsers keep the clipboard from files that are opened from disk, but not from a selection.
    const area = document.createElement("textarea");
    area.value = text;
    area.className = "hidden";
    document.body.append(area);
    area.select();
    const copied = document.execCommand("copy");
    area.remove();
    return copied;
  }
}
