import { defineClass, fn, instance, string } from '@durable-lua/determinism';
import type { Location } from './location.js';

export const locationType = instance<Location>('time.Location');

export const locationClass = defineClass(
  { type: locationType, doc: 'The rules of local time at a place.' },
  {
    methods: {
      string: fn({ doc: 'The name.', returns: string }, (_, { self }) => self.name),
    },
    tostring: (self) => self.name,
  },
);
