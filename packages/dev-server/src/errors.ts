/**
 * What went wrong. Kinds are stable, texts are not.
 *
 * - `UNREACHABLE`: TEMPORAL_ADDRESS is set, but no usable server answers there
 * - `NO_EXECUTABLE`: no Temporal CLI was found, downloaded or built
 * - `START_FAILED`: the server ended or did not answer in time
 * - `PORT_IN_USE`: a port that was asked for is taken
 * - `DATABASE_IN_USE`: another dev server holds the `persistTo` file
 * - `INVALID_OPTION`: an option has a value it cannot have
 */
export type DevServerErrorKind =
  'UNREACHABLE' | 'NO_EXECUTABLE' | 'START_FAILED' | 'PORT_IN_USE' | 'DATABASE_IN_USE' | 'INVALID_OPTION';

/** Every failure of this package, except an abort, which throws the signal's own reason. */
export class DevServerError extends Error {
  override readonly name = 'DevServerError';

  constructor(
    readonly kind: DevServerErrorKind,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** The text of anything thrown, on one line. */
export function reasonOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.replace(/\s*\n\s*/g, ' ').trim();
}
