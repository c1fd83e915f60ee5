import {
  LuaError,
  PayloadObject,
  channel,
  defineModule,
  errorClass,
  fn,
  payload,
  payloadClass,
  type ModuleDefinition,
} from '@durable-lua/determinism';

/** Long enough for whatever ends by itself, in virtual time. */
const REST = 3_600_000;

/** What the kit's own Lua code needs to make values of every type. */
export const kitModule: ModuleDefinition = defineModule(
  {
    name: 'conformance_kit',
    summary: 'For the conformance kit.',
    needs: ['clock'],
  },
  {
    functions: {
      rest: fn({ doc: 'An hour.' }, ({ clock }) => clock.timer(REST)),
      channel: fn({ returns: channel }, ({ lua }) => lua.channel(1)),
      error: fn({ returns: errorClass.type }, () => new LuaError({ kind: 'CONFLICT', message: 'made by the kit' })),
      payload: fn(
        { params: { value: payload }, returns: payloadClass.type },
        (_, { value }) => new PayloadObject(value),
      ),
    },
  },
);
