import { type GivenSizeLimits, type NamesOf } from '@durable-lua/determinism/host';
import type { HttpInterceptor } from '@durable-lua/http-server';
import type { MoreWorkerOptions } from './beside-lua.js';
import { COMPOSITION_NAMES, type CompositionOptions } from './composition.js';
import type { GivenCodecs } from './conversion.js';
import type { SdkInterceptors } from './sdk-interceptors.js';

export interface RuntimeOptions extends CompositionOptions {
  /** Around each call of a function that answers an HTTP request; the first is the outermost. */
  readonly httpInterceptors?: readonly HttpInterceptor[];
  /** Interceptors of the SDK, on all clients and workers, and around all workflows. */
  readonly sdkInterceptors?: SdkInterceptors;
  /** Instead of the addresses of the project's clients and of TEMPORAL_ADDRESS. */
  readonly address?: string;
  /**
   * Names this process in the PIDs of its processes and function calls; `<hostname>-<random>` by default. Two that live at
   * the same time, or one after another, may not have the same.
   */
  readonly node?: string;
  /** SDK worker options for every worker: a last resort, for what no entry field can say. */
  readonly workerOptions?: MoreWorkerOptions;
  /**
   * Activities of TypeScript, by their names, for every worker: they see ordinary values. Lua calls one whose name is like an
   * entry's ID, `shop:charge`.
   */
  readonly activities?: object;
  /**
   * Payload codecs of the SDK for everything that goes through the server, except headers. Every other client and worker that
   * reads these workflows needs them, too. Messages and stacks of failures become payloads then.
   */
  readonly payloadCodecs?: GivenCodecs;
  /** What the servers take, where they are configured otherwise than usual. It may change while workflows are open. */
  readonly sizeLimits?: GivenSizeLimits;
}

export const RUNTIME_NAMES: NamesOf<RuntimeOptions> = {
  ...COMPOSITION_NAMES,
  httpInterceptors: true,
  sdkInterceptors: true,
  address: true,
  node: true,
  workerOptions: true,
  activities: true,
  payloadCodecs: true,
  sizeLimits: true,
};
