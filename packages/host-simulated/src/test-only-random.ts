/**
 * Bytes that are the same for the same seed on every machine. For tests only: whoever knows the seed knows them all, so
 * nothing that must stay secret may come from here.
 */
export class TestOnlyRandom {
  private readonly state: Uint32Array;

  constructor(seed: string) {
    this.state = Uint32Array.from([1, 2, 3, 4], (salt) => fold(`${salt}:${seed}`));
    for (let i = 0; i < 12; i++) this.word();
  }

  bytes(count: number): Uint8Array {
    return Uint8Array.from({ length: count }, () => this.word() >>> 24);
  }

  /** One step of sfc32: 32 bits, passes the usual statistical tests. */
  private word(): number {
    const [a = 0, b = 0, c = 0, counter = 0] = this.state;
    const sum = (a + b + counter) >>> 0;
    this.state[0] = b ^ (b >>> 9);
    this.state[1] = c + (c << 3);
    this.state[2] = ((c << 21) | (c >>> 11)) + sum;
    this.state[3] = counter + 1;
    return sum;
  }
}

/** FNV-1a: spreads a text over 32 bits. */
function fold(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash >>> 0;
}
