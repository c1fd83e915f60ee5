import { lookup, type LookupAddress } from 'node:dns';
import type { LookupFunction } from 'node:net';
import ipaddr from 'ipaddr.js';
import { invalid, LuaError, type ClientRequest } from '@durable-lua/determinism';

/** What requests may do beyond reaching public addresses. */
export interface HttpClientOptions {
  /** Host names, addresses and networks (`10.0.0.0/8`) that may be reached though they are private. */
  readonly allowPrivate?: readonly string[];
  /** Paths of sockets that may be used. */
  readonly unixSockets?: readonly string[];
  /** Whether a request may ask that certificates are not verified. */
  readonly insecureTls?: boolean;
}

type Address = ipaddr.IPv4 | ipaddr.IPv6;

/** Everything that is assigned to the public internet. What IPv6 embeds of IPv4 lies outside. */
const GLOBAL_IPV6 = ipaddr.IPv6.parseCIDR('2000::/3');

/** Decides who may be reached. */
export class Policy {
  private readonly names = new Set<string>();
  private readonly networks: [Address, number][] = [];

  /** @throws LuaError `INVALID` for a network that is none */
  constructor(
    private readonly options: HttpClientOptions,
    private readonly resolve: typeof lookup = lookup,
  ) {
    for (const allowed of options.allowPrivate ?? []) this.allow(allowed);
  }

  private allow(allowed: string): void {
    if (allowed.includes('/')) {
      if (!ipaddr.isValidCIDR(allowed)) throw invalid(`allow_private: '${allowed}' is no network such as 10.0.0.0/8`);
      this.networks.push(ipaddr.parseCIDR(allowed));
    } else if (ipaddr.isValid(allowed)) {
      const address = ipaddr.process(allowed);
      this.networks.push([address, address.kind() === 'ipv4' ? 32 : 128]);
    } else this.names.add(allowed.toLowerCase());
  }

  /**
   * What can be told before a name is resolved.
   * @throws LuaError `PERMISSION_DENIED`
   */
  checkTarget(url: URL, { unixSocket, tls }: Pick<ClientRequest, 'unixSocket' | 'tls'>): void {
    if (tls?.insecureSkipVerify === true && this.options.insecureTls !== true) {
      throw denied(
        'certificates must be verified; an entry of kind http.client with insecure_tls: true allows otherwise',
      );
    }
    if (unixSocket !== undefined) {
      if (this.options.unixSockets?.includes(unixSocket) === true) return;
      throw denied(
        `the socket '${unixSocket}' may not be used; name it in unix_sockets of an entry of kind http.client`,
      );
    }
    const host = hostOf(url);
    if (ipaddr.isValid(host)) this.checkAddress(host, host);
  }

  /** The same, and where a name leads, if it leads anywhere. */
  async check(url: URL, request: Pick<ClientRequest, 'unixSocket' | 'tls'>): Promise<void> {
    this.checkTarget(url, request);
    if (request.unixSocket !== undefined || ipaddr.isValid(hostOf(url))) return;
    await new Promise<void>((done, fail) =>
      this.lookup(hostOf(url), { all: true }, (error) => (LuaError.is(error) ? fail(error) : done())),
    );
  }

  /** Resolves a name for the connection that is made, so that what was checked is what is reached. */
  readonly lookup: LookupFunction = (host, options, done) => {
    this.resolve(host, { ...options, all: true }, (error, addresses: LookupAddress[]) => {
      try {
        if (error !== null) return done(error, []);
        for (const { address } of addresses) this.checkAddress(address, host);
      } catch (refusal) {
        return done(refusal as NodeJS.ErrnoException, []);
      }
      const [first] = addresses;
      if (options.all === true || first === undefined) done(null, addresses);
      else done(null, first.address, first.family);
    });
  };

  /** @throws LuaError `PERMISSION_DENIED` */
  private checkAddress(text: string, host: string): void {
    if (this.names.has(host.toLowerCase())) return;
    const address = ipaddr.process(text);
    if (isPublic(address) || this.networks.some((network) => contains(network, address))) return;
    const where = host === text ? text : `${host} (${text})`;
    throw denied(`${where} is no public address; name it in allow_private of an entry of kind http.client`);
  }
}

const isPublic = (address: Address): boolean =>
  address.range() === 'unicast' && (address.kind() === 'ipv4' || contains(GLOBAL_IPV6, address));

const contains = ([network, bits]: [Address, number], address: Address): boolean =>
  network.kind() === address.kind() &&
  (address.kind() === 'ipv4'
    ? (address as ipaddr.IPv4).match(network, bits)
    : (address as ipaddr.IPv6).match(network, bits));

/** Of an IPv6 address without brackets. */
const hostOf = ({ hostname }: URL): string => hostname.replace(/^\[(.*)\]$/, '$1');

export const denied = (message: string): LuaError =>
  new LuaError({ kind: 'PERMISSION_DENIED', message, retryable: false });
