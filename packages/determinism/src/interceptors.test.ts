import { expect, it } from 'vitest';
import type { Capabilities } from './capabilities.js';
import { compose, isInterceptor, type Interceptor } from './interceptors.js';

class Base {
  greet(name: string): string {
    return `hello ${name}`;
  }
}

/** As hosts write them: methods of a class and of its parent, state of its own, properties that change. */
class Greeter extends Base {
  #count = 0;
  readonly zone = 'UTC';

  get count(): number {
    return this.#count;
  }

  now(): number {
    this.#count += 1;
    return 12;
  }
}

type Clock = Greeter & Capabilities['clock'];
const composed = (...interceptors: ((next: Clock) => object)[]): Clock => {
  const wrappers = interceptors.map((clock) => ({ clock }) as unknown as Interceptor);
  return compose({ clock: new Greeter() as Clock }, wrappers).clock as Clock;
};

it('an interceptor may spread a capability that is an object of a class', () => {
  const clock = composed((next) => ({ ...next, now: () => next.now() + 1 }));
  expect([clock.now(), clock.greet('Ada'), clock.zone]).toEqual([13, 'hello Ada', 'UTC']);
});

it('what it does not mention stays what it is when it changes', () => {
  const clock = composed(
    (next) => ({ ...next }),
    (next) => ({ ...next, greet: (name: string) => next.greet(name).toUpperCase() }),
    (next) => ({ ...next, zone: 'CET' }),
  );
  expect(clock.count).toBe(0);
  clock.now();
  expect([clock.count, clock.greet('Ada'), clock.zone]).toEqual([1, 'HELLO ADA', 'CET']);
});

it('what it gives back is what modules get, also when it is another object of a class, or the next one itself', () => {
  class Noon extends Greeter {
    override now(): number {
      return super.now() + 100;
    }
  }
  const noon = new Noon();
  expect(composed(() => noon)).toBe(noon);
  const same = composed((next) => next);
  expect([same.now(), same.count]).toEqual([12, 1]);
});

it('one object that serves several runs keeps nothing of them', () => {
  const shared = Object.freeze({ now: () => 0 });
  const [first, second] = [composed(() => shared), composed(() => shared)];
  expect(Object.keys(shared)).toEqual(['now']);
  expect([first.now(), first.greet('Ada'), second.count]).toEqual([0, 'hello Ada', 0]);
});

it('a wrapper sees the capabilities of its host, as they are without interceptors', () => {
  const lines: string[] = [];
  const host = { clock: { now: () => 1 }, log: { write: (_: string, message: string) => void lines.push(message) } };
  const audit: Interceptor = {
    clock: (next, { log }) => ({
      ...next,
      now: () => {
        log?.write('info', 'asked for the time');
        return next.now();
      },
    }),
  };
  const silent: Interceptor = { log: () => ({ write: () => undefined }) };
  const { clock } = compose(host as unknown as Partial<Capabilities>, [silent, audit]);
  expect([clock?.now(), lines]).toEqual([1, ['asked for the time']]);
});

it('an interceptor is told from other objects', () => {
  expect(isInterceptor({ clock: () => undefined })).toBe(true);
  for (const other of [{}, { clock: 1 }, { watch: () => undefined }, [], null, () => undefined])
    expect(isInterceptor(other)).toBe(false);
});
