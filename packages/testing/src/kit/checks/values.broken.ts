import { defineModule, fn, integer, map, string, value, type Type } from '@durable-lua/determinism';
import type { PlantedFaults } from '../planted-fault.fixture.js';

/** Declares a whole number and gives something else below zero. */
const broken = defineModule(
  {
    name: 'broken',
    summary: 'Rounds badly.',
  },
  {
    functions: { round: fn({ params: { n: integer() }, returns: integer() }, (_, { n }) => (n < 0 ? n + 0.5 : n)) },
  },
);

/** Gives what is no value of Lua, as JavaScript lets it. */
const giving = (returns: Type<unknown>, given: unknown) =>
  defineModule(
    { name: 'broken', summary: 'Gives what is no value of Lua.' },
    { functions: { give: fn({ returns }, () => given) } },
  );

export const faults: PlantedFaults = [
  {
    fault: 'a Map for a value of Lua',
    definition: giving(value, new Map()),
    says: /give gave a value of class Map where value/,
  },
  {
    fault: 'an object for a value of Lua',
    definition: giving(value, { a: 1 }),
    says: /give gave a value of type object where value/,
  },
  {
    fault: 'a Date for a map',
    definition: giving(map(string), new Date(0)),
    says: /give gave a value of class Date where map/,
  },
  {
    fault: 'a Map whose members are not what is declared',
    definition: giving(map(string), new Map([['a', 1]])),
    says: /give gave a value of class Map where map/,
  },
  {
    fault: 'a result that is not what is declared',
    definition: broken,
    says: /round gave the number .* where integer/,
  },
];
