/** What a run that has recorded nothing counts as, where the code has no version as old as that. */
const BEFORE_VERSIONS = -Infinity;

/** The version of a change by which a run goes that is older than the change. Pure. */
export const versionBefore = (min: number): number => (min <= 1 ? min : BEFORE_VERSIONS);

/** The versions of changes by which one run goes. Each is decided once: what its first call gave holds for the whole run. */
export class Versions {
  private readonly decided = new Map<string, number>();

  /** @param decide gives the version at the first call for a change */
  constructor(private readonly decide: (change: string, min: number, max: number) => number) {}

  /** @throws Error a defect, when the run goes by a version that this code no longer has, or does not have yet */
  of(change: string, min: number, max: number): number {
    let version = this.decided.get(change);
    if (version === undefined) this.decided.set(change, (version = this.decide(change, min, max)));
    if (version >= min && version <= max) return version;
    const what =
      version === BEFORE_VERSIONS
        ? 'the run predates versioning'
        : `recorded as version ${version}, ${version > max ? 'newer than supported' : 'no longer supported'}`;
    throw new Error(
      `workflow.version '${change}': ${what}; this code supports ${min} to ${max}. ` +
        'Deploy code that supports the version of this run: until then it waits',
    );
  }
}
