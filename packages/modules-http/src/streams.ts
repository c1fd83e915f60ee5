import {
  boolean,
  bytes,
  defineClass,
  fn,
  instance,
  integer,
  operation,
  optional,
  result,
  string,
  type ByteStream,
  type FormFile,
  type Operation,
} from '@durable-lua/determinism';

const CHUNK = 32 * 1024;

export const streamType = instance<ByteStream>('http.Stream');

export const streamClass = defineClass(
  { type: streamType, doc: 'Bytes that come over time.' },
  {
    methods: {
      read: fn(
        {
          doc: `The next bytes, at most \`n\`, ${CHUNK} if it is 0 or not given; nil at the end. Waits until there are some.`,
          params: { n: optional(integer({ min: 0 }), 0) },
          returns: result(optional(bytes)),
        },
        (_, { self, n }) => self.read(n === 0 || n === undefined ? CHUNK : n),
      ),
      close: fn({ doc: 'Lets go of what is left.', returns: result(boolean) }, (_, { self }) => {
        self.close();
        return true;
      }),
    },
    tostring: () => 'http.Stream{}',
  },
);

/** The bytes of a file, as a stream. */
class FileStream implements ByteStream {
  private at = 0;

  constructor(private data: Uint8Array) {}

  read(most: number): Operation<Uint8Array | undefined> {
    const part = this.data.subarray(this.at, this.at + most);
    this.at += part.length;
    return operation(Promise.resolve(part.length === 0 ? undefined : part), () => undefined);
  }

  close(): void {
    this.data = new Uint8Array(0);
  }
}

export const fileType = instance<FormFile>('http.File');

export const fileClass = defineClass(
  { type: fileType, doc: 'A file of a form.' },
  {
    methods: {
      name: fn({ doc: 'What the sender calls it; "" if it does not.', returns: string }, (_, { self }) => self.name),
      size: fn({ doc: 'Its bytes.', returns: integer() }, (_, { self }) => self.data.length),
      header: fn(
        {
          doc: 'A header of its part of the form, such as Content-Type, in whatever case; nil if it has none.',
          params: { name: string },
          returns: optional(string),
        },
        (_, { self, name }) => self.headers.get(name.toLowerCase()),
      ),
      stream: fn(
        { doc: 'Its bytes from the beginning, a stream of its own at each call.', returns: result(streamType) },
        (_, { self }) => new FileStream(self.data),
      ),
    },
    tostring: (self) => `http.File{name=${self.name}, size=${self.data.length}}`,
  },
);
