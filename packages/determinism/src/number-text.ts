/** A number as Lua writes it where JavaScript has other words: `inf`, `-inf`, `nan`. Pure. */
export function numberText(value: number | bigint): string {
  if (typeof value === 'bigint' || Number.isFinite(value)) return String(value);
  return Number.isNaN(value) ? 'nan' : value > 0 ? 'inf' : '-inf';
}
