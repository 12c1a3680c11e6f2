/** How many characters a text takes once it is compressed as the browser extension does it, by `compressToUTF16` of lz-string. */
export class CompressedSize {
  /** The phrases known so far: a known phrase and a next character -> that longer phrase. */
  private readonly phrases = new Map<number, number>();
  /** Characters that are known, but have not been written out yet: each takes 8 bits more the first time. */
  private readonly unwritten = new Set<number>();
  private known = 3;
  private width = 2;
  private untilWider = 2;
  private bits = 0;
  private phrase = noPhrase;

  /** Adds ASCII text; returns the size of all so far. */
  add(text: string): number {
    for (let index = 0; index < text.length; index++) {
      const character = text.charCodeAt(index);
      let single = this.phrases.get(key(noPhrase, character));
      if (single === undefined) {
        single = this.known++;
        this.phrases.set(key(noPhrase, character), single);
        this.unwritten.add(single);
      }
      if (this.phrase === noPhrase) {
        this.phrase = single;
        continue;
      }
      const longer = this.phrases.get(key(this.phrase, character));
      if (longer !== undefined) {
        this.phrase = longer;
        continue;
      }
      this.write(this.phrase);
      this.phrases.set(key(this.phrase, character), this.known++);
      this.phrase = single;
    }
    return this.size();
  }

  /** With the last phrase, the mark of the end and the padding to whole characters of 15 bits. */
  private size(): number {
    const last = this.phrase === noPhrase ? 0 : this.width + (this.unwritten.has(this.phrase) ? 8 : 0);
    return Math.floor((this.bits + last + this.width + 1) / 15) + 2;
  }

  private write(phrase: number): void {
    this.bits += this.width;
    if (this.unwritten.delete(phrase)) {
      this.bits += 8;
      this.widen();
    }
    this.widen();
  }

  private widen(): void {
    if (--this.untilWider > 0) return;
    this.untilWider = 2 ** this.width;
    this.width++;
  }
}

const noPhrase = 0;

function key(phrase: number, character: number): number {
  return phrase * 0x10000 + character;
}
