import type { Benchmark } from '../bench.js';
import { Samples } from '../figures.js';
import { inDist } from '../paths.js';
import type { ProcessMethods } from '../processes/protocol.js';

/** For each open workflow of the memory benchmark so many processes, and for each of its runs so many messages. */
const PROCESSES = 20;
const MESSAGES = 250;
const LUA = 'lua';

export const processesBenchmark: Benchmark = {
  name: 'processes',
  summary: 'processes of one node, without a server: what an idle one takes, and messages between two',
  async run(bench) {
    const { rounds, open, runs } = bench.settings;
    const samples = new Samples();
    for (let round = 0; round < rounds; round++) {
      const child = bench.spawn<ProcessMethods>(inDist('processes-program.js'));
      const { heap, rss, start, roundTrip, message, rate } = await child.call('measure', {
        processes: open * PROCESSES,
        messages: runs * MESSAGES,
      });
      await child.stop();
      samples.add('heap', LUA, heap / 1024);
      samples.add('rss', LUA, rss / 1024);
      samples.add('start', LUA, start);
      samples.add('roundTrip', LUA, roundTrip);
      samples.add('message', LUA, message);
      samples.add('rate', LUA, rate);
      bench.say(`processes: round ${round + 1} of ${rounds}`);
    }
    return {
      benchmark: 'processes',
      figures: [
        { name: 'live heap', unit: 'KB/process', samples: samples.of('heap') },
        { name: 'resident', unit: 'KB/process', samples: samples.of('rss') },
        { name: 'start', unit: 'ms CPU', samples: samples.of('start') },
        { name: 'round trip', unit: 'ms CPU', samples: samples.of('roundTrip') },
        { name: 'message', unit: 'ms CPU', samples: samples.of('message') },
        { name: 'messages', unit: 'messages/s', samples: samples.of('rate') },
      ],
    };
  },
};
