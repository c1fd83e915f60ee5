import { boolean, defineClass, defineModule, fn, instance, operation, type Operation } from '@durable-lua/determinism';
import type { PlantedFaults } from '../planted-fault.fixture.js';

class Watch {
  wait: Operation<void> | undefined;
}

const watchClass = defineClass(
  { type: instance<Watch>('broken.Watch') },
  {
    methods: {
      stop: fn({ returns: boolean }, (_, { self }) => {
        if (self.wait === undefined) throw new TypeError('the watch is gone');
        return true;
      }),
    },
  },
);

/** Gives an object that breaks once its run has ended. */
const broken = defineModule(
  {
    name: 'broken',
    summary: 'Its objects do not outlive their run.',
    needs: ['clock'],
  },
  {
    functions: {
      watch: fn({ returns: watchClass.type }, ({ clock, lua }) => {
        const watch = new Watch();
        const timer = clock.timer(86_400_000);
        const cancel = (): void => {
          watch.wait = undefined;
          timer.cancel();
        };
        watch.wait = operation(timer.result, cancel);
        lua.when(watch.wait, () => undefined);
        return watch;
      }),
    },
    classes: [watchClass],
  },
);

export const faults: PlantedFaults = [
  { fault: 'an object that breaks after its end', definition: broken, says: /stop after the end: .*the watch is gone/ },
];
