/** Configuration of the process in which the code runs, as far as it may be seen. */
export interface Environment {
  /**
   * The value of a variable; undefined when it is not set.
   * @throws LuaError `PERMISSION_DENIED` for one that may not be seen, set or not
   */
  get(name: string): string | undefined;
  /** Those that are set and may be seen, ordered by name. */
  all(): readonly (readonly [name: string, value: string])[];
}
