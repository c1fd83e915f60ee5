import {
  defineClass,
  defineModule,
  fn,
  PAYLOAD_FORMATS,
  payloadClass,
  PayloadObject,
  result,
  string,
  value,
} from '@durable-lua/determinism';
import { transcode } from './transcode.js';

/** In place of the class of its name that every Lua state has: the same, and able to change its format. */
const convertible = defineClass(payloadClass, {
  ...payloadClass,
  methods: {
    ...payloadClass.methods,
    transcode: fn(
      {
        doc: 'The same value as a new Payload of another format, one of payload.format. A conversion that would lose or invent something gives nil and an INTERNAL error that says why.',
        params: { format: string },
        returns: result(payloadClass.type),
      },
      ({ lua }, { self, format }) => transcode(lua, self, format),
    ),
  },
});

/** The Lua module `payload`: values together with a format, as they cross borders. */
export const payload = defineModule(
  {
    name: 'payload',
    summary: 'Values with a format, as they cross borders, and their conversion: JSON, YAML, MessagePack, text, bytes.',
  },
  {
    functions: {
      new: fn(
        {
          doc: 'A Payload that holds a value, nil included, by reference: in the same run data() gives the very same table. Its format is lua/any, for an error object golang/error; a Payload is given back as it is.',
          params: { v: value },
          returns: payloadClass.type,
        },
        ({ lua }, { v }) => {
          const type = lua.typeOf(v);
          if (type === payloadClass.name) return lua.as(v, payloadClass.type);
          return PayloadObject.of(v, type === 'error' ? PAYLOAD_FORMATS.ERROR : PAYLOAD_FORMATS.LUA);
        },
      ),
    },
    constants: Object.fromEntries(Object.entries(PAYLOAD_FORMATS).map(([name, format]) => [`format.${name}`, format])),
    classes: [convertible],
  },
);
