import type { LuaValue, Presented } from '@durable-lua/determinism';

/** What is in a channel: a Lua value, or in a channel that TypeScript feeds, a value with its type. */
export type Item = LuaValue | Presented;

/** A receiver or sender in line. `taken` is shared by the cases of one select: the first to go wins. */
export interface Claim {
  taken: boolean;
}
export interface Receiver extends Claim {
  deliver(item: Item | undefined, ok: boolean): void;
}
export interface Sender extends Claim {
  readonly item: Item;
  /** `sent` false: the channel was closed. */
  finish(sent: boolean): void;
}

/** FIFO of claims; those that another case of their select already won are skipped. */
export class Line<C extends Claim> {
  private items: C[] = [];
  private most = 16;

  add(claim: C): void {
    this.items.push(claim);
    if (this.items.length <= this.most) return;
    // A select in a loop leaves a lost claim at each turn, which may stand behind one that waits for ever.
    this.items = this.items.filter(({ taken }) => !taken);
    this.most = Math.max(16, 2 * this.items.length);
  }

  next(): C | undefined {
    for (let claim = this.items.shift(); claim !== undefined; claim = this.items.shift()) {
      if (claim.taken) continue;
      claim.taken = true;
      return claim;
    }
    return undefined;
  }

  get claims(): readonly C[] {
    return this.items.filter(({ taken }) => !taken);
  }

  get waiting(): boolean {
    while (this.items[0]?.taken) this.items.shift();
    return this.items.length > 0;
  }
}
