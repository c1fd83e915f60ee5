import { generate } from 'selfsigned';

export interface Certificate {
  readonly cert: string;
  readonly key: string;
}

/** An authority of one's own, and what it has signed. */
export class Authority {
  private constructor(private readonly own: Certificate) {}

  static async create(name = 'an authority of these tests'): Promise<Authority> {
    const { cert, private: key } = await generate([{ name: 'commonName', value: name }], {
      keyType: 'ec',
      algorithm: 'sha256',
      extensions: [
        { name: 'basicConstraints', cA: true, critical: true },
        { name: 'keyUsage', keyCertSign: true, cRLSign: true, critical: true },
      ],
    });
    return new Authority({ cert, key });
  }

  get cert(): string {
    return this.own.cert;
  }

  /** For a server of these names, or a client. */
  async sign(name: string, hosts: readonly string[] = []): Promise<Certificate> {
    const names = hosts.map((host) =>
      /^[\d.]+$/.test(host) ? ({ type: 7, ip: host } as const) : ({ type: 2, value: host } as const),
    );
    const { cert, private: key } = await generate([{ name: 'commonName', value: name }], {
      keyType: 'ec',
      algorithm: 'sha256',
      ca: this.own,
      extensions: [
        { name: 'basicConstraints', cA: false, critical: true },
        { name: 'extKeyUsage', serverAuth: true, clientAuth: true },
        ...(names.length === 0 ? [] : [{ name: 'subjectAltName', altNames: names } as const]),
      ],
    });
    return { cert, key };
  }
}
