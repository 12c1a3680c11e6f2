import { setFlagsFromString } from "node:v8";

/**
 * Has V8 free memory before it has grown by more than a fifth of what is in use. Where the machine has more, V8 lets it grow to
 * several times that, and most of what AWS answers is used only once. Measured with 1000 accounts: half the memory, for a tenth
 * more processor time.
 */
export function keepMemorySmall(): void {
  setFlagsFromString("--heap-growing-percent=20");
}
