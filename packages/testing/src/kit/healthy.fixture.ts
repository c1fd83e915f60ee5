import {
  defineClass,
  defineModule,
  duration,
  fn,
  instance,
  integer,
  optional,
  result,
  string,
  value,
} from '@durable-lua/determinism';

interface Note {
  readonly text: string;
}

const noteClass = defineClass(
  { type: instance<Note>('healthy.Note'), doc: 'A text to keep.', needs: ['clock'] },
  {
    methods: {
      text: fn({ doc: 'What it says.', returns: string }, (_, { self }) => self.text),
      again: fn({ doc: 'After a while.', returns: result(string) }, async ({ clock }, { self }) => {
        await clock.timer(1000).result;
        return self.text;
      }),
    },
  },
);

/** A module without a fault: every check must be green for it. */
export const healthy = defineModule(
  {
    name: 'healthy',
    summary: 'A module without a fault.',
    needs: ['clock'],
  },
  {
    functions: {
      note: fn({ doc: 'Makes a note.', params: { text: string }, returns: result(noteClass.type) }, (_, { text }) => ({
        text,
      })),
      wait: fn(
        { doc: 'Waits.', params: { time: duration({ unit: 'ns' }) }, returns: result(integer()) },
        ({ clock }, { time }) => clock.timer(Math.max(1, time.millisCeil)).result.then(() => 1) as Promise<number>,
      ),
      same: fn({ doc: 'Gives back.', params: { any: optional(value) }, returns: optional(value) }, (_, { any }) => any),
    },
    classes: [noteClass],
  },
);
