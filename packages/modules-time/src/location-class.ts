import { defineClass, instance, method, string } from '@durable-lua/determinism';
import type { Location } from './location.js';

export const locationType = instance<Location>('time.Location');

export const locationClass = defineClass<Location>({
  name: 'time.Location',
  doc: 'The rules of local time at a place.',
  methods: {
    string: method({ doc: 'The name.', returns: string }, (self: Location) => self.name),
  },
  tostring: (self) => self.name,
});
